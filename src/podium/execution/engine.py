"""The durable engine: DBOS keeps what was answered to the coordinator and to each stage, so that a killed run goes on.

One coordinator workflow for each round of a run, one child workflow for each chain of stages. A step that is stopped
because the process ends is not recorded, as if the process had been killed: the next process does it again.
"""

import asyncio
import contextlib
import errno
import os
import signal
import socket
import sqlite3
import threading
import time
import traceback
import uuid
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any, cast

import sqlalchemy
import sqlalchemy.event
import sqlalchemy.exc
from dbos import DBOS, DBOSPortableJSONSerializer, SetWorkflowID

from podium.errors import BrokenMachinery, DiskFull, InputError, Interrupted, MachineError, RunError
from podium.execution import inbox, journal
from podium.execution.coordinator import STOPPED, Coordinator, News, Value
from podium.execution.judging import Court
from podium.execution.stages import CHAINS, STEADY, Stage
from podium.execution.workshop import Workshop
from podium.plan import transitions
from podium.plan.codec import encode
from podium.plan.events import Event, Failure, FailureKind, RunStarted, event_from_json, event_to_json

APPLICATION_VERSION = "podium-2"
"""The protocol between coordinator and stages: it grows when a run begun before cannot be gone on with."""

ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
GIVEN_UP = frozenset(ENDED) - {"SUCCESS"}
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What ends the process and keeps the run."""

LOOK_SECONDS = 0.25
"""How often inbox and clock are looked at while nothing rings."""

SWEEP_LOOKS = 8
"""After how many looks the database is asked for work that ended in an earlier process."""


KINDS: tuple[tuple[type[Exception], FailureKind], ...] = (
    (MachineError, "environment"),
    (InputError, "impossible"),
    (TimeoutError, "transient"),
)
"""What an exception of a stage is called as the failure of its task; others are a failure of Podium."""


class Engine:
    """DBOS at work on one run, in this process; DBOS is one for each process, and so is this."""

    def __init__(self, shop: Workshop, started: RunStarted) -> None:
        self.shop = shop
        self.court = Court(shop)
        self.started = started
        self.over = asyncio.Event()
        self.error: BaseException | None = None
        self.halted = False
        self.bell = asyncio.Event()
        self.stopping = asyncio.Event()
        self.results: dict[str, Value] = {}

    def halt(self, error: BaseException | None = None) -> asyncio.CancelledError:
        """Let the process end as things stand; `error` is for the caller. What it returns is to be raised, so that
        nothing of the work under way is recorded."""
        if not self.halted:
            self.error, self.halted = error, True
            self.over.set()
        return asyncio.CancelledError()

    def interrupt(self) -> None:
        """A signal has come: the process ends, the run is kept."""
        self.halt(Interrupted("the run was stopped", hint=f"`podium resume {self.shop.setup.run}` goes on with it"))

    def stop_work(self) -> None:
        """End the stages under way; their value is `STOPPED`. Later ones are not touched by it."""
        old = self.shop.fresh_scope()
        self.stopping.set()
        self.stopping = asyncio.Event()
        threading.Thread(target=old.cancel, daemon=True).start()

    async def carry_out(self, stage: Stage, value: Value) -> Value:
        """Run a stage: its value, `STOPPED`, or a `failure`. What is full or broken here ends the process instead."""
        steady = stage in STEADY
        scope = self.shop.steady if steady else self.shop.scope
        stopping = asyncio.Event() if steady else self.stopping
        with scope.active():
            work = asyncio.create_task(_awaited(stage, self, value))
        watch = asyncio.create_task(stopping.wait())
        try:
            await asyncio.wait({work, watch}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                work.cancel()
            return await work
        except asyncio.CancelledError:
            if stopping.is_set() and not self.halted:
                return STOPPED
            raise
        except Interrupted as error:
            if stopping.is_set() and not self.halted:
                return STOPPED
            raise self.halt(error) from error
        except Exception as error:
            if steady or is_full(error):
                raise self.halt(error) from error
            return {**value, "failure": encode(self._failure(error))}
        finally:
            watch.cancel()
            work.cancel()

    def _failure(self, error: Exception) -> Failure:
        """An exception of a stage as the failure of its task; its trace goes to the run's log."""
        with (self.shop.setup.directories.logs / "podium.log").open("a") as file:
            file.write("".join(traceback.format_exception(error)))
        kinds: list[FailureKind] = [kind for type_, kind in KINDS if isinstance(error, type_)]
        message = str(error) if kinds else f"Podium itself failed: {type(error).__name__}: {error}"
        return Failure(kind=kinds[0] if kinds else "environment", message=message, hint=getattr(error, "hint", ""))


async def _awaited(stage: Stage, engine: Engine, value: Value) -> Value:
    return await stage(engine.shop, engine.court, value)


def is_full(error: BaseException) -> bool:
    """Whether the disk is full, whoever noticed."""
    if isinstance(error, DiskFull) or (isinstance(error, OSError) and error.errno == errno.ENOSPC):
        return True
    cause = error.__cause__
    full = isinstance(error, sqlite3.OperationalError | sqlalchemy.exc.OperationalError) and "is full" in str(error)
    return full or (cause is not None and is_full(cause))


_current: list[Engine] = []
"""The engine of this process, while there is one: DBOS calls functions, not objects."""


def _engine() -> Engine:
    if not _current or _current[0].halted:
        raise asyncio.CancelledError
    return _current[0]


@DBOS.step(name="record")
async def _record(event: Value) -> Value:
    engine = _engine()
    try:
        stored, is_new = await asyncio.to_thread(
            journal.record, engine.shop.setup.directories.database, event_from_json(event)
        )
        if is_new:
            await asyncio.to_thread(engine.shop.on_event, stored)
    except Exception as error:
        raise engine.halt(error) from error
    return {"seq": stored.seq}


@DBOS.step(name="stage")
async def _stage(kind: str, number: int, value: Value) -> Value:
    return await _engine().carry_out(CHAINS[kind][number], value)


@DBOS.step(name="news")
async def _news(keys: list[str], after: int, asked: list[str], seconds: float | None) -> Value:
    engine = _engine()
    database = engine.shop.setup.directories.database
    began = time.monotonic()
    for look in range(1 << 60):
        if look % SWEEP_LOOKS == 0:
            await _sweep(engine, [key for key in keys if key not in engine.results])
        ended = [[key, engine.results[key]] for key in keys if key in engine.results]
        letters = [encode(letter) for letter in inbox.read(database, after=after)]
        asking = [[name, *about] for name, about in engine.shop.questions.items() if name not in asked]
        waited = round(time.monotonic() - began, 3)
        if ended or letters or asking or (seconds is not None and waited >= seconds):
            return {"ended": ended, "letters": letters, "questions": asking, "seconds": waited}
        if not keys and not engine.shop.setup.wait:
            break
        engine.bell.clear()
        with contextlib.suppress(TimeoutError):
            left = LOOK_SECONDS if seconds is None else min(LOOK_SECONDS, max(seconds - waited, 0.001))
            await asyncio.wait_for(engine.bell.wait(), timeout=left)
    raise engine.halt()


async def _sweep(engine: Engine, keys: list[str]) -> None:
    """Find work that ended in an earlier process, or that the engine gave up."""
    prefix = f"{engine.shop.setup.run}/"
    ids = [prefix + key for key in keys]
    if not ids:
        return
    for one in await DBOS.list_workflows_async(workflow_ids=ids, status=ENDED, load_input=False):
        gave_up = Failure(kind="stuck", message=f"given up by the engine: {one.status}")
        key = one.workflow_id.removeprefix(prefix)
        found: Any = one.output if one.status == "SUCCESS" else {"failure": encode(gave_up)}
        engine.results.setdefault(key, found)


@DBOS.workflow(name="chain", max_recovery_attempts=100)
async def _chain(key: str, kind: str, value: Value) -> Value:
    try:
        for number in range(len(CHAINS[kind])):
            if "failure" not in value and "stopped" not in value:
                value = await _stage(kind, number, value)
    except Exception as error:
        raise _engine().halt(error) from error
    engine = _engine()
    engine.results[key] = value
    engine.bell.set()
    return value


@DBOS.workflow(name="coordinate", max_recovery_attempts=1000)
async def _coordinate(seq: int, letter: int) -> str:
    engine = _engine()
    setup = engine.shop.setup
    try:
        state = transitions.start(setup.plan)
        for event in journal.read(setup.directories.database, until=seq) if seq else ():
            state = transitions.apply(state, event)
        ended = await Coordinator(setup, _Port(engine), state, letter=letter).run(engine.started)
    except Exception as error:
        raise engine.halt(error) from error
    engine.over.set()
    return ended.ended.outcome if ended.ended is not None else ""


class _Port:
    """The coordinator's way to the world: every answer comes from a step, or from the journal."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def record(self, event: Event) -> Event:
        """Store the event; what the journal holds under its number."""
        await _record(event_to_json(event))
        found = journal.read(self._engine.shop.setup.directories.database, after=event.seq - 1, until=event.seq)
        return found[0]

    async def start(self, kind: str, key: str, value: Value) -> None:
        """Start a child workflow; one of that name that exists already is the same work."""
        with SetWorkflowID(f"{self._engine.shop.setup.run}/{key}"):
            await DBOS.start_workflow_async(_chain, key, kind, value)

    async def news(self, keys: tuple[str, ...], *, after: int, asked: tuple[str, ...], seconds: float | None) -> News:
        """Wait for news in one step, so that a whole batch costs one commit."""
        found = await _news(list(keys), after, list(asked), seconds)
        return News(
            ended=tuple((key, value) for key, value in found["ended"]),
            letters=tuple(found["letters"]),
            questions=tuple((name, task, question) for name, task, question in found["questions"]),
            seconds=found["seconds"],
        )

    def answer(self, approval: str, *, granted: bool) -> None:
        """The session that asked looks here."""
        self._engine.shop.answers[approval] = granted

    def stop_work(self) -> None:
        """End what is under way."""
        self._engine.stop_work()


def carry_out(shop: Workshop, started: RunStarted, *, identity: str, seq: int, letter: int) -> None:
    """Carry a round of the run out, or go on with it: `identity` names its coordinator.

    Returns at its end, or when only people are waited for. Raises what ended it otherwise: `Interrupted` on a signal.
    """
    engine = Engine(shop, started)
    try:
        asyncio.run(_live(engine, identity, seq, letter))
    except Exception as error:
        engine.halt(error)
    if engine.error is None:
        return
    if is_full(engine.error) and not isinstance(engine.error, DiskFull):
        folder = shop.setup.directories.run
        raise DiskFull(f"no room is left in {folder}", hint="make room, then `podium resume`") from engine.error
    raise engine.error


async def _live(engine: Engine, identity: str, seq: int, letter: int) -> None:
    """DBOS on this thread's loop: a workflow that runs there is not recorded as failed when the process ends."""
    async with _launched(engine.shop.setup.directories.database), _serving(engine):
        with SetWorkflowID(identity):
            handle = await DBOS.start_workflow_async(_coordinate, seq, letter)
        while not engine.over.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(engine.over.wait(), timeout=1.0)
            status = (await handle.get_status()).status
            if status in GIVEN_UP:
                raise BrokenMachinery(f"the engine gave the coordinator up: {status}")
        if not engine.halted:
            await handle.get_result(polling_interval_sec=0.02)


@contextlib.asynccontextmanager
async def _serving(engine: Engine) -> AsyncGenerator[None]:
    """Make the engine this process's own. On the way out its processes and its tasks are ended, unrecorded."""
    if _current:
        raise BrokenMachinery("this process carries another run out")
    loop = asyncio.get_running_loop()
    heard = SIGNALS if threading.current_thread() is threading.main_thread() else ()
    for number in heard:
        loop.add_signal_handler(number, engine.interrupt)
    _current.append(engine)
    try:
        yield
    finally:
        engine.halted = True
        await asyncio.gather(*(asyncio.to_thread(one.cancel) for one in (engine.shop.scope, engine.shop.steady)))
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        _current.clear()
        for number in heard:
            loop.remove_signal_handler(number)


@contextlib.asynccontextmanager
async def _launched(database: Path) -> AsyncGenerator[None]:
    """DBOS on the run's own SQLite file (WAL, synchronous=FULL), with the work of dead processes taken over."""
    store = sqlalchemy.create_engine(f"sqlite:///{database}")
    sqlalchemy.event.listen(store, "connect", _configure)
    identity = f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    DBOS(
        config={
            "name": "podium",
            "system_database_url": f"sqlite:///{database}",
            "system_database_engine": store,
            "executor_id": identity,
            "application_version": APPLICATION_VERSION,
            "serializer": DBOSPortableJSONSerializer(),
            "log_level": "CRITICAL",
            "max_executor_threads": 64,
            "notification_listener_polling_interval_sec": 0.1,
        }
    )
    try:
        DBOS.launch()
        pending = await DBOS.list_workflows_async(status="PENDING", load_input=False, load_output=False)
        others = sorted({one.app_version for one in pending if one.app_version} - {APPLICATION_VERSION})
        if others:
            hint = "go on with the Podium that began it, or begin anew: nothing but this run is affected"
            raise RunError(f"the run was begun by another version of Podium ({', '.join(others)})", hint=hint)
        take_over(sorted({one.executor_id for one in pending if one.executor_id} - {identity}))
        yield
    finally:
        DBOS.destroy()
        store.dispose()


def take_over(executors: list[str]) -> None:
    """Put the unfinished work of dead processes back to where this one takes it up.

    It is the call that DBOS's own Conductor uses, private in dbos 3.4, which is why that version is pinned.
    """
    if executors:
        recover = cast("Any", DBOS)._recover_pending_workflows
        recover(executors)


def _configure(connection: Any, record: Any) -> None:
    del record
    connection.isolation_level = "IMMEDIATE"
    for words in ("journal_mode=wal", "synchronous=full", "busy_timeout=30000", "foreign_keys=on"):
        connection.execute(f"pragma {words}")
