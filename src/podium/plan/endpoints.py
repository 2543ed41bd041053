"""Routes that a request names in so many words and that are not there yet, as far as the words go."""

import re
from collections.abc import Iterator, Sequence

from podium.plan.analysis import Analysis
from podium.plan.offer import Endpoint
from podium.plan.routing import is_bug_fix
from podium.plan.rulemade import is_builder
from podium.plan.standing import shape
from podium.plan.survey import Survey
from podium.plan.task import Task

_ROUTE = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE)\s+`?(/[\w:{}./*-]*[\w}*])", re.IGNORECASE)
_PARAMETER = re.compile(r"[:{](\w+)")
_ACCESS = (
    (r"\badmins?\b|\badministrators?\b", "role: admin"),
    (r"\bowner|\btheir own\b|\bhis own\b|\bmy\b", "owner"),
    (r"\bsigned.in\b|\blogged.in\b|\bauthenticated\b", "signed_in"),
    (r"\bpublic\b|\banyone\b|\beverybody\b", "public"),
)


def named_endpoints(
    tasks: Sequence[Task], analysis: Analysis, survey: Survey, *, offered: Sequence[Endpoint] = ()
) -> tuple[Endpoint, ...]:
    """An endpoint for each new route that a clause of an agent's or a person's task names and that nobody offers; what
    the words leave open is said to be, and whose it is to state. The routes of a bug report are there, or should be.
    """
    if is_bug_fix(analysis):
        return ()
    known = {(one.method.upper(), shape(one.path)) for one in (*survey.routes, *offered)}
    found: dict[tuple[str, str], Endpoint] = {}
    builders = sorted(filter(is_builder, tasks), key=lambda task: task.layer == "data")
    for clause in analysis.clauses:
        doing = [task.id for task in builders if clause.id in task.clauses and not _is_recipe(task)]
        for method, path in _routes(clause.text):
            if doing and (method, shape(path)) not in known:
                found[method, shape(path)] = _endpoint(method, path, clause.text, doing[0])
    return tuple(found.values())


def _routes(text: str) -> Iterator[tuple[str, str]]:
    for match in _ROUTE.finditer(text):
        yield match.group(1).upper(), match.group(2)


def _is_recipe(task: Task) -> bool:
    return task.runner.kind == "recipe"


def _endpoint(method: str, path: str, text: str, task: str) -> Endpoint:
    inside = ", ".join(_PARAMETER.findall(path))
    parts = [f"path {{{inside}}}"] if inside else []
    parts += [f"body: {task} states it as a DTO before it writes code"] if method in {"POST", "PUT", "PATCH"} else []
    access = next((name for cue, name in _ACCESS if re.search(cue, text, re.IGNORECASE)), "not said: as its siblings")
    return Endpoint(
        method=method,
        path=path,
        access=access,
        request="; ".join(parts) or "nothing",
        response=f"the request does not say: {task} states it as a DTO, described for OpenAPI",
        statuses=((400, "bad input"), (404, "unknown")) if inside else ((400, "bad input"),),
    )
