"""Gates by the project's own linter and formatter."""

import json
import re
from typing import Any, cast

from podium.gates.bench import Bench
from podium.gates.configuration import Call, call, packages, without
from podium.gates.copies import judged_by_base
from podium.gates.definition import ToolGate
from podium.gates.prisma import provide_client
from podium.gates.typescript import exit_finding, suppressions
from podium.gates.verdict import Verdict, counted, unchecked
from podium.plan.evidence import Finding
from podium.plan.globs import matches
from podium.ports import Workspace
from podium.process import Completed
from podium.toolchain import tool

FORMATTED = re.compile(r"\.([cm]?[jt]sx?|json|md|ya?ml|graphql|css|html)$")
"""Endings of files that prettier formats."""


def lint(bench: Bench) -> Verdict:
    """oxlint or eslint as the project's lint script runs it; warnings count where the script denies them."""
    given = call(bench.subject, "lint", ("oxlint", "eslint"))
    installed = packages(bench.subject)
    program = given.program if given else next((one for one in ("oxlint", "eslint") if one in installed), "")
    if not program:
        return unchecked("the project has neither oxlint nor eslint")
    with judged_by_base(bench.subject) as where:
        provide_client(bench, where)
        words = _lint_words(program, given)
        done = bench.run((*tool(where.project, program), *words), where=where)
        strict = {"--deny-warnings", "--max-warnings=0"} & set(words) or "--max-warnings" in words
        read = _oxlint if program == "oxlint" else _eslint
        found = read(bench, where, done, "medium" if strict else "low")
    if found is None:
        return Verdict(summary=f"{program} failed", findings=exit_finding(bench, done))
    findings = (*found, *suppressions(bench, "lint-disable"))
    return Verdict(summary=f"{program}: {counted(len(findings), 'finding')}", findings=findings)


def _lint_words(program: str, given: Call | None) -> tuple[str, ...]:
    flags = ("--fix", "--fix-suggestions", "--fix-dangerously", "--cache", "--quiet", "--silent")
    words = (
        without(given.words, flags=flags, valued=("--format", "-f", "--output-file", "-o", "--cache-location"))
        if given
        else ()
    )
    places = any(not word.startswith("-") for word in words)
    form = ("--format", "json") if program == "oxlint" else ("-f", "json")
    return (*words, *form, *(() if places else (".",)))


def _oxlint(bench: Bench, where: Workspace, done: Completed, warning: str) -> tuple[Finding, ...] | None:
    content = _json(done.text)
    if not isinstance(content, dict):
        return None
    found: list[Finding] = []
    diagnostics: Any = cast("dict[str, Any]", content).get("diagnostics", [])
    for one in cast("list[dict[str, Any]]", diagnostics):
        labels = cast("list[dict[str, dict[str, Any]]]", one.get("labels", []))
        severity = "high" if one.get("severity") == "error" else warning
        file = bench.path(str(one.get("filename", "")), where)
        rule = re.sub(r"^.*\((.*)\)$", r"\1", str(one.get("code", "")))
        message = bench.plain(str(one.get("message", "")), where)
        found.append(
            bench.finding(
                rule, message, file=file, line=int(labels[0]["span"].get("line", 0)) if labels else 0, severity=severity
            )
        )
    return tuple(found)


def _eslint(bench: Bench, where: Workspace, done: Completed, warning: str) -> tuple[Finding, ...] | None:
    content = _json(done.text)
    if not isinstance(content, list):
        return None
    found: list[Finding] = []
    for entry in cast("list[dict[str, Any]]", content):
        file = bench.path(str(entry.get("filePath", "")), where)
        for one in cast("list[dict[str, Any]]", entry.get("messages", [])):
            severity = "high" if one.get("severity") == 2 else warning
            rule, message = str(one.get("ruleId") or "parse"), bench.plain(str(one.get("message", "")), where)
            found.append(bench.finding(rule, message, file=file, line=int(one.get("line") or 0), severity=severity))
    return tuple(found)


def _json(text: str) -> Any:
    start = min((at for at in (text.find("{"), text.find("[")) if at >= 0), default=0)
    try:
        return json.loads(text[start:])
    except json.JSONDecodeError:
        return None


def formatting(bench: Bench) -> Verdict:
    """prettier over the changed files that its script covers; a file that was unformatted on the base is known."""
    if "prettier" not in packages(bench.subject):
        return unchecked("the project does not use prettier")
    with judged_by_base(bench.subject) as where:
        files = [path for path in bench.changed if _is_formatted(bench, where, path)]
        if not files:
            return Verdict(summary="no changed file is prettier's")
        program = tool(where.project, "prettier")
        red = _unformatted(bench, where, program, files)
    before = [path for path in red if bench.base(path)]
    known = set(_unformatted(bench, bench.subject.base, program, before)) if before else set[str]()
    found = {path: bench.finding("not-formatted", "prettier would change this file", file=path) for path in red}
    return Verdict(
        summary=f"{counted(len(red), 'unformatted file')} of {len(files)}",
        findings=tuple(found[path] for path in red if path not in known),
        known=tuple(found[path] for path in red if path in known),
    )


def _is_formatted(bench: Bench, where: Workspace, path: str) -> bool:
    """Whether the script's own globs name the file; a script without globs names all."""
    if not FORMATTED.search(path) or not (where.root / path).is_file():
        return False
    project = where.project.relative_to(where.root).as_posix()
    inside = path.removeprefix(f"{project}/") if project != "." else path
    given = call(bench.subject, "format", ("prettier",))
    globs = [word.removeprefix("./") for word in given.words if not word.startswith("-")] if given else []
    wanted = [glob for glob in globs if not glob.startswith("!") and glob not in {"", "."}]
    refused = [glob[1:] for glob in globs if glob.startswith("!")]
    return not _named(refused, inside) and (not wanted or _named(wanted, inside))


def _named(globs: list[str], path: str) -> bool:
    """Whether a glob matches the path, or names a folder that holds it."""
    return any(matches(glob, path) or path.startswith(f"{glob.rstrip('/')}/") for glob in globs)


def _unformatted(bench: Bench, where: Workspace, program: tuple[str, ...], files: list[str]) -> list[str]:
    done = bench.run((*program, "--list-different", "--ignore-unknown", *files), where=where, cwd=where.root)
    listed = {line.strip() for line in done.text.splitlines()}
    failed = {hit.group(1) for hit in re.finditer(r"^\[error\] ([^:\n]+):", done.talk, re.MULTILINE)}
    return [path for path in files if path in listed | failed]


GATES = (
    ToolGate(id="lint", title="the linter finds nothing new", look=lint),
    ToolGate(id="format", title="changed files are formatted", look=formatting, compares=True),
)
