"""A recipe carries the task out: no model, no conversation, the same files for the same task and tree."""

import asyncio
from collections.abc import AsyncIterator

from podium.errors import InputError, MachineError
from podium.plan.events import Usage
from podium.plan.evidence import Finding
from podium.ports import Assignment, Ended, Recipe, RunnerEvent, Session
from podium.runners.stopping import Stopped, cancelled, unless

NOTHING_USED = Usage(tokens_in=0, tokens_out=0, usd=0.0, basis="none needed")


class RecipeRunner:
    """The runner for the recipe of that id. The recipe is looked up when a session opens (`InputError`: unknown)."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def open(self, assignment: Assignment) -> Session:
        """A session that applies the recipe once."""
        from podium.recipes import recipe

        return RecipeSession(recipe(self.name), assignment)


class RecipeSession:
    """One application of a recipe. Its processes end with the scope that it runs in."""

    def __init__(self, recipe: Recipe, assignment: Assignment) -> None:
        self._recipe = recipe
        self._assignment = assignment
        self._stopped = asyncio.Event()

    async def run(self, prompt: str) -> AsyncIterator[RunnerEvent]:
        """Apply the recipe in a thread; a finding of high severity means that it did not succeed."""
        del prompt
        try:
            yield await unless(self._stopped, asyncio.to_thread(self._apply))
        except Stopped:
            yield cancelled(NOTHING_USED)

    def _apply(self) -> Ended:
        try:
            findings = self._recipe.apply(self._assignment)
        except InputError as error:
            return _refused(self._recipe.id, error.message)
        except MachineError as error:
            return Ended(outcome="failed", error="crashed", message=f"{error.message}", usage=NOTHING_USED)
        grave = [finding for finding in findings if finding.severity == "high"]
        return Ended(
            outcome="failed" if grave and self._assignment.task.is_writing else "done",
            message=str(grave[0]) if grave else "",
            findings=findings,
            usage=NOTHING_USED,
        )

    async def answer(self, request: str, *, granted: bool) -> None:
        """A recipe asks nothing."""

    async def cancel(self) -> None:
        """Nobody waits for it any more; a recipe's processes end with their scope."""
        self._stopped.set()

    async def close(self) -> None:
        """A recipe holds nothing."""


def _refused(recipe: str, message: str) -> Ended:
    finding = Finding(gate="recipe", rule=recipe, message=message)
    return Ended(outcome="refused", message=message, findings=(finding,), usage=NOTHING_USED)
