"""How a function goes about its queries: in loops, one after another, apart from each other, and what blocks."""

import re
from collections.abc import Iterator
from itertools import pairwise

from tree_sitter import Node

from podium.gates.syntax import callee, line, of_type, text
from podium.plan.evidence import Finding
from podium.recipes.performance_review.code import DEEPEST, Code, Function
from podium.recipes.performance_review.notes import said, unchecked
from podium.recipes.performance_review.queries import READS, WRITES, Query, is_of_transaction, queries, transaction_of
from podium.recipes.performance_review.shapes import name_of

LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})
EACH = frozenset({"map", "forEach", "flatMap", "filter", "some", "every", "reduce", "find", "reduceRight"})
ARROWS = frozenset({"arrow_function", "function_expression"})
AT_START = frozenset({"constructor", "onModuleInit", "onApplicationBootstrap", "onModuleDestroy"})
BATCHES = frozenset({"createMany", "createManyAndReturn", "deleteMany"})
KEYS = frozenset({"findUnique", "findUniqueOrThrow"})


def repeated(node: Node, function: Function) -> Node | None:
    """The innermost loop, or call of `map` and its like, that runs a node again and again; None where none does."""
    here, below = node.parent, node
    while here is not None and here != function.node.parent:
        if here.type in LOOPS and below != here.child_by_field_name("right"):
            return here
        if here.type in ARROWS and _is_each(here):
            return here.parent.parent if here.parent is not None else None
        here, below = here.parent, here
    return None


def _is_each(arrow: Node) -> bool:
    call = arrow.parent.parent if arrow.parent is not None else None
    return call is not None and call.type == "call_expression" and name_of(call) in EACH


def loops(code: Code, function: Function) -> Iterator[Finding]:
    """Queries that run once per element, in this function or in one that it calls."""
    direct = {query.call.id: query for query in queries(code, function)}
    for call in of_type(function.node, "call_expression"):
        loop = repeated(call, function)
        if loop is None:
            continue
        query, target = direct.get(call.id), code.leads_to(call, function)
        if query is not None:
            yield from _in_loop(query, loop, at=(function, query.line))
        elif target is not None:
            inner = _first(code, target)
            if inner is not None:
                yield _once_each(inner, f"{target.label} runs {inner.label}", loop, at=(function, line(call)))
        elif _is_waited_for(call) and _is_foreign(code, call, function):
            yield unchecked(f"what `{callee(call)}` costs, which runs once per element", at=(function, line(call)))


def _in_loop(query: Query, loop: Node, *, at: tuple[Function, int]) -> Iterator[Finding]:
    paged = query.argument is not None and re.search(r"\btake\b", text(query.argument)) is not None
    if loop.type in {"while_statement", "do_statement", "for_statement"} and (paged or query.method in BATCHES):
        return
    yield _once_each(query, f"{query.label} runs", loop, at=at)


def _once_each(query: Query, what: str, loop: Node, *, at: tuple[Function, int]) -> Finding:
    few = _is_short(loop)
    together = transaction_of(loop) is not None or (query.method in KEYS and loop.type == "call_expression")
    severity = "info" if few else "low" if together else "high" if query.method in READS else "medium"
    hint = "one query with `in`, createMany, updateMany or a join"
    if query.method in KEYS and together:
        hint = "Prisma joins these where they run within one tick; one findMany with `in` says so"
    return said("query-in-loop", f"{what} once per element", at=at, severity=severity, hint=hint)


def _is_short(loop: Node) -> bool:
    """Whether the elements are written out, or are the values of an enum."""
    over = loop.child_by_field_name("right")
    if loop.type == "call_expression":
        called = loop.child_by_field_name("function")
        over = called.child_by_field_name("object") if called is not None else None
    if over is None or over.type != "array":
        return over is not None and text(over).startswith(("Object.values(", "Object.keys("))
    return not any(one.type == "spread_element" for one in over.named_children)


def _first(code: Code, function: Function, *, seen: frozenset[tuple[str, str, str]] = frozenset()) -> Query | None:
    """The first query that a function comes to, through what it calls."""
    if function.key in seen or len(seen) > DEEPEST:
        return None
    own = queries(code, function)
    if own:
        return own[0]
    for call in of_type(function.node, "call_expression"):
        target = code.leads_to(call, function)
        found = _first(code, target, seen=seen | {function.key}) if target is not None else None
        if found is not None:
            return found
    return None


def _is_waited_for(call: Node) -> bool:
    return call.parent is not None and call.parent.type == "await_expression"


def _is_foreign(code: Code, call: Node, function: Function) -> bool:
    """Whether the call goes to something that the class is given and whose code is not in the repository."""
    hit = re.match(r"this\.(\w+)\.", callee(call))
    return hit is not None and hit.group(1) in code.injected(function)


def apart(code: Code, function: Function) -> Iterator[Finding]:
    """A count beside its list without one transaction; reads one after another; writes that are not one."""
    those = queries(code, function)
    lists = [one for one in those if one.method == "findMany"]
    for one in those:
        beside = next((other for other in lists if other.model == one.model), None)
        if (
            one.method == "count"
            and beside is not None
            and not (is_of_transaction(one.call) or repeated(one.call, function))
        ):
            message = f"{one.label} and {beside.label} are no one transaction: the total may not fit the page"
            hint = "$transaction([findMany, count])"
            yield said("count-apart", message, at=(function, one.line), severity="info", hint=hint)
    for block in of_type(function.node, "statement_block"):
        yield from _in_a_row(block, function, {one.call.id: one for one in those})


def _in_a_row(block: Node, function: Function, known: dict[int, Query]) -> Iterator[Finding]:
    statements = [one for one in block.named_children if one.type != "comment"]
    for first, second in pairwise(statements):
        one, other = _awaited(first, known), _awaited(second, known)
        if one is None or other is None or is_of_transaction(one.call) or is_of_transaction(other.call):
            continue
        if _names(first) & set(re.findall(r"\w+", text(second))):
            continue
        at = (function, other.line)
        if one.method in READS and other.method in READS and _names(first) and _names(second):
            message = f"{other.label} waits for {one.label}, whose answer it does not need"
            yield said("one-after-another", message, at=at, severity="info", hint="Promise.all or one $transaction")
        elif one.method in WRITES and other.method in WRITES:
            message = f"{one.label} and {other.label} are two round trips, and the first stays if the second fails"
            yield said("two-writes", message, at=at, severity="info", hint="one $transaction")


def _awaited(statement: Node, known: dict[int, Query]) -> Query | None:
    """The query that a statement consists of waiting for."""
    if statement.type not in {"lexical_declaration", "expression_statement"}:
        return None
    waits = [one for one in of_type(statement, "await_expression") if one.named_children]
    return known.get(waits[0].named_children[0].id) if len(waits) == 1 else None


def _names(statement: Node) -> set[str]:
    """The names that a statement declares."""
    found: set[str] = set()
    for one in of_type(statement, "variable_declarator"):
        found |= set(re.findall(r"\w+", text(one.child_by_field_name("name"))))
    return found


def blocking(function: Function) -> Iterator[Finding]:
    """Calls that hold the whole process up while they run; what runs once at the start is no matter."""
    if function.name in AT_START:
        return
    for call in of_type(function.node, "call_expression"):
        name = name_of(call)
        if re.fullmatch(r"\w+Sync", name):
            message = f"`{name}` holds up every other request while it runs"
            yield said("blocking", message, at=(function, line(call)), hint=f"`{name.removesuffix('Sync')}`, awaited")
