"""A plan as one HTML page that needs nothing beside itself: it opens from a file, in light and in dark."""

from collections.abc import Iterable, Sequence
from html import escape

from podium.plan.evidence import Evidence
from podium.plan.plan import Plan
from podium.plan.state import State
from podium.plan.task import Task
from podium.report.picture import picture
from podium.report.progress import marked
from podium.report.style import STYLE
from podium.report.writing import duration, grounds, short, words


def plan_html(plan: Plan, state: State | None = None) -> str:
    """The page: what is asked, the graph, each task, risks, criteria, the way back and the estimate.

    Every text is escaped; nothing is loaded and no script runs. The same plan always gives the same bytes.
    """
    header = plan.header
    where = f"{header.repository} @ {header.size} · revision {plan.revision} · base {short(header.base)}"
    body = "\n".join(
        (
            f"<header><p class=over>{escape(where)}</p><h1>{escape(header.title)}</h1>",
            f"<blockquote>{escape(plan.request.text)}</blockquote>{_figures(plan)}</header>",
            _part("The graph", f"{_LEGEND}<div class=wide>{picture(plan, state)}</div>"),
            _part("What is asked", _requirements(plan)),
            _part("Contract", _endpoints(plan)),
            _part("Migrations", _migrations(plan)),
            _part("Tasks", "\n".join(_task(task, plan, state) for task in plan.tasks)),
            _part("Decided", _decisions(plan)),
            _part("Risks", _risks(plan)),
            _part("Success criteria", _criteria(plan)),
            _part("Deploy order and way back", _way(plan)),
            _part("Assumed and open", _open(plan)),
        )
    )
    return _FRAME.format(title=escape(header.title), style=STYLE, body=body)


_FRAME = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title} · plan</title>
<style>
{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""
_LEGEND = (
    '<p class=legend><span><i class="key critical"></i>critical path</span><span><i class="key need"></i>needs'
    '</span><span><i class="key order"></i>comes after, order alone</span>'
    "<span>times are P50 – P90</span></p>"
)


def _part(title: str, body: str) -> str:
    return f"<section><h2>{escape(title)}</h2>\n{body}</section>" if body.strip() else ""


def _figures(plan: Plan) -> str:
    one = plan.estimate
    tokens = f"{one.tokens[0]:,} – {one.tokens[1]:,}" if one.tokens[1] else "none"
    cost = "unknown" if one.usd is None else f"${one.usd[0]:.2f} – ${one.usd[1]:.2f}" if one.usd[1] else "none"
    waiting = sum(task.runner.is_missing for task in plan.tasks)
    figures = [
        ("tasks", str(len(plan.tasks))),
        ("complexity", plan.complexity),
        ("time, P50 – P90", f"{duration(one.seconds[0])} – {duration(one.seconds[1])}"),
        ("tokens", tokens),
        ("cost", cost),
        ("basis", grounds(one)),
    ]
    figures += [("❌ needs an agent", str(waiting))] if waiting else []
    return (
        "<dl class=figures>"
        + "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in figures)
        + "</dl>"
    )


def _requirements(plan: Plan) -> str:
    rows: list[tuple[str, ...]] = []
    for one in plan.analysis.requirements:
        said = one.span.of(plan.request.text) if one.span is not None else ""
        origin = (
            _place(one.evidence) if one.evidence else f"“{escape(said)}”" if said else escape(", ".join(one.clauses))
        )
        doing = ", ".join(_link(task.id) for task in plan.tasks if one.id in task.requirements)
        rows.append((f"<b>{escape(one.id)}</b>", escape(one.text), escape(words(one.kind)), origin, doing))
    return _table(("id", "requirement", "kind", "from", "tasks"), rows)


def _place(one: Evidence) -> str:
    return f"<code>{escape(str(one.place))}</code>"


def _link(name: str) -> str:
    return f'<a href="#{escape(name, quote=True)}">{escape(name)}</a>'


def _endpoints(plan: Plan) -> str:
    rows = [
        (
            f"<code>{escape(one.method)} {escape(one.path)}</code>",
            escape(words(one.access)),
            f"<code>{escape(one.request)}</code>" if one.request else "–",
            f"<code>{escape(one.response)}</code>" if one.response else "–",
            "<br>".join(f"{status} {escape(text)}" for status, text in one.statuses),
        )
        for one in plan.endpoints
    ]
    return _table(("route", "who", "takes", "gives", "answers"), rows)


def _migrations(plan: Plan) -> str:
    rows = [
        (
            _link(one.task),
            "<br>".join(map(escape, one.locks)),
            escape(one.compatibility),
            escape(one.way_back) + _loss(one.loses),
        )
        for one in plan.migrations
    ]
    return _table(("task", "locks", "old code on the new schema", "way back"), rows)


def _task(task: Task, plan: Plan, state: State | None) -> str:
    status = marked(state.tasks[task.id].status) if state is not None else ""
    carrier = f"❌ needs an agent: {task.runner.reason}" if task.runner.is_missing else ""
    carrier = carrier or f"{task.runner.kind} {task.runner.name}".strip()
    facts = [
        ("status", escape(status)),
        ("needs", ", ".join(map(_link, task.needs)) or "nothing"),
        ("after", ", ".join(map(_link, task.after))),
        ("output", "<br>".join(map(escape, task.outputs))),
        ("writes", _codes(str(one) for one in task.writes) or "nothing"),
        ("gates", _codes(dict.fromkeys(one.gate for one in task.gates))),
        ("carried out by", escape(carrier)),
        ("way back", "<br>".join(escape(one.text) + _loss(one.loses) for one in task.undo)),
        ("for", escape(", ".join((*task.requirements, *task.clauses)))),
        ("risk", escape(task.risk)),
        ("takes", _estimate(task)),
    ]
    rows = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts if value)
    bold = " critical" if task.id in plan.critical_path else ""
    return (
        f'<article id="{escape(task.id, quote=True)}" class="task{bold}"><h3><span>{escape(task.id)}</span> '
        f"{escape(task.title)}</h3><p class=over>Phase {task.phase} · {escape(task.specialist)} · "
        f"{escape(words(task.layer))}{' · critical path' if bold else ''}</p>{_list(map(escape, task.instructions))}"
        f"<dl class=facts>{rows}</dl></article>"
    )


def _loss(loses: str) -> str:
    return f" <em>loses {escape(loses)}</em>" if loses else ""


def _estimate(task: Task) -> str:
    one = task.estimate
    return f"{duration(one.seconds[0])} – {duration(one.seconds[1])}, {escape(one.basis)}" if one else ""


def _decisions(plan: Plan) -> str:
    lines = [f"{escape(one.question)} <b>{escape(one.answer)}</b> ({escape(one.reason)})" for one in plan.decisions]
    lines += [f"{escape(one.specialist)} is in as {escape(one.role)}: {escape(one.reason)}" for one in plan.team]
    return _list([*lines, *(f"{escape(one.specialist)} is left out: {escape(one.reason)}" for one in plan.left_out)])


def _risks(plan: Plan) -> str:
    rows = [
        (
            escape(one.text),
            f"<span class=nowrap>{escape(one.likelihood)} × {escape(one.impact)}</span>",
            escape(one.source),
            escape(one.answer),
            escape(one.detection) or "–",
            escape(one.contingency) or "–",
        )
        for one in plan.risks
    ]
    return _table(("risk", "likelihood × impact", "from", "answer", "noticed by", "if it happens"), rows)


def _criteria(plan: Plan) -> str:
    rows = [
        (
            f"<b>{escape(one.id)}</b>",
            escape(one.text),
            f"<code>{escape(one.gate)}</code>" if one.gate else "by hand",
            escape(", ".join(one.requirements)),
        )
        for one in plan.checks
    ]
    return _table(("id", "criterion", "proved by", "for"), rows)


def _way(plan: Plan) -> str:
    deploy = "".join(f"<li>{escape(one)}</li>" for one in plan.deploy_order)
    back = "".join(f"<li>{escape(one.text)}{_loss(one.loses)}</li>" for one in plan.rollback)
    return (f"<p>Deployed in this order:</p><ol>{deploy}</ol>" if deploy else "") + (
        f"<p>Taken back in this order:</p><ol>{back}</ol>" if back else ""
    )


def _open(plan: Plan) -> str:
    lines = [
        f"<b>{escape(one.id)}</b> {escape(one.text)}{f' ({_place(one.evidence)})' if one.evidence else ''}"
        for one in plan.assumptions
    ]
    lines += [f"<b>{escape(one.id)}</b> {escape(one.text)} (open)" for one in plan.analysis.questions]
    lines += [f"{escape(one.clause)} “{escape(one.text)}” (not understood)" for one in plan.analysis.unread]
    return _list(lines)


def _codes(names: Iterable[str]) -> str:
    return " ".join(f"<code>{escape(one)}</code>" for one in names)


def _list(lines: Iterable[str]) -> str:
    """Lines of HTML as a list; nothing without any."""
    items = "".join(f"<li>{one}</li>" for one in lines)
    return f"<ul>{items}</ul>" if items else ""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Cells of HTML as a table; nothing without rows."""
    if not rows:
        return ""
    top = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<div class=wide><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
