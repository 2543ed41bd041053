"""Runners end exactly once, and say how; people are asked, scripts are followed, unknown choices refused."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from podium.errors import InputError
from podium.plan.evidence import Finding
from podium.plan.task import RunnerChoice
from podium.ports import Asked, Assignment, Ended, RunnerEvent, Said, Session
from podium.runners.choice import runner
from podium.runners.conformance import breaches
from podium.runners.recipe import RecipeSession

MakeAssignment = Callable[..., Assignment]


def follow(assignment: Assignment, *, granted: bool = True) -> list[RunnerEvent]:
    """Every event of one session; questions are answered at once."""

    async def go() -> list[RunnerEvent]:
        session: Session = await runner(assignment.task.runner).open(assignment)
        events: list[RunnerEvent] = []
        async for event in session.run("do it"):
            events.append(event)
            if isinstance(event, Asked):
                await session.answer(event.id, granted=granted)
        await session.close()
        await session.close()
        return events

    return asyncio.run(go())


def test_a_script_is_followed_with_real_files_and_processes(assignment: MakeAssignment, tmp_path: Path) -> None:
    steps = [{"write": "x/a", "text": "1"}, {"append": "x/a", "text": "2"}, {"run": ["cp", "x/a", "b"]}, {"say": "hi"}]
    events = follow(assignment(script=[[*steps, {"delete": "x/a"}]]))
    assert events[:-1] == [Said(text="hi")] and isinstance(events[-1], Ended) and events[-1].outcome == "done"
    assert (tmp_path / "work" / "b").read_text() == "12" and not (tmp_path / "work" / "x" / "a").exists()


@pytest.mark.parametrize(("attempt", "outcome"), [(1, "failed"), (2, "refused"), (3, "refused")])
def test_each_attempt_has_its_steps_and_the_last_serve_all_later_ones(
    assignment: MakeAssignment, attempt: int, outcome: str
) -> None:
    script = [[{"end": "failed", "error": "rate_limit"}], [{"end": "refused", "message": "no"}]]
    (ended,) = follow(assignment(script=script, attempt=attempt))
    assert isinstance(ended, Ended) and ended.outcome == outcome


def test_a_command_that_fails_fails_the_attempt_with_its_words(assignment: MakeAssignment) -> None:
    (ended,) = follow(assignment(script=[[{"run": ["sh", "-c", "echo oh >&2; exit 3"]}, {"say": "not reached"}]]))
    assert isinstance(ended, Ended) and (ended.outcome, ended.message) == ("failed", "sh ended with exit code 3: oh")


@pytest.mark.parametrize(("granted", "outcome"), [(True, "done"), (False, "refused")])
def test_a_question_decides_how_a_script_goes_on(assignment: MakeAssignment, granted: bool, outcome: str) -> None:
    events = follow(assignment(script=[[{"ask": "may I?", "id": "q"}]]), granted=granted)
    assert events[0] == Asked(id="q", what="may I?")
    assert isinstance(events[1], Ended) and events[1].outcome == outcome


@pytest.mark.parametrize(("granted", "outcome"), [(True, "done"), (False, "refused")])
def test_a_person_is_told_where_and_asked_whether_it_is_done(
    assignment: MakeAssignment, tmp_path: Path, granted: bool, outcome: str
) -> None:
    said, asked, ended = follow(assignment("human"), granted=granted)
    assert said == Said(text="do it") and isinstance(asked, Asked) and str(tmp_path) in asked.what
    assert isinstance(ended, Ended) and ended.outcome == outcome


class Writing:
    """A recipe that writes a file, or finds what it is told to find, or refuses."""

    id, specialist = "writing", "s"

    def __init__(self, finding: Finding | None = None, refusal: str = "") -> None:
        self.finding, self.refusal = finding, refusal

    def apply(self, assignment: Assignment) -> tuple[Finding, ...]:
        if self.refusal:
            raise InputError(self.refusal)
        (assignment.workspace.root / "made").write_text("x")
        return (self.finding,) if self.finding else ()


def apply(recipe: Writing, assignment: Assignment) -> Ended:
    async def go() -> list[RunnerEvent]:
        return [event async for event in RecipeSession(recipe, assignment).run("")]

    (ended,) = asyncio.run(go())
    assert isinstance(ended, Ended)
    return ended


def test_a_recipe_writes_and_costs_nothing(assignment: MakeAssignment, tmp_path: Path) -> None:
    ended = apply(Writing(), assignment("recipe"))
    assert (ended.outcome, ended.usage.usd, ended.usage.basis) == ("done", 0.0, "none needed")
    assert (tmp_path / "work" / "made").read_text() == "x"


@pytest.mark.parametrize(("severity", "outcome"), [("high", "failed"), ("low", "done")])
def test_a_grave_finding_of_a_recipe_fails_it(assignment: MakeAssignment, severity: str, outcome: str) -> None:
    finding = Finding(gate="recipe", rule="r", message="m", severity=severity)
    ended = apply(Writing(finding), assignment("recipe"))
    assert (ended.outcome, ended.findings) == (outcome, (finding,))


def test_a_recipe_keeps_what_every_runner_keeps(assignment: MakeAssignment) -> None:
    class Sure:
        name = "writing"

        async def open(self, assignment: Assignment) -> Session:
            return RecipeSession(Writing(), assignment)

    assert asyncio.run(breaches(Sure(), assignment("recipe"), None)) == ()


def test_what_a_recipe_refuses_to_guess_is_a_refusal(assignment: MakeAssignment) -> None:
    ended = apply(Writing(refusal="no controller"), assignment("recipe"))
    assert (ended.outcome, ended.message) == ("refused", "no controller")


@pytest.mark.parametrize("name", ["", "no-such-agent"])
def test_an_agent_that_nobody_set_up_is_refused(name: str) -> None:
    with pytest.raises(InputError):
        runner(RunnerChoice(kind="agent", name=name))
