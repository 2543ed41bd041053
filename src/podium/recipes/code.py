"""TypeScript text: imports for the names that a body uses, lines that fit, the project's quotes and indent."""

import posixpath
import re
from collections.abc import Iterable, Sequence

from podium.recipes.layout import laid_out
from podium.recipes.nouns import Import, Style

_STRING = re.compile(r"'(?:[^'\\\n]|\\.)*'")
_INDENT = re.compile(r"^(?:  )+", re.MULTILINE)


def fit(before: str, items: Sequence[str], after: str, *, width: int, trail: bool = True) -> str:
    """`before` + items + `after` on one line where it fits, else an item a line, as prettier breaks lists.

    `before` holds the line's indent; `trail` puts a comma after the last item of a broken list. A list in braces
    keeps a space inside them.
    """
    space = " " if before.endswith("{") and items else ""
    line = f"{before}{space}{', '.join(items)}{space}{after}"
    if not items or len(line.split("\n")[0]) <= width:
        return line
    indent = before[: len(before) - len(before.lstrip())]
    body = ",\n".join(f"{indent}  {item}" for item in items)
    return f"{before}\n{body}{',' if trail else ''}\n{indent}{after}"


def source_of(item: Import, path: str, style: Style) -> str:
    """The module specifier that the file at `path` imports `item` by."""
    if not item.is_file:
        return item.source
    target = posixpath.relpath(item.source.removesuffix(".ts"), posixpath.dirname(path) or ".")
    return (target if target.startswith(".") else f"./{target}") + style.extension


def import_lines(items: Iterable[Import], path: str, style: Style) -> str:
    """Import statements, sorted by source as the siblings' are: packages, then farther files, then nearer ones."""
    found: dict[tuple[str, bool], set[str]] = {}
    for item in items:
        found.setdefault((source_of(item, path, style), item.type_only), set()).add(item.name)
    ordered = sorted(found.items(), key=lambda one: (one[0][0].startswith("."), one[0]))
    return "".join(_import_line(source, sorted(names), kind, style) for (source, kind), names in ordered)


def _import_line(source: str, names: Sequence[str], type_only: bool, style: Style) -> str:
    if names[0].startswith("* as "):
        return f"import {names[0]} from '{source}';\n"
    if names[0].startswith("default "):
        return f"import {names[0].removeprefix('default ')} from '{source}';\n"
    word = "import type" if type_only else "import"
    return fit(f"{word} {{", names, f"}} from '{source}';", width=style.width) + "\n"


def used(body: str, known: Iterable[Import]) -> list[Import]:
    """Those of the known names that stand in the body outside of plain strings."""
    text = _STRING.sub("''", body).replace("...", " ")
    return [one for one in known if one.name and re.search(rf"(?<![\w.$]){re.escape(one.name.split()[-1])}\b", text)]


def finished(body: str, path: str, *, known: Iterable[Import], style: Style) -> str:
    """The file: imports of what the body uses, and the body, in the project's quotes and indent."""
    imports = import_lines(used(body, known), path, style)
    text = f"{imports}\n{body.strip()}\n" if imports else f"{body.strip()}\n"
    return dressed(laid_out(text, style), style)


def dressed(text: str, style: Style) -> str:
    """The text with the project's quotes and indent instead of single quotes and two spaces."""
    if style.quote == '"':
        text = _STRING.sub(_requoted, text)
    if style.indent != "  ":
        text = _INDENT.sub(lambda match: style.indent * (len(match.group()) // 2), text)
    return text


def _requoted(match: re.Match[str]) -> str:
    content = match.group()[1:-1]
    return match.group() if '"' in content else '"' + content.replace("\\'", "'") + '"'


def quoted(text: str) -> str:
    """The text as a TypeScript string."""
    return f"'{text}'" if "'" not in text else f'"{text}"'
