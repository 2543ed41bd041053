"""Files of tests: their kind, their titles, and the code that they import."""

from podium.plan.survey import TestFile
from podium.survey.code import Code
from podium.survey.files import is_end_to_end


def read_tests(code: Code) -> tuple[TestFile, ...]:
    """Every file of tests, by path."""
    return tuple(
        TestFile(
            path=file,
            kind="e2e" if is_end_to_end(file) else "unit",
            titles=tuple(one.get("text", "") for one in facts.get("tests", ())),
            covers=_covers(code, file),
        )
        for file, facts in code.tests.items()
    )


def graph(code: Code) -> dict[str, tuple[str, ...]]:
    """The files that each file imports or re-exports, of those in the tree, by path."""
    found = {file: _targets(code, file) for file in code.facts}
    return {file: targets for file, targets in found.items() if targets}


def _covers(code: Code, file: str) -> tuple[str, ...]:
    return tuple(target for target in _targets(code, file) if target in code.shipped)


def _targets(code: Code, file: str) -> tuple[str, ...]:
    return tuple(sorted(code.resolver.targets(file, code.facts[file])))
