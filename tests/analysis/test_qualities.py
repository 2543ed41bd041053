"""Qualities with their numbers, constraints on the means, and what is left out in so many words."""

import pytest

from podium.analysis.qualities import builds, hits
from podium.analysis.scope import is_courtesy, is_left_out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("under 200 ms at 500 rps", [("latency", "at most", 200, "ms"), ("throughput", "at least", 500, "rps")]),
        ("p95 latency below 300ms", [("latency p95", "at most", 300, "ms")]),
        ("p99 must stay under 1.5 s", [("latency p99", "at most", 1.5, "s")]),
        ("answers within two seconds", [("latency", "at most", 2, "seconds")]),
        ("99.9 % uptime", [("availability", "at least", 99.9, "%")]),
        ("uploads of at most 5 MB", [("size", "at most", 5, "MB")]),
        ("handle 10k concurrent users", [("load", "at least", 10_000, "concurrent users")]),
        ("at least 2,000 simultaneous connections", [("load", "at least", 2000, "simultaneous connections")]),
        ("retry three times with exponential backoff", [("retries", "at most", 3, "times")]),
        ("no more than 3 retries", [("retries", "at most", 3, "retries")]),
        ("max 10 per minute per IP", [("rate limit", "at most", 10, "per minute per IP")]),
        ("at most 10 comments per hour per user", [("rate limit", "at most", 10, "comments per hour per user")]),
        ("limit to 100 requests/min", [("rate limit", "at most", 100, "requests/min")]),
        ("at most 5 login attempts per 15 minutes", [("rate limit", "at most", 5, "login attempts per 15 minutes")]),
        ("a TTL of 5 minutes", [("lifetime", "at most", 5, "minutes")]),
        ("tokens expire after 15 minutes", [("lifetime", "at most", 15, "minutes")]),
        ("logs older than 90 days are deleted", [("retention", "at most", 90, "days")]),
        ("keep the history for 2 years", [("retention", "at most", 2, "years")]),
        ("a timeout of 10 seconds", [("timeout", "at most", 10, "seconds")]),
        ("the job runs every 5 minutes", [("interval", "exactly", 5, "minutes")]),
        ("import 1 million rows", [("volume", "at least", 1_000_000, "rows")]),
        ("at least 80% test coverage", [("test coverage", "at least", 80, "%")]),
        ("20 per page", []),
        ("a rating from 1 to 5", []),
        ("a name of at most 80 characters", []),
        ("answer 400 and say why", []),
        ("customers can add 3 addresses", []),
    ],
)
def test_a_number_says_what_it_measures(text: str, expected: list[tuple[str, str, float, str]]) -> None:
    measures = [one for hit in hits(text) for one in hit.measures]
    assert [(one.what, one.comparison, one.number, one.unit.lower()) for one in measures] == [
        (what, how, value, unit.lower()) for what, how, value, unit in expected
    ]
    assert all(one.span.of(text).lower().endswith(one.unit.lower().split()[-1]) for one in measures)


@pytest.mark.parametrize(
    ("text", "kind", "aspect"),
    [
        ("must be GDPR compliant", "non_functional", "privacy"),
        ("PCI DSS applies", "non_functional", "compliance"),
        ("zero downtime", "non_functional", "availability"),
        ("we must not lose messages", "non_functional", "durability"),
        ("no data loss", "non_functional", "durability"),
        ("the endpoint should be idempotent", "non_functional", "idempotence"),
        ("backwards compatible", "non_functional", "compatibility"),
        ("no breaking changes", "non_functional", "compatibility"),
        ("exactly-once processing", "non_functional", "delivery"),
        ("all or nothing", "non_functional", "atomicity"),
        ("passwords must never be logged", "non_functional", "security"),
        ("use BullMQ", "constraint", "means"),
        ("Prisma only", "constraint", "means"),
        ("Redis must be used for the counters", "constraint", "means"),
        ("without new dependencies", "constraint", "dependencies"),
        ("don't add any new packages", "constraint", "dependencies"),
        ("keep the response format", "constraint", "stays as it is"),
        ("do not change the public API", "constraint", "stays as it is"),
        ("by Friday", "constraint", "deadline"),
        ("before the end of the month", "constraint", "deadline"),
    ],
)
def test_a_quality_and_a_constraint_are_known_by_their_words(text: str, kind: str, aspect: str) -> None:
    found = hits(text)
    assert [(one.kind, one.aspect) for one in found][:1] == [(kind, aspect)]


@pytest.mark.parametrize(
    "text",
    [
        "a breakfast menu",
        "a scale from 1 to 5",
        "use cases",
        "list orders",
        "the restaurant",
        "only admins",
        "a news item",
    ],
)
def test_plain_words_are_no_quality(text: str) -> None:
    assert hits(text) == ()


@pytest.mark.parametrize("text", ["Add a search", "please export orders", "we need to send mails", "users can pay"])
def test_what_builds_something_is_functional(text: str) -> None:
    assert builds(text)


@pytest.mark.parametrize(
    "text",
    [
        "no UI",
        "No UI needed",
        "no frontend or mobile changes",
        "for now without e-mails",
        "without notifications for now",
        "emails come later",
        "the UI will be done in a separate ticket",
        "out of scope: the mobile app",
        "Refunds are out of scope",
        "payments are not part of this",
        "we don't need an admin panel",
        "we do not need a UI yet",
        "don't build a dashboard",
        "the frontend is done by another team",
        "Show nothing else for now",
        "skip the pagination",
        "no bulk import for now",
    ],
)
def test_what_is_left_out_is_known(text: str) -> None:
    assert is_left_out(text)


@pytest.mark.parametrize(
    "text",
    [
        "no duplicates",
        "no login needed",
        "we don't need a login for the list",
        "without authentication",
        "customers must not see them",
        "nobody may edit a review",
        "no more than 5 per customer",
        "without new dependencies",
        "do not change the response format",
        "orders without items are refused",
        "no empty names",
        "the order is not paid yet",
    ],
)
def test_what_denies_something_is_still_a_demand(text: str) -> None:
    assert not is_left_out(text)


@pytest.mark.parametrize(
    "text",
    [
        "Thanks a lot",
        "Any help is appreciated",
        "I have searched the existing issues",
        "Best regards,\nJana",
        "cc @bob",
        "Please fix",
        "Can you look into this asap, please",
    ],
)
def test_politeness_asks_for_nothing(text: str) -> None:
    assert is_courtesy(text)


@pytest.mark.parametrize(
    "text",
    [
        "Greet new users by mail",
        "Thank customers for their order",
        "add regards to letters",
        "fix the total",
        "check this price",
    ],
)
def test_a_demand_is_no_politeness(text: str) -> None:
    assert not is_courtesy(text)
