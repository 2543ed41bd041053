"""The command line's frame: which commands there are, how errors read, which exit codes they have."""

import errno
import importlib
from collections.abc import Sequence

import click

from podium.cli.output import say, show_error
from podium.errors import InputError, Interrupted, MachineError, PodiumError

EXIT_CODES = {
    0: "done",
    1: "failed",
    2: "bad input",
    3: "needs an agent or a person",
    4: "not a backend request",
    5: "budget",
    130: "interrupted",
}

REFUSALS = frozenset(
    {
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.ENOSPC,
        errno.EDQUOT,
        errno.ENOTDIR,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENAMETOOLONG,
    }
)
"""What a system says when it may not or cannot do what is asked of it: no fault of the program's."""

REFUSED = "see that it may be written and has room; XDG_STATE_HOME and XDG_CACHE_HOME say where Podium keeps things"

COMMANDS = {
    "demo": "podium.cli.work",
    "analyze": "podium.cli.understand",
    "plan": "podium.cli.understand",
    "check": "podium.cli.understand",
    "diff": "podium.cli.understand",
    "run": "podium.cli.work",
    "verify": "podium.cli.judge",
    "status": "podium.cli.look",
    "report": "podium.cli.look",
    "resume": "podium.cli.work",
    "retry": "podium.cli.work",
    "approve": "podium.cli.work",
    "cancel": "podium.cli.work",
    "rollback": "podium.cli.work",
    "apply": "podium.cli.work",
    "agents": "podium.cli.look",
    "recipes": "podium.cli.look",
    "gates": "podium.cli.look",
    "doctor": "podium.cli.look",
    "eval": "podium.cli.evaluate",
    "mcp": "podium.cli.serving",
}
"""Each command and the module that holds it; a module is imported when its command is asked for."""

SUMMARIES = {
    "demo": "Carry out the demo request on a copy of the example shop.",
    "analyze": "Say what a request means in a repository.",
    "plan": "Draw up the plan for a request.",
    "check": "Check a plan file against every rule.",
    "diff": "Say what tells two plan files apart.",
    "run": "Plan a request, or take a plan file, and carry it out on a branch.",
    "verify": "Judge a branch that anyone made.",
    "status": "Show how far a run is.",
    "report": "Print a run's report.",
    "resume": "Go on with a run that was stopped.",
    "retry": "Try what a run that has ended left undone once more.",
    "approve": "Answer what a run asks of a person, and go on with it.",
    "cancel": "Stop a run; what is finished stays.",
    "rollback": "Take a finished run back, whole or one task.",
    "apply": "Bring a finished run onto the branch that is checked out.",
    "agents": "List the specialists.",
    "recipes": "List the recipes.",
    "gates": "List the gates and what they check here.",
    "doctor": "See whether this machine has what the work needs.",
    "eval": "Measure Podium's own judgement on labelled cases.",
    "mcp": "Serve Podium's tools for a repository to an agent, over MCP.",
}


class LazyGroup(click.Group):
    """A group that knows its commands' names and summaries without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order of a day's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now, or None."""
        if cmd_name not in COMMANDS:
            return None
        return getattr(importlib.import_module(COMMANDS[cmd_name]), f"{cmd_name}_command")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands and, below it, the exit codes."""
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(code), meaning) for code, meaning in EXIT_CODES.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="podium-orchestrator", prog_name="podium")
def program() -> None:
    """Podium: a request in plain words becomes a plan, and the plan a verified branch.

    Every command takes --repo DIR (default: here) and, in a monorepo, --project DIR.
    """


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code; a user's mistake is one sentence and a hint on stderr."""
    try:
        result = program.main(args=list(arguments), prog_name="podium", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        say(error.format_message())
        return 2
    except click.ClickException as error:
        show_error(error.format_message(), hint=f"`podium {_command(arguments)}--help` shows what it takes")
        return 2
    except Interrupted as error:
        show_error(f"interrupted: {error.message}", hint=error.hint)
        return 130
    except (click.Abort, KeyboardInterrupt):
        say("podium: interrupted")
        return 130
    except PodiumError as error:
        show_error(error.message, hint=error.hint, details=getattr(error, "problems", getattr(error, "choices", ())))
        return _exit_code(error)
    except OSError as error:
        if error.errno not in REFUSALS:
            return _bug(error)
        where = f"{error.filename}: " if error.filename else ""
        show_error(f"the system refuses: {where}{error.strerror}", hint=REFUSED)
        return 2
    except Exception as error:
        return _bug(error)
    return result if isinstance(result, int) else 0


def _bug(error: Exception) -> int:
    hint = f"please report it; the details are in {_keep_details(error)}"
    show_error(f"a bug in Podium: {type(error).__name__}: {error}", hint=hint)
    return 1


def _command(arguments: Sequence[str]) -> str:
    return f"{arguments[0]} " if arguments and arguments[0] in COMMANDS else ""


def _keep_details(error: Exception) -> str:
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="podium-", suffix=".txt", delete=False) as file:
        traceback.print_exception(error, file=file)
    return file.name


def _exit_code(error: PodiumError) -> int:
    return 2 if isinstance(error, InputError | MachineError) else 1
