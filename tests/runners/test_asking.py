"""Podium's desk as each way offers it: what is named there starts, and answers over its own pipes."""

import asyncio
import json
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from podium.execution.desk import opened
from podium.execution.tools import Tool
from podium.ports import Desk
from podium.runners import asking

Message = dict[str, Any]
TOOL = Tool(
    name="read_plan", description="Read the plan.", answer=lambda given: f"all of {given}", takes={"task": "id"}
)


def by_acp(desk: Desk) -> list[str]:
    (server,) = asking.for_acp(desk)
    return [server["command"], *server["args"]]


def by_claude(desk: Desk) -> list[str]:
    options = asking.for_claude(desk)
    assert options["allowed_tools"] == ["mcp__podium"]
    server = options["mcp_servers"]["podium"]
    return [server["command"], *server["args"]]


def by_codex(desk: Desk) -> list[str]:
    words = asking.for_codex(desk)
    settings = tomllib.loads("\n".join(words[1::2]))
    assert set(words[::2]) == {"-c"}
    server = settings["mcp_servers"]["podium"]
    return [server["command"], *server["args"]]


def talk(argv: list[str]) -> list[Message]:
    hands: Message = {"protocolVersion": "2025-03-26", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
    call: Message = {"name": "read_plan", "arguments": {"task": "T1"}}
    asked: list[tuple[str, Message]] = [("initialize", hands), ("tools/list", {}), ("tools/call", call)]
    lines = [json.dumps({"jsonrpc": "2.0", "id": i, "method": m, "params": p}) for i, (m, p) in enumerate(asked)]
    done = subprocess.run(argv, input="\n".join(lines), capture_output=True, text=True, check=True)
    return [json.loads(line)["result"] for line in done.stdout.splitlines()]


@pytest.mark.slow
@pytest.mark.parametrize("way", [by_acp, by_claude, by_codex])
def test_the_server_that_is_named_starts_and_answers(tmp_path: Path, way: Callable[[Desk], list[str]]) -> None:
    async def go() -> list[Message]:
        async with opened(tmp_path, [TOOL], lambda _: None) as desk:
            assert desk is not None
            return await asyncio.to_thread(talk, way(desk))

    hands, listed, called = asyncio.run(go())
    assert hands["protocolVersion"] == "2025-03-26" and [one["name"] for one in listed["tools"]] == ["read_plan"]
    assert called == {"content": [{"type": "text", "text": "all of {'task': 'T1'}"}], "isError": False}


def test_the_functions_of_a_bare_model_ask_the_desk(tmp_path: Path) -> None:
    async def go() -> dict[str, str]:
        async with opened(tmp_path, [TOOL], lambda _: None) as desk:
            offered = {one.__name__: one for one in asking.functions(desk)}
            return {"read_plan": await offered["read_plan"]("T1"), "run_gates": await offered["run_gates"]()}

    said = asyncio.run(go())
    assert said["read_plan"] == "all of {'task': 'T1'}" and said["run_gates"].startswith("error: there are read_plan")


def test_without_a_desk_nothing_is_offered() -> None:
    assert asking.for_acp(None) == [] and asking.for_claude(None) == {} and asking.for_codex(None) == ()
    assert asking.functions(None) == []
