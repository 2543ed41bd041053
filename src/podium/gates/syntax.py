"""TypeScript by its syntax tree: parse, walk, the text of a node, and the few shapes that the gates ask for."""

import functools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

FUNCTIONS = frozenset(
    {"arrow_function", "function_expression", "function_declaration", "method_definition", "generator_function"}
)
CODE_SUFFIXES = (".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs")


@functools.cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_typescript.language_typescript()))


def parse(source: bytes) -> Node:
    """The root node of a source text; broken code gives a tree with error nodes."""
    return _parser().parse(source).root_node


def text(node: Node | None) -> str:
    """The node's own text, or an empty string for None."""
    return "" if node is None or node.text is None else node.text.decode("utf-8", "replace")


def squeezed(node: Node | None) -> str:
    """The node's text in one line without comments, trailing commas and semicolons: equal code gives equal text."""
    if node is None:
        return ""
    tokens = [token for token in _tokens(node) if token != ";"]
    closing = zip(tokens, [*tokens[1:], ""], strict=True)
    return " ".join(token for token, after in closing if token != "," or after not in {")", "]", "}"})


def line(node: Node) -> int:
    """The line on which the node begins, from 1."""
    return node.start_point[0] + 1


def walk(node: Node, *, into: Callable[[Node], bool] | None = None) -> Iterator[Node]:
    """The node and all below it in source order; `into` says whether to go below a node."""
    pending = [node]
    while pending:
        here = pending.pop()
        yield here
        if into is None or into(here):
            pending.extend(reversed(here.children))


def of_type(node: Node, *kinds: str) -> Iterator[Node]:
    """Every node of one of those types, in source order."""
    return (one for one in walk(node) if one.type in kinds)


def callee(call: Node) -> str:
    """What a call calls, squeezed: `it.skip`, `request`, `app.getHttpServer`."""
    return squeezed(call.child_by_field_name("function")).replace(" ", "")


def arguments(call: Node) -> list[Node]:
    """The arguments of a call, comments left out."""
    found = call.child_by_field_name("arguments")
    if found is None:
        return []
    return [node for node in found.named_children if node.type != "comment"]


def literal(node: Node | None) -> str | None:
    """The value of a string literal or of a template without holes (holes become `%`), else None."""
    if node is None or node.type not in {"string", "template_string"}:
        return None
    value = text(node)[1:-1]
    return re.sub(r"\$\{[^}]*\}", "%", value) if node.type == "template_string" else re.sub(r"\\(.)", r"\1", value)


def body(function: Node) -> Node | None:
    """The body of a function: a block, or an expression."""
    return function.child_by_field_name("body")


def is_code(path: str) -> bool:
    """Whether the path is that of a TypeScript or JavaScript file."""
    return path.endswith(CODE_SUFFIXES)


def is_test(path: str) -> bool:
    """Whether the path is that of a test file by the names that vitest and jest look for."""
    return re.search(r"[.-](spec|test)\.[cm]?[jt]sx?$", path) is not None or "__tests__/" in path


def is_test_support(path: str) -> bool:
    """Whether the path is a test or lies where only tests use it: helpers, fixtures, factories, doubles."""
    return is_test(path) or re.search(r"(^|/)(tests?|e2e|__mocks__|fixtures|testing)/", path) is not None


def source(path: Path) -> bytes:
    """The bytes of a file, empty where it is absent or no file."""
    return path.read_bytes() if not path.is_symlink() and path.is_file() else b""


def _tokens(node: Node) -> Iterator[str]:
    for one in walk(node, into=lambda here: here.type not in {"string", "template_string", "regex", "comment"}):
        whole = one.type in {"string", "template_string", "regex"}
        if one.type != "comment" and (whole or not one.children):
            token = text(one)
            if token:
                yield _same_quotes(token) if one.type == "string" else token


def _same_quotes(token: str) -> str:
    inner = token[1:-1]
    return f"'{inner}'" if "'" not in inner and '"' not in inner else token
