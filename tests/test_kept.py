"""What is kept of files is read again the moment one of them is another."""

from pathlib import Path

import pytest

from podium.catalog import load_rules
from podium.catalog.kept import FOLDER, MOST, kept
from podium.plan.rows import reader, row_of
from podium.runners.profiles import profiles

MERGERS = "- '**/*.prisma'\n"


def folder(place: Path, text: str = MERGERS) -> Path:
    (place / "rules").mkdir(parents=True, exist_ok=True)
    (place / "rules" / "mergers.yaml").write_text(text)
    return place


def test_kept_rules_and_profiles_are_those_that_are_read(tmp_path: Path) -> None:
    project = folder(tmp_path / "own")
    for _ in range(2):
        assert load_rules(None, project, cache=tmp_path) == load_rules(None, project)
        assert profiles(None, cache=tmp_path) == profiles(None)
    assert len(list((tmp_path / FOLDER).iterdir())) == 2


def test_a_changed_file_is_read_again_and_so_is_one_more(tmp_path: Path) -> None:
    project = folder(tmp_path / "own")
    assert load_rules(None, project, cache=tmp_path).mergers == ("**/*.prisma",)
    folder(project, "- '**/*.md'\n")
    assert load_rules(None, project, cache=tmp_path).mergers == ("**/*.md",)
    (project / "specialists").mkdir()
    (project / "specialists" / "x.md").write_text("---\nname: x-expert\ndescription: X\n---\nWork.\n")
    assert load_rules(None, project, cache=tmp_path).specialist("x-expert") is not None


@pytest.mark.parametrize("text", [b"", b"x\n[]", b"\xff\n{}"])
def test_a_kept_value_that_is_broken_counts_as_none(tmp_path: Path, text: bytes) -> None:
    first = load_rules(cache=tmp_path)
    (path,) = (tmp_path / FOLDER).iterdir()
    path.write_bytes(text)
    assert load_rules(cache=tmp_path) == first and path.read_bytes() != text


def test_one_letter_of_a_kept_value_changed_by_another_hand_is_seen(tmp_path: Path) -> None:
    first = load_rules(cache=tmp_path)
    (path,) = (tmp_path / FOLDER).iterdir()
    path.write_bytes(path.read_bytes().replace(b"security-guardian", b"security-guardiam", 1))
    assert load_rules(cache=tmp_path) == first


def test_what_cannot_be_read_is_never_kept(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match="wrong"):
            kept(int, {}, lambda: int("wrong"), code=(), cache=tmp_path)
    assert not (tmp_path / FOLDER).exists()


def test_what_changed_while_it_was_read_is_not_kept(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_text("one")

    def read() -> tuple[str, ...]:
        file.write_text("two")
        return ("one",)

    assert kept(tuple[str, ...], {"x": file}, read, code=(), cache=tmp_path) == ("one",)
    assert not (tmp_path / FOLDER).exists()


def test_only_the_latest_values_are_kept(tmp_path: Path) -> None:
    for number in range(MOST + 3):
        (tmp_path / "x").write_text(str(number))
        kept(tuple[int, ...], {"x": tmp_path / "x"}, lambda: (1,), code=(), cache=tmp_path)
    assert len(list((tmp_path / FOLDER).iterdir())) == MOST


def test_nothing_can_be_kept_and_all_goes_on(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("no folder")
    assert load_rules(cache=tmp_path) == load_rules()


def test_a_row_tells_none_and_a_value_that_may_be_missing() -> None:
    pairs = reader(tuple[tuple[float, ...] | None, ...])
    assert pairs(row_of(((1.5, 2.0), None))) == ((1.5, 2.0), None)


def test_a_kind_that_cannot_be_told_is_refused() -> None:
    with pytest.raises(TypeError):
        reader(int | None)
