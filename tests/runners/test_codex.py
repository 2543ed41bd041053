"""`codex exec --json` is read to its end, however it ends; a program that speaks as it does stands in for it."""

import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from podium.plan.events import Usage
from podium.ports import Acted, Assignment, Ended, Metered, Opened, Retrying, RunnerEvent, Said
from podium.runners.codex import CodexRunner
from podium.runners.conformance import breaches
from podium.runners.profiles import Profile, profile

pytestmark = pytest.mark.slow

MakeAssignment = Callable[..., Assignment]
STARTED = {"type": "thread.started", "thread_id": "t-1"}
USAGE = {"input_tokens": 100, "cached_input_tokens": 40, "output_tokens": 20}
COMPLETED = {"type": "turn.completed", "usage": USAGE}


@pytest.fixture
def codex(tmp_path: Path) -> Callable[..., Profile]:
    """The shipped profile with a program that prints these lines, keeps its words, and ends with this code."""

    def make(*lines: dict[str, Any] | str, end: str = "sys.exit(0)") -> Profile:
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        program = tmp_path / "codex.py"
        program.write_text(
            f"import json, pathlib, sys, time\n"
            f"pathlib.Path('argv.json').write_text(json.dumps(sys.argv[1:]))\n"
            f"assert sys.stdin.read() == ''\n"
            f"print({chr(10).join(texts)!r}, flush=True)\n{end}\n"
        )
        return replace(profile("codex"), argv=(sys.executable, str(program)))

    return make


def drive(one: Profile, assignment: Assignment) -> list[RunnerEvent]:
    async def go() -> list[RunnerEvent]:
        session = await CodexRunner(one).open(assignment)
        try:
            return [event async for event in session.run("do it")]
        finally:
            await session.close()

    return asyncio.run(go())


def item(kind: str, moment: str = "completed", **more: Any) -> dict[str, Any]:
    return {"type": f"item.{moment}", "item": {"id": f"of {kind}", "type": kind, **more}}


def test_a_turn_is_read_with_what_it_did_and_used(codex: Callable[..., Profile], assignment: MakeAssignment) -> None:
    change = item("file_change", changes=[{"path": "a", "kind": "add"}])
    command = item("command_execution", "started", command="ls")
    over = item("command_execution", command="ls")
    events = drive(codex(STARTED, command, over, change, item("agent_message", text="done"), COMPLETED), assignment())
    usage = Usage(tokens_in=100, tokens_out=20, usd=None, basis="reported")
    assert events[0] == Opened(session="t-1") and Acted(tool="command_execution", title="ls") in events
    assert Acted(tool="file_change", paths=("a",)) in events and Said(text="done") in events
    assert sum(isinstance(event, Acted) for event in events) == 2
    assert events[-1] == Ended(outcome="done", message="done", usage=usage)


@pytest.mark.parametrize(
    ("lines", "end", "error"),
    [
        ([{"type": "turn.failed", "error": {"message": "exceeded retry limit, last status: 429"}}], "", "rate_limit"),
        ([{"type": "turn.failed", "error": {"message": "unexpected status 401 Unauthorized"}}], "", "auth"),
        ([], "sys.stderr.write('Not logged in'); sys.exit(1)", "auth"),
        ([], "sys.exit(3)", "crashed"),
        (["noise"] * 600, "time.sleep(30)", "protocol"),
    ],
)
def test_every_bad_end_has_its_kind(
    codex: Callable[..., Profile], assignment: MakeAssignment, lines: list[Any], end: str, error: str
) -> None:
    retry = {"type": "error", "message": "Reconnecting... 1/5"}
    events = drive(codex(STARTED, retry, *lines, end=end), assignment())
    assert isinstance(events[-1], Ended) and (events[-1].outcome, events[-1].error) == ("failed", error)
    assert Retrying() in events


@pytest.mark.parametrize(("writing", "sandbox"), [(True, "workspace-write"), (False, "read-only")])
def test_it_is_started_in_the_sandbox_of_its_task_and_goes_on_by_its_thread(
    codex: Callable[..., Profile], assignment: MakeAssignment, tmp_path: Path, writing: bool, sandbox: str
) -> None:
    drive(codex(STARTED, COMPLETED), assignment(writing=writing, resume="t-1"))
    argv = json.loads((tmp_path / "work" / "argv.json").read_text())
    assert argv[argv.index("-s") + 1] == sandbox and argv[-4:] == ["resume", "t-1", "--", "do it"]
    assert "sandbox_workspace_write.exclude_slash_tmp=true" in argv


RECORD = """import pathlib, time
folder = pathlib.Path.home() / '.codex' / 'sessions' / '2026' / '01' / '02'
folder.mkdir(parents=True, exist_ok=True)
def note(tokens):
    with (folder / 'rollout-2026-01-02T03-04-05-t-1.jsonl').open('a') as file:
        total = {'input_tokens': tokens, 'output_tokens': 5}
        line = {'type': 'event_msg', 'payload': {'type': 'token_count', 'info': {'total_token_usage': total}}}
        file.write('no JSON\\n' + json.dumps(line) + '\\n')
for tokens in (10, 20, 20):
    note(tokens)
    print(json.dumps({'type': 'item.completed', 'item': {'type': 'reasoning', 'text': 'hm'}}), flush=True)
    time.sleep(0.2)
"""


def test_tokens_and_turns_are_known_after_each_answer_by_its_record(
    codex: Callable[..., Profile], assignment: MakeAssignment
) -> None:
    program = codex(STARTED, end=f"{RECORD}\nprint({json.dumps(json.dumps(COMPLETED))})")
    for resume in ("", "t-1"):
        events = drive(program, assignment(resume=resume))
        metered = [(event.usage.tokens_in, event.usage.turns) for event in events if isinstance(event, Metered)]
        assert metered == [(10, 1), (20, 2), (100, 2)]


def test_it_keeps_what_every_runner_keeps(codex: Callable[..., Profile], assignment: MakeAssignment) -> None:
    slow = codex(STARTED, end=f"time.sleep(2.5)\nprint({json.dumps(json.dumps(COMPLETED))})")
    assert asyncio.run(breaches(CodexRunner(slow), assignment(), assignment(attempt=2))) == ()
