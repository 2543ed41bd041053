"""One subprocess: deadlines, groups, bounds, environments."""

import os
import threading
import time
from pathlib import Path

import pytest

from podium.errors import Interrupted, ToolMissing
from podium.process import Command, Scope, beside, run


def test_both_streams_and_the_exit_code_come_back() -> None:
    done = run(Command(argv=("sh", "-c", "echo out; echo err >&2; exit 3")))
    assert (done.code, done.text, done.talk, done.ok) == (3, "out\n", "err\n", False)


def test_standard_input_reaches_the_child() -> None:
    assert run(Command(argv=("cat",), stdin=b"x" * 300_000)).stdout == b"x" * 300_000


def test_a_child_sees_no_variable_that_was_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "hush")
    done = run(Command(argv=("env",), env={"GIVEN": "1"}))
    assert "hush" not in done.text and "GIVEN=1" in done.text


@pytest.mark.slow
def test_a_deadline_kills_even_what_ignores_the_polite_signal() -> None:
    done = run(Command(argv=("sh", "-c", "trap '' TERM; sleep 30"), deadline=0.3))
    assert done.timed_out and not done.ok and done.seconds < 10


@pytest.mark.slow
def test_a_grandchild_that_holds_the_pipes_neither_delays_nor_survives(tmp_path: Path) -> None:
    done = run(Command(argv=("sh", "-c", f"sleep 30 & echo $! > {tmp_path}/pid; echo done")))
    assert done.text == "done\n" and done.seconds < 5
    time.sleep(0.1)
    state = Path(f"/proc/{(tmp_path / 'pid').read_text().strip()}/stat")
    assert not state.exists() or " Z " in state.read_text()


def test_output_over_the_limit_keeps_its_beginning_and_end() -> None:
    done = run(Command(argv=("sh", "-c", "echo first; seq 1 20000; echo last"), limit=10_000))
    assert done.text.startswith("first") and done.text.endswith("last\n") and len(done.stdout) < 11_000
    assert "output dropped by podium" in done.text


def test_a_missing_program_is_said_by_its_name() -> None:
    with pytest.raises(ToolMissing, match="no-such-program"):
        run(Command(argv=("no-such-program",)))


def test_cancelling_a_scope_ends_what_runs_in_it_and_refuses_what_comes_later() -> None:
    scope = Scope()
    threading.Timer(0.1, scope.cancel).start()
    with scope.active():
        with pytest.raises(Interrupted):
            run(Command(argv=("sleep", "30")))
        with pytest.raises(Interrupted):
            run(Command(argv=("true",)))


def test_every_process_of_a_scope_carries_its_marks() -> None:
    with Scope({"PODIUM_RUN": "r1"}).active():
        assert "PODIUM_RUN=r1" in run(Command(argv=("env",))).text
    assert "PODIUM_RUN" not in os.environ


def test_work_beside_runs_meanwhile_in_the_same_scope() -> None:
    begun = threading.Event()
    with Scope({"PODIUM_RUN": "r1"}).active():
        waited = beside(lambda: begun.set() or run(Command(argv=("env",))).text)
        assert begun.wait(5)
    assert "PODIUM_RUN=r1" in waited()


def test_whoever_waits_for_work_that_failed_gets_its_error() -> None:
    waited = beside(lambda: run(Command(argv=("no-such-program",))))
    with pytest.raises(ToolMissing):
        waited()
