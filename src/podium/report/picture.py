"""The task graph as an SVG picture: phases as columns, the critical path in bold, every mark with its word."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from podium.plan.graph import edges, order, reach
from podium.plan.plan import Plan
from podium.plan.state import State
from podium.plan.task import Task
from podium.report.progress import marked
from podium.report.writing import duration

WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN, HEAD = 240, 118, 84, 30, 24, 64
"""A box, the space between boxes, the space around them and the room of the heads, in pixels."""
_LETTERS = 30
"""So many letters of a title fit on a line of a box."""
_CLASSES = {"completed": "done", "running": "active", "integrating": "active", "pending": "", "waiting": ""}


@dataclass(frozen=True, kw_only=True)
class _Box:
    """Where a task stands: its column, its upper left corner, and whether it lies on the critical path."""

    task: Task
    column: int
    x: int
    y: int
    critical: bool


def picture(plan: Plan, state: State | None = None) -> str:
    """The graph as one `<svg>` element without anything from outside; its classes are those of the page's style.

    A full line is a need, a dashed one is order alone; a line that others imply is left out. With a state, each box
    says how far its task is.
    """
    boxes = _boxes(plan)
    columns, rows = len(plan.phases), max((_row(one) + 1 for one in boxes.values()), default=1)
    width = 2 * MARGIN + columns * WIDTH + max(columns - 1, 0) * GAP_X
    height = HEAD + rows * HEIGHT + (rows - 1) * GAP_Y + 2 * MARGIN
    critical = _pairs(plan.critical_path)
    lines = sorted(_lines(plan), key=lambda line: line[:2] in critical)
    ports = _ports(boxes, lines)
    parts = [
        f'<svg class="graph" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{len(plan.tasks)} tasks in {columns} phases">',
        _MARKERS,
        *(_head(plan, number, height) for number in range(columns)),
        *(_line(boxes[one], boxes[other], kind, bold=(one, other) in critical, at=ports) for one, other, kind in lines),
        *(_node(box, state) for box in boxes.values()),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


_MARKERS = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path class="tip" d="M0 0 8 4 0 8z"/></marker><marker id="bold" viewBox="0 0 8 8" refX="7" refY="4" '
    'markerWidth="5" markerHeight="5" orient="auto"><path class="tip bold" d="M0 0 8 4 0 8z"/></marker></defs>'
)


def _boxes(plan: Plan) -> dict[str, _Box]:
    """A column for each phase; in it the tasks by order, so that what waits stands below what it waits for."""
    by_name = {task.id: task for task in plan.tasks}
    found: dict[str, _Box] = {}
    sequence = [name for name in order(plan.tasks) if name in by_name]
    for column, phase in enumerate(plan.phases):
        names = [name for name in sequence if name in phase.tasks]
        for row, name in enumerate(names):
            found[name] = _Box(
                task=by_name[name],
                column=column,
                x=MARGIN + column * (WIDTH + GAP_X),
                y=HEAD + MARGIN + row * (HEIGHT + GAP_Y),
                critical=name in plan.critical_path,
            )
    return found


def _row(box: _Box) -> int:
    return (box.y - HEAD - MARGIN) // (HEIGHT + GAP_Y)


def _pairs(names: Sequence[str]) -> frozenset[tuple[str, str]]:
    return frozenset(pairwise(names))


def _lines(plan: Plan) -> list[tuple[str, str, str]]:
    """(from, to, kind) for each edge that no other path of edges implies; those of the critical path always."""
    before = reach(plan.tasks)
    critical = _pairs(plan.critical_path)
    found: list[tuple[str, str, str]] = []
    for task in plan.tasks:
        direct = [one for one in edges(task) if one in before]
        implied = frozenset[str]().union(*(before[one] for one in direct))
        kept = (one for one in direct if one not in implied or (one, task.id) in critical)
        found += [(one, task.id, "need" if one in task.needs else "order") for one in kept]
    return found


_Ports = Mapping[tuple[str, str], tuple[int, int]]


def _ports(boxes: Mapping[str, _Box], lines: Sequence[tuple[str, str, str]]) -> _Ports:
    """At which height each line leaves its one box and reaches the other: those at one side of a box stand apart, in
    the order of where they lead, so that no two lines lie on each other."""
    sides: dict[tuple[str, bool], list[tuple[int, tuple[str, str], int]]] = {}
    for name, other, _ in lines:
        one, two = boxes[name], boxes[other]
        if not _is_below(one, two):
            sides.setdefault((name, two.column >= one.column), []).append((two.y, (name, other), 0))
            sides.setdefault((other, two.column <= one.column), []).append((one.y, (name, other), 1))
    found: dict[tuple[str, str], list[int]] = {}
    for (name, _), ends in sides.items():
        step = min(13, (HEIGHT - 40) // max(len(ends) - 1, 1))
        top = boxes[name].y + HEIGHT // 2 - step * (len(ends) - 1) // 2
        for number, (_, line, end) in enumerate(sorted(ends)):
            found.setdefault(line, [0, 0])[end] = top + number * step
    return {line: (pair[0], pair[1]) for line, pair in found.items()}


def _is_below(one: _Box, other: _Box) -> bool:
    return one.column == other.column and _row(other) == _row(one) + 1


def _line(one: _Box, other: _Box, kind: str, *, bold: bool, at: _Ports) -> str:
    """A curve from the side of one box to the side of the other; within a column from the foot to the head."""
    start, end = at.get((one.task.id, other.task.id), (one.y + HEIGHT, other.y))
    if _is_below(one, other):
        path = f"M{one.x + WIDTH // 2} {start}V{end - 1}"
    elif one.column == other.column:
        x, bend = one.x + WIDTH, 22 + 9 * min(abs(_row(other) - _row(one)), 6)
        path = f"M{x} {start}C{x + bend} {start} {x + bend} {end} {x + 1} {end}"
    elif other.column > one.column + 1:
        path = _over(one, other, start, end)
    else:
        forth = one.column < other.column
        x, end_x = (one.x + WIDTH, other.x - 1) if forth else (one.x, other.x + WIDTH + 1)
        bend = GAP_X // 2 + 8 if forth else -(GAP_X // 2 + 8)
        path = f"M{x} {start}C{x + bend} {start} {end_x - bend} {end} {end_x} {end}"
    names = f"edge {kind}{' bold' if bold else ''}"
    return f'<path class="{names}" d="{path}" marker-end="url(#{"bold" if bold else "tip"})"/>'


def _over(one: _Box, other: _Box, start: int, end: int) -> str:
    """A line past the columns between, in the space above the row that it leads to."""
    x, end_x, lane = one.x + WIDTH, other.x - 1, other.y - GAP_Y // 2 + 2
    half = GAP_X // 2
    return (
        f"M{x} {start}C{x + half} {start} {x + half} {lane} {x + GAP_X} {lane}H{end_x - GAP_X + 1}"
        f"C{end_x - half} {lane} {end_x - half} {end} {end_x} {end}"
    )


def _head(plan: Plan, number: int, height: int) -> str:
    """The band of a phase with its number and title."""
    phase = plan.phases[number]
    x = MARGIN + number * (WIDTH + GAP_X)
    return (
        f'<rect class="band" x="{x - 14}" y="8" width="{WIDTH + 28}" height="{height - 16}" rx="14"/>'
        f'<text class="phase" x="{x}" y="34">PHASE {phase.phase}</text>'
        f'<text class="title" x="{x}" y="56">{escape(phase.title)}</text>'
    )


def _node(box: _Box, state: State | None) -> str:
    """A box that leads to the task's own part of the page."""
    task, x, y = box.task, box.x, box.y
    status = state.tasks[task.id].status if state is not None and task.id in state.tasks else ""
    kind = _CLASSES.get(status, "stopped") if status else ("missing" if task.runner.is_missing else "")
    names = " ".join(filter(None, ("node", "critical" if box.critical else "", kind)))
    title = shortened(task.title)
    rows = "".join(f'<tspan x="{x + 14}" dy="17">{escape(row)}</tspan>' for row in title)
    foot = marked(status) if status else _carrier(task)
    return (
        f'<a href="#{escape(task.id, quote=True)}"><g class="{names}"><title>{escape(task.id)}: {escape(task.title)}'
        f'</title><rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="10"/>'
        f'<text class="id" x="{x + 14}" y="{y + 24}">{escape(task.id)}</text>'
        f'<text class="foot end" x="{x + WIDTH - 14}" y="{y + 23}">{_takes(task)}</text>'
        f'<text class="who" x="{x + 14}" y="{y + 42}">{escape(task.specialist)}</text>'
        f'<text class="what" x="{x + 14}" y="{y + 48}">{rows}</text>'
        f'<text class="foot" x="{x + 14}" y="{y + HEIGHT - 12}">{escape(foot)}</text></g></a>'
    )


def shortened(title: str, *, rows: int = 2, letters: int = _LETTERS) -> tuple[str, ...]:
    """The title on at most so many lines, with … where it does not fit."""
    lines = textwrap.wrap(title, letters)
    if len(lines) <= rows:
        return tuple(lines)
    return (*lines[: rows - 1], lines[rows - 1][: letters - 2].rstrip(" ,;:") + " …")


def _carrier(task: Task) -> str:
    words: Mapping[str, str] = {"recipe": "recipe", "human": "a person", "scripted": "scripted"}
    return "❌ needs an agent" if task.runner.is_missing else words.get(task.runner.kind, f"agent {task.runner.name}")


def _takes(task: Task) -> str:
    if task.estimate is None:
        return ""
    low, high = task.estimate.seconds
    return f"{duration(low)} – {duration(high)}"
