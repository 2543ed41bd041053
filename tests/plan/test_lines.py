import json
from pathlib import Path

import pytest

from podium.errors import PlanError
from podium.plan.codec import DecodeError, dump, load
from podium.plan.lines import Lines
from podium.plan.plan import Plan
from podium.service.understanding import decode_plan

TEXT = (
    '{\n  "tasks": [\n    {"id": "T1"},\n    {"id": "T\\"2",\n     "needs": [\n       "T1"]}\n  ],\n  "end": true\n}\n'
)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("tasks", 2),
        ("tasks[0].id", 3),
        ("tasks[1]", 4),
        ("tasks[1].needs[0]", 6),
        ("tasks[1].missing", 4),
        ("tasks[7]", 2),
        ("end", 8),
        ("nowhere", 0),
        ("", 0),
    ],
)
def test_a_path_leads_to_its_line_or_to_that_of_what_is_around_it(path: str, line: int) -> None:
    assert Lines(TEXT).line(path) == line


def test_every_value_of_a_plan_is_found_where_it_stands(plan: Plan) -> None:
    text = dump(plan, indent=2)
    lines = text.splitlines()
    for number, task in enumerate(plan.tasks):
        assert f'"id": {json.dumps(task.id)}' in lines[Lines(text).line(f"tasks[{number}].id") - 1]


@pytest.mark.parametrize("text", ["", "{", '{"a": ', "[1, 2", '{"a" "b"}', "nonsense", '{"a": 1,,}'])
def test_a_text_that_is_no_json_has_lines_as_far_as_it_goes(text: str) -> None:
    assert Lines(text).line("a") in {0, 1}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("[" * 100_000, "nested too deeply"), ('{"revision": NaN}', "no JSON number"), ("{", "line 1")],
)
def test_a_text_that_cannot_be_a_plan_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(DecodeError, match=sentence):
        load(Plan, text)


def golden() -> str:
    return (Path(__file__).parent / "golden" / "reviews.json").read_text()


def told(text: str) -> tuple[str, ...]:
    """What is said of a plan file; nothing of a good one."""
    try:
        decode_plan(text)
    except PlanError as error:
        return error.problems or (error.message,)
    return ()


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"revision": 1', f'"revision": {"9" * 5000}', "holds a number of too many digits"),
        ('"revision": 1', '"revision": -Infinity', "revision: is -inf, which is no JSON number"),
        ('"header": {', '"header": {}, "header": {', "line 2, header: is given twice"),
        ('"repository": "', '"repository": "\\ud800', "header.repository: holds half of a surrogate pair"),
        ('"parameters": {}', '"parameters": {"x": [1e999]}', "parameters.x[0]: is inf, which is no JSON number"),
        ('"seconds": [', '"seconds": [1' + "0" * 400 + ", ", "should hold 2 values, holds 3"),
        ("}", "", "line"),
    ],
)
def test_what_no_file_can_hold_is_named_with_its_place(old: str, new: str, sentence: str) -> None:
    text = golden()
    assert old in text
    assert any(sentence in one for one in told(text.replace(old, new, 1)))


def test_a_mark_of_order_and_other_line_ends_do_no_harm() -> None:
    assert told("\ufeff" + golden().replace("\n", "\r\n")) == ()


def test_a_file_that_is_no_plan_by_its_size_is_not_read() -> None:
    assert told(" " * 10_000_001) == ("the plan file has 10,000,001 characters",)
