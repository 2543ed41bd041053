"""How the project tests, documents its routes and words its commits."""

import re
from collections.abc import Iterator
from itertools import pairwise
from posixpath import basename

from podium.plan.evidence import Place
from podium.plan.survey import Convention
from podium.survey.access import place_of
from podium.survey.evidence import Known, Sample, most, shown
from podium.survey.files import folder

SUFFIX = re.compile(
    r"((?:[.-])(?:e2e-spec|e2e-test|int-spec|integration-spec|e2e\.spec|e2e\.test|spec|test|e2e)\.[cm]?tsx?)$"
)
GLOBALS = {"describe", "it", "test", "expect"}
RUNNERS = {"vitest", "@jest/globals", "node:test", "mocha"}
PATH_COLUMNS = {"path", "route", "endpoint", "url", "uri"}
APPLICATION = re.compile(r"(?<![a-z])app(?![a-z])|App(?![a-z])|Application|[Ss]erver|[Bb]ootstrap")
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
    for file, facts in known.code.tests.items():
        if facts.get("tests"):
            imported = [
                one
                for one in facts.get("imports", ())
                if one["source"] in RUNNERS and GLOBALS & {*one.get("names", {})}
            ]
            yield ("no" if imported else "yes"), Place(file=file, line=imported[0]["line"] if imported else 1)


def _setup(known: Known) -> Convention | None:
    """The call of the project's own code that makes or prepares an application under test, one of each file."""
    code = known.code
    samples: list[Sample] = []
    for test in known.tests:
        calls = code.facts[test.path].get("builds", ()) if test.kind == "e2e" else ()
        for one in sorted(calls, key=lambda one: one["line"]):
            name, words = one.get("name", ""), one.get("text", "")
            place = place_of(code, test.path, name, Place(file=test.path, line=one["line"]))
            if APPLICATION.search(f"{words} {basename(place.file)}"):
                samples.append((words, place))
                break
    return most("e2e-setup", samples, ties=True)


def _fakes(known: Known) -> Convention | None:
    samples: list[Sample] = []
    for file, facts in known.code.tests.items():
        for name, count in facts.get("fakes", {}).items():
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
