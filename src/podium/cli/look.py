"""`podium status`, `report`, `agents`, `recipes`, `gates` and `doctor`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from podium.cli.options import json_option, repository_options
from podium.cli.output import give, give_json, say

if TYPE_CHECKING:
    from podium.service.runs import Run

MACHINE_LACKS = 2


@click.command("status")
@click.argument("run", default="")
@click.option("--all", "every_run", is_flag=True, help="One line for each run of the repository.")
@repository_options
@json_option
def status_command(run: str, every_run: bool, repo: Path, project: str, as_json: bool) -> int:
    """Show how far a run is (default: the latest), by phase and task."""
    from podium.plan.codec import encode
    from podium.report.progress import progress_markdown
    from podium.service.runs import every, find
    from podium.service.site import open_site

    site = open_site(repo, project=project)
    if every_run:
        runs = every(site, unreadable=lambda error: say(f"note: {error.message}"))
        lines = [(one.setup.run, state_word(one), one.state.plan.header.title) for one in runs]
        if as_json:
            give_json([{"run": name, "state": state, "title": title} for name, state, title in lines])
        else:
            give("\n".join(f"{name}  {state}  {title}" for name, state, title in lines) or "no runs yet")
        return 0
    found = find(site, run)
    if as_json:
        give_json({"run": found.setup.run, "state": state_word(found), "tasks": encode(found.state.tasks)})
    else:
        give(f"{found.setup.run}: {state_word(found)}\n\n{progress_markdown(found.state.plan, found.state)}")
    return 0


def state_word(run: "Run") -> str:
    """`running (process N)`, the outcome of a run that has ended, `waits for a person`, or `stopped`."""
    if run.state.ended is not None:
        return run.state.ended.outcome.replace("_", " ")
    waits = "waits for a person: `podium approve`" if run.state.open_approvals else "stopped"
    return f"running (process {run.pid})" if run.pid else waits


@click.command("report")
@click.argument("run", default="")
@repository_options
@json_option
def report_command(run: str, repo: Path, project: str, as_json: bool) -> int:
    """Print a run's report (default: the latest): it fits the body of a pull request."""
    from podium.report.json_forms import run_json
    from podium.report.ran import run_markdown
    from podium.service.reporting import run_facts
    from podium.service.runs import find
    from podium.service.site import open_site

    facts = run_facts(find(open_site(repo, project=project), run))
    give(run_json(facts) if as_json else run_markdown(facts))
    return 0


@click.command("agents")
@click.option(
    "--repo", type=click.Path(path_type=Path), default=Path(), metavar="DIR", help="With its own specialists."
)
@json_option
def agents_command(repo: Path, as_json: bool) -> int:
    """List the specialists by group, with what each is for."""
    from podium.plan.codec import encode
    from podium.service.catalogue import ORCHESTRATOR, specialists
    from podium.service.site import rules_for

    found = specialists(rules_for(repo))
    if as_json:
        give_json([encode(one) for one in found])
        return 0
    for group in dict.fromkeys(one.group for one in found):
        give(f"{group or 'Yours'}:")
        for one in (one for one in found if one.group == group):
            give(f"  {one.name}\n      {one.description}")
    give(f"\n{ORCHESTRATOR} leads them. A file of the same name in .podium/specialists/ replaces a shipped one.")
    return 0


@click.command("recipes")
@json_option
def recipes_command(as_json: bool) -> int:
    """List the recipes: what is carried out without any model, and as which specialist."""
    from podium.plan.codec import encode
    from podium.service.catalogue import recipe_lines

    found = recipe_lines()
    if as_json:
        give_json([encode(one) for one in found])
    else:
        give("\n".join(f"{one.id}  ({one.specialist})\n    {one.summary}" for one in found))
    return 0


@click.command("gates")
@repository_options
@json_option
def gates_command(repo: Path, project: str, as_json: bool) -> int:
    """List the gates and, for this repository, which of them cannot be checked and why."""
    from podium.plan.codec import encode
    from podium.service.catalogue import gate_lines
    from podium.service.site import open_site

    found = gate_lines(open_site(repo, project=project))
    if as_json:
        give_json([encode(one) for one in found])
        return 0
    for one in found:
        give(f"{one.id}: {one.title}" + (f"\n    not checked here: {one.not_checked}" if one.not_checked else ""))
    return 0


@click.command("doctor")
@click.option("--deep", is_flag=True, help="Have one short turn with every agent that is there; it costs a few tokens.")
@json_option
def doctor_command(deep: bool, as_json: bool) -> int:
    """See whether this machine has what the work needs; each thing is tried."""
    from podium.plan.codec import encode
    from podium.service.doctor import diagnose
    from podium.service.site import configuration_here

    found = diagnose(configuration_here(), deep=deep)
    if as_json:
        give_json([encode(one) for one in found])
    else:
        words = {"ok": "✅ ok", "missing": "❌ missing", "note": "🔧 note"}
        for one in found:
            give(f"{words[one.status]}  {one.name}: {one.detail}" + (f"\n    hint: {one.hint}" if one.hint else ""))
    return MACHINE_LACKS if any(one.status == "missing" for one in found) else 0
