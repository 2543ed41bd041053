"""Who asks the clock: named routes that anybody may read are timed against the base where speed is at stake."""

from collections.abc import Sequence
from dataclasses import replace

from podium.plan.analysis import Analysis
from podium.plan.places import Places
from podium.plan.survey import Survey
from podium.plan.task import Task, TaskGate

TIMED = "performance-optimization-expert"
_TYPES = frozenset({"performance_issue", "caching"})
_MOST = 3
"""So many routes are timed: each takes its time."""


def timed(tasks: Sequence[Task], analysis: Analysis, survey: Survey) -> tuple[Task, ...]:
    """The tasks; the last one that looks at speed, or else at tests, has the gate on time for the routes that can be
    asked without signing in. Nothing changes where there is none, or where no database can be made."""
    known = Places(analysis=analysis, survey=survey)
    routes = tuple(
        f"{one.method} {one.path}"
        for one in known.named_routes or known.spoken_routes
        if one.method.upper() == "GET" and (one.is_public or not (one.guards or one.roles))
    )[:_MOST]
    looking = [task.id for task in tasks if task.layer == "quality" and task.runner.kind != "recipe" and task.phase > 1]
    by_speed = [name for name in looking if any(one.id == name and one.specialist == TIMED for one in tasks)]
    asks = bool(by_speed) or any(one.type in _TYPES for one in analysis.types)
    if not (routes and looking and asks and survey.schema.files):
        return tuple(tasks)
    last = (by_speed or looking)[-1]
    gate = TaskGate(gate="latency", parameters={"routes": list(routes)})
    return tuple(replace(task, gates=(*task.gates, gate)) if task.id == last else task for task in tasks)
