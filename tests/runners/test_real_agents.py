"""Real agents on the PATH, pinned as their profiles say, work through Podium against the scripted model server.

Each is skipped where its program is not installed. No key is needed and nothing leaves loopback.
"""

import asyncio
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from podium.ports import Asked, Assignment, Ended, Opened, RunnerEvent
from podium.runners.choice import of_profile
from podium.runners.model_server import Served, serving
from podium.runners.model_speech import Turn
from podium.runners.profiles import profile

pytestmark = pytest.mark.slow

MakeAssignment = Callable[..., Assignment]
AGENTS = [
    pytest.param(name, marks=pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed"))
    for name, program in (("codex", "codex"), ("claude-acp", "claude-agent-acp"))
]
CODEX = """
model = "gpt-5.5"
model_provider = "scripted"
[analytics]
enabled = false
[model_providers.scripted]
name = "scripted"
base_url = "{url}/v1"
env_key = "OPENAI_API_KEY"
wire_api = "responses"
request_max_retries = 1
stream_max_retries = 1
"""


@pytest.fixture
def settle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Served], None]:
    """Make the agents speak with the server."""

    def settle(server: Served) -> None:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "dummy")
        monkeypatch.setenv("OPENAI_API_KEY", "dummy")
        (tmp_path / "home" / ".codex").mkdir(exist_ok=True)
        (tmp_path / "home" / ".codex" / "config.toml").write_text(CODEX.format(url=server.url))

    return settle


def drive(name: str, assignment: Assignment, *, cancel_after: float = 0.0) -> list[RunnerEvent]:
    async def go() -> list[RunnerEvent]:
        session = await of_profile(profile(name)).open(assignment)
        events: list[RunnerEvent] = []

        async def follow() -> None:
            async for event in session.run("Write a."):
                events.append(event)
                if isinstance(event, Asked):
                    await session.answer(event.id, granted=False)

        following = asyncio.ensure_future(follow())
        try:
            if cancel_after:
                await asyncio.wait({following}, timeout=cancel_after)
                await session.cancel()
            await following
        finally:
            await session.close()
        return events

    return asyncio.run(go())


def work(tmp_path: Path) -> list[Turn]:
    return [{"write": str(tmp_path / "work" / "a"), "text": "1"}, {"run": "ls"}, {"say": "all done"}]


def ended(events: list[RunnerEvent]) -> Ended:
    assert isinstance(events[-1], Ended) and sum(isinstance(event, Ended) for event in events) == 1
    return events[-1]


@pytest.mark.parametrize("name", AGENTS)
def test_it_does_the_work_and_goes_on_in_a_new_process(
    settle: Callable[[Served], None], assignment: MakeAssignment, tmp_path: Path, name: str
) -> None:
    with serving(work(tmp_path)) as server:
        settle(server)
        events = drive(name, assignment())
        (opened,) = (event for event in events if isinstance(event, Opened))
        again = drive(name, assignment(resume=opened.session))
    assert ended(events).outcome == ended(again).outcome == "done", (events[-1], again[-1])
    assert (tmp_path / "work" / "a").read_text() == "1" and ended(events).usage.tokens_in == 300
    assert Opened(session=opened.session, resumed=True) in again


@pytest.mark.parametrize(("status", "error"), [(401, "auth"), (429, "rate_limit")])
@pytest.mark.parametrize("name", AGENTS)
def test_what_its_service_says_has_its_kind(
    settle: Callable[[Served], None], assignment: MakeAssignment, name: str, status: int, error: str
) -> None:
    with serving([{"status": status}]) as server:
        settle(server)
        assert ended(drive(name, assignment())).error == error


@pytest.mark.parametrize("name", AGENTS)
def test_a_cancel_ends_it_at_once(settle: Callable[[Served], None], assignment: MakeAssignment, name: str) -> None:
    with serving([{"wait": 20, "say": "late"}]) as server:
        settle(server)
        began = time.monotonic()
        events = drive(name, assignment(), cancel_after=4.0)
    assert ended(events).outcome == "cancelled" and time.monotonic() - began < 4.0 + 2.5


@pytest.mark.parametrize("name", AGENTS)
def test_a_session_that_never_was_is_lost(
    settle: Callable[[Served], None], assignment: MakeAssignment, name: str
) -> None:
    with serving([{"say": "done"}]) as server:
        settle(server)
        never = "01a204f1-5055-70e3-b962-ac6882819a76"
        assert ended(drive(name, assignment(resume=never))).error == "lost"
