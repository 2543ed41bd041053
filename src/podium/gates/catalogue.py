"""Every gate by its id, which of them a change asks for, and the one door through which a gate judges."""

from collections.abc import Sequence
from dataclasses import replace

from podium.errors import InputError
from podium.gates import (
    exposure,
    guards,
    inputs,
    latency,
    lint,
    migrations,
    new_tests,
    openapi,
    planted_faults,
    prisma,
    routes,
    scope,
    secrets,
    standing,
    suites,
    typescript,
    way_back,
    weakened,
)
from podium.gates.change import survey_of_tip
from podium.gates.compare import compare
from podium.gates.definition import ToolGate
from podium.gates.ids import ORDER
from podium.gates.store import Store, key
from podium.gates.syntax import is_code, is_test_support
from podium.plan.codec import nearest
from podium.plan.events import GateResult
from podium.plan.survey import Survey
from podium.plan.task import Task
from podium.ports import GateSubject

ALWAYS = frozenset({"scope", "secrets", "weakened-tests"})
OF_CODE = frozenset({"types", "lint", "format", "unit"})
OF_SOURCE = frozenset({"guard-coverage", "input-validation", "exposure"})
OF_SCHEMA = frozenset({"prisma-validate", "prisma-format", "prisma-generate", "migration-drift", "types"})
OF_MIGRATIONS = frozenset({"migration-deploy", "migration-drift", "migration-way-back", "migration-lint"})
OF_TASKS = frozenset({"scope", "new-tests", "planted-faults", "routes", "standing", "latency"})
"""Gates that speak of one task, so they are not part of the whole suite."""


def gates() -> tuple[ToolGate, ...]:
    """Every gate, in running order."""
    families = (
        scope,
        secrets,
        weakened,
        routes,
        standing,
        guards,
        inputs,
        exposure,
        prisma,
        migrations,
        way_back,
        lint,
        typescript,
    )
    found = [
        gate for family in (*families, suites, openapi, new_tests, planted_faults, latency) for gate in family.GATES
    ]
    return tuple(sorted(found, key=lambda one: ORDER.index(one.id)))


def gate(name: str) -> ToolGate:
    """The gate of that id. Raises `InputError` where there is none."""
    found = next((one for one in gates() if one.id == name), None)
    if found is None:
        raise InputError(f"there is no gate {name!r}{nearest(name, ORDER)}", hint=f"gates: {', '.join(ORDER)}")
    return found


def for_attempt(task: Task, survey: Survey, changed: Sequence[str]) -> tuple[str, ...]:
    """The ids for an attempt: the task's own gates, and what the changed paths ask for; in running order."""
    wanted = {one.gate for one in task.gates} | ALWAYS
    code = [path for path in changed if is_code(path)]
    wanted |= OF_CODE if code else frozenset()
    wanted |= OF_SOURCE if any(not is_test_support(path) for path in code) else frozenset()
    if any(path in survey.schema.files or path.endswith(".prisma") for path in changed):
        wanted |= OF_SCHEMA
    folder = survey.schema.migrations_folder
    if folder and any(path.startswith(f"{folder}/") for path in changed):
        wanted |= OF_MIGRATIONS
    if any(not is_code(path) for path in changed):
        wanted.add("format")
    return _ordered(wanted)


def for_tip(survey: Survey) -> tuple[str, ...]:
    """The whole suite for a base or a tip, in running order; gates that do not apply say why when they judge."""
    del survey
    return tuple(name for name in ORDER if name not in OF_TASKS)


def for_verify(survey: Survey) -> tuple[str, ...]:
    """The whole suite, and what else is asked of a branch that somebody made without a plan."""
    return _ordered({*for_tip(survey), "scope", "new-tests", "routes"})


def judge(gate: ToolGate, subject: GateSubject, *, base: GateResult | None, store: Store | None) -> GateResult:
    """What the gate says of the subject, compared with what it said of the base; reused where nothing differs.

    Raises `MachineError` where the machine, not the tree, is at fault.
    """
    reason = gate.applies(survey_of_tip(subject))
    if reason:
        bare = GateResult(gate=gate.id, status="not_checked", summary=reason, tree=subject.tree)
        return compare(bare, None if gate.compares else base)
    name = key(gate, subject) if store is not None else ""
    kept = store.get(name) if store is not None else None
    if kept is not None:
        result = replace(kept, reused=True)
    else:
        result = replace(gate.check(subject), key=name)
        if store is not None:
            store.put(result)
    return compare(result, None if gate.compares else base)


def _ordered(names: set[str]) -> tuple[str, ...]:
    known = [name for name in ORDER if name in names]
    return (*known, *sorted(names - set(known)))
