"""Claude Code through its Python SDK (claude-agent-sdk), which brings the program with it; nothing else is installed.

The SDK starts the program itself; what it starts is a small script of ours, so that the program has our keeper, our
bounds and only the variables that its profile names.
"""

import asyncio
import contextlib
import os
import shlex
import sys
from pathlib import Path
from typing import Any, cast

from podium.errors import ToolMissing
from podium.plan.events import Usage
from podium.ports import Acted, Asked, Assignment, Ended, Metered, Opened, Retrying, RunnerEvent, Said, Session
from podium.process import KEPT_VARIABLES
from podium.runners import asking, keeper, optional, settling
from podium.runners.failures import classify
from podium.runners.meter import CACHED, Meter, tokens_of
from podium.runners.profiles import Profile
from podium.runners.speaking import SpeakingSession
from podium.runners.stopping import cancelled

EXTRA = "claude"
MODULE = "claude_agent_sdk"
END_SECONDS = 1.0
"""How long the SDK may take to end its program before it is left to the keeper."""


class ClaudeRunner:
    """The runner for Claude Code."""

    def __init__(self, profile: Profile) -> None:
        self.name = profile.name
        self.profile = profile

    async def open(self, assignment: Assignment) -> Session:
        """A session. Raises `ToolMissing` where the SDK is not installed."""
        return ClaudeSession(self.profile, assignment, optional.load(MODULE, extra=EXTRA))


class ClaudeSession(SpeakingSession):
    """One conversation with the SDK's client."""

    def __init__(self, profile: Profile, assignment: Assignment, sdk: Any) -> None:
        super().__init__(profile, assignment)
        self._sdk = sdk
        self._copies = settling.sign_in(profile, assignment.workspace.home)
        self._client: Any = None
        self._opened = False
        self._meter = Meter(resumed=bool(assignment.resume))
        self._answers_seen: set[str] = set()
        self._talk: list[str] = []

    @property
    def usage(self) -> Usage:
        """What Claude Code has told; a price for the whole session, tokens for each turn."""
        return self._meter.usage

    async def work(self, prompt: str) -> None:
        """Read the SDK's messages to the result; whatever the SDK raises becomes the final event."""
        try:
            if self._client is None:
                self._client = self._sdk.ClaudeSDKClient(self._options())
                await self._client.connect()
            await self._client.query(prompt)
            async for message in self._client.receive_messages():
                for event in self._read(message):
                    await self.put(event)
                    if isinstance(event, Ended):
                        return
            await self.put(self.failed("Claude Code stopped without a result", "crashed"))
        except (self._sdk.ClaudeSDKError, OSError, ToolMissing) as error:
            said = f"{error} {' '.join(self._talk[-5:])}".strip()
            lost = bool(self.assignment.resume) and "No conversation found" in said
            await self.put(self.failed(said, "lost" if lost else classify(said) or "crashed"))

    def _options(self) -> Any:
        assignment, modes = self.assignment, self.profile.modes
        allowed, workspace = assignment.allowance, assignment.workspace
        return self._sdk.ClaudeAgentOptions(
            cwd=str(workspace.project),
            cli_path=str(self._program()),
            permission_mode=modes.edit if assignment.task.is_writing else modes.read,
            can_use_tool=self._may,
            resume=assignment.resume or None,
            model=assignment.model or self.profile.model or None,
            effort=assignment.effort or None,
            system_prompt={"type": "preset", "preset": "claude_code"},
            max_turns=allowed.turns or None,
            max_budget_usd=allowed.usd or None,
            setting_sources=[],
            strict_mcp_config=True,
            stderr=self._hear,
            **asking.for_claude(assignment.desk),
        )

    def _hear(self, line: str) -> None:
        """The end of what the program writes to standard error."""
        self._talk = [*self._talk[-20:], line[:500]]

    def _program(self) -> Path:
        """A script that starts the SDK's own program under our keeper, in our bounds, with few variables."""
        bundled = Path(self._sdk.__file__).parent / "_bundled" / "claude"
        program = str(bundled) if bundled.is_file() else (self.profile.argv or ("claude",))[0]
        place = settling.launch(self.profile, self.assignment.workspace, (program,))
        kept = (*KEPT_VARIABLES, *self.profile.keep, "CLAUDE_CODE_ENTRYPOINT", "PODIUM_RUN")
        passed = " ".join(f'${{{name}+"{name}=${name}"}}' for name in kept if name not in place.variables)
        own = " ".join(shlex.quote(f"{name}={value}") for name, value in place.variables.items())
        before = (sys.executable, "-I", "-S", str(Path(keeper.__file__)), str(os.getpid()))
        words = shlex.join([*(before if sys.platform == "linux" else ()), *place.prefix, program])
        script = self.assignment.workspace.home / "claude.sh"
        script.write_text(f'#!/bin/sh\nexec env -i {passed} {own} {words} "$@"\n')
        script.chmod(0o700)
        return script

    async def _may(self, tool: str, given: dict[str, Any], context: Any) -> Any:
        """The SDK asks whether a tool may be used: an event goes out, and the answer comes back."""
        title = str(getattr(context, "title", "") or tool)
        if await self.ask(_asked(tool, title, given)):
            return self._sdk.PermissionResultAllow(updated_input=given)
        return self._sdk.PermissionResultDeny(message="Podium's policy does not allow this; go on without it")

    def _read(self, message: Any) -> list[RunnerEvent]:
        match type(message).__name__:
            case "AssistantMessage":
                events = [event for block in message.content for event in _block(block)]
                return [*events, *self._metered(message)]
            case "ResultMessage":
                return [self._result(message)]
            case "SystemMessage":
                return self._system(str(message.subtype), cast("dict[str, Any]", message.data or {}))
            case _:
                return []

    def _system(self, kind: str, data: dict[str, Any]) -> list[RunnerEvent]:
        if kind == "init" and not self._opened and data.get("session_id"):
            self._opened = True
            return [Opened(session=str(data["session_id"]), resumed=bool(self.assignment.resume))]
        if kind == "api_retry":
            status, attempt = data.get("error_status"), data.get("attempt")
            return [
                Retrying(
                    status=status if isinstance(status, int) else 0, attempt=attempt if isinstance(attempt, int) else 0
                )
            ]
        return []

    def _metered(self, message: Any) -> list[RunnerEvent]:
        """What an answer was given, told as it begins, with each of its blocks; the result tells the whole exactly."""
        number = str(getattr(message, "message_id", None) or "")
        if not number or number in self._answers_seen:
            return []
        self._answers_seen.add(number)
        usage = cast("dict[str, Any]", message.usage or {})
        self._meter.turn()
        self._meter.holds(tokens_of(usage))
        return [Metered(usage=self.usage)]

    def _result(self, message: Any) -> Ended:
        """`is_error` counts, and not `subtype`, which says `success` of a turn that failed."""
        usage = cast("dict[str, Any]", message.usage or {})
        self._meter.add_from({name: usage.get(name) for name in ("input_tokens", "output_tokens", *CACHED)})
        if message.total_cost_usd:
            self._meter.counter(float(message.total_cost_usd))
        said = str(message.result or "; ".join(message.errors or ()) or message.subtype)[-600:]
        reason = str(message.terminal_reason or "")
        if message.subtype == "error_max_budget_usd" or reason == "budget_exhausted":
            return Ended(outcome="limit", error="budget", message="its budget is used up", usage=self.usage)
        if message.subtype == "error_max_turns":
            return Ended(outcome="limit", error="budget", message="its turns are used up", usage=self.usage)
        if reason.startswith("aborted"):
            return cancelled(self.usage)
        if message.is_error:
            return self.failed(said, classify(said, status=message.api_error_status or 0) or "crashed")
        refused = message.stop_reason == "refusal"
        return Ended(outcome="refused" if refused else "done", message=said, usage=self.usage)

    async def cancel(self) -> None:
        """End the program; what it used so far is not said."""
        self.stopped.set()
        await self.close()

    async def close(self) -> None:
        """End the program, which leaves nothing running, and take its sign-in away."""
        self.stopped.set()
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(TimeoutError, self._sdk.ClaudeSDKError, OSError, RuntimeError):
                await asyncio.wait_for(client.disconnect(), timeout=END_SECONDS)
        settling.sign_out(self._copies)


def _block(block: Any) -> list[RunnerEvent]:
    match type(block).__name__:
        case "TextBlock":
            return [Said(text=str(block.text))]
        case "ToolUseBlock":
            asked = _asked(str(block.name), str(block.name), cast("dict[str, Any]", block.input or {}))
            return [Acted(tool=str(block.name), title=asked.command, paths=asked.paths)]
        case _:
            return []


def _asked(tool: str, title: str, given: dict[str, Any]) -> Asked:
    """What a tool of Claude Code is to be used for."""
    paths = tuple(str(given[name]) for name in ("file_path", "path", "notebook_path") if given.get(name))
    address = str(given.get("url") or "")
    kind = "edit" if tool in {"Edit", "Write", "MultiEdit", "NotebookEdit"} else "read" if paths else "other"
    return Asked(
        id="",
        what=title,
        paths=paths,
        command=str(given.get("command") or ""),
        hosts=(address.split("/")[2],) if address.count("/") >= 2 else (),
        detail={"kind": kind},
    )
