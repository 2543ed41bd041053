"""One session with a runner: its words go to a log, its questions to policy and people, its use is held to bounds."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from podium.execution import sessions
from podium.execution.reviewing import verdict
from podium.execution.sessions import Kept
from podium.execution.talk import Log, secrets
from podium.execution.workshop import Workshop
from podium.plan.events import Failure, FailureKind, Usage
from podium.ports import Acted, Asked, Assignment, Ended, Metered, Opened, Runner, RunnerEvent, Said, Session
from podium.runners import permissions, profiles

TRANSIENT = frozenset({"rate_limit", "overloaded", "crashed"})

QUESTIONS = 60
"""Permissions that one attempt may ask for; more is a loop."""

SAID_KEPT = 60_000
"""Characters of what a runner said that a review's verdict is looked for in."""

NO_VERDICT = "the review names no finding and does not say that there is none"

LAST_WORDS_SECONDS = 3.0
"""How long a session that was cancelled may take to say how much it has used."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """The runner waits for a person, and nothing needs to stay alive for it."""

    id: str
    what: str


async def hold(shop: Workshop, runner: Runner, assignment: Assignment, words: str) -> Ended | Waiting:
    """Run one prompt to its end, no more sessions of one vendor's at once than the agent's profile says.

    A question of a person's session ends it as `Waiting`; other sessions stay open until the answer is there. A runner
    that says nothing for too long is cancelled and counts as timed out; one that uses more than it was given is
    cancelled and counts as stopped by the budget.
    """
    profile = _profile(shop, assignment)
    vendor = (profile.provider or profile.name) if profile else runner.name
    async with shop.turn(vendor, together=profile.together if profile else 0):
        session = await runner.open(assignment)
        watched = _Watched(shop, assignment, session, secrets(profile.keep if profile else ()))
        try:
            return await watched.follow(session.run(words))
        except asyncio.CancelledError:
            await session.cancel()
            raise
        finally:
            await session.close()


def since(usage: Usage, before: Usage) -> Usage:
    """What was used since a session was taken over: vendors' counters go on. One that is lower began afresh."""

    def more(now: float | None, then: float | None) -> float | None:
        return now - then if now is not None and then is not None and now >= then else now

    tokens = (more(usage.tokens_in, before.tokens_in), more(usage.tokens_out, before.tokens_out))
    given, made = (int(one) if one is not None else None for one in tokens)
    return replace(usage, tokens_in=given, tokens_out=made, usd=more(usage.usd, before.usd))


def _profile(shop: Workshop, assignment: Assignment) -> profiles.Profile | None:
    choice = assignment.task.runner
    return profiles.profile(choice.name, shop.agents) if choice.kind == "agent" else None


class _Watched:
    """A session under way, with what it has asked for and used."""

    def __init__(self, shop: Workshop, assignment: Assignment, session: Session, values: tuple[str, ...]) -> None:
        self._shop = shop
        self._assignment = assignment
        self._session = session
        self._name = f"{assignment.task.id}-{assignment.attempt}"
        self._log = Log(shop.setup.directories.logs / f"{self._name}.log", values=values)
        self._said = ""
        self._questions = 0
        self._taken = sessions.turns(shop.setup.directories.database, self._name)
        self._acts = 0
        self._told = Usage()
        self._usage = Usage(turns=self._taken or None)
        self._began = time.monotonic()

    async def follow(self, stream: AsyncIterator[RunnerEvent]) -> Ended | Waiting:
        """Take every event to the last one, and end the session early where it passes a bound."""
        while True:
            event = await self._next(stream)
            self._log.write(event)
            match event:
                case Ended():
                    return self._over(replace(event, message=self._log.clean(event.message)))
                case Said(text=text):
                    self._said = f"{self._said}\n{self._log.clean(text)}"[-SAID_KEPT:]
                case Opened(session=session):
                    folder = self._assignment.workspace.root.name
                    kept = Kept(runner=_runner_name(self._assignment), session=session, folder=folder)
                    await asyncio.to_thread(sessions.keep, self._shop.setup.directories.database, self._name, kept)
                case Metered(usage=said):
                    await self._used(said)
                case Acted():
                    self._acts += 1
                    await self._used(self._told)
                case Asked() if self._assignment.task.runner.kind == "human":
                    return Waiting(id=self._key(event), what=event.what)
                case Asked():
                    self._questions += 1
                    await self._session.answer(event.id, granted=await self._answer(event))
                case _:
                    pass
            passed = self._passed()
            if passed is not None:
                return await self._stopped(stream, passed)

    async def _used(self, told: Usage) -> None:
        """Take in what the session has used so far, and bring its turns to the disk."""
        before, self._told = self._usage.turns, told
        self._usage = self._since_the_attempt_began(told, turns=self._acts)
        self._shop.purse.note(self._name, self._usage)
        if self._usage.turns != before:
            await asyncio.to_thread(
                sessions.note_turns, self._shop.setup.directories.database, self._name, self._usage.turns or 0
            )

    def _since_the_attempt_began(self, told: Usage, *, turns: int) -> Usage:
        """What was told, less what the session had used before; `turns` stands in where an agent counts none."""
        usage = since(told, self._assignment.before)
        if self._assignment.task.runner.kind != "agent":
            return usage
        taken = self._taken + (told.turns if told.turns is not None else turns)
        return replace(usage, turns=taken or None)

    def _over(self, ended: Ended) -> Ended:
        """The end; that of an agent's review has the findings that it named, and without a verdict it is no review."""
        task = self._assignment.task
        turns = self._acts + (ended.outcome == "done")
        ended = replace(ended, usage=self._since_the_attempt_began(ended.usage, turns=turns))
        self._shop.purse.note(self._name, ended.usage, task=task)
        if task.is_writing or task.runner.kind != "agent" or ended.outcome != "done" or ended.findings:
            return ended
        found = verdict(f"{self._said}\n{ended.message}")
        if found is not None:
            return replace(ended, findings=found)
        return replace(ended, outcome="failed", error="protocol", message=f"{NO_VERDICT}; it said: {ended.message}")

    async def _next(self, stream: AsyncIterator[RunnerEvent]) -> RunnerEvent:
        """The next event, or the end that stands for its absence."""
        silence, allowed = self._shop.setup.silence, self._assignment.allowance.seconds
        left = allowed - (time.monotonic() - self._began) if allowed else silence
        try:
            return await asyncio.wait_for(anext(stream), timeout=max(min(silence, left), 0.0))
        except StopAsyncIteration:
            words = "the runner stopped without saying how it ended"
            return Ended(outcome="failed", error="protocol", message=words, usage=self._told)
        except TimeoutError:
            await self._session.cancel()
            if left < silence:
                words = f"it worked longer than the {allowed:.0f} seconds that it was given"
                return Ended(outcome="limit", error="budget", message=words, usage=self._told)
            words = f"nothing was heard for {silence:.0f} seconds"
            return Ended(outcome="failed", error="timeout", message=words, usage=self._told)

    def _passed(self) -> Ended | None:
        """The end that a passed bound calls for."""
        allowed, used = self._assignment.allowance, self._usage
        tokens = (used.tokens_in or 0) + (used.tokens_out or 0)
        if self._questions > QUESTIONS:
            return Ended(outcome="limit", message=f"it asked for permission more than {QUESTIONS} times")
        if allowed.tokens and tokens > allowed.tokens:
            words = f"it used {tokens} tokens; {allowed.tokens} were left"
        elif allowed.usd and used.usd is not None and used.usd > allowed.usd:
            words = f"it used {used.usd:.2f} USD; {allowed.usd:.2f} were left"
        elif allowed.turns and (used.turns or 0) > allowed.turns:
            words = f"it took more than the {allowed.turns} turns that were left"
        elif overdrawn := self._shop.purse.overdrawn():
            words = f"{overdrawn} by all attempts together"
        else:
            return None
        return Ended(outcome="limit", error="budget", message=words)

    async def _stopped(self, stream: AsyncIterator[RunnerEvent], end: Ended) -> Ended:
        """Cancel the session and take its last word on what it has used."""
        cancelling = asyncio.ensure_future(self._session.cancel())
        try:
            async with asyncio.timeout(LAST_WORDS_SECONDS):
                async for event in stream:
                    self._log.write(event)
                    if isinstance(event, Ended | Metered):
                        self._usage = self._since_the_attempt_began(event.usage, turns=self._acts)
        except TimeoutError:
            pass
        await cancelling
        return replace(end, usage=self._usage)

    async def _answer(self, asked: Asked) -> bool:
        """What the policy says of an agent's question; what it leaves open, and every other question, is a person's."""
        task = self._assignment.task
        key = self._key(asked)
        if key not in self._shop.answers and task.runner.kind == "agent":
            policy, workspace = self._shop.policy(), self._assignment.workspace
            verdict, reason = permissions.decide(policy, asked, workspace, writing=task.is_writing)
            self._log.write(Said(text=f"[{verdict}: {asked.what}: {reason}]"))
            if verdict != "ask":
                return verdict == "granted"
        words = f"{asked.what}: {asked.command}" if asked.command and asked.command not in asked.what else asked.what
        self._shop.questions[key] = (task.id, self._log.clean(words))
        asked_at = time.monotonic()
        while key not in self._shop.answers:
            await asyncio.sleep(0.05)
        self._began += time.monotonic() - asked_at
        return self._shop.answers[key]

    def _key(self, asked: Asked) -> str:
        return f"{self._assignment.task.id}#{self._assignment.attempt}/{asked.id}"


def _runner_name(assignment: Assignment) -> str:
    return assignment.task.runner.name or assignment.task.runner.kind


def failure(ended: Ended) -> Failure | None:
    """Why the session did not succeed, in the words of the ladder; None where it did."""
    if ended.outcome == "done":
        return None
    message = ended.message or f"the runner ended as {ended.outcome}"
    return Failure(kind=_kind(ended), message=message, findings=ended.findings)


def _kind(ended: Ended) -> FailureKind:
    if ended.error in TRANSIENT:
        return "transient"
    if ended.error == "budget":
        return "budget"
    if ended.error in {"timeout", "protocol", "lost"} or ended.outcome in {"cancelled", "limit"}:
        return "stuck"
    if ended.error == "auth" or ended.outcome == "refused":
        return "refused"
    return "impossible"
