"""`podium mcp` serves a repository's survey, recipes and plans; what is wrong with the repository is told as text."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from podium.cli.app import run

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
