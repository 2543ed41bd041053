"""Podium's tools as a Model Context Protocol server over standard input and output, a JSON message a line.

    python -I -S mcp_server.py SOCKET     for an agent at work: everything is asked of the Podium that started it
    podium mcp --repo DIR                 for anybody's agent, about a repository

The first way needs nothing but Python's own library and the socket, so that an agent's fence has little to let through.
The protocol is spoken in both of its ways (modelcontextprotocol.io, *Versioning and Compatibility*): by a handshake, in
which a version is agreed on once, and since 2026-07-28 without one, where each request names its version in `_meta`.
"""

import json
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol, TextIO, cast

VERSIONS = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
"""The versions of the protocol that are spoken after a handshake, the one that is offered first."""

WITHOUT_HANDSHAKE = ("2026-07-28",)
"""The versions that each request names for itself."""

VERSION, ABILITIES, SERVER = (
    f"io.modelcontextprotocol/{name}" for name in ("protocolVersion", "clientCapabilities", "serverInfo")
)
"""Keys of `_meta`: the first two are those of every request without a handshake, the last of every answer to it."""

FRESH_MS = 60_000
"""How long the list of tools may be taken for the same."""

NAME = "podium"
AT_ONCE = 4
"""Calls of tools that are worked on at the same time; more of them wait."""

LINE_LIMIT = 1_000_000
PARSE_ERROR, INVALID_REQUEST, NOT_FOUND, INVALID_PARAMS = -32700, -32600, -32601, -32602
"""JSON-RPC 2.0, 5.1 *Error object*."""

UNSUPPORTED_VERSION = -32022
"""The protocol's own code for a version that is not spoken."""

ABOUT = "What Podium knows of this repository, and what judges the work in it."
CAPABILITIES = {"tools": {"listChanged": False}}

Message = dict[str, Any]


class Backend(Protocol):
    """What answers: the list of tools as the protocol has it, and the text that a call of one gives."""

    def tools(self) -> list[Message]:
        """Name, description and input schema of each."""
        ...

    def call(self, name: str, arguments: Message) -> tuple[str, bool]:
        """The answer, and whether it is an error."""
        ...


class Refusal(Exception):
    """A request is answered with an error."""

    def __init__(self, code: int, message: str, data: Message | None = None) -> None:
        super().__init__(message)
        self.code, self.data = code, data


class Remote:
    """The Podium behind a socket: one line of JSON there, one back, a connection for each question."""

    def __init__(self, place: Path) -> None:
        os.chdir(place.parent)
        self._name = place.name

    def tools(self) -> list[Message]:
        """What the socket offers."""
        return cast("list[Message]", self._ask({"list": True})["tools"])

    def call(self, name: str, arguments: Message) -> tuple[str, bool]:
        """What the socket answers."""
        said = self._ask({"tool": name, "arguments": arguments})
        return str(said["text"]), bool(said["error"])

    def _ask(self, question: Message) -> Message:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(self._name)
            connection.sendall(json.dumps(question).encode() + b"\n")
            with connection.makefile("rb") as answer:
                return cast("Message", json.loads(answer.readline()))


class Server:
    """One conversation. `answer` gives the reply to a message, or None where none is due."""

    def __init__(self, backend: Backend, *, version: str = "") -> None:
        self._backend = backend
        self._version = version

    def answer(self, line: str) -> Message | list[Message] | None:
        """The reply to a line, which may be anything; to a list of requests (2025-03-26, *Batching*) a list."""
        try:
            value: Any = json.loads(line) if len(line) <= LINE_LIMIT else None
        except (ValueError, RecursionError):
            return _failed(None, PARSE_ERROR, "this is not JSON")
        if isinstance(value, list) and value:
            answers = [self._answered(one) for one in cast("list[object]", value)]
            return [one for one in answers if one is not None] or None
        return self._answered(cast("object", value))

    def _answered(self, value: object) -> Message | None:
        if not isinstance(value, dict) or not isinstance(cast("Message", value).get("method"), str):
            answers = isinstance(value, dict) and ("result" in value or "error" in value)
            return None if answers else _failed(None, INVALID_REQUEST, "this is no request")
        message = cast("Message", value)
        number = message.get("id")
        if number is None:
            return None
        if not isinstance(number, str | int) or isinstance(number, bool):
            return _failed(None, INVALID_REQUEST, "an id is a text or a whole number")
        try:
            params: object = message.get("params") or {}
            if not isinstance(params, dict):
                raise Refusal(INVALID_PARAMS, "params should be an object")
            result = self._result(message["method"], cast("Message", params))
        except Refusal as refusal:
            return _failed(number, refusal.code, str(refusal), refusal.data)
        except (OSError, ValueError, KeyError) as error:
            return _failed(number, -32603, f"Podium does not answer any more: {error}")
        return {"jsonrpc": "2.0", "id": number, "result": result}

    def _result(self, method: str, params: Message) -> Message:
        meta: object = params.get("_meta")
        if method != "initialize" and (method == "server/discover" or (isinstance(meta, dict) and VERSION in meta)):
            return self._without_handshake(method, params, cast("Message", meta) if isinstance(meta, dict) else {})
        match method:
            case "initialize":
                asked = params.get("protocolVersion")
                return {
                    "protocolVersion": asked if asked in VERSIONS else VERSIONS[0],
                    "capabilities": CAPABILITIES,
                    "serverInfo": {**self._own, "title": "Podium"},
                    "instructions": ABOUT,
                }
            case "ping":
                return {}
            case "tools/list":
                return {"tools": self._backend.tools()}
            case "tools/call":
                return self._call(params)
            case _:
                raise Refusal(NOT_FOUND, f"there is no method {method[:100]}")

    def _without_handshake(self, method: str, params: Message, meta: Message) -> Message:
        """The answer to a request that says by itself which version it is of."""
        version, spoken = meta.get(VERSION), [*WITHOUT_HANDSHAKE, *VERSIONS]
        if not isinstance(version, str) or not isinstance(meta.get(ABILITIES), dict):
            raise Refusal(INVALID_PARAMS, f"_meta needs {VERSION}, a text, and {ABILITIES}, an object")
        if version not in WITHOUT_HANDSHAKE:
            data: Message = {"supported": spoken, "requested": version}
            raise Refusal(UNSUPPORTED_VERSION, "Unsupported protocol version", data)
        kept = {"ttlMs": FRESH_MS, "cacheScope": "private"}
        match method:
            case "server/discover":
                found = {**kept, "supportedVersions": spoken, "capabilities": CAPABILITIES, "instructions": ABOUT}
            case "tools/list":
                found = {**kept, "tools": self._backend.tools()}
            case "tools/call":
                found = self._call(params)
            case _:
                raise Refusal(NOT_FOUND, f"there is no method {method[:100]}")
        return {"resultType": "complete", **found, "_meta": {SERVER: self._own}}

    @property
    def _own(self) -> Message:
        return {"name": NAME, "version": self._version or "0"}

    def _call(self, params: Message) -> Message:
        name = str(params.get("name"))
        arguments: object = params.get("arguments") or {}
        known = [one["name"] for one in self._backend.tools()]
        if name not in known:
            raise Refusal(INVALID_PARAMS, f"there is no tool {name[:100]}; there are {', '.join(known)}")
        if not isinstance(arguments, dict):
            raise Refusal(INVALID_PARAMS, "arguments should be an object")
        text, is_error = self._backend.call(name, cast("Message", arguments))
        return {"content": [{"type": "text", "text": text}], "isError": is_error}


def _failed(number: object, code: int, message: str, data: Message | None = None) -> Message:
    error = {"code": code, "message": message, **({"data": data} if data is not None else {})}
    return {"jsonrpc": "2.0", "id": number, "error": error}


def serve(server: Server, lines: Iterable[str], out: TextIO) -> None:
    """Answer lines until they end; a call of a tool that takes long does not keep a ping waiting."""
    lock = threading.Lock()

    def reply(line: str) -> None:
        answer = server.answer(line)
        if answer is not None:
            with lock:
                out.write(json.dumps(answer, ensure_ascii=False) + "\n")
                out.flush()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for line in lines:
            act: Callable[[str], object] = (lambda one: pool.submit(reply, one)) if "tools/call" in line else reply
            if line.strip():
                act(line)


def main(place: str) -> None:
    """Serve an agent at work from the socket at a place."""
    serve(Server(Remote(Path(place))), sys.stdin, sys.stdout)


def serve_repository(folder: Path, *, project: str, version: str) -> None:
    """Serve anybody's agent from what Podium knows of a repository, until the input ends."""
    from podium.service.answering import Desk
    from podium.service.site import open_site

    serve(Server(Desk(open_site(folder, project=project)), version=version), sys.stdin, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
