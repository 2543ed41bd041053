"""Gates by the project's Prisma: the schema is valid, formatted, and its client can be generated."""

import hashlib
import re
import threading
from dataclasses import replace
from pathlib import Path

from podium.errors import ToolMissing
from podium.gates.bench import Bench
from podium.gates.definition import ToolGate
from podium.gates.verdict import EXIT_CODE, Verdict, counted, unchecked
from podium.plan.evidence import Finding
from podium.plan.survey import Survey
from podium.ports import Workspace
from podium.process import Completed
from podium.toolchain import Prisma, prisma, prisma_engine

ERROR = re.compile(r"error: (?P<text>[^\n]+)(?:\n\s*-->\s+(?P<file>\S+?):(?P<line>\d+))?")
NO_CHECK = "unknown or unexpected option: --check"
"""What a release says that can format a schema, and cannot tell whether it is formatted."""

READING = 120.0
"""Seconds within which Prisma's configuration must have been read."""

GENERATING = threading.Lock()
"""Held while a client is generated: two gates of one workspace may want it at once."""


def has_schema(survey: Survey) -> str:
    """Empty where the project has a Prisma schema."""
    return "" if survey.schema.files else "the project has no Prisma schema"


def prisma_of(bench: Bench, where: Workspace) -> Prisma:
    """The project's Prisma in a workspace, with the engine that fits it; the gate's deadline counts from here on."""
    setting = bench.setting(where)
    engine = prisma_engine(where.project, cache=bench.subject.cache)
    found = prisma(where.project, engine=engine, setting=replace(setting, deadline=READING))
    return replace(found, setting=setting)


def provide_client(bench: Bench, where: Workspace) -> None:
    """Generate the client unless the one that is there was made from this very schema and not touched since."""
    if has_schema(bench.survey):
        return
    with GENERATING:
        try:
            project = prisma_of(bench, where)
        except ToolMissing:
            return
        stamp = where.project / "node_modules" / ".podium" / "client"
        if stamp.is_file() and stamp.read_text() == _client_digest(bench, where, project):
            return
        if bench.keep(project.generate(), words=("prisma", "generate"), note=project.engine.kind).ok:
            stamp.parent.mkdir(parents=True, exist_ok=True)
            stamp.unlink(missing_ok=True)
            stamp.write_text(_client_digest(bench, where, project))


def validate(bench: Bench) -> Verdict:
    """`prisma validate`."""
    project = prisma_of(bench, bench.subject.workspace)
    return _verdict(bench, project, project.validate(), "validate")


def check_format(bench: Bench) -> Verdict:
    """`prisma format --check`."""
    project = prisma_of(bench, bench.subject.workspace)
    done = bench.keep(project.check_format(), words=("prisma", "format", "--check"), note=project.engine.kind)
    files = bench.survey.schema.files
    if NO_CHECK in done.talk:
        return unchecked(f"Prisma {project.version} cannot say whether a schema is formatted")
    found = tuple(
        bench.finding("not-formatted", "prisma format would change the schema", file=file) for file in files[:1]
    )
    return Verdict(
        summary="the schema is formatted" if done.ok else "the schema is not formatted",
        findings=() if done.ok else schema_errors(bench, project, done) if "error:" in done.talk else found,
        facts={"engine": f"{project.engine.kind} {project.engine.version}".strip()},
    )


def generate(bench: Bench) -> Verdict:
    """`prisma generate`, always anew."""
    project = prisma_of(bench, bench.subject.workspace)
    with GENERATING:
        return _verdict(bench, project, project.generate(), "generate")


def schema_errors(bench: Bench, project: Prisma, done: Completed) -> tuple[Finding, ...]:
    """A finding for each error that Prisma printed, else one for its exit code; none where it succeeded."""
    if done.ok or done.timed_out:
        return ()
    where = bench.subject.workspace
    found = [
        bench.finding(
            "invalid",
            hit["text"].strip(),
            file=bench.path(hit["file"], where, cwd=project.root) if hit["file"] else "",
            line=int(hit["line"] or 0),
        )
        for hit in ERROR.finditer(bench.said(done))
    ]
    words = done.talk.strip().splitlines()
    code = bench.finding(EXIT_CODE, f"prisma ended with exit code {done.code}", hint=words[-1][:200] if words else "")
    return tuple(found) or (code,)


def _verdict(bench: Bench, project: Prisma, done: Completed, verb: str) -> Verdict:
    bench.keep(done, words=("prisma", verb), note=project.engine.kind)
    findings = schema_errors(bench, project, done)
    return Verdict(
        summary=f"prisma {verb}: {counted(len(findings), 'error')}",
        findings=findings,
        facts={"engine": f"{project.engine.kind} {project.engine.version}".strip()},
    )


def _client_digest(bench: Bench, where: Workspace, project: Prisma) -> str:
    """Over the schema, Prisma's version and the generated client itself."""
    found = hashlib.sha256(project.version.encode())
    output = bench.survey.schema.client_output
    folder = project.schema if project.schema.is_dir() else project.schema.parent
    places = (where.root / output, folder / output) if output else ()
    default = where.project / "node_modules" / ".prisma" / "client"
    made = next((one for one in places if one.is_dir()), default)
    for path in (*_files(project.schema), *_files(made)):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest() if made.is_dir() else ""


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())


GATES = (
    ToolGate(id="prisma-validate", title="the schema is valid", look=validate, suits=has_schema),
    ToolGate(id="prisma-format", title="the schema is formatted", look=check_format, suits=has_schema),
    ToolGate(id="prisma-generate", title="the client can be generated", look=generate, suits=has_schema),
)
