"""Gates on the API document: the application emits one, and it differs from the base's by what was planned."""

import functools
import hashlib
import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, cast

from podium.gates.bench import Bench
from podium.gates.change import base_tree
from podium.gates.configuration import read_json, script
from podium.gates.copies import private_copy
from podium.gates.definition import ToolGate
from podium.gates.openapi_difference import added, differences, operations, resolved, route_key
from podium.gates.prisma import provide_client
from podium.gates.typescript import exit_finding, run_build, run_script
from podium.gates.verdict import Verdict, counted, unchecked
from podium.plan.codec import decode, encode
from podium.plan.evidence import CommandEvidence, Finding
from podium.plan.survey import Survey
from podium.ports import Workspace
from podium.process import Completed

EMITTER = Path(__file__).parent / "emit_openapi.mjs"
SETUP = re.compile(
    r"export\s+(?:async\s+)?function\s+(\w+)\s*\(\s*\w+\s*:\s*(?:INestApplication|NestExpressApplication)"
)
"""A function that sets an application up, so that prefix, versions and document are the project's own."""

VALUE = re.compile(r"^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*['\"]?(.*?)['\"]?\s*$")
Document = dict[str, Any]


def has_swagger(survey: Survey) -> str:
    """Empty where the application describes itself with @nestjs/swagger."""
    return "" if "@nestjs/swagger" in survey.stack.packages else "the project does not use @nestjs/swagger"


def emitted(bench: Bench, side: Literal["base", "tip"]) -> Document | tuple[Finding, ...] | str:
    """The document of one side, kept in the cache with the evidence of the commands that made it; findings where it
    cannot be built, the reason where not emitted."""
    kept = cached_file(bench, side)
    with _turn(kept):
        ran = kept.with_suffix(".evidence")
        if kept.is_file() and ran.is_file():
            bench.evidence.extend(decode(CommandEvidence, one) for one in read_json(ran).get("commands", []))
            return read_json(kept)
        return _made(bench, side, kept)


@functools.lru_cache(maxsize=64)
def _turn(kept: Path) -> threading.Lock:
    """Held while a document is made, so that two gates that want it at once do not both make it."""
    del kept
    return threading.Lock()


def _made(bench: Bench, side: Literal["base", "tip"], kept: Path) -> Document | tuple[Finding, ...] | str:
    subject, before = bench.subject, len(bench.evidence)
    source = subject.workspace if side == "tip" else subject.base
    with private_copy(source, like=subject.workspace) as copy:
        provide_client(bench, copy)
        line = script(subject, "openapi")
        began = time.time_ns()
        done = run_script(bench, copy, line) if line else _by_ourselves(bench, copy)
        if isinstance(done, str):
            return done
        found = _written(copy.project, began)
        if found is None:
            return exit_finding(bench, done) or "the project's script wrote no document"
    ran = [encode(replace(one, note=one.note or "made the document")) for one in bench.evidence[before:]]
    _keep(kept.with_suffix(".evidence"), {"commands": ran})
    _keep(kept, found)
    return found


def _keep(file: Path, content: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(f".{time.monotonic_ns()}")
    fresh.write_text(json.dumps(content, indent=1))
    fresh.replace(file)


def cached_file(bench: Bench, side: Literal["base", "tip"]) -> Path:
    """Where the document of one side is kept, whether it is there or not."""
    subject = bench.subject
    name = subject.tree if side == "tip" else base_tree(subject)
    digest = hashlib.sha256(f"{name}:{subject.survey.project}".encode()).hexdigest()
    return subject.cache / "openapi" / f"{digest}.json"


def _by_ourselves(bench: Bench, copy: Workspace) -> Completed | str:
    """Build, and let our own script make the document in Nest's preview mode; the reason where that cannot be."""
    survey = bench.survey
    module = survey.convention("app-module")
    if module is None:
        return "no application module was found"
    built = run_build(bench, copy)
    target = built_file(copy.project, module.place.file)
    if target is None:
        return built if not built.ok else "the build left no application module in dist"
    words = ["node", str(EMITTER), str(copy.project), str(copy.project / "openapi.json"), str(target), module.value]
    for file in sorted(survey.files, key=len):
        hit = SETUP.search(bench.tip(file).decode("utf-8", "replace")) if file.endswith(".ts") else None
        setup = built_file(copy.project, file) if hit else None
        if hit and setup:
            words += [str(setup), hit.group(1)]
            break
    return bench.run(words, where=copy, environment=example_values(copy.project))


def built_file(project: Path, source: str) -> Path | None:
    """The file that the build made of a source file, the one nearest to `dist`; None where there is none."""
    name = Path(source).with_suffix(".js").name
    found = sorted((project / "dist").rglob(name), key=lambda path: len(path.parts))
    return found[0] if found else None


def example_values(project: Path) -> dict[str, str]:
    """What the project's own example of an environment says: modules may check it when they are imported."""
    lines = (project / ".env.example").read_text().splitlines() if (project / ".env.example").is_file() else []
    return {hit.group(1): hit.group(2) for line in lines if (hit := VALUE.match(line))}


def _written(project: Path, began: int) -> Document | None:
    """The document that was written into the project since then, wherever its script puts it."""
    for path in sorted((*project.glob("*.json"), *project.glob("*/*.json"), *project.glob("*/*/*.json"))):
        if "node_modules" not in path.parts and path.stat().st_mtime_ns >= began - 1_000_000_000:
            content = read_json(path)
            if "openapi" in content and "paths" in content:
                return content
    return None


def look(bench: Bench) -> Verdict:
    """The application emits a document that holds together; a kept one that is out of date is remarked on."""
    document = emitted(bench, "tip")
    if isinstance(document, str):
        return unchecked(document)
    if isinstance(document, tuple):
        return Verdict(summary="the document cannot be made", findings=document)
    findings = (*_flaws(bench, document), *_stale(bench, document))
    return Verdict(
        summary=f"{counted(len(operations(document)), 'operation')}, {counted(len(findings), 'finding')}",
        findings=findings,
        facts={"paths": list(operations(document)), "document": str(cached_file(bench, "tip"))},
    )


def _flaws(bench: Bench, document: Document) -> Iterator[Finding]:
    names: dict[str, str] = {}
    for reference in sorted(set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(document)))):
        if not resolved(document, {"$ref": reference}):
            yield bench.finding("unresolved", f"{reference} points at nothing", symbol=reference)
    for route, operation in operations(document).items():
        name = str(operation.get("operationId", ""))
        if name and name in names:
            yield bench.finding("duplicate-id", f"{name} is also {names[name]}", symbol=route, severity="medium")
        names[name] = route
        described = {one.get("name") for one in cast("list[dict[str, Any]]", operation["parameters"])}
        for parameter in sorted(set(re.findall(r"\{(\w+)\}", route)) - described):
            yield bench.finding(
                "undescribed", f"parameter {parameter} is not described", symbol=route, severity="medium"
            )
        if not any(str(status).startswith(("2", "3", "d")) for status in operation.get("responses", {})):
            yield bench.finding("no-success", "no successful answer is described", symbol=route, severity="low")


def _stale(bench: Bench, document: Document) -> Iterator[Finding]:
    for file in bench.survey.files:
        if re.search(r"(^|/)(openapi|swagger)[\w.-]*\.json$", file):
            committed = read_json(bench.subject.workspace.root / file)
            if "openapi" in committed and committed.get("paths") != document.get("paths"):
                yield bench.finding("stale", "is not what the application emits now", file=file, severity="low")


def look_at_difference(bench: Bench) -> Verdict:
    """Nothing breaks a client; the operations that the parameters name are there, and nothing else is new."""
    base, tip = emitted(bench, "base"), emitted(bench, "tip")
    if isinstance(tip, tuple) and isinstance(base, dict):
        return Verdict(summary="the document cannot be made", findings=tip)
    if not isinstance(base, dict) or not isinstance(tip, dict):
        why = next((one for one in (base, tip) if isinstance(one, str)), "the base's document cannot be made")
        return unchecked(why)
    found = differences(base, tip)
    wanted = {str(one) for one in bench.names("breaking")}
    findings = [
        bench.finding("breaking", f"{one.where}: {one.message}".lstrip(": "), symbol=one.operation)
        for one in found
        if one.is_breaking and not {one.operation, one.message, f"{one.operation} {one.where}: {one.message}"} & wanted
    ]
    new = added(base, tip)
    if bench.parameter("added") is not None:
        expected = {route_key(one) for one in bench.names("added")}
        findings += [
            bench.finding("not-added", "was to be added and is not", symbol=one)
            for one in sorted(expected - operations(tip).keys())
        ]
        findings += [
            bench.finding("unplanned", "was added and not planned", symbol=one) for one in sorted(set(new) - expected)
        ]
    changed = [f"{one.operation} {one.where}: {one.message}" for one in found if not one.is_breaking]
    return Verdict(
        summary=f"{counted(len(new), 'addition')}, {counted(len(found) - len(changed), 'breaking change')}",
        findings=tuple(findings),
        facts={
            "added": list(new),
            "changed": changed,
            "breaking": [f"{one.operation} {one.where}: {one.message}" for one in found if one.is_breaking],
        },
    )


GATES = (
    ToolGate(id="openapi", title="the API document can be made", look=look, suits=has_swagger, cost="dear"),
    ToolGate(
        id="openapi-diff",
        title="the API changes as planned",
        look=look_at_difference,
        suits=has_swagger,
        cost="dear",
        compares=True,
    ),
)
