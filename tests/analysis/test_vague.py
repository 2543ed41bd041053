"""What is asked back where a short request does not say what it is about."""

import pytest

from podium.analysis.questions import vague
from podium.plan.analysis import Analysis, DetectedType, TaskType
from podium.plan.survey import Survey

SURVEY = Survey(repository="sample", revision="0" * 40, tree="1" * 40)


@pytest.mark.parametrize(
    ("text", "kind", "count"),
    [
        ("make it faster", "performance_issue", 1),
        ("fix the bug in checkout", "bug_fix", 1),
        ("make the list answer in 200 ms", "performance_issue", 0),
        ("add tags", "new_api_endpoint", 0),
        ("orders are counted twice when two workers take the same job from the queue", "bug_fix", 0),
    ],
)
def test_only_a_request_that_names_nothing_is_asked_what_it_means(text: str, kind: TaskType, count: int) -> None:
    types = (DetectedType(type=kind, confidence=0.9, cues=()),)
    found = vague(Analysis(request=text, is_backend=True, types=types), SURVEY)
    assert len(found) == count and all(one.text.endswith("?") for one in found)
