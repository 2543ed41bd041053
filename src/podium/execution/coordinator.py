"""The one loop of a run: what has happened goes into the journal, what may start now is started, at once.

It decides from the state alone and reaches the world through a `Port`, whose answers an engine keeps: the same answers
give the same events, so that a run can be gone on with after a kill by going through them again.
"""

from dataclasses import dataclass, replace
from typing import Any, Protocol

from podium.errors import BrokenMachinery
from podium.execution import budget
from podium.execution.setup import RunSetup
from podium.plan import replan, schedule, transitions
from podium.plan.codec import decode, encode
from podium.plan.events import (
    ApprovalAsked,
    ApprovalGiven,
    AttemptEnded,
    AttemptStarted,
    BaseChecked,
    Body,
    CancelAsked,
    Delivered,
    Event,
    Failure,
    FinalChecked,
    GateResult,
    IntegrationEnded,
    IntegrationStarted,
    PlanRevised,
    RunStarted,
    TaskSettled,
)
from podium.plan.looking import only_looks
from podium.plan.state import State, TaskState
from podium.plan.task import Task

Value = dict[str, Any]
STOPPED: Value = {"stopped": True}
"""The value of work that was ended on purpose."""


@dataclass(frozen=True, kw_only=True)
class News:
    """What came while waiting: work that ended with its value, letters, questions of runners, seconds waited."""

    ended: tuple[tuple[str, Value], ...] = ()
    letters: tuple[Value, ...] = ()
    questions: tuple[tuple[str, str, str], ...] = ()
    seconds: float = 0.0


class Port(Protocol):
    """The coordinator's only way to the world."""

    async def record(self, event: Event) -> Event:
        """Store the event unless its number is taken; what is stored."""
        ...

    async def start(self, kind: str, key: str, value: Value) -> None:
        """Set a chain of stages going under a name of its own; an equal name is the same work."""
        ...

    async def news(self, keys: tuple[str, ...], *, after: int, asked: tuple[str, ...], seconds: float | None) -> News:
        """Wait until some of the work has ended, a letter with a higher id has come, a question other than those
        asked is there, or the seconds are over. Without work and letters only people are waited for."""
        ...

    def answer(self, approval: str, *, granted: bool) -> None:
        """Hand a person's answer to the runner that asked."""
        ...

    def stop_work(self) -> None:
        """End everything that is under way; its value will be `STOPPED`."""
        ...


@dataclass(frozen=True, kw_only=True)
class Work:
    """Something under way: a chain of stages for a task's attempt, or for the run (`task` empty)."""

    kind: str
    task: str = ""
    attempt: int = 0


class Coordinator:
    """Carries one run from its state so far to its end; `letter` is the last one that was read before."""

    def __init__(self, setup: RunSetup, port: Port, state: State, *, letter: int = 0) -> None:
        self.state = state
        self._setup = setup
        self._port = port
        self._letter = letter
        self._live: dict[str, Work] = {}
        self._seconds = 0.0
        self._stop: Failure | None = None
        self._base_is_due = False

    async def run(self, started: RunStarted) -> State:
        """Carry the run to its end and return its last state; `started` is the first event of a new one."""
        if not self.state.run:
            await self._record(started)
        if self.state.ended is not None:
            await self._take(await self._wait())
        while True:
            await self._settle()
            await self._integrate()
            await self._attempt()
            await self._check_base()
            if not self._live and self.state.is_over:
                break
            await self._take(await self._wait())
        await self._finish()
        return self.state

    async def _check_base(self) -> None:
        """Set the check of the base going once there is work that it is to be compared with."""
        begun = any(one.attempts for one in self.state.tasks.values()) and not only_looks(self.state.plan.tasks)
        if begun and not self._base_is_due and self.state.base_results is None:
            self._base_is_due = True
            await self._start(Work(kind="base"), "base", {})

    async def _record(self, body: Body, work: Work | None = None) -> None:
        seq = max(self.state.seq, 0) + 1
        where = work or Work(kind="")
        event = Event(run=self._setup.run, seq=seq, at=0.0, body=body, task=where.task, attempt=where.attempt)
        self.state = transitions.apply(self.state, await self._port.record(event))

    async def _start(self, work: Work, key: str, value: Value) -> None:
        self._live[key] = work
        await self._port.start(work.kind, key, value)

    async def _wait(self) -> News:
        if not self._live and not self.state.open_approvals and self.state.ended is None:
            raise BrokenMachinery("tasks are open, and nothing is under way or waited for")
        left = budget.seconds_left(self._setup.budget, self._seconds) if self._stop is None else None
        asked = tuple(one.id for one in self.state.approvals)
        news = await self._port.news(tuple(self._live), after=self._letter, asked=asked, seconds=left)
        self._seconds += news.seconds if self._live else 0.0
        return news

    async def _take(self, news: News) -> None:
        """What has ended first, then what people and runners say, then the clock."""
        for key, value in news.ended:
            await self._ended(key, self._live.pop(key), value)
        for letter in news.letters:
            self._letter = letter["id"]
            await self._read(letter)
        for approval, task, question in news.questions:
            attempts = self.state.tasks[task].attempts
            body = ApprovalAsked(approval=approval, question=question)
            await self._record(body, Work(kind="attempt", task=task, attempt=len(attempts)))
        if self._stop is None and budget.seconds_left(self._setup.budget, self._seconds) == 0.0:
            message = f"the budget of {self._setup.budget.seconds:.0f} seconds is used up"
            self._stop = Failure(kind="budget", message=message)
            self._port.stop_work()

    async def _settle(self) -> None:
        """Record what will never start as things stand, until nothing more follows from it."""
        while True:
            found = dict(schedule.settlements(self.state.plan, self.state))
            if self.state.cancelled_by:
                unmerged = [name for name, one in self.state.tasks.items() if _is_unmerged(one)]
                found = dict.fromkeys((*self._idle(), *unmerged), _CANCELLED) | found
            elif self._stop is not None:
                body = TaskSettled(status="blocked", reason=self._stop.message, kind="budget")
                found = dict.fromkeys(self._idle(), body) | found
            if not found:
                return
            for name, body in found.items():
                await self._record(body, Work(kind="", task=name))

    def _idle(self) -> list[str]:
        """Tasks that have not begun, or wait for a person while nothing of theirs is under way."""
        busy = {work.task for work in self._live.values()}
        tasks = self.state.tasks.items()
        return [name for name, one in tasks if one.status in {"pending", "waiting"} and name not in busy]

    async def _integrate(self) -> None:
        """Bring the next finished commit in, one at a time, in plan order."""
        if self.state.cancelled_by or any(work.kind == "merge" for work in self._live.values()):
            return
        for task in self.state.plan.tasks:
            one = self.state.tasks[task.id]
            if _is_unmerged(one) and one.last is not None and one.last.ended is not None:
                work = Work(kind="merge", task=task.id, attempt=one.last.number)
                commit = one.last.ended.commit
                await self._record(IntegrationStarted(commit=commit, tip=self.state.tip), work)
                value = {**self._about(task, work.attempt), "commit": commit}
                await self._start(work, f"{task.id}#{work.attempt}/merge", value)
                return

    async def _attempt(self) -> None:
        """Start everything that may start now, as far as the budget goes."""
        limits = schedule.Limits(workers=self._setup.workers, mergeable=self._setup.rules.mergers)
        for task in schedule.ready(self.state.plan, self.state, limits) if self._stop is None else ():
            used = budget.spent(self.state, seconds=self._seconds)
            refusal = budget.refusal(self._setup.budget, used, task)
            if refusal:
                self._stop = Failure(kind="budget", message=refusal)
                await self._settle()
                return
            failed, pause = self.state.tasks[task.id].failure, budget.pause(self.state, task)
            work = Work(kind="attempt", task=task.id, attempt=len(self.state.tasks[task.id].attempts) + 1)
            await self._record(AttemptStarted(tip=self.state.tip, runner=task.runner.name or task.runner.kind), work)
            findings = encode(failed.findings if failed is not None else ())
            allowed = encode(budget.allowance(self._setup.budget, used))
            value = {**self._about(task, work.attempt), "findings": findings, "allowance": allowed}
            value["pause"] = pause
            await self._start(work, f"{task.id}#{work.attempt}", value)

    def _about(self, task: Task, number: int) -> Value:
        return {"task": encode(task), "number": number, **self._standing(task.id)}

    def _standing(self, judged: str) -> Value:
        """What gates must know of the run as it stands: the tip, whose work it holds, which tests are to fail."""
        completed = [name for name, one in self.state.tasks.items() if one.status == "completed"]
        return {"tip": self.state.tip, "completed": completed, "more": expected_failures(self.state, judged)}

    async def _ended(self, key: str, work: Work, value: Value) -> None:
        match work.kind:
            case "base":
                await self._base_ended(value)
            case "attempt" | "collect":
                await self._attempt_ended(work, value)
            case "merge":
                await self._merge_ended(work, value)
            case "final":
                await self._final_ended(value)
            case "deliver":
                await self._record(decode(Delivered, value["delivered"]))
            case _:
                raise BrokenMachinery(f"{key} is work of no kind: {work.kind}")

    async def _base_ended(self, value: Value) -> None:
        if "checked" in value:
            await self._record(decode(BaseChecked, value["checked"]))
        elif not value.get("stopped"):
            await self._record(BaseChecked(results=(_unchecked("base", value),)))

    async def _attempt_ended(self, work: Work, value: Value) -> None:
        if "waiting" in value:
            asked = value["waiting"]
            await self._record(ApprovalAsked(approval=asked["approval"], question=asked["question"]), work)
            return
        broken = self._why(value)
        ended = AttemptEnded(failure=broken) if broken is not None else decode(AttemptEnded, value["ended"])
        await self._record(ended, work)
        if ended.failure is not None:
            await self._decide(work.task, ended.failure)
        elif not ended.commit:
            await self._record(TaskSettled(status="completed"), work)

    async def _merge_ended(self, work: Work, value: Value) -> None:
        broken = self._why(value)
        ended = IntegrationEnded(failure=broken) if broken is not None else decode(IntegrationEnded, value["ended"])
        await self._record(ended, work)
        if ended.failure is not None:
            await self._decide(work.task, ended.failure)
        else:
            await self._record(TaskSettled(status="completed"), work)

    def _why(self, value: Value) -> Failure | None:
        """The failure of work that was stopped, or that an exception broke, in whatever stage; None for other work."""
        if value.get("stopped"):
            return self._stop or Failure(kind="refused", message=f"the run was cancelled by {self.state.cancelled_by}")
        return decode(Failure, value["failure"]) if "failure" in value else None

    async def _decide(self, name: str, failure: Failure) -> None:
        """What the ladder says about a failure; nothing is tried again in a run that is being stopped."""
        if self.state.cancelled_by or self._stop is not None:
            return
        plan, rules = self.state.plan, self._setup.rules
        decision = replan.decide(plan, self.state, rules, name, failure, runners=plan.header.runners)
        if decision.revised is not None:
            revised = encode(decision.revised)
            assert isinstance(revised, dict)
            body = PlanRevised(revision=decision.revised.revision, reason=decision.reason, plan=revised)
            await self._record(body)
        match decision.action:
            case "needs_person":
                body = TaskSettled(status="blocked", reason=decision.reason, kind="needs_person")
                await self._record(body, Work(kind="", task=name))
            case "fail":
                body = TaskSettled(status="failed", reason=decision.reason, kind=failure.kind)
                await self._record(body, Work(kind="", task=name))
            case _:
                pass

    async def _read(self, letter: Value) -> None:
        value = letter["value"]
        match letter["kind"]:
            case "cancel":
                if not self.state.cancelled_by and self.state.ended is None:
                    await self._record(CancelAsked(by=value["by"]))
                    self._port.stop_work()
            case "approval":
                await self._answered(letter["subject"], value)
            case "revision":
                if value["revision"] == self.state.plan.revision + 1:
                    await self._record(decode(PlanRevised, value))
            case _:
                raise BrokenMachinery(f"the inbox holds a letter of no kind: {letter['kind']}")

    async def _answered(self, approval: str, value: Value) -> None:
        """A person has answered: hand it to the session that asked, or go on with the task that waited."""
        asked = next((one for one in self.state.open_approvals if one.id == approval), None)
        if asked is None:
            return
        granted = bool(value["granted"])
        await self._record(ApprovalGiven(approval=approval, granted=granted, by=value["by"], note=value["note"]))
        self._port.answer(approval, granted=granted)
        task, last = self.state.plan.task(asked.task), self.state.tasks[asked.task].last
        if task is None or last is None or any(work.task == task.id for work in self._live.values()):
            return
        work = Work(kind="collect", task=task.id, attempt=last.number)
        if granted:
            value = {**self._about(task, last.number), "tip": last.tip, "findings": []}
            await self._start(work, f"{task.id}#{last.number}/taken", value)
        else:
            refused = Failure(kind="refused", message=f"{value['by']} did not carry it out")
            await self._attempt_ended(work, {"failure": encode(refused)})

    async def _finish(self) -> None:
        """The final check, delivery, and the outcome, which is computed."""
        seq = self.state.seq
        stopped = bool(self.state.cancelled_by) or self._stop is not None
        moved = self.state.tip != self.state.base
        completed = all(one.status == "completed" for one in self.state.tasks.values())
        if not stopped and (moved or (completed and not only_looks(self.state.plan.tasks))):
            await self._start(Work(kind="final"), f"final@{seq}", self._standing(""))
        while self._live:
            await self._take(await self._wait())
        if moved and self._setup.deliver and not self.state.cancelled_by:
            value = {"tip": self.state.tip, "known": list(delivered(self.state))}
            await self._start(Work(kind="deliver"), f"deliver@{seq}", value)
        while self._live:
            await self._take(await self._wait())
        await self._record(transitions.ending(self.state.plan, self.state))

    async def _final_ended(self, value: Value) -> None:
        if "checked" in value:
            await self._record(decode(FinalChecked, value["checked"]))
        elif not value.get("stopped"):
            broken = replace(_unchecked("final", value), status="failed")
            await self._record(FinalChecked(commit=self.state.tip, results=(broken,)))


_CANCELLED = TaskSettled(status="cancelled", reason="the run was cancelled")


def _is_unmerged(task: TaskState) -> bool:
    """Whether the task's commit waits for its integration."""
    last = task.last
    return (
        task.status == "integrating"
        and last is not None
        and last.ended is not None
        and bool(last.ended.commit)
        and not last.onto
    )


def delivered(state: State) -> tuple[str, ...]:
    """The commits at which Podium has left the branch in the user's repository; empty where it never was there."""
    if state.delivered is None:
        return ()
    return (*(one.commit for one in state.rolled_back), state.delivered.commit)


def _unchecked(gate: str, value: Value) -> GateResult:
    failure = decode(Failure, value["failure"])
    return GateResult(gate=gate, status="not_checked", summary=failure.message)


def expected_failures(state: State, judged: str) -> dict[str, Value]:
    """Tests that a completed reproduction added and that must fail until its fix is completed, for the test gates."""
    tests: list[str] = []
    for task in state.plan.tasks:
        for gate in task.gates:
            until = gate.parameters.get("until")
            fix = state.tasks.get(str(until)) if until else None
            if fix is None or fix.status == "completed" or judged == until:
                continue
            last = state.tasks[task.id].last
            for result in last.results if last is not None else ():
                if result.gate == gate.gate:
                    tests += sorted(map(str, result.facts.get("tests", ())))
    return {gate: {"expected_failures": tests} for gate in ("unit", "e2e")} if tests else {}
