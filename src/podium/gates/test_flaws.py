"""What weakens a test file by its mere presence, read from its source."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from podium.gates.syntax import arguments, callee, line, literal, of_type, parse, squeezed, text, walk
from podium.gates.test_code import Case, TestCode

MARKS = {
    "skip": "is skipped",
    "todo": "is only a title",
    "only": "keeps the other tests from running",
    "fails": "passes by failing",
}
TEST_ENDING = re.compile(r"\.(e2e-)?(spec|test)$")
CODE_ENDING = re.compile(r"\.[cm]?[jt]sx?$")


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """A rule, the test or code that breaks it, and what is wrong."""

    rule: str
    symbol: str
    message: str
    line: int


def flaws(code: TestCode, source: bytes) -> tuple[Flaw, ...]:
    """Every flaw of a test file: of its cases, then of its doubles and settings."""
    return (*(flaw for case in code.cases for flaw in _of_case(case)), *_of_file(code.path, parse(source)))


def _of_case(case: Case) -> Iterator[Flaw]:
    def flaw(rule: str, message: str) -> Flaw:
        return Flaw(rule=rule, symbol=case.name, message=message, line=case.line)

    for mark in dict.fromkeys(case.marks):
        yield flaw(mark, f"the test {MARKS[mark]}")
    if case.is_empty:
        yield flaw("empty-test", "the test has an empty body")
    elif not case.assertions and not case.asserts_elsewhere and "todo" not in case.marks:
        yield flaw("no-assertion", "the test asserts nothing")
    if case.swallowed:
        yield flaw("swallowed", "a failing assertion would be caught and dropped")
    if case.unreachable:
        yield flaw("unreachable", "assertions stand after a return")
    for one in case.assertions:
        if one.is_constant:
            yield flaw("constant-assertion", f"{one} is about a constant")
        if not one.is_awaited:
            yield flaw("not-awaited", f"{one} is not awaited, so it cannot fail the test")


def _of_file(path: str, root: Node) -> Iterator[Flaw]:
    """Mocks of what the file is there to test, guards and pipes switched off, patience raised for the whole file."""
    stem = TEST_ENDING.sub("", CODE_ENDING.sub("", path.rsplit("/", 1)[-1]))
    subjects = _subjects(root, stem)
    for call in of_type(root, "call_expression"):
        found = _wrong(call, stem, subjects)
        if found:
            yield Flaw(rule=found[0], symbol=squeezed(call)[:120], message=found[1], line=line(call))


def _wrong(call: Node, stem: str, subjects: frozenset[str]) -> tuple[str, str] | None:
    name, first = callee(call), next(iter(arguments(call)), None)
    if re.fullmatch(r"(vi|jest)\.(mock|doMock|unstable_mockModule)", name):
        said = re.search(r"['\"]([^'\"]+)['\"]", text(first))
        target = CODE_ENDING.sub("", said.group(1).rsplit("/", 1)[-1]) if said else ""
        return ("mocked-subject", f"{target} is what this file tests, and it is mocked") if target == stem else None
    if re.fullmatch(r"(vi|jest)\.spyOn", name) and squeezed(first) in subjects and _is_replaced(call):
        return ("mocked-subject", f"a method of {squeezed(first)}, which this file tests, is replaced")
    if re.search(r"\.override(Guard|Pipe)$", name):
        return ("overridden-guard", f"{squeezed(first)} is switched off for these tests")
    if re.fullmatch(r"vi\.setConfig|jest\.(setTimeout|retryTimes)", name):
        return ("raised-patience", f"{name} changes how long or how often tests are tried")
    return None


def _subjects(root: Node, stem: str) -> frozenset[str]:
    """Variables that hold an instance of a class which the file imports from the module that it is named after."""
    classes: set[str] = set()
    for one in of_type(root, "import_statement"):
        target = (literal(one.child_by_field_name("source")) or "").rsplit("/", 1)[-1]
        if CODE_ENDING.sub("", target) == stem:
            classes |= {text(name) for name in of_type(one, "identifier")}
    found: set[str] = set()
    for one in of_type(root, "assignment_expression", "variable_declarator"):
        value = one.child_by_field_name("right") or one.child_by_field_name("value")
        if value is not None and any(_makes(node, classes) for node in walk(value)):
            found.add(text(one.child_by_field_name("left") or one.child_by_field_name("name")))
    return frozenset(found)


def _makes(node: Node, classes: set[str]) -> bool:
    """Whether a node is `new Subject(…)`, or asks a module for `Subject`."""
    if node.type == "new_expression":
        return text(node.child_by_field_name("constructor")) in classes
    asks = node.type == "call_expression" and re.search(r"\.(get|resolve)(<.*)?$", callee(node)) is not None
    return asks and any(text(one) in classes for one in arguments(node))


def _is_replaced(spy: Node) -> bool:
    member = spy.parent
    return member is not None and text(member.child_by_field_name("property")).startswith("mock")
