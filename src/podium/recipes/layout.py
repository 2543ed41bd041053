"""Lines that are too long for the project, broken as prettier breaks them."""

import re
from collections.abc import Callable

from podium.recipes.nouns import Style

Rule = Callable[[re.Match[str]], str]


def laid_out(text: str, style: Style) -> str:
    """The text with every line that is too long broken by the first rule that fits it."""
    return "\n".join(_broken(line, style) for line in text.split("\n"))


def _broken(line: str, style: Style) -> str:
    deeper = (len(style.indent.expandtabs(2)) - 2) * ((len(line) - len(line.lstrip())) // 2)
    if len(line) + deeper <= style.width:
        return line
    for shape, rule in RULES:
        found = shape.fullmatch(line)
        if found:
            return "\n".join(_broken(part, style) if part != line else part for part in rule(found).split("\n"))
    return line


def _condition(found: re.Match[str]) -> str:
    return f"{found[1]}if ({found[2]})\n{found[1]}  {found[3]}"


def _throw(found: re.Match[str]) -> str:
    return f"{found[1]}throw new {found[2]}(\n{found[1]}  {found[3]},\n{found[1]});"


def _conjunction(found: re.Match[str]) -> str:
    parts = found[2].split(" && ")
    inner = " &&\n".join(f"{found[1]}  {part}" for part in parts)
    return f"{found[1]}return (\n{inner}\n{found[1]});"


def _choice(found: re.Match[str]) -> str:
    indent = found[1]
    return f"{indent}return {found[2]}\n{indent}  ? {found[3]}\n{indent}  : {found[4]};"


def _extends(found: re.Match[str]) -> str:
    return f"{found[1]}, {{\n  {found[2]},\n}}) {{}}"


def _payload(found: re.Match[str]) -> str:
    return f"{found[1]}<{{\n  {found[2]};\n}}>;"


def _list(found: re.Match[str]) -> str:
    items = [item.strip("{} ") for item in found[3].split("}, {")]
    inner = "".join(f"{found[1]}  {{ {item} }},\n" for item in items)
    return f"{found[1]}{found[2]}: [\n{inner}{found[1]}],"


def _pair(found: re.Match[str]) -> str:
    indent = found[1]
    names = "".join(f"{indent}  {name},\n" for name in found[2].split(", "))
    return f"{indent}const [\n{names}{indent}] = {found[3]}"


def _boolean(found: re.Match[str]) -> str:
    indent = found[1]
    return (
        f"{indent}@Transform(({{ value }}): unknown =>\n"
        f"{indent}  value === 'true' ? true : value === 'false' ? false : value,\n{indent})"
    )


def _options(found: re.Match[str]) -> str:
    return f"{found[1]}@{found[2]}, {{\n{found[1]}  {found[3]},\n{found[1]}}})"


def _two_objects(found: re.Match[str]) -> str:
    indent = found[1]
    return f"{indent}@{found[2]}(\n{indent}  {found[3]},\n{indent}  {found[4]},\n{indent})"


def _object(found: re.Match[str]) -> str:
    entries = re.split(r", (?=\w+: )", found[3])
    inner = "".join(f"{found[1]}  {one},\n" for one in entries)
    return f"{found[1]}{found[2]}{{\n{inner}{found[1]}}},"


RULES: tuple[tuple[re.Pattern[str], Rule], ...] = (
    (re.compile(r"( *)if \((.+?)\) ((?:throw|await) .*)"), _condition),
    (re.compile(r"( *)throw new (\w+)\((.*)\);"), _throw),
    (re.compile(r"( *)return (\w+ instanceof .* && .*);"), _conjunction),
    (re.compile(r"( *)return (.*?) \? (.*?) : (.*);"), _choice),
    (re.compile(r"(export class \w+ extends \w+\(\w+), \{ (.*) \}\) \{\}"), _extends),
    (re.compile(r"(type \w+ = [\w.]+)<\{ (.*) \}>;"), _payload),
    (re.compile(r"( *)(orderBy): \[(.*)\],"), _list),
    (re.compile(r"( *)const \[(.*?)\] = (await .*)"), _pair),
    (re.compile(r"( *)@(\w+)\((\{ .* \}), (\{ .* \})\)"), _two_objects),
    (re.compile(r"( *)((?:validator: )?)\{ (.*) \},"), _object),
    (re.compile(r"( *)@(\w+\(.*), \{ (.*) \}\)"), _options),
    (re.compile(r"( *)@Transform\(\(\{ value \}\): unknown => .*"), _boolean),
)
"""Each shape of a line with what becomes of it."""
