"""The table that understands requests: what it says, and that it says what it was trained to say."""

import json
from array import array
from dataclasses import replace
from math import log
from pathlib import Path

import pytest

from podium.analysis.classify import MAX_TYPES, chosen, classify, types_of
from podium.analysis.features import MAX_LENGTH, Features, features, gist, openings, spelt_out, stem
from podium.analysis.table import FILE, Table, pack, shipped, unpack
from podium.evaluation import evaluate_requests, read_requests
from podium.plan.survey import Survey

HERE = Path(__file__).parent
PARITY = [json.loads(line) for line in (HERE / "probabilities.jsonl").read_text(encoding="utf-8").splitlines()]

SMALL = Table(
    labels=("type a", "type b"),
    thresholds=(0.5, 0.5),
    bias=(0.0, 0.0, 0.0),
    term_scale=(0.01, 0.01, 0.01),
    group_scale=(0.01, 0.01, 0.01),
    hidden_scale=(0.01, 0.02),
    texts=10,
    terms={"slow": 0, "fine": 1},
    groups={"shape question": 0},
    uses=(3, 5),
    weights=array("b", [10, 50, 90, 20, -40, -60, 30, 60, 90]),
    hidden_weights=array("b", [100, 70]),
)
"""Two labels and one hidden unit."""

FLOORS = (
    ("specialists", "micro_f1", 0.84),
    ("specialists", "macro_f1", 0.83),
    ("task_types", "micro_f1", 0.82),
    ("task_types", "macro_f1", 0.84),
    ("primary_type", "accuracy", 0.93),
    ("security_review", "precision", 0.85),
    ("security_review", "recall", 0.9),
    ("performance_review", "f1", 0.95),
    ("non_backend", "recall", 0.9),
)
MOST_FALSE_ALARMS = 1


def figure(found: dict[str, dict[str, float | None] | float], name: str, part: str) -> float | None:
    """One figure of an evaluation."""
    group = found[name]
    return group[part] if isinstance(group, dict) else group


@pytest.mark.parametrize("row", PARITY, ids=lambda row: row["text"][:40])
def test_the_table_says_what_the_trained_models_say(row: dict[str, object]) -> None:
    said = shipped().probabilities(shipped().weigh(features(str(row["text"]))))
    assert said == pytest.approx(row["expected"], abs=0.02)


def test_requests_nobody_trained_on_are_understood() -> None:
    requests = read_requests(HERE / "requests.jsonl")
    found = evaluate_requests(requests)
    low = [(name, part) for name, part, floor in FLOORS if (figure(found, name, part) or 0.0) < floor]
    backend = sum(one.gold.is_backend for one in requests)
    assert not low and (figure(found, "non_backend", "false_alarm_rate") or 0.0) * backend <= MOST_FALSE_ALARMS + 0.1


def test_the_table_is_small_and_packs_without_loss() -> None:
    table = shipped()
    assert FILE.stat().st_size <= 1_300_000
    assert unpack(pack(table)) == table


def test_a_label_is_given_from_its_threshold_on() -> None:
    table = shipped()
    likely = table.probabilities(table.weigh(features("Cache the product list in Redis")))
    everything = dict.fromkeys(likely, 0.0)
    assert chosen(likely, table.limits, "type") == ("caching",)
    assert len(chosen(likely, everything, "type")) == 15 > len(types_of(likely, everything)) == MAX_TYPES


def test_what_words_and_cues_add_makes_up_the_score_hidden_units_included() -> None:
    seen = Features(terms={"slow": 1, "fine": 2}, values={"shape question": 0.5}, hits={})
    weighed = SMALL.weigh(seen)
    terms, groups = SMALL.reasons(weighed, "type b")
    probability = SMALL.probabilities(weighed)["type b"]
    assert terms["slow"] > 0 > terms["fine"] and groups["shape question"] > 0
    assert sum(terms.values()) + sum(groups.values()) == pytest.approx(log(probability / (1 - probability)))


def test_a_hidden_unit_below_zero_adds_nothing() -> None:
    weighed = SMALL.weigh(Features(terms={"fine": 1}, values={}, hits={}))
    without = replace(SMALL, hidden_scale=(0.0, 0.0))
    assert SMALL.probabilities(weighed) == without.probabilities(weighed)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("migrations", "migr"), ("caching", "cach"), ("cached", "cach"), ("entities", "ent"), ("404", "404"), ("30", "#")],
)
def test_words_are_cut_to_stems(word: str, expected: str) -> None:
    assert stem(word) == expected


def test_the_first_sentence_counts_apart_and_a_forms_label_is_none() -> None:
    assert openings("## Bug report\n\nLogin fails. Then it is slow.\nHelp") == {"^login": 1, "^fail": 1}
    assert openings("Cache the list\nfor a minute") == {"^cach": 1, "^the": 1, "^list": 1}
    assert openings("") == openings("### Expected behavior") == {}


def test_identifiers_are_read_whole_and_in_parts() -> None:
    assert spelt_out("RefreshTokenService isn't user_id") == [
        *("refresh", "token", "service", "refreshtokenservice"),
        *("isnt", "user", "id", "userid"),
    ]


def test_environment_logs_and_traces_say_nothing_of_the_kind_of_work() -> None:
    form = "Saving fails\n\n### Environment\n- Docker 24\n\n### Steps\nsave\n    at Object.run (/app/a.js:1:2)\n"
    assert gist(form) == "Saving fails\n\n### Steps\nsave\n"
    assert gist("### Environment\nDocker 24") == "### Environment\nDocker 24"
    assert "Version 2" in gist("## Version 2 of the catalogue routes\nnext to v1")


def test_of_a_long_block_of_code_the_first_lines_stay() -> None:
    block = "\n".join(f"line{number}" for number in range(50))
    assert gist(f"Look:\n```\n{block}\n```\nend").split() == ["Look:", *(f"line{n}" for n in range(6)), "end"]


@pytest.mark.parametrize("text", ["", "\x00\x01\x02", "x" * 100_000, "数据库迁移失败", "a\n" * (MAX_LENGTH * 2)])
def test_any_text_has_a_kind(text: str) -> None:
    kind = classify(text, Survey(repository="", revision="", tree=""))
    assert kind.reason if not kind.is_backend else kind.types and kind.specialists


def test_a_type_without_a_cue_says_that_it_was_weighed() -> None:
    survey = Survey(repository="", revision="", tree="")
    kinds = [classify(row["text"], survey) for row in PARITY]
    said = [cue for kind in kinds for one in kind.types for cue in one.cues]
    assert all(one.cues for kind in kinds for one in kind.types)
    assert any(cue.startswith("by weight: ") for cue in said)


def test_who_asks_for_a_column_or_renames_to_an_identifier_asks_for_a_back_end() -> None:
    said = ["Drop the fax column", "Rename price to netPrice", "Rename the button to Send", "Add a dark mode"]
    assert ["shape column asked" in features(text).values for text in said] == [True, True, False, False]
