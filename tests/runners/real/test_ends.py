"""How real agents end where something is wrong has the right kind, and what they used is known as they go."""

import asyncio
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from podium.ports import Asked, Assignment, Ended, Metered, RunnerEvent
from podium.runners.choice import of_profile
from podium.runners.model_server import serving
from podium.runners.profiles import profile

pytestmark = pytest.mark.slow

NEVER = "01a204f1-5055-70e3-b962-ac6882819a76"
Drive = Callable[..., list[RunnerEvent]]


@pytest.fixture
def drive(
    agent: Callable[[str], Any], assignment: Callable[..., Assignment], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Drive:
    """All events of one turn of an agent with a script."""

    async def follow(name: str, given: Assignment) -> list[RunnerEvent]:
        events: list[RunnerEvent] = []
        session = await of_profile(profile(name)).open(given)
        async for event in session.run("Write a."):
            events.append(event)
            if isinstance(event, Asked):
                await session.answer(event.id, granted=True)
        await session.close()
        return events

    def go(name: str, *turns: dict[str, Any], resume: str = "") -> list[RunnerEvent]:
        subprocess.run(["git", "init", "-q", str(tmp_path / "work")], check=True)
        given = assignment(resume=resume)
        with serving(turns) as server:
            one = agent(name)
            for key, value in one.settle(server).items():
                monkeypatch.setenv(key, value)
            one.settle(server, given.workspace.home)
            return asyncio.run(follow(name, given))

    return go


def ended(events: list[RunnerEvent]) -> Ended:
    assert isinstance(events[-1], Ended)
    return events[-1]


@pytest.mark.parametrize(("status", "error"), [(401, "auth"), (429, "rate_limit")])
@pytest.mark.parametrize("name", ["claude-acp", "codex"])
def test_what_its_service_says_has_its_kind(drive: Drive, name: str, status: int, error: str) -> None:
    assert ended(drive(name, {"status": status})).error == error


@pytest.mark.parametrize("name", ["claude-acp", "codex"])
def test_a_session_that_never_was_is_lost(drive: Drive, name: str) -> None:
    assert ended(drive(name, {"say": "done"}, resume=NEVER)).error == "lost"


@pytest.mark.parametrize("name", ["claude-acp", "codex", "qwen"])
def test_tokens_and_turns_grow_while_it_works(drive: Drive, name: str) -> None:
    events = drive(name, {"run": "ls"}, {"run": "ls src; true"}, {"say": "done"})
    usages = [event.usage for event in events if isinstance(event, Metered)]
    before_the_last = [one.tokens_in for one in usages if one.turns is not None and one.turns <= 2 and one.tokens_in]
    end = ended(events).usage
    assert before_the_last and (end.tokens_in, end.tokens_out, end.turns, end.basis) == (300, 60, 3, "reported")
