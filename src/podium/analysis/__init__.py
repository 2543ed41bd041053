"""A request understood in a repository, without a model: the same request, survey and rules give the same analysis."""

from collections.abc import Sequence
from dataclasses import replace

from podium.analysis.classify import Classification, classify
from podium.analysis.clauses import Part, named, split
from podium.analysis.criteria import criteria, layers
from podium.analysis.cursor import is_content
from podium.analysis.defaults import Silence
from podium.analysis.impact import affected
from podium.analysis.questions import ask, assume, packages, vague
from podium.analysis.reader import Reader
from podium.analysis.reading import LONGEST, read
from podium.analysis.readings import numbered, unread
from podium.analysis.remarks import remarks
from podium.analysis.requirements import gathered, habits, requirements
from podium.analysis.settle import resource, settle
from podium.analysis.vocabulary import vocabulary
from podium.analysis.wordings import plain
from podium.analysis.words import Token, scan
from podium.plan.analysis import Analysis, DetectedType, Reading, Resource, TaskType
from podium.plan.request import Request
from podium.plan.rules import Rules
from podium.plan.survey import Survey
from podium.plan.topics import asked
from podium.survey.likely import Likely

__all__ = ["analyse"]


def analyse(request: Request, survey: Survey, rules: Rules, *, likely: Sequence[Likely] = ()) -> Analysis:
    """What the request means in the surveyed repository; `likely` are its files, the likeliest to be touched first.

    Every content word lies in the span of a reading or in an unread piece of its clause. A request that is none of a
    backend has `is_backend` false, a reason, and nothing else.
    """
    kind = classify(request.text, survey)
    tokens = plain(scan(request.text))
    parts = split(request.text, tokens)
    reader, silence = _read(request.text, tokens, parts, survey, readable=kind.readable)
    drafts = settle(reader, silence)
    if drafts:
        drafts[0].notes.extend(reader.remarks)
    if not kind.is_backend and not drafts:
        return Analysis(request=request.text, is_backend=False, reason=kind.reason)
    clauses = named(request.text, tokens, parts)
    ids, readings = numbered(reader, drafts, clauses)
    left = unread(reader, list(ids), clauses)
    resources = tuple(resource(reader, draft, ids) for draft in drafts)
    types = _types(kind, resources, _quotes(request.text, readings))
    wanted = requirements(reader, drafts, readings, ids, unread=left, clauses=clauses)
    wanted = gathered(wanted, clauses, request.text)
    analysis = Analysis(
        request=request.text,
        is_backend=True,
        intent="add" if resources and kind.intent != "improve" else kind.intent,
        types=types,
        clauses=clauses,
        readings=readings,
        unread=left,
        requirements=(*wanted, *habits(survey, drafts, number=len(wanted) + 1)),
        resources=resources,
        affected=affected(request.text, _said(tokens), resources, survey, likely=likely),
        packages=packages({one.type for one in types}, survey),
        assumptions=assume(reader, drafts, silence, survey),
        questions=ask(reader, drafts),
        notes=(f"resources were looked for in the first {LONGEST:,} characters",)
        if len(request.text) > LONGEST
        else (),
    )
    analysis = replace(analysis, layers=layers(analysis, rules))
    analysis = replace(analysis, questions=(*analysis.questions, *vague(analysis, survey)))
    analysis = replace(analysis, questions=(*analysis.questions, *asked(analysis, rules)))
    return replace(analysis, criteria=criteria(analysis, survey, rules, reviews=kind.reviews))


def _read(
    text: str, tokens: tuple[Token, ...], parts: tuple[Part, ...], survey: Survey, *, readable: bool
) -> tuple[Reader, Silence]:
    silence = Silence(survey=survey)
    known = vocabulary(survey)
    if not readable:
        return Reader(text=text, tokens=tokens, parts=parts, vocabulary=known, remarks=remarks(parts)), silence
    return read(text, tokens, parts, known), silence


def _said(tokens: tuple[Token, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(token.word for token in tokens if is_content(token)))


def _quotes(text: str, readings: tuple[Reading, ...]) -> tuple[str, ...]:
    """The words of the first readings that say what can be done."""
    said = [one.spans[0].of(text) for one in readings if one.kind in {"operation", "filter", "ordering", "pagination"}]
    return tuple(dict.fromkeys(" ".join(one.split()) for one in said))[:3]


def _types(kind: Classification, resources: tuple[Resource, ...], quotes: tuple[str, ...]) -> tuple[DetectedType, ...]:
    """The types by words, with those first that the resources show."""
    shown: dict[TaskType, tuple[str, ...]] = {}
    routes = [one.name for one in resources if one.operations or one.fields]
    if routes:
        shown["new_api_endpoint"] = quotes or tuple(f"operations of {name}" for name in routes)
    columns = [one for one in resources if one.fields or not one.existing]
    if columns:
        shown["database_change"] = tuple(
            f"new columns of {one.existing}" if one.existing else f"no model {one.name} in the schema"
            for one in columns
        )
    found = [DetectedType(type=name, confidence=0.95, cues=said) for name, said in shown.items()]
    least = {"bug_fix": 2.0, "documentation": 0.9, "refactoring": 0.9}
    rest = [
        one for one in kind.types if one.type not in shown and (not shown or one.confidence >= least.get(one.type, 0.7))
    ]
    return tuple((*found, *rest)[:3])
