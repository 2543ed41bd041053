"""The shipped double of a gate: it judges a workspace by what its parameters say, with real files and processes.

Parameters: `present` and `absent` (paths from the root), `command` (argv; an exit code other than 0 fails),
`lines` (a path: each line that begins with `!` is a finding), `unchecked` (a reason: nothing is judged).
"""

import time
from typing import Any, Literal

from podium.plan.events import GateResult
from podium.plan.evidence import CommandEvidence, Finding
from podium.plan.survey import Survey
from podium.ports import GateSubject
from podium.process import Command, run


class ScriptedGate:
    """A gate whose parameters are its script."""

    title = "a scripted check"
    needs_database = False
    needs_redis = False
    cost: Literal["free", "cheap", "dear"] = "free"

    def __init__(self, name: str = "scripted") -> None:
        self.id = name

    def applies(self, survey: Survey) -> str:
        """It judges every project."""
        del survey
        return ""

    def check(self, subject: GateSubject) -> GateResult:
        """Judge the files of the workspace by the parameters."""
        began = time.monotonic()
        script = subject.parameters
        evidence: tuple[CommandEvidence, ...] = ()
        findings = [*self._files(subject, script)]
        if "command" in script:
            prefix, cwd = subject.workspace.prefix, subject.workspace.root
            done = run(Command(argv=(*prefix, *script["command"]), cwd=cwd, deadline=300.0))
            words = " ".join(script["command"])
            evidence = (CommandEvidence(command=words, code=done.code, digest=done.digest, seconds=done.seconds),)
            if not done.ok:
                findings.append(self._finding("command", f"exit code {done.code}", ""))
        reason = str(script.get("unchecked", ""))
        return GateResult(
            gate=self.id,
            status="not_checked" if reason else "failed" if findings else "passed",
            summary=reason or (findings[0].message if findings else "everything is as it should be"),
            findings=tuple(findings),
            evidence=evidence,
            tree=subject.tree,
            seconds=round(time.monotonic() - began, 3),
        )

    def _files(self, subject: GateSubject, script: dict[str, Any]) -> list[Finding]:
        root = subject.workspace.root
        missing = [path for path in script.get("present", []) if not (root / path).exists()]
        excess = [path for path in script.get("absent", []) if (root / path).exists()]
        found = [self._finding("missing", "should be there", path) for path in missing]
        found += [self._finding("excess", "should not be there", path) for path in excess]
        lines = root / script["lines"] if "lines" in script else None
        if lines is not None and lines.is_file():
            wrong = [line for line in lines.read_text().splitlines() if line.startswith("!")]
            found += [self._finding("line", line, script["lines"]) for line in wrong]
        return found

    def _finding(self, rule: str, message: str, file: str) -> Finding:
        return Finding(gate=self.id, rule=rule, message=message, file=file)
