"""What a coordinator sets going beside attempts: the check of the base, integration, the final check, delivery.

A stage takes a JSON value and gives one; each kind of work is a chain of stages, and each stage's value is kept.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from podium.errors import BrokenMachinery
from podium.execution import attempt, cases
from podium.execution.checks import verdict
from podium.execution.judging import Case, Court
from podium.execution.workshop import Workshop
from podium.plan.codec import decode, encode
from podium.plan.events import BaseChecked, Delivered, Failure, FinalChecked, GateResult, IntegrationEnded
from podium.plan.task import Task
from podium.workspace import delivery, integration, rollback

Value = dict[str, Any]
Stage = Callable[[Workshop, Court, Value], Awaitable[Value]]


async def check_base(shop: Workshop, court: Court, value: Value) -> Value:
    """The whole suite on the base; adds `checked`, a `BaseChecked`."""

    def check() -> BaseChecked:
        found = [court.on_base(gate) for gate in shop.checks.for_tip(shop.setup.survey)]
        court.release()
        return BaseChecked(results=tuple(result for result in found if result is not None))

    return {**value, "checked": encode(await asyncio.to_thread(check))}


async def merge(shop: Workshop, court: Court, value: Value) -> Value:
    """Bring a commit onto the tip and judge the result: by its dear gates only where it is the attempt's own tree.

    Dear gates are asked here and nowhere else: of each task once, of the very tree that is to become the tip.
    `value`: task, number, commit, tip. Adds `ended`, an `IntegrationEnded`; the run branch has not moved yet.
    """
    began = time.monotonic()
    ended = await asyncio.to_thread(_merge, shop, court, value)
    return {**value, "ended": {**ended, "seconds": round(time.monotonic() - began, 3)}}


def _merge(shop: Workshop, court: Court, value: Value) -> Value:
    merged = integration.merge(shop.clone, tip=value["tip"], commit=value["commit"])
    if isinstance(merged, Failure):
        return _json(IntegrationEnded(failure=merged))
    task = decode(Task, value["task"])
    results = court.judge(cases.case(shop, task, value, commit=merged.commit, dear=True if merged.same else None))
    problem = verdict(results)
    if problem is not None:
        return _json(IntegrationEnded(results=results, failure=problem))
    return _json(IntegrationEnded(commit=merged.commit, tree=merged.tree, results=results))


async def move(shop: Workshop, court: Court, value: Value) -> Value:
    """Move the run branch in Podium's clone to the merged commit, by compare-and-swap; already there is success."""
    del court
    ended = decode(IntegrationEnded, value["ended"])
    if ended.commit:
        reference = integration.reference(shop.setup.run)
        if not await asyncio.to_thread(shop.clone.swap, reference, new=ended.commit, old=value["tip"]):
            raise BrokenMachinery(f"the run branch is not at {value['tip']}, where the journal has it")
        attempt.clear_away(shop, value)
    return value


async def check_tip(shop: Workshop, court: Court, value: Value) -> Value:
    """The whole suite on the final tip against the base, and the rehearsal of the way back.

    `value`: tip. Adds `checked`, a `FinalChecked`.
    """
    tip = value["tip"]

    def check() -> tuple[GateResult, ...]:
        gates = shop.checks.for_tip(shop.setup.survey)
        more = value.get("more", {})
        done = cases.done(shop, value)
        case = Case(name="final", commit=tip, base=shop.base, gates=gates, done=done, more=more, thorough=True)
        way_back = rollback.rehearse(shop.clone, run=shop.setup.run, base=shop.base, tip=tip)
        return (*court.judge(case), way_back)

    return {**value, "checked": encode(FinalChecked(commit=tip, results=await asyncio.to_thread(check)))}


async def deliver(shop: Workshop, court: Court, value: Value) -> Value:
    """Bring the run branch into the user's repository. `value`: tip, known. Adds `delivered`, a `Delivered`."""
    del court
    name = delivery.branch(shop.setup.run)
    tip, known = value["tip"], tuple(value["known"])
    await asyncio.to_thread(
        delivery.deliver, shop.clone, shop.source, commit=tip, base=shop.base, name=name, known=known
    )
    return {**value, "delivered": encode(Delivered(branch=name, commit=tip, before=known[-1] if known else ""))}


CHAINS: dict[str, tuple[Stage, ...]] = {
    "attempt": (attempt.work, attempt.judge),
    "collect": (attempt.collect, attempt.judge),
    "base": (check_base,),
    "merge": (merge, move),
    "final": (check_tip,),
    "deliver": (deliver,),
}
"""The stages of each kind of work, in order."""

STEADY: frozenset[Stage] = frozenset({move, deliver})
"""Stages that a cancel does not stop half-way: what they move is moved, or not, and known."""


def _json(ended: IntegrationEnded) -> Value:
    value = encode(ended)
    assert isinstance(value, dict)
    return value
