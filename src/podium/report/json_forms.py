"""The same values as JSON texts; a plan's is the form that is read back."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from podium.plan.analysis import Analysis
from podium.plan.codec import Json, dump, encode
from podium.plan.plan import Plan
from podium.plan.survey import Survey

if TYPE_CHECKING:
    from podium.report.facts import RunFacts, VerifyFacts


def analysis_json(analysis: Analysis, survey: Survey) -> str:
    """`{repository, project, revision, tree, analysis}`."""
    head = {name: encode(getattr(survey, name)) for name in ("repository", "project", "revision", "tree")}
    return _text(head | {"analysis": encode(analysis)})


def plan_json(plan: Plan) -> str:
    """The plan itself, as `podium run` and `podium check` read it."""
    return dump(plan, indent=2) + "\n"


def run_json(facts: "RunFacts") -> str:
    """`{run, outcome, reason, …}`: the run's facts, with its outcome as it would be now where it has not ended."""
    from podium.plan.outcome import ending

    end = facts.state.ended or ending(facts.state.plan, facts.state)
    head: dict[str, Json] = {"run": facts.state.run, "ended": facts.state.ended is not None}
    return _text(head | {"outcome": end.outcome, "reason": end.reason, "facts": encode(facts)})


def verify_json(facts: "VerifyFacts") -> str:
    """The facts of a verification, its outcome among them."""
    return dump(facts, indent=2) + "\n"


def _text(value: Mapping[str, Json]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
