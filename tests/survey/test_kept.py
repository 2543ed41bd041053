"""Whole surveys are kept by tree: the second call reads one file, and says exactly the same."""

from pathlib import Path

from tests.survey.conftest import PACKAGE, Make

from podium.plan.survey import Survey
from podium.survey import kept, survey

FILES = {
    "package.json": PACKAGE,
    "src/x.ts": "@Controller('x') export class X { @Get() a(@Body() b: Dto) {} }\n@Module({}) export class M {}\n",
    "prisma/schema.prisma": "model User {\n  id Int @id\n  name String @unique\n}\n",
}


def test_a_survey_that_was_kept_is_equal_and_nothing_is_read_for_it(make: Make, tmp_path: Path) -> None:
    root, cache = make(FILES), tmp_path / "cache"
    first = survey(root, cache=cache)
    (cache / "facts.sqlite").unlink()
    assert survey(root, cache=cache) == first == survey(root)
    assert not (cache / "facts.sqlite").exists()


def test_a_kept_survey_that_is_broken_counts_as_none(make: Make, tmp_path: Path) -> None:
    root, cache = make(FILES), tmp_path / "cache"
    first = survey(root, cache=cache)
    (path,) = (cache / "surveys").iterdir()
    path.write_text('["x"]')
    assert survey(root, cache=cache) == first


def test_only_the_latest_surveys_are_kept(tmp_path: Path) -> None:
    for number in range(kept.MOST + 3):
        kept.keep(tmp_path, f"{number}", Survey(repository="r", revision="c", tree="t"))
    assert len(list((tmp_path / "surveys").iterdir())) == kept.MOST
