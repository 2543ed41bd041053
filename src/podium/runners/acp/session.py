"""One conversation with an ACP agent, from its start to its one final event, whatever the agent does."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any, cast

from podium.errors import ToolMissing
from podium.plan.codec import digest
from podium.plan.events import Usage
from podium.ports import Assignment, Ended, Metered, Opened, RunnerEvent, Said, Session
from podium.runners import agent_process, prices, settling
from podium.runners.acp import opening, reading
from podium.runners.acp.opening import Refused
from podium.runners.acp.wire import Gone, Incoming, RpcError, Wire
from podium.runners.agent_process import AgentProcess
from podium.runners.failures import classify, flat
from podium.runners.meter import Meter, at
from podium.runners.profiles import Profile
from podium.runners.stopping import Stopped, cancelled, unless

GARBAGE_LIMIT = 500
"""Lines that are no messages; more is no conversation."""

TEXT_LIMIT = 100_000
"""Characters of one piece of talk before it is handed on."""

CANCEL_SECONDS = 0.4
"""How long the agent may take to end its turn by itself once it is told to; then its processes are ended."""

FLUSH_SECONDS = 4.0
"""How long an agent that has done its work may take to end after the end of its input: it writes its session then."""


class AcpRunner:
    """The runner for the agent of a profile."""

    def __init__(self, profile: Profile) -> None:
        self.name = profile.name
        self.profile = profile

    async def open(self, assignment: Assignment) -> Session:
        """A session; the agent's process starts with its first prompt."""
        return AcpSession(self.profile, assignment)


class AcpSession:
    """One agent's process and its conversation. A second `run` goes on in the same conversation."""

    def __init__(self, profile: Profile, assignment: Assignment) -> None:
        self._profile = profile
        self._assignment = assignment
        self._stopped = asyncio.Event()
        self._cancelling = False
        self._process: AgentProcess | None = None
        self._wire: Wire | None = None
        self._session = ""
        self._mode = ""
        self._meter = Meter(resumed=bool(assignment.resume))
        self._asked: dict[str, tuple[int | str, object]] = {}
        self._copies = settling.sign_in(profile, assignment.workspace.home)
        self._text = ""
        self._said: list[str] = []
        self._tools = 0
        self._calls: set[str] = set()
        self._garbage = 0
        self._questions = 0
        self._turn_over = asyncio.Event()

    async def run(self, prompt: str) -> AsyncIterator[RunnerEvent]:
        """Start the agent where it is not started yet, give it the prompt, and say what it does."""
        try:
            async for event in self._work(prompt):
                yield event
        except Stopped:
            yield cancelled(self._usage())
        except (Refused, RpcError, Gone, ToolMissing) as error:
            yield cancelled(self._usage()) if self._cancelling else self._gone_wrong(error)

    def _gone_wrong(self, error: Refused | RpcError | Gone | ToolMissing) -> Ended:
        match error:
            case Refused():
                return self._failed(error.message, error.kind)
            case RpcError():
                return self._failed(reading.words_of(error), reading.kind_of(error, self._profile.errors))
            case Gone() | ToolMissing():
                said = f"{self._profile.name}: {error}"
                return self._failed(said, classify(said, rules=self._profile.errors) or "crashed")

    async def _work(self, prompt: str) -> AsyncIterator[RunnerEvent]:
        if self._wire is None:
            opened = await unless(self._stopped, self._open())
            yield opened
        assert self._wire is not None
        self._turn_over.clear()
        self._calls.clear()
        self._tools, self._said = 0, []
        block = {"type": "text", "text": prompt}
        turn = await self._wire.ask("session/prompt", {"sessionId": self._session, "prompt": [block]})
        while True:
            message = await unless(self._stopped, self._wire.take())
            if message.end:
                raise Gone(message.end)
            for event in await self._heard(message, turn):
                yield event
                if isinstance(event, Ended):
                    return

    async def _open(self) -> Opened:
        """Start the process and agree on protocol, session, mode and model."""
        workspace = self._assignment.workspace
        argv = self._profile.argv
        self._process = await agent_process.start(settling.launch(self._profile, workspace, argv))
        self._wire = Wire(self._process)
        opened = await opening.open_session(self._wire, self._profile, self._assignment)
        self._session, self._mode = opened.session, opened.mode
        self._wire.begin()
        return Opened(session=opened.session, resumed=opened.resumed)

    async def _heard(self, message: Incoming, turn: int) -> list[RunnerEvent]:
        if message.garbage:
            self._garbage += 1
            if self._garbage > GARBAGE_LIMIT:
                raise Refused(f"{self._profile.name} writes what is not ACP: {message.garbage}", "protocol")
            return [Said(text=f"not ACP: {message.garbage}")]
        if message.answers == turn:
            self._turn_over.set()
            if message.error is not None:
                raise message.error
            return [*self._flush(), self._turn_ended(reading.table(message.result))]
        if message.method == "session/update":
            return await self._updated(reading.table(message.params.get("update")))
        if message.id is not None:
            return await self._requested(message, message.id)
        if message.method:
            self._said.append(flat(message.params)[:TEXT_LIMIT])
        return []

    async def _requested(self, message: Incoming, number: int | str) -> list[RunnerEvent]:
        assert self._wire is not None
        if message.method != "session/request_permission":
            await self._wire.refuse(number, message.method)
            return []
        self._questions += 1
        call = reading.table(message.params.get("toolCall"))
        name = f"permission-{self._questions}-{digest(reading.asked('', call))[:8]}"
        self._asked[name] = (number, message.params.get("options"))
        known = str(call.get("toolCallId")) in self._calls
        return [*self._flush(), *([] if known else self._called(call)), reading.asked(name, call)]

    def _called(self, call: dict[str, Any]) -> list[RunnerEvent]:
        """A tool is used, for which a model has answered: some agents announce it, some only ask for permission."""
        self._tools += 1
        self._calls.add(str(call.get("toolCallId")))
        self._meter.turn()
        return [reading.acted(call), Metered(usage=self._usage())]

    async def _updated(self, update: dict[str, Any]) -> list[RunnerEvent]:
        match update.get("sessionUpdate"):
            case "agent_message_chunk":
                told = at(update, "_meta.usage")
                self._meter.add_from(told)
                self._text += reading.text_of(update)
                full = len(self._text) > TEXT_LIMIT or self._text.endswith("\n")
                return [*(self._flush() if full else []), *([Metered(usage=self._usage())] if told else [])]
            case "tool_call":
                return [*self._flush(), *self._called(update)]
            case "usage_update":
                return self._metered(update)
            case "current_mode_update":
                return await self._mode_changed(str(update.get("currentModeId")))
            case "session_info_update" | "notice":
                self._said.append(flat(update)[:TEXT_LIMIT])
            case _:
                pass
        return []

    def _metered(self, update: dict[str, Any]) -> list[RunnerEvent]:
        """What the session has cost, and what it holds now."""
        before = self._usage()
        held, price = update.get("used"), at(update, "cost.amount")
        if type(held) is int and self._profile.usage_at:
            self._meter.holds(held)
        if at(update, "cost.currency") == "USD" and type(price) in {int, float} and cast("float", price) > 0:
            self._meter.counter(cast("float", price))
        return [Metered(usage=self._usage())] if self._usage() != before else []

    async def _mode_changed(self, mode: str) -> list[RunnerEvent]:
        """An agent that leaves the mode that it was put into is put back."""
        assert self._wire is not None
        if not self._mode or mode == self._mode:
            return []
        await self._wire.ask("session/set_mode", {"sessionId": self._session, "modeId": self._mode})
        return [Said(text=f"the agent went into mode {mode!r}; it was put back into {self._mode!r}")]

    def _turn_ended(self, result: dict[str, Any]) -> Ended:
        told = at(result, self._profile.usage_at) if self._profile.usage_at else None
        self._meter.add_from(told)
        name, said = self._profile.name, " ".join(self._said)
        if self._cancelling:
            return cancelled(self._usage())
        match result.get("stopReason"):
            case "end_turn" if self._profile.silent_end_is_failure and told is None and not self._tools:
                return self._failed(said.strip()[-600:], classify(said, rules=self._profile.errors))
            case "end_turn":
                self._meter.turn()
                return Ended(outcome="done", message=self._last_words(), usage=self._usage())
            case "refusal":
                return Ended(outcome="refused", message=f"{name} declined: {self._last_words()}", usage=self._usage())
            case "cancelled":
                return Ended(outcome="refused", message=f"{name} ended its turn as cancelled", usage=self._usage())
            case "max_tokens" | "max_turn_requests" as reason:
                return Ended(outcome="limit", message=f"{name} stopped at {reason}", usage=self._usage())
            case other:
                return self._failed(f"{name} ended its turn for no known reason: {str(other)[:100]}", "protocol")

    def _last_words(self) -> str:
        return self._said[-1].strip()[-600:] if self._said else ""

    def _flush(self) -> list[RunnerEvent]:
        text, self._text = self._text.rstrip("\n"), ""
        if not text:
            return []
        self._said = [*self._said[-20:], text]
        return [Said(text=text)]

    def _usage(self) -> Usage:
        model = self._assignment.model or self._profile.model
        return prices.priced(self._meter.usage, model=model, provider=self._profile.provider)

    def _failed(self, message: str, kind: Any) -> Ended:
        limit = kind == "budget"
        return Ended(outcome="limit" if limit else "failed", message=message, error=kind, usage=self._usage())

    async def answer(self, request: str, *, granted: bool) -> None:
        """Answer a request for permission, for this once."""
        number, options = self._asked.pop(request, (None, None))
        if number is not None and self._wire is not None:
            with contextlib.suppress(Gone):
                await self._wire.reply(number, reading.option(options, granted=granted))

    async def cancel(self) -> None:
        """Tell the agent to stop; give it a moment; then end its processes."""
        self._cancelling = True
        if self._wire is not None and self._session and not self._stopped.is_set():
            with contextlib.suppress(Gone, TimeoutError):
                async with asyncio.timeout(CANCEL_SECONDS):
                    await self._wire.tell("session/cancel", {"sessionId": self._session})
                    await self._turn_over.wait()
        self._stopped.set()
        await self._end(patience=0.0)

    async def close(self) -> None:
        """End the agent; one that has done its work may write its session first."""
        await self._end(patience=FLUSH_SECONDS if self._turn_over.is_set() else 0.0)
        self._stopped.set()
        settling.sign_out(self._copies)

    async def _end(self, *, patience: float) -> None:
        if self._wire is not None:
            await self._wire.close()
        if self._process is not None:
            await self._process.end(patience=patience)
