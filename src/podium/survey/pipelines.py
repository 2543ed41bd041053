"""The toolchain: command lines by purpose, of scripts, the lockfile and pipelines, each with its place."""

import re
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from posixpath import basename, normpath
from typing import cast

from podium.plan.codec import Json
from podium.plan.evidence import Finding, Place
from podium.plan.survey import Purpose, ToolCommand
from podium.survey.files import ACTIONS, LOCKFILES, PIPELINES
from podium.survey.imports import read_json, table
from podium.survey.infrastructure import SCRIPTS

INSTALLS = {
    "npm": "npm ci",
    "pnpm": "pnpm install --frozen-lockfile",
    "yarn": "yarn install --frozen-lockfile",
    "bun": "bun install --frozen-lockfile",
}
"""How each package manager installs what its lockfile says."""

PURPOSES: tuple[tuple[Purpose, re.Pattern[str]], ...] = (
    ("install", re.compile(r"\b(?:npm (?:ci|i|install)|(?:pnpm|bun) (?:i|install)|yarn(?: install| --\S+)*$)(?:\s|$)")),
    ("e2e", re.compile(r"e2e|playwright|cypress|\bintegration\b")),
    ("types", re.compile(r"type-?check|check[-:]types|types:check|\btsc\b.*--noEmit|--noEmit.*\btsc\b|^types$|^tsc$")),
    ("lint", re.compile(r"(?:^|[\s:/.-])(?:lint|eslint|oxlint|tslint|biome)(?:$|[\s:.-])")),
    ("format", re.compile(r"prettier|(?:^|[\s:.-])(?:format|fmt)(?:$|[\s:.-])")),
    ("openapi", re.compile(r"openapi|swagger")),
    ("migrate", re.compile(r"migrat|prisma db push|db:(?:deploy|push)")),
    ("unit", re.compile(r"(?:^|[\s:/.-])(?:test|tests|jest|vitest|mocha|unit)(?:$|[\s:.-])")),
    ("build", re.compile(r"(?:^|[\s:/.-])build(?:$|[\s:.-])|(?:^|\s)(?:nest build|tsc)\b")),
)
"""What a command line is for, by its words; the first that fits."""

RUNNERS = re.compile(
    r"(?:npm|npx|pnpm|pnpx|yarn|bun|bunx|node|nx|turbo|lerna|rush|make|task|nest|prisma|tsc|eslint|oxlint|prettier|jest"
    r"|vitest|mocha|playwright|cypress|biome)(?:\s|$)"
)
"""How a command line begins that builds, checks or tests: by a package manager, a task runner or a tool of Node."""

TARGETS = re.compile(r"\b(?:nx|turbo|lerna)\b.*?(?:\brun\b|-t\b|--targets?[= ])\s*(.*)")
LEADING = re.compile(r"^(?:(?:sudo|time|cross-env|exec|env|dotenv \S+ --|[A-Z_][A-Z0-9_]*=\S*)\s+)+")
STEP = re.compile(
    r"^(?P<indent>\s*(?:-\s+)?)[\"']?(?:run|script|before_script|after_script|command|bash)[\"']?\s*:(?:\s+(?P<given>.*))?$"
)
ELEMENT = re.compile(r"^(?P<indent>\s*)-\s+(?P<given>.*)$")
BLOCK = re.compile(r"^[|>][+-]?\d*\s*(?:#.*)?$")
QUOTED = re.compile(r"^([\"'])(.*)\1\s*(?:#.*)?$")
ALIAS = re.compile(r"^\*[\w.-]+$")
ELSEWHERE = re.compile(r"^(?:\s*(?:-\s+)?uses:\s*[\"']?(?!\./\.github/)[^\s\"']*\.ya?ml\b|include\s*:)")
"""A workflow of another repository, or files that a pipeline of GitLab includes."""


def read_toolchain(
    holders: Sequence[str], contents: Mapping[str, bytes], *, files: Collection[str], notes: list[Finding]
) -> tuple[ToolCommand, ...]:
    """The commands of the part's scripts and those above it, of its lockfile, and of the pipelines, in that order."""
    found = [one for where in holders for one in _scripts(normpath(f"{where}/package.json"), contents)]
    found += _locked(holders, files)
    for path, content in contents.items():
        if PIPELINES.match(path) or ACTIONS.match(path):
            found += _pipeline(path, content.decode("utf-8", "replace"), notes)
    return tuple(dict.fromkeys(found))


def purposes(line: str) -> tuple[Purpose, ...]:
    """What a command line is for; several where a task runner is given several targets."""
    targets = TARGETS.search(line)
    if targets is not None:
        words = [one for one in re.split(r"[\s,]+", targets.group(1)) if one and not one.startswith("-")]
        return tuple(dict.fromkeys(found for one in words if (found := _purpose(one)) is not None))
    only = _purpose(line)
    return (only,) if only is not None else ()


def _purpose(words: str) -> Purpose | None:
    return next((name for name, pattern in PURPOSES if pattern.search(words)), None)


def _scripts(path: str, contents: Mapping[str, bytes]) -> Iterator[ToolCommand]:
    """The scripts with the usual names, in the order of their purposes."""
    if path not in contents:
        return
    scripts: Mapping[str, Json] = table(read_json(contents[path]).get("scripts"))
    lines = contents[path].decode("utf-8", "replace").splitlines()
    began = next((at for at, words in enumerate(lines) if '"scripts"' in words), 0)
    for purpose, names in SCRIPTS.items():
        for name in names:
            line = scripts.get(name)
            if isinstance(line, str) and "no test specified" not in line:
                at = next((at for at in range(began, len(lines)) if f'"{name}"' in lines[at]), -1)
                yield ToolCommand(purpose=cast("Purpose", purpose), line=line, place=Place(file=path, line=at + 1))
                break


def _locked(holders: Sequence[str], files: Collection[str]) -> Iterator[ToolCommand]:
    for where in (*holders, "."):
        for name, manager in LOCKFILES.items():
            path = normpath(f"{where}/{name}")
            if path in files:
                yield ToolCommand(purpose="install", line=INSTALLS[manager], place=Place(file=path))
                return


def _pipeline(path: str, text: str, notes: list[Finding]) -> Iterator[ToolCommand]:
    if basename(path) == "Jenkinsfile":
        notes.append(_unread(path, 0, "the commands of this pipeline are not read"))
        return
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        if ELSEWHERE.match(line):
            notes.append(_unread(path, number, f"steps of a pipeline stand elsewhere: {line.strip()[:80]}"))
    for number, command in steps(lines):
        if ALIAS.match(command):
            notes.append(_unread(path, number, f"steps of a pipeline are named elsewhere: {command}"))
        for part in re.split(r"\s*(?:&&|\|\||;|\|)\s*", command):
            words = LEADING.sub("", part.strip())
            for purpose in purposes(words) if RUNNERS.match(words) else ():
                yield ToolCommand(purpose=purpose, line=words, place=Place(file=path, line=number))


def steps(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The command lines of a pipeline with their numbers: of keys like `run` and `script`, texts, blocks and lists."""
    at = 0
    while at < len(lines):
        found = STEP.match(lines[at])
        if found is None:
            at += 1
        elif found.group("given") and not BLOCK.match(found.group("given")):
            yield from ((at + 1, one) for one in _inline(found.group("given")))
            at += 1
        else:
            at = yield from _below(lines, at, len(found.group("indent")), is_block=bool(found.group("given")))


def _below(lines: Sequence[str], start: int, indent: int, *, is_block: bool) -> Generator[tuple[int, str], None, int]:
    """The lines of a block, or the elements of a list, below a key; gives the line after them."""
    at = start + 1
    waiting = ""
    first = at
    while at < len(lines):
        line = lines[at]
        depth = len(line) - len(line.lstrip())
        element = None if is_block else ELEMENT.match(line)
        if line.strip() and depth < indent + (element is None):
            break
        if element is not None and BLOCK.match(element.group("given")):
            at = yield from _below(lines, at, len(element.group("indent")) + 1, is_block=True)
            continue
        words = element.group("given") if element is not None else line.strip() if is_block else ""
        if STEP.match(line) and not is_block:
            break
        first = first if waiting else at + 1
        waiting = f"{waiting} {words}".strip() if waiting else words
        if waiting.endswith("\\"):
            waiting = waiting[:-1].strip()
        elif waiting and not waiting.startswith("#"):
            yield from ((first, one) for one in (_inline(waiting) if element is not None else [waiting]))
            waiting = ""
        else:
            waiting = ""
        at += 1
    return at


def _inline(given: str) -> list[str]:
    """A text as YAML writes it on one line, or the texts of a list in brackets."""
    words = given.strip()
    if words.startswith("["):
        return [one.strip(" '\"") for one in words.strip("[]").split(",") if one.strip(" '\"")]
    quoted = QUOTED.match(words)
    if quoted is not None:
        return [quoted.group(2)]
    return [re.sub(r"\s+#.*$", "", words)]


def _unread(path: str, line: int, message: str) -> Finding:
    return Finding(gate="survey", rule="not-resolved", message=message, file=path, line=line, severity="info")
