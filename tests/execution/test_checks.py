"""Gates are told about the task that is judged, and on the tip about all of them together."""

from collections.abc import Callable

from podium.execution.checks import parameters, verdict
from podium.plan.events import GateResult
from podium.plan.evidence import Finding
from podium.plan.task import Task, TaskGate

MakeTask = Callable[..., Task]


def with_gates(task: MakeTask, name: str, **gates: dict[str, object]) -> Task:
    given = tuple(TaskGate(gate=gate.replace("_", "-"), parameters=told) for gate, told in gates.items())
    return task(name, gates=given)


def test_an_attempt_is_judged_by_what_its_own_task_says(task: MakeTask) -> None:
    one = with_gates(task, "T1", routes={"added": ["GET /a"]}, unit={"related": True})
    other = with_gates(task, "T2", routes={"added": ["GET /b"]})
    assert parameters("routes", other, [one]) == {"added": ["GET /b"]}
    assert parameters("unit", one, []) == {"related": True} and parameters("unit", other, [one]) == {}


def test_the_tip_is_judged_by_what_all_tasks_say_of_their_results(task: MakeTask) -> None:
    one = with_gates(task, "T1", guard_coverage={"routes": {"GET /a": "public"}}, unit={"related": True})
    other = with_gates(task, "T2", guard_coverage={"routes": {"GET /b": "owner"}})
    assert parameters("guard-coverage", None, [one, other]) == {"routes": {"GET /a": "public", "GET /b": "owner"}}
    assert parameters("unit", None, [one, other]) == {}


def test_the_published_interface_is_compared_with_the_release_whoever_added_to_it(task: MakeTask) -> None:
    first = with_gates(task, "T1", routes={"added": ["GET /a"]})
    docs = with_gates(task, "T2", openapi_diff={"added": ["GET /b"], "breaking": ["x"]})
    told = parameters("openapi-diff", docs, [first])
    assert told == {"added": ["GET /b", "GET /a"], "breaking": ["x"]}
    assert parameters("openapi-diff", first, [docs])["added"] == ["GET /b", "GET /a"]
    assert parameters("openapi-diff", first, []) == {}


def test_red_gates_make_one_failure_with_all_their_findings() -> None:
    finding = Finding(gate="types", rule="r", message="wrong")
    red = [GateResult(gate=gate, status="failed", summary="s", findings=(finding,)) for gate in ("types", "scope")]
    green = GateResult(gate="lint", status="not_checked", summary="")
    failure = verdict([green, *red])
    assert failure is not None and (failure.kind, len(failure.findings)) == ("gate", 2)
    assert (found := verdict(red[1:])) is not None and found.kind == "scope" and verdict([green]) is None
