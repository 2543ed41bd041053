"""Who may go on in whose conversation is told by the plan alone; what was used before is not counted again."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from podium.execution.inheriting import heir
from podium.execution.session import since
from podium.execution.setup import RunSetup
from podium.plan.events import Usage
from podium.plan.task import RunnerChoice, Task, Write

CLAUDE = RunnerChoice(kind="agent", name="claude")
SAME: dict[str, Any] = {"writes": (Write(kind="path", target="src/orders/**"),), "runner": CLAUDE}


@pytest.mark.parametrize(
    ("more", "shares"),
    [
        ({}, True),
        ({"writes": (Write(kind="path", target="src/orders/a.ts"),)}, True),
        ({"writes": (Write(kind="path", target="src/mail/**"),)}, False),
        ({"writes": ()}, False),
        ({"specialist": "security-guardian"}, False),
        ({"runner": RunnerChoice(kind="agent", name="codex")}, False),
        ({"runner": RunnerChoice(kind="recipe", name="claude")}, False),
        ({"needs": ()}, False),
    ],
)
def test_the_same_agent_and_specialist_on_the_same_files_share_a_conversation(
    setup: Callable[..., RunSetup], task: Callable[..., Task], more: dict[str, Any], shares: bool
) -> None:
    first, second = task("T1", **SAME), task("T2", **{"needs": ("T1",), **SAME, **more})
    assert (heir(setup(first, second).plan, first) is not None) is shares


def test_only_the_first_of_two_that_could_is_the_heir(
    setup: Callable[..., RunSetup], task: Callable[..., Task]
) -> None:
    tasks = [task("T1", **SAME), *(task(name, needs=("T1",), **SAME) for name in ("T2", "T3"))]
    found = heir(setup(*tasks).plan, tasks[0])
    assert found is not None and found.id == "T2"


def test_what_a_session_used_before_is_taken_off_unless_its_counter_began_afresh() -> None:
    before = Usage(tokens_in=100, tokens_out=10, usd=1.0)
    now = Usage(tokens_in=150, tokens_out=5, usd=1.5, basis="reported")
    assert since(now, before) == replace(now, tokens_in=50, tokens_out=5, usd=0.5)
    assert since(Usage(), before) == Usage() and since(now, Usage()) == now
