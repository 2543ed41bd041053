"""Codex without a terminal: `codex exec --json`, one process for each prompt, one JSON object a line.

It asks nobody: what its own sandbox does not allow it does not do. It says honestly how a turn ended, and counts tokens
over the whole conversation; how many they are before the end stands in its record.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from podium.errors import ToolMissing
from podium.plan.events import Usage
from podium.ports import Acted, Assignment, Ended, ErrorKind, Metered, Opened, Retrying, RunnerEvent, Said, Session
from podium.runners import agent_process, asking, frames, prices, settling
from podium.runners.agent_process import AgentProcess, Flood
from podium.runners.codex_record import Record
from podium.runners.failures import classify
from podium.runners.meter import Meter, at
from podium.runners.profiles import Profile
from podium.runners.stopping import Stopped, cancelled, unless

GARBAGE_LIMIT = 500
"""Lines that are no JSON objects; more is no conversation."""

SETTINGS = (
    "sandbox_workspace_write.exclude_slash_tmp=true",
    "sandbox_workspace_write.exclude_tmpdir_env_var=true",
    "check_for_update_on_startup=false",
)
"""Codex may write /tmp and $TMPDIR by itself; here it may not."""


class CodexRunner:
    """The runner for `codex exec`."""

    def __init__(self, profile: Profile) -> None:
        self.name = profile.name
        self.profile = profile

    async def open(self, assignment: Assignment) -> Session:
        """A session; the process starts with the prompt."""
        return CodexSession(self.profile, assignment)


class CodexSession:
    """One conversation. A second `run` goes on with it."""

    def __init__(self, profile: Profile, assignment: Assignment) -> None:
        self._profile = profile
        self._assignment = assignment
        self._thread = assignment.resume
        self._stopped = asyncio.Event()
        self._process: AgentProcess | None = None
        self._copies = settling.sign_in(profile, assignment.workspace.home)
        self._usage = Usage()
        own = settling.variables(profile, assignment.workspace)
        self._record = Record(Path(own.get("CODEX_HOME") or assignment.workspace.home / ".codex"))
        self._record.begin(self._thread)
        self._items: set[str] = set()
        self._last = ""
        self._garbage = 0

    async def run(self, prompt: str) -> AsyncIterator[RunnerEvent]:
        """Start Codex with the prompt and say what it does."""
        try:
            place = settling.launch(self._profile, self._assignment.workspace, self._argv(prompt))
            self._process = await agent_process.start(place)
            self._process.end_input()
            while True:
                line = await unless(self._stopped, self._process.line())
                metered = self._metered()
                events = self._heard(line) if line is not None else [await self._gone()]
                for event in (*metered, *events):
                    yield event
                    if isinstance(event, Ended):
                        return
        except Stopped:
            yield cancelled(self._usage)
        except Flood as error:
            yield self._failed(f"{self._profile.name} wrote without end: {error}", "crashed")
        except ToolMissing as error:
            yield self._failed(error.message, "crashed")

    def _metered(self) -> Sequence[RunnerEvent]:
        """What its record says anew."""
        if not self._thread or not self._record.read(self._thread):
            return []
        self._count(self._record.total)
        return [Metered(usage=self._usage)]

    def _argv(self, prompt: str) -> tuple[str, ...]:
        modes = self._profile.modes
        sandbox = modes.edit if self._assignment.task.is_writing else modes.read
        words: list[str] = [*self._profile.argv, "exec", "--json", "--skip-git-repo-check"]
        words += ["-s", sandbox] if sandbox else []
        words += [word for setting in SETTINGS for word in ("-c", setting)]
        words += asking.for_codex(self._assignment.desk)
        model = self._assignment.model or self._profile.model
        words += ["-m", model] if model else []
        words += ["-c", f"model_reasoning_effort={self._assignment.effort}"] if self._assignment.effort else []
        return (*words, *(("resume", self._thread) if self._thread else ()), "--", prompt)

    def _heard(self, line: bytes) -> Sequence[RunnerEvent]:
        said = frames.read(line)
        if not isinstance(said, dict):
            self._garbage += 1
            if self._garbage > GARBAGE_LIMIT:
                return [self._failed(f"{self._profile.name} writes what is no JSON", "protocol")]
            return [Said(text=line[:300].decode("utf-8", "replace"))] if line.strip() else []
        return self._read(cast("dict[str, Any]", said))

    def _read(self, said: dict[str, Any]) -> Sequence[RunnerEvent]:
        """One event of `codex exec --json` as ours."""
        match said.get("type"):
            case "thread.started":
                resumed, self._thread = bool(self._thread), str(said.get("thread_id") or "")
                return [Opened(session=self._thread, resumed=resumed)] if self._thread else []
            case "item.started" | "item.completed" as moment:
                return self._item(cast("dict[str, Any]", said.get("item") or {}), over=moment == "item.completed")
            case "error":
                return [Retrying(), Said(text=str(said.get("message", "")))]
            case "turn.completed":
                self._count(said.get("usage"))
                return [Metered(usage=self._usage), Ended(outcome="done", message=self._last, usage=self._usage)]
            case "turn.failed":
                message = str(at(said, "error.message") or "the turn failed")
                return [self._failed(message, classify(message, rules=self._profile.errors))]
            case _:
                return []

    def _item(self, item: dict[str, Any], *, over: bool) -> Sequence[RunnerEvent]:
        kind = str(item.get("type"))
        if kind in {"agent_message", "reasoning"}:
            self._last = str(item.get("text", ""))[-600:] if over and kind == "agent_message" else self._last
            return [Said(text=str(item.get("text", "")))] if over else []
        number = str(item.get("id"))
        if number in self._items:
            return []
        self._items.add(number)
        changes = cast("list[dict[str, Any]]", item.get("changes") or [])
        title = str(item.get("command") or " ".join(str(item[name]) for name in ("server", "tool") if item.get(name)))
        return [Acted(tool=kind, title=title, paths=tuple(str(one.get("path")) for one in changes))]

    def _count(self, told: object) -> None:
        """Tokens are counted over the whole thread; cached ones are part of those that went in."""
        meter = Meter()
        meter.add_from({name: at(told, name) for name in ("input_tokens", "output_tokens")})
        model = self._assignment.model or self._profile.model
        usage = replace(meter.usage, turns=self._record.turns or None)
        self._usage = prices.priced(usage, model=model, provider=self._profile.provider)

    async def _gone(self) -> Ended:
        """The process ended without saying how the turn ended."""
        assert self._process is not None
        await self._process.exited(1.0)
        talk = self._process.talk[-600:]
        if self._assignment.resume and "resume" in talk.lower():
            return self._failed(f"{self._profile.name} has lost the session: {talk}", "lost")
        kind = classify(talk, rules=self._profile.errors) or "crashed"
        return self._failed(f"{self._profile.name} ended with exit code {self._process.code}: {talk}", kind)

    def _failed(self, message: str, kind: ErrorKind) -> Ended:
        return Ended(outcome="failed", message=message, error=kind, usage=self._usage)

    async def answer(self, request: str, *, granted: bool) -> None:
        """Codex asks nothing here."""

    async def cancel(self) -> None:
        """End its processes."""
        self._stopped.set()
        await self._end()

    async def close(self) -> None:
        """End what is left and take its sign-in away."""
        self._stopped.set()
        await self._end()
        settling.sign_out(self._copies)

    async def _end(self) -> None:
        if self._process is not None:
            await self._process.end()
