"""Verdicts kept by what they depend on: the same gate on the same tree in the same setting is not run twice."""

import hashlib
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from podium.gates.change import base_tree, changed
from podium.gates.configuration import foreign
from podium.gates.definition import ToolGate
from podium.gates.syntax import source
from podium.gates.verdict import EXIT_CODE, TIMEOUT
from podium.plan.codec import DecodeError, digest, dump, load
from podium.plan.events import GateResult
from podium.ports import GateSubject
from podium.toolchain import find_node

DEPENDENCY_FILES = (
    "package.json",
    "package-lock.json",
    "npm-shrinkwrap.json",
    "pnpm-lock.yaml",
    "yarn.lock",
    "bun.lock",
    "node_modules/.package-lock.json",
    "node_modules/.modules.yaml",
    "node_modules/.yarn-state.yml",
)
"""What says which packages are installed: the manifest, the lockfiles, and the managers' own records."""

RUNS_TESTS = frozenset({"unit", "e2e", "new-tests", "planted-faults"})
"""Gates whose failures may come from elsewhere than the tree: a server that was slow, a port that was taken."""

PLACE_WORDS = re.compile(r"URL|HOST|PORT|PASSWORD|SECRET|TOKEN|KEY|DATABASE|REDIS")
"""Variables whose values differ from one workspace to the next without meaning anything, or must not be told."""


class Store:
    """Results as JSON files under a folder, by key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> GateResult | None:
        """The result kept under that key, or None; a file that does not decode counts as absent."""
        try:
            return load(GateResult, self._file(key).read_text())
        except (FileNotFoundError, DecodeError, UnicodeDecodeError):
            return None

    def put(self, result: GateResult) -> None:
        """Keep a result that will be the same next time; others are left out. Readers never see half a file."""
        if not result.key or not is_lasting(result):
            return
        target = self._file(result.key)
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        with os.fdopen(descriptor, "w") as stream:
            stream.write(dump(result))
        Path(name).replace(target)

    def _file(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"


def is_lasting(result: GateResult) -> bool:
    """Whether the verdict follows from the tree: no deadline, missing tool or bare exit code; of tests, only a pass."""
    blind = any(finding.rule in {EXIT_CODE, TIMEOUT} for finding in result.findings)
    kept = {"passed"} if result.gate in RUNS_TESTS else {"passed", "failed"}
    return result.status in kept and not blind


def key(gate: ToolGate, subject: GateSubject) -> str:
    """SHA-256 over all that the verdict depends on, as 64 hex digits."""
    parts: dict[str, Any] = {
        "gate": gate.id,
        "version": gate.version,
        "tree": subject.tree,
        "project": subject.survey.project,
        "dependencies": dependencies(subject),
        "node": find_node().version,
        "environment": settings(subject.workspace.environment),
        "parameters": subject.parameters,
        "configuration": configuration(subject),
    }
    if gate.compares or subject.parameters.get("related"):
        parts["base"] = base_tree(subject)
        parts["changed"] = changed(subject)
    if subject.task is not None and gate.reads_task:
        parts["writes"] = [str(write) for write in subject.task.writes]
    return digest(parts)


def configuration(subject: GateSubject) -> dict[str, str]:
    """SHA-256 of the base's version of each tool setting that the base decides about instead of the tip."""
    return {path: hashlib.sha256(source(subject.base.root / path)).hexdigest() for path in foreign(subject)}


def dependencies(subject: GateSubject) -> str:
    """SHA-256 over manifests, lockfiles and the installed packages' record, of the project and of the root."""
    found = hashlib.sha256()
    for folder in dict.fromkeys((subject.workspace.project, subject.workspace.root)):
        for name in DEPENDENCY_FILES:
            path = folder / name
            if path.is_file():
                found.update(name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def settings(environment: Mapping[str, str]) -> dict[str, str]:
    """Names of all variables, with the values of those that may change what a test sees."""
    return {name: "" if PLACE_WORDS.search(name.upper()) else environment[name] for name in sorted(environment)}
