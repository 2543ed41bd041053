"""Agents in a run: answered by policy, held to the budget, gone on with after a kill, replaced where they fail."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from podium.errors import ToolMissing
from podium.execution import journal, sessions
from podium.execution.run import approve, cancel, execute, state_of
from podium.execution.setup import Budget, RunSetup, save
from podium.plan.events import ApprovalAsked, AttemptEnded, AttemptStarted, CancelAsked, Event, RunStarted
from podium.plan.state import State
from podium.plan.task import Estimate, RunnerChoice, Task, Write
from podium.runners.scripted_checks import ScriptedChecks

pytestmark = pytest.mark.slow

MakeSetup = Callable[..., RunSetup]
MakeTask = Callable[..., Task]
Agent = Callable[..., RunnerChoice]

WRITES = {"write": "T1.txt", "text": "T1\n"}


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Agent:
    """A profile in the user's folder for a double with these steps; the choice of it."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = tmp_path / "config" / "podium" / "agents"
    folder.mkdir(parents=True)

    def make(*steps: dict[str, Any], name: str = "double", **ways: Any) -> RunnerChoice:
        script = tmp_path / f"{name}.json"
        script.write_text(json.dumps({"steps": list(steps), **ways}))
        argv = [sys.executable, "-m", "podium.runners.double", str(script)]
        (folder / f"{name}.yaml").write_text(json.dumps({"title": name, "argv": argv, "start_seconds": 10}))
        return RunnerChoice(kind="agent", name=name)

    return make


def limited(name: str, **more: Any) -> None:
    """Add to the profile of an agent that was made."""
    file = Path(os.environ["XDG_CONFIG_HOME"]) / "podium" / "agents" / f"{name}.yaml"
    file.write_text(json.dumps({**json.loads(file.read_text()), **more}))


def carry_out(setup: RunSetup, events: list[Event] | None = None) -> State:
    seen = events if events is not None else []
    return execute(setup, seen.append, checks=ScriptedChecks())


def log(setup: RunSetup, name: str = "T1-1") -> str:
    return (setup.directories.logs / f"{name}.log").read_text()


def test_an_agent_does_the_work_and_what_it_used_is_known(setup: MakeSetup, task: MakeTask, agent: Agent) -> None:
    usage = {"end": "end_turn", "usage": {"inputTokens": 70, "outputTokens": 30}}
    state = carry_out(setup(task("T1", runner=agent({"say": "hello"}, WRITES, {"cost": 0.25}, usage))))
    last = state.tasks["T1"].last
    assert state.ended is not None and state.ended.outcome == "done" and last is not None and last.ended is not None
    used = last.ended.usage
    assert (used.tokens_in, used.tokens_out, used.usd, used.basis) == (70, 30, 0.25, "reported")


@pytest.mark.parametrize(
    ("ask", "outcome", "said"),
    [
        ({"ask": "Run", "kind": "execute", "command": "git status"}, "done", "[granted: Run: "),
        ({"ask": "Run", "kind": "execute", "command": "git push", "goes_on": True}, "failed", "[denied: Run: "),
        ({"ask": "Edit", "kind": "edit", "path": "/etc/passwd", "goes_on": True}, "failed", "outside the workspace"),
    ],
)
def test_the_policy_answers_what_it_can(
    setup: MakeSetup, task: MakeTask, agent: Agent, ask: dict[str, Any], outcome: str, said: str
) -> None:
    run = setup(task("T1", runner=agent(ask, WRITES)))
    state = carry_out(run)
    assert said in log(run) and (state.tasks["T1"].status == "completed") is (outcome == "done")


def test_a_person_answers_what_the_policy_leaves_open(setup: MakeSetup, task: MakeTask, agent: Agent) -> None:
    run = setup(task("T1", runner=agent({"ask": "Deploy", "kind": "execute", "command": "./deploy.sh"}, WRITES)))
    asked: list[str] = []

    def listen(event: Event) -> None:
        if isinstance(event.body, ApprovalAsked):
            asked.append(event.body.question)
            approve(run.directories.run, event.body.approval, granted=True, by="ann")

    state = execute(run, listen, checks=ScriptedChecks())
    assert asked == ["Deploy: ./deploy.sh"] and state.ended is not None and state.ended.outcome == "done"


def test_the_budget_stops_an_agent_within_a_turn_and_is_told_apart(
    setup: MakeSetup, task: MakeTask, agent: Agent
) -> None:
    steps = [{"cost": 0.1 * number} for number in range(1, 40)]
    run = setup(task("T1", runner=agent(*steps, {"sleep": 60}, WRITES)), budget=Budget(usd=0.5))
    began = time.monotonic()
    state = carry_out(run)
    failure = state.tasks["T1"].failure
    assert state.ended is not None and state.ended.outcome == "budget" and time.monotonic() - began < 50
    assert failure is not None and failure.message == "it used 0.60 USD; 0.50 were left"


def test_two_agents_at_once_stop_where_both_together_have_used_the_budget(
    setup: MakeSetup, task: MakeTask, agent: Agent
) -> None:
    steps = [step for number in range(1, 40) for step in ({"cost": 0.1 * number}, {"sleep": 0.2})]
    tasks = [task(name, runner=agent(*steps, {"write": f"{name}.txt", "text": "x"}, name=name)) for name in "AB"]
    state = carry_out(setup(*tasks, budget=Budget(usd=1.0), workers=2))
    ends = [one.last.ended for one in state.tasks.values() if one.last is not None]
    used = sum(end.usage.usd or 0.0 for end in ends if end is not None)
    assert state.ended is not None and state.ended.outcome == "budget" and 1.0 < used < 1.45


def test_an_attempt_without_known_use_counts_with_its_estimate(setup: MakeSetup, task: MakeTask, agent: Agent) -> None:
    estimate = Estimate(seconds=(1.0, 1.0), tokens=(10, 60))
    tasks = [
        task(name, runner=agent({"write": f"{name}.txt", "text": "x"}, name=name), estimate=estimate)
        for name in ("T1", "T2")
    ]
    state = carry_out(setup(*tasks, budget=Budget(tokens=100), workers=1))
    assert state.tasks["T1"].status == "completed" and state.tasks["T2"].status == "blocked"
    last = state.tasks["T1"].last
    assert last is not None and last.ended is not None and last.ended.usage.tokens_in is None


@pytest.mark.parametrize("error", [{"data": {"statusCode": 429}}, {"data": {"statusCode": 529}}, {"code": -32000}])
def test_another_vendor_takes_over_where_one_fails(
    setup: MakeSetup, task: MakeTask, agent: Agent, error: dict[str, Any]
) -> None:
    first, second = agent({"error": {"message": "no", **error}}, name="first"), agent(WRITES, name="second")
    run = setup(task("T1", runner=first))
    header = replace(run.plan.header, runners=("first", second.name))
    events: list[Event] = []
    state = carry_out(replace(run, plan=replace(run.plan, header=header)), events)
    used = [event.body.runner for event in events if isinstance(event.body, AttemptStarted)]
    assert state.ended is not None and state.ended.outcome == "done" and used[-1] == "second" and used[0] == "first"


def test_an_agent_that_talks_for_ever_is_stopped(setup: MakeSetup, task: MakeTask, agent: Agent) -> None:
    talk = [step for _ in range(200) for step in ({"say": "still at it"}, {"sleep": 0.1})]
    state = carry_out(setup(task("T1", runner=agent(*talk, WRITES)), budget=Budget(attempt_seconds=2.0)))
    assert state.ended is not None and state.ended.outcome == "budget"


def test_a_run_with_agents_says_what_keeps_them_in(setup: MakeSetup, task: MakeTask, agent: Agent) -> None:
    events: list[Event] = []
    carry_out(setup(task("T1", runner=agent(WRITES))), events)
    (started,) = (event.body for event in events if isinstance(event.body, RunStarted))
    assert any("fenced in" in note for note in started.notes)


def test_an_agent_that_is_silent_is_given_up(setup: MakeSetup, task: MakeTask, agent: Agent) -> None:
    state = carry_out(setup(task("T1", runner=agent({"sleep": 60})), silence=0.5))
    failure = state.tasks["T1"].failure
    assert failure is not None and failure.kind == "stuck" and "nothing was heard" in failure.message


def killed_once(run: RunSetup, seen: Callable[[], object]) -> None:
    """Carry the run out in a process of its own, and kill that as soon as something is seen."""
    save(run)
    program = (
        "import sys; from pathlib import Path; from podium.execution.run import execute; "
        "from podium.execution.setup import load; from podium.runners.scripted_checks import ScriptedChecks; "
        "execute(load(Path(sys.argv[1])), lambda _: None, checks=ScriptedChecks())"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(run.directories.run)]) as podium:
        until = time.monotonic() + 60
        while not seen() and time.monotonic() < until:
            time.sleep(0.05)
        os.kill(podium.pid, signal.SIGKILL)


def test_a_killed_run_goes_on_with_the_session_and_pays_once(setup: MakeSetup, task: MakeTask, agent: Agent) -> None:
    run = setup(task("T1", runner=agent({"say": "paid"}, {"append": "T1.txt", "text": "one\n"}, {"sleep": 8}, WRITES)))
    killed_once(run, (run.directories.workspaces / "T1-1" / "T1.txt").exists)
    kept = sessions.kept(run.directories.database, "T1-1")
    assert kept is not None and kept.runner == "double"
    state = carry_out(run)
    assert state.ended is not None and state.ended.outcome == "done" and "resumed=True" in log(run)
    assert log(run).splitlines().count("paid") == 1 and state_of(run.directories.run) == state


def test_a_lost_session_begins_again_in_a_clean_workspace(
    setup: MakeSetup, task: MakeTask, agent: Agent, tmp_path: Path
) -> None:
    run = setup(task("T1", runner=agent(WRITES, forgetful=True)))
    save(run)
    (run.directories.workspaces / "T1-1").mkdir(parents=True)
    (run.directories.workspaces / "T1-1" / "half").write_text("x")
    sessions.keep(run.directories.database, "T1-1", sessions.Kept(runner="double", session="gone", folder="T1-1"))
    state = carry_out(run)
    last = state.tasks["T1"].last
    assert last is not None and last.ended is not None and last.ended.files == ("T1.txt",)
    assert (run.directories.workspaces / "T1-1-interrupted-1" / "half").exists()


def test_an_agent_that_is_not_there_is_named_before_any_work(setup: MakeSetup, task: MakeTask, agent: Agent) -> None:
    run = setup(task("T1"), task("T2", runner=RunnerChoice(kind="agent", name="qwen")))
    with pytest.raises(ToolMissing, match="the plan needs qwen, and qwen is not on the PATH") as caught:
        carry_out(run)
    assert "npm install" in caught.value.hint and not (run.directories.workspaces / "T1-1").exists()


def reviewed(setup: MakeSetup, task: MakeTask, agent: Agent, said: str) -> State:
    review = task("T2", runner=agent({"say": said}, name="reviewer"), needs=("T1",), writes=(), gates=())
    writer = task("T1", runner=agent(WRITES, name="writer"))
    return carry_out(setup(writer, replace(review, layer="quality", specialist="security-guardian")))


def test_an_agents_review_that_finds_nothing_is_done(setup: MakeSetup, task: MakeTask, agent: Agent) -> None:
    assert reviewed(setup, task, agent, "NO FINDINGS").tasks.keys() == {"T1", "T2"}


def test_what_an_agents_review_finds_becomes_a_task(setup: MakeSetup, task: MakeTask, agent: Agent) -> None:
    state = reviewed(setup, task, agent, "FINDING high a.txt:2 anybody may read it")
    mend = state.plan.task("T3")
    assert mend is not None and mend.instructions == ("a.txt:2: anybody may read it (review/high)",)


def test_a_review_of_an_agent_without_a_verdict_does_not_count(setup: MakeSetup, task: MakeTask, agent: Agent) -> None:
    state = reviewed(setup, task, agent, "it looks fine to me")
    failure = state.tasks["T2"].failure
    assert state.tasks["T2"].status == "blocked" and failure is not None and "names no finding" in failure.message


def test_an_agent_has_its_gates_run_before_it_ends_and_asks_the_survey(
    setup: MakeSetup, task: MakeTask, agent: Agent
) -> None:
    gates = {"tool": "run_gates", "into": "first.txt"}
    steps = [gates, WRITES, {**gates, "into": "second.txt"}, {"tool": "read_plan"}, {"tool": "search_survey"}]
    named = {"tool": "run_gates", "arguments": {"gates": ["magic"]}}
    files = tuple(Write(kind="path", target=f"{name}.txt") for name in ("T1", "first", "second"))
    run = setup(task("T1", runner=agent(*steps, named), writes=files))
    state = carry_out(run)
    said = log(run)
    assert state.ended is not None and state.ended.outcome == "done"
    assert "red: there" in said and "nothing is red" in said and "T1 nestjs-api-master: Task T1; writes T1.txt" in said
    assert "magic do not judge this task; there do" in said and said.count("[asked Podium: ") == 5
    assert not list(run.directories.workspaces.glob("*asked*"))


def test_a_permission_that_a_person_gives_after_a_kill_is_not_asked_for_again(
    setup: MakeSetup, task: MakeTask, agent: Agent
) -> None:
    ask = {"ask": "Deploy", "kind": "execute", "command": "./deploy.sh"}
    run = setup(task("T1", runner=agent(ask, ask, WRITES)))
    killed_once(run, lambda: state_of(run.directories.run).open_approvals)
    (asked,) = state_of(run.directories.run).open_approvals
    approve(run.directories.run, asked.id, granted=True, by="ann")
    state = carry_out(run)
    assert state.ended is not None and state.ended.outcome == "done" and len(state.approvals) == 1
    assert "resumed=True" in log(run)


def test_an_agent_may_take_so_many_turns_and_no_more(setup: MakeSetup, task: MakeTask, agent: Agent) -> None:
    acts = [step for _ in range(20) for step in ({"act": "read", "path": "a.txt"}, {"sleep": 0.1})]
    state = carry_out(setup(task("T1", runner=agent(*acts, WRITES)), budget=Budget(turns=3)))
    failure, last = state.tasks["T1"].failure, state.tasks["T1"].last
    assert state.ended is not None and state.ended.outcome == "budget"
    assert failure is not None and failure.message == "it took more than the 3 turns that were left"
    assert last is not None and last.ended is not None and last.ended.usage.turns == 4


def test_turns_are_counted_over_the_whole_run(setup: MakeSetup, task: MakeTask, agent: Agent) -> None:
    read = {"act": "read", "path": "a.txt"}
    tasks = [
        task(name, runner=agent(read, {"write": f"{name}.txt", "text": "x"}, name=name)) for name in ("T1", "T2", "T3")
    ]
    state = carry_out(setup(*tasks, budget=Budget(turns=4), workers=1))
    taken = [one.last.ended.usage.turns for one in state.tasks.values() if one.last is not None and one.last.ended]
    assert taken == [2, 2] and state.tasks["T3"].status == "blocked" and state.tasks["T3"].attempts == ()
    assert state.ended is not None and state.ended.outcome == "budget"
    assert "the budget of 4 turns is used up: 4 taken" in state.tasks["T3"].reason


def test_turns_that_were_taken_before_a_kill_count(setup: MakeSetup, task: MakeTask, agent: Agent) -> None:
    reads = [{"act": "read", "path": "a.txt"}, {"sleep": 0.5}] * 3
    run = setup(task("T1", runner=agent(*reads, {"sleep": 8}, *reads, WRITES)), budget=Budget(turns=4))
    database = run.directories.database
    killed_once(run, lambda: database.exists() and sessions.turns(database, "T1-1") == 3)
    state = carry_out(run)
    last = state.tasks["T1"].last
    assert state.ended is not None and state.ended.outcome == "budget" and "resumed=True" in log(run)
    assert last is not None and last.ended is not None and last.ended.usage.turns == 5


def test_no_more_sessions_of_one_vendor_are_open_than_its_profile_says(
    setup: MakeSetup, task: MakeTask, agent: Agent
) -> None:
    count = "n=$(ls -d ../*/open | wc -l); echo $n; [ $n -le 1 ] || touch ../../crowd; sleep 0.5; rm -r open"
    steps = ({"run": ["sh", "-c", f"mkdir open; {count}"]},)
    tasks = [task(one, runner=agent(*steps, {"write": f"{one}.txt", "text": "x"}, name=one)) for one in ("A", "B", "C")]
    for one in tasks:
        limited(one.runner.name, provider="same", together=1)
    run = setup(*tasks, workers=3)
    state = carry_out(run)
    assert state.ended is not None and state.ended.outcome == "done"
    assert not (run.directories.run / "crowd").exists()


def test_a_cancel_reaches_what_an_agent_has_started(setup: MakeSetup, task: MakeTask, agent: Agent) -> None:
    children = {"run": ["sh", "-c", "setsid sleep 4242 & touch T1.txt; sleep 4243"]}
    run = setup(task("T1", runner=agent(children)))

    def stop() -> None:
        while not (run.directories.workspaces / "T1-1" / "T1.txt").exists():
            time.sleep(0.02)
        cancel(run.directories.run, by="ann")

    events: list[Event] = []
    threading.Thread(target=stop, daemon=True).start()
    state = carry_out(run, events)
    asked, ended = (one.at for kind in (CancelAsked, AttemptEnded) for one in events if isinstance(one.body, kind))
    left = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert state.ended is not None and state.ended.outcome == "cancelled" and ended - asked < 2.0
    assert "sleep 4242" not in left.splitlines() and "sleep 4243" not in left.splitlines()


@pytest.mark.parametrize(
    ("ways", "words"), [({"version": 2}, "speaks version 2 of ACP"), ({"locked": True}, "sign in with it once by hand")]
)
def test_an_agent_that_cannot_be_spoken_with_is_named_before_any_work(
    setup: MakeSetup, task: MakeTask, agent: Agent, ways: dict[str, Any], words: str
) -> None:
    run = setup(task("T1"), task("T2", runner=agent(WRITES, **ways)))
    with pytest.raises(ToolMissing, match=f"the plan needs double, and .*{words}"):
        carry_out(run)
    assert not run.directories.run.exists()


def test_a_run_that_was_begun_stays_where_its_agent_is_gone(setup: MakeSetup, task: MakeTask, agent: Agent) -> None:
    run = setup(task("T1", runner=RunnerChoice(kind="agent", name="qwen")))
    save(run)
    journal.prepare(run.directories.database)
    journal.append(run.directories.database, run.run, RunStarted(plan="", base="b", tree="t", isolation=""))
    with pytest.raises(ToolMissing):
        carry_out(run)
    assert state_of(run.directories.run).seq == 1


def consecutive(task: MakeTask, runner: RunnerChoice, **more: Any) -> tuple[Task, Task]:
    """Two tasks of one specialist on one file; the second may differ."""
    first = task("T1", runner=runner)
    return first, task("T2", needs=("T1",), **{"runner": runner, "writes": first.writes, "gates": (), **more})


TWO_TURNS = (WRITES, {"cost": 0.2}, {"end": "end_turn"}, {"append": "T1.txt", "text": "more\n"}, {"cost": 0.5})


def test_the_next_task_on_a_component_goes_on_in_the_conversation_and_pays_for_its_part(
    setup: MakeSetup, task: MakeTask, agent: Agent
) -> None:
    run = setup(*consecutive(task, agent(*TWO_TURNS)))
    state = carry_out(run)
    kept = [sessions.kept(run.directories.database, name) for name in ("T1-1", "T2-1")]
    usd = [round(one.last.ended.usage.usd or 0, 6) for one in state.tasks.values() if one.last and one.last.ended]
    assert state.ended is not None and state.ended.outcome == "done" and usd == [0.2, 0.3]
    assert kept[0] == kept[1] and "resumed=True" in log(run, "T2-1") and "resumed=False" in log(run, "T1-1")
    assert not list(run.directories.workspaces.glob("*.home"))


@pytest.mark.parametrize(
    ("more", "ways"),
    [({"writes": (), "layer": "quality"}, {}), ({"specialist": "security-guardian"}, {}), ({}, {"forgetful": True})],
)
def test_a_review_another_specialist_and_a_lost_session_begin_afresh(
    setup: MakeSetup, task: MakeTask, agent: Agent, more: dict[str, Any], ways: dict[str, Any]
) -> None:
    steps = ({"say": "NO FINDINGS"}, {"append": "T1.txt", "text": "x"}) if "writes" not in more else TWO_TURNS[:3]
    first, second = consecutive(task, agent(*steps, **ways), **more)
    run = setup(first, second)
    carry_out(run)
    kept = sessions.kept(run.directories.database, "T2-1")
    assert kept is not None and kept.folder == "T2-1" and "resumed=True" not in log(run, "T2-1")
