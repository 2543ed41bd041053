"""ACP agents, good and bad, as programs: one client drives them, believes none of them, and leaves nothing running."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from podium.plan.events import Usage
from podium.ports import Acted, Asked, Assignment, Ended, Metered, Opened, RunnerEvent, Said
from podium.runners.acp import AcpRunner
from podium.runners.conformance import breaches
from podium.runners.profiles import Modes, Profile

MakeAssignment = Callable[..., Assignment]

pytestmark = pytest.mark.slow


@pytest.fixture
def agent(tmp_path: Path) -> Callable[..., Profile]:
    """A profile of a double with these steps and ways."""

    def make(*steps: dict[str, Any], profile: dict[str, Any] | None = None, **ways: Any) -> Profile:
        script = tmp_path / "script.json"
        script.write_text(json.dumps({"steps": list(steps), **ways}))
        argv = (sys.executable, "-m", "podium.runners.double", str(script))
        return replace(Profile(name="double", title="double", argv=argv, start_seconds=5.0), **(profile or {}))

    return make


def drive(profile: Profile, assignment: Assignment, answers: Sequence[bool] = ()) -> list[RunnerEvent]:
    """All events of one session; questions get the answers in turn, the last one for all later."""

    async def go() -> list[RunnerEvent]:
        session = await AcpRunner(profile).open(assignment)
        events: list[RunnerEvent] = []
        given = list(answers) or [True]
        try:
            async for event in session.run("do it"):
                events.append(event)
                if isinstance(event, Asked):
                    await session.answer(event.id, granted=given.pop(0) if len(given) > 1 else given[0])
        finally:
            await session.close()
        return events

    return asyncio.run(go())


def last(events: list[RunnerEvent]) -> Ended:
    assert isinstance(events[-1], Ended) and sum(isinstance(event, Ended) for event in events) == 1
    return events[-1]


def test_a_turn_is_an_id_then_what_it_says_and_does_then_one_end(
    agent: Callable[..., Profile], assignment: MakeAssignment, tmp_path: Path
) -> None:
    steps = ({"say": "hello"}, {"act": "edit", "title": "Write a", "path": "a"}, {"write": "a", "text": "1"})
    end = {"end": "end_turn", "usage": {"inputTokens": 7, "outputTokens": 3}}
    opened, said, acted, turn, metered, ended = drive(agent(*steps, {"cost": 0.5}, end), assignment())
    assert isinstance(opened, Opened) and opened.session and not opened.resumed and said == Said(text="hello")
    assert acted == Acted(tool="edit", title="Write a", paths=("a",)) and (tmp_path / "work" / "a").read_text() == "1"
    assert turn == Metered(usage=Usage(turns=1)) and isinstance(metered, Metered) and metered.usage.usd == 0.5
    usage = Usage(tokens_in=7, tokens_out=3, usd=0.5, basis="reported", turns=2)
    assert ended == Ended(outcome="done", message="hello", usage=usage)


@pytest.mark.parametrize(
    ("steps", "outcome", "error"),
    [
        (({"end": "refusal"},), "refused", ""),
        (({"end": "max_tokens"},), "limit", ""),
        (({"end": "whatever"},), "failed", "protocol"),
        (({"die": 3},), "failed", "crashed"),
        (({"error": {"message": "scripted", "data": {"errorKind": "rate_limit"}}},), "failed", "rate_limit"),
        (({"error": {"message": "x", "data": {"statusCode": 401}}},), "failed", "auth"),
        (({"error": {"message": "API Error: 529 overloaded"}},), "failed", "overloaded"),
        (({"error": {"message": "Reached maximum budget ($0.01)"}},), "limit", "budget"),
        (({"raw": "no JSON"}, {"raw": "[1]"}, {"raw": "7"}, {"raw": '{"jsonrpc": "2.0"}'}), "done", ""),
        (tuple({"raw": "noise"} for _ in range(600)), "failed", "protocol"),
    ],
)
def test_every_end_has_its_name(
    agent: Callable[..., Profile],
    assignment: MakeAssignment,
    steps: tuple[dict[str, Any], ...],
    outcome: str,
    error: str,
) -> None:
    ended = last(drive(agent(*steps), assignment()))
    assert (ended.outcome, ended.error) == (outcome, error), ended.message


@pytest.mark.parametrize(
    ("ways", "error", "words"),
    [
        ({"version": 2}, "protocol", "speaks version 2 of ACP; Podium speaks 1"),
        (
            {"silent": True, "profile": {"start_seconds": 0.3}},
            "protocol",
            "or it waits for a dialog",
        ),
        ({"locked": True}, "auth", "Authentication required"),
        ({"modes": ["yolo"], "profile": {"modes": Modes(edit="ask")}}, "protocol", "no mode 'ask'; it offers yolo"),
        ({"profile": {"argv": ("no-such-agent",)}}, "crashed", "no-such-agent is not installed"),
        ({"profile": {"argv": ("sh", "-c", "echo bad option >&2; exit 2")}}, "protocol", "exit code 2: bad option"),
    ],
)
def test_what_cannot_work_is_said_before_any_work(
    agent: Callable[..., Profile], assignment: MakeAssignment, ways: dict[str, Any], error: str, words: str
) -> None:
    ended = last(drive(agent(**ways), assignment()))
    assert (ended.outcome, ended.error) == ("failed", error) and words in ended.message


@pytest.mark.parametrize(("writing", "mode"), [(True, "edit"), (False, "read")])
def test_the_mode_is_set_and_kept(
    agent: Callable[..., Profile], assignment: MakeAssignment, tmp_path: Path, writing: bool, mode: str
) -> None:
    ways = {"modes": ["auto", "edit", "read"], "profile": {"modes": Modes(edit="edit", read="read")}}
    events = drive(agent({"mode": "auto"}, {"sleep": 0.2}, **ways), assignment(writing=writing))
    (kept,) = (tmp_path / "home" / ".double").glob("*.mode")
    assert kept.read_text() == mode and any("put back" in one.text for one in events if isinstance(one, Said))


@pytest.mark.parametrize(("granted", "outcome"), [(True, "done"), (False, "refused")])
def test_a_permission_is_asked_with_what_it_is_for(
    agent: Callable[..., Profile], assignment: MakeAssignment, granted: bool, outcome: str
) -> None:
    events = drive(agent({"ask": "Run tests", "kind": "execute", "command": ["npm", "test"]}), assignment(), [granted])
    (asked,) = (event for event in events if isinstance(event, Asked))
    assert (asked.command, last(events).outcome) == ("npm test", outcome)


def test_a_session_goes_on_in_a_new_process_where_it_stopped(
    agent: Callable[..., Profile], assignment: MakeAssignment, tmp_path: Path
) -> None:
    profile = agent({"append": "a", "text": "1"}, {"die": 9}, {"append": "a", "text": "2"})
    opened, ended = drive(profile, assignment())
    assert isinstance(opened, Opened) and isinstance(ended, Ended) and ended.error == "crashed"
    again = drive(profile, assignment(resume=opened.session))
    assert again[0] == Opened(session=opened.session, resumed=True) and last(again).outcome == "done"
    assert (tmp_path / "work" / "a").read_text() == "12"


@pytest.mark.parametrize("forgetful", [True, False])
def test_a_session_that_is_gone_is_called_lost(
    agent: Callable[..., Profile], assignment: MakeAssignment, forgetful: bool
) -> None:
    ended = last(drive(agent(forgetful=forgetful), assignment(resume="older")))
    assert (ended.outcome, ended.error) == ("failed", "lost")


def test_a_turn_that_ends_without_tokens_or_tools_is_a_failure_where_the_vendor_tells_errors_so(
    agent: Callable[..., Profile], assignment: MakeAssignment
) -> None:
    profile = agent({"say": "429 Too Many Requests"}, profile={"silent_end_is_failure": True})
    ended = last(drive(profile, assignment()))
    assert (ended.outcome, ended.error, ended.usage) == ("failed", "rate_limit", Usage())


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_floods_are_harmless(agent: Callable[..., Profile], assignment: MakeAssignment, stream: str) -> None:
    ended = last(drive(agent({"flood": stream, "bytes": 3_000_000}), assignment()))
    assert (ended.outcome, ended.error) == (("failed", "protocol") if stream == "stdout" else ("done", ""))


def test_an_acp_agent_keeps_what_every_runner_keeps(agent: Callable[..., Profile], assignment: MakeAssignment) -> None:
    short, long = assignment(), assignment(attempt=2)
    assert asyncio.run(breaches(AcpRunner(agent({"say": "hi"}, {"ask": "?"}, {"sleep": 3})), short, long)) == ()


@pytest.mark.slow
@pytest.mark.parametrize("then", [{"say": "late"}, None], ids=["cancelled", "end_turn"])
def test_an_agent_that_ends_its_turn_when_told_to_stop_was_cancelled(
    agent: Callable[..., Profile], assignment: MakeAssignment, then: dict[str, str] | None
) -> None:
    steps = [{"say": "hi"}, {"sleep": 30}, *([then] if then else [])]

    async def stopped() -> list[RunnerEvent]:
        session = await AcpRunner(agent(*steps)).open(assignment())
        reading = asyncio.ensure_future(_all(session.run("do it")))
        await asyncio.wait({reading}, timeout=1.5)
        await session.cancel()
        return await reading

    last = asyncio.run(stopped())[-1]
    assert isinstance(last, Ended) and last.outcome == "cancelled"


async def _all(events: AsyncIterator[RunnerEvent]) -> list[RunnerEvent]:
    return [one async for one in events]
