"""The documents say what the program does: commands, exit codes, rules and files are compared with the code."""

import re
from pathlib import Path

import pytest

from podium.catalog import load_rules
from podium.cli.app import EXIT_CODES, SUMMARIES
from podium.service.catalogue import ORCHESTRATOR

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
SPECIFICATION = (ROOT / "docs" / "SPECIFICATION.md").read_text()


def test_the_readme_lists_every_command_with_its_summary() -> None:
    rows = dict(re.findall(r"^\| `podium (\w+)` \| (.+) \|$", README, re.MULTILINE))
    assert rows == SUMMARIES


def test_the_readme_lists_every_exit_code() -> None:
    line = " ".join(README[README.index("Exit codes:") :].split("\n\n")[0].split())
    assert all(f"{code} {meaning}" in line for code, meaning in EXIT_CODES.items())


@pytest.mark.parametrize("document", ["README.md", "AGENTS.md", "docs/SECURITY.md", "docs/CHARTER.md"])
def test_every_path_that_a_document_names_exists(document: str) -> None:
    named = re.findall(
        r"`((?:src|docs|tests|examples|\.ci)/[\w./-]+|[a-z_]+/[a-z_]+\.py|\w+\.py)`", (ROOT / document).read_text()
    )
    missing = [path for path in named if not any((ROOT / base / path).exists() for base in ("", "src/podium"))]
    assert not missing


def test_the_map_for_workers_fits_on_a_page() -> None:
    assert len((ROOT / "AGENTS.md").read_text().splitlines()) <= 60


def test_the_matrix_is_the_specifications_line_by_line() -> None:
    rows = re.findall(r"^\| ([A-Z][\w -]+) \| ([a-z-]+) \| ([a-z, -]+) \|$", SPECIFICATION, re.MULTILINE)
    ours = [(row.title, row.primary, ", ".join(row.supporting)) for row in load_rules().matrix if not row.ours]
    assert len(rows) == 7 and ours == rows


def test_the_patterns_have_the_specifications_steps_in_order() -> None:
    parts = re.findall(r"^### (\w[\w ]+) Pattern:\n((?:\d\. .+\n)+)", SPECIFICATION, re.MULTILINE)
    theirs = [
        (title, re.findall(r"^\d\. (?:`([a-z-]+)`|Appropriate specialist):", steps, re.MULTILINE))
        for title, steps in parts
    ]
    ours = [
        (one.title.removesuffix(" Pattern"), [step.specialist for step in one.steps])
        for one in load_rules().patterns
        if not one.ours
    ]
    assert len(theirs) == 4 and ours == theirs


def test_the_criteria_are_the_specifications_words() -> None:
    part = SPECIFICATION[SPECIFICATION.index("## Decision Criteria") : SPECIFICATION.index("## Progress Tracking")]
    assert [rule.text for rule in load_rules().criteria] == re.findall(r"^- (.+)$", part, re.MULTILINE)


def test_the_fourteen_specialists_and_the_orchestrator_are_shipped() -> None:
    part = SPECIFICATION[SPECIFICATION.index("## Available") : SPECIFICATION.index("## Task Analysis Process")]
    named = set(re.findall(r"^- `([a-z-]+)`", part, re.MULTILINE))
    assert len(named) == 14 and {one.name for one in load_rules().specialists} == named | {ORCHESTRATOR}
