"""Tasks that are told what is known of the matters that the request is about: how it is built and what tests hold."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from podium.plan.analysis import Analysis
from podium.plan.concerns import concern
from podium.plan.conflicts import MIGRATIONS
from podium.plan.cues import found
from podium.plan.orders import write
from podium.plan.parts import spoken
from podium.plan.rulemade import is_builder, is_gatekeeper, is_review, is_test
from podium.plan.rules import Rules, Topic
from podium.plan.survey import Survey
from podium.plan.task import Task
from podium.plan.topics import topics


def with_topics(tasks: Sequence[Task], analysis: Analysis, rules: Rules, *, survey: Survey) -> tuple[Task, ...]:
    """The tasks; of each topic the one that builds it and the one that tests it are told. Recipes are told nothing."""
    told = list(tasks)
    texts = _texts(analysis)
    for topic in carried(tasks, analysis, rules):
        builder = _carrier(told, topic, texts, fits=_builds)
        tester = _carrier(told, replace(topic, by=""), texts, fits=_tests)
        if builder is not None:
            told[builder] = _building(told[builder], topic, survey)
        prover = builder if tester is None else tester
        keeper = next((number for number, one in enumerate(told) if topic.keeps and _stores(one)), None)
        if keeper is not None:
            said = f"To be stored: {topic.keeps}"
            told[keeper] = replace(told[keeper], instructions=(*told[keeper].instructions, said))
        if prover is not None:
            cases = "; ".join(topic.prove)
            told[prover] = replace(told[prover], instructions=(*told[prover].instructions, f"Tests hold: {cases}"))
    return tuple(told)


def carried(tasks: Sequence[Task], analysis: Analysis, rules: Rules) -> tuple[Topic, ...]:
    """The topics that a clause of a task speaks of which no recipe carries out."""
    texts = _texts(analysis)
    names = {name for one in tasks if one.is_writing and one.runner.kind != "recipe" for name in one.clauses}
    left = " ".join(text for name, text in texts.items() if name in names)
    return tuple(one for one in topics(analysis, rules) if found(one.cues, left))


def cases(tasks: Sequence[Task], analysis: Analysis, rules: Rules) -> tuple[str, ...]:
    """What tests hold beside the requirements, topic by topic; none where the request reports a fault."""
    faulty = any(one.type == "bug_fix" for one in analysis.types)
    return () if faulty else tuple(case for one in carried(tasks, analysis, rules) for case in one.prove)


def _texts(analysis: Analysis) -> dict[str, str]:
    return {one.id: spoken(one.text) for one in analysis.clauses}


def _carrier(tasks: Sequence[Task], topic: Topic, texts: dict[str, str], *, fits: Callable[[Task], bool]) -> int | None:
    """The place of the first fitting task, before others of those whose clauses speak of it and of its specialist."""
    mine = [number for number, one in enumerate(tasks) if one.runner.kind != "recipe" and fits(one)]
    ranked = sorted(
        mine,
        key=lambda number: (
            tasks[number].specialist != topic.by,
            not any(found(topic.cues, texts.get(name, "")) for name in tasks[number].clauses),
            tasks[number].layer == "data",
            number,
        ),
    )
    return next(iter(ranked), None)


def _builds(task: Task) -> bool:
    return is_builder(task) or (task.is_writing and task.layer == "deployment")


def _stores(task: Task) -> bool:
    return task.runner.kind != "recipe" and MIGRATIONS in task.writes


def _tests(task: Task) -> bool:
    reproduces = is_gatekeeper(task) and any(one.gate == "new-tests" for one in task.gates)
    return reproduces or (is_test(task) and not is_review(task))


def _building(task: Task, topic: Topic, survey: Survey) -> Task:
    there = [one for one in topic.packages if one in survey.stack.packages]
    lines, concerned = list(topic.build), [concern(name, survey) for name in topic.about]
    lines += [one.said for one in concerned if one.said]
    if there:
        lines.append(f"There already: {', '.join(there)} (package.json); no second package for it")
    elif topic.packages and survey.stack.packages:
        lines.append(
            f"No package for it is there (such as {', '.join(topic.packages[:3])}): one is added only where the task "
            "cannot do without, with the reason"
        )
    root = "" if survey.project in {"", "."} else f"{survey.project.rstrip('/')}/"
    more = (write(f"share {root}package.json#dependencies"),) if topic.packages and not there else ()
    beside = (
        () if MIGRATIONS in task.writes else tuple(write(f"path {path}") for one in concerned for path in one.paths)
    )
    writes = tuple(dict.fromkeys((*task.writes, *more, *beside)))
    return replace(task, instructions=(*task.instructions, *lines), writes=writes)
