"""Waiting that a cancel ends: the work is raced with the wish to stop."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any, TypeVar

from podium.plan.events import Usage
from podium.ports import Ended

Value = TypeVar("Value")


class Stopped(Exception):
    """The session was cancelled while it waited."""


async def unless(stopped: asyncio.Event, work: Coroutine[Any, Any, Value]) -> Value:
    """What the work returns. Raises `Stopped` as soon as the event is set; the work is cancelled then."""
    doing = asyncio.ensure_future(work)
    watching = asyncio.ensure_future(stopped.wait())
    try:
        await asyncio.wait({doing, watching}, return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            return doing.result()
        raise Stopped
    finally:
        for task in (doing, watching):
            if not task.done():
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task


def cancelled(usage: Usage) -> Ended:
    """The last event of a session that was cancelled."""
    return Ended(outcome="cancelled", message="it was cancelled", usage=usage)
