"""Gates by the project's own compiler and build, and what keeps tools from speaking."""

import re
from collections.abc import Iterator

from podium.gates.bench import Bench
from podium.gates.configuration import call, script, without
from podium.gates.copies import judged_by_base
from podium.gates.definition import ToolGate
from podium.gates.prisma import provide_client
from podium.gates.syntax import is_code, is_test
from podium.gates.verdict import EXIT_CODE, Verdict, counted, unchecked
from podium.plan.evidence import Finding
from podium.plan.survey import Survey
from podium.ports import Workspace
from podium.process import Completed
from podium.toolchain import search_path, tool

COMPILER_LINE = re.compile(
    r"^(?P<file>[^\s(:][^(:]*?)(?:\((?P<line>\d+),\d+\)|:(?P<line2>\d+):\d+)(?::| -)"
    r" error (?P<rule>TS\d+): (?P<text>.*)$"
    r"|^error (?P<rule2>TS\d+): (?P<text2>.*)$",
    re.MULTILINE,
)
UNCACHED = {"NX_SKIP_NX_CACHE": "true", "TURBO_FORCE": "true"}
"""Makes task runners do the work again instead of telling what they remember."""

SUPPRESSIONS = re.compile(
    r"@ts-(?:ignore|nocheck|expect-error)|(?:eslint|oxlint)-disable(?:-next-line|-line)?\b[^*\n]*"
)
"""Comments that keep a tool from speaking."""


def types(bench: Bench) -> Verdict:
    """`tsc --noEmit` over the project's own tsconfig, spec files as it has them; new silencing comments count."""
    with judged_by_base(bench.subject) as where:
        given = call(bench.subject, "types", ("tsc",))
        words = without(given.words, flags=("--noEmit", "--watch", "-w")) if given else ()
        if not (where.project / "tsconfig.json").is_file():
            return unchecked("there is no tsconfig.json")
        if not {"-p", "--project", "-b", "--build"} & set(words):
            words = (*words, "-p", "tsconfig.json")
        provide_client(bench, where)
        state = where.home / f"{bench.gate}.tsbuildinfo"
        state.unlink(missing_ok=True)
        afresh = ("--force",) if {"-b", "--build"} & set(words) else ("--incremental", "--tsBuildInfoFile", str(state))
        program = tool(where.project, "typescript", "tsc")
        done = bench.run((*program, *words, "--noEmit", "--pretty", "false", *afresh), where=where)
        state.unlink(missing_ok=True)
        findings = (*compiler_findings(bench, where, done), *suppressions(bench, "@ts-"))
    return Verdict(summary=counted(len(findings), "error"), findings=findings)


def build(bench: Bench) -> Verdict:
    """The project's build script, by its tool; errors of the compiler are told apart, others are an exit code."""
    line = script(bench.subject, "build")
    if not line:
        return unchecked("package.json has no build script")
    with judged_by_base(bench.subject) as where:
        provide_client(bench, where)
        done = run_build(bench, where)
        findings = compiler_findings(bench, where, done)
    return Verdict(summary="the project builds" if done.ok else "the build fails", findings=findings)


def run_build(bench: Bench, where: Workspace) -> Completed:
    """Build the project in a workspace: `nest` and `tsc` directly, another tool by the package manager's own words."""
    for program, package in (("nest", "@nestjs/cli"), ("tsc", "typescript")):
        given = call(bench.subject, "build", (program,))
        if given is not None:
            words = without(given.words, flags=("--watch", "-w"))
            return bench.run((*tool(where.project, package, program), *words), where=where, environment=given.variables)
    return run_script(bench, where, script(bench.subject, "build"))


def compiler_findings(bench: Bench, where: Workspace, done: Completed) -> tuple[Finding, ...]:
    """A finding for each error that the TypeScript compiler printed; else one for the exit code, if it is not 0."""
    found: list[Finding] = []
    for hit in COMPILER_LINE.finditer(bench.said(done)):
        file = bench.path(hit["file"], where) if hit["file"] else ""
        message = bench.plain(hit["text"] or hit["text2"], where)
        line = int(hit["line"] or hit["line2"] or 0)
        found.append(bench.finding(hit["rule"] or hit["rule2"], message, file=file, line=line))
    return tuple(found) or exit_finding(bench, done)


def exit_finding(bench: Bench, done: Completed) -> tuple[Finding, ...]:
    """A finding for an exit code other than 0, where nothing else is known; the last line is the hint."""
    if done.ok or done.timed_out:
        return ()
    words = bench.said(done).strip().splitlines()
    hint = words[-1][:200] if words else ""
    return (bench.finding(EXIT_CODE, f"ended with exit code {done.code}", hint=hint),)


def suppressions(bench: Bench, kind: str) -> Iterator[Finding]:
    """Every comment that silences a tool; those of the base are known by comparison."""
    for path in bench.survey.files or bench.changed:
        if not is_code(path) or path.endswith(".d.ts") or "generated/" in path:
            continue
        for number, line in enumerate(bench.tip(path).decode("utf-8", "replace").splitlines(), 1):
            hit = SUPPRESSIONS.search(line)
            if hit is not None and kind in hit.group(0):
                asks = is_test(path) and "expect-error" in hit.group(0)
                message = f"{hit.group(0).strip()} keeps the tool from speaking"
                yield bench.finding("silenced", message, file=path, line=number, severity="low" if asks else "medium")


def run_script(bench: Bench, where: Workspace, line: str) -> Completed:
    """Run a script's command line as a package manager would: by the shell, with the project's programs on the PATH."""
    variables = {**UNCACHED, "PATH": search_path(where.project, first=True)}
    return bench.run(("sh", "-c", line), where=where, environment=variables)


def has_typescript(survey: Survey) -> str:
    """Empty where the project is written in TypeScript."""
    return "" if "typescript" in survey.stack.packages else "typescript is not among the project's packages"


GATES = (
    ToolGate(id="types", title="the compiler finds no new error", look=types, suits=has_typescript),
    ToolGate(id="build", title="the project builds", look=build),
)
