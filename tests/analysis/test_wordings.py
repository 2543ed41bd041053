"""What is read of requests in many wordings, and what is openly left unread."""

from collections.abc import Callable
from pathlib import Path

import pytest

from podium.plan.analysis import Analysis, Resource

HERE = Path(__file__).parent
Understand = Callable[[str, str], Analysis]
Brief = Callable[[Resource], str]
Case = tuple[str, str, str]


def cases(name: str) -> list[Case]:
    """Survey, request and expected lines of each block of a file: `%% survey`, request, `--`, lines."""
    blocks = (HERE / name).read_text().split("%% ")[1:]
    parted = [block.partition("\n--\n") for block in blocks]
    return [(*head.split("\n", 1), expected.strip()) for head, _, expected in parted]  # type: ignore[misc]


def lines(analysis: Analysis, brief: Brief) -> str:
    said = [brief(one) for one in analysis.resources]
    wanted = {one.text for one in analysis.requirements}
    said += [
        f"!! {one.what}"
        for one in analysis.readings
        if one.what in wanted and one.kind in {"rule", "relation"} and _is_free(one.id, analysis)
    ]
    return "\n".join([*said, *(f"?? {' '.join(one.text.split())}" for one in analysis.unread)])


def _is_free(reading: str, analysis: Analysis) -> bool:
    """Whether no resource holds the reading: an agent must do what it says."""
    return not any(reading in one.readings for one in analysis.resources)


def title(value: str) -> str:
    return value.replace("\n", " ")[:60]


@pytest.mark.parametrize(("survey", "text", "expected"), cases("read_whole.txt"), ids=title)
def test_a_resource_is_read_to_the_last_word(
    survey: str, text: str, expected: str, understand: Understand, brief: Brief
) -> None:
    analysis = understand(text, survey)
    assert lines(analysis, brief) == expected
    assert not analysis.unread


@pytest.mark.parametrize(("survey", "text", "expected"), cases("read_in_part.txt"), ids=title)
def test_what_a_resource_cannot_say_stays_unread(
    survey: str, text: str, expected: str, understand: Understand, brief: Brief
) -> None:
    analysis = understand(text, survey)
    assert lines(analysis, brief) == expected
    assert analysis.resources and analysis.unread


@pytest.mark.parametrize(("survey", "text", "expected"), cases("not_read.txt"), ids=title)
def test_no_resource_is_read_from_what_asks_for_something_else(
    survey: str, text: str, expected: str, understand: Understand, brief: Brief
) -> None:
    analysis = understand(text, survey)
    assert lines(analysis, brief) == expected
    assert not analysis.resources


def test_the_tables_are_as_large_as_they_should_be() -> None:
    whole, part, none = (cases(f"{name}.txt") for name in ("read_whole", "read_in_part", "not_read"))
    assert len(whole) + len(part) >= 70 and len(part) + len(none) >= 70
