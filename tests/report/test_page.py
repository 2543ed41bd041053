"""The page of a plan: whole by itself, escaped, the same bytes for the same plan."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from podium.plan.arrange import phases
from podium.plan.events import TaskSettled
from podium.plan.plan import Plan
from podium.plan.request import Request
from podium.plan.task import RunnerChoice, Task
from podium.plan.transitions import start
from podium.report.page import plan_html
from podium.report.picture import picture, shortened

from .conftest import Play

VOID = {"meta", "br"}


class Tags(HTMLParser):
    """The tags of a page, and whether each that opens is closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID and "/" not in dict(attrs):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def changed(plan: Plan, name: str, task: Task) -> Plan:
    return replace(plan, tasks=tuple(task if one.id == name else one for one in plan.tasks))


def test_the_page_is_the_golden_one(plan: Plan) -> None:
    """Written anew by `plan_html(plan)` when a change is meant."""
    assert plan_html(plan) == (Path(__file__).parent / "golden" / "plan.html").read_text()


def test_every_tag_is_closed_and_nothing_comes_from_outside(plan: Plan) -> None:
    page = plan_html(plan)
    tags = Tags(page)
    assert tags.open == []
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in tags.seen}
    assert all(
        value is None or value.startswith("#")
        for _, attrs in tags.seen
        for name, value in attrs.items()
        if name in {"href", "src"}
    )
    assert not re.search(r"https?://|url\((?!#)|@import", page)


def test_the_page_is_drawn_in_light_and_in_dark(plan: Plan) -> None:
    page = plan_html(plan)
    light, dark, printed = (set(re.findall(r"--[\w-]+(?=:)", part)) for part in re.findall(r":root\{([^}]*)\}", page))
    used = set(re.findall(r"var\((--[\w-]+)\)", page))
    assert used <= light and light == dark == printed and "prefers-color-scheme:dark" in page


def test_every_task_is_a_box_that_leads_to_its_part_of_the_page(plan: Plan) -> None:
    tags = Tags(plan_html(plan)).seen
    ids = {attrs.get("id") for tag, attrs in tags if tag == "article"}
    links = {attrs["href"] for tag, attrs in tags if tag == "a"}
    assert ids == {task.id for task in plan.tasks} and links == {f"#{task.id}" for task in plan.tasks}


def test_the_picture_has_a_column_for_each_phase_and_the_critical_path_in_bold(plan: Plan) -> None:
    drawn = picture(plan)
    assert drawn.count('class="band"') == len(plan.phases) == 4
    assert drawn.count(' bold"') == len(plan.critical_path) - 1 + 1
    assert drawn.count('class="node critical"') == len(plan.critical_path)


def test_a_line_that_others_imply_is_left_out(plan: Plan) -> None:
    assert plan.task("T4") and "T2" in plan.tasks[3].needs and "T3" in plan.tasks[3].needs
    lines = re.findall(r'class="edge', picture(plan))
    assert len(lines) == len({("T1", "T2"), ("T2", "T3"), ("T3", "T4"), ("T2", "T5"), ("T5", "T4")} & _edges(plan))


def _edges(plan: Plan) -> set[tuple[str, str]]:
    return {(one, task.id) for task in plan.tasks for one in (*task.needs, *task.after)}


def test_marks_have_their_words_in_the_picture(plan: Plan, play: Play) -> None:
    missing = replace(plan.tasks[1], runner=RunnerChoice(kind="agent", reason="none"))
    assert "❌ needs an agent" in picture(changed(plan, "T2", missing))
    state = play((TaskSettled(status="skipped", reason="r"), "T1", 0))
    drawn = picture(plan, state)
    assert "❌ skipped" in drawn and drawn.count("⏳ pending") == len(plan.tasks) - 1
    assert "❌ skipped" in plan_html(plan, state) and "⏳ pending" in plan_html(plan, start(plan))


def test_hostile_texts_open_no_tag(plan: Plan) -> None:
    evil = '</title><script>alert("1")</script><img src=x onerror=y> \' &amp; {0} {style}'
    task = replace(plan.tasks[1], title=evil, goal=evil, instructions=(evil,), outputs=(evil,))
    bad = replace(changed(plan, "T2", task), request=Request(text=evil), header=replace(plan.header, title=evil))
    tags = Tags(plan_html(bad))
    assert tags.open == [] and not {"script", "img"} & {tag for tag, _ in tags.seen}


def test_a_long_title_ends_with_dots_at_a_word() -> None:
    rows = shortened("OpenAPI and README: POST /products/:productId/reviews, GET /products/:productId/reviews")
    assert len(rows) == 2 and rows[-1].endswith(" …") and all(len(row) <= 32 for row in rows)
    assert shortened("short") == ("short",)


def twenty(plan: Plan) -> Plan:
    """The plan with twenty tasks, five in each phase, each behind three others."""
    made: list[Task] = []
    for number in range(1, 21):
        phase = (number + 4) // 5
        needs = tuple(f"T{one}" for one in (number - 1, number - 3, number - 7) if one > 0)
        title = "A long title that does not fit on one line of a box and is cut"
        made.append(replace(plan.tasks[1], id=f"T{number}", phase=phase, needs=needs, after=(), title=title))
    path = tuple(one.id for one in made)
    return replace(plan, tasks=tuple(made), phases=phases(made), critical_path=path)


@pytest.mark.parametrize("many", [False, True])
def test_no_box_lies_on_another_and_no_line_ends_where_another_does(plan: Plan, many: bool) -> None:
    drawn = picture(twenty(plan) if many else plan)
    place = r'<rect x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"'
    boxes = [tuple(map(int, found)) for found in re.findall(place, drawn)]
    for number, (x, y, width, height) in enumerate(boxes):
        assert all(abs(x - a) >= width or abs(y - b) >= height for a, b, _, _ in boxes[:number])
    curves = re.findall(r' d="(M[^"]*C[^"]*)"', drawn.partition("</defs>")[2])
    points = [re.findall(r"-?\d+ -?\d+", one) for one in curves]
    assert len({one[0] for one in points}) == len({one[-1] for one in points}) == len(points)
