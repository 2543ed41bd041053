"""What a gate works with: its subject, commands whose whole output is kept as evidence, findings in its name."""

import functools
import re
import shlex
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from podium.gates.change import changed, survey_of_tip
from podium.gates.syntax import source
from podium.plan.evidence import CommandEvidence, Finding
from podium.plan.survey import Survey
from podium.ports import GateSubject, Workspace
from podium.process import Completed, run
from podium.toolchain import Setting

OUTPUT_LIMIT = 64_000_000
"""Bytes of each stream that are kept of a gate's command."""

COLOUR = re.compile(r"\x1b\[[\d;]*m")
"""What some tools write although NO_COLOR is set."""

LOG_LOCK = threading.Lock()
"""Held while a log is appended to: commands of one gate may run side by side."""


def grounded(where: Workspace) -> Workspace:
    """The workspace with its project at the nearest folder upwards that has a package.json of its own."""
    inside = where.project.relative_to(where.root)
    folders = [where.root / folder for folder in (inside, *inside.parents)]
    found = next((folder for folder in folders if (folder / "package.json").is_file()), where.project)
    return where if found == where.project else replace(where, project=found)


class Bench:
    """One gate at work on one subject. Collects `evidence`, and in `late` the commands that the deadline ended."""

    def __init__(self, subject: GateSubject, gate: str, *, deadline: float) -> None:
        self.subject = replace(subject, workspace=grounded(subject.workspace), base=grounded(subject.base))
        self.gate = gate
        self.deadline = float(subject.parameters.get("deadline", deadline))
        self.evidence: list[CommandEvidence] = []
        self.late: list[str] = []

    @functools.cached_property
    def survey(self) -> Survey:
        """What the tip contains."""
        return survey_of_tip(self.subject)

    @functools.cached_property
    def changed(self) -> tuple[str, ...]:
        """The paths that the tip changes, both names of a renamed file."""
        return changed(self.subject)

    def parameter(self, name: str) -> Any:
        """What the task's use of the gate says under that name, or None."""
        return self.subject.parameters.get(name)

    def names(self, name: str) -> tuple[str, ...]:
        """A parameter that is a list of words; empty where it is absent."""
        value: Any = self.parameter(name)
        return tuple(str(one) for one in cast("list[Any]", value)) if isinstance(value, list | tuple) else ()

    def tip(self, path: str) -> bytes:
        """The content of a file of the subject, empty where it is absent; the path is relative to the root."""
        return source(self.subject.workspace.root / path)

    def base(self, path: str) -> bytes:
        """The content of a file of the base, empty where it is absent."""
        return source(self.subject.base.root / path)

    def setting(self, where: Workspace, environment: Mapping[str, str] | None = None) -> Setting:
        """How tools run in a workspace: its home, isolation and variables, with the gate's deadline."""
        variables = {**where.environment, **(environment or {})}
        return Setting(home=where.home, prefix=where.prefix, environment=variables, deadline=self.deadline)

    def run(
        self,
        argv: Sequence[str],
        *,
        where: Workspace | None = None,
        cwd: Path | None = None,
        environment: Mapping[str, str] | None = None,
        note: str = "",
    ) -> Completed:
        """Run a command in the workspace's project, and keep its whole output as evidence."""
        place = where or self.subject.workspace
        command = self.setting(place, environment).command(tuple(argv), cwd=cwd or place.project)
        return self.keep(run(replace(command, limit=OUTPUT_LIMIT)), words=argv, note=note)

    def keep(self, done: Completed, *, words: Sequence[str] = (), note: str = "") -> Completed:
        """Record how a command ended, whoever ran it; its output goes to the gate's log."""
        command = shlex.join(words or done.argv)
        log = self.subject.evidence / f"{self.gate}.log"
        end = "deadline passed" if done.timed_out else f"exit code {done.code}"
        with LOG_LOCK:
            log.parent.mkdir(parents=True, exist_ok=True)
            with log.open("ab") as stream:
                stream.write(f"$ {command}\n".encode() + done.stdout + done.stderr)
                stream.write(f"\n[{end}, {done.seconds:.2f} s]\n".encode())
            self.evidence.append(
                CommandEvidence(
                    command=command,
                    code=done.code,
                    digest=done.digest,
                    seconds=round(done.seconds, 3),
                    log=str(log),
                    note=note,
                )
            )
            if done.timed_out:
                self.late.append(command)
        return done

    def finding(self, rule: str, message: str, **more: Any) -> Finding:
        """A finding in the gate's name; `more` are the other fields of `Finding`."""
        return Finding(gate=self.gate, rule=rule, message=message, **more)

    def path(self, name: str, where: Workspace, *, cwd: Path | None = None) -> str:
        """A path that a tool printed, relative to the repository's root with forward slashes."""
        full = Path(name) if Path(name).is_absolute() else (cwd or where.project) / name
        for root in (where.root, where.root.resolve()):
            if full.is_relative_to(root):
                return full.relative_to(root).as_posix()
        return name

    @staticmethod
    def said(done: Completed) -> str:
        """Everything that a command printed, without colours."""
        return COLOUR.sub("", f"{done.text}\n{done.talk}")

    def plain(self, text: str, where: Workspace) -> str:
        """A tool's message without the workspace's own path: the same on every tree."""
        return text.replace(f"{where.root}/", "").replace(str(where.root), ".").strip()
