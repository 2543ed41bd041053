"""A verdict is kept by all that it depends on, and only where it will be the same next time."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from podium.errors import InputError
from podium.gates.bench import Bench
from podium.gates.catalogue import for_attempt, for_tip, for_verify, gate, gates, judge
from podium.gates.definition import ToolGate
from podium.gates.ids import ORDER
from podium.gates.store import Store, key
from podium.gates.verdict import Verdict, unchecked
from podium.plan.events import GateResult
from podium.plan.evidence import Finding
from podium.plan.survey import Schema, Survey
from podium.plan.task import RunnerChoice, Task, TaskGate
from podium.ports import GateSubject

Make = Callable[..., GateSubject]


def scripted(verdict: Verdict, **more: Any) -> tuple[ToolGate, list[str]]:
    """A gate that always says the same, and the list of its looks."""
    looks: list[str] = []

    def look(bench: Bench) -> Verdict:
        looks.append(bench.subject.tree)
        return verdict

    return ToolGate(id="lint", title="t", look=look, **more), looks


def red(rule: str) -> Verdict:
    return Verdict(summary="s", findings=(Finding(gate="lint", rule=rule, message="m"),))


@pytest.mark.parametrize("verdict", [Verdict(summary="fine"), red("x")])
def test_an_equal_subject_is_judged_once(make_subject: Make, tmp_path: Path, verdict: Verdict) -> None:
    scripted_gate, looks = scripted(verdict)
    subject, store = make_subject({}, {"a.ts": "x"}), Store(tmp_path / "store")
    first = judge(scripted_gate, subject, base=None, store=store)
    second = judge(scripted_gate, subject, base=None, store=store)
    assert (first.reused, second.reused, len(looks)) == (False, True, 1)
    assert replace(second, reused=False) == first


@pytest.mark.parametrize(
    "verdict", [red("exit-code"), red("timeout"), unchecked("no tool"), Verdict(summary="s", flaky=True)]
)
def test_what_may_be_different_next_time_is_not_kept(make_subject: Make, tmp_path: Path, verdict: Verdict) -> None:
    scripted_gate, looks = scripted(verdict)
    subject, store = make_subject({}, {}), Store(tmp_path / "store")
    results = [judge(scripted_gate, subject, base=None, store=store) for _ in range(2)]
    assert [result.reused for result in results] == [False, False]
    assert len(looks) == 2


def test_every_part_of_the_key_matters(make_subject: Make) -> None:
    one, _ = scripted(Verdict(summary="s"))
    subject = make_subject({"package.json": "{}"}, {})
    first = key(one, subject)
    workspace = subject.workspace
    others = [
        key(scripted(Verdict(summary="s"), version=2)[0], subject),
        key(scripted(Verdict(summary="s"), compares=True)[0], subject),
        key(one, replace(subject, tree="u" * 40)),
        key(one, replace(subject, parameters={"repeat": 3})),
        key(one, replace(subject, workspace=replace(workspace, environment={"MODE": "a"}))),
    ]
    (workspace.root / "package-lock.json").write_text("{}")
    others.append(key(one, subject))
    assert len({first, *others}) == 7


def test_addresses_and_secrets_are_no_part_of_the_key(make_subject: Make) -> None:
    one, _ = scripted(Verdict(summary="s"))
    subject = make_subject({}, {})
    keys = {
        key(one, replace(subject, workspace=replace(subject.workspace, environment={"DATABASE_URL": url})))
        for url in ("postgresql://a", "postgresql://b")
    }
    assert len(keys) == 1


def test_a_broken_file_counts_as_absent(make_subject: Make, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    kept = judge(scripted(Verdict(summary="s"))[0], make_subject({}, {}), base=None, store=store)
    file = next((tmp_path / "store").rglob("*.json"))
    file.write_text(file.read_text()[:20])
    assert store.get(kept.key) is None


def test_a_gate_that_compares_by_itself_is_not_compared_again(make_subject: Make) -> None:
    scripted_gate, _ = scripted(red("x"), compares=True)
    base = GateResult(gate="lint", status="failed", summary="s", findings=red("x").findings)
    assert judge(scripted_gate, make_subject({}, {}), base=base, store=None).status == "failed"


def test_a_gate_that_does_not_apply_says_why(make_subject: Make) -> None:
    result = judge(gate("prisma-validate"), make_subject({}, {}), base=None, store=None)
    assert (result.status, result.summary) == ("not_checked", "the project has no Prisma schema")


def test_the_catalogue_holds_every_gate_once_and_knows_no_other() -> None:
    assert tuple(one.id for one in gates()) == ORDER
    with pytest.raises(InputError, match="did you mean types"):
        gate("typos")


def task(*named: str) -> Task:
    return Task(
        id="T1",
        title="t",
        specialist="s",
        layer="api",
        phase=2,
        goal="g",
        gates=tuple(TaskGate(gate=one) for one in named),
        runner=RunnerChoice(kind="recipe", name="x"),
    )


SURVEY = Survey(
    repository="x",
    revision="r",
    tree="t",
    schema=Schema(files=("prisma/schema.prisma",), migrations_folder="prisma/migrations"),
)


@pytest.mark.parametrize(
    ("changed", "asked", "not_asked"),
    [
        (["README.md"], {"scope", "secrets", "weakened-tests", "format"}, {"types", "unit"}),
        (["src/a.ts"], {"types", "lint", "unit", "guard-coverage", "exposure"}, {"migration-deploy", "e2e"}),
        (["test/a.e2e-spec.ts"], {"types", "lint", "unit"}, {"guard-coverage"}),
        (["prisma/schema.prisma"], {"prisma-validate", "migration-drift", "types"}, {"migration-way-back"}),
        (["prisma/migrations/1_a/migration.sql"], {"migration-deploy", "migration-way-back"}, {"types"}),
    ],
)
def test_an_attempt_is_judged_by_what_it_changes(changed: list[str], asked: set[str], not_asked: set[str]) -> None:
    ids = for_attempt(task("routes"), SURVEY, changed)
    assert set(ids) >= asked | {"routes"} and not set(ids) & not_asked
    assert list(ids) == sorted(ids, key=ORDER.index)


def test_the_whole_suite_leaves_out_what_speaks_of_one_task() -> None:
    assert not set(for_tip(SURVEY)) & {"scope", "new-tests", "planted-faults", "routes"}
    assert set(for_verify(SURVEY)) - set(for_tip(SURVEY)) == {"scope", "new-tests", "routes"}
