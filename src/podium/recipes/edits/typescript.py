"""Named edits of TypeScript: an import, an entry of a module, decorators, a property, a method.

Each takes the file's text and gives it back changed, touching nothing else; what is there already stays as it is.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from podium.recipes.edits.problem import EditProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tree_sitter import Node, Parser

LONG_LIST = 90
"""Characters of the names of an import from which they stand one a line."""

CLASSES = {"class_declaration", "abstract_class_declaration"}


@functools.cache
def _parser() -> Parser:
    import tree_sitter_typescript
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_typescript.language_typescript()))


def tree(text: str) -> Node:
    """The root of the text's syntax tree. Raises `EditProblem` where the text is not TypeScript."""
    root = _parser().parse(text.encode()).root_node
    if root.has_error:
        bad = next((node for node in walk(root) if node.is_error or node.is_missing), root)
        raise EditProblem("is not understood as TypeScript", line=line(bad))
    return root


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, in the order of the text."""
    yield node
    for child in node.children:
        yield from walk(child)


def source(node: Node | None) -> str:
    """The node's own text."""
    return (node.text or b"").decode() if node is not None else ""


def line(node: Node) -> int:
    """The line on which the node begins, from 1."""
    return node.start_point.row + 1


def spliced(text: str, at: int, insert: str, *, until: int | None = None) -> str:
    """The text with bytes `at` to `until` replaced."""
    raw = text.encode()
    return (raw[:at] + insert.encode() + raw[at if until is None else until :]).decode()


def class_named(root: Node, name: str) -> Node:
    """The class declaration of that name. Raises `EditProblem` where there is none."""
    for node in walk(root):
        if node.type in CLASSES and source(node.child_by_field_name("name")) == name:
            return node
    raise EditProblem(f"there is no class {name}")


def decorators(node: Node) -> list[Node]:
    """The decorators of a class, a property or a method."""
    inside = [child for child in node.children if child.type == "decorator"]
    if inside:
        return inside
    if node.type in CLASSES:
        above = node.parent
        if above is not None and above.type == "export_statement":
            return [child for child in above.children if child.type == "decorator"]
        return []
    found: list[Node] = []
    before = node.prev_sibling
    while before is not None and before.type == "decorator":
        found.insert(0, before)
        before = before.prev_sibling
    return found


def member(declaration: Node, name: str) -> Node:
    """The property or method of that name. Raises `EditProblem` where there is none."""
    body = declaration.child_by_field_name("body")
    for node in body.named_children if body is not None else []:
        is_member = node.type in {"method_definition", "public_field_definition"}
        if is_member and source(node.child_by_field_name("name")) == name:
            return node
    raise EditProblem(f"{source(declaration.child_by_field_name('name'))} has no {name}", line=line(declaration))


def with_import(text: str, name: str, module: str, *, type_only: bool = False) -> str:
    """The text with `name` imported from `module`, in the statement for it if there is one, else in a new one."""
    statements = [node for node in tree(text).children if node.type == "import_statement"]
    for node in statements:
        if _module(node) == module and _is_type(node) == type_only:
            clause = next((one for one in walk(node) if one.type == "named_imports"), None)
            if clause is not None:
                return _with_name(text, clause, name)
    quote = source(statements[0].child_by_field_name("source"))[:1] if statements else "'"
    word = "import type" if type_only else "import"
    end = ";" if not statements or source(statements[0]).endswith(";") else ""
    new = f"{word} {{ {name} }} from {quote}{module}{quote}{end}\n"
    return spliced(text, _place_of_import(statements, module), new)


def _module(node: Node) -> str:
    return source(node.child_by_field_name("source"))[1:-1]


def _is_type(node: Node) -> bool:
    return any(child.type == "type" for child in node.children)


def _with_name(text: str, clause: Node, name: str) -> str:
    names = [source(child) for child in clause.named_children if child.type == "import_specifier"]
    if any(one.removeprefix("type ").split(" as ")[0] == name for one in names):
        return text
    ordered = names == sorted(names)
    names = sorted([*names, name]) if ordered else [*names, name]
    broken = "\n" in source(clause) or len(", ".join(names)) > LONG_LIST
    body = "{\n" + "".join(f"  {one},\n" for one in names) + "}" if broken else f"{{ {', '.join(names)} }}"
    return spliced(text, clause.start_byte, body, until=clause.end_byte)


def _place_of_import(statements: Sequence[Node], module: str) -> int:
    """Where a new import goes: before the first one that sorts after it, else behind the last."""
    key = (module.startswith("."), module)
    for node in statements:
        if (_module(node).startswith("."), _module(node)) > key:
            return node.start_byte
    return statements[-1].end_byte + 1 if statements else 0


def with_module_import(text: str, class_name: str, module: str) -> str:
    """The text with `module` in the `imports` of the class's `@Module`. Raises `EditProblem` for another shape."""
    declaration = class_named(tree(text), class_name)
    options = _module_options(declaration)
    pair = next((one for one in options.named_children if _key(one) == "imports"), None)
    if pair is None:
        return spliced(text, options.start_byte + 1, f" imports: [{module}],")
    array = pair.child_by_field_name("value")
    if array is None or array.type != "array":
        raise EditProblem("the module's imports are no list that stands here", line=line(pair))
    return with_element(text, array, module)


def _key(pair: Node) -> str:
    return source(pair.child_by_field_name("key")) if pair.type == "pair" else ""


def _module_options(declaration: Node) -> Node:
    for call in (child for decorator in decorators(declaration) for child in decorator.named_children[:1]):
        given = call.child_by_field_name("arguments")
        if source(call.child_by_field_name("function")) == "Module" and given is not None:
            for options in given.named_children[:1]:
                if options.type == "object":
                    return options
    raise EditProblem("has no @Module with an object that stands here", line=line(declaration))


def with_element(text: str, array: Node, element: str) -> str:
    """The text with one more element at the end of an array, laid out like the others."""
    elements = [child for child in array.named_children if child.type != "comment"]
    if any(source(one) == element for one in elements):
        return text
    if not elements:
        return spliced(text, array.start_byte, f"[{element}]", until=array.end_byte)
    last = elements[-1]
    if last.start_point.row == array.start_point.row:
        return spliced(text, last.end_byte, f", {element}")
    indent = " " * last.start_point.column if last.start_point.row != array.start_point.row else ""
    has_comma = last.next_sibling is not None and last.next_sibling.type == ","
    if elements[0].start_point.row == elements[-1].start_point.row and len(elements) > 1:
        indent = " " * elements[0].start_point.column
    end = last.next_sibling.end_byte if has_comma and last.next_sibling is not None else last.end_byte
    return spliced(text, end, f"{'' if has_comma else ','}\n{indent}{element},")


def with_decorators(text: str, class_name: str, name: str, lines: Sequence[str], *, after_first: bool = False) -> str:
    """The text with decorators (lines with the at sign) on a member, or on the class where `name` is "".

    They stand above the ones that are there, or behind the first of them; a decorator whose name is there already
    is left out.
    """
    declaration = class_named(tree(text), class_name)
    node = member(declaration, name) if name else declaration
    present = decorators(node)
    names = {source(one).removeprefix("@").split("(")[0] for one in present}
    new = [one for one in lines if one.removeprefix("@").split("(")[0] not in names]
    if not new:
        return text
    anchor = present[0] if present else node
    if not present and node.parent is not None and node.parent.type == "export_statement":
        anchor = node.parent
    indent = " " * anchor.start_point.column
    joined = [one.replace("\n", f"\n{indent}") for one in new]
    if after_first and present:
        return spliced(text, anchor.end_byte, "".join(f"\n{indent}{one}" for one in joined))
    return spliced(text, anchor.start_byte, "".join(f"{one}\n{indent}" for one in joined))


def with_members(text: str, class_name: str, members: Sequence[str], *, before: str = "") -> str:
    """The text with further members (whole texts, indented) at the end of the class, or before the member named."""
    declaration = class_named(tree(text), class_name)
    body = declaration.child_by_field_name("body")
    if body is None:
        raise EditProblem("the class has no body", line=line(declaration))
    joined = "\n\n".join(one.rstrip() for one in members)
    if before:
        node = member(declaration, before)
        first = (decorators(node) or [node])[0]
        return spliced(text, first.start_byte - first.start_point.column, f"{joined}\n\n")
    gap = "\n" if body.named_children else ""
    return spliced(text, body.end_byte - 1, f"{gap}{joined}\n")


def with_constant_key(text: str, name: str, entry: str) -> str:
    """The text with one more entry in the object that a constant holds. Raises `EditProblem` for another shape."""
    for node in walk(tree(text)):
        if node.type == "variable_declarator" and source(node.child_by_field_name("name")) == name:
            held = next((one for one in walk(node) if one.type == "object"), None)
            if held is not None:
                return with_entry(text, held, entry)
    raise EditProblem(f"there is no constant {name} with an object")


def with_entry(text: str, held: Node, entry: str) -> str:
    """The text with one more entry at the end of an object or a pattern, laid out like the others."""
    entries = [child for child in held.named_children if child.type != "comment"]
    if any(source(one).split(":")[0].strip() == entry.split(":")[0].strip() for one in entries):
        return text
    if not entries:
        return spliced(text, held.start_byte, f"{{ {entry} }}", until=held.end_byte)
    last = entries[-1]
    if last.start_point.row == held.start_point.row:
        return spliced(text, last.end_byte, f", {entry}")
    comma = last.next_sibling
    end = comma.end_byte if comma is not None and comma.type == "," else last.end_byte
    gap = "" if end != last.end_byte else ","
    return spliced(text, end, f"{gap}\n{' ' * last.start_point.column}{entry},")


def with_mapped_field(text: str, function: str, name: str, value: str) -> str:
    """The text with a field in a function that takes a row apart and names every field of what it gives back."""
    node = _function(text, function)
    pattern = next((one for one in walk(node) if one.type == "object_pattern"), None)
    entry = name if value == name else f"{name}: {value}"
    if pattern is not None:
        text = with_entry(text, pattern, name)
        node = _function(text, function)
    returned = next((one for one in walk(node) if one.type == "return_statement"), None)
    held = next((one for one in walk(returned) if one.type == "object"), None) if returned is not None else None
    if held is None:
        raise EditProblem(f"{function} gives back no object that stands there", line=line(node))
    return with_entry(text, held, entry)


def _function(text: str, name: str) -> Node:
    for node in walk(tree(text)):
        if node.type == "function_declaration" and source(node.child_by_field_name("name")) == name:
            return node
    raise EditProblem(f"there is no function {name}")


def with_data(text: str, class_name: str, method: str, entry: str) -> str:
    """The text with an entry in the object that a method gives Prisma as `data`."""
    node = member(class_named(tree(text), class_name), method)
    for pair in (one for one in walk(node) if one.type == "pair" and source(one.child_by_field_name("key")) == "data"):
        held = pair.child_by_field_name("value")
        if held is not None and held.type == "object":
            return with_entry(text, held, entry)
    raise EditProblem(f"{method} gives Prisma no data that stands there", line=line(node))


def with_method(text: str, class_name: str, whole: str) -> str:
    """The text with one more member (decorators and all, indented) behind the class's last public method."""
    body = class_named(tree(text), class_name).child_by_field_name("body")
    methods = [one for one in body.named_children if one.type == "method_definition"] if body is not None else []
    public = [one for one in methods if not any(child.type == "accessibility_modifier" for child in one.children)]
    public += [one for one in methods if source(one).startswith("public ")]
    last = max(public, key=lambda one: one.end_byte, default=None)
    if last is None:
        return with_members(text, class_name, [whole])
    return spliced(text, last.end_byte, f"\n\n{whole.rstrip()}")


def with_first_statement(text: str, class_name: str, method: str, statement: str) -> str:
    """The text with a statement that waits, before all that a method does; the method is asynchronous then."""
    node = member(class_named(tree(text), class_name), method)
    body, name = node.child_by_field_name("body"), node.child_by_field_name("name")
    if body is None or name is None:
        raise EditProblem(f"{method} has no body", line=line(node))
    if statement in source(body):
        return text
    indent = " " * (node.start_point.column + 2)
    text = spliced(text, body.start_byte + 1, f"\n{indent}{statement}")
    is_async = any(child.type == "async" for child in node.children)
    return text if is_async else spliced(text, name.start_byte, "async ")


def imports_of(text: str) -> dict[str, bool]:
    """Every name that a file imports, and whether only as a type."""
    found: dict[str, bool] = {}
    for node in tree(text).children:
        for one in walk(node) if node.type == "import_statement" else ():
            if one.type == "import_specifier":
                name = source(one).removeprefix("type ")
                found[name.rpartition(" as ")[2]] = _is_type(node) or source(one).startswith("type ")
            elif one.type == "import_clause":
                plain = [child for child in one.named_children if child.type == "identifier"]
                found |= {source(child): _is_type(node) for child in plain}
    return found


def without_import(text: str, name: str) -> str:
    """The text without the import of a name; a statement that imports nothing else goes as a whole."""
    for node in tree(text).children:
        if node.type != "import_statement":
            continue
        clause = next((one for one in walk(node) if one.type == "named_imports"), None)
        items = [one for one in clause.named_children if one.type == "import_specifier"] if clause is not None else []
        kept = [source(one) for one in items if source(one).removeprefix("type ") != name]
        if clause is None or len(kept) == len(items):
            continue
        if not kept:
            return spliced(text, node.start_byte, "", until=node.end_byte + 1)
        broken = "\n" in source(clause) and len(", ".join(kept)) > LONG_LIST
        body = "{\n" + "".join(f"  {one},\n" for one in kept) + "}" if broken else f"{{ {', '.join(kept)} }}"
        return spliced(text, clause.start_byte, body, until=clause.end_byte)
    return text
