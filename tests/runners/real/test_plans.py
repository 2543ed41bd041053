"""Real agents carry out whole plans of three tasks on the shop, through Podium, while everything goes wrong.

The model's service is the scripted one. Two tests for each agent: a plan that ends done although a request is refused,
a permission is denied, Podium is killed and a stream breaks off; and a plan that is cancelled in its middle.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from podium.config import load_configuration
from podium.execution.run import state_of
from podium.plan.request import Request
from podium.plan.state import State
from podium.runners.model_server import Served, serving
from podium.runners.model_speech import Turn
from podium.workspace import leftovers

pytestmark = pytest.mark.slow

SHOP = Path(__file__).parents[3] / "examples" / "shop"
REQUEST = "Tell how an order takes its pieces from stock"
AGENTS = ("claude-acp", "codex", "opencode", "gemini", "qwen")
RESUMING = {"claude-acp", "codex", "opencode", "qwen"}
"""Those whose sessions come back in a new process."""

RULE = """\
/** Whether there is less in stock than is wanted. */
export function isShort(stock: number, wanted: number): boolean {
  return stock < wanted;
}
"""
TEST = """\
import { isShort } from './stock.js';

describe('isShort', () => {
  it('is true where less is there than is wanted', () => {
    expect(isShort(1, 2)).toBe(true);
    expect(isShort(2, 2)).toBe(false);
  });
});
"""
TELLING = "# Orders\n\nAn order takes its pieces from stock when it is placed.\n"
FILES = {"src/orders/stock.ts": RULE, "src/orders/stock.spec.ts": TEST, "docs/orders.md": TELLING}
TITLES = ("Write the stock rule", "Test the stock rule", "Tell how stock is reserved")
GATES = (("types", "lint"), ("unit",), ("scope",))
WHO = (
    ("nestjs-code-architect", "business_logic"),
    ("test-engineering-specialist", "quality"),
    ("api-documentation-architect", "documentation"),
)
LAYERS = ("data", "business_logic", "api", "infrastructure", "quality", "documentation", "deployment")
AT_ONCE = frozenset({"claude-acp", "qwen"})
"""Agents whose service is asked for nothing whether it takes the key; the others are told by their first turn."""
LONG = 90.0
"""Seconds that the service waits with an answer that nobody lives to hear."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A copy of the shop, a plan of three tasks for one agent, and a user who types commands."""

    root: Path
    variables: dict[str, str]
    log: Path

    def podium(self, *words: str) -> "subprocess.Popen[bytes]":
        """Podium, at work."""
        argv = [sys.executable, "-m", "podium", *words, "--repo", str(self.root)]
        with self.log.open("ab") as log:
            return subprocess.Popen(argv, env=self.variables, stdout=log, stderr=log)

    def ends(self, *words: str, seconds: float = 240.0) -> int:
        """Podium's exit code."""
        return self.podium(*words).wait(timeout=seconds)

    @property
    def run(self) -> Path:
        """The folder of the only run."""
        (setup,) = Path(self.variables["XDG_STATE_HOME"]).rglob("setup.json")
        return setup.parent

    @property
    def state(self) -> State:
        """How the run stands."""
        return state_of(self.run)

    def said(self) -> str:
        """What Podium said, and what the agents said and did."""
        logs = sorted((self.run / "logs").glob("*.log"))
        return "\n".join(file.read_text(errors="replace") for file in (self.log, *logs))


@pytest.fixture
def desk(agent: Callable[[str], Any], tmp_path: Path) -> Callable[[str, Served], Desk]:
    """A desk for an agent."""
    cache = load_configuration().cache_home.parent

    def make(name: str, server: Served) -> Desk:
        one, root = agent(name), tmp_path / "shop"
        shutil.copytree(SHOP, root)
        for words in (["init", "-qb", "main"], ["add", "-A"], ["commit", "-qm", "The shop"]):
            git(root, *words)
        folders = {f"XDG_{kind}_HOME": str(tmp_path / kind.lower()) for kind in ("STATE", "CONFIG")}
        own = {"HOME": str(one.home), "XDG_CACHE_HOME": str(cache), **folders, **one.settle(server)}
        (tmp_path / "plan.json").write_text(json.dumps(plan(name, root)))
        return Desk(root=root, variables={**os.environ, **own}, log=tmp_path / "podium.log")

    return make


def plan(name: str, root: Path) -> dict[str, Any]:
    """A plan of three tasks for one agent, as a plan file."""
    span = {"start": 0, "end": len(REQUEST)}
    estimate = {"seconds": [10, 60], "basis": "a guess of this test"}
    tasks = [
        {
            "id": f"T{number}",
            "title": title,
            "specialist": specialist,
            "layer": layer,
            "phase": number + 1,
            "goal": title,
            "outputs": [path],
            "needs": ["T1"] if number > 1 else [],
            "writes": [{"kind": "path", "target": path}],
            "requirements": ["R1"],
            "clauses": ["C1"],
            "gates": [{"gate": gate} for gate in gates],
            "undo": [{"kind": "revert", "text": "revert the commit"}],
            "runner": {"kind": "agent", "name": name},
            "estimate": estimate,
        }
        for number, (title, path, gates, (specialist, layer)) in enumerate(
            zip(TITLES, FILES, GATES, WHO, strict=True), 1
        )
    ]
    words = ("rules", "configuration", "history", "size")
    commits = dict(zip(("base", "tree"), git(root, "rev-parse", "HEAD", "HEAD^{tree}").split(), strict=True))
    header = {
        "title": "Stock",
        "repository": "shop",
        "project": ".",
        "runners": [name],
        "request": Request(text=REQUEST).digest,
    }
    told = {"text": REQUEST, "clauses": ["C1"]}
    analysis = {
        "request": REQUEST,
        "is_backend": True,
        "layers": [{"layer": one, "planned": one in dict(WHO).values(), "reason": "a test"} for one in LAYERS],
        "clauses": [{"id": "C1", "text": REQUEST, "span": span}],
        "requirements": [{"id": "R1", "kind": "functional", "span": span, **told}],
    }
    return {
        "header": {**dict.fromkeys(words, ""), **header, **commits},
        "request": {"text": REQUEST},
        "analysis": analysis,
        "tasks": tasks,
        "phases": [{"phase": one["phase"], "title": one["title"], "tasks": [one["id"]]} for one in tasks],
        "team": [{"specialist": one["specialist"], "role": "primary", "reason": "a test"} for one in tasks],
        "checks": [{"id": "K1", "text": "the unit tests pass", "gate": "unit", "requirements": ["R1"]}],
        "rollback": [{"task": one["id"], "text": "revert the commit"} for one in reversed(tasks)],
        "estimate": estimate,
        "complexity": "S",
        "critical_path": ["T1", "T2"],
    }


def git(root: Path, *words: str) -> str:
    identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com")
    return subprocess.run(["git", *identity, *words], cwd=root, check=True, capture_output=True, text=True).stdout


def script(**turns: list[Turn]) -> dict[str, list[Turn]]:
    """A script for each task: what it says beside, and then its file and a last word."""
    found: dict[str, list[Turn]] = {}
    for name, title, (path, text) in zip(("T1", "T2", "T3"), TITLES, FILES.items(), strict=True):
        found[f"# {title}"] = [*turns.get(name, []), {"write": path, "text": text}, {"say": "It is done."}]
    return found


@contextlib.contextmanager
def waiting_for(desk: Desk, server: Served, title: str, *, turns: int) -> Generator["subprocess.Popen[bytes]"]:
    """Podium at work on the plan, at the moment at which a task has had so many answers of the service."""
    with desk.podium("run", str(desk.log.with_name("plan.json"))) as podium:
        until = time.monotonic() + 240
        while server.taken.get(f"# {title}", 0) < turns:
            assert podium.poll() is None and time.monotonic() < until, desk.log.read_text()
            time.sleep(0.1)
        try:
            yield podium
        finally:
            podium.kill()


def written(desk: Desk) -> dict[str, str]:
    """The files that the run branch holds beside the shop's."""
    branch = f"podium/{desk.run.name}"
    names = git(desk.root, "diff", "--name-only", "main", branch).split()
    return {name: git(desk.root, "show", f"{branch}:{name}") for name in names}


@pytest.mark.parametrize("name", AGENTS)
def test_a_plan_is_carried_out_whatever_goes_wrong(desk: Callable[..., Desk], tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    push: Turn = {"run": f"git push --force origin main; echo x > {outside}"}
    path, text = "src/orders/stock.spec.ts", TEST
    killed: list[Turn] = [{"write": path, "text": text}, {"wait": LONG, "say": "late"}]
    turns = script(T1=[{"status": 429}, push], T2=killed, T3=[{"slow": 0.2, "say": "I think about it", "broken": True}])
    with serving(turns) as server:
        work = desk(name, server)
        with waiting_for(work, server, TITLES[1], turns=2) as podium:
            podium.send_signal(signal.SIGKILL)
        assert work.ends("resume") == 0, work.said()
    assert written(work) == FILES and not outside.exists()
    last = {task: one.last for task, one in work.state.tasks.items()}
    assert last["T2"] is not None and last["T2"].number == 1
    assert ("resumed=True" in work.said()) is (name in RESUMING)
    assert name == "codex" or "[denied: " in work.said()
    assert leftovers.marked(str(work.run)) == ()


@pytest.mark.parametrize("name", AGENTS)
def test_a_plan_is_cancelled_in_its_middle(desk: Callable[..., Desk], name: str) -> None:
    with serving(script(T1=[{"wait": LONG, "say": "late"}])) as server:
        work = desk(name, server)
        with waiting_for(work, server, TITLES[0], turns=1) as podium:
            assert work.ends("cancel", seconds=30) == 0
            assert podium.wait(timeout=30) == 130, work.said()
    ended = work.state.ended
    assert ended is not None and ended.outcome == "cancelled"
    assert leftovers.marked(str(work.run)) == ()


@pytest.mark.parametrize("name", [one for one in AGENTS if one not in AT_ONCE])
def test_a_key_that_is_not_taken_is_said_and_no_gate_is_run(desk: Callable[..., Desk], name: str) -> None:
    with serving([{"status": 401}]) as server:
        work = desk(name, server)
        assert work.ends("run", str(work.log.with_name("plan.json"))) == 3, work.said()
    failure = work.state.tasks["T1"].failure
    assert failure is not None and failure.kind == "refused", failure
    assert "401" in failure.message or "uthenticat" in failure.message or "API key" in failure.message, failure


@pytest.mark.parametrize("name", [one for one in AGENTS if one in AT_ONCE])
def test_a_key_that_is_not_taken_is_said_before_any_work(desk: Callable[..., Desk], name: str) -> None:
    with serving([{"status": 401}]) as server:
        work = desk(name, server)
        assert work.ends("run", str(work.log.with_name("plan.json"))) == 2, work.log.read_text()
    assert "is refused by http://127.0.0.1" in work.log.read_text()
    assert list(Path(work.variables["XDG_STATE_HOME"]).rglob("setup.json")) == []
