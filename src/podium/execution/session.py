"""One session with a runner: its words go to a log, its questions to people, its silence is watched."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from podium.execution.workshop import Workshop
from podium.plan.events import Failure, FailureKind
from podium.ports import Asked, Assignment, Ended, Runner, RunnerEvent, Said, Session

TRANSIENT = frozenset({"rate_limit", "overloaded", "crashed"})


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """The runner waits for a person, and nothing needs to stay alive for it."""

    id: str
    what: str


async def hold(shop: Workshop, runner: Runner, assignment: Assignment, words: str) -> Ended | Waiting:
    """Run one prompt to its end.

    A question of a person's session ends it as `Waiting`; other sessions stay open until the answer is there. A runner
    that says nothing for too long is cancelled and counts as timed out.
    """
    session = await runner.open(assignment)
    name = f"{assignment.task.id}-{assignment.attempt}"
    log = shop.setup.directories.logs / f"{name}.log"
    try:
        stream = session.run(words)
        while True:
            event = await _next(stream, session, shop.setup.silence)
            _write(log, event)
            if isinstance(event, Ended):
                return event
            if isinstance(event, Asked):
                key = f"{assignment.task.id}#{assignment.attempt}/{event.id}"
                if assignment.task.runner.kind == "human":
                    return Waiting(id=key, what=event.what)
                await session.answer(event.id, granted=await _answer(shop, key, assignment.task.id, event))
    except asyncio.CancelledError:
        await session.cancel()
        raise
    finally:
        await session.close()


async def _next(stream: AsyncIterator[RunnerEvent], session: Session, silence: float) -> RunnerEvent:
    try:
        return await asyncio.wait_for(anext(stream), timeout=silence)
    except StopAsyncIteration:
        return Ended(outcome="failed", error="protocol", message="the runner stopped without saying how it ended")
    except TimeoutError:
        await session.cancel()
        return Ended(outcome="failed", error="timeout", message=f"nothing was heard for {silence:.0f} seconds")


async def _answer(shop: Workshop, key: str, task: str, asked: Asked) -> bool:
    """Post the question for the coordinator and wait for what a person says."""
    shop.questions[key] = (task, asked.what)
    while key not in shop.answers:
        await asyncio.sleep(0.05)
    return shop.answers[key]


def _write(log: Path, event: RunnerEvent) -> None:
    text = event.text if isinstance(event, Said) else f"[{event}]"
    with log.open("a") as file:
        file.write(f"{text}\n")


def failure(ended: Ended) -> Failure | None:
    """Why the session did not succeed, in the words of the ladder; None where it did."""
    if ended.outcome == "done":
        return None
    message = ended.message or f"the runner ended as {ended.outcome}"
    return Failure(kind=_kind(ended), message=message, findings=ended.findings)


def _kind(ended: Ended) -> FailureKind:
    if ended.error in TRANSIENT:
        return "transient"
    if ended.error in {"timeout", "protocol"} or ended.outcome == "cancelled":
        return "stuck"
    if ended.error == "auth":
        return "environment"
    if ended.error == "budget" or ended.outcome == "limit":
        return "stuck"
    return "refused" if ended.outcome == "refused" else "impossible"
