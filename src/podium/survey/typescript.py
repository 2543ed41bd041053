"""One TypeScript file: parsed once, walked once, as facts that depend on its bytes alone."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from podium.survey.classes import CLASSES, read_class, read_interface, read_parameters
from podium.survey.mappings import add_mappings
from podium.survey.mentions import add_mentions, climb, nodes, words_of
from podium.survey.outline import outline
from podium.survey.testing import GROUPS, add_group, add_surroundings
from podium.survey.values import called, first, flat, line, string, text, value

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

    from podium.survey.facts import ClassFacts, Facts, ImportFacts, Mention, Value

KEPT_CALLS = {
    "SetMetadata",
    "createParamDecorator",
    "applyDecorators",
    "Reflector.createDecorator",
    "registerAs",
    "UseGuards",
    "Object.freeze",
}
"""Calls whose value a later stage follows when a constant or function stands for one."""

KEPT = re.compile("|".join(sorted(KEPT_CALLS)))
LITERALS = {
    "string",
    "template_string",
    "array",
    "object",
    "as_expression",
    "satisfies_expression",
    "binary_expression",
}
DECORATING = ("@nestjs/", "typeorm", "@mikro-orm/", "sequelize-typescript", "@typegoose/")
"""How the packages begin whose decorators are known by their own names, whatever a file calls them."""

BUILDER = "ConfigurableModuleBuilder"
METHOD_NAME = re.compile(r"\.setClassMethodName\(\s*['\"`](\w+)")

SIGNATURE = 160
"""Characters kept of a function's parameters."""

LONGEST = 4_000
"""Bytes of the longest constant that is read: longer ones are tables of data."""

MARKS = ("Controller", "Module", "Injectable", "Resolver", "WebSocketGateway", "Processor")
"""Decorators whose classes must not be missed."""

DECORATORS = {*MARKS, "Get", "Post", "Put", "Patch", "Delete"}
"""Decorators that are missed where they are called as functions."""

CALLED = re.compile(rb"^[A-Z]\w+\(", re.MULTILINE)
"""A function with a name like a decorator's that is called by a statement of the file."""

IMPORT = re.compile(
    r"import\s+(?:type\s+(?!from\b))?(?:(?P<default>[\w$]+)\s*,?\s*)?(?:\*\s+as\s+(?P<whole>[\w$]+)\s*)?"
    r"(?:\{(?P<names>[^}]*)\}\s*)?from\s*['\"](?P<source>[^'\"]+)['\"]"
)
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)

FUNCTIONS = {"function_declaration", "function_signature", "generator_function_declaration"}
INDENTED = (b"  class ", b"\tclass ", b"return class", b"  abstract class ", b") class ", b"= class ")
"""Where a class may stand inside a function."""


@functools.cache
def parser(dialect: str) -> Parser:
    """The parser for `ts` or `tsx`; made once."""
    import tree_sitter_typescript
    from tree_sitter import Language, Parser

    languages = {"ts": tree_sitter_typescript.language_typescript, "tsx": tree_sitter_typescript.language_tsx}
    return Parser(Language(languages[dialect]()))


def read(source: bytes, *, dialect: str = "ts") -> Facts:
    """The facts of one file. Where the syntax is broken, `broken` is the line of the first error.

    A file that is nested deeper than Python can follow is broken as a whole.
    """
    try:
        short = outline(source)
        root = parser(dialect).parse(short).root_node
        if short is not source and root.has_error:
            short, root = source, parser(dialect).parse(source).root_node
        return facts_in(short, root, whole=source)
    except RecursionError:
        return {"broken": 1}


def facts_in(source: bytes, root: Node, *, whole: bytes) -> Facts:
    """The facts of a tree; `source` is what was parsed, `whole` the file of which it may be a short form."""
    facts: Facts = {}
    words = words_of(source)
    for node in root.named_children:
        _statement(node, facts)
    _nested(source, root, facts)
    add_mentions(source, root, facts, words=words)
    if "tests" in facts:
        add_surroundings(whole, root, facts)
    add_mappings(source, root, facts, words=words)
    _missed(source, root, facts, words)
    _rename(facts)
    broken = _first_error(root) if root.has_error else 0
    if broken:
        facts["broken"] = broken
    return facts


def _statement(node: Node, facts: Facts) -> None:
    kind = node.type
    if kind == "import_statement":
        _import(node, facts)
    elif kind == "export_statement":
        _export(node, facts)
    elif kind in CLASSES:
        _class(node, facts, [])
    elif kind in {"lexical_declaration", "variable_declaration"}:
        _constants(node, facts)
    elif kind in FUNCTIONS:
        _function(node, facts)
    elif kind == "enum_declaration":
        _enum(node, facts)
    elif kind in {"interface_declaration", "type_alias_declaration"}:
        _type(node, facts)
    elif kind in GROUPS:
        add_group(node, facts, ())


def _declare(facts: Facts, name: str, node: Node) -> None:
    facts.setdefault("declares", {})[name] = line(node)


def _import(node: Node, facts: Facts) -> None:
    words = text(node)
    plain = IMPORT.match(words)
    if plain is not None:
        whole, default, names, given = plain.group("whole", "default", "names", "source")
    elif (source := node.child_by_field_name("source")) is not None:
        whole, default, names, given = "", "", "", string(source)
    else:
        _required(node, facts)
        return
    found: ImportFacts = {"source": given, "line": line(node)}
    local = {default: "default"} if default else {}
    local |= {whole: "*"} if whole else {}
    local |= _names(names) if names else {}
    if local:
        found["names"] = local
    quotes = facts.setdefault("quotes", [0, 0])
    quotes[words.rstrip("; \n").endswith('"')] += 1
    facts.setdefault("imports", []).append(found)


def _names(listed: str) -> dict[str, str]:
    found: dict[str, str] = {}
    bare = COMMENT.sub("", listed) if "/" in listed else listed
    for one in bare.split(","):
        words = one.split()
        if words and words[0] == "type" and len(words) in {2, 4}:
            words = words[1:]
        if words:
            found[words[-1]] = words[0]
    return found


def _required(node: Node, facts: Facts) -> None:
    clause = first(node)
    source = clause.child_by_field_name("source") if clause is not None else None
    if source is not None:
        found: ImportFacts = {"source": string(source), "line": line(node), "names": {text(first(clause)): "*"}}
        facts.setdefault("imports", []).append(found)


def _export(node: Node, facts: Facts) -> None:
    declaration = node.child_by_field_name("declaration") or node.child_by_field_name("value")
    source = node.child_by_field_name("source")
    if declaration is not None and declaration.type == "identifier":
        default: ImportFacts = {"source": "", "line": line(node), "names": {"default": text(declaration)}}
        facts.setdefault("reexports", []).append(default)
    elif declaration is not None and declaration.type in CLASSES:
        _class(declaration, facts, [child for child in node.children if child.type == "decorator"])
    elif declaration is not None:
        _statement(declaration, facts)
    elif source is not None or node.named_child_count:
        _reexport(node, source, facts)


def _reexport(node: Node, source: Node | None, facts: Facts) -> None:
    found: ImportFacts = {"source": string(source), "line": line(node)}
    names: dict[str, str] = {}
    for clause in node.named_children:
        if clause.type == "export_clause":
            for one in clause.named_children:
                name = text(one.child_by_field_name("name"))
                names[text(one.child_by_field_name("alias")) or name] = name
        elif clause.type == "namespace_export":
            names[text(first(clause))] = "*"
    if names:
        found["names"] = names
    if source is not None or names:
        facts.setdefault("reexports", []).append(found)


def _class(node: Node, facts: Facts, decorators: list[Node]) -> None:
    found = read_class(node, decorators=decorators)
    facts.setdefault("classes", []).append(found)
    _declare(facts, found["name"], node)
    body = node.child_by_field_name("body")
    for member in body.named_children if body is not None and "static " in text(body) else ():
        given = member.child_by_field_name("value") if member.type == "public_field_definition" else None
        if given is not None and given.type in LITERALS and text(member).partition("=")[0].count("static "):
            name = text(member.child_by_field_name("name"))
            facts.setdefault("constants", {})[f"{found['name']}.{name}"] = value(given)


def _rename(facts: Facts) -> None:
    """Decorators of known packages that are imported under another name, or through a namespace, by their own names."""
    renamed = {
        local: name
        for one in facts.get("imports", ())
        if one["source"].startswith(DECORATING)
        for local, name in one.get("names", {}).items()
        if local != name
    }
    if not renamed:
        return
    for one in facts.get("classes", ()):
        holders = [one, *one.get("constructor", ())]
        for method in one.get("methods", ()):
            holders += [method, *method.get("parameters", ())]
        for holder in holders:
            for found in holder.get("decorators", ()):
                head, _, rest = found["name"].partition(".")
                if head in renamed:
                    found["name"] = rest if renamed[head] == "*" else renamed[head]


def _type(node: Node, facts: Facts) -> None:
    found = read_interface(node)
    _declare(facts, found["name"], node)
    if found.get("fields"):
        facts.setdefault("classes", []).append(found)


def _enum(node: Node, facts: Facts) -> None:
    name = text(node.child_by_field_name("name"))
    body = node.child_by_field_name("body")
    members: dict[str, str] = {}
    for member in body.named_children if body is not None else ():
        if member.type == "enum_assignment":
            given = value(member.child_by_field_name("value"))
            key = text(member.child_by_field_name("name")).strip("'\"")
            members[key] = given if isinstance(given, str) else key
        elif member.type != "comment":
            key = text(member).strip("'\"")
            members[key] = key
    facts.setdefault("enums", {})[name] = members
    _declare(facts, name, node)


def _constants(node: Node, facts: Facts) -> None:
    for declarator in node.named_children:
        name = declarator.child_by_field_name("name")
        if name is not None and name.type == "object_pattern":
            _unpacked(declarator, name, facts)
        if declarator.type != "variable_declarator" or name is None or name.type != "identifier":
            continue
        _declare(facts, text(name), declarator)
        given = declarator.child_by_field_name("value")
        if given is not None:
            _keep(facts, text(name), given)


def _unpacked(declarator: Node, pattern: Node, facts: Facts) -> None:
    """The names of `const { a, b: c } = …`; the class of a `ConfigurableModuleBuilder` with its method's name."""
    whole = text(declarator.child_by_field_name("value"))
    builder = BUILDER in whole[:200]
    for one in pattern.named_children:
        key = text(one.child_by_field_name("key") or one)
        local = text(one.child_by_field_name("value") or one)
        _declare(facts, local, declarator)
        if builder and key == "ConfigurableModuleClass":
            named = METHOD_NAME.search(whole)
            facts.setdefault("constants", {})[local] = {
                "call": BUILDER,
                "arguments": [named.group(1) if named else "register"],
            }


def _function(node: Node, facts: Facts) -> None:
    name = text(node.child_by_field_name("name"))
    _declare(facts, name, node)
    parameters = flat(node.child_by_field_name("parameters"))
    if len(parameters) > 2:
        facts.setdefault("parameters", {})[name] = parameters[:SIGNATURE]
    if node.type == "function_declaration":
        _keep(facts, name, node)


def _keep(facts: Facts, name: str, node: Node) -> None:
    if node.end_byte - node.start_byte > LONGEST or (node.type not in LITERALS and KEPT.search(text(node)) is None):
        return
    found = value(node)
    if _is_worth(found):
        facts.setdefault("constants", {})[name] = found
        parameters = node.child_by_field_name("parameters")
        if parameters is not None:
            facts.setdefault("parameters", {})[name] = flat(parameters)[:SIGNATURE]


def _is_worth(found: Value) -> bool:
    """Whether a later stage could ask for it: texts, lists and objects of them, calls that make decorators."""
    if isinstance(found, dict):
        if "function" in found:
            return _is_worth(found["function"]) and isinstance(found["function"], dict) and "call" in found["function"]
        return "object" in found or "join" in found or found.get("call") in KEPT_CALLS
    return isinstance(found, str | list)


def _nested(source: bytes, root: Node, facts: Facts) -> None:
    """Decorated classes inside functions: mixins and factories make them."""
    told = sum(one.get("kind") != "interface" for one in facts.get("classes", ()))
    for sign in INDENTED if source.count(b"class ") > told else ():
        at = source.find(sign)
        while at >= 0:
            place = at + len(sign.rstrip()) - 1
            node = root.descendant_for_byte_range(place, place)
            holder = node.parent if node is not None and node.type == "class" else None
            outer = holder.parent if holder is not None and holder.type in CLASSES else None
            inside = outer is not None and outer.type not in {"program", "export_statement"}
            if holder is not None and inside and source.find(b"@", holder.start_byte, holder.end_byte) >= 0:
                found = read_class(holder)
                if found.get("decorators") or any(one.get("decorators") for one in found.get("methods", ())):
                    _enclose(found, holder)
                    facts.setdefault("classes", []).append(found)
            at = source.find(sign, at + 1)


def _missed(source: bytes, root: Node, facts: Facts, words: frozenset[str]) -> None:
    """Report decorators of Nest that stand before classes which were not read, and those that are called."""
    if words.isdisjoint(DECORATORS):
        return
    read = {(item["name"], item["line"]) for one in facts.get("classes", ()) for item in one.get("decorators", ())}
    missed: list[Mention] = []
    for name in MARKS:
        sign = f"@{name}(".encode()
        if name not in words or source.count(sign) in {0, sum(one == name for one, _ in read)}:
            continue
        for node in nodes(source, root, (sign,)):
            holder = climb(node, {"decorator"}, steps=3)
            if holder is not None and (name, line(holder)) not in read:
                missed.append({"text": f"the class of @{name}", "line": line(holder)})
    for node in root.named_children if CALLED.search(source) else ():
        call = first(node) if node.type == "expression_statement" else None
        inner = call.child_by_field_name("function") if call is not None else None
        if inner is not None and inner.type == "call_expression":
            name = called(inner.child_by_field_name("function"))
            if name in DECORATORS:
                missed.append({"text": f"the decorator {name}, which is called as a function", "line": line(node)})
    if missed:
        facts["missed"] = missed


def _enclose(facts: ClassFacts, node: Node) -> None:
    """Add the function around a class to its facts."""
    function = climb(node, {*FUNCTIONS, "arrow_function", "function_expression"}, steps=8)
    if function is None:
        return
    name = text((climb(function, {"variable_declarator"}, steps=1) or function).child_by_field_name("name"))
    if name:
        facts["within"] = name
        facts["takes"] = [one["name"] for one in read_parameters(function.child_by_field_name("parameters"))]


def _first_error(node: Node) -> int:
    """The line of the first thing that is no TypeScript; 0 where the grammar merely stumbles over a typed template.

    The grammar reads ``await sql<T>`…` `` as an assertion whose `!` is missing, and nothing is lost by it.
    """
    if node.is_error:
        return line(node)
    if node.is_missing:
        return 0 if node.type == "!" else line(node)
    return next((found for child in node.children if child.has_error and (found := _first_error(child))), 0)
