"""Podium's desk as each kind of runner offers it to its model: a server of tools, or functions."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Awaitable, Callable, Generator, Mapping
from pathlib import Path
from typing import Any

from podium.ports import Desk

NAME = "podium"
"""What agents call the server."""

LINE_LIMIT = 1 << 20
PATH_LIMIT = 100
"""Bytes of a socket's path: systems allow 108, or 104."""


def for_acp(desk: Desk | None) -> list[dict[str, Any]]:
    """`mcpServers` of `session/new`, `session/load` and `session/resume` (agentclientprotocol.com, *Session setup*)."""
    return [{"name": NAME, "command": desk.argv[0], "args": list(desk.argv[1:]), "env": []}] if desk else []


def for_claude(desk: Desk | None) -> dict[str, Any]:
    """The options of claude-agent-sdk that add the server and let its tools be used unasked."""
    if desk is None:
        return {}
    server = {"type": "stdio", "command": desk.argv[0], "args": list(desk.argv[1:])}
    return {"mcp_servers": {NAME: server}, "allowed_tools": [f"mcp__{NAME}"]}


def for_codex(desk: Desk | None) -> tuple[str, ...]:
    """The words of `codex exec` that add the server, as TOML."""
    if desk is None:
        return ()
    table = f"mcp_servers.{NAME}"
    pairs = (("command", desk.argv[0]), ("args", list(desk.argv[1:])))
    return tuple(word for key, value in pairs for word in ("-c", f"{table}.{key}={json.dumps(value)}"))


def functions(desk: Desk | None) -> list[Callable[..., Awaitable[str]]]:
    """Functions for a bare model."""
    if desk is None:
        return []

    async def search_survey(query: str, kind: str = "") -> str:
        """Search what Podium's survey knows of the repository: routes, models, providers, conventions, with places."""
        return await ask(desk, "search_survey", {"query": query, **({"kind": kind} if kind else {})})

    async def read_plan(task: str = "") -> str:
        """Read the plan that this task is a part of, or one of its tasks whole, by its id."""
        return await ask(desk, "read_plan", {"task": task} if task else {})

    async def preview_recipe(request: str) -> str:
        """Show what Podium's recipes would write for a request in plain words, without writing it."""
        return await ask(desk, "preview_recipe", {"request": request})

    async def run_gates(gates: list[str] | None = None) -> str:
        """Judge the workspace by the gates that will judge this task, or some of them; nothing is changed."""
        return await ask(desk, "run_gates", {"gates": gates} if gates else {})

    return [search_survey, read_plan, preview_recipe, run_gates]


def is_reachable(place: Path) -> bool:
    """Whether a socket can stand at a path on this system, whose sockets have short ones."""
    return sys.platform == "linux" or len(str(place).encode()) <= PATH_LIMIT


@contextlib.contextmanager
def reached(place: Path) -> Generator[str]:
    """A path that is short enough for a socket: on Linux by its folder, held open meanwhile."""
    if len(str(place).encode()) <= PATH_LIMIT:
        yield str(place)
        return
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{folder}/{place.name}"
    finally:
        os.close(folder)


async def ask(desk: Desk, tool: str, arguments: Mapping[str, Any]) -> str:
    """What the desk answers; what goes wrong is text that begins with `error:`."""
    try:
        with reached(desk.socket) as path:
            reader, writer = await asyncio.open_unix_connection(path, limit=LINE_LIMIT)
        writer.write(json.dumps({"tool": tool, "arguments": dict(arguments)}).encode() + b"\n")
        answer: dict[str, Any] = json.loads(await reader.readline())
        writer.close()
    except (OSError, ValueError) as error:
        return f"error: Podium does not answer: {error}"
    return f"{'error: ' if answer['error'] else ''}{answer['text']}"
