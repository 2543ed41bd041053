"""The list of a service that is there already: understood where it is one findMany, changed in place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podium.recipes.edits import typescript
from podium.recipes.edits.problem import EditProblem
from podium.recipes.edits.typescript import line, source, walk

if TYPE_CHECKING:
    from tree_sitter import Node

KEYS = {"where", "select", "include", "omit", "orderBy", "skip", "take"}
"""What an understood findMany may be given."""

REWORKED = {"filter", "slice", "sort", "toSorted", "reverse", "toReversed", "splice"}
"""Methods of an array that change what is listed after it was read."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The list as it stands: `top` is the method that is called, `reader` the one that reads, which may be the same.

    `options` is what findMany is given (None: nothing), `where` its condition's object, `counted` the argument of the
    count beside it, `cached` the statement that asks the cache first.
    """

    top: Node
    reader: Node
    call: Node
    options: Node | None
    where: Node | None
    held: Node | None
    count: Node | None
    cached: Node | None

    @property
    def reworked(self) -> bool:
        """Whether rows are dropped or moved after they were read."""
        names = {source(one.child_by_field_name("property")) for one in walk(self.reader) if one.type == MEMBER}
        return bool(names & REWORKED)

    @property
    def is_cut(self) -> bool:
        """Whether a part of the rows is asked for."""
        spreads = [one for one in _entries(self.options) if one.type == "spread_element"]
        return bool(spreads or {"skip", "take"} & set(_keys(self.options)))


MEMBER = "member_expression"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a list is to do beside what it does: the query's class, conditions on `query`, an order, a cut.

    `before` is the class of the query that it takes now, empty where it takes none.
    """

    kind: str
    before: str = ""
    where_type: str = ""
    conditions: tuple[str, ...] = ()
    order: str = ""
    cut: str = ""
    narrowed: str = ""


def listing(text: str, class_name: str, method: str, accessor: str) -> Listing:
    """The method's list. Raises `EditProblem` with the line where it is not one findMany of a known shape."""
    declaration = typescript.class_named(typescript.tree(text), class_name)
    top = typescript.member(declaration, method)
    reader, cached = top, None
    if not _calls(top, "findMany"):
        cached, reader = _through_cache(declaration, top)
    calls = _calls(reader, "findMany")
    if len(calls) != 1 or not source(calls[0].child_by_field_name("function")).endswith(f".{accessor}.findMany"):
        raise EditProblem(f"{method} does not read by one findMany", line=line(top))
    options = _argument(calls[0], method)
    for key in _keys(options):
        if key not in KEYS:
            raise EditProblem(f"{method} reads with {key}, which is not understood", line=line(calls[0]))
    held, where = _where(reader, options, method)
    counts = [one for one in _calls(reader, "count") if f".{accessor}.count" in source(one)]
    if len(counts) > 1:
        raise EditProblem(f"{method} counts more than once", line=line(counts[1]))
    count = counts[0] if counts else None
    if count is not None and _said(_condition(_argument(count, method))) != _said(_condition(options)):
        raise EditProblem(f"{method} counts other rows than it lists", line=line(count))
    return Listing(
        top=top, reader=reader, call=calls[0], options=options, where=where, held=held, count=count, cached=cached
    )


def order_of(found: Listing) -> tuple[tuple[str, str], ...] | None:
    """The order in pairs of field and direction; empty without one, None where it is not understood."""
    node = _value(found.options, "orderBy")
    if node is None:
        return ()
    objects = [node] if node.type == "object" else [*node.named_children] if node.type == "array" else []
    pairs = [pair for one in objects for pair in one.named_children]
    known = [(source(one.child_by_field_name("key")), source(one.child_by_field_name("value"))[1:-1]) for one in pairs]
    plain = bool(objects) and all(one.type == "pair" for one in pairs)
    return tuple(known) if plain and all(way in {"asc", "desc"} for _, way in known) else None


def narrowed_by(found: Listing) -> set[str]:
    """The keys of the condition that is there."""
    spreads = {source(one) for one in _entries(found.where) if one.type == "spread_element"}
    return {*_keys(found.where), *spreads}


def changed(text: str, found: Listing, asked: Asked) -> str:
    """The text with the list doing what is asked beside what it did."""
    splices: list[tuple[int, int, str]] = []
    if asked.kind:
        splices += _parameters(found, asked)
    if asked.conditions:
        splices += _conditions(found, asked)
    splices += _options(found, asked)
    if asked.kind and found.cached is not None:
        call = f"this.{source(found.reader.child_by_field_name('name'))}(query)"
        indent = " " * found.cached.start_point.column
        splices.append(
            (found.cached.start_byte, found.cached.start_byte, f"if ({asked.narrowed}) return {call};\n{indent}")
        )
    for start, end, insert in sorted(splices, reverse=True):
        text = typescript.spliced(text, start, insert, until=end)
    return text


def with_passed_query(text: str, controller: str, handler: str, *, kind: str, before: str) -> str:
    """The controller's text with a handler that takes the query as a `kind` and passes it on.

    Raises `EditProblem` where the handler does more than to call the service.
    """
    node = typescript.member(typescript.class_named(typescript.tree(text), controller), handler)
    name, splice = _parameter(node, kind, before, written=f"@Query() query: {kind}")
    call = _only_call(node, handler)
    given = call.child_by_field_name("arguments")
    if given is None:
        raise EditProblem(f"{handler} calls nothing", line=line(node))
    splices = [splice]
    if not before:
        splices.append((given.end_byte - 1, given.end_byte - 1, f", {name}" if given.named_children else name))
    elif name not in [source(one) for one in given.named_children]:
        raise EditProblem(f"{handler} does not pass its query on", line=line(node))
    for start, end, insert in sorted(splices, reverse=True):
        text = typescript.spliced(text, start, insert, until=end)
    return text


def called(text: str, controller: str, handler: str) -> str:
    """The method of the service that a handler calls, and nothing else. Raises `EditProblem` for another shape."""
    node = typescript.member(typescript.class_named(typescript.tree(text), controller), handler)
    return source(_only_call(node, handler).child_by_field_name("function")).rpartition(".")[2]


def _only_call(node: Node, handler: str) -> Node:
    body = node.child_by_field_name("body")
    statements = [one for one in body.named_children if one.type != "comment"] if body is not None else []
    held = statements[0] if len(statements) == 1 and statements[0].type == "return_statement" else None
    value = held.named_children[0] if held is not None and held.named_children else None
    value = value.named_children[0] if value is not None and value.type == "await_expression" else value
    if value is None or value.type != "call_expression" or not source(value).startswith("this."):
        raise EditProblem(f"{handler} does more than to call the service", line=line(node))
    return value


def _calls(node: Node, name: str) -> list[Node]:
    found: list[Node] = []
    for one in walk(node):
        function = one.child_by_field_name("function") if one.type == "call_expression" else None
        if function is not None and source(function.child_by_field_name("property")) == name:
            found.append(one)
    return found


def _argument(call: Node, method: str) -> Node | None:
    given = call.child_by_field_name("arguments")
    items = given.named_children if given is not None else []
    if not items:
        return None
    if len(items) > 1 or items[0].type != "object":
        raise EditProblem(f"{method} gives Prisma what does not stand there", line=line(call))
    return items[0]


def _entries(options: Node | None) -> list[Node]:
    return [one for one in options.named_children if one.type != "comment"] if options is not None else []


def _keys(options: Node | None) -> list[str]:
    named = {"pair": "key", "shorthand_property_identifier": ""}
    return [
        source(one.child_by_field_name(named[one.type]) if named[one.type] else one)
        for one in _entries(options)
        if one.type in named
    ]


def _entry(options: Node | None, key: str) -> Node | None:
    for one in _entries(options):
        if one.type == "pair" and source(one.child_by_field_name("key")) == key:
            return one
        if one.type == "shorthand_property_identifier" and source(one) == key:
            return one
    return None


def _value(options: Node | None, key: str) -> Node | None:
    entry = _entry(options, key)
    return entry.child_by_field_name("value") if entry is not None and entry.type == "pair" else entry


def _condition(options: Node | None) -> Node | None:
    return _value(options, "where")


def _said(node: Node | None) -> str:
    return "".join(source(node).split())


def _where(reader: Node, options: Node | None, method: str) -> tuple[Node | None, Node | None]:
    """The constant that holds the condition (None: it stands in the call) and the condition's object."""
    node = _condition(options)
    if node is None:
        return None, None
    if node.type == "object":
        return None, node
    for one in walk(reader):
        if one.type == "variable_declarator" and source(one.child_by_field_name("name")) == source(node):
            value = one.child_by_field_name("value")
            if value is not None and value.type == "object":
                return one, value
    raise EditProblem(f"{method} narrows by what does not stand there", line=line(node))


def _through_cache(declaration: Node, top: Node) -> tuple[Node, Node]:
    """The only statement of a method that asks a cache, and the method that it lets read."""
    name = source(top.child_by_field_name("name"))
    body = top.child_by_field_name("body")
    statements = [one for one in body.named_children if one.type != "comment"] if body is not None else []
    wraps = _calls(top, "wrap")
    readers = {
        source(call.child_by_field_name("function")).removeprefix("this.")
        for wrap in wraps
        for arrow in walk(wrap)
        if arrow.type == "arrow_function"
        for call in walk(arrow)
        if call.type == "call_expression" and source(call).startswith("this.")
    }
    if len(wraps) != 1 or len(statements) != 1 or len(readers) != 1:
        raise EditProblem(f"{name} does not read by one findMany", line=line(top))
    reader = typescript.member(declaration, readers.pop())
    parameters = reader.child_by_field_name("parameters")
    if parameters is not None and parameters.named_children:
        raise EditProblem(f"{name} gives its reader what is not understood", line=line(reader))
    return statements[0], reader


def _parameter(node: Node, kind: str, before: str, *, written: str) -> tuple[str, tuple[int, int, str]]:
    """The query's name in a method, and the splice that makes it one of the new class."""
    parameters = node.child_by_field_name("parameters")
    every = [one for one in parameters.named_children if one.type != "comment"] if parameters is not None else []
    for one in every if before else []:
        type_ = one.child_by_field_name("type")
        named = type_.named_children[0] if type_ is not None and type_.named_children else None
        if named is not None and source(named) == before:
            pattern = one.child_by_field_name("pattern")
            if pattern is None or pattern.type != "identifier":
                raise EditProblem("the query is taken apart at once", line=line(one))
            return source(pattern), (named.start_byte, named.end_byte, kind)
    if before or parameters is None:
        raise EditProblem(f"takes no {before}", line=line(node))
    if any(source(one.child_by_field_name("pattern")) == "query" for one in every):
        raise EditProblem("has a parameter query already", line=line(node))
    if not every:
        return "query", (parameters.end_byte - 1, parameters.end_byte - 1, written)
    return "query", (every[-1].end_byte, every[-1].end_byte, f", {written}")


def _parameters(found: Listing, asked: Asked) -> list[tuple[int, int, str]]:
    written = f"query: {asked.kind} = {{}}"
    methods = [found.top, *([found.reader] if found.cached is not None else [])]
    splices: list[tuple[int, int, str]] = []
    for node in methods:
        name, splice = _parameter(node, asked.kind, asked.before, written=written)
        if name != "query":
            raise EditProblem(f"the query is called {name}", line=line(node))
        splices.append(splice)
    return splices


def _conditions(found: Listing, asked: Asked) -> list[tuple[int, int, str]]:
    """The splices that put conditions into the one that is there, or into one of their own."""
    names = {one.split(":")[0] for one in asked.conditions}
    for key in _keys(found.where):
        if key in names:
            raise EditProblem(f"the list is narrowed by {key} already", line=line(found.where or found.top))
    splices: list[tuple[int, int, str]] = []
    if found.held is not None and found.where is not None:
        name, last = found.held.child_by_field_name("name"), _entries(found.where)
        if found.held.child_by_field_name("type") is None and name is not None:
            splices.append((name.end_byte, name.end_byte, f": {asked.where_type}"))
        at = last[-1].end_byte if last else found.where.start_byte + 1
        new = ", ".join(asked.conditions)
        splices.append((at, at, f", {new}" if last else f" {new} "))
        return splices
    statement = _statement(found)
    before = [source(one) for one in _entries(found.where)]
    indent = " " * statement.start_point.column
    text = f"const where: {asked.where_type} = {{ {', '.join([*before, *asked.conditions])} }};\n{indent}"
    splices.append(
        (statement.start_byte, statement.start_byte, _broken(text, [*before, *asked.conditions], asked, indent))
    )
    pair = _entry(found.options, "where")
    if pair is not None:
        splices.append((pair.start_byte, pair.end_byte, "where"))
    if found.count is not None:
        given = found.count.child_by_field_name("arguments")
        if given is not None:
            splices.append((given.start_byte, given.end_byte, "({ where })"))
    return splices


WIDE = 100
"""Characters from which the conditions stand one a line, as a formatter would break them too."""


def _broken(text: str, conditions: list[str], asked: Asked, indent: str) -> str:
    if len(text.strip()) <= WIDE:
        return text
    inner = "".join(f"{indent}  {one},\n" for one in conditions)
    return f"const where: {asked.where_type} = {{\n{inner}{indent}}};\n{indent}"


def _statement(found: Listing) -> Node:
    """The statement of the reader's body that reads."""
    body = found.reader.child_by_field_name("body")
    node = found.call
    while node.parent is not None and (body is None or node.parent.id != body.id):
        node = node.parent
    if node.parent is None:
        raise EditProblem("reads in no statement of its own", line=line(found.call))
    return node


def _options(found: Listing, asked: Asked) -> list[tuple[int, int, str]]:
    """The splices of what findMany is given beside its condition's own text."""
    first = ["where"] if asked.conditions and _entry(found.options, "where") is None else []
    last: list[str] = []
    splices: list[tuple[int, int, str]] = []
    if asked.order:
        value = _value(found.options, "orderBy")
        if value is not None:
            splices.append((value.start_byte, value.end_byte, asked.order))
        else:
            last.append(f"orderBy: {asked.order}")
    last += [asked.cut] if asked.cut else []
    if not first and not last:
        return splices
    entries = _entries(found.options)
    if found.options is None or not entries:
        given = found.call.child_by_field_name("arguments")
        if given is not None:
            splices.append((given.start_byte, given.end_byte, f"({{ {', '.join([*first, *last])} }})"))
        return splices
    is_broken = entries[0].start_point.row != found.options.start_point.row
    gap = f",\n{' ' * entries[0].start_point.column}" if is_broken else ", "
    if first:
        splices.append((entries[0].start_byte, entries[0].start_byte, f"where{gap}"))
    if last:
        splices.append((entries[-1].end_byte, entries[-1].end_byte, "".join(f"{gap}{one}" for one in last)))
    return splices
