"""A run's facts for its report: what its journal holds, and what is measured of its branch."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from podium.execution.workshop import own
from podium.gates.test_code import title_pattern
from podium.plan.events import GateResult
from podium.plan.plan import Plan
from podium.plan.state import State, TaskState
from podium.plan.task import Task
from podium.report.facts import FoundTest, Proof, RunFacts
from podium.service.measuring import Difference, measured
from podium.service.runs import Run
from podium.survey import survey


def run_facts(run: Run) -> RunFacts:
    """Everything that the report of a run says; a run without a commit of its own has nothing measured."""
    state, setup = run.state, run.setup
    if not state.tip or state.tip == state.base:
        return RunFacts(state=state, branch=run.branch if state.delivered else "", commits=(), proofs=_proofs(state))
    repository = own(setup)
    cache = setup.directories.cache / "survey"
    head = survey(repository.path, revision=state.tip, project=setup.survey.project, cache=cache)
    results = results_of(state)
    difference = Difference(repository=repository, base=setup.survey, head=head, results=results)
    runners = {task.id: f"{task.runner.kind} {task.runner.name}".strip() for task in state.plan.tasks}
    return RunFacts(
        state=state,
        branch=run.branch if state.delivered else "",
        proofs=_proofs(state),
        **measured(difference, runners),
    )


def results_of(state: State) -> tuple[GateResult, ...]:
    """The latest verdict of each gate: of the final tip, else of the attempts."""
    found: dict[str, GateResult] = {}
    for seen in state.tasks.values():
        for result in _results(seen):
            found[result.gate] = result
    for result in state.final.results if state.final else ():
        found[result.gate] = result
    return tuple(found.values())


def _results(seen: TaskState) -> tuple[GateResult, ...]:
    return seen.last.results if seen.last is not None else ()


def _proofs(state: State) -> tuple[Proof, ...]:
    before, after = _before(state), _after(state)
    claims = _claims(state.plan)
    return tuple(
        Proof(
            requirement=one.id,
            text=one.text,
            files=_files(state, one.id),
            tests=tuple(_test(claim, before, after) for claim in claims.get(one.id, ())),
            note=_caught(state, one.id),
        )
        for one in state.plan.analysis.requirements
    )


@dataclass(frozen=True, kw_only=True)
class _Claim:
    """A title of tests (`%s` stands for the values of a table) and the files that they may be in."""

    title: str
    files: tuple[str, ...]

    def matching(self, names: Iterable[str]) -> tuple[str, ...]:
        """The ids of the tests that are meant: `file > describe > title`."""
        pattern = title_pattern(self.title)
        return tuple(name for name in names if self._is_here(name) and any(map(pattern.fullmatch, _endings(name))))

    def _is_here(self, name: str) -> bool:
        return name.split(" > ", 1)[0] in self.files


def _endings(name: str) -> Iterator[str]:
    """The titles of a test's id, then without the outermost one, and so on."""
    while " > " in name:
        name = name.split(" > ", 1)[1]
        yield name


def _claims(plan: Plan) -> dict[str, tuple[_Claim, ...]]:
    """The tests that the plan's tasks claim for each requirement."""
    found: dict[str, tuple[_Claim, ...]] = {}
    for task in plan.tasks:
        files = tuple(write.target for write in task.writes if write.kind == "path")
        claims: dict[str, list[str]] = task.parameters.get("claims", {})
        for requirement, titles in claims.items():
            mine = tuple(_Claim(title=title, files=files) for title in titles)
            found[requirement] = (*found.get(requirement, ()), *mine)
    return found


def _files(state: State, requirement: str) -> tuple[str, ...]:
    """The files of the completed, writing tasks that carry the requirement out, tests left out."""
    carrying = [task for task in state.plan.tasks if requirement in task.requirements and _builds(task)]
    files = {
        file
        for task in carrying
        if (last := state.tasks[task.id].last) is not None and last.ended is not None
        for file in last.ended.files
    }
    return tuple(sorted(files))


def _builds(task: Task) -> bool:
    return task.is_writing and task.layer not in {"quality", "documentation"}


def _before(state: State) -> dict[str, str]:
    """Each new test and how it was without the feature, as the gate proved it."""
    facts = [result.facts for seen in state.tasks.values() for result in _results(seen) if result.gate == "new-tests"]
    return {name: how for one in facts for name, how in one.get("tests", {}).items()}


def _after(state: State) -> dict[str, str]:
    """Each test of the final tip and how it ended."""
    results = state.final.results if state.final else ()
    facts = [result.facts for result in results if result.gate in {"unit", "e2e"}]
    return {name: how for one in facts for name, how in one.get("tests", {}).items()}


def _test(claim: _Claim, before: dict[str, str], after: dict[str, str]) -> FoundTest:
    red, green = claim.matching(before), claim.matching(after)
    names = red or green
    return FoundTest(
        id=names[0].split(" > ")[-1] if len(names) == 1 else claim.title,
        file=names[0].split(" > ")[0] if names else "",
        on_base=_counted(sum(bool(before[name]) for name in red), len(red), "failed by assertion"),
        on_tip=_counted(sum(after[name] == "passed" for name in green), len(green), "passed"),
    )


def _counted(right: int, whole: int, word: str) -> str:
    """`word` where it is true of all, `2 of 3 word` where of some, `not checked` where there are none."""
    if not whole:
        return "not checked"
    if right == whole:
        return word if whole == 1 else f"{whole} {word}"
    return f"{right} of {whole} {word}"


def _caught(state: State, requirement: str) -> str:
    """The planted faults of a requirement that a test caught."""
    declared = {
        fault["id"]
        for task in state.plan.tasks
        for gate in task.gates
        for fault in gate.parameters.get("faults", ())
        if requirement in fault.get("requirements", ())
    }
    caught = sorted(
        name
        for seen in state.tasks.values()
        for result in _results(seen)
        if result.gate == "planted-faults"
        for name, fact in result.facts.get("faults", {}).items()
        if name in declared and fact.get("caught_by")
    )
    return f"planted faults caught: {', '.join(caught)}" if caught else ""
