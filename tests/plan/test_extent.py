"""A small change is told by how little it asks for and by the one component that it is about."""

from dataclasses import replace
from typing import Any

import pytest

from podium.plan.analysis import Analysis, DetectedType, Requirement
from podium.plan.evidence import Place
from podium.plan.extent import small
from podium.plan.survey import Module, Queue, Survey


def about(text: str, kind: Any = "new_api_endpoint") -> Analysis:
    wanted = (Requirement(id="R1", text=text, kind="functional"),)
    found = (DetectedType(type=kind, confidence=0.9, cues=()),)
    return Analysis(request=text, is_backend=True, types=found, requirements=wanted)


def place(text: str) -> Place:
    file, _, line = text.rpartition(":")
    return Place(file=file, line=int(line))


def with_auth(shop: Survey) -> Survey:
    return replace(shop, modules=(*shop.modules, Module(name="AuthModule", place=place("src/auth/auth.module.ts:1"))))


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("Limit the name of a product", "bug_fix", "one small change: R1, about product"),
        ("Log every failed login", "authentication", "one small change: R1, about auth"),
        ("Make the JWT lifetime configurable", "configuration", "one small change: R1, about auth"),
        ("Bump the page size from 100 to 200", "configuration", "one small change: R1"),
        ("Return the total in all lists", "new_api_endpoint", ""),
        ("Log each request of all routes of products", "new_api_endpoint", ""),
        ("Delete old orders at night", "background_job", ""),
    ],
)
def test_how_far_a_request_reaches(shop: Survey, text: str, kind: str, reason: str) -> None:
    assert small(about(text, kind), with_auth(shop)) == reason


@pytest.mark.parametrize(("file", "holds"), [("src/orders/orders.processor.ts", True), ("src/mail/mail.ts", False)])
def test_a_job_that_is_there_may_be_changed_in_small(shop: Survey, file: str, holds: bool) -> None:
    queue = Queue(name="x", registered=(place("src/orders/orders.module.ts:9"),), processors=(place(f"{file}:1"),))
    found = small(about("Change the pause of orders", "background_job"), replace(shop, queues=(queue,)))
    assert bool(found) is holds
