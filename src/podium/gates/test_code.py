"""Tests read from their source: every case with its titles, assertions and marks, and what is asserted outside."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from tree_sitter import Node

from podium.gates.assertions import CASES, GROUPS, Assertion, assertions, asserts, head, swallowed, unreachable
from podium.gates.syntax import FUNCTIONS, arguments, body, callee, line, literal, of_type, parse, squeezed, text

ASSERTING_NAME = re.compile(r"^(expect|assert|verify|should)([A-Z_]|$)")
"""A function of such a name is taken to assert something."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One `it` with the titles above it; `rows` is the length of its table, -1 for none or one that is not literal.

    `patience` holds its own timeout and retry, `swallowed` and `unreachable` count assertions that cannot fail it.
    """

    titles: tuple[str, ...]
    line: int
    marks: tuple[str, ...] = ()
    assertions: tuple[Assertion, ...] = ()
    is_empty: bool = False
    asserts_elsewhere: bool = False
    swallowed: int = 0
    unreachable: int = 0
    rows: int = -1
    patience: dict[str, float] = field(default_factory=dict[str, float])
    body: str = ""

    @property
    def name(self) -> str:
        """The titles, joined as test ids join them."""
        return " > ".join(self.titles)


@dataclass(frozen=True, kw_only=True)
class TestCode:
    """A test file or a helper of tests: its cases, and the assertions outside of them."""

    __test__ = False
    path: str
    cases: tuple[Case, ...] = ()
    outside: tuple[Assertion, ...] = ()


def read_tests(path: str, source: bytes) -> TestCode:
    """The tests of a file of that path and content."""
    root = parse(source)
    helpers = _asserting_helpers(root)
    found = list(_found(root, (), ()))
    cases = tuple(_numbered(_case(call, titles, marks, helpers=helpers) for call, titles, marks in found))
    spans = [(call.start_point[0] + 1, call.end_point[0] + 1) for call, _, _ in found]
    outside = (one for one in assertions(root) if not any(first <= one.line <= last for first, last in spans))
    return TestCode(path=path, cases=cases, outside=tuple(outside))


def title_pattern(name: str) -> re.Pattern[str]:
    """What the id's titles of a case look like when it runs: holes and table marks stand for any text."""
    escaped = re.escape(name)
    return re.compile(re.sub(r"%(?:[sdifjopc#%])?|\\\$\w+(?:\\\.\w+)*", ".*", escaped) + r"( #\d+)?$", re.DOTALL)


def _found(
    node: Node, titles: tuple[str, ...], marks: tuple[str, ...]
) -> Iterator[tuple[Node, tuple[str, ...], tuple[str, ...]]]:
    """(call, titles, marks) of every case below, in source order."""
    for child in node.children:
        given = arguments(child) if child.type == "call_expression" else []
        name, own, _ = head(child) if given else ("", (), None)
        if name not in CASES | GROUPS:
            yield from _found(child, titles, marks)
            continue
        title = literal(given[0])
        named = (*titles, squeezed(given[0]) if title is None else title)
        if name in CASES:
            yield child, named, (*marks, *own)
        else:
            yield from _found(child, named, (*marks, *own))


def _case(call: Node, titles: tuple[str, ...], marks: tuple[str, ...], *, helpers: frozenset[str]) -> Case:
    function = next((one for one in arguments(call) if one.type in FUNCTIONS), None)
    block = body(function) if function is not None else None
    table = head(call)[2]
    rows = next(iter(table.named_children), None) if table is not None else None
    bare = Case(
        titles=titles,
        line=line(call),
        marks=marks,
        rows=len(rows.named_children) if rows is not None and rows.type == "array" else -1,
        patience=_patience(call),
    )
    if block is None:
        return bare
    return replace(
        bare,
        marks=(*marks, *_marks_inside(block)),
        assertions=tuple(assertions(block)),
        is_empty=not [one for one in block.named_children if one.type != "comment"],
        asserts_elsewhere=_calls(block, helpers),
        swallowed=swallowed(block),
        unreachable=unreachable(block),
        body=squeezed(block),
    )


def _numbered(cases: Iterable[Case]) -> Iterator[Case]:
    """Cases of equal titles told apart by a number, as the runs' ids tell them apart."""
    seen: dict[str, int] = {}
    for case in cases:
        seen[case.name] = seen.get(case.name, 0) + 1
        last = f"{case.titles[-1]} #{seen[case.name]}" if seen[case.name] > 1 else case.titles[-1]
        yield replace(case, titles=(*case.titles[:-1], last))


def _marks_inside(block: Node) -> tuple[str, ...]:
    """`skip` where a case calls its context's `skip` in its own body."""
    calls = (callee(one) for one in of_type(block, "call_expression"))
    return ("skip",) if any(re.fullmatch(r"(ctx|context|t|this)\.skip", call) for call in calls) else ()


def _patience(call: Node) -> dict[str, float]:
    """Timeout (milliseconds) and retry of a case, as its further arguments say."""
    found: dict[str, float] = {}
    for one in arguments(call)[1:]:
        if one.type == "number":
            found["timeout"] = float(text(one).replace("_", ""))
        for pair in of_type(one, "pair") if one.type == "object" else ():
            key, value = text(pair.child_by_field_name("key")), pair.child_by_field_name("value")
            if key in {"timeout", "retry"} and value is not None and value.type == "number":
                found[key] = float(text(value).replace("_", ""))
    return found


def _asserting_helpers(root: Node) -> frozenset[str]:
    """Names of functions of the file that assert something themselves."""
    found: set[str] = set()
    for one in of_type(root, "function_declaration", "variable_declarator"):
        value = one if one.type == "function_declaration" else one.child_by_field_name("value")
        if value is not None and value.type in FUNCTIONS and asserts(value):
            found.add(text(one.child_by_field_name("name")))
    return frozenset(found)


def _calls(block: Node, helpers: frozenset[str]) -> bool:
    names = (callee(call).split(".")[-1] for call in of_type(block, "call_expression"))
    return any(name in helpers or ASSERTING_NAME.match(name) for name in names)
