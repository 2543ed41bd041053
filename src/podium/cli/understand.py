"""`podium analyze`, `podium plan`, `podium check` and `podium diff`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from podium.cli.options import json_option, repository_options, request_arguments, runner_option, words
from podium.cli.output import give, give_json, say
from podium.errors import RequestError

if TYPE_CHECKING:
    from podium.plan.plan import Plan

NOT_BACKEND = 4
DIFFERENT = 1


@click.command("analyze")
@request_arguments
@repository_options
@json_option
def analyze_command(text: tuple[str, ...], file: Path | None, repo: Path, project: str, as_json: bool) -> int:
    """Say what a request means in a repository: types, requirements, what is affected, what is open."""
    from podium.report.json_forms import analysis_json
    from podium.report.understood import analysis_markdown
    from podium.service.site import open_site
    from podium.service.understanding import analyse

    found = analyse(open_site(repo, project=project), words(text, file))
    name_dirty(found.dirty)
    give((analysis_json if as_json else analysis_markdown)(found.analysis, found.survey))
    return 0 if found.analysis.is_backend else NOT_BACKEND


@click.command("plan")
@request_arguments
@repository_options
@json_option
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write to a file: .json, .mmd (Mermaid), .html (a page with the graph), else Markdown.",
)
@runner_option
@click.option("--draft-with", default="", metavar="RUNNER", help="Let a runner draft it; the rules have the last word.")
def plan_command(text: tuple[str, ...], file: Path | None, repo: Path, project: str, **options: Any) -> int:
    """Draw up the plan for a request: Markdown, or JSON that `podium run` takes."""
    output: Path | None = options["output"]
    from podium.service.site import open_site
    from podium.service.understanding import analyse, plan_for

    site = open_site(repo, project=project, runners=options["runners"])
    found = analyse(site, words(text, file))
    if not found.analysis.is_backend:
        return refuse(found.analysis.reason)
    name_dirty(found.dirty)
    plan = plan_for(site, found, draft_with=options["draft_with"])
    rendered = render(plan, ".json" if options["as_json"] else output.suffix if output else "")
    if output is None:
        give(rendered)
    else:
        write(output, rendered)
    return 0


def render(plan: "Plan", form: str) -> str:
    """The plan in the form of a file's ending: `.json`, `.mmd`, `.html`, and Markdown for any other."""
    if form == ".json":
        from podium.report.json_forms import plan_json as rendered
    elif form == ".mmd":
        from podium.report.drawing import mermaid as rendered
    elif form == ".html":
        from podium.report.page import plan_html as rendered
    else:
        from podium.report.planned import plan_markdown as rendered
    return rendered(plan)


def write(file: Path, text: str) -> None:
    """Write a file for the user. Raises `RequestError` where it cannot be written."""
    try:
        file.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    except OSError as error:
        raise RequestError(f"{file} cannot be written: {error.strerror}", hint="give another file") from error
    say(f"written to {file}")


@click.command("check")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of plan files instead.")
@repository_options
@json_option
def check_command(file: Path | None, schema: bool, repo: Path, project: str, as_json: bool) -> int:
    """Check a plan file against every rule; every problem is named at once, with its place or its task."""
    from podium.service.site import rules_for
    from podium.service.understanding import problems_of, read_plan, schema_text

    if schema:
        give(schema_text())
        return 0
    if file is None:
        raise RequestError("no plan file is given", hint="podium check PLAN.json")
    rules = rules_for(repo)
    plan = read_plan(words((), file), rules)
    if project and plan.header.project.strip("/") != project.strip("/"):
        there = plan.header.project or "the whole repository"
        raise RequestError(f"the plan is for {there}, not for {project}", hint="leave --project out, or plan for it")
    warnings = [problem for problem in problems_of(plan, rules) if problem.severity == "warning"]
    if as_json:
        give_json({"file": str(file), "tasks": len(plan.tasks), "warnings": [one.message for one in warnings]})
        return 0
    for problem in warnings:
        say(f"warning: {problem.id}: {problem.message}")
    give(f"{file}: a plan of {len(plan.tasks)} tasks that may be run")
    return 0


@click.command("diff")
@click.argument("one", metavar="A", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("other", metavar="B", type=click.Path(dir_okay=False, path_type=Path))
@json_option
def diff_command(one: Path, other: Path, as_json: bool) -> int:
    """Say what tells two plan files apart, task by task; exit code 0 where they are equal, 1 where they differ."""
    from podium.plan.difference import difference
    from podium.report.differing import difference_json, difference_markdown
    from podium.service.understanding import decode_plan

    found = difference(*(decode_plan(words((), file), str(file)) for file in (one, other)))
    give(difference_json(found) if as_json else difference_markdown(found))
    return 0 if found.is_empty else DIFFERENT


def name_dirty(dirty: tuple[str, ...]) -> None:
    """Say which uncommitted files are left out, at most five by name."""
    if dirty:
        more = f" and {len(dirty) - 5} more" if len(dirty) > 5 else ""
        say(f"note: uncommitted changes are left out: {', '.join(dirty[:5])}{more}")


def refuse(reason: str) -> int:
    """Say that the request is not for a backend, and return the exit code for that."""
    say(f"podium: this is not a backend request: {reason}")
    say("hint: Podium plans and carries out work on NestJS back ends; say what the back end should do")
    return NOT_BACKEND
