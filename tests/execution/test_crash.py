"""A run is killed wherever it hurts, and goes on to the same end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from podium.errors import DiskFull, RepositoryError, RunError
from podium.execution import run as door
from podium.execution.setup import RunSetup, save
from podium.execution.workshop import mark, own
from podium.git import Repository
from podium.plan.events import GateResult
from podium.plan.state import State
from podium.plan.task import RunnerChoice, Task, TaskGate, Write
from podium.ports import GateSubject
from podium.runners.scripted_checks import ScriptedChecks
from podium.workspace import leftovers

MakeTask = Callable[..., Task]
MakeSetup = Callable[..., RunSetup]
Execute = Callable[..., State]
pytestmark = pytest.mark.slow

EVENTS = 22
"""How many events the uninterrupted run of `three` has; the first test holds it to that."""

PROGRAM = """
import os, signal, sys
from pathlib import Path
from podium.errors import Interrupted
from podium.execution.run import execute
from podium.execution.setup import load
from podium.runners.scripted_checks import ScriptedChecks

def die(event):
    if event.seq == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

try:
    execute(load(Path(sys.argv[1])), die, checks=ScriptedChecks(tip=("suite",)))
except Interrupted:
    sys.exit(130)
"""


def process(run: RunSetup, *, die_at: int = 0) -> subprocess.Popen[bytes]:
    save(run)
    return subprocess.Popen([sys.executable, "-c", PROGRAM, str(run.directories.run), str(die_at)])


@pytest.fixture
def three(setup: MakeSetup, task: MakeTask) -> RunSetup:
    """Two tasks side by side, one of which needs a second attempt, and one that stands on both."""
    gate = TaskGate(gate="lines", parameters={"lines": "T2.txt"})
    script = [[{"write": "T2.txt", "text": "!wrong\n"}], [{"write": "T2.txt", "text": "right\n"}]]
    last = [{"run": ["cp", "T1.txt", "T3.txt"]}]
    tasks = (task("T1"), task("T2", script=script, gates=(gate,)), task("T3", script=[last], needs=["T1", "T2"]))
    return setup(*tasks)


def outcome(run: RunSetup, repository: Repository) -> tuple[object, ...]:
    """What must be the same whenever a run is killed: the end, the tasks, their attempts, the tree, the commits."""
    state = door.state_of(run.directories.run)
    branch = f"podium/{run.run}"
    tasks = {name: (one.status, len(one.attempts)) for name, one in state.tasks.items()}
    subjects = sorted(repository.ask("log", "--format=%s", f"main..{branch}").splitlines())
    return state.ended and state.ended.outcome, tasks, repository.tree(branch), subjects


def expected(repository: Repository) -> tuple[object, ...]:
    files = {"T1.txt": "T1\n", "T2.txt": "right\n", "T3.txt": "T1\n"}
    tree = repository.ask("ls-tree", "HEAD")
    for name, text in files.items():
        tree += f"\n100644 blob {repository.ask('hash-object', '-w', '--stdin', stdin=text.encode())}\t{name}"
    tasks = {"T1": ("completed", 1), "T2": ("completed", 2), "T3": ("completed", 1)}
    return "done", tasks, repository.ask("mktree", stdin=tree.encode()), ["Task T1", "Task T2", "Task T3"]


def test_an_uninterrupted_run_ends_as_expected(three: RunSetup, repository: Repository) -> None:
    assert process(three).wait(timeout=180) == 0
    assert len(door.read_journal(three.directories.run)) == EVENTS
    assert outcome(three, repository) == expected(repository)


@pytest.mark.parametrize("number", range(1, EVENTS + 1))
def test_killed_at_any_write_of_the_journal_it_goes_on_to_the_same_end(
    three: RunSetup, repository: Repository, number: int
) -> None:
    assert process(three, die_at=number).wait(timeout=180) == -signal.SIGKILL
    assert door.read_journal(three.directories.run)[-1].seq == number
    assert process(three).wait(timeout=180) == 0
    assert outcome(three, repository) == expected(repository)


def test_killed_again_and_again_it_goes_on_to_the_same_end(three: RunSetup, repository: Repository) -> None:
    for number in range(2, EVENTS, 4):
        assert process(three, die_at=number).wait(timeout=180) == -signal.SIGKILL
    assert process(three).wait(timeout=180) == 0
    assert outcome(three, repository) == expected(repository)


def hanging(setup: MakeSetup, task: MakeTask, flag: Path) -> RunSetup:
    """A run whose only task hangs in a grandchild of a session of its own the first time."""
    script = f"echo half > T1.txt; test -e {flag} && exit 0; touch {flag}; setsid sleep 300 & wait; sleep 300"
    return setup(task("T1", script=[[{"run": ["sh", "-c", script]}]], writes=(Write(kind="path", target="T1.txt"),)))


def wait_for(path: Path) -> None:
    until = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_after_a_kill_leftover_processes_are_ended_and_the_workspace_is_set_aside(
    setup: MakeSetup, task: MakeTask, tmp_path: Path
) -> None:
    run = hanging(setup, task, tmp_path / "flag")
    first = process(run)
    wait_for(tmp_path / "flag")
    first.kill()
    first.wait()
    left = leftovers.marked(mark(run))
    assert left and process(run).wait(timeout=180) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in left)
    aside = run.directories.workspaces / "T1-1-interrupted-1"
    assert (aside / "T1.txt").read_text() == "half\n"
    assert len(door.state_of(run.directories.run).tasks["T1"].attempts) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_every_child_in_time_and_the_run_goes_on(
    setup: MakeSetup, task: MakeTask, tmp_path: Path, number: signal.Signals
) -> None:
    run = hanging(setup, task, tmp_path / "flag")
    first = process(run)
    wait_for(tmp_path / "flag")
    began = time.monotonic()
    first.send_signal(number)
    assert first.wait(timeout=30) == 130 and time.monotonic() - began < 4
    assert leftovers.marked(mark(run)) == () and door.is_live(run.directories.run) == 0
    assert process(run).wait(timeout=180) == 0


class FullOnce(ScriptedChecks):
    """Gates on a disk that is full until somebody makes room."""

    full = True

    def judge(self, name: str, subject: GateSubject, base: GateResult | None) -> GateResult:
        if self.full:
            raise DiskFull("no room left for evidence")
        return super().judge(name, subject, base)


def test_a_full_disk_stops_the_run_and_it_goes_on_when_there_is_room(setup: MakeSetup, task: MakeTask) -> None:
    run, checks = setup(task("T1")), FullOnce()
    with pytest.raises(DiskFull):
        door.execute(run, lambda _: None, checks=checks)
    checks.full = False
    state = door.execute(run, lambda _: None, checks=checks)
    assert state.ended is not None and state.ended.outcome == "done"


def test_the_control_plane_stays_small(three: RunSetup) -> None:
    first = process(three)
    _, status, usage = os.wait4(first.pid, 0)
    first.returncode = os.waitstatus_to_exitcode(status)
    assert first.returncode == 0 and usage.ru_maxrss / 1024 < 250


def test_a_journal_that_is_gone_is_said_and_finished_work_is_named(
    setup: MakeSetup, task: MakeTask, repository: Repository
) -> None:
    run = setup(task("T1"), task("T2", runner=RunnerChoice(kind="human"), needs=["T1"]))
    door.execute(run, lambda _: None, checks=ScriptedChecks())
    for file in run.directories.run.glob("run.sqlite*"):
        file.unlink()
    with pytest.raises(RunError, match=r"journal of .* is gone") as error:
        door.execute(run, lambda _: None, checks=ScriptedChecks())
    finished = own(run).resolve(f"refs/podium/runs/{run.run}")
    assert finished[:12] in error.value.hint and finished != repository.resolve("main")


def test_locks_that_a_killed_git_left_in_podiums_own_clone_hold_nothing_up(setup: MakeSetup, task: MakeTask) -> None:
    run = setup(task("T1", runner=RunnerChoice(kind="human")))
    door.execute(run, lambda _: None, checks=ScriptedChecks())
    clone = run.directories.clone
    places = ("HEAD", f"refs/podium/runs/{run.run}", f"refs/podium/attempts/{run.run}/T1-1")
    for name in places:
        (clone / f"{name}.lock").parent.mkdir(parents=True, exist_ok=True)
        (clone / f"{name}.lock").write_text("")
    (run.directories.workspaces / "T1-1" / "T1.txt").write_text("by hand\n")
    door.approve(run.directories.run, "T1#1/done", granted=True, by="Ann")
    state = door.execute(run, lambda _: None, checks=ScriptedChecks())
    assert state.tasks["T1"].status == "completed"


def test_a_lock_in_the_users_repository_is_named_and_left_alone(
    setup: MakeSetup, task: MakeTask, repository: Repository
) -> None:
    run = setup(task("T1"))
    lock = repository.path / ".git" / "refs" / "heads" / "podium" / f"{run.run}.lock"
    lock.parent.mkdir(parents=True)
    lock.write_text("")
    with pytest.raises(RepositoryError, match=rf"git cannot set refs/heads/podium/{run.run}: .*\.lock"):
        door.execute(run, lambda _: None, checks=ScriptedChecks(tip=("suite",)))
    lock.unlink()
    state = door.execute(run, lambda _: None, checks=ScriptedChecks(tip=("suite",)))
    assert state.ended is not None and state.ended.outcome == "done" and state.delivered is not None
