"""The gate on what was changed: a task stays in its writes; a branch without a task does not touch what judges it."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from podium.gates.bench import Bench
from podium.gates.change import changes
from podium.gates.configuration import CONFIGURATION, is_granted, read_json
from podium.gates.definition import ToolGate
from podium.gates.shares import outside
from podium.gates.verdict import Verdict, counted
from podium.git import Change
from podium.plan.evidence import Finding
from podium.plan.globs import matches
from podium.plan.task import Task, Write

PROTECTED: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("gate-configuration", "says how the gates judge", "high", (*CONFIGURATION, "**/.podium/**")),
    ("ci", "decides what runs on other machines", "high", ("**/.{github,circleci,buildkite}/**", "**/Jenkinsfile*")),
    ("ci", "decides what runs on other machines", "high", ("**/.{gitlab-ci,drone,woodpecker}*",)),
    ("ci", "decides what runs on other machines", "high", ("**/{azure,bitbucket}-pipelines*",)),
    ("hooks", "runs when people commit", "high", ("**/.husky/**", "**/{lefthook,.lefthook,commitlint,.commitlint}*")),
    ("hooks", "runs when people commit", "high", ("**/.{pre-commit-config,lintstagedrc}*", "**/lint-staged.config.*")),
    ("owners", "says who must agree", "medium", ("**/CODEOWNERS",)),
    ("git", "changes what git does with files", "high", ("**/.gitattributes", "**/.gitmodules")),
    ("registry", "decides where packages come from", "high", ("**/{.npmrc,.yarnrc*,.pnpmfile.cjs,bunfig.toml}",)),
    ("secrets", "is a place for secrets", "high", ("**/*.{pem,key,p12,pfx,jks}", "**/id_{rsa,ed25519}*")),
)
"""Rule, what the file does, severity, and where such files are. A task needs a write that names them."""

ENVIRONMENT_FILE = re.compile(r"(^|/)\.env(\.(?!example$|sample$|template$|dist$|test$|test\.example$)[\w.]+)?$")
LOCKFILE = re.compile(r"(^|/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?)$")
DEPENDENCY_KEYS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "overrides")
LIFECYCLE = re.compile(r"^(pre|post)?(install|prepare|publish|prepublishOnly|pack)$|^(pre|post)")
PICTURES = re.compile(r"\.(png|jpe?g|gif|webp|ico|svg|woff2?|ttf|otf|pdf)$")
LARGE, HUGE = 1_000_000, 20_000_000
"""Bytes above which a new file is remarked on, and above which nobody wants it in a repository."""

MANY = 1_000
"""Paths that one task changes at most."""

TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the order of what is read: code reads otherwise than it runs (CVE-2021-42574)."""

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffd\\]|[ .](/|$)")
"""What no path holds that has to be written on every system, or read in a report; U+FFFD stands for what is no text."""


def look(bench: Bench) -> Verdict:
    """Hold every changed path against the task's writes, or, without a task, against what no branch should touch."""
    subject = bench.subject
    differing = changes(subject)
    paths = list(bench.changed)
    found = [
        *_protected(bench, paths),
        *_kinds(bench, differing),
        *_migrations(bench, differing),
        *_names(bench, paths),
    ]
    if subject.task is not None:
        found += _writes(bench, subject.task, paths)
    else:
        found += [*_dependencies(bench, paths), *_scripts(bench, paths)]
    if subject.task is not None and subject.task.is_writing and not paths:
        found.append(bench.finding("no-change", "the task was to change something and changed nothing"))
    components = Counter(component(path) for path in paths)
    return Verdict(
        summary=f"{counted(len(paths), 'path')} changed in {counted(len(components), 'component')}",
        findings=tuple(found),
        facts={"components": dict(sorted(components.items())), "changed": paths},
    )


def component(path: str) -> str:
    """The part of the project that a path belongs to: the folder below `src`, else the top folder or `.`."""
    parts = path.split("/")
    if "src" in parts[:-2]:
        return "/".join(parts[: parts.index("src") + 2])
    return parts[0] if len(parts) > 1 else "."


def _writes(bench: Bench, task: Task, paths: list[str]) -> Iterator[Finding]:
    for path in paths:
        if any(write.kind == "path" and matches(write.target, path) for write in task.writes):
            continue
        keys = [key for write in task.writes for key in _keys(bench, write, path)]
        if "*" in keys:
            continue
        if not keys:
            yield bench.finding("outside-writes", f"{path} is not among what {task.id} may write", file=path)
            continue
        for what in outside(path, bench.base(path), bench.tip(path), keys=keys):
            message = f"changed outside of {', '.join(sorted(set(keys)))}: {what}"
            yield bench.finding("outside-share", message, file=path, symbol=what)


def _keys(bench: Bench, write: Write, path: str) -> list[str]:
    """The keys under which a write gives a share of the path; `*` is the whole of it."""
    schema = bench.survey.schema
    if write.kind == "share":
        return [write.key] if matches(write.target, path) else []
    if write.kind != "resource":
        return []
    name = write.target.partition(":")[2]
    if write.target == "migrations":
        folder = schema.migrations_folder or "prisma/migrations"
        return ["*"] if path.startswith(f"{folder}/") and not bench.base(path) else []
    if write.target.startswith(("model:", "enum:")):
        return [name] if path in schema.files or path.endswith(".prisma") else []
    return [name] if write.target.startswith("env:") and "/.env" in f"/{path}" else []


def _protected(bench: Bench, paths: list[str]) -> Iterator[Finding]:
    for path in paths:
        if is_granted(path, bench.subject.task):
            continue
        for rule, what, severity, globs in PROTECTED:
            if any(matches(glob, path) for glob in globs):
                yield bench.finding(rule, f"{path} {what}", file=path, severity=severity)
        if ENVIRONMENT_FILE.search(path):
            yield bench.finding("secrets", f"{path} holds the values of a real environment", file=path)


def _kinds(bench: Bench, changes: tuple[Change, ...]) -> Iterator[Finding]:
    root = bench.subject.workspace.root
    for change in changes:
        path, mode = root / change.path, change.mode
        if mode == "160000":
            yield bench.finding("submodule", "a submodule: its content is not judged", file=change.path)
        elif mode == "120000" or path.is_symlink():
            target = path.readlink() if path.is_symlink() else path
            inside = not target.is_absolute() and _leads_into(path.parent / target, root)
            message = f"a link to {target}" + ("" if inside else ", outside of the tree")
            yield bench.finding("link", message, file=change.path, severity="low" if inside else "high")
        elif mode == "100755" and change.old_mode != mode and not change.path.endswith(".sh"):
            yield bench.finding("mode", "became executable", file=change.path, severity="medium")
        content = bench.tip(change.path)
        if b"\0" in content[:8000] and not PICTURES.search(change.path):
            yield bench.finding(
                "binary", "a binary file: its content is not judged", file=change.path, severity="medium"
            )
        if len(content) > LARGE and not LOCKFILE.search(change.path):
            severity = "high" if len(content) > HUGE else "medium"
            yield bench.finding("large", f"{len(content)} bytes", file=change.path, severity=severity)
        if TURNING.search(content.decode("utf-8", "replace")) and not TURNING.search(
            bench.base(change.path).decode("utf-8", "replace")
        ):
            message = "has characters that turn the order of what is read: it reads otherwise than it runs"
            yield bench.finding("hidden-characters", message, file=change.path)


def _leads_into(path: Path, root: Path) -> bool:
    """Whether a link's target is below the folder; links that lead in a circle lead nowhere."""
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False


def _names(bench: Bench, paths: list[str]) -> Iterator[Finding]:
    """Paths that cannot be written everywhere, or that are one where letters' case does not count; too many paths."""
    if bench.subject.task is not None and len(paths) > MANY:
        yield bench.finding("too-many", f"{len(paths)} paths are changed, more than {MANY}")
        return
    root = bench.subject.workspace.root
    for path in paths:
        if UNPRINTABLE.search(path) and not bench.base(path):
            yield bench.finding("odd-name", f"{path!r} cannot be written on every system", file=path)
        if not bench.tip(path):
            continue
        name = (root / path).name
        twins = [one.name for one in (root / path).parent.iterdir() if one.name.casefold() == name.casefold()]
        if len(twins) > 1:
            message = f"differs from another by case alone: {', '.join(sorted(twins))}"
            yield bench.finding("odd-name", message, file=path)


def _migrations(bench: Bench, changes: tuple[Change, ...]) -> Iterator[Finding]:
    folder = bench.survey.schema.migrations_folder or "prisma/migrations"
    for change in changes:
        old = change.old_path or change.path
        if old.startswith(f"{folder}/") and old.endswith("/migration.sql") and change.status != "A" and bench.base(old):
            message = "a migration that may have been applied already was changed or removed"
            yield bench.finding("migration-rewritten", message, file=old)


def _dependencies(bench: Bench, paths: list[str]) -> Iterator[Finding]:
    """A lockfile that changes without its manifest; new packages as information."""
    new: list[str] = []
    for path in paths:
        if path.rpartition("/")[2] == "package.json":
            before, after = (_packages(side.root / path) for side in (bench.subject.base, bench.subject.workspace))
            new += [name for name in after if before.get(name) != after[name]]
    for name in sorted(set(new)):
        yield bench.finding("package", f"{name} is new or has another version", symbol=name, severity="low")
    for path in paths:
        if LOCKFILE.search(path) and not new:
            yield bench.finding("lockfile", "changed although no package of a manifest did", file=path)


def _packages(path: Any) -> dict[str, str]:
    content = read_json(path)
    return {
        name: str(one) for key in DEPENDENCY_KEYS for name, one in cast("dict[str, Any]", content.get(key, {})).items()
    }


def _scripts(bench: Bench, paths: list[str]) -> Iterator[Finding]:
    for path in paths:
        if path.rpartition("/")[2] == "package.json":
            before, after = (
                cast("dict[str, str]", read_json(side.root / path).get("scripts", {}))
                for side in (bench.subject.base, bench.subject.workspace)
            )
            for name in sorted(before.keys() | after.keys()):
                if before.get(name) != after.get(name):
                    grave = name in before or LIFECYCLE.match(name) is not None
                    message = f"script {name} is {after.get(name, 'gone')!r}, it was {before.get(name, 'not there')!r}"
                    yield bench.finding("scripts", message, file=path, symbol=name, severity="high" if grave else "low")


GATES = (
    ToolGate(
        id="scope", title="changes only what it may", look=look, cost="free", compares=True, reads_task=True, version=3
    ),
)
