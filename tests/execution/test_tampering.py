"""What a runner leaves that nobody can take in is found without reading it."""

import os
from pathlib import Path

import pytest

from podium.execution.tampering import excess


def test_an_ordinary_folder_may_be_taken_in(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.ts").write_text("1")
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe")
    assert excess(tmp_path) == ""


@pytest.mark.parametrize(("name", "found"), [("src", True), ("node_modules", False), (".git", False)])
def test_a_file_that_is_too_large_is_found_by_its_size_where_work_is_taken_from(
    tmp_path: Path, name: str, found: bool
) -> None:
    (tmp_path / name).mkdir()
    with (tmp_path / name / "huge").open("w") as file:
        file.truncate(500_000_000_000)
    said = f"it holds more than 2000000000 bytes, 500000000000 of them in {name}/huge"
    assert excess(tmp_path) == (said if found else "")


def test_folders_without_end_are_found(tmp_path: Path) -> None:
    (tmp_path / "/".join(["d"] * 150)).mkdir(parents=True)
    assert excess(tmp_path) == "its folders are more than 100 deep"


def test_more_files_than_anybody_reads_are_found(tmp_path: Path) -> None:
    for number in range(8):
        (tmp_path / str(number)).touch()
    assert excess(tmp_path, entries=8) == "" and "more than 7 files" in excess(tmp_path, entries=7)
