"""Assertions read from source: what is expected of what, whether on a condition, and whether a failure could escape."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tree_sitter import Node

from podium.gates.syntax import FUNCTIONS, arguments, callee, line, of_type, squeezed, text

CASES = frozenset({"it", "test", "specify"})
GROUPS = frozenset({"describe", "suite", "context"})
HOOKS = frozenset({"beforeAll", "beforeEach", "afterAll", "afterEach", "before", "after"})
SILENT = {"skip": "skip", "skipIf": "skip", "todo": "todo", "only": "only", "fails": "fails", "failing": "fails"}
PREFIXES = {"x": "skip", "f": "only"}
"""How vitest and jest mark a case that does not run, keeps others from running, or passes by failing."""

CONSTANTS = frozenset({"true", "false", "number", "string", "null"})


SPACED = re.compile(r"\s*([.(\[])\s*|\s+(?=[)\],])")
"""Marks that nobody puts spaces around: texts are kept token by token."""


@dataclass(frozen=True, kw_only=True)
class Assertion:
    """`expect(subject).matcher(expected)`, all three squeezed; a supertest `.expect(…)` has matcher `expect`."""

    subject: str
    matcher: str
    expected: str
    line: int
    is_conditional: bool = False
    is_constant: bool = False
    is_awaited: bool = True

    @property
    def what(self) -> tuple[str, str, str]:
        """Subject, matcher and expectation: equal for the same assertion elsewhere."""
        return (self.subject, self.matcher, self.expected)

    def __str__(self) -> str:
        subject, expected = (SPACED.sub(lambda hit: hit[1] or "", one) for one in (self.subject, self.expected))
        if self.matcher == "expect":
            return f"{subject}.expect({expected})"
        return f"expect({subject}).{self.matcher}({expected})"


def assertions(node: Node) -> Iterator[Assertion]:
    """Every assertion at or below a node, in source order."""
    for call in of_type(node, "call_expression"):
        found = _assertion(call)
        if found is not None:
            yield replace(found, is_conditional=_is_conditional(call))


def asserts(node: Node) -> bool:
    """Whether anything at or below a node is an assertion."""
    return any(True for _ in assertions(node))


def swallowed(block: Node) -> int:
    """How many assertions stand where their failure is caught and dropped."""
    count = 0
    for one in of_type(block, "try_statement"):
        handler, tried = one.child_by_field_name("handler"), one.child_by_field_name("body")
        if handler is not None and tried is not None and not _objects(handler):
            count += len(list(assertions(tried)))
    for call in of_type(block, "call_expression"):
        function = call.child_by_field_name("function")
        caught = function.child_by_field_name("object") if function is not None else None
        is_catch = function is not None and text(function.child_by_field_name("property")) == "catch"
        if is_catch and caught is not None and not any(_objects(one) for one in arguments(call)):
            count += len(list(assertions(caught)))
    return count


def unreachable(block: Node) -> int:
    """How many assertions stand after a return in the block itself."""
    statements = block.named_children if block.type == "statement_block" else []
    returns = [number for number, one in enumerate(statements) if one.type in {"return_statement", "throw_statement"}]
    after = statements[returns[0] + 1 :] if returns else []
    return sum(len(list(assertions(one))) for one in after)


def head(call: Node) -> tuple[str, tuple[str, ...], Node | None]:
    """(name, marks, table) of `it.only.each([...])(…)`: the first identifier, its modifiers, the table's node."""
    table: Node | None = None
    function = call.child_by_field_name("function")
    while function is not None and function.type == "call_expression":
        given = function.child_by_field_name("arguments")
        table = given if given is not None and callee(function).endswith(".each") else table
        function = function.child_by_field_name("function")
    words = squeezed(function).replace(" ", "").split(".")
    name, marks = words[0], [SILENT[word] for word in words[1:] if word in SILENT]
    if name[:1] in PREFIXES and name[1:] in CASES | GROUPS:
        marks.append(PREFIXES[name[0]])
        name = name[1:]
    return name, tuple(marks), table


def _assertion(call: Node) -> Assertion | None:
    function = call.child_by_field_name("function")
    given = ", ".join(squeezed(one) for one in arguments(call))
    if function is not None and text(function) == "assert":
        return Assertion(subject=given, matcher="assert", expected="", line=line(call))
    if function is None or function.type != "member_expression":
        return None
    root, words = _chain(function)
    if root.type == "call_expression" and callee(root) in {"expect", "expect.soft", "expect.poll"}:
        first = next(iter(arguments(root)), None)
        return Assertion(
            subject=", ".join(squeezed(one) for one in arguments(root)),
            matcher=".".join(words),
            expected=given,
            line=line(call),
            is_constant=first is not None and first.type in CONSTANTS,
            is_awaited=_is_awaited(call) or not {"rejects", "resolves"} & set(words),
        )
    if text(root) == "assert" or (text(root) == "expect" and words[-1] in {"assertions", "hasAssertions"}):
        return Assertion(subject=text(root), matcher=".".join(words), expected=given, line=line(call))
    if words[-1] == "expect" and root.type == "call_expression":
        return Assertion(subject=_request(function), matcher="expect", expected=given, line=line(call))
    return None


def _chain(member: Node) -> tuple[Node, list[str]]:
    """(root, words) of `root.a.b`."""
    words: list[str] = []
    here = member
    while here.type == "member_expression":
        words.insert(0, text(here.child_by_field_name("property")))
        inner = here.child_by_field_name("object")
        if inner is None:
            break
        here = inner
    return here, words


def _request(member: Node) -> str:
    """The request of a supertest chain without the expectations that stand before this one."""
    inner = member.child_by_field_name("object")
    while inner is not None and inner.type == "call_expression":
        function = inner.child_by_field_name("function")
        if function is None or text(function.child_by_field_name("property")) != "expect":
            break
        inner = function.child_by_field_name("object")
    return squeezed(inner)


def _is_conditional(node: Node) -> bool:
    """Whether an `if` of the same case or hook decides whether the node runs."""
    here = node
    while here.parent is not None and not (here.type in FUNCTIONS and _is_case_body(here)):
        parent = here.parent
        if parent.type == "if_statement" and parent.child_by_field_name("condition") != here:
            return True
        here = parent
    return False


def _is_case_body(function: Node) -> bool:
    call = function.parent.parent if function.parent is not None else None
    return call is not None and call.type == "call_expression" and head(call)[0] in CASES | HOOKS


def _is_awaited(node: Node) -> bool:
    kinds = {"await_expression", "return_statement", "arrow_function", "array", "arguments"}
    return node.parent is not None and node.parent.type in kinds


def _objects(handler: Node) -> bool:
    """Whether what catches a failure throws or asserts itself."""
    return any(True for _ in of_type(handler, "throw_statement")) or asserts(handler)
