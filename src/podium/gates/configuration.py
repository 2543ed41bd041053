"""The project's own tool configuration: which files hold it, and the command lines of its scripts, as on the base."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from podium.gates.change import changed
from podium.gates.syntax import source
from podium.plan.globs import matches
from podium.plan.task import Task
from podium.ports import GateSubject

CONFIGURATION = (
    "**/tsconfig*.json",
    "**/{vitest,vite,jest,prettier,eslint,oxlint,babel,swc}.config*",
    "**/vitest.workspace*",
    "**/jest*.json",
    "**/.{oxlintrc,eslintrc,prettierrc,swcrc,babelrc,mocharc,nycrc,c8rc}*",
    "**/.{eslintignore,prettierignore,oxlintignore,editorconfig}",
    "**/nest-cli.json",
    "**/{nx,turbo,lerna}.json",
    "**/.squawk.toml",
    "**/prisma.config.*",
)
"""Files that say how gates' tools judge."""

MANIFEST_KEYS = ("scripts", "jest", "vitest", "eslintConfig", "prettier", "lint-staged", "nyc", "c8")
"""Keys of package.json that do the same."""

NAMING = re.compile(r"[^/*?{\[]$|(^|/)\.[\w-]+/")
"""The beginning of a pattern, up to its first wildcard, that names files, or a hidden folder (`.github/`)."""

LAUNCHERS = frozenset({"npx", "pnpx", "bunx", "cross-env", "cross-env-shell", "env", "exec", "dlx"})
MANAGERS = frozenset({"npm", "pnpm", "yarn", "bun"})
PROGRAM_FILES = {"tsc.js": "tsc", "tsc": "tsc", "jest.js": "jest", "vitest.mjs": "vitest", "eslint.js": "eslint"}

SCRIPTS = {
    "types": ("typecheck", "type-check", "types", "tsc", "check-types", "check:types"),
    "lint": ("lint:check", "lint", "lint:ci", "eslint"),
    "format": ("format:check", "prettier:check", "format", "prettier"),
    "build": ("build",),
    "unit": ("test:unit", "unit", "test"),
    "e2e": ("test:e2e", "e2e", "test:integration", "integration"),
    "openapi": ("openapi", "openapi:generate", "generate:openapi", "swagger", "swagger:generate"),
}
"""Names that projects give to the scripts of one purpose, the most telling first."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """One command of a script: the program's bare name, its words, and the variables set in front of it."""

    program: str
    words: tuple[str, ...] = ()
    variables: dict[str, str] = field(default_factory=dict[str, str])


def foreign(subject: GateSubject) -> tuple[str, ...]:
    """Changed configuration that the task was not given to write: gates use the base's version of it."""
    return tuple(
        path
        for path in changed(subject)
        if (is_configuration(path) and not is_granted(path, subject.task))
        or (path.rpartition("/")[2] == "package.json" and _differs(subject, path))
    )


def is_configuration(path: str) -> bool:
    """Whether a file says how a gate's tool judges."""
    return any(matches(glob, path) for glob in CONFIGURATION)


def is_granted(path: str, task: Task | None) -> bool:
    """Whether a task names such a file among its writes, or a folder that holds nothing else (`.github/**`).

    Folders of code, as `src/**`, give none of what decides how the code is judged.
    """
    writes = task.writes if task is not None else ()
    return any(
        write.kind == "path"
        and NAMING.search(re.split(r"[*?{\[]", write.target)[0]) is not None
        and matches(write.target, path)
        for write in writes
    )


def base_manifest(subject: GateSubject, path: str) -> bytes:
    """The tip's package.json with the base's values of every key that says how a gate's tool judges."""
    before, after = (read_json(side.root / path) for side in (subject.base, subject.workspace))
    kept = {key: value for key, value in after.items() if key not in MANIFEST_KEYS}
    return json.dumps(kept | {key: before[key] for key in MANIFEST_KEYS if key in before}, indent=2).encode()


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file, empty where there is none."""
    try:
        value: Any = json.loads(source(path) or b"{}")
    except json.JSONDecodeError:
        return {}
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def manifest(subject: GateSubject) -> dict[str, Any]:
    """The project's package.json as on the base, or the tip's where the base has none."""
    inside = subject.workspace.project.relative_to(subject.workspace.root)
    return read_json(subject.base.root / inside / "package.json") or read_json(
        subject.workspace.project / "package.json"
    )


def packages(subject: GateSubject) -> frozenset[str]:
    """Names of all packages that the project depends on, of the base and of the tip."""
    sides = (manifest(subject), read_json(subject.workspace.project / "package.json"))
    return frozenset(
        name
        for side in sides
        for key in ("dependencies", "devDependencies")
        for name in cast("dict[str, str]", side.get(key, {}))
    )


def script(subject: GateSubject, purpose: str) -> str:
    """The command line of the base's script for a purpose of `SCRIPTS`, or an empty string."""
    scripts = cast("dict[str, str]", manifest(subject).get("scripts", {}))
    return next((scripts[name] for name in SCRIPTS[purpose] if name in scripts), "")


def call(subject: GateSubject, purpose: str, programs: Sequence[str]) -> Call | None:
    """The first command of the purpose's script that runs one of these programs, or None."""
    scripts = cast("dict[str, str]", manifest(subject).get("scripts", {}))
    found = calls(script(subject, purpose), scripts)
    return next((one for one in found if one.program in programs), None)


def calls(line: str, scripts: Mapping[str, str], *, depth: int = 3) -> Iterator[Call]:
    """The commands of a script's line in order; scripts that it runs by name are followed."""
    for words in _commands(line):
        one = _call(words)
        name = one.words[1] if one.words[:1] == ("run",) and len(one.words) > 1 else "".join(one.words[:1])
        if one.program in MANAGERS and name in scripts and depth:
            yield from calls(scripts[name], scripts, depth=depth - 1)
        else:
            yield one


def without(words: Sequence[str], *, flags: Sequence[str] = (), valued: Sequence[str] = ()) -> tuple[str, ...]:
    """The words of a command without these flags, and without these options and their values."""
    kept: list[str] = []
    skip = False
    for word in words:
        name = word.split("=", 1)[0]
        if skip or name in flags:
            skip = False
        elif name in valued:
            skip = "=" not in word
        else:
            kept.append(word)
    return tuple(kept)


def _differs(subject: GateSubject, path: str) -> bool:
    before, after = (read_json(side.root / path) for side in (subject.base, subject.workspace))
    return bool(before) and any(before.get(key) != after.get(key) for key in MANIFEST_KEYS)


def _commands(line: str) -> Iterator[list[str]]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words: list[str] = []
    try:
        tokens = list(lexer)
    except ValueError:
        return
    for token in tokens:
        if set(token) <= set("&|;()<>"):
            yield words
            words = []
        else:
            words.append(token)
    yield words


def _call(words: list[str]) -> Call:
    variables: dict[str, str] = {}
    left = list(words)
    while left:
        assigned = re.fullmatch(r"([A-Za-z_]\w*)=(.*)", left[0], re.DOTALL)
        if assigned:
            variables[assigned.group(1)] = assigned.group(2)
            left.pop(0)
        elif left[0] in LAUNCHERS or (left[0] in MANAGERS and left[1:2] and left[1] in {"exec", "dlx", "x"}):
            left.pop(0)
        elif left[0] in {"dotenv", "env-cmd"} and "--" in left:
            left = left[left.index("--") + 1 :]
        elif left[0] == "node" and any(_program(word) for word in left[1:]):
            left = left[next(number for number, word in enumerate(left) if number and _program(word)) :]
        else:
            break
    program = _program(left[0]) or left[0].rpartition("/")[2] if left else ""
    return Call(program=program, words=tuple(left[1:]), variables=variables)


def _program(word: str) -> str:
    """The program that a file in node_modules is, or an empty string."""
    if "node_modules" not in word:
        return ""
    name = word.rpartition("/")[2]
    return PROGRAM_FILES.get(name, name)
