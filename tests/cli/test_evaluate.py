"""`podium eval`: the figures, their names, and what it says of a file that it cannot use."""

import json
from pathlib import Path

import pytest

from podium.cli.app import run
from podium.evaluation import Labels, figures

ROW = {
    "text": "Cache the product list in Redis",
    "task_types": ["caching"],
    "specialists": ["redis-caching-strategist"],
    "needs_security_review": False,
    "needs_performance_review": True,
    "is_backend": True,
}
F1 = {"micro_f1", "macro_f1"}
REVIEW = {"precision", "recall", "f1"}


def test_the_figures_have_their_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "requests.jsonl"
    file.write_text(json.dumps(ROW) + "\n\n")
    assert run(["eval", "requests", str(file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found.pop("n") == 1 and found.pop("ms_per_request") >= 0
    assert {name: set(part) for name, part in found.items()} == {
        "specialists": F1,
        "task_types": F1,
        "primary_type": {"accuracy"},
        "security_review": REVIEW,
        "performance_review": REVIEW,
        "non_backend": {"recall", "false_alarm_rate"},
    }


def test_a_person_reads_a_line_for_each_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "requests.jsonl"
    file.write_text(json.dumps(ROW))
    assert run(["eval", "requests", str(file)]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) == 15 and any(line.startswith("non backend recall") and line.endswith("none") for line in shown)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"),
        ("", "holds no requests"),
        (json.dumps(ROW) + "\n{oops", ":2: not JSON"),
        ("[1]", ":1: not a JSON object"),
        (json.dumps({**ROW, "text": 3}), ":1: 'text' must be a str"),
        (json.dumps({key: value for key, value in ROW.items() if key != "is_backend"}), "'is_backend' is missing"),
    ],
)
def test_a_bad_file_is_said_in_one_sentence(
    content: str | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "requests.jsonl"
    if content is not None:
        file.write_text(content)
    assert run(["eval", "requests", str(file)]) == 2
    error = capsys.readouterr().err
    assert said in error and error.startswith("podium: ") and "hint: " in error


def test_figures_are_those_of_the_definitions() -> None:
    gold = [Labels(is_backend=True, types=("a", "b"), security=True), Labels(is_backend=True, types=("b",)), AWAY]
    said = [Labels(is_backend=True, types=("a",), security=True), Labels(is_backend=True, types=("a",)), AWAY]
    found = figures(gold, said)
    assert found["task_types"] == {"micro_f1": 0.4, "macro_f1": 0.3333}
    assert found["primary_type"] == {"accuracy": 0.5}
    assert found["security_review"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert found["non_backend"] == {"recall": 1.0, "false_alarm_rate": 0.0}


AWAY = Labels(is_backend=False)
