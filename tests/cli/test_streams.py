"""The command line works whatever its streams, its folder and its environment are: one sentence, never a traceback."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from podium.cli.app import run

from .conftest import NEST, MakeRepository

Shell = Callable[..., tuple[int, str, str]]


@pytest.fixture
def shell(home: Path) -> Shell:
    """Exit code, output and talk of a line of shell in which `podium` is this very program."""

    def go(line: str, **more: str) -> tuple[int, str, str]:
        program = f'podium() {{ "{sys.executable}" -m podium "$@"; }}; {line}'
        variables = {**os.environ, "HOME": str(home), **more}
        done = subprocess.run(["bash", "-c", program], env=variables, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr + done.stdout and "a bug in Podium" not in done.stderr
        return done.returncode, done.stdout, done.stderr

    return go


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("podium recipes >&-", 0),
        ("podium recipes 2>&-", 0),
        ("podium recipes 2>/dev/full", 0),
        ("podium recipes >/dev/full", 2),
        ("podium analyze - <&-", 2),
        ("podium recipes | head -1; exit ${PIPESTATUS[0]}", 0),
        ("mkdir gone; cd gone; rmdir ../gone; podium status", 2),
    ],
)
def test_a_stream_or_a_folder_that_is_gone_is_no_bug(
    shell: Shell, tmp_path: Path, line: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert shell(line)[0] == code


@pytest.mark.slow
def test_what_a_stream_cannot_show_becomes_a_question_mark(shell: Shell) -> None:
    code, shown, _ = shell("podium recipes --json", PYTHONIOENCODING="ascii")
    assert code == 0 and shown.isascii()


def test_without_a_command_the_help_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    assert capsys.readouterr().err.startswith("Usage: podium")


def test_a_state_folder_that_cannot_be_made_is_the_systems_refusal(
    make_repository: MakeRepository,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    assert run(["run", "Add tags with a name", "--repo", str(make_repository(NEST))]) == 2
    said = capsys.readouterr().err
    assert "the system refuses" in said and "XDG_STATE_HOME" in said


@pytest.mark.parametrize("limit", ["nan", "inf", "1e400", "0", "-1"])
@pytest.mark.parametrize("option", ["usd", "minutes"])
def test_a_limit_that_is_no_number_is_refused_before_a_run_is_there(
    make_repository: MakeRepository, capsys: pytest.CaptureFixture[str], option: str, limit: str
) -> None:
    root = str(make_repository(NEST))
    assert run(["run", "Add tags with a name", "--repo", root, f"--budget-{option}", limit]) == 2
    assert f"--budget-{option}" in capsys.readouterr().err
    assert run(["status", "--repo", root]) == 2 and "no runs yet" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["nope.json", "folder.json"])
def test_a_plan_file_that_is_not_there_is_no_request(
    make_repository: MakeRepository, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    root = make_repository(NEST)
    (root / "folder.json").mkdir()
    assert run(["run", str(root / name), "--repo", str(root)]) == 2
    assert f"{name} cannot be read: " in capsys.readouterr().err


@pytest.mark.parametrize("words", [["agents"], ["check", "plan.json"]])
def test_a_folder_that_is_not_there_is_said(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*words, "--repo", "/nowhere"]) == 2
    assert "/nowhere is not a folder" in capsys.readouterr().err


def test_names_that_are_no_text_are_refused(
    make_repository: MakeRepository, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    root = make_repository(NEST)
    odd = Path(os.fsdecode(bytes(tmp_path) + b"/odd\xff"))
    root.rename(odd)
    assert run(["analyze", "Add tags", "--repo", str(odd)]) == 2 and "is not UTF-8" in capsys.readouterr().err
    odd.rename(root)
    assert run(["analyze", "Add tags", "--repo", str(root), "--project", "\udcff"]) == 2
    assert "is not UTF-8" in capsys.readouterr().err
