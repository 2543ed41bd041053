"""What sessions have in common whose library calls us: work of its own, events that wait, questions with answers."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from dataclasses import replace

from podium.plan.codec import digest
from podium.plan.events import Usage
from podium.ports import Asked, Assignment, Ended, ErrorKind, RunnerEvent
from podium.runners.profiles import Profile
from podium.runners.stopping import Stopped, cancelled, unless

WAITING = 256
"""Events that wait to be taken before the library has to wait."""

END_SECONDS = 1.0
"""How long the work may take to end once it is cancelled; what holds out is left to whoever ends its processes."""


class SpeakingSession(ABC):
    """One conversation. `work` puts events, the last of them an `Ended`; whoever runs the session takes them."""

    def __init__(self, profile: Profile, assignment: Assignment) -> None:
        self.profile = profile
        self.assignment = assignment
        self.stopped = asyncio.Event()
        self._events: asyncio.Queue[RunnerEvent] = asyncio.Queue(maxsize=WAITING)
        self._answers: dict[str, asyncio.Future[bool]] = {}
        self._questions = 0

    @abstractmethod
    async def work(self, prompt: str) -> None:
        """Carry the prompt out, and `put` what happens."""

    @property
    @abstractmethod
    def usage(self) -> Usage:
        """What is known of the use so far."""

    async def run(self, prompt: str) -> AsyncIterator[RunnerEvent]:
        """Give the agent the prompt and say what it does."""
        working = asyncio.ensure_future(self.work(prompt))
        try:
            while True:
                event = await unless(self.stopped, self._next(working))
                yield event
                if isinstance(event, Ended):
                    return
        except Stopped:
            yield cancelled(self.usage)
        finally:
            working.cancel()
            await asyncio.wait({working}, timeout=END_SECONDS)

    async def _next(self, working: asyncio.Future[None]) -> RunnerEvent:
        """The next event; where the work is over without a last one, the end that stands for it."""
        getting = asyncio.ensure_future(self._events.get())
        try:
            await asyncio.wait({getting, working}, return_when=asyncio.FIRST_COMPLETED)
            if getting.done():
                return getting.result()
            if not self._events.empty():
                return self._events.get_nowait()
            how = "" if working.cancelled() else f": {working.exception() or 'it said nothing more'}"
            return self.failed(f"{self.profile.name} stopped without a result{how}", "crashed")
        finally:
            getting.cancel()

    async def put(self, event: RunnerEvent) -> None:
        """Hand an event on."""
        await self._events.put(event)

    async def ask(self, asked: Asked) -> bool:
        """Ask whether something may be done: an event goes out under a name of its own, and the answer comes back."""
        self._questions += 1
        name = f"permission-{self._questions}-{digest(asked)[:8]}"
        answer = self._answers[name] = asyncio.get_running_loop().create_future()
        await self.put(replace(asked, id=name))
        return await answer

    async def answer(self, request: str, *, granted: bool) -> None:
        """Answer a question."""
        answer = self._answers.pop(request, None)
        if answer is not None and not answer.done():
            answer.set_result(granted)

    def failed(self, message: str, kind: ErrorKind) -> Ended:
        """The end of a session in which something went wrong."""
        return Ended(outcome="failed", message=message, error=kind, usage=self.usage)
