"""The plan that rules alone make: pattern by layers by survey, for whatever no recipe does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from podium.plan.analysis import Analysis, Layer
from podium.plan.cues import found
from podium.plan.facts import Facts, facts
from podium.plan.joining import joined
from podium.plan.migrating import takes_away
from podium.plan.orders import choose_runner, fill, gate, line, order_for, with_parameters, writes
from podium.plan.parts import narrowed, shares, spoken
from podium.plan.places import is_document
from podium.plan.routing import Team, fixer, is_bug_fix, pattern, points_to, team
from podium.plan.rules import PatternStep, Rules, WorkOrder
from podium.plan.survey import Survey
from podium.plan.task import Task, TaskGate, Write
from podium.plan.topics import topics

BUILDS: frozenset[Layer] = frozenset({"data", "business_logic", "api", "infrastructure"})
STRICT_PATTERNS: dict[str, str] = {"bug_fix": "fix", "performance": "optimise-code", "security": "security-fixes"}
"""Patterns whose order of steps is the point of them: they are kept for small requests too, and somebody always
carries out what the first step found: by the work order named, where none of the pattern's own builders is in."""


TESTER = "test-engineering-specialist"
KEPT = frozenset({"performance-tests", "security-tests"})
"""Steps that are never left out: what they hold is the point of the pattern."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What the rules go by."""

    analysis: Analysis
    survey: Survey
    rules: Rules
    team: Team
    facts: Facts
    runners: tuple[str, ...] = ()

    def part(self, clauses: Sequence[str]) -> "Ground":
        """The ground of some clauses alone; of all of them it is the same."""
        own = narrowed(self.analysis, clauses)
        return self if own is self.analysis else replace(self, analysis=own, facts=facts(own, self.survey))

    def of(self, analysis: Analysis) -> "Ground":
        """The ground of another analysis of the same code, with a team of its own."""
        known = facts(analysis, self.survey)
        return replace(self, analysis=analysis, facts=known, team=team(analysis, self.survey, self.rules))


def rule_made(ground: Ground) -> tuple[Task, ...]:
    """Tasks in the order of the pattern, with their needs, requirements and clauses; ids are those of their orders."""
    steps = _steps(ground) or [_general(ground)]
    shared = _shared(ground, steps)
    steps = [step for step in steps if shared.get(step.specialist, _WHOLE) or not _builds(step)]
    alone = any(step.layer == "deployment" for step in steps) or _main(ground) == "documentation"
    if alone and not any(map(_builds, steps)):
        steps = [step for step in steps if step.step != TESTER]
        shared = _shared(ground, steps)
    own = {name: ground.part(ids) for name, ids in shared.items() if ids}
    tasks = [
        _task(own.get(step.specialist, ground) if _writes(step) else ground, step, order, name=name)
        for name, step, order in _named(ground, steps)
    ]
    tasks = _inside(ground, _of_one(ground, tasks) if is_small(ground) else tasks)
    if any(task.is_writing for task in tasks) and not any(task.is_writing and is_reviewed(task) for task in tasks):
        tasks = [task for task in tasks if not is_review(task)]
    tasks = [_ordered(task, tasks) for task in tasks]
    return tuple(_told(own.get(task.specialist), task, tasks, whole=ground) for task in tasks)


def is_gatekeeper(task: Task) -> bool:
    """Whether everything else waits for what the task shows: a reproduction, a measurement, an audit."""
    return task.phase == 1 and task.layer == "quality"


def is_builder(task: Task) -> bool:
    """Whether the task builds or mends code or data."""
    return task.is_writing and task.layer in BUILDS


def is_review(task: Task) -> bool:
    """Whether the task looks at what others wrote and writes nothing."""
    return not task.is_writing and task.layer == "quality" and not is_gatekeeper(task)


def is_test(task: Task) -> bool:
    """Whether the task writes tests for what was built."""
    return task.is_writing and task.layer == "quality" and not is_gatekeeper(task)


def documents(task: Task) -> bool:
    """Whether the task may write documents, whatever else it writes."""
    return any(one.kind == "path" and is_document(one.target) for one in task.writes)


def is_documentation(task: Task) -> bool:
    """Whether the task documents what others built, or may write documents alone: nobody needs it."""
    return task.is_writing and (task.layer == "documentation" or not is_reviewed(task))


def is_reviewed(task: Task) -> bool:
    """Whether a review comes after the task: it may write more than documents."""
    return any(one.kind == "resource" or not is_document(one.target) for one in task.writes)


def due(review: Task, tasks: Sequence[Task]) -> Task:
    """The review behind those of the tasks that it is due for: it needs what they built, and comes after what
    documents inside the code by order alone, since that may be of a later phase."""
    those = [task for task in tasks if is_reviewed(task)]
    described = tuple(task.id for task in those if is_documentation(task))
    needs = tuple(task.id for task in those if not is_documentation(task))
    return replace(review, needs=needs or described, after=described if needs else ())


def is_small(ground: Ground) -> bool:
    """Whether one specialist does it all, tests and documentation included: no line asks for several agents."""
    chosen = pattern(ground.analysis, ground.rules)
    strict = chosen is not None and chosen.id in STRICT_PATTERNS
    return not _asks_for_several(ground) and not strict


def _asks_for_several(ground: Ground) -> bool:
    criterion = ground.analysis.criterion("several_agents")
    return criterion is None or criterion.holds


def _steps(ground: Ground) -> list[PatternStep]:
    chosen = pattern(ground.analysis, ground.rules)
    steps: list[PatternStep] = []
    for step in chosen.steps if chosen else ():
        who = step.specialist or fixer(ground.analysis, ground.rules)
        if ground.team.member(who) or step.step in KEPT:
            steps.append(replace(step, specialist=who, step=step.step or who))
    extra = chosen is None or chosen.id != "bug_fix"
    for member in ground.team.members:
        if member.role == "supporting" and not extra:
            continue
        named = [step for step in steps if step.specialist == member.specialist]
        reviews = member.role == "review" and all(step.step != member.specialist for step in named)
        if not named or reviews:
            steps.append(_own_step(ground, member.specialist))
    steps = [step for step in _with_builder(ground, steps) if _takes_part(ground, step)]
    steps = [_in_line(ground, step, steps) for step in steps]
    strict = chosen is not None and chosen.id in STRICT_PATTERNS
    wide = not strict and not is_small(ground) and _main(ground) != "documentation"
    there = {step.specialist for step in steps if _builds(step)}
    steps += [_own_step(ground, name) for name in _called(ground) if wide and name not in there]
    apart = wide and len(ground.analysis.clauses) > 1
    return [*steps, *_pointed(ground, steps)] if apart else steps


_WHOLE = ("all",)


def _called(ground: Ground) -> tuple[str, ...]:
    """Those who build what the request is about, whatever its types say; nobody where nothing is built."""
    if _main(ground) in {"documentation", "testing", "refactoring"}:
        return ()
    return tuple(dict.fromkeys(name for one in topics(ground.analysis, ground.rules) for name in one.also))


def _shared(ground: Ground, steps: Sequence[PatternStep]) -> dict[str, tuple[str, ...]]:
    """Which clauses are whose, where several build; empty where all work on all of it. A builder to whom no clause
    points keeps everything where the first type names it, or where it has something to store."""
    chosen = pattern(ground.analysis, ground.rules)
    builders = list(dict.fromkeys(step.specialist for step in steps if _builds(step)))
    writers = tuple(dict.fromkeys((*builders, *(step.specialist for step in steps if _writes(step)))))
    deploys = any(step.layer == "deployment" for step in steps) or _main(ground) == "documentation"
    strict = chosen is not None and chosen.id in STRICT_PATTERNS
    if strict or is_small(ground) or not ground.analysis.clauses or len(builders) + deploys < 2:
        return {}
    data = {step.specialist for step in steps if step.layer == "data"}
    shared = shares(ground.analysis, ground.rules, writers, data=data)
    every = tuple(one.id for one in ground.analysis.clauses)
    first = next((row.primary for one in ground.analysis.types[:1] if (row := ground.rules.row(one.type))), "")
    for name in builders:
        if not shared[name] and (name in {first, *_called(ground)} or (name in data and _stores(ground))):
            shared[name] = every
    following = {step.specialist for step in steps if step.step == "align-queries"}
    for name in following:
        shared[name] = shared[name] or shared.get("database-migration-strategist", ())
    return {name: ids for name, ids in shared.items() if ids or name in builders}


def _stores(ground: Ground) -> bool:
    """Whether the request adds to what is stored, whatever its words point to."""
    spoken_of = any(one.keeps for one in topics(ground.analysis, ground.rules))
    return bool(ground.analysis.resources) or spoken_of or _main(ground) == "database_change"


def _main(ground: Ground) -> str:
    """The first type, or an empty string."""
    return next((one.type for one in ground.analysis.types[:1]), "")


def _in_line(ground: Ground, step: PatternStep, steps: Sequence[PatternStep]) -> PatternStep:
    """The step; where somebody else writes the migration, the architect brings the queries in line instead."""
    migrates = any(one.step == "database-migration-strategist" for one in steps)
    order = ground.rules.order("align-queries") if migrates and step.step == "prisma-database-architect" else None
    return replace(step, step=order.id, phase=order.phase, layer=order.layer) if order is not None else step


def _builds(step: PatternStep) -> bool:
    return step.layer in BUILDS and step.phase <= 2


def _writes(step: PatternStep) -> bool:
    """Whether the step changes something and is not what everything else waits for."""
    return _builds(step) or step.phase == 4 or step.step == TESTER


def _pointed(ground: Ground, steps: Sequence[PatternStep]) -> list[PatternStep]:
    """Steps for whoever a clause points to where nobody who takes part has a cue in it."""
    found_: dict[str, PatternStep] = {}
    names = [step.specialist for step in steps]
    for one in ground.analysis.clauses:
        orders = (ground.rules.order(name) for name in names)
        if not any(found(order.cues, spoken(one.text)) for order in orders if order is not None):
            name = points_to(one.text, ground.rules, otherwise="")
            if name and name not in names:
                found_[name] = _own_step(ground, name)
    return list(found_.values())


def _with_builder(ground: Ground, steps: list[PatternStep]) -> list[PatternStep]:
    chosen = pattern(ground.analysis, ground.rules)
    order = ground.rules.order(STRICT_PATTERNS.get(chosen.id, "")) if chosen else None
    builds = any(step.layer in BUILDS and step.phase <= 2 for step in steps)
    if order is None or builds:
        return steps
    who = order.specialist or fixer(ground.analysis, ground.rules)
    return [*steps, PatternStep(specialist=who, what=order.title, phase=order.phase, layer=order.layer, step=order.id)]


def _general(ground: Ground) -> PatternStep:
    """The step of a request that no type and no criterion explains: whoever its words point to carries it out."""
    who = fixer(ground.analysis, ground.rules)
    return PatternStep(specialist=who, what="Carry out what is asked", phase=2, layer="business_logic", step="general")


def _own_step(ground: Ground, specialist: str) -> PatternStep:
    order = order_for(ground.rules, specialist)
    phase, layer = (order.phase, order.layer) if order else (2, "business_logic")
    return PatternStep(specialist=specialist, what="", phase=phase, layer=layer, step=specialist)


def _takes_part(ground: Ground, step: PatternStep) -> bool:
    member = ground.team.member(step.specialist)
    if is_small(ground):
        return member is not None and member.role in {"primary", "review"}
    return (
        step.layer != "documentation" or _asks_for_several(ground) or (member is not None and member.role == "primary")
    )


def _named(ground: Ground, steps: Sequence[PatternStep]) -> Iterable[tuple[str, PatternStep, WorkOrder]]:
    ordered = sorted(steps, key=lambda step: step.phase)
    for number, step in enumerate(ordered):
        order = order_for(ground.rules, step.step, specialist=step.specialist)
        if order is not None:
            yield f"{number}/{order.id}", step, order


def _task(ground: Ground, step: PatternStep, order: WorkOrder, *, name: str) -> Task:
    runner = choose_runner(ground.rules, step.specialist, ground.runners)
    own = ground.rules.order(step.specialist)
    layer = own.layer if not order.specialist and own is not None and own.layer in BUILDS else step.layer
    task = fill(order, ground.facts, name=name, specialist=step.specialist, runner=runner)
    return replace(task, layer=layer, phase=step.phase)


def _of_one(ground: Ground, tasks: list[Task]) -> list[Task]:
    """The tasks, those that build as one."""
    builders = [task for task in tasks if is_builder(task)]
    more = _beside_data(ground, builders)
    if len(builders) + len(more) < 2:
        return tasks
    one = joined([*builders, *more], lead=fixer(ground.analysis, ground.rules))
    return sorted([one, *(task for task in tasks if not is_builder(task))], key=lambda task: task.phase)


def _beside_data(ground: Ground, builders: Sequence[Task]) -> list[Task]:
    """What goes with a change of data alone: the code that uses what goes or gets another name, or what is named."""
    if not builders or any(task.layer != "data" for task in builders):
        return []
    moves = takes_away(ground.analysis, ground.facts)
    name = "align-queries" if moves else points_to(ground.analysis.request, ground.rules, otherwise="")
    order = ground.rules.order(name)
    if order is None or order.layer not in BUILDS or any(task.specialist == name for task in builders):
        return []
    first = builders[0]
    return [fill(order, ground.facts, name=first.id, specialist=first.specialist, runner=first.runner)]


def _inside(ground: Ground, tasks: list[Task]) -> list[Task]:
    """The tasks, of which those that build also write the tests, and the last one the documents, that no task does.

    A deployment comes after the tests, so it always has a smoke test of its own.
    """
    builders = [task for task in tasks if is_builder(task)] or [task for task in tasks if task.layer == "deployment"]
    tested = is_bug_fix(ground.analysis) or any(is_test(task) for task in tasks)
    documented = any(task.layer == "documentation" or documents(task) for task in tasks)
    found: list[Task] = []
    for task in tasks:
        builds, last = task in builders, task is builders[-1] if builders else False
        untested = (builds and not tested) or (task.is_writing and task.layer == "deployment")
        proved = with_tests(ground, task) if untested else task
        found.append(with_documents(ground, proved) if last and not documented else proved)
    return found


def with_tests(ground: Ground, task: Task) -> Task:
    """The task, which also writes the tests of what it builds."""
    run = line("; run {test_commands}", ground.facts)
    said = f"The tests belong to this task: at least one for each requirement, red without the change{run}"
    more = writes(("{test_writes}",), ground.facts)
    gates = (gate("new-tests"), gate("weakened-tests"))
    if task.layer == "deployment":
        asks = line(", asks {health}", ground.facts)
        said = (
            f"A smoke test belongs to this task: it builds what the files describe, starts it{asks} and stops it; "
            "where nothing can build or start it, it says so and does not pass"
        )
        smoke = writes(("path {e2e_folder}/**",), ground.facts)
        return _with(task, said, more=smoke, gates=gates[1:], output="a smoke test that anybody can run")
    if {one.type for one in ground.analysis.types} == {"refactoring"}:
        said = (
            f"The tests belong to this task: what no test holds gets one first, green before the change and after{run}"
        )
        return _with(task, said, more=more, gates=gates[1:], output="tests that are green before the change and after")
    return _with(task, said, more=more, gates=gates, output="tests for each requirement")


def with_documents(ground: Ground, task: Task) -> Task:
    """The task, which also corrects the documents that it makes false."""
    said = line("The documents belong to this task: {documentation}", ground.facts)
    said = said or "The documents belong to this task: say in the README what a user has to know"
    more = writes(("{documentation_writes}",), ground.facts)
    return _with(task, said, more=more, gates=(gate("docs-routes"),), output="documents that agree with the code")


def _with(task: Task, said: str, *, more: Sequence[Write], gates: Sequence[TaskGate], output: str) -> Task:
    names = {one.gate for one in task.gates}
    return replace(
        task,
        instructions=(*task.instructions, said),
        writes=tuple(dict.fromkeys((*task.writes, *more))),
        gates=(*task.gates, *(one for one in gates if one.gate not in names)),
        outputs=(*task.outputs, output),
    )


def _ordered(task: Task, tasks: Sequence[Task]) -> Task:
    if is_review(task) and any(map(is_reviewed, tasks)):
        return due(task, tasks)
    return replace(task, needs=_needs(task, tasks))


def _needs(task: Task, tasks: Sequence[Task]) -> tuple[str, ...]:
    gatekeepers = [one.id for one in tasks if is_gatekeeper(one)]
    builders = [one for one in tasks if is_builder(one)]
    if is_gatekeeper(task):
        return ()
    if is_builder(task):
        return (*gatekeepers, *(one.id for one in builders if one.phase < task.phase))
    if is_review(task):
        return tuple(gatekeepers)
    return tuple(one.id for one in builders) or tuple(gatekeepers)


def _told(share: Ground | None, task: Task, tasks: Sequence[Task], *, whole: Ground) -> Task:
    """The task with the requirements and clauses it answers, those of its specialist's share where it has one, which
    may be all of them, and with what it must know of the others."""
    ground = share or whole
    analysis = ground.analysis if is_builder(task) or not is_test(task) else whole.analysis
    workers = [one for one in tasks if is_builder(one)] or [one for one in tasks if not is_review(one)] or list(tasks)
    own = share is not None and task.is_writing
    works = own or any(one.id == task.id for one in workers)
    requirements = tuple(one.id for one in analysis.requirements) if works or is_test(task) else ()
    clauses = tuple(one.id for one in ground.analysis.clauses) if works or is_gatekeeper(task) else ()
    told = replace(task, requirements=requirements, clauses=clauses)
    if is_gatekeeper(task) and any(one.gate == "new-tests" for one in task.gates):
        fix = next((one.id for one in tasks if is_builder(one)), "")
        files = [one.target for one in task.writes if one.kind == "path"]
        parameters = {"files": files, "withhold": [], "until": fix}
        return replace(told, gates=with_parameters(told.gates, "new-tests", parameters))
    return told
