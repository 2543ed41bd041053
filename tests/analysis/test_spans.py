"""What holds of every text: spans are valid, every content word is somewhere, the same text gives the same analysis."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from podium.analysis.cursor import is_content
from podium.analysis.words import scan
from podium.plan.analysis import Analysis
from podium.plan.codec import dump
from podium.plan.request import Span

Understand = Callable[[str, str], Analysis]
WORDS = """
add create list update delete review reviews product products comment price rating name status code notes a an
the their own customer customers users admins anyone can may must should be is are has have with of on for per
by to and or only not once never if when unless from 1 to 5 20 at most least characters optional required unique
default true newest first sorted paginated page filter search endpoint endpoints CRUD resource . , ; : ( ) -
`isActive` open closed send email cache POST /products/:id GET it them one two signed-in between every each
without as I want so that
"""
plain = some.characters(exclude_categories=("Cs", "Cc"))
texts = some.one_of(
    some.lists(some.sampled_from([*WORDS.split(), "\n", "\n- "]), min_size=1, max_size=60).map(" ".join),
    some.text(plain, min_size=1, max_size=120),
).filter(lambda text: any(one.isalpha() for one in text))
few = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def content(text: str) -> list[Span]:
    """Where the content words of a text stand."""
    return [Span(start=token.start, end=token.end) for token in scan(text) if is_content(token)]


def covers(analysis: Analysis, word: Span) -> bool:
    spans = [span for one in analysis.readings for span in one.spans] + [one.span for one in analysis.unread]
    return any(span.holds(word) for span in spans)


def check(analysis: Analysis) -> None:
    """Spans inside their text, every content word covered, every id known."""
    text = analysis.request
    for one in analysis.clauses:
        assert one.span.of(text) == one.text
    for one in analysis.unread:
        assert one.span.of(text) == one.text
    for one in analysis.readings:
        assert one.spans and all(0 <= span.start < span.end <= len(text) for span in one.spans)
    clauses = {one.id for one in analysis.clauses}
    assert {one.clause for one in (*analysis.readings, *analysis.unread)} <= clauses
    assert [word.of(text) for word in content(text) if not covers(analysis, word)] == []


@few
@given(text=texts, survey=some.sampled_from(["shop", "blog", "empty"]))
def test_any_text_is_covered_whole_and_the_same_way_twice(text: str, survey: str, understand: Understand) -> None:
    first = understand(text, survey)
    if first.is_backend:
        check(first)
    assert dump(first) == dump(understand(text, survey))


@few
@given(text=texts)
def test_resources_name_only_readings_that_there_are(text: str, understand: Understand) -> None:
    analysis = understand(text, "shop")
    known = {one.id for one in analysis.readings} | {""}
    for one in analysis.resources:
        claims = {*one.readings, *(field.reading for field in one.fields), *(link.reading for link in one.relations)}
        claims |= {reading for operation in one.operations for reading in (operation.reading, *operation.readings)}
        assert claims <= known
        assert len({operation.kind for operation in one.operations}) == len(one.operations)


def test_every_reading_can_be_claimed_from_its_resource(understand: Understand) -> None:
    text = (
        "Add notes (title, body, pinned flag). Users can write, list, edit and delete their own notes, newest first, "
        "20 per page, search by title. One note per user and title. Notes are private."
    )
    analysis = understand(text, "blog")
    claimed: set[str] = set()
    for one in analysis.resources:
        claimed |= {*one.readings, *(field.reading for field in one.fields), *(link.reading for link in one.relations)}
        for operation in one.operations:
            claimed |= {operation.reading, *operation.readings, *(narrow.reading for narrow in operation.filters)}
    assert {one.id for one in analysis.readings} == claimed
    assert [one.text for one in analysis.unread] == ["Notes are private"]


@pytest.mark.parametrize("text", ["?!", "…", "a\u200bb can list", "İstanbul products", "ﬁeld: naïve", "x" * 5000])
def test_strange_texts_do_no_harm(text: str, understand: Understand) -> None:
    if any(one.isalpha() for one in text):
        check(understand(text, "shop"))
