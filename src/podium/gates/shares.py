"""Whether a change of a hot file stays in the keyed shares that a task was given, by the file's structure. Pure."""

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, cast

import yaml
from tree_sitter import Node

from podium.gates.syntax import literal, of_type, parse, squeezed, text

MODULE_ARRAYS = frozenset({"imports", "controllers", "providers", "exports"})
OPEN = frozenset(
    {"program", "export_statement", "class_declaration", "class_body", "decorator", "object", "call_expression"}
    | {"arguments"}
)
"""Nodes that are looked into when what the keys name is left out."""

BLOCK = re.compile(r"^\s*(?:model|enum|type|view|generator|datasource)\s+(\w+)\s*\{")


def outside(path: str, before: bytes, after: bytes, *, keys: Sequence[str]) -> tuple[str, ...]:
    """What changed outside of the keys, a few words each; empty where the change stays inside.

    Keys: `Review` or `User.reviews` in a Prisma schema; `imports`, `providers`, a class or `Class.member` in
    TypeScript; a key path in JSON and YAML; a heading in Markdown; a variable in a .env file.
    """
    check = next((one for ending, one in CHECKS if re.search(ending, path)), None)
    if check is None:
        return ("a file of a kind whose shares cannot be told apart",)
    return check(before, after, frozenset(keys))


def _prisma(before: bytes, after: bytes, keys: frozenset[str]) -> tuple[str, ...]:
    old, new = _blocks(before.decode()), _blocks(after.decode())
    found: list[str] = []
    for name in sorted(old.keys() | new.keys()):
        if name in keys or f"model:{name}" in keys:
            continue
        one, other = Counter(old.get(name, [])), Counter(new.get(name, []))
        lines = [*(one - other), *(other - one)]
        fields = {key.split(".", 1)[1] for key in keys if key.startswith(f"{name}.")}
        if any(line.split()[0] not in fields for line in lines):
            found.append(name or "lines outside of any block")
    return tuple(found)


def _blocks(schema: str) -> dict[str, list[str]]:
    """Block name to its lines with spaces evened out, blank lines dropped; what stands outside has an empty name."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in schema.splitlines():
        opened = BLOCK.match(line)
        name = opened.group(1) if opened else name
        if line.split():
            found.setdefault(name, []).append(" ".join(line.split()))
        if line.strip() == "}":
            name = ""
    return found


def _code(before: bytes, after: bytes, keys: frozenset[str]) -> tuple[str, ...]:
    old, new = parse(before), parse(after)
    found: list[str] = []
    if lost := _imported(old) - _imported(new):
        found.append(f"an import of {', '.join(sorted({name for _, name in lost}))} is gone")
    left = {key: _elements(old, key) - _elements(new, key) for key in sorted(keys & MODULE_ARRAYS)}
    found.extend(f"{', '.join(sorted(gone))} left {key}" for key, gone in left.items() if gone)
    if _rest(old, keys) != _rest(new, keys):
        found.append(f"code outside of {', '.join(sorted(keys))}")
    return tuple(found)


def _imported(root: Node) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for one in of_type(root, "import_statement"):
        target = literal(one.child_by_field_name("source")) or ""
        found |= {(target, text(name)) for name in of_type(one, "identifier")}
    return found


def _elements(root: Node, key: str) -> Counter[str]:
    arrays = [pair.child_by_field_name("value") for pair in _module_pairs(root) if _pair_key(pair) == key]
    return Counter(squeezed(one) for array in arrays if array is not None for one in array.named_children)


def _module_pairs(root: Node) -> list[Node]:
    """The properties of the objects given to `@Module` decorators."""
    found: list[Node] = []
    for decorator in of_type(root, "decorator"):
        if text(decorator).startswith("@Module("):
            given = next(of_type(decorator, "object"), None)
            found.extend(one for one in given.named_children if one.type == "pair") if given is not None else None
    return found


def _pair_key(pair: Node) -> str:
    return text(pair.child_by_field_name("key"))


def _rest(root: Node, keys: frozenset[str]) -> str:
    """The code without imports, and without what the keys name."""
    left_out = {pair.id for pair in _module_pairs(root) if _pair_key(pair) in keys & MODULE_ARRAYS}
    pieces: list[str] = []

    def add(node: Node) -> None:
        if node.id in left_out or node.type in {"import_statement", "comment"} or _named(node) in keys:
            return
        if (
            node.type
            in {"program", "export_statement", "class_declaration", "class_body", "decorator", "object"} | OPEN
        ):
            for child in node.children:
                add(child)
        elif node.type not in {",", ";"}:
            pieces.append(squeezed(node))

    add(root)
    return " ".join(piece for piece in pieces if piece)


DECLARATIONS = frozenset({"class_declaration", "function_declaration", "interface_declaration", "enum_declaration"})
MEMBERS = frozenset({"method_definition", "public_field_definition"})


def _named(node: Node) -> str:
    """The key that names a declaration or a class's member, else an empty string."""
    if node.type == "export_statement":
        inner = node.child_by_field_name("declaration")
        return _named(inner) if inner is not None else ""
    name = text(node.child_by_field_name("name"))
    if node.type in DECLARATIONS:
        return name
    owner = node.parent.parent if node.parent is not None else None
    if node.type == "decorator" and node.parent is not None and node.parent.type == "class_body":
        after = node.next_named_sibling
        return _named(after) if after is not None else ""
    return f"{text(owner.child_by_field_name('name'))}.{name}" if node.type in MEMBERS and owner is not None else ""


def _json(before: bytes, after: bytes, keys: frozenset[str]) -> tuple[str, ...]:
    return _data(json.loads(before or b"{}"), json.loads(after or b"{}"), keys)


def _yaml(before: bytes, after: bytes, keys: frozenset[str]) -> tuple[str, ...]:
    return _data(yaml.safe_load(before), yaml.safe_load(after), keys)


def _data(before: Any, after: Any, keys: frozenset[str]) -> tuple[str, ...]:
    old, new = _leaves(before, "", keys), _leaves(after, "", keys)
    return tuple(sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key)))


def _leaves(value: Any, path: str, keys: frozenset[str]) -> dict[str, str]:
    if path in keys:
        return {}
    if isinstance(value, dict) and value:
        found: dict[str, str] = {}
        for name, one in cast("dict[Any, Any]", value).items():
            found |= _leaves(one, f"{path}.{name}".lstrip("."), keys)
        return found
    return {path: json.dumps(value, default=str)}


def _markdown(before: bytes, after: bytes, keys: frozenset[str]) -> tuple[str, ...]:
    wanted = {key.lower() for key in keys}
    same = _sections_left(before.decode(), wanted) == _sections_left(after.decode(), wanted)
    return () if same else (f"text outside of the section {', '.join(sorted(keys))}",)


def _sections_left(document: str, wanted: set[str]) -> list[str]:
    """The lines that are in none of the sections, blank lines dropped."""
    left: list[str] = []
    depth = 0
    for line in document.splitlines():
        heading = re.match(r"(#+)\s+(.*?)\s*#*$", line)
        if heading and (not depth or len(heading.group(1)) <= depth):
            depth = len(heading.group(1)) if heading.group(2).lower() in wanted else 0
        if not depth and line.strip():
            left.append(line.rstrip())
    return left


def _variables(before: bytes, after: bytes, keys: frozenset[str]) -> tuple[str, ...]:
    old, new = (
        Counter(line.strip() for line in side.decode().splitlines() if line.strip()) for side in (before, after)
    )
    lines = [*(old - new), *(new - old)]
    return tuple(
        sorted(line.split("=")[0] for line in lines if not line.startswith("#") and line.split("=")[0] not in keys)
    )


CHECKS: tuple[tuple[str, Callable[[bytes, bytes, frozenset[str]], tuple[str, ...]]], ...] = (
    (r"\.prisma$", _prisma),
    (r"\.[cm]?[jt]s$", _code),
    (r"\.json$", _json),
    (r"\.ya?ml$", _yaml),
    (r"\.md$", _markdown),
    (r"(^|/)\.env[\w.]*$", _variables),
)
"""The check for each kind of file, by how its path ends."""
