"""From words to a plan: survey, analysis, offers, plan, and the check of plan files."""

import json
from dataclasses import dataclass

from podium.errors import BrokenMachinery, PlanError
from podium.plan.analysis import Analysis
from podium.plan.codec import DecodeError, load
from podium.plan.lines import Lines
from podium.plan.plan import Plan
from podium.plan.request import Request
from podium.plan.rules import Rules
from podium.plan.survey import Survey
from podium.plan.validate import Problem
from podium.process import beside
from podium.service.choosing import chosen, told
from podium.service.history import history_of
from podium.service.site import Site

MOST_CHARACTERS = 10_000_000
"""Of a plan file: twice as many as a plan of a thousand tasks has."""


@dataclass(frozen=True, kw_only=True)
class Understanding:
    """A request understood on a survey; `dirty` names files whose uncommitted changes are not part of it."""

    request: Request
    survey: Survey
    analysis: Analysis
    dirty: tuple[str, ...]


def analyse(site: Site, text: str, *, revision: str = "HEAD") -> Understanding:
    """Survey the repository at a revision and say what the request means there.

    Raises `RequestError`, `RepositoryError`, `ProjectError`. A request that is not for a backend is no error:
    `analysis.is_backend` is false and `analysis.reason` says why.
    """
    from podium.analysis import analyse as understand
    from podium.request import read_request
    from podium.survey.likely import likely_files

    request = read_request(text)
    dirty = beside(site.repository.dirty)
    survey = survey_of(site, revision=revision)
    cache = site.configuration.cache_home / "survey"
    likely = likely_files(site.repository, survey, request.text, cache=cache)
    analysis = understand(request, survey, site.rules, likely=likely)
    return Understanding(request=request, survey=survey, analysis=analysis, dirty=dirty())


def survey_of(site: Site, *, revision: str = "HEAD") -> Survey:
    """The survey of the site's repository at a revision, from the cache where it can be."""
    from podium.survey import survey

    cache = site.configuration.cache_home / "survey"
    return survey(site.repository.path, revision=revision, project=site.project, cache=cache)


def plan_for(site: Site, understanding: Understanding, *, draft_with: str = "") -> Plan:
    """The plan of an understood request; with a runner's name as that runner drafts it, if the rules let it stand.

    Raises `BrokenMachinery` where the rule-made plan breaks a rule of its own: such a plan is never shown.
    """
    from podium.plan.decompose import PlanInputs, make_plan
    from podium.recipes import families

    who = chosen(site)
    offers = tuple(
        offer
        for family in families(site.repository.path)
        for offer in family.offer(understanding.analysis, understanding.survey)
    )
    plan = make_plan(
        PlanInputs(
            request=understanding.request,
            survey=understanding.survey,
            analysis=understanding.analysis,
            rules=site.rules,
            offers=offers,
            configuration=site.configuration.decisive_digest,
            runners=who.names,
            history=history_of(site),
            workers=site.configuration.workers,
        )
    )
    plan = told(plan, who)
    errors = [problem for problem in problems_of(plan, site.rules) if problem.severity == "error"]
    if errors:
        raise BrokenMachinery("the plan breaks its own rules: " + "; ".join(error.message for error in errors))
    if draft_with:
        from podium.service.drafting import with_draft

        return with_draft(plan, understanding.survey, site, draft_with)
    return plan


def read_plan(text: str, rules: Rules) -> Plan:
    """The plan in a JSON text, decoded and checked.

    Raises `PlanError` with every problem at once: what does not decode with its line and path, or each rule that
    does not hold with the line of the task that breaks it.
    """
    plan = decode_plan(text)
    errors = [problem for problem in problems_of(plan, rules) if problem.severity == "error"]
    if errors:
        at = Lines(text)
        places = {task.id: at.line(f"tasks[{number}]") for number, task in reversed([*enumerate(plan.tasks)])}
        lines = tuple(_sentence(problem, places.get(problem.task, 0)) for problem in errors)
        raise PlanError("the plan breaks rules", problems=lines, hint="mend the plan file, then `podium check` it")
    return plan


def decode_plan(text: str, name: str = "the plan file") -> Plan:
    """The plan in a JSON text, decoded and no more. Raises `PlanError` with every problem, its line and its path."""
    if len(text) > MOST_CHARACTERS:
        raise PlanError(f"{name} has {len(text):,} characters", hint=f"a plan has at most {MOST_CHARACTERS:,}")
    text = text.removeprefix("\ufeff")
    try:
        plan = load(Plan, text)
        twice = tuple((path, "is given twice") for path in Lines(text).twice())
        if twice:
            raise DecodeError(twice)
        return plan
    except DecodeError as error:
        lines = Lines(text)
        problems = tuple(f"{lines.place(path)}{sentence}" for path, sentence in error.problems)
        raise PlanError(f"{name} does not decode", problems=problems, hint="`podium check --schema`") from error


def schema_text() -> str:
    """The JSON Schema of plan files."""
    from podium.plan.schema import plan_schema

    return json.dumps(plan_schema(), ensure_ascii=False, indent=2) + "\n"


def problems_of(plan: Plan, rules: Rules) -> tuple[Problem, ...]:
    """Every rule that the plan breaks, errors and warnings."""
    from podium.gates.ids import ORDER
    from podium.plan.validate import check

    return check(plan, rules, gates=ORDER)


def _sentence(problem: Problem, line: int) -> str:
    where = f"line {line}, {problem.task}: " if line else f"{problem.task}: " if problem.task else ""
    return f"{problem.id}: {where}{problem.message}{f' ({problem.hint})' if problem.hint else ''}"
