"""What every runner keeps, as a suite that runs against any runner: `breaches` names what one does not keep.

A runner of your own is held to it in a test of yours:

    assert asyncio.run(breaches(MyRunner(), short, long)) == ()
"""

import asyncio
from collections.abc import AsyncIterator

from podium.plan.codec import DecodeError
from podium.ports import Asked, Assignment, Ended, Metered, Opened, Runner, RunnerEvent
from podium.runners.events import from_json, to_json

CANCEL_SECONDS = 2.0
"""How long a cancel may take."""

PATIENCE = 60.0
"""Seconds for a short assignment to end."""


async def breaches(
    runner: Runner, short: Assignment, long: Assignment | None, *, prompt: str = "do it"
) -> tuple[str, ...]:
    """What the runner does not keep, a sentence each; empty where it keeps everything.

    `short` is an assignment that ends by itself within a minute, `long` one that is at work or waits for an answer
    for longer than it takes to cancel it; None for a runner that works in one go, as a recipe. Questions are granted.
    """
    ended = await _to_the_end(runner, short, prompt)
    return (*ended, *(await _cancelled(runner, long, prompt) if long is not None else ()))


async def _to_the_end(runner: Runner, assignment: Assignment, prompt: str) -> list[str]:
    session = await runner.open(assignment)
    await session.answer("nobody asked this", granted=True)
    events: list[RunnerEvent] = []
    try:
        async with asyncio.timeout(PATIENCE):
            async for event in session.run(prompt):
                events.append(event)
                if isinstance(event, Asked):
                    await session.answer(event.id, granted=True)
    except TimeoutError:
        return [f"a short assignment did not end within {PATIENCE:.0f} seconds"]
    finally:
        await session.close()
        await session.close()
    return [*_ends(events), *_shapes(events)]


async def _cancelled(runner: Runner, assignment: Assignment, prompt: str) -> list[str]:
    session = await runner.open(assignment)
    stream = session.run(prompt)
    events: list[RunnerEvent] = []
    reading = asyncio.ensure_future(_collect(stream, events))
    try:
        await asyncio.wait({reading}, timeout=1.0)
        if reading.done():
            return ["the long assignment had ended before it was cancelled"]
        async with asyncio.timeout(CANCEL_SECONDS):
            await session.cancel()
            await reading
    except TimeoutError:
        return [f"a cancel took longer than {CANCEL_SECONDS:.0f} seconds"]
    finally:
        reading.cancel()
        await session.close()
    last = events[-1] if events else None
    wrong = not isinstance(last, Ended) or last.outcome != "cancelled"
    return [*_ends(events), *(["after a cancel it did not end as cancelled"] if wrong else [])]


async def _collect(stream: AsyncIterator[RunnerEvent], into: list[RunnerEvent]) -> None:
    into.extend([event async for event in stream])


def _ends(events: list[RunnerEvent]) -> list[str]:
    count = sum(isinstance(event, Ended) for event in events)
    if count != 1:
        return [f"there were {count} final events, not one"]
    return [] if isinstance(events[-1], Ended) else ["something came after the final event"]


def _shapes(events: list[RunnerEvent]) -> list[str]:
    found: list[str] = []
    for event in events:
        try:
            if from_json(to_json(event)) != event:
                found.append(f"an event is not itself any more after JSON: {event}")
        except DecodeError as error:
            found.append(f"an event does not come back from JSON: {error}")
    asked = [event.id for event in events if isinstance(event, Asked)]
    if len(set(asked)) != len(asked):
        found.append("two questions have one id")
    if any(not event.session for event in events if isinstance(event, Opened)):
        found.append("a session was opened without an id")
    usages = [event.usage for event in events if isinstance(event, Ended | Metered)]
    if any(usage.basis == "unknown" and usage.usd == 0.0 for usage in usages):
        found.append("what is unknown was given as zero")
    return found
