"""Real agents are offered Podium's tools, let their model call one, unasked, and give it the answer."""

import asyncio
import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from podium.execution.desk import opened
from podium.execution.tools import Tool
from podium.ports import Asked, Assignment, Ended, RunnerEvent
from podium.runners import permissions
from podium.runners.choice import of_profile
from podium.runners.model_server import Served, serving
from podium.runners.model_speech import Turn
from podium.runners.profiles import profile

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]

ANSWER = "the-answer-of-podium"
TOOL = Tool(name="read_plan", description="Read the plan.", answer=lambda _: ANSWER)


SEARCHED = {"claude-acp": ({"call": "ToolSearch", "input": {"query": "select:mcp__podium__read_plan"}},)}
"""What a model does first where tools are only shown once they are searched for."""


async def turn(assignment: Assignment, name: str, log: list[str]) -> list[RunnerEvent]:
    """One turn with the agent at a desk; what it asks is answered by the shipped policy."""
    events: list[RunnerEvent] = []
    async with opened(assignment.workspace.home, [TOOL], log.append) as desk:
        session = await of_profile(profile(name)).open(replace(assignment, desk=desk))
        async for event in session.run("do it"):
            events.append(event)
            if isinstance(event, Asked):
                verdict, _ = permissions.decide(permissions.load(), event, assignment.workspace, writing=True)
                await session.answer(event.id, granted=verdict == "granted")
        await session.close()
    return events


def called(server: Served) -> Turn:
    """The call of our tool by the name under which the agent offered it to its model."""
    words = json.dumps([body for _, body in server.requests])
    names = ("mcp__podium__read_plan", "mcp_podium_read_plan", "podium_read_plan")
    name = next((name for name in names if name in words), "")
    if not name and "mcp__podium" in words:
        return {"call": "read_plan", "namespace": "mcp__podium", "input": {}}
    assert name, "the tool was not offered to the model"
    return {"call": name, "input": {}}


@pytest.mark.parametrize("name", ["claude-acp", "codex", "opencode", "gemini"])
def test_a_tool_of_podiums_is_offered_called_and_answered(
    agent: Callable[[str], Any],
    assignment: Callable[..., Assignment],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    log: list[str] = []
    with serving([{"say": "nothing to do"}]) as server:
        one, root = agent(name), tmp_path / "work"
        for key, value in one.settle(server).items():
            monkeypatch.setenv(key, value)
        subprocess.run(["git", "init", "-q", str(root)], check=True)
        given = assignment()
        one.settle(server, given.workspace.home)
        asyncio.run(turn(given, name, log))
        server.scripts = {"": [*SEARCHED.get(name, ()), called(server), {"say": "done"}]}
        server.taken.clear()
        (end,) = [one for one in asyncio.run(turn(given, name, log)) if isinstance(one, Ended)]
        assert end.outcome == "done" and len(log) == 1
        assert ANSWER in json.dumps([body for _, body in server.requests[1:]])
