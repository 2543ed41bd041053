"""`podium mcp` serves a repository's survey, recipes and plans; what is wrong with the repository is told as text."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from podium.cli.app import run
from podium.mcp_server import ABILITIES, VERSION

from .conftest import NEST, MakeRepository


def talked(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *calls: tuple[str, dict[str, Any]]
) -> list[tuple[str, bool]]:
    """What each call of a tool is answered, and whether that is an error."""
    lines = [
        json.dumps(
            {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": {"name": name, "arguments": with_}}
        )
        for number, (name, with_) in enumerate(calls)
    ]
    monkeypatch.setitem(vars(sys), "stdin", io.StringIO("\n".join(lines)))
    assert run(["mcp", "--repo", str(root)]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    found = {one["id"]: (one["result"]["content"][0]["text"], one["result"]["isError"]) for one in answers}
    return [found[number] for number in range(len(calls))]


@pytest.mark.slow
def test_a_repository_is_searched_planned_and_asked_for_its_runs(
    make_repository: MakeRepository, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_repository(NEST)
    survey, plan, status = talked(
        root,
        capsys,
        monkeypatch,
        ("search_survey", {"kind": "module"}),
        ("draw_up_plan", {"request": "Add a health endpoint"}),
        ("run_status", {}),
    )
    assert survey == ("module: AppModule: imports nothing (src/app.module.ts:3)", False)
    assert plan[0].startswith("# ") and "T1" in plan[0] and not plan[1]
    assert status[1] and "has no runs yet" in status[0]


CALLS: dict[str, dict[str, Any]] = {
    "search_survey": {"kind": "module"},
    "list_recipes": {},
    "describe_recipe": {"recipe": "nest-resource"},
    "draw_up_plan": {"request": "Add a health endpoint"},
    "run_status": {},
    "judge_branch": {"span": "HEAD~1..HEAD"},
}


def conversed(root: Path, by: str) -> dict[str, Any]:
    """The results of every call by a program of its own, by the names of what was asked."""
    meta: dict[str, Any] = {"_meta": {VERSION: "2026-07-28", ABILITIES: {}}} if by == "request" else {}
    method, hands = ("server/discover", meta) if meta else ("initialize", {"protocolVersion": "2024-11-05"})
    asked: list[tuple[str, str, dict[str, Any]]] = [("hands", method, hands), ("list", "tools/list", meta)]
    asked += [(name, "tools/call", {"name": name, "arguments": given, **meta}) for name, given in CALLS.items()]
    lines = [json.dumps({"jsonrpc": "2.0", "id": one, "method": what, "params": of}) for one, what, of in asked]
    argv = [sys.executable, "-m", "podium", "mcp", "--repo", str(root)]
    said = subprocess.run(argv, input="\n".join(lines), capture_output=True, text=True, check=True)
    return {one["id"]: one["result"] for one in map(json.loads, said.stdout.splitlines())}


@pytest.mark.slow
@pytest.mark.parametrize("by", ["handshake", "request"])
def test_a_program_calls_every_tool_over_its_pipes(make_repository: MakeRepository, by: str) -> None:
    root = make_repository(NEST)
    (root / "NOTES.md").write_text("more\n")
    subprocess.run(["git", "add", "-A"], cwd=root, check=True)
    identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
    subprocess.run(["git", *identity, "commit", "-qm", "second"], cwd=root, check=True)
    answers = conversed(root, by)
    assert [one["name"] for one in answers["list"]["tools"]] == list(CALLS)
    wrong = {name for name in CALLS if answers[name]["isError"]}
    assert wrong == {"run_status"} and "# Verification" in answers["judge_branch"]["content"][0]["text"]
    assert "{{" not in json.dumps([answers["list_recipes"], answers["describe_recipe"]])
