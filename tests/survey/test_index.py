"""Facts from the cache and from further processes are those that reading gives."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from podium.git import Repository
from podium.survey import cache
from podium.survey.index import collect

Make = Callable[[Mapping[str, str]], Path]
ODD = "export const A = 'line\u2028end\u0085';\n@Controller('x')\nexport class X { @Get() a() {} }\n"


def gather(root: Path, folder: Path | None) -> dict[str, object]:
    repository = Repository(path=root)
    return dict(collect(repository, repository.files("HEAD"), folder=folder))


def test_the_second_survey_reads_the_cache(make: Make, tmp_path: Path) -> None:
    root, folder = make({"a.ts": ODD, "b.ts": ODD, "c.tsx": "const a = <b />;\n"}), tmp_path / "cache"
    fresh = gather(root, folder)
    assert len(fresh) == 3 and gather(root, folder) == fresh == gather(root, None)
    key = f"{Repository(path=root).files('HEAD')[0].blob}.ts"
    assert cache.recall(folder, [key]) == {key: fresh["a.ts"]}


def test_a_broken_cache_is_left_behind(make: Make, tmp_path: Path) -> None:
    root, folder = make({"a.ts": ODD}), tmp_path / "cache"
    folder.mkdir()
    (folder / cache.NAME).write_bytes(b"this is no database, but it is long enough to look at" * 100)
    assert gather(root, folder) == gather(root, folder) == gather(root, None)


def test_a_cache_that_cannot_be_written_is_no_error(make: Make, tmp_path: Path) -> None:
    root, folder = make({"a.ts": ODD}), tmp_path / "cache"
    folder.write_text("a file is in the way")
    assert gather(root, folder) == gather(root, None)


def test_very_large_files_are_left_out(make: Make) -> None:
    assert list(gather(make({"a.ts": ODD, "data.ts": "x" * 1_000_001}), None)) == ["a.ts"]


@pytest.mark.slow
def test_further_processes_find_the_same(make: Make) -> None:
    padding = "// " + "x" * 9_000 + "\n"
    names = [f"{number}.ts" for number in range(300)]
    found = gather(make({name: f"export const A = '{name}';\n{ODD[40:]}{padding}" for name in names}), None)
    alone = gather(make({name: f"export const A = '{name}';\n{ODD[40:]}" for name in names}), None)
    assert found == alone and len(found) == 300
