"""From request, survey, analysis, rules and offers to a plan: the same values always give the same plan."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from podium.errors import RequestError
from podium.plan.analysis import Analysis, Layer, LayerNeed
from podium.plan.arrange import arranged, names_of, phases
from podium.plan.codec import digest
from podium.plan.dangers import level, risks
from podium.plan.endpoints import named_endpoints
from podium.plan.estimate import History, for_task, whole
from podium.plan.facts import Facts, facts
from podium.plan.graph import critical_path, reach
from podium.plan.headline import headline
from podium.plan.informed import cases, with_topics
from podium.plan.looking import There, answer, look, only_looks, shown, there
from podium.plan.migrating import careful_way, planned_migrations
from podium.plan.offer import Offer
from podium.plan.offered import for_remainders, named_sources, offered, remainders, renamed, what_is_missing
from podium.plan.orders import choose_runner, fill, gate, order_for
from podium.plan.parts import apart, narrowed
from podium.plan.plan import Decision, Header, Plan
from podium.plan.request import Request
from podium.plan.routing import REVIEWERS, opens_with_proof, pattern, team
from podium.plan.rulemade import Ground, due, is_builder, is_review, is_reviewed, rule_made
from podium.plan.rules import Rules
from podium.plan.survey import Survey
from podium.plan.task import Task, TaskGate, UndoStep
from podium.plan.terms import assumptions, checks, complexity, decisions, deploy_order, rollback
from podium.plan.timing import timed
from podium.plan.wants import kinds

LAYERS: tuple[Layer, ...] = (
    "data",
    "business_logic",
    "api",
    "infrastructure",
    "quality",
    "documentation",
    "deployment",
)


@dataclass(frozen=True, kw_only=True)
class PlanInputs:
    """All that a plan is a function of. `runners` are names by preference, beside recipes: agents, `human`; so many
    `workers` carry tasks out at once."""

    request: Request
    survey: Survey
    analysis: Analysis
    rules: Rules
    offers: tuple[Offer, ...] = ()
    runners: tuple[str, ...] = ()
    configuration: str = ""
    history: History = field(default_factory=History)
    workers: int = 2


def make_plan(inputs: PlanInputs) -> Plan:
    """The plan; `validate.check` finds nothing wrong with it. Raises `RequestError` for what is no backend request."""
    analysis = inputs.analysis
    if not analysis.is_backend:
        raise RequestError(f"this is not a request to a backend: {analysis.reason}")
    plan = _plan(replace(inputs, analysis=replace(analysis, types=kinds(analysis))))
    said = (*_made(analysis), *plan.decisions)
    return replace(plan, analysis=replace(plan.analysis, types=analysis.types), decisions=said)


def _made(analysis: Analysis) -> tuple[Decision, ...]:
    """Why nothing is shown first, where a type of the request would have it so."""
    kept = kinds(analysis)
    left = " and ".join(one.type.replace("_", " ") for one in analysis.types if one not in kept)
    reason = f"it orders something made and tells of nothing that is broken, slow or open; read as {left} besides"
    question = "Does something have to be shown first?"
    return (Decision(question=question, answer="no: it is built, tested and described", reason=reason),) if left else ()


def _plan(inputs: PlanInputs) -> Plan:
    """The plan by the types that it goes by."""
    analysis, rules = inputs.analysis, inputs.rules
    known = facts(analysis, inputs.survey)
    standing = there(analysis, inputs.survey, inputs.offers)
    tasks, offers = _worked_out(inputs, known, standing)
    done = only_looks(tasks)
    seen = Offer(resource="", checks=shown(tasks, standing, analysis))
    found = () if done else risks(tasks, analysis, inputs.survey, rules=rules, offers=offers, facts=known)
    tasks = tuple(replace(task, risk=level(task, found)) for task in tasks)
    final = team(analysis, inputs.survey, rules, tasks=tasks)
    size = complexity(tasks, known)
    seconds = {task.id: task.estimate.seconds[0] if task.estimate else 0.0 for task in tasks}
    chosen = pattern(analysis, rules)
    promised = tuple(one for offer in offers for one in offer.endpoints)
    named = named_endpoints(tasks, analysis, inputs.survey, offered=promised)
    return Plan(
        header=_header(inputs),
        request=inputs.request,
        analysis=replace(analysis, layers=layers_of(analysis, tasks)),
        tasks=tasks,
        phases=phases(tasks),
        team=final.members,
        left_out=final.left_out,
        pattern=chosen.title if chosen else "",
        endpoints=(*promised, *named),
        migrations=planned_migrations(tasks, analysis, inputs.survey, facts=known),
        deploy_order=deploy_order(tasks, analysis, known),
        risks=found,
        checks=checks(tasks, analysis, offers=(seen, *offers), cases=cases(tasks, analysis, rules)),
        rollback=rollback(tasks),
        estimate=whole(tasks, inputs.workers),
        complexity=size[0],
        decisions=(
            *(answer(tasks, standing, analysis) or _there(known)),
            *_set_aside(inputs),
            *careful_way(tasks, analysis, known),
            *decisions(tasks, analysis, size=size),
        ),
        critical_path=critical_path(tasks, seconds),
        assumptions=assumptions(analysis, offers),
        refusals=tuple(
            refusal for offer in inputs.offers if not _is_answered(offer, standing) for refusal in offer.refusals
        ),
    )


def _is_answered(offer: Offer, standing: There) -> bool:
    """Whether what the offer found to be there is taken as an answer."""
    return bool(offer.there and offer.readings) and set(offer.readings) <= set(standing.readings)


def _worked_out(inputs: PlanInputs, known: Facts, standing: There) -> tuple[tuple[Task, ...], tuple[Offer, ...]]:
    """The tasks in plan order with all that a task has, and the offers with the names that their tasks have now."""
    analysis, rules = inputs.analysis, inputs.rules
    ground = Ground(
        analysis=analysis,
        survey=inputs.survey,
        rules=rules,
        team=team(analysis, inputs.survey, rules),
        facts=known,
        runners=inputs.runners,
    )
    offers = () if opens_with_proof(analysis) else tuple(offer for offer in inputs.offers if offer.tasks)
    raw = with_topics(_beside(ground, offers, standing), analysis, rules, survey=inputs.survey)
    tasks = timed(arranged(raw, rules.mergers), analysis, inputs.survey)
    return tuple(_finished(task, tasks, inputs) for task in tasks), named_sources(offers, names_of(raw))


def _beside(ground: Ground, offers: Sequence[Offer], standing: There) -> list[Task]:
    """The tasks for all that is not there already, with a look at what is."""
    if not standing.clauses:
        return _tasks(ground, offers)
    seen = look(standing, ground.analysis)
    rest = [one.id for one in ground.analysis.clauses if one.id not in standing.clauses]
    return [*_tasks(ground.of(narrowed(ground.analysis, rest)), offers), seen] if rest else [seen]


def _there(known: Facts) -> tuple[Decision, ...]:
    """What is asked for and stands there already."""
    reason = "it is compared with what is asked; what agrees stays as it is, and where all agrees nothing is to do"
    there = ", ".join(known["there"])
    return (Decision(question="Is it there already?", answer=f"yes: {there}", reason=reason),) if there else ()


def _set_aside(inputs: PlanInputs) -> tuple[Decision, ...]:
    if not (opens_with_proof(inputs.analysis) and any(offer.tasks for offer in inputs.offers)):
        return ()
    reason = "the plan opens by showing the fault, the cost or the hole; what is to be built is known only then"
    return (Decision(question="Why does no recipe take part?", answer="set aside", reason=reason),)


def _tasks(ground: Ground, offers: Sequence[Offer]) -> list[Task]:
    """The tasks with a review for every criterion; a fault beside something to build has its own reproduction."""
    both = apart(ground.analysis)
    if both is None:
        tasks = _of_part(ground, offers)
    else:
        tasks = [*_of_part(ground.of(both[0]), offers), *_prefixed(rule_made(ground.of(both[1])), "fault")]
        reviewers = set(REVIEWERS.values())
        tasks = [
            due(one, tasks) if is_review(one) and one.specialist in reviewers and one.runner.kind != "recipe" else one
            for one in tasks
        ]
    return [*tasks, *_reviews(ground, tasks)]


def _prefixed(tasks: Sequence[Task], word: str) -> list[Task]:
    names = {task.id: f"{word}/{task.id}" for task in tasks}
    return [renamed(task, names) for task in tasks]


def _of_part(ground: Ground, offers: Sequence[Offer]) -> list[Task]:
    if not offers:
        tasks = list(rule_made(ground))
    else:
        tasks = list(offered(ground, offers))
        tasks += for_remainders(ground, remainders(ground, tasks), tasks=tasks)
        tasks += what_is_missing(ground, tasks)
    return tasks


def _reviews(ground: Ground, tasks: Sequence[Task]) -> list[Task]:
    """A review for every criterion that holds, of the writers that no review of that kind comes after."""
    before = reach(tasks)
    found: list[Task] = []
    for name, specialist in REVIEWERS.items():
        criterion = ground.analysis.criterion(name)
        order = order_for(ground.rules, specialist)
        if criterion is None or not criterion.holds or order is None:
            continue
        seen = {one for task in tasks if is_review(task) and task.specialist == specialist for one in before[task.id]}
        left = [task for task in tasks if is_reviewed(task) and task.id not in seen]
        if left:
            runner = choose_runner(ground.rules, specialist, ground.runners)
            review = fill(order, ground.facts, name=f"review/{name}", specialist=specialist, runner=runner)
            found.append(due(review, left))
    return found


def _finished(task: Task, tasks: Sequence[Task], inputs: PlanInputs) -> Task:
    """The task with what every task has: a gate, an undo, an estimate, and whether anything waits for it."""
    nothing = UndoStep(kind="nothing", text="nothing to take back: it changes nothing")
    undo = task.undo or ((UndoStep(kind="revert", text="revert the commit") if task.is_writing else nothing),)
    looks_at = is_review(task) and task.needs and task.runner.kind != "recipe"
    said = (f"Look at what {', '.join(task.needs)} changed",) if looks_at else ()
    return replace(
        task,
        instructions=(*said, *task.instructions),
        gates=_suiting(task.gates, inputs.survey)
        or (gate("types" if is_builder(task) else "scope" if task.is_writing else "secrets"),),
        undo=undo,
        outputs=task.outputs or (task.goal,),
        estimate=task.estimate or for_task(task, inputs.rules, inputs.history),
        blocking=any(task.id in one.needs for one in tasks),
    )


def _suiting(gates: Sequence[TaskGate], survey: Survey) -> tuple[TaskGate, ...]:
    """The gates that have something to look at: those of Prisma and of its migrations need a schema of Prisma's."""
    prisma = bool(survey.schema.files)
    return tuple(one for one in gates if prisma or not one.gate.startswith(("prisma-", "migration-")))


def layers_of(analysis: Analysis, tasks: Sequence[Task]) -> tuple[LayerNeed, ...]:
    """Every layer planned or left out with a reason, as the tasks have it."""
    needs = {one.layer: one for one in analysis.layers}
    builders = sorted((task for task in tasks if is_builder(task)), key=lambda task: task.layer == "data")
    main = next(iter(builders), tasks[0] if tasks else None)
    found: list[LayerNeed] = []
    for layer in LAYERS:
        need = needs.get(layer, LayerNeed(layer=layer, planned=False, reason="nothing in the request points there"))
        those = [task.id for task in tasks if task.layer == layer]
        if those and not need.planned:
            need = LayerNeed(layer=layer, planned=True, reason=f"{', '.join(those)} works there")
        elif not those and need.planned and only_looks(tasks):
            need = LayerNeed(layer=layer, planned=False, reason="what is asked of it is there already")
        elif not those and need.planned and main is not None and not builders and layer != "quality":
            need = LayerNeed(layer=layer, planned=False, reason="nothing that runs is built")
        elif not those and need.planned and main is not None:
            need = LayerNeed(layer=layer, planned=True, reason=f"{need.reason or 'asked'}: within {main.id}")
        found.append(need if need.reason else replace(need, reason="the analysis gives no further reason"))
    return tuple(found)


def _header(inputs: PlanInputs) -> Header:
    survey = inputs.survey
    counts = ((len(survey.files), "file"), (len(survey.schema.models), "model"), (len(survey.routes), "route"))
    return Header(
        title=headline(inputs.request.text),
        repository=survey.repository,
        project=survey.project,
        base=survey.revision,
        tree=survey.tree,
        request=inputs.request.digest,
        rules=inputs.rules.digest,
        configuration=inputs.configuration,
        history=digest(inputs.history),
        runners=inputs.runners,
        workers=inputs.workers,
        size=", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts),
    )
