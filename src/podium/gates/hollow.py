"""The tree without the feature: files withheld and unregistered, or their classes kept with emptied methods."""

import posixpath
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from tree_sitter import Node

from podium.gates.copies import restore
from podium.gates.syntax import body, is_code, is_test_support, literal, of_type, parse, source, text
from podium.ports import Workspace

KEPT_METHODS = frozenset(
    {"constructor", "onModuleInit", "onModuleDestroy", "onApplicationBootstrap", "onApplicationShutdown", "configure"}
    | {"beforeApplicationShutdown"}
)
"""Methods that the application needs to start and stop, whatever its features do."""

MAKES_DECORATORS = re.compile(r"SetMetadata|applyDecorators|createParamDecorator|createDecorator")
ROUNDS = 5
"""How often what imports a withheld file is looked for again: files may be withheld because of others."""


def withhold(copy: Workspace, base: Workspace, paths: Sequence[str], *, files: Iterable[str], entry: str = "") -> None:
    """Take a feature's files out of a copy: back to the base's version where it differs, else away, and unregistered.

    `files` are all files of the project; those that import what is gone go back to the base's version, or lose the
    import and the names that it gave to arrays of decorators. `entry`, the application's module, is never taken away.
    """
    gone: set[str] = set()
    for path in paths:
        if _has_other(base, copy, path):
            restore(base, copy, path)
        elif path != entry:
            gone.add(path)
            (copy.root / path).unlink(missing_ok=True)
    code = [path for path in files if is_code(path) and not is_test_support(path)]
    for _ in range(ROUNDS):
        touched = [path for path in code if path not in gone and _imports(copy.root / path, path, gone)]
        for path in touched:
            restored = _has_other(base, copy, path)
            if restored:
                restore(base, copy, path)
            if not restored or _imports(copy.root / path, path, gone):
                (copy.root / path).write_bytes(unregistered(source(copy.root / path), path, gone))
        if not touched:
            return


def unregistered(content: bytes, path: str, gone: Iterable[str]) -> bytes:
    """The content without imports of the gone files, and without the names they gave as elements of arrays."""
    root = parse(content)
    cuts: list[tuple[int, int]] = []
    names: set[str] = set()
    for one in of_type(root, "import_statement"):
        if any(leads_to(path, literal(one.child_by_field_name("source")) or "", target) for target in gone):
            cuts.append((one.start_byte, one.end_byte))
            names |= {text(name) for name in of_type(one, "identifier")}
    for array in of_type(root, "array"):
        for element in array.named_children:
            if text(element) in names:
                after = element.next_sibling
                cuts.append(
                    (
                        element.start_byte,
                        after.end_byte if after is not None and after.type == "," else element.end_byte,
                    )
                )
    return _cut(content, cuts)


def hollowed(content: bytes, value: str) -> bytes:
    """The code with every method and function emptied down to returning `value`; constructors and hooks stay."""
    root = parse(content)
    changes: list[tuple[int, int, bytes]] = []
    for one in of_type(root, "method_definition", "function_declaration", "arrow_function"):
        block = body(one)
        if block is None or not _is_outermost(one) or _is_kept(one):
            continue
        new = f"{{ return {value} as never; }}" if block.type == "statement_block" else f"({value} as never)"
        changes.append((block.start_byte, block.end_byte, new.encode()))
    found = content
    for start, end, new in sorted(changes, reverse=True):
        found = found[:start] + new + found[end:]
    return b"// @ts-nocheck\n" + found


def leads_to(path: str, module: str, target: str) -> bool:
    """Whether an import in the file at `path` means the file `target`, by relative path or by the end of an alias."""
    bare = re.sub(r"\.[cm]?[jt]sx?$", "", target)
    asked = re.sub(r"\.[cm]?jsx?$", "", module)
    if module.startswith("."):
        found = posixpath.normpath(posixpath.join(posixpath.dirname(path), asked))
        return found in {bare, bare.removesuffix("/index")}
    alias = re.sub(r"^[@~#]?/", "", asked)
    return "/" in alias and f"/{bare}".endswith(f"/{alias}")


def _imports(file: Path, path: str, gone: set[str]) -> bool:
    content = source(file)
    modules = (literal(one.child_by_field_name("source")) or "" for one in of_type(parse(content), "import_statement"))
    return any(leads_to(path, module, target) for module in modules for target in gone)


def _has_other(base: Workspace, copy: Workspace, path: str) -> bool:
    """Whether the base has a version of the file that differs from the copy's."""
    before = base.root / path
    return before.is_file() and source(before) != source(copy.root / path)


def _cut(content: bytes, cuts: list[tuple[int, int]]) -> bytes:
    found = content
    for start, end in sorted(cuts, reverse=True):
        found = found[:start] + found[end:]
    return found


def _is_outermost(node: Node) -> bool:
    """Whether no other function or method holds the node, and an arrow is the value of a name or property."""
    here = node.parent
    if node.type == "arrow_function" and (
        here is None or here.type not in {"variable_declarator", "public_field_definition"}
    ):
        return False
    while here is not None:
        if here.type in {"method_definition", "function_declaration", "arrow_function", "decorator"}:
            return False
        here = here.parent
    return True


def _is_kept(node: Node) -> bool:
    return text(node.child_by_field_name("name")) in KEPT_METHODS or MAKES_DECORATORS.search(text(node)) is not None
