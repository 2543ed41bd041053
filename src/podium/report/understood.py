"""An analysis in Markdown: what is asked, what it touches, which layers and criteria, what is assumed and open."""

from podium.plan.analysis import Analysis, Assumption, DetectedType, LayerNeed, Requirement
from podium.plan.headline import headline
from podium.plan.survey import Survey
from podium.report.writing import aside, bullets, code, listed, paragraphs, plain, quote, table, words


def analysis_markdown(analysis: Analysis, survey: Survey) -> str:
    """The analysis by itself, with the repository that it was made on."""
    stack = survey.stack
    counts = f"{len(survey.files)} files, {len(survey.schema.models)} models, {len(survey.routes)} routes"
    names = (stack.framework, stack.framework_version, stack.orm, stack.orm_version, stack.database, stack.test_runner)
    where = f"{code(survey.repository)} at {code(survey.revision[:12])} · {counts} · {' '.join(filter(None, names))}"
    title = f"# {plain(headline(analysis.request))}"
    if not analysis.is_backend:
        return paragraphs(title, where, quote(analysis.request), f"**Not a backend request**: {plain(analysis.reason)}")
    found = [plain(str(one)) for one in survey.findings[:10]]
    more = f"**Not understood in the repository**\n\n{bullets(found)}" if found else ""
    return paragraphs(title, where, quote(analysis.request), "## Task Analysis", analysis_section(analysis), more)


def analysis_section(analysis: Analysis) -> str:
    """The body of the section "Task Analysis"."""
    parts = (_asked, _requirements, _read, _affected, _layers, _criteria, _open)
    return paragraphs(*(part(analysis) for part in parts))


def _asked(analysis: Analysis) -> str:
    types = " + ".join(_type(one) for one in analysis.types) or "no type was recognised"
    return f"**What is asked** · {types} · intent: {analysis.intent}"


def _type(one: DetectedType) -> str:
    return f"{one.type} {one.confidence:.2f}{aside(listed((f'“{cue}”' for cue in one.cues), otherwise=''))}"


def _requirements(analysis: Analysis) -> str:
    rows = ((one.id, plain(one.text), _kind(one), _origin(one, analysis)) for one in analysis.requirements)
    return table(("id", "requirement", "kind", "from"), rows)


def _kind(one: Requirement) -> str:
    return listed(plain(part) for part in (one.kind.replace("_", "-"), one.aspect) if part)


def _origin(one: Requirement, analysis: Analysis) -> str:
    if one.evidence is not None:
        return f"{code(str(one.evidence.place))} {plain(one.evidence.reason)}"
    said = one.span.of(analysis.request) if one.span is not None else ""
    return f"“{plain(said)}”" if said else listed(one.clauses, otherwise="the request")


def _read(analysis: Analysis) -> str:
    lines = [f"{one.id} {plain(one.what)}" for one in analysis.readings]
    return f"**Read** · {' · '.join(lines)}" if lines else ""


def _affected(analysis: Analysis) -> str:
    rows: list[tuple[str, ...]] = []
    for one in analysis.affected:
        why = plain(one.evidence[0].reason) if one.evidence else ""
        places = listed((code(str(item.place)) for item in one.evidence[:3]), otherwise="")
        rows.append((plain(one.component), one.kind, why, places))
    return table(("affected", "kind", "why", "evidence"), rows)


def _layers(analysis: Analysis) -> str:
    planned = listed(_layer(one) for one in analysis.layers if one.planned)
    out = listed(_layer(one) for one in analysis.layers if not one.planned)
    return f"**Layers** · planned: {planned} · nothing to do: {out}" if analysis.layers else ""


def _layer(one: LayerNeed) -> str:
    return f"{'API' if one.layer == 'api' else words(one.layer)}{aside(one.reason)}"


def _criteria(analysis: Analysis) -> str:
    holds = {True: "**yes**", False: "no"}
    said = [f"{words(one.id)}: {holds[one.holds]}{aside('; '.join(one.reasons))}" for one in analysis.criteria]
    packages = f"**Packages needed** · {listed(map(code, analysis.packages))}" if analysis.packages else ""
    return paragraphs(f"**Criteria** · {' · '.join(said)}" if said else "", packages)


def _open(analysis: Analysis) -> str:
    parts = (
        ("Assumed", [assumption(one) for one in analysis.assumptions]),
        ("Open", [f"{one.id} {plain(one.text)}" for one in analysis.questions]),
        ("Not understood", [f"{one.clause} “{plain(one.text)}”" for one in analysis.unread]),
    )
    lines = (f"**{name}** · {' · '.join(said)}" for name, said in parts if said)
    return paragraphs(*lines, bullets(plain(note) for note in analysis.notes))


def assumption(one: Assumption) -> str:
    """An assumption with its id and the place that it stands on."""
    return f"{one.id} {plain(one.text)}{aside(str(one.evidence.place) if one.evidence else '')}"
