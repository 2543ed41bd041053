"""What a run keeps: its setup, its journal, its inbox, its lease, its budget."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from podium.errors import DiskFull, MachineError, RunError
from podium.execution import budget, inbox, journal, leases
from podium.execution.setup import Budget, RunSetup, directories, load, new_run_id, save
from podium.plan import transitions
from podium.plan.events import AttemptEnded, AttemptStarted, CancelAsked, Event, Failure, RunStarted, Usage
from podium.plan.task import Estimate, Task

MakeTask = Callable[..., Task]
MakeSetup = Callable[..., RunSetup]


def event(seq: int, by: str = "Ann") -> Event:
    return Event(run="r", seq=seq, at=0.0, body=CancelAsked(by=by))


@pytest.fixture
def database(tmp_path: Path) -> Path:
    journal.prepare(tmp_path / "run.sqlite")
    return tmp_path / "run.sqlite"


def test_a_setup_reads_back_as_it_was_kept(setup: MakeSetup, task: MakeTask) -> None:
    run = setup(task("T1"), budget=Budget(attempts=3))
    save(run)
    save(replace(run, workers=9))
    assert load(run.directories.run) == run


def test_a_folder_without_a_run_is_an_error_of_the_user(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no run"):
        load(tmp_path)


def test_run_ids_name_the_day_and_the_title_and_are_never_taken() -> None:
    today = date(2026, 11, 22)
    first = new_run_id("Add product reviews: rate!", today=today, taken=(), salt="s")
    assert first.startswith("20261122-add-product-reviews-rate-") and len(first) == 38
    assert new_run_id("Add product reviews: rate!", today=today, taken={first}, salt="s") != first


def test_two_repositories_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    places = [directories(tmp_path, tmp_path, tmp_path / where / "shop", "r").run.parent.name for where in "ab"]
    assert places[0] != places[1] and all(name.startswith("shop-") for name in places)


def test_an_event_is_stamped_once_and_its_number_never_taken_again(database: Path) -> None:
    first, is_new = journal.record(database, event(1), clock=lambda: 5.0)
    again, is_new_again = journal.record(database, event(1, by="Bob"), clock=lambda: 6.0)
    assert (first.at, is_new, again, is_new_again) == (5.0, True, first, False)


def test_the_journal_is_read_by_plain_sqlite(database: Path) -> None:
    journal.record(database, event(1))
    with sqlite3.connect(database) as connection:
        row = connection.execute("select event from journal where seq = 1").fetchone()
    connection.close()
    assert json.loads(row[0])["type"] == "cancel.asked"


def test_events_come_in_order_and_in_parts(database: Path) -> None:
    for seq in (2, 1, 3):
        journal.record(database, event(seq))
    assert [one.seq for one in journal.read(database)] == [1, 2, 3]
    assert [one.seq for one in journal.read(database, after=1, until=2)] == [2]


def test_a_run_that_has_not_begun_has_no_events(tmp_path: Path) -> None:
    assert journal.read(tmp_path / "run.sqlite") == ()


def test_a_full_disk_is_told_from_other_trouble(database: Path) -> None:
    with pytest.raises(DiskFull), journal.connected(database) as connection:
        pages = connection.execute("pragma page_count").fetchone()[0]
        connection.execute(f"pragma max_page_count={pages}")
        connection.execute("insert into journal values ('r', 1, ?)", ("x" * 100_000,))
    assert journal.read(database) == ()


def test_letters_are_read_in_order_and_once(database: Path) -> None:
    inbox.write(database, "approval", "a", {"granted": True})
    inbox.write(database, "cancel", "", {"by": "Ann"})
    letters = inbox.read(database, after=0)
    assert [one.kind for one in letters] == ["approval", "cancel"]
    assert inbox.read(database, after=letters[0].id) == letters[1:]


def test_a_second_process_is_refused_and_told_who_is_first(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib; from podium.execution import leases; leases.held(pathlib.Path(sys.argv[1])).__enter__()"
    )
    with leases.held(tmp_path):
        assert leases.holder(tmp_path) == os.getpid()
        done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True)
    assert done.returncode != 0 and f"by process {os.getpid()}" in done.stderr


def test_a_lock_of_a_dead_process_counts_for_nothing(tmp_path: Path) -> None:
    (tmp_path / leases.LOCK_FILE).write_text("1\n")
    assert leases.holder(tmp_path) == 0
    with leases.held(tmp_path):
        pass
    assert leases.holder(tmp_path) == 0


COSTLY = Estimate(seconds=(1.0, 2.0), tokens=(100, 1000), usd=(0.1, 1.0))


@pytest.mark.parametrize(
    ("limits", "used", "word"),
    [
        (Budget(), budget.Spent(attempts=99, seconds=1e9, tokens=10**9, usd=1e9), ""),
        (Budget(attempts=3), budget.Spent(attempts=2), ""),
        (Budget(attempts=3), budget.Spent(attempts=3), "attempts"),
        (Budget(seconds=60), budget.Spent(seconds=60.0), "seconds"),
        (Budget(tokens=5000), budget.Spent(tokens=4000), ""),
        (Budget(tokens=5000), budget.Spent(tokens=4001), "tokens"),
        (Budget(usd=2.0), budget.Spent(usd=1.5), "USD"),
    ],
)
def test_an_attempt_that_does_not_fit_is_refused_beforehand(
    task: MakeTask, limits: Budget, used: budget.Spent, word: str
) -> None:
    refusal = budget.refusal(limits, used, task("T1", estimate=COSTLY))
    assert (word in refusal) if word else refusal == ""


def test_open_attempts_count_with_what_they_are_expected_to_use(setup: MakeSetup, task: MakeTask) -> None:
    run = setup(task("T1", estimate=COSTLY), task("T2", estimate=COSTLY))
    usage = Usage(tokens_in=200, tokens_out=20, usd=0.5)
    ended = AttemptEnded(failure=Failure(kind="transient", message=""), usage=usage)
    begun = [(name, AttemptStarted(tip="b", runner="")) for name in ("T1", "T2")]
    bodies = [("", RunStarted(plan="", base="b", tree="t", isolation="")), *begun, ("T1", ended)]
    state = transitions.start(run.plan)
    for seq, (name, body) in enumerate(bodies, 1):
        state = transitions.apply(state, Event(run="r", seq=seq, at=0.0, body=body, task=name, attempt=bool(name)))
    assert budget.spent(state, seconds=7.0) == budget.Spent(attempts=2, seconds=7.0, tokens=1220, usd=1.5)


@pytest.mark.parametrize("wrong", [b"no database at all, but long enough to be read as one", b"SQLite format 3\0" * 99])
def test_a_journal_that_is_damaged_is_said_to_be(database: Path, wrong: bytes) -> None:
    for file in database.parent.glob("run.sqlite*"):
        file.unlink()
    database.write_bytes(wrong)
    for use in (lambda: journal.read(database), lambda: journal.record(database, event(1))):
        with pytest.raises(MachineError, match=r"run\.sqlite cannot be used"):
            use()


def test_a_setup_that_was_cut_off_is_an_error_of_its_own(setup: MakeSetup, task: MakeTask) -> None:
    run = setup(task("T1"))
    save(run)
    file = run.directories.run / "setup.json"
    file.write_text(file.read_text()[:300])
    with pytest.raises(RunError, match="cannot be read by this version"):
        load(run.directories.run)
