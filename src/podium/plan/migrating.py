"""What is known of a migration before it is written: its locks, whether the old code runs on it, the careful way."""

import re
from collections.abc import Iterator, Sequence

from podium.plan.analysis import Analysis, Resource
from podium.plan.conflicts import MIGRATIONS
from podium.plan.facts import Facts
from podium.plan.locking import spoken_locks
from podium.plan.plan import Decision, PlannedMigration
from podium.plan.survey import Survey
from podium.plan.task import Task

DESTRUCTIVE = re.compile(
    r"\b(drop|remove|delete|rename|merge|split|change the type of|not null)\b"
    r"[^.;]{0,60}\b(column|columns|table|tables|field|fields|model|models|enum|constraint|relation)\b"
    r"|\bdrop\b|\b(split|merge|rename)\b[^.;]{0,60}\b(into|to)\b|\bmake \w+ (required|unique)\b|\bbackfill\w*",
    re.IGNORECASE,
)
"""Words that take something away from rows that are there, or give it another shape."""
UNKNOWN_RUNS = "whether the old application runs on the new schema is not known before the migration is written"
INDEX = (
    "only if the measurement asks for an index: CREATE INDEX CONCURRENTLY takes SHARE UPDATE EXCLUSIVE, reads and "
    "writes go on, and it stands alone in its migration; without CONCURRENTLY writes wait while it is built"
)
INDEX_RUNS = "the old application runs on a new index unchanged"
UNKNOWN = "not known before the SQL is written: migration-lint names each statement with its lock"


def planned_migrations(
    tasks: Sequence[Task], analysis: Analysis, survey: Survey, *, facts: Facts
) -> tuple[PlannedMigration, ...]:
    """One for each task that migrates; what nobody can know yet is said to be unknown."""
    migrating = [task for task in tasks if MIGRATIONS in task.writes]
    locks = tuple(line for one in analysis.resources for line in _locks(one, survey)) if len(migrating) == 1 else ()
    locks = (INDEX,) if only_indexes(analysis) else locks
    packages = tuple(survey.stack.packages)
    said = tuple(spoken_locks(analysis.request, provider=survey.schema.provider, packages=packages))
    return tuple(
        PlannedMigration(
            task=task.id,
            locks=locks or said or (UNKNOWN,),
            compatibility=compatibility(analysis, facts),
            way_back="; ".join(one.text for one in task.undo),
            loses="; ".join(one.loses for one in task.undo if one.loses),
        )
        for task in migrating
    )


def only_indexes(analysis: Analysis) -> bool:
    """Whether a migration is due only where something slow turns out to want an index."""
    slow = any(one.type == "performance_issue" for one in analysis.types)
    return slow and not any(one.layer == "data" and one.planned for one in analysis.layers)


def migrations_of(known: Sequence[PlannedMigration], tasks: Sequence[Task]) -> tuple[PlannedMigration, ...]:
    """What is known of the migrations of tasks that have changed: as before, and unknown for those that are new."""
    by_task = {one.task: one for one in known}
    found: list[PlannedMigration] = []
    for task in tasks:
        if MIGRATIONS in task.writes:
            back, loses = (
                "; ".join(one.text for one in task.undo),
                "; ".join(one.loses for one in task.undo if one.loses),
            )
            new = PlannedMigration(
                task=task.id, locks=(UNKNOWN,), compatibility=UNKNOWN_RUNS, way_back=back, loses=loses
            )
            found.append(by_task.get(task.id, new))
    return tuple(found)


def _locks(resource: Resource, survey: Survey) -> Iterator[str]:
    """The locks of PostgreSQL's manual ("Explicit Locking", ALTER TABLE, CREATE INDEX) that the change will take."""
    table = resource.existing or resource.name
    if not resource.existing:
        yield f"CREATE TABLE {table}: nothing that is there is locked"
        for one in resource.relations:
            yield f"its foreign key: SHARE ROW EXCLUSIVE on {one.model} for a moment; the new table is empty"
        return
    for field in resource.fields:
        model = survey.schema.model(table)
        if model is not None and any(one.name == field.name for one in model.fields):
            continue
        added = f"ADD COLUMN {field.name}: ACCESS EXCLUSIVE on {table}"
        if field.optional or field.default:
            yield f"{added} for a moment, without a rewrite"
        else:
            yield f"{added}; without a default it fails on rows that are there: add it optional, fill it, require it"
        if field.unique:
            yield f"CREATE UNIQUE INDEX on {table}.{field.name}: SHARE, writes wait while it is built"


def compatibility(analysis: Analysis, facts: Facts) -> str:
    """Whether the application of before runs on the schema of after."""
    new, changed, gains = (facts.get(name, ()) for name in ("new_tables", "existing_models", "existing_gain"))
    if only_indexes(analysis):
        return INDEX_RUNS
    known = bool(new) if not changed else len(gains) == len(changed)
    if takes_away(analysis, facts):
        return (
            "the old application must run on the new schema until the contraction: only the expansion is in this plan"
        )
    if known:
        return f"the old application runs on the new schema unchanged: {', '.join(gains if changed else new)}"
    return UNKNOWN_RUNS


def takes_away(analysis: Analysis, facts: Facts) -> str:
    """The words of the request, or the columns, for which rows that are there must change; empty without any."""
    found = DESTRUCTIVE.search(analysis.request)
    return found.group() if found else ", ".join(facts.get("existing_required", ()))


def careful_way(tasks: Sequence[Task], analysis: Analysis, facts: Facts) -> tuple[Decision, ...]:
    """Expand and contract, offered where a migration would take something away or ask something of old rows."""
    migrating = [task.id for task in tasks if MIGRATIONS in task.writes]
    what = takes_away(analysis, facts)
    if not migrating or not what:
        return ()
    reason = (
        f"“{what}” concerns rows that are there; one deployment adds the new beside the old, a second one fills it in "
        "batches and switches reads and writes, a third one takes the old away when nothing uses it: until then "
        "nothing is lost on the way back"
    )
    answer = f"yes: {', '.join(migrating)} only expands; the contraction is a request of its own, after the deployment"
    return (Decision(question="All at once, or expand and contract?", answer=answer, reason=reason),)
