"""Reasons for a review that the affected code itself shows, each with its place."""

from dataclasses import replace

import pytest

from podium.analysis.seams import touched
from podium.plan.analysis import Affected, Analysis, DetectedType, Resource
from podium.plan.evidence import Evidence, Place
from podium.plan.survey import Field, Gateway, Model, Parameter, Provider, ProviderKind, Queue, Route, Schema, Survey


def place(file: str, line: int) -> Place:
    return Place(file=file, line=line)


def provider(name: str, file: str, *, kind: ProviderKind = "service", injects: str = "") -> Provider:
    parameters = tuple(Parameter(name="one", type=each) for each in injects.split())
    return Provider(name=name, kind=kind, place=place(file, 7), injects=parameters)


EMAIL = Field(name="email", type="String", place=place("s.prisma", 3))
USER = Model(name="User", place=place("s.prisma", 1), end_line=9, fields=(EMAIL,))
UPLOAD = Route(
    method="POST", path="/files", handler="up", controller="F", place=place("files.ts", 9),
    parameters=(Parameter(name="file", type="File", source="file"),),
)  # fmt: skip
SURVEY = Survey(
    repository="sample",
    revision="0" * 40,
    tree="1" * 40,
    schema=Schema(files=("s.prisma",), models=(USER,)),
    routes=(UPLOAD,),
    providers=(
        provider("JwtGuard", "guard.ts", kind="guard"),
        provider("PaymentsService", "pay.ts", injects="Stripe Cache"),
        provider("TaxService", "tax.ts", injects="HttpService"),
    ),
    queues=(Queue(name="mail", producers=(place("mail.ts", 4),)),),
    gateways=(Gateway(name="Feed", place=place("feed.ts", 5)),),
)


def affecting(
    file: str, *, score: float = 0.8, component: str = "X", kind: str = "file", reason: str = "named"
) -> Analysis:
    evidence = (Evidence(place=place(file, 1), reason=reason),)
    one = Affected(component=component, kind=kind, score=score, evidence=evidence)
    return Analysis(request="x", is_backend=True, affected=(one,))


@pytest.mark.parametrize(
    ("file", "facts"),
    [
        ("guard.ts", {"touches-guard": "JwtGuard decides who is let in (guard.ts:7)"}),
        ("tax.ts", {"touches-client": "TaxService calls out by HttpService (tax.ts:7)"}),
        ("files.ts", {"touches-upload": "POST /files takes a file (files.ts:9)"}),
        ("mail.ts", {"touches-queue": "queue mail is used (mail.ts:4)"}),
        ("feed.ts", {"touches-gateway": "Feed talks to clients (feed.ts:5)"}),
        ("other.ts", {}),
    ],
)
def test_what_the_affected_file_stands_on_is_said_with_its_place(file: str, facts: dict[str, str]) -> None:
    assert touched(affecting(file), SURVEY) == facts


def test_one_service_may_call_for_several_reviews() -> None:
    found = touched(affecting("pay.ts"), SURVEY)
    assert set(found) == {"touches-payment", "touches-client", "touches-cache"}


def test_an_affected_model_with_personal_columns_is_user_data() -> None:
    found = touched(affecting("s.prisma", component="User", kind="model"), SURVEY)
    assert found == {"touches-personal": "User holds `email` (s.prisma:3)"}


def test_what_is_hardly_affected_calls_for_nothing() -> None:
    assert touched(affecting("guard.ts", score=0.3), SURVEY) == {}


def test_a_new_resource_beside_a_guard_changes_no_guard() -> None:
    analysis = affecting("guard.ts", score=0.9, component="JwtGuard", kind="guard")
    assert touched(replace(analysis, resources=(Resource(name="Tag", plural="tags"),)), SURVEY) == {}


@pytest.mark.parametrize("reason", ["speaks of mail", "declares mail; speaks of order"])
def test_a_file_that_only_bears_a_word_of_the_request_calls_for_no_review(reason: str) -> None:
    assert touched(affecting("mail.ts", reason=reason), SURVEY) == {}


def test_documents_and_tests_call_for_no_review_of_what_runs() -> None:
    for kind in ("documentation", "testing"):
        types = (DetectedType(type=kind, confidence=0.9, cues=()),)
        assert touched(replace(affecting("mail.ts"), types=types), SURVEY) == {}
