"""How the project tests, documents its routes and words its commits."""

import re
from collections.abc import Iterator
from itertools import pairwise

from podium.plan.evidence import Place
from podium.plan.survey import Convention
from podium.survey.access import place_of
from podium.survey.evidence import Known, Sample, most, shown
from podium.survey.files import folder, is_test

SUFFIX = re.compile(
    r"((?:[.-])(?:e2e-spec|e2e-test|int-spec|integration-spec|e2e\.spec|e2e\.test|spec|test|e2e)\.[cm]?tsx?)$"
)
GLOBALS = {"describe", "it", "test", "expect"}
RUNNERS = {"vitest", "@jest/globals", "node:test", "mocha"}
PATH_COLUMNS = {"path", "route", "endpoint", "url", "uri"}
DELIMITER = re.compile(r"^\s*\|?\s*:?-{2,}")


def testing_habits(known: Known) -> Iterator[Convention | None]:
    """The conventions of tests, of the readme's table of routes, and of commits."""
    for kind, name in (("unit", "unit-suffix"), ("e2e", "e2e-suffix")):
        yield most(name, [(_suffix(one.path), Place(file=one.path)) for one in known.tests if one.kind == kind])
    yield most("e2e-folder", [(folder(one.path), Place(file=one.path)) for one in known.tests if one.kind == "e2e"])
    yield most("test-globals", _globals(known))
    yield _setup(known)
    yield _fakes(known)
    yield from _readme(known)
    if known.commitlint:
        yield shown("commit-convention", "conventional", Place(file=known.commitlint))


def _suffix(path: str) -> str:
    found = SUFFIX.search(path)
    return found.group(1) if found else ""


def _globals(known: Known) -> Iterator[Sample]:
    for file, facts in known.code.facts.items():
        if is_test(file) and facts.get("tests"):
            imported = [
                one
                for one in facts.get("imports", ())
                if one["source"] in RUNNERS and GLOBALS & {*one.get("names", {})}
            ]
            yield ("no" if imported else "yes"), Place(file=file, line=imported[0]["line"] if imported else 1)


def _setup(known: Known) -> Convention | None:
    """The call of the project's own function that prepares an application under test."""
    code = known.code
    samples: list[tuple[str, Place]] = []
    for file, facts in code.facts.items():
        ends = {one.path for one in known.tests if one.kind == "e2e"}
        for built in facts.get("builds", ()) if file in ends else ():
            words = built.get("text", "")
            if re.search(r"\(\s*app\b", words) or re.search(r"app", built.get("name", ""), re.IGNORECASE):
                samples.append(
                    (words, place_of(code, file, built.get("name", ""), Place(file=file, line=built["line"])))
                )
                break
    return most("e2e-setup", samples, ties=True)


def _fakes(known: Known) -> Convention | None:
    samples: list[Sample] = []
    for file, facts in known.code.facts.items():
        for name, count in facts.get("fakes", {}).items() if is_test(file) else ():
            samples += [(name.rstrip("<"), Place(file=file))] * count
    return most("fake-style", samples, ties=True)


def _readme(known: Known) -> Iterator[Convention]:
    for path, content in known.readme.items():
        lines = content.splitlines()
        for number, (head, below) in enumerate(pairwise(lines), start=1):
            columns = [cell.strip() for cell in head.strip().strip("|").split("|")]
            lowered = {column.lower() for column in columns}
            if "|" in head and DELIMITER.match(below) and "method" in lowered and PATH_COLUMNS & lowered:
                place = Place(file=path, line=number)
                yield shown("readme-route-table", path, place)
                yield shown("readme-route-columns", "|".join(columns), place)
                return
