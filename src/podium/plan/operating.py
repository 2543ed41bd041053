"""What of a repository whoever puts it into operation has to know: what runs, what it asks for, what is not there."""

import re

from podium.plan.places import Places
from podium.plan.survey import Survey


def operating(places: Places) -> dict[str, tuple[str, ...]]:
    """The facts `containers`, `no_containers`, `ci`, `runtime`, `required` and `health` of the work orders."""
    survey = places.survey
    missing = [name for name, there in (("container file", survey.containers), ("workflow", survey.ci)) if not there]
    required = (f"{one.name} ({one.declared[0]})" for one in survey.environment if one.required and one.declared)
    health = (one for one in survey.routes if re.search(r"/(health|healthz|ready|readyz|live|livez|ping)\b", one.path))
    return {
        "containers": survey.containers,
        "no_containers": tuple(missing),
        "ci": survey.ci,
        "runtime": _runtime(survey),
        "required": tuple(required),
        "health": tuple(f"{one.method} {one.path} ({one.place})" for one in health)[:2],
    }


def _runtime(survey: Survey) -> tuple[str, ...]:
    """`nestjs 12.5.1`, `npm` …: what an image holds and what stands beside it."""
    stack = survey.stack
    named = ((stack.framework, stack.framework_version), (stack.orm, stack.orm_version))
    parts = [f"{name} {version}".strip() for name, version in named if name]
    beside = [one for one in (stack.database, "redis (queues)" if stack.queue else "") if one]
    found = [
        *parts,
        f"{stack.package_manager} and its lockfile",
        *([f"beside it {' and '.join(beside)}"] if beside else []),
    ]
    return tuple(found) if parts else ()
