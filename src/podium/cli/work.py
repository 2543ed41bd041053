"""`podium demo`, `run`, `resume`, `retry`, `approve`, `cancel`, `rollback` and `apply`."""

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from podium.cli.options import (
    budget_options,
    json_option,
    limits,
    repository_options,
    request_arguments,
    runner_option,
    words,
)
from podium.cli.output import give, give_json, say
from podium.cli.understand import name_dirty, refuse
from podium.errors import Interrupted

if TYPE_CHECKING:
    from podium.service.runs import Run
    from podium.service.site import Site
    from podium.service.understanding import Understanding

RESULTS = {"done": 0, "failed": 1, "needs_agent": 3, "cancelled": 130, "budget": 5}
"""The exit code of each outcome of a run."""

WAITS = 3

_AGAIN = ": `podium retry` tries what it left undone once more"


@click.command("run")
@request_arguments
@repository_options
@runner_option
@budget_options
@json_option
def run_command(text: tuple[str, ...], file: Path | None, repo: Path, project: str, **options: Any) -> int:
    """Plan a request and carry it out on the branch podium/RUN, or carry out a plan file (PLAN.json).

    Nothing but that branch changes in the repository.
    """
    from podium.service.runs import prepare
    from podium.service.site import open_site
    from podium.service.understanding import analyse, read_plan

    as_json: bool = options["as_json"]
    site = open_site(repo, project=project, runners=options["runners"], budget=limits(options))
    if len(text) == 1 and text[0].endswith(".json") and len(text[0].split()) == 1:
        plan = read_plan(words((), Path(text[0])), site.rules)
        name_dirty(site.repository.dirty())
        return follow(prepare(site, plan), as_json=as_json)
    found = analyse(site, words(text, file))
    if not found.analysis.is_backend:
        return refuse(found.analysis.reason)
    name_dirty(found.dirty)
    return start(site, found, as_json=as_json)


@click.command("demo")
@json_option
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Where to put the copy.")
def demo_command(as_json: bool, into: Path | None) -> int:
    """Copy the example shop into a new git repository and carry out a request on it, to the report."""
    from podium.service.demo import REQUEST, make_shop
    from podium.service.site import open_site
    from podium.service.understanding import analyse

    folder = make_shop(into)
    say(f"the shop is in {folder}")
    say(f"the request: {REQUEST}")
    site = open_site(folder)
    return start(site, analyse(site, REQUEST), as_json=as_json)


@click.command("resume")
@click.argument("run", default="")
@repository_options
@json_option
def resume_command(run: str, repo: Path, project: str, as_json: bool) -> int:
    """Go on with a run that was stopped or killed (default: the latest); finished tasks are not done again."""
    from podium.service.runs import find
    from podium.service.site import open_site

    found = find(open_site(repo, project=project), run)
    if found.state.ended is not None:
        say(f"{found.setup.run} has ended already{_AGAIN if found.state.ended.outcome != 'done' else ''}")
        return show_end(found, as_json=as_json)
    return follow(found, as_json=as_json)


@click.command("retry")
@click.argument("run", default="")
@click.option("--task", default="", metavar="ID", help="Only this task and what stands on it.")
@click.option("--runner", default="", metavar="NAME", help="Who does what failed, or what nobody was there for.")
@budget_options
@repository_options
@json_option
def retry_command(run: str, task: str, runner: str, repo: Path, project: str, **options: Any) -> int:
    """Try what a run that has ended (default: the latest) left undone once more; what is finished stays.

    A limit takes the place of the run's own; what was used before counts.
    """
    from podium.service.runs import find, retry
    from podium.service.site import open_site

    site = open_site(repo, project=project, runners=(runner,) if runner else ())
    opened = retry(find(site, run), task=task, runner=runner, budget=limits(options))
    return follow(opened, as_json=options["as_json"])


@click.command("approve")
@click.argument("run", default="")
@click.option("--task", default="", metavar="ID", help="The task that asks, where several do.")
@click.option("--refuse", is_flag=True, help="Say no, or that it is not done.")
@click.option("--note", default="", metavar="TEXT", help="Why.")
@repository_options
@json_option
def approve_command(run: str, task: str, repo: Path, project: str, **options: Any) -> int:
    """Answer what a run (default: the latest) asks of a person, and go on with it; for a task of yours: it is done."""
    from podium.service.runs import approve, find
    from podium.service.site import open_site

    found = find(open_site(repo, project=project), run)
    granted = not options["refuse"]
    after = approve(found, task, granted=granted, by=getpass.getuser(), note=options["note"])
    if after.pid:
        give(f"{after.setup.run} was told")
        return 0
    return follow(after, as_json=options["as_json"])


@click.command("cancel")
@click.argument("run", default="")
@repository_options
def cancel_command(run: str, repo: Path, project: str) -> int:
    """Stop a run for good (default: the latest); what is finished stays on its branch."""
    from podium.service.runs import cancel, find
    from podium.service.site import open_site

    found = find(open_site(repo, project=project), run)
    after = cancel(found, by=getpass.getuser(), listener=lambda _: None)
    ended = after.state.ended
    give(f"{found.setup.run}: {ended.outcome if ended else 'told to stop'}")
    return 0


@click.command("rollback")
@click.argument("run", default="")
@click.option("--task", default="", metavar="ID", help="Only this task.")
@repository_options
@json_option
def rollback_command(run: str, task: str, repo: Path, project: str, as_json: bool) -> int:
    """Take a finished run back (default: the latest), whole or one task, by commits on its branch."""
    from podium.plan.codec import encode
    from podium.service.runs import find, rollback
    from podium.service.site import open_site

    found = find(open_site(repo, project=project), run)
    done = rollback(found, task=task)
    if as_json:
        give_json(encode(done))
        return 0
    give(f"{found.branch} stands at {done.commit[:12]}: {', '.join(done.tasks)} taken back")
    for result in done.results:
        give(f"- {result.gate}: {result.status.replace('_', ' ')}: {result.summary}")
    return 0


@click.command("apply")
@click.argument("run", default="")
@repository_options
def apply_command(run: str, repo: Path, project: str) -> int:
    """Bring a finished run (default: the latest) onto the branch that is checked out."""
    from podium.service.runs import apply, find
    from podium.service.site import open_site

    site = open_site(repo, project=project)
    found = find(site, run)
    give(f"{found.branch} is applied: the branch stands at {apply(site, found)[:12]}")
    return 0


def start(site: "Site", found: "Understanding", *, as_json: bool) -> int:
    """Plan what was understood, make a run of it and follow it to the end."""
    from podium.service.choosing import said
    from podium.service.runs import prepare
    from podium.service.understanding import plan_for

    plan = plan_for(site, found)
    if said(plan):
        say(f"note: what no recipe does is done by {said(plan)}")
    return follow(prepare(site, plan, found.survey), as_json=as_json)


def follow(run: "Run", *, as_json: bool) -> int:
    """Carry a run out with live progress, print its report, and return its exit code."""
    from podium.cli.progress import Progress
    from podium.service.runs import carry_out

    say(f"run {run.setup.run}")
    with Progress(run.state) as progress:
        try:
            after = carry_out(run, progress.show)
        except Interrupted as error:
            hint = f"podium resume {run.setup.run} --repo {run.setup.repository}"
            raise Interrupted(f"run {run.setup.run} is kept", hint=hint) from error
    return show_end(after, as_json=as_json)


def show_end(run: "Run", *, as_json: bool) -> int:
    """Print the report of a run and return the exit code of its outcome."""
    from podium.report.json_forms import run_json
    from podium.report.ran import run_markdown
    from podium.service.reporting import run_facts

    facts = run_facts(run)
    give(run_json(facts) if as_json else run_markdown(facts))
    if run.state.delivered is not None:
        say(f"look at it:  git -C {run.setup.repository} log --stat {run.setup.plan.header.base[:12]}..{run.branch}")
    hint = _next(run)
    if hint:
        say(f"hint: {hint}")
    return RESULTS[run.state.ended.outcome] if run.state.ended else WAITS


def _next(run: "Run") -> str:
    """What a person may do about a run that is not done; empty where it is."""
    name, ended = run.setup.run, run.state.ended
    where = f"--repo {run.setup.repository}"
    if ended is None:
        return f"`podium approve {name} {where}` answers it, `--refuse` says no" if run.state.open_approvals else ""
    match ended.outcome:
        case "needs_agent":
            who = "an agent that `podium doctor` lists, or human"
            return f"`podium retry {name} {where} --runner NAME` has it done by {who}"
        case "budget":
            return f"`podium retry {name} {where} --budget-…` goes on with a higher limit"
        case "failed":
            return f"`podium retry {name} {where}` tries once more what failed"
        case _:
            return ""
