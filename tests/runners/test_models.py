"""The scripted model server speaks as services do; real libraries, where they are installed, work against it."""

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from podium.ports import Asked, Assignment, Ended, Runner, RunnerEvent
from podium.runners import optional
from podium.runners.model_server import Served, serving
from podium.runners.profiles import profile

MakeAssignment = Callable[..., Assignment]

TOOL: dict[str, Any] = {"properties": {"file_path": {}, "content": {}}}
ASKED: dict[str, tuple[str, dict[str, Any]]] = {
    "anthropic": ("/v1/messages", {"tools": [{"name": "Write", "input_schema": TOOL}]}),
    "chat": ("/v1/chat/completions", {"tools": [{"function": {"name": "write_file", "parameters": TOOL}}]}),
    "responses": ("/v1/responses", {"tools": [{"name": "write", "parameters": TOOL}]}),
    "gemini": (
        "/v1beta/models/g:generateContent",
        {"tools": [{"functionDeclarations": [{"name": "write_file", "parameters": TOOL}]}]},
    ),
}


def ask(server: Served, path: str, body: dict[str, Any]) -> str:
    data = json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{server.url}{path}", data=data), timeout=10) as answer:
        return answer.read().decode()


@pytest.mark.parametrize("name", ASKED)
def test_a_service_is_asked_in_its_words_and_calls_the_tool_that_is_offered(name: str) -> None:
    path, body = ASKED[name]
    with serving([{"write": "a.txt", "text": "hello"}]) as server:
        whole = json.loads(ask(server, path, body))
        assert "a.txt" in json.dumps(whole) and "hello" in json.dumps(whole)
        assert [asked for asked, _ in server.requests] == [path]


@pytest.mark.parametrize("name", ["anthropic", "chat", "responses"])
def test_a_stream_says_the_same_in_pieces_and_may_break_off(name: str) -> None:
    path, body = ASKED[name]
    with serving([{"say": "hello"}, {"say": "hello", "broken": True}]) as server:
        whole, broken = (ask(server, path, {**body, "stream": True}) for _ in range(2))
    assert "hello" in whole and whole.count("data: ") > broken.count("data: ") >= 1


def test_failures_and_side_requests_are_scripted_too() -> None:
    path, body = ASKED["anthropic"]
    with serving([{"status": 429}]) as server:
        assert "ok" in ask(server, path, {})
        with pytest.raises(urllib.error.HTTPError, match="429") as caught:
            ask(server, path, body)
        caught.value.close()


def drive(runner: Runner, assignment: Assignment, *, granted: bool = True) -> list[RunnerEvent]:
    async def go() -> list[RunnerEvent]:
        session = await runner.open(assignment)
        events: list[RunnerEvent] = []
        try:
            async for event in session.run("Write a."):
                events.append(event)
                if isinstance(event, Asked):
                    await session.answer(event.id, granted=granted)
        finally:
            await session.close()
        return events

    return asyncio.run(go())


NAMES = {
    "anthropic": "anthropic:claude-sonnet-4-5",
    "chat": "openai-chat:gpt-4o",
    "responses": "openai-responses:gpt-4o",
}


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Callable[[Served], None]:
    def use(server: Served) -> None:
        for name in ("ANTHROPIC_API_KEY", "OPENAI_API_KEY"):
            monkeypatch.setenv(name, "dummy")
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")

    return use


@pytest.mark.slow
@pytest.mark.skipif(not optional.installed("pydantic_ai"), reason="pydantic-ai is not installed: the extra `model`")
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("dialect", NAMES)
def test_a_bare_model_works_with_our_tools_in_the_workspace(
    service: Callable[[Served], None], assignment: MakeAssignment, tmp_path: Path, dialect: str
) -> None:
    from podium.runners.model import ModelRunner

    escape = {"call": "write_file", "input": {"path": "../out", "text": "x"}}
    turns = [{"write": "a", "text": "1"}, escape, {"run": "ls"}, {"say": "done"}]
    with serving(turns) as server:
        service(server)
        events = drive(ModelRunner(replace(profile("model"), model=NAMES[dialect])), assignment())
    ended = events[-1]
    assert isinstance(ended, Ended) and ended.outcome == "done", ended
    assert (ended.usage.tokens_in, ended.usage.tokens_out) == (400, 80) and ended.usage.basis == "priced"
    assert (tmp_path / "work" / "a").read_text() == "1" and not (tmp_path / "out").exists()
    assert [event.command for event in events if isinstance(event, Asked)] == ["ls"]


@pytest.mark.slow
@pytest.mark.skipif(not optional.installed("pydantic_ai"), reason="pydantic-ai is not installed: the extra `model`")
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize(("status", "error"), [(401, "auth"), (429, "rate_limit"), (500, "overloaded")])
def test_a_services_refusal_has_its_kind(
    service: Callable[[Served], None], assignment: MakeAssignment, status: int, error: str
) -> None:
    from podium.runners.model import ModelRunner

    with serving([{"status": status}]) as server:
        service(server)
        ended = drive(ModelRunner(replace(profile("model"), model=NAMES["chat"])), assignment())[-1]
    assert isinstance(ended, Ended) and (ended.outcome, ended.error) == ("failed", error)


@pytest.mark.slow
@pytest.mark.skipif(not optional.installed("claude_agent_sdk"), reason="claude-agent-sdk is not installed: `claude`")
@pytest.mark.filterwarnings("default")
def test_claude_code_works_through_its_sdk(
    service: Callable[[Served], None], assignment: MakeAssignment, tmp_path: Path
) -> None:
    from podium.runners.claude import ClaudeRunner

    turns = [{"write": str(tmp_path / "work" / "a"), "text": "1"}, {"run": f"echo x > {tmp_path}/out"}, {"say": "done"}]
    with serving(turns) as server:
        service(server)
        events = drive(ClaudeRunner(profile("claude")), assignment(), granted=True)
    ended = events[-1]
    assert isinstance(ended, Ended) and ended.outcome == "done" and ended.usage.usd is not None, ended
    assert (tmp_path / "work" / "a").read_text() == "1" and not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.skipif(not optional.installed("claude_agent_sdk"), reason="claude-agent-sdk is not installed: `claude`")
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize(("status", "error"), [(401, "auth"), (429, "rate_limit")])
def test_claude_code_says_what_its_service_said(
    service: Callable[[Served], None], assignment: MakeAssignment, status: int, error: str
) -> None:
    from podium.runners.claude import ClaudeRunner

    with serving([{"status": status}]) as server:
        service(server)
        ended = drive(ClaudeRunner(profile("claude")), assignment())[-1]
    assert isinstance(ended, Ended) and (ended.outcome, ended.error) == ("failed", error), ended
