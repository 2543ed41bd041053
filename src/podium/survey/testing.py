"""What a file of tests says: titles with those of the groups around them, fakes, how the application is built."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podium.survey.values import first, flat, line, string, text

if TYPE_CHECKING:
    from tree_sitter import Node

    from podium.survey.facts import Facts, Mention

GROUPS = {"expression_statement", "for_statement", "for_in_statement", "if_statement", "statement_block"}
"""Statements that may hold tests."""

FAKES = (b"vi.fn(", b"jest.fn(", b"createMock<", b"createMock(", b"mockDeep<", b"mockDeep(", b"sinon.stub(")
SUPPORT = re.compile(r"test|support|helper|util|setup|fixture|bootstrap|app", re.IGNORECASE)
SEPARATOR = " > "


def add_group(node: Node, facts: Facts, titles: tuple[str, ...]) -> None:
    """Add the titles of the tests in a statement to `tests`, those of the groups around them first."""
    if node.type == "expression_statement":
        call = first(node)
        if call is not None and call.type == "call_expression":
            _add_call(call, facts, titles)
        return
    for child in node.named_children:
        if child.type in GROUPS:
            add_group(child, facts, titles)


def add_surroundings(source: bytes, root: Node, facts: Facts) -> None:
    """Add to a file of tests its `fakes` and, where it drives an application, the project's calls that build it."""
    fakes = {sign.decode()[:-1]: source.count(sign) for sign in FAKES if sign in source}
    if fakes:
        facts["fakes"] = fakes
    drives = b"supertest" in source or b"createNestApplication" in source
    found = [one for name in _helpers(facts, every=drives) if (one := _built(source, root, name)) is not None]
    if found:
        facts["builds"] = found


def _add_call(call: Node, facts: Facts, titles: tuple[str, ...]) -> None:
    name = _called(call)
    given = call.child_by_field_name("arguments")
    if given is None or name not in {"describe", "it", "test", "forEach"}:
        return
    title = _title(first(given))
    if name in {"it", "test"} and title is not None:
        facts.setdefault("tests", []).append({"text": SEPARATOR.join((*titles, title)), "line": line(call)})
        return
    inner = (*titles, title) if name == "describe" and title is not None else titles
    for argument in given.named_children:
        body = argument.child_by_field_name("body")
        if body is not None and body.type == "statement_block":
            add_group(body, facts, inner)


def _called(call: Node) -> str:
    """`it` for `it(…)`, `it.only(…)` and `it.each(table)(…)`; `forEach` for a loop over cases."""
    function = call.child_by_field_name("function")
    while function is not None and function.type == "call_expression":
        function = function.child_by_field_name("function")
    words = text(function) if function is not None and function.end_byte - function.start_byte < 40 else ""
    return "forEach" if words.endswith(".forEach") else words.split(".")[0]


def _title(node: Node | None) -> str | None:
    if node is None or node.type not in {"string", "template_string", "identifier", "member_expression"}:
        return None
    return string(node) if node.type == "string" else text(node).strip("`")


def _helpers(facts: Facts, *, every: bool) -> list[str]:
    """The names imported from the project's own files; of files that do not sound like support only if `every`."""
    return [
        name
        for one in facts.get("imports", ())
        if one["source"].startswith(".") and (every or SUPPORT.search(one["source"]))
        for name in one.get("names", {})
    ]


def _built(source: bytes, root: Node, name: str) -> Mention | None:
    """The first call of an imported function, or of a function of an imported class."""
    sign = f"{name}(" if name[:1].islower() else f"{name}."
    at = source.find(sign.encode())
    while at >= 0:
        node = root.descendant_for_byte_range(at, at)
        call = node.parent if node is not None and text(node) == name else None
        call = call.parent if call is not None and call.type == "member_expression" else call
        if call is not None and call.type == "call_expression":
            return {"name": name, "text": flat(call), "line": line(call)}
        at = source.find(sign.encode(), at + 1)
    return None
