import json

import pytest

from podium.plan.codec import DecodeError, dump, load
from podium.plan.lines import Lines
from podium.plan.plan import Plan

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
