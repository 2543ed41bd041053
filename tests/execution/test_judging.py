"""Gates at work: the base is asked once, dear gates come last, no two gates share a workspace."""

import asyncio
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace

import pytest

from podium.execution import stages
from podium.execution.judging import PROCESSORS, Case, Court
from podium.execution.setup import RunSetup
from podium.execution.workshop import Workshop
from podium.plan.codec import decode, encode
from podium.plan.events import GateResult, IntegrationEnded
from podium.plan.task import Task, TaskGate
from podium.ports import GateSubject
from podium.runners.scripted_checks import ScriptedChecks
from podium.runners.scripted_gate import ScriptedGate
from podium.workspace import integration

MakeTask = Callable[..., Task]
MakeSetup = Callable[..., RunSetup]


@dataclass
class Watched(ScriptedChecks):
    """Scripted gates that note which one looked at which workspace, and whether another was in there."""

    seen: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    inside: set[str] = field(default_factory=set[str])
    shared: list[str] = field(default_factory=list[str])
    seconds: float = 0.0

    def __post_init__(self) -> None:
        super().__init__(tip=("one", "dear", "two", "three"), dear=("dear",))

    def gate(self, name: str) -> ScriptedGate:
        gate = super().gate(name)
        gate.cost = "dear" if gate.cost == "dear" else "cheap"
        return gate

    def judge(self, name: str, subject: GateSubject, base: GateResult | None) -> GateResult:
        where = subject.workspace.root.name
        self.shared += [where] if where in self.inside else []
        self.inside.add(where)
        self.seen.append((name, where))
        time.sleep(self.seconds)
        result = super().judge(name, subject, base)
        self.inside.discard(where)
        return result


@pytest.fixture
def checks() -> Watched:
    return Watched()


@pytest.fixture
def shop(setup: MakeSetup, task: MakeTask, checks: Watched) -> Generator[Workshop]:
    shop = Workshop(setup(task("T1")), lambda _: None, checks)
    yield shop
    shop.close()
    shop.tidy()


def case(shop: Workshop, *gates: str, **more: object) -> Case:
    plain = Case(name="T1-1.gates", commit=shop.base, base=shop.base, gates=gates)
    return replace(plain, **more)  # type: ignore[arg-type]


def test_the_base_is_asked_once_whoever_asks(shop: Workshop, checks: Watched) -> None:
    court = Court(shop)
    threads = [threading.Thread(target=court.on_base, args=("one",)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert checks.seen == [("one", "base.1")]


def test_dear_gates_are_left_out_once_one_has_failed_unless_everything_is_wanted(
    shop: Workshop, task: MakeTask
) -> None:
    red = task("T1", gates=(TaskGate(gate="one", parameters={"present": ["nowhere"]}),))
    found = Court(shop).judge(case(shop, "one", "dear", "two", task=red))
    assert [(one.gate, one.status) for one in found] == [("one", "failed"), ("two", "passed")]
    thorough = Court(shop).judge(case(shop, "one", "dear", "two", task=red, thorough=True))
    assert [one.gate for one in thorough] == ["one", "dear", "two"]


def test_all_processors_are_used_and_no_two_gates_share_a_workspace(shop: Workshop, checks: Watched) -> None:
    checks.seconds = 0.02
    court = Court(shop)
    gates = checks.for_tip(shop.setup.survey)
    other = threading.Thread(target=lambda: [court.on_base(gate) for gate in gates])
    other.start()
    court.judge(case(shop, *gates, name="final"))
    other.join()
    lanes = {where for _, where in checks.seen if where.startswith("final")}
    assert len(lanes) == min(PROCESSORS, len(gates)) and checks.shared == []


def test_workspaces_of_gates_are_gone_afterwards(shop: Workshop) -> None:
    Court(shop).judge(case(shop, "one"))
    shop.tidy()
    assert [path.name for path in shop.yard.folder.iterdir()] == [".trash"]


async def moved(shop: Workshop, commit: str) -> IntegrationEnded:
    value = {"task": encode(shop.setup.plan.tasks[0]), "number": 1, "tip": shop.base, "completed": [], "commit": commit}
    merged = await stages.merge(shop, Court(shop), value)
    for _ in range(2):
        await stages.move(shop, Court(shop), merged)
    return decode(IntegrationEnded, merged["ended"])


def test_moving_the_run_branch_twice_is_moving_it_once(shop: Workshop) -> None:
    tree = shop.clone.tree(shop.base)
    made = shop.clone.ask("commit-tree", tree, "-p", shop.base, "-m", "x", env=identity())
    ended = asyncio.run(moved(shop, made))
    assert ended.commit == made == shop.clone.reference(integration.reference(shop.setup.run))


def identity() -> dict[str, str]:
    return {f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
