"""Every exception that Podium raises, in one tree that says whose fault it is.

    PodiumError                     carries a sentence and a hint
    ├── InputError                  the user can mend it by giving something else
    │   ├── RequestError            the request's words: empty, too long, not text
    │   ├── RepositoryError         not a repository, no commits, not NestJS, no such revision
    │   ├── ProjectError            a monorepo's part is missing or ambiguous
    │   ├── ConfigurationError      a file of ours or the user's: unknown key, wrong type
    │   ├── PlanError               a plan file that does not decode or breaks a rule
    │   └── RunError                no such run, or the run is not in a state for this command
    ├── MachineError                this machine lacks something
    │   ├── ToolMissing             Node, git, a package manager, an engine
    │   ├── ServerError             PostgreSQL or Redis would not start or is not ours
    │   ├── InstallError            the project's dependencies could not be installed
    │   └── DiskFull                no room left for the state
    ├── Interrupted                 the user or a cancel stopped it; the state is kept
    └── BrokenMachinery             our own invariant does not hold: a bug in Podium

A task that fails is a value (`plan.events`), never an exception.
"""

from typing import Literal

ErrorKind = Literal["", "auth", "rate_limit", "overloaded", "budget", "crashed", "timeout", "protocol", "lost"]
"""Why a runner failed; `lost`: the session to be resumed is not there any more. Empty: it said nothing of the kind."""


class PodiumError(Exception):
    """A sentence for the user, and a hint where we know the mend."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputError(PodiumError):
    """The user can mend it by giving something else."""


class RequestError(InputError):
    """The request's words cannot be used."""


class RepositoryError(InputError):
    """The folder is not a repository that Podium can work on."""


class ProjectError(InputError):
    """The part of a monorepo is missing or ambiguous."""

    def __init__(self, message: str, *, hint: str = "", choices: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint=hint)
        self.choices = choices


class ConfigurationError(InputError):
    """A configuration, rule or specialist file is wrong."""


class PlanError(InputError):
    """A plan does not decode or breaks a rule; `problems` holds every one of them."""

    def __init__(self, message: str, *, hint: str = "", problems: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint=hint)
        self.problems = problems


class RunError(InputError):
    """There is no such run, or it is not in a state for this command."""


class MachineError(PodiumError):
    """This machine lacks something that the work needs."""


class ToolMissing(MachineError):
    """A program that the work needs is not installed."""

    def __init__(self, message: str, *, hint: str = "", tool: str = "") -> None:
        super().__init__(message, hint=hint)
        self.tool = tool


class ServerError(MachineError):
    """A server would not start, or is not the one that Podium started."""


class InstallError(MachineError):
    """The project's dependencies could not be installed."""


class DiskFull(MachineError):
    """No room is left where Podium keeps its state."""


class Interrupted(PodiumError):
    """The user or a cancel stopped the work; its state is kept."""


class BrokenMachinery(PodiumError):
    """An invariant of Podium itself does not hold."""
