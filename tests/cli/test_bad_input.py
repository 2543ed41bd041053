"""A user's mistake gets one clear sentence and a hint, the right exit code, and never a traceback."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from podium.cli.app import COMMANDS, EXIT_CODES, run

from .conftest import NEST, MakeRepository

REQUEST = "Add tags with a name"


def talk(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err + captured.out
    return captured.err


def test_a_folder_that_is_no_repository(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", REQUEST, "--repo", str(tmp_path)]) == 2
    said = talk(capsys)
    assert "is not a git repository" in said and "hint: " in said


def test_a_repository_without_commits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    assert run(["plan", REQUEST, "--repo", str(tmp_path)]) == 2
    assert "has no commits yet" in talk(capsys)


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"README.md": "hello"}, "package.json"),
        ({"package.json": json.dumps({"name": "x", "dependencies": {"express": "^5.0.0"}})}, "NestJS"),
        ({"package.json": "{ not json"}, "package.json"),
    ],
)
def test_a_repository_that_is_not_nestjs(
    make_repository: MakeRepository, capsys: pytest.CaptureFixture[str], files: dict[str, str], sentence: str
) -> None:
    assert run(["analyze", REQUEST, "--repo", str(make_repository(files))]) == 2
    said = talk(capsys)
    assert sentence in said and "hint: " in said


def test_a_monorepo_names_its_parts(make_repository: MakeRepository, capsys: pytest.CaptureFixture[str]) -> None:
    files = {f"apps/{app}/{name}": text for app in ("shop", "desk") for name, text in NEST.items()}
    root = make_repository(files | {"package.json": json.dumps({"private": True, "workspaces": ["apps/*"]})})
    assert run(["analyze", REQUEST, "--repo", str(root)]) == 2
    said = talk(capsys)
    assert "apps/desk" in said and "apps/shop" in said and "--project" in said
    assert run(["analyze", REQUEST, "--repo", str(root), "--project", "apps/shop"]) == 0


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_request(make_repository: MakeRepository, capsys: pytest.CaptureFixture[str], text: str) -> None:
    assert run(["plan", text, "--repo", str(make_repository(NEST))]) == 2
    assert "empty" in talk(capsys)


def test_a_frontend_request_has_an_exit_code_of_its_own(
    make_repository: MakeRepository, capsys: pytest.CaptureFixture[str]
) -> None:
    request = "Make the login button in the mobile app blue and center it on the page"
    assert run(["plan", request, "--repo", str(make_repository(NEST))]) == 4
    assert "not a backend request" in talk(capsys)


def test_a_machine_without_node_is_told_so_before_anything_is_begun(
    make_repository: MakeRepository,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    root, git = make_repository(NEST), shutil.which("git")
    assert git is not None
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "git").symlink_to(git)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert run(["run", REQUEST, "--repo", str(root)]) == 2
    assert "Node is not installed" in talk(capsys)
    assert run(["status", "--repo", str(root)]) == 2 and "has no runs yet" in talk(capsys)


def test_a_runner_that_nobody_knows(make_repository: MakeRepository, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", REQUEST, "--runner", "nobody", "--repo", str(make_repository(NEST))]) == 2
    said = talk(capsys)
    assert "nobody" in said and "claude" in said


def test_uncommitted_files_are_named_and_left_out(
    make_repository: MakeRepository, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_repository(NEST)
    (root / "notes.txt").write_text("mine")
    run(["analyze", REQUEST, "--repo", str(root)])
    assert "uncommitted changes are left out: notes.txt" in talk(capsys)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nope"], "nope"),
        (["plan", "--nope"], "--nope"),
        (["check", "/nowhere/plan.json"], "plan.json"),
        (["plan", "a", "--file", "b"], "twice"),
    ],
)
def test_a_wrong_command_line(words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 2
    said = talk(capsys)
    assert sentence in said and "hint: " in said


@pytest.mark.parametrize("command", ["status", "report", "resume", "cancel", "rollback", "apply"])
def test_a_repository_without_runs(
    make_repository: MakeRepository, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert run([command, "--repo", str(make_repository(NEST))]) == 2
    assert "has no runs yet" in talk(capsys)


def test_a_plan_file_names_every_problem_with_its_place(
    make_repository: MakeRepository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plan.json").write_text('{"header": {},\n "taskz": []}')
    assert run(["check", str(tmp_path / "plan.json"), "--repo", str(make_repository(NEST))]) == 2
    said = talk(capsys)
    assert "line 2, taskz" in said and "did you mean tasks" in said and "header.title" in said


def test_plan_files_are_checked_with_lines_compared_and_drawn(
    make_repository: MakeRepository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, files = make_repository(NEST), [tmp_path / name for name in ("a.json", "b.json", "c.html")]
    for file in (files[0], files[2]):
        assert run(["plan", REQUEST, "--repo", str(root), "--output", str(file)]) == 0
    assert run(["check", str(files[0]), "--repo", str(root)]) == 0
    assert run(["check", str(files[0]), "--repo", str(root), "--project", "apps/other"]) == 2
    files[1].write_text(files[0].read_text().replace('"phase": 2', '"phase": 1', 1))
    assert run(["diff", str(files[0]), str(files[0])]) == 0 and run(["diff", *map(str, files[:2])]) == 1
    assert "- phase − 2\n- phase + 1" in capsys.readouterr().out
    assert run(["check", str(files[1]), "--repo", str(root)]) == 2
    assert re.search(r"phases: line \d+, T\d: T\d stands in phase 1", talk(capsys))
    assert files[2].read_text().startswith("<!doctype html>")


def test_the_schema_of_plan_files_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out)["$id"] == "urn:podium:plan:1"
    assert run(["check"]) == 2 and "no plan file" in talk(capsys)


def test_help_names_every_command_and_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"  {command} " in shown for command in COMMANDS)
    assert all(meaning in shown for meaning in EXIT_CODES.values())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([command, "--help"]) == 0
    assert f"podium {command}" in capsys.readouterr().out
