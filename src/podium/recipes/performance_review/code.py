"""The code that a review reads: functions and methods by file, and where a call or a name leads."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tree_sitter import Node

from podium.gates.handlers import class_named, injected, members, method_named, top_function
from podium.gates.syntax import is_test_support, literal, of_type, parse, text
from podium.plan.survey import Survey
from podium.recipes.sources import Sources

CLASSES = ("class_declaration", "abstract_class_declaration")
WRAPPERS = frozenset(
    {"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression", "await_expression"}
)
DEEPEST = 6
"""How many names and calls are followed one behind the other."""


@dataclass(frozen=True, kw_only=True)
class Function:
    """A method (with its class) or a function at the top of a file."""

    file: str
    name: str
    node: Node
    owner: str = ""
    is_private: bool = False

    @property
    def label(self) -> str:
        """`NotesService.findAll`, or the function's name."""
        return f"{self.owner}.{self.name}" if self.owner else self.name

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it this function and no other."""
        return (self.file, self.owner, self.name)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """A function with what its parameters are given where it was entered by a call: argument and the caller's scope."""

    function: Function
    given: "dict[str, tuple[Node, Scope]]" = field(default_factory=dict[str, "tuple[Node, Scope]"])


@dataclass(frozen=True, eq=False)
class Code:
    """The TypeScript of a revision beside its survey; `files` are those whose calls are known, tests left out."""

    survey: Survey
    sources: Sources

    def root(self, file: str) -> Node:
        """The syntax tree of a file; that of an empty file where there is none."""
        return _parsed(self.sources.text(file))

    @functools.cached_property
    def files(self) -> tuple[str, ...]:
        """Every file of the part that is neither test nor generated."""
        return tuple(
            path for path, _ in self.sources.matching() if not is_test_support(path) and "generated" not in path
        )

    def functions(self, file: str) -> tuple[Function, ...]:
        """The methods and functions that a file declares, in order."""
        return _functions(self.sources.text(file), file)

    @functools.cached_property
    def callers(self) -> "dict[tuple[str, str, str], list[tuple[Node, Function]]]":
        """By a function's key: the calls that lead to it and the functions that they stand in."""
        found: dict[tuple[str, str, str], list[tuple[Node, Function]]] = {}
        for file in self.files:
            for function in self.functions(file):
                for call in of_type(function.node, "call_expression"):
                    target = self.leads_to(call, function)
                    if target is not None:
                        found.setdefault(target.key, []).append((call, function))
        return found

    @functools.cached_property
    def _held(self) -> dict[tuple[str, str], dict[str, str]]:
        return {}

    def injected(self, function: Function) -> dict[str, str]:
        """Property to class name of what the function's class is given."""
        key = (function.file, function.owner)
        if key not in self._held:
            self._held[key] = injected(class_named(self.root(function.file), function.owner)) if function.owner else {}
        return self._held[key]

    def leads_to(self, call: Node, function: Function) -> Function | None:
        """The function of the repository that a call calls, or None where it cannot be followed."""
        called = call.child_by_field_name("function")
        if called is None:
            return None
        if called.type == "identifier":
            return self.function(function.file, text(called))
        if called.type != "member_expression":
            return None
        name, holder = text(called.child_by_field_name("property")), called.child_by_field_name("object")
        if holder is None:
            return None
        if holder.type == "this":
            return self.method(function.file, function.owner, name)
        if holder.type == "identifier":
            return self.method(function.file, text(holder), name) if text(holder)[:1].isupper() else None
        hit = re.fullmatch(r"this\.(\w+)", text(holder))
        owner = self.injected(function).get(hit.group(1), "") if hit else ""
        return self.method(function.file, owner, name) if owner else None

    def function(self, file: str, name: str, *, depth: int = DEEPEST) -> Function | None:
        """The function at the top of this file, or of one that it imports, that has the name there."""
        node = top_function(self.root(file), name)
        if node is not None:
            return Function(file=file, name=name, node=node)
        there = self._imported(file, name) if depth else None
        return self.function(*there, depth=depth - 1) if there else None

    def method(self, file: str, owner: str, name: str, *, depth: int = DEEPEST) -> Function | None:
        """A method of the class that has that name in this file; one of its base class where it has none itself."""
        place = self.class_file(file, owner)
        if not place or not depth:
            return None
        node = class_named(self.root(place), owner)
        found = next((one for one in self.functions(place) if (one.owner, one.name) == (owner, name)), None)
        base = _base(node)
        return found or (self.method(place, base, name, depth=depth - 1) if base and base != owner else None)

    def class_file(self, file: str, name: str) -> str:
        """The file that declares the class of that name in this file; by the survey where no import leads there."""
        if not name:
            return ""
        if class_named(self.root(file), name) is not None:
            return file
        there = self._imported(file, name)
        if there and class_named(self.root(there[0]), there[1]) is not None:
            return there[0]
        named = (*self.survey.providers, *self.survey.controllers, *self.survey.dtos)
        places = list(dict.fromkeys(one.place.file for one in named if one.name == name))
        return places[0] if len(places) == 1 else ""

    def constant(self, file: str, name: str, *, depth: int = DEEPEST) -> tuple[Node, str] | None:
        """(value, file) of a constant at the top of this file or of one that it imports."""
        for one in top_constants(self.root(file)):
            if text(one.child_by_field_name("name")) == name:
                value = one.child_by_field_name("value")
                return (value, file) if value is not None else None
        there = self._imported(file, name) if depth else None
        return self.constant(*there, depth=depth - 1) if there else None

    def _imported(self, file: str, name: str) -> tuple[str, str] | None:
        """(file, name there) of an imported name; through files that only pass it on."""
        module, original = _imports(self.sources.text(file)).get(name, ("", ""))
        if not module:
            return None
        stem = re.sub(r"\.[cm]?[jt]s$", "", module.rpartition("/")[2])
        named = (f"/{stem}.ts", f"/{stem}.mts", f"/{stem}/index.ts")
        pending = [(one, 0) for one in self.survey.imports.get(file, ()) if f"/{one}".endswith(named)]
        while pending:
            target, depth = pending.pop(0)
            if _declares(self.root(target), original):
                return target, original
            if depth < 2 and target.endswith("/index.ts"):
                pending += [(one, depth + 1) for one in self.survey.imports.get(target, ())]
        return None


def top_constants(root: Node) -> Iterator[Node]:
    """The declarators of constants at the top of a file."""
    for one in root.named_children:
        inner = one.child_by_field_name("declaration") if one.type == "export_statement" else one
        if inner is not None and inner.type in {"lexical_declaration", "variable_declaration"}:
            yield from (child for child in inner.named_children if child.type == "variable_declarator")


def unwrapped(node: Node) -> Node:
    """The expression inside parentheses, `await`, `as` and `satisfies`."""
    while node.type in WRAPPERS and node.named_children:
        node = node.named_children[0]
    return node


def field_value(code: Code, function: Function, name: str) -> Node | None:
    """The value of a property of the function's class, or what its getter returns."""
    owner = class_named(code.root(function.file), function.owner) if function.owner else None
    for one in members(owner, "public_field_definition"):
        if text(one.child_by_field_name("name")) == name:
            return one.child_by_field_name("value")
    getter = method_named(owner, name)
    returned = next(of_type(getter, "return_statement"), None) if getter is not None else None
    return next(iter(returned.named_children), None) if returned is not None else None


@functools.lru_cache(maxsize=2048)
def _functions(content: str, file: str) -> tuple[Function, ...]:
    root = _parsed(content)
    found: list[Function] = []
    for one in root.named_children:
        inner = one.child_by_field_name("declaration") if one.type == "export_statement" else one
        if inner is not None and inner.type in CLASSES:
            found += _methods(inner, file)
        elif inner is not None and inner.type == "function_declaration":
            found.append(Function(file=file, name=text(inner.child_by_field_name("name")), node=inner))
    for one in top_constants(root):
        value = one.child_by_field_name("value")
        if value is not None and value.type == "arrow_function":
            found.append(Function(file=file, name=text(one.child_by_field_name("name")), node=value))
    return tuple(found)


def _methods(owner: Node, file: str) -> Iterator[Function]:
    name = text(owner.child_by_field_name("name"))
    for one in members(owner, "method_definition"):
        yield _method(one, one, name, file)
    for one in members(owner, "public_field_definition"):
        value = one.child_by_field_name("value")
        if value is not None and value.type == "arrow_function":
            yield _method(one, value, name, file)


def _method(member: Node, node: Node, owner: str, file: str) -> Function:
    name = text(member.child_by_field_name("name"))
    private = any(one.type == "accessibility_modifier" and text(one) != "public" for one in member.children)
    return Function(file=file, name=name, node=node, owner=owner, is_private=private or name.startswith("#"))


def _base(node: Node | None) -> str:
    heritage = next((one for one in node.children if one.type == "class_heritage"), None) if node is not None else None
    clause = next((one for one in heritage.children if one.type == "extends_clause"), None) if heritage else None
    return text(next(iter(clause.named_children), None)) if clause is not None else ""


@functools.lru_cache(maxsize=2048)
def _imports(content: str) -> dict[str, tuple[str, str]]:
    """By the name in a file: the module that it comes from, and its name there."""
    found: dict[str, tuple[str, str]] = {}
    for one in _parsed(content).named_children:
        if one.type != "import_statement":
            continue
        module = literal(one.child_by_field_name("source")) or ""
        for name in of_type(one, "import_specifier"):
            original = text(name.child_by_field_name("name"))
            found[text(name.child_by_field_name("alias")) or original] = (module, original)
    return found


def _declares(root: Node, name: str) -> bool:
    held = class_named(root, name) is not None or top_function(root, name) is not None
    return held or any(text(one.child_by_field_name("name")) == name for one in top_constants(root))


@functools.lru_cache(maxsize=2048)
def _parsed(content: str) -> Node:
    return parse(content.encode())
