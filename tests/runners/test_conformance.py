"""The suite that any runner is held to: our runners keep it, and runners that do not are told what they break."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from podium.plan.codec import DecodeError
from podium.plan.events import Usage
from podium.ports import Acted, Asked, Assignment, Ended, Metered, Opened, Retrying, RunnerEvent, Said, Session
from podium.runners.choice import runner
from podium.runners.conformance import breaches
from podium.runners.events import from_json, to_json

MakeAssignment = Callable[..., Assignment]


class Loose:
    """A session that says what it is told to say, and then hangs or ends."""

    def __init__(self, events: list[RunnerEvent], *, hangs: bool = False) -> None:
        self.events, self.hangs, self.stopped = events, hangs, asyncio.Event()

    async def run(self, prompt: str) -> AsyncIterator[RunnerEvent]:
        for event in self.events:
            yield event
        if self.hangs:
            await self.stopped.wait()

    async def answer(self, request: str, *, granted: bool) -> None: ...

    async def cancel(self) -> None:
        self.stopped.set()

    async def close(self) -> None: ...


class LooseRunner:
    name = "loose"

    def __init__(self, *events: RunnerEvent) -> None:
        self.events = list(events)

    async def open(self, assignment: Assignment) -> Session:
        return Loose(self.events, hangs=assignment.attempt == 2)


def found(loose: LooseRunner, make: MakeAssignment) -> str:
    return "\n".join(asyncio.run(breaches(loose, make(), make(attempt=2))))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["scripted", "human"])
def test_the_runners_of_ours_keep_everything(assignment: MakeAssignment, kind: str) -> None:
    script = [[{"say": "hi"}, {"write": "a", "text": "1"}], [{"sleep": 30}]]
    short, long = assignment(kind, script), assignment(kind, script, attempt=2)
    assert asyncio.run(breaches(runner(short.task.runner), short, long)) == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("events", "words"),
    [
        ((Said(text="hm"),), "0 final events"),
        ((Ended(outcome="done"), Ended(outcome="done")), "2 final events"),
        ((Ended(outcome="done"), Said(text="and")), "after the final event"),
        ((Ended(outcome="done", usage=Usage(usd=0.0)),), "unknown was given as zero"),
        ((Asked(id="1", what=""), Asked(id="1", what=""), Ended(outcome="done")), "two questions have one id"),
        ((Said(text="hm"),), "did not end as cancelled"),
    ],
)
def test_what_a_runner_breaks_is_named(assignment: MakeAssignment, events: tuple[RunnerEvent, ...], words: str) -> None:
    assert words in found(LooseRunner(*events), assignment)


@pytest.mark.parametrize(
    "event",
    [
        Opened(session="s", resumed=True),
        Said(text="ä"),
        Acted(tool="edit", title="Write", paths=("a",)),
        Retrying(status=429, attempt=2),
        Metered(usage=Usage(tokens_in=1, basis="reported")),
        Asked(id="1", what="may I?", command="ls", hosts=("h",)),
        Ended(outcome="failed", error="auth", message="no key"),
    ],
)
def test_events_come_back_from_json(event: RunnerEvent) -> None:
    assert from_json(to_json(event)) == event


@pytest.mark.parametrize("value", [{"type": "sung"}, {}, {"type": "said", "text": "a", "loud": True}])
def test_events_of_no_kind_and_with_unknown_keys_are_refused(value: dict[str, object]) -> None:
    with pytest.raises(DecodeError):
        from_json(value)
