"""Podium's tools over the Model Context Protocol: hands are shaken, tools listed and called, nonsense is survived."""

import asyncio
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from podium.execution.desk import opened
from podium.execution.tools import Arguments, Mistaken, Tool
from podium.mcp_server import ABILITIES, SERVER, VERSION, VERSIONS, Server

Message = dict[str, Any]


def echo(arguments: Arguments) -> str:
    if arguments["words"] == "wrong":
        raise Mistaken("that is wrong")
    return f"you said {arguments['words']}"


ECHO = Tool(name="echo", description="Say it again.", answer=echo, takes={"words": "what"}, required=("words",))
META: Message = {VERSION: "2026-07-28", ABILITIES: {}}
HANDS = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}


class Shelf:
    """A backend of one tool."""

    def tools(self) -> list[Message]:
        return [ECHO.described()]

    def call(self, name: str, arguments: Message) -> tuple[str, bool]:
        return f"{name}: {arguments['words']}", False


def asked(method: str, params: object = None, *, number: int = 1) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params or {}})


def answered(line: str) -> Message:
    answer = Server(Shelf()).answer(line)
    assert isinstance(answer, dict)
    return answer


@pytest.mark.parametrize(
    ("version", "agreed"),
    [*((one, one) for one in VERSIONS), *((one, VERSIONS[0]) for one in ("2026-07-28", "2099-01-01", "2023-01-01"))],
)
def test_the_clients_version_is_taken_where_it_is_known_else_ours_is_offered(version: str, agreed: str) -> None:
    said = answered(asked("initialize", {**HANDS, "protocolVersion": version}))["result"]
    assert said["protocolVersion"] == agreed and said["capabilities"] == {"tools": {"listChanged": False}}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{", -32700),
        ("[]", -32600),
        ('{"jsonrpc": "2.0", "id": 1}', -32600),
        (asked("server/discover"), -32602),
        (asked("tools/list", {"_meta": {VERSION: "2026-07-28"}}), -32602),
        (asked("ping", {"_meta": META}), -32601),
        ('{"jsonrpc": "2.0", "id": {}, "method": "ping"}', -32600),
        (asked("tools/call", {"name": "rm"}), -32602),
        (asked("tools/call", {"name": "echo", "arguments": [1]}), -32602),
        (asked("tools/call", [1]), -32602),
    ],
)
def test_what_is_no_request_of_ours_is_answered_with_an_error(line: str, code: int) -> None:
    assert answered(line)["error"]["code"] == code


def test_a_client_without_a_handshake_finds_out_what_is_spoken_and_calls() -> None:
    found = answered(asked("server/discover", {"_meta": META}))["result"]
    assert found["supportedVersions"] == ["2026-07-28", *VERSIONS] and found["resultType"] == "complete"
    assert found["_meta"][SERVER]["name"] == "podium" and found["cacheScope"] == "private" and found["ttlMs"] >= 0
    listed = answered(asked("tools/list", {"_meta": META}))["result"]
    assert [one["name"] for one in listed["tools"]] == ["echo"] and listed["resultType"] == "complete"
    called = answered(asked("tools/call", {"name": "echo", "arguments": {"words": "a"}, "_meta": META}))["result"]
    assert called["content"][0]["text"] == "echo: a" and not called["isError"] and called["resultType"] == "complete"


@pytest.mark.parametrize("version", ["1900-01-01", "2099-01-01", "2025-11-25"])
def test_a_version_that_is_not_spoken_without_a_handshake_is_refused_with_those_that_are(version: str) -> None:
    error = answered(asked("tools/list", {"_meta": {**META, VERSION: version}}))["error"]
    assert error["code"] == -32022 and error["data"]["requested"] == version
    assert error["data"]["supported"] == ["2026-07-28", *VERSIONS]


def test_several_requests_in_one_line_are_answered_in_one() -> None:
    notice = '{"jsonrpc": "2.0", "method": "notifications/initialized"}'
    answer = Server(Shelf()).answer(f"[{asked('ping', number=4)}, {notice}, {asked('rm', number=5)}, 6]")
    assert isinstance(answer, list) and [one["id"] for one in answer] == [4, 5, None]
    assert Server(Shelf()).answer(f"[{notice}]") is None


def test_a_notification_and_an_answer_are_not_answered() -> None:
    server = Server(Shelf())
    for line in ('{"jsonrpc":"2.0","method":"notifications/initialized"}', '{"jsonrpc":"2.0","id":4,"result":{}}'):
        assert server.answer(line) is None


def test_a_conversation_over_pipes_from_inside_an_attempt(tmp_path: Path) -> None:
    """The server as an agent starts it, bare of every library, in a home whose path is too long for a socket."""
    home = tmp_path / ("h" * 90) / "T1-1.home"
    home.mkdir(parents=True)
    lines = [asked("initialize", HANDS), '{"jsonrpc":"2.0","method":"notifications/initialized"}', asked("ping")]
    lines += [asked("tools/list"), asked("tools/call", {"name": "echo", "arguments": {"words": "hello"}}, number=7)]
    lines += [asked("tools/call", {"name": "echo", "arguments": {"words": "wrong"}}, number=8)]

    async def talk() -> list[Message]:
        log: list[str] = []
        async with opened(home, [ECHO], log.append) as desk:
            assert desk is not None
            done = await asyncio.to_thread(
                subprocess.run, desk.argv, input="\n".join(lines), capture_output=True, text=True, check=True
            )
        assert len(log) == 2 and not desk.socket.exists()
        return [json.loads(line) for line in done.stdout.splitlines()]

    hands, ping, tools, *calls = asyncio.run(talk())
    assert hands["result"]["serverInfo"]["name"] == "podium" and ping["result"] == {}
    assert tools["result"]["tools"][0]["inputSchema"]["required"] == ["words"]
    said = {one["id"]: (one["result"]["content"][0]["text"], one["result"]["isError"]) for one in calls}
    assert said == {7: ("you said hello", False), 8: ("that is wrong", True)}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [({}, "needs words: what"), ({"words": "a", "more": "b"}, "takes no more"), ({"words": 3}, "should be a text")],
)
def test_a_call_with_wrong_arguments_is_told_what_is_right(arguments: Message, words: str) -> None:
    with pytest.raises(Mistaken, match=words):
        ECHO.call(arguments)


def test_a_long_answer_is_cut_with_a_mark() -> None:
    said = ECHO.call({"words": "x" * 50_000})
    assert len(said) < 21_000 and said.endswith("characters in all …]")
