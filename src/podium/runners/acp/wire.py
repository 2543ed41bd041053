"""JSON-RPC 2.0 over an agent's pipes, a line a message (agentclientprotocol.com, *Transports*).

What the agent sends is read as fast as it is taken and no faster: an agent that floods waits for its own pipe. Lines
that are no messages are handed on as such; they break nothing.
"""

import asyncio
import contextlib
import itertools
import json
from dataclasses import dataclass, field
from typing import Any, cast

from podium.runners import frames
from podium.runners.agent_process import AgentProcess, Flood

WAITING = 256
"""Messages that wait to be taken before the agent has to wait."""

NOT_FOUND = -32601
"""JSON-RPC: no such method."""

Message = dict[str, Any]


class RpcError(Exception):
    """The agent answered a request with an error."""

    def __init__(self, code: int, message: str, data: object) -> None:
        super().__init__(message)
        self.code, self.message, self.data = code, message, data


class Gone(Exception):
    """The agent does not speak any more; the message says how that came."""


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """What the agent sent: a notification, a request (`id`), an answer to the request that `answers`, or `garbage`."""

    method: str = ""
    params: Message = field(default_factory=dict[str, Any])
    id: int | str | None = None
    answers: int | None = None
    result: Any = None
    error: RpcError | None = None
    garbage: str = ""
    end: str = ""


class Wire:
    """One conversation. Answers of `call` come to the caller; everything else, in order, out of `take`."""

    def __init__(self, process: AgentProcess) -> None:
        self._process = process
        self._numbers = itertools.count()
        self._calls: dict[int, asyncio.Future[Incoming]] = {}
        self._queue: asyncio.Queue[Incoming] = asyncio.Queue(maxsize=WAITING)
        self._ended = ""
        self._opened = False
        self._reading = asyncio.ensure_future(self._read())

    def begin(self) -> None:
        """From now on messages are kept for `take`; before, only answers count: a loaded session is told again."""
        self._opened = True

    async def take(self) -> Incoming:
        """The next message; the last of all has an `end`."""
        return await self._queue.get()

    async def call(self, method: str, params: Message, *, seconds: float) -> Any:
        """The result of a request. Raises `RpcError`, `Gone`, and `TimeoutError` after that many seconds."""
        number = next(self._numbers)
        future = self._calls[number] = asyncio.get_running_loop().create_future()
        await self._send({"id": number, "method": method, "params": params})
        try:
            answer = await asyncio.wait_for(future, timeout=seconds)
        finally:
            self._calls.pop(number, None)
        if answer.end:
            raise Gone(answer.end)
        if answer.error is not None:
            raise answer.error
        return answer.result

    async def ask(self, method: str, params: Message) -> int:
        """Send a request whose answer comes in order, out of `take`; its number."""
        number = next(self._numbers)
        await self._send({"id": number, "method": method, "params": params})
        return number

    async def tell(self, method: str, params: Message) -> None:
        """Send a notification."""
        await self._send({"method": method, "params": params})

    async def reply(self, number: int | str, result: Message) -> None:
        """Answer a request of the agent."""
        await self._send({"id": number, "result": result})

    async def refuse(self, number: int | str, method: str) -> None:
        """Tell the agent that its client does not do this."""
        error = {"code": NOT_FOUND, "message": f"Podium does not offer {method}"}
        await self._send({"id": number, "error": error})

    async def close(self) -> None:
        """Stop listening."""
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)

    async def _send(self, message: Message) -> None:
        if self._ended:
            raise Gone(self._ended)
        text = json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False)
        try:
            await self._process.write(text.encode() + b"\n")
        except (ConnectionError, RuntimeError) as error:
            raise Gone(await self._how_it_ended()) from error

    async def _read(self) -> None:
        try:
            while (line := await self._process.line()) is not None:
                if line.strip():
                    await self._hand_on(parse(line))
            self._ended = await self._how_it_ended()
        except Flood as error:
            self._ended = f"it wrote without end: {error}"
        for future in self._calls.values():
            with contextlib.suppress(asyncio.InvalidStateError):
                future.set_result(Incoming(end=self._ended))
        await self._queue.put(Incoming(end=self._ended))

    async def _hand_on(self, message: Incoming) -> None:
        waiting = self._calls.get(message.answers) if message.answers is not None else None
        if waiting is not None and not waiting.done():
            waiting.set_result(message)
        elif self._opened:
            await self._queue.put(message)

    async def _how_it_ended(self) -> str:
        await self._process.exited(1.0)
        code, talk = self._process.code, self._process.talk[-600:]
        how = "it closed its output" if code is None else f"it ended with exit code {code}"
        return f"{how}: {talk}" if talk else how


def parse(line: bytes) -> Incoming:
    """The message on a line; one that is none is garbage, with its beginning."""
    value = frames.read(line)
    if not isinstance(value, dict):
        return Incoming(garbage=line[:300].decode("utf-8", "replace"))
    message = cast("Message", value)
    method, number, params = message.get("method"), message.get("id"), message.get("params")
    known = number if isinstance(number, int | str) and not isinstance(number, bool) else None
    if isinstance(method, str):
        return Incoming(method=method, params=cast("Message", params) if isinstance(params, dict) else {}, id=known)
    if isinstance(known, int) and ("result" in message or "error" in message):
        return Incoming(answers=known, result=message.get("result"), error=_error(message.get("error")))
    return Incoming(garbage=line[:300].decode("utf-8", "replace"))


def _error(value: object) -> RpcError | None:
    if value is None:
        return None
    said = cast("Message", value) if isinstance(value, dict) else {"message": str(value)}
    code = said.get("code")
    return RpcError(code if isinstance(code, int) else 0, str(said.get("message", "")), said.get("data"))
