"""`podium verify`: judge a branch that anyone made."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from podium.cli.options import json_option, repository_options
from podium.cli.output import give, say

if TYPE_CHECKING:
    from podium.plan.events import GateResult

RESULTS = {"done": 0, "failed": 1, "not_checked": 3}
"""The exit code of each outcome of a verification."""

MARKS = {
    "passed": "✅ passed",
    "failed": "❌ failed",
    "not_checked": "⏳ not checked",
    "base_red": "🔧 red on the base too",
    "flaky": "🔧 flaky",
}


@click.command("verify")
@click.argument("span", metavar="BASE..HEAD")
@click.option("--request", default="", metavar="TEXT", help="What was asked, to be set beside what was done.")
@repository_options
@json_option
def verify_command(span: str, request: str, repo: Path, project: str, as_json: bool) -> int:
    """Judge the commits of BASE..HEAD by every gate, against the base; nothing in the repository changes.

    Scope of the change, weakened tests, types, lint, build, tests, migrations with their way back, API difference,
    guards, validation, exposure and secrets. What cannot be checked is said.
    """
    from podium.report.json_forms import verify_json
    from podium.report.verified import verify_markdown
    from podium.service.judging import verify
    from podium.service.site import open_site

    facts = verify(open_site(repo, project=project), span, request=request, listener=show)
    give(verify_json(facts) if as_json else verify_markdown(facts))
    return RESULTS.get(facts.outcome, 1)


def show(result: "GateResult") -> None:
    """Say what a gate said, on a line."""
    say(f"{MARKS[result.status]}  {result.gate}: {result.summary}{' (reused)' if result.reused else ''}")
