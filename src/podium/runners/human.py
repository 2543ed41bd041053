"""A person carries the task out in the workspace and says done; nothing runs meanwhile."""

import asyncio
from collections.abc import AsyncIterator

from podium.plan.events import Usage
from podium.ports import Asked, Assignment, Ended, RunnerEvent, Said, Session
from podium.runners.stopping import Stopped, cancelled, unless

DONE = "done"
"""The id of the only question: is it done?"""

OWN_TIME = Usage(tokens_in=0, tokens_out=0, usd=None, basis="unknown")


class HumanRunner:
    """The runner for people."""

    name = "human"

    async def open(self, assignment: Assignment) -> Session:
        """A session that asks whether the task is done."""
        return HumanSession(assignment)


class HumanSession:
    """One question. `granted` ends it well; a refusal says that the person does not do it."""

    def __init__(self, assignment: Assignment) -> None:
        self._assignment = assignment
        self._answers: asyncio.Queue[bool] = asyncio.Queue()
        self._stopped = asyncio.Event()

    async def run(self, prompt: str) -> AsyncIterator[RunnerEvent]:
        """Say what is to be done and where, ask, and wait for the answer."""
        root = self._assignment.workspace.root
        yield Said(text=prompt)
        yield Asked(id=DONE, what=f"{self._assignment.task.title}: work in {root}, then say that it is done")
        try:
            granted = await unless(self._stopped, self._answers.get())
        except Stopped:
            yield cancelled(OWN_TIME)
            return
        yield Ended(
            outcome="done" if granted else "refused",
            message="" if granted else "the person did not carry it out",
            usage=OWN_TIME,
        )

    async def answer(self, request: str, *, granted: bool) -> None:
        """The person has answered."""
        if request == DONE:
            self._answers.put_nowait(granted)

    async def cancel(self) -> None:
        """Nothing runs; whoever waits for the answer gets none."""
        self._stopped.set()

    async def close(self) -> None:
        """Nothing is held."""
        self._stopped.set()
