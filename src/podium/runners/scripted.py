"""The shipped double: a runner that does what a script says, with real files and real processes.

The script is data in the task, `parameters["script"]`: a list of attempts (the last one serves all later ones), each a
list of steps:

    {"write": "path", "text": "…"}       {"append": "path", "text": "…"}      {"delete": "path"}
    {"run": ["argv", …]}                 fails the attempt where the exit code is not 0
    {"say": "…"}   {"sleep": seconds}    {"ask": "question", "id": "…"}       a refusal ends the attempt as refused
    {"find": {…a Finding…}}              {"end": "done|refused|limit|failed|cancelled", "error": "…", "message": "…"}
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

from podium.errors import BrokenMachinery
from podium.plan.codec import decode
from podium.plan.events import Usage
from podium.plan.evidence import Finding
from podium.ports import Asked, Assignment, Ended, RunnerEvent, Said, Session
from podium.process import Command, run
from podium.runners.stopping import Stopped, cancelled, unless

Step = dict[str, Any]
SPENT = Usage(tokens_in=0, tokens_out=0, usd=0.0, basis="none needed")
DEADLINE = 600.0


class ScriptedRunner:
    """The runner that follows a task's script."""

    name = "scripted"

    async def open(self, assignment: Assignment) -> Session:
        """A session for the script of this attempt."""
        attempts = cast("list[list[Step]]", assignment.task.parameters.get("script", [[]]))
        return ScriptedSession(attempts[min(assignment.attempt, len(attempts)) - 1], assignment)


class ScriptedSession:
    """One attempt's steps, in order."""

    def __init__(self, steps: list[Step], assignment: Assignment) -> None:
        self._steps = steps
        self._assignment = assignment
        self._answers: dict[str, asyncio.Queue[bool]] = {}
        self._stopped = asyncio.Event()

    async def run(self, prompt: str) -> AsyncIterator[RunnerEvent]:
        """Follow the script; without an `end` it ends done."""
        del prompt
        try:
            async for event in self._follow():
                yield event
        except Stopped:
            yield cancelled(SPENT)

    async def _follow(self) -> AsyncIterator[RunnerEvent]:
        findings: list[Finding] = []
        for step in self._steps:
            if "say" in step:
                yield Said(text=step["say"])
            elif "find" in step:
                findings.append(decode(Finding, step["find"]))
            elif "ask" in step:
                answers = self._answers[step["id"]] = asyncio.Queue()
                yield Asked(id=step["id"], what=step["ask"])
                if not await unless(self._stopped, answers.get()):
                    yield Ended(outcome="refused", message="the permission was refused", usage=SPENT)
                    return
            elif "end" in step:
                yield _ended(step, tuple(findings))
                return
            elif problem := await unless(self._stopped, self._act(step)):
                yield Ended(outcome="failed", message=problem, findings=tuple(findings), usage=SPENT)
                return
        yield Ended(outcome="done", findings=tuple(findings), usage=SPENT)

    async def _act(self, step: Step) -> str:
        """Do one step; what went wrong, or an empty string."""
        match step:
            case {"write": path} | {"append": path} | {"delete": path}:
                return _change(_target(self._assignment.workspace.root, path), step)
            case {"sleep": seconds}:
                await asyncio.sleep(seconds)
            case {"run": argv}:
                return await asyncio.to_thread(self._run, tuple(argv))
            case _:
                raise BrokenMachinery(f"the script has no such step: {sorted(step)}")
        return ""

    def _run(self, argv: tuple[str, ...]) -> str:
        workspace = self._assignment.workspace
        command = Command(
            argv=(*workspace.prefix, *argv),
            cwd=workspace.project,
            env={"HOME": str(workspace.home), **workspace.environment},
            deadline=DEADLINE,
        )
        done = run(command)
        return "" if done.ok else f"{argv[0]} ended with exit code {done.code}: {done.talk.strip()[-300:]}"

    async def answer(self, request: str, *, granted: bool) -> None:
        """Answer the question of that id."""
        if request in self._answers:
            self._answers[request].put_nowait(granted)

    async def cancel(self) -> None:
        """No further step is done."""
        self._stopped.set()

    async def close(self) -> None:
        """Nothing is held but open questions."""
        await self.cancel()


def _target(root: Path, path: str) -> Path | None:
    """The place that is meant; None where links or dots lead out of the workspace."""
    target = root / path
    inside = target.parent.resolve().is_relative_to(root.resolve())
    return target if inside and not target.is_symlink() else None


def _change(target: Path | None, step: Step) -> str:
    """Write, append to or delete a file; what went wrong, or an empty string."""
    if target is None:
        return f"{step} is not in the workspace"
    target.parent.mkdir(parents=True, exist_ok=True)
    if "delete" in step:
        target.unlink()
    else:
        with target.open("a" if "append" in step else "w") as file:
            file.write(step["text"])
    return ""


def _ended(step: Step, findings: tuple[Finding, ...]) -> Ended:
    return Ended(
        outcome=step["end"],
        message=step.get("message", ""),
        error=step.get("error", ""),
        findings=findings,
        usage=decode(Usage, step["usage"]) if "usage" in step else SPENT,
    )
