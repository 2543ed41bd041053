"""An analysis in Markdown: what is asked, what it touches, which layers and criteria, what is assumed and open."""

from podium.plan.analysis import Analysis, DetectedType, Requirement
from podium.plan.facts import headline
from podium.plan.survey import Survey
from podium.report.writing import bullets, code, listed, paragraphs, plain, quote, table

CRITERIA = {"several_agents": "several agents", "security_review": "security review"}
CRITERIA |= {"performance_review": "performance review"}


def analysis_markdown(analysis: Analysis, survey: Survey) -> str:
    """The analysis by itself, with the repository that it was made on."""
    stack = survey.stack
    counts = f"{len(survey.files)} files, {len(survey.schema.models)} models, {len(survey.routes)} routes"
    names = (stack.framework, stack.framework_version, stack.orm, stack.orm_version, stack.database, stack.test_runner)
    told = listed(code(one) for one in (" ".join(name for name in names if name),) if one)
    where = f"{code(survey.repository)} at {code(survey.revision[:12])} · {counts} · {told}"
    title = f"# {plain(headline(analysis.request))}"
    if not analysis.is_backend:
        return paragraphs(title, where, quote(analysis.request), f"**Not a backend request**: {plain(analysis.reason)}")
    found = [f"{plain(str(one))}" for one in survey.findings[:10]]
    more = f"**Not understood in the repository**\n\n{bullets(found)}" if found else ""
    return paragraphs(title, where, quote(analysis.request), "## Task Analysis", analysis_section(analysis), more)


def analysis_section(analysis: Analysis) -> str:
    """The body of the section "Task Analysis"."""
    return paragraphs(
        _asked(analysis),
        _requirements(analysis),
        _resources(analysis),
        _affected(analysis),
        _decided(analysis),
        _open(analysis),
    )


def _asked(analysis: Analysis) -> str:
    types = " + ".join(_type(one) for one in analysis.types) or "no type was recognised"
    return f"**What is asked** · {types} · intent: {analysis.intent}"


def _type(one: DetectedType) -> str:
    cues = listed((f"“{plain(cue)}”" for cue in one.cues), otherwise="")
    return f"{one.type} {one.confidence:.2f}{f' ({cues})' if cues else ''}"


def _requirements(analysis: Analysis) -> str:
    rows = ((one.id, plain(one.text), _kind(one), _origin(one, analysis)) for one in analysis.requirements)
    return table(("id", "requirement", "kind", "from"), rows)


def _kind(one: Requirement) -> str:
    return f"{one.kind.replace('_', '-')}{f', {plain(one.aspect)}' if one.aspect else ''}"


def _origin(one: Requirement, analysis: Analysis) -> str:
    if one.evidence is not None:
        return f"{code(str(one.evidence.place))} {plain(one.evidence.reason)}"
    words = one.span.of(analysis.request) if one.span is not None else ""
    return f"“{plain(words)}”" if words else listed(one.clauses, otherwise="the request")


def _resources(analysis: Analysis) -> str:
    lines = [f"{one.id} {plain(one.what)}" for one in analysis.readings]
    return f"**Read** · {' · '.join(lines)}" if lines else ""


def _affected(analysis: Analysis) -> str:
    rows = [
        (
            plain(one.component),
            one.kind,
            plain(one.evidence[0].reason) if one.evidence else "",
            listed((code(str(item.place)) for item in one.evidence[:3]), otherwise=""),
        )
        for one in analysis.affected
    ]
    return table(("affected", "kind", "why", "evidence"), rows)


def _decided(analysis: Analysis) -> str:
    planned = [one for one in analysis.layers if one.planned]
    out = [one for one in analysis.layers if not one.planned]
    parts = [
        f"**Layers** · planned: {listed(f'{_layer(one.layer)} ({plain(one.reason)})' for one in planned)}",
        f"nothing to do: {listed(f'{_layer(one.layer)} ({plain(one.reason)})' for one in out)}",
    ]
    criteria = []
    for one in analysis.criteria:
        said = f" ({plain('; '.join(one.reasons))})" if one.reasons else ""
        criteria.append(f"{CRITERIA[one.id]}: {'**yes**' if one.holds else 'no'}{said}")
    packages = f"**Packages needed** · {listed(map(code, analysis.packages))}" if analysis.packages else ""
    return paragraphs(
        " · ".join(parts) if analysis.layers else "",
        f"**Criteria** · {' · '.join(criteria)}" if criteria else "",
        packages,
    )


def _layer(name: str) -> str:
    return name.replace("_", " ").replace("api", "API")


def _open(analysis: Analysis) -> str:
    parts: list[str] = []
    if analysis.assumptions:
        said = (
            f"{one.id} {plain(one.text)}{f' ({code(str(one.evidence.place))})' if one.evidence else ''}"
            for one in analysis.assumptions
        )
        parts.append(f"**Assumed** · {' · '.join(said)}")
    if analysis.questions:
        parts.append(f"**Open** · {' · '.join(f'{one.id} {plain(one.text)}' for one in analysis.questions)}")
    if analysis.unread:
        parts.append(
            f"**Not understood** · {' · '.join(f'{one.clause} “{plain(one.text)}”' for one in analysis.unread)}"
        )
    return paragraphs(*parts, bullets(plain(note) for note in analysis.notes))
