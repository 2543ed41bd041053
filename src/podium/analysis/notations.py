"""Shapes of data that a request shows as code: a Prisma model, an interface, a table in SQL, an example in JSON."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from podium.analysis.words import parts
from podium.plan.analysis import FieldType

Language = Literal["prisma", "typescript", "sql", "json", "enum"]


@dataclass(frozen=True, kw_only=True)
class Column:
    """A field with what its line says; `model` is the thing that it refers to, `start` and `end` its characters.

    `many`: it holds several, so that it is no column.
    """

    name: str
    start: int
    end: int
    type: FieldType | None = None
    optional: bool = False
    unique: bool = False
    default: str = ""
    longest: int | None = None
    least: int | None = None
    most: int | None = None
    values: tuple[str, ...] = ()
    model: str = ""
    many: bool = False


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A shape from character `start` to `end`; `name` is empty for an example, `lost` are places that say more."""

    language: Language
    name: str
    start: int
    end: int
    columns: tuple[Column, ...]
    lost: tuple[tuple[int, int], ...] = ()


_OPENERS: tuple[tuple[Language, re.Pattern[str]], ...] = (
    ("prisma", re.compile(r"^[ \t]*model\s+(?P<name>[A-Z]\w*)\s*\{", re.MULTILINE)),
    ("enum", re.compile(r"^[ \t]*(?:export\s+)?enum\s+(?P<name>[A-Z]\w*)\s*\{", re.MULTILINE)),
    (
        "typescript",
        re.compile(
            r"^[ \t]*(?:export\s+)?(?:(?:interface|class)\s+(?P<name>[A-Z]\w*)\s*|type\s+(?P<alias>[A-Z]\w*)\s*=\s*)\{",
            re.MULTILINE,
        ),
    ),
    (
        "sql",
        re.compile(
            r"^.*?\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?[\"`]?(?P<name>\w+)[\"`]?\s*\(",
            re.IGNORECASE | re.MULTILINE,
        ),
    ),
    ("json", re.compile(r"^[ \t]*\{(?=\s*[\"\w][\w\"]*\s*:)", re.MULTILINE)),
)
_LEADS_IN = re.compile(r"\bcreate\s+table\b", re.IGNORECASE)


def shapes(text: str) -> list[Shape]:
    """Every shape that begins a line of the text, in order; none inside another."""
    if "{" not in text and "(" not in text:
        return []
    found: list[Shape] = []
    for language, opener in _OPENERS:
        for match in opener.finditer(text):
            close = _closing(text, match.end() - 1)
            inside = any(one.start <= match.start() < one.end for one in found)
            if close > 0 and not inside and (language != "json" or _ends_line(text, close)):
                made = _shape(text, language, match, close)
                found += [made] if made.columns else []
    return sorted(found, key=lambda one: one.start)


def shape_inside(text: str, start: int, end: int) -> Shape | None:
    """The example in JSON that stands between the characters, braces and all; None where none does."""
    columns, lost = _pairs(text, start + 1, end - 1)
    return Shape(language="json", name="", start=start, end=end, columns=columns, lost=lost) if columns else None


def _shape(text: str, language: Language, match: re.Match[str], close: int) -> Shape:
    groups = match.groupdict()
    name = groups.get("name") or groups.get("alias") or ""
    read = {"prisma": _prisma, "enum": _enum, "typescript": _typescript, "sql": _sql, "json": _pairs}[language]
    columns, lost = read(_COMMENT.sub(_blank, text) if "/" in text or "--" in text else text, match.end(), close)
    lead = _LEADS_IN.search(text, match.start()) if language == "sql" else None
    end = close + 1
    while end < len(text) and text[end] == ";":
        end += 1
    start = lead.start() if lead else match.start()
    return Shape(language=language, name=name, start=start, end=end, columns=columns, lost=lost)


_COMMENT = re.compile(r"(?<![:\w])//[^\n]*|/\*.*?\*/|(?<![\w-])--[^\n]*", re.DOTALL)


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found.group())


def comments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where comments of code stand between the characters, marks and all."""
    return [one.span() for one in _COMMENT.finditer(text, start, end)]


def _closing(text: str, opened: int) -> int:
    """Where the bracket that opens there is closed, -1 for nowhere."""
    depth = 0
    for at in range(opened, min(len(text), opened + 5_000)):
        depth += (text[at] in "({") - (text[at] in ")}")
        if depth == 0:
            return at
    return -1


def _ends_line(text: str, close: int) -> bool:
    return not text[close + 1 :].partition("\n")[0].strip(" \t.,;`")


Read = tuple[tuple[Column, ...], tuple[tuple[int, int], ...]]
_PRISMA = re.compile(r"[ \t]*(?P<name>\w+)[ \t]+(?P<type>\w+)(?P<many>\[\])?(?P<optional>\?)?(?P<rest>[^\n]*)")
_TYPES: dict[str, FieldType] = {
    "string": "string", "int": "integer", "bigint": "integer", "float": "decimal", "decimal": "decimal",
    "boolean": "boolean", "bool": "boolean", "datetime": "datetime", "date": "date", "json": "json",
    "varchar": "string", "char": "string", "text": "text", "integer": "integer", "smallint": "integer",
    "serial": "integer", "bigserial": "integer", "numeric": "decimal", "real": "decimal", "double": "decimal",
    "money": "decimal", "timestamp": "datetime", "timestamptz": "datetime", "jsonb": "json", "uuid": "string",
}  # fmt: skip
_DEFAULT = re.compile(r"@default\(\"?(?P<value>[\w.-]+)\"?\)")


def _lines(text: str, first: int, last: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = first
    for line in text[first:last].split("\n"):
        bare = line.split("//", 1)[0].rstrip()
        if bare.strip():
            found.append((at + len(bare) - len(bare.lstrip()), at + len(bare)))
        at += len(line) + 1
    return found


def _prisma(text: str, first: int, last: int) -> Read:
    columns: list[Column] = []
    lost: list[tuple[int, int]] = []
    for start, end in _lines(text, first, last):
        match = _PRISMA.fullmatch(text[start:end])
        if match is None:
            lost.append((start, end))
            continue
        rest, said = match["rest"], match["type"]
        kind = _TYPES.get(said.lower())
        default = _DEFAULT.search(rest)
        length = re.search(r"@db\.VarChar\((\d+)\)", rest)
        columns.append(
            Column(
                name=match["name"],
                start=start,
                end=end,
                type="text" if "@db.Text" in rest else kind,
                optional=bool(match["optional"]),
                unique="@unique" in rest,
                default=default["value"] if default and default["value"] not in {"now", "uuid", "cuid"} else "",
                longest=int(length[1]) if length else None,
                model="" if kind else said,
                many=bool(match["many"]),
            )
        )
    return tuple(columns), tuple(lost)


def _enum(text: str, first: int, last: int) -> Read:
    names = [
        (one.start() + first, one.end() + first)
        for one in re.finditer(r"[A-Za-z_]\w*(?=\s*(?:,|=|\n|$))", text[first:last])
    ]
    return tuple(Column(name=text[low:high], start=low, end=high) for low, high in names), ()


_MEMBER = re.compile(
    r"(?:(?:readonly|public|private)\s+)?(?P<name>\w+)(?P<optional>\?)?!?\s*:\s*(?P<type>[^;,=]+)[;,]?"
)


def _typescript(text: str, first: int, last: int) -> Read:
    columns: list[Column] = []
    lost: list[tuple[int, int]] = []
    for start, end in _members(text, first, last):
        match = _MEMBER.fullmatch(text[start:end].strip())
        if match is None:
            lost.append((start, end))
            continue
        options = [one.strip() for one in match["type"].split("|")]
        bare = [one for one in options if one not in {"null", "undefined"}]
        whole = _run(bare)
        quoted = tuple(one[1:-1] for one in bare if one[:1] in "'\"")
        said = bare[0] if bare else ""
        kind: FieldType | None = {"Date": "datetime", "boolean": "boolean", "string": "string"}.get(said)  # type: ignore[assignment]
        columns.append(
            Column(
                name=match["name"],
                start=start,
                end=end,
                type=kind if kind != "string" else None,
                optional=bool(match["optional"]) or len(bare) < len(options),
                values=tuple(one.lower().replace("-", "_") for one in quoted) if len(quoted) == len(bare) > 1 else (),
                least=min(whole, default=None),
                most=max(whole, default=None),
                model=said if said[:1].isupper() and said != "Date" and said.isalnum() else "",
                many=said.endswith("[]") or said.startswith("Array<"),
            )
        )
        if whole:
            columns[-1] = replace(columns[-1], type="integer")
        if said == "number":
            columns[-1] = replace(columns[-1], type="integer" if _counts(match["name"]) else None)
            columns[-1] = columns[-1] if columns[-1].type else replace(columns[-1], type="decimal")
    return tuple(columns), tuple(lost)


def _run(options: list[str]) -> list[int]:
    """The numbers of `1 | 2 | 3`, where they are one after another; empty for anything else."""
    numbers = sorted(int(one) for one in options if one.isdigit())
    return numbers if 1 < len(numbers) == len(options) == numbers[-1] - numbers[0] + 1 else []


def _counts(name: str) -> bool:
    """Whether a number of that name is a whole one: all but money, measures and places."""
    return parts(name)[-1] not in _BROKEN


_BROKEN = frozenset({
    "price", "amount", "cost", "fee", "total", "salary", "budget", "weight", "height", "width", "length", "latitude",
    "longitude", "lat", "lng", "lon", "percentage", "percent", "rate", "discount", "temperature", "value", "balance",
})  # fmt: skip


def _members(text: str, first: int, last: int) -> list[tuple[int, int]]:
    """Lines of an interface, also several on one line."""
    found: list[tuple[int, int]] = []
    for start, end in _lines(text, first, last):
        at = start
        for piece in re.split(r"(?<=;)", text[start:end]):
            low = at + len(piece) - len(piece.lstrip())
            found += [(low, at + len(piece.rstrip()))] if piece.strip() else []
            at += len(piece)
    return found


_SQL = re.compile(
    r"[\"`]?(?P<name>\w+)[\"`]?\s+(?P<type>[a-z]+)(?:\s+precision)?(?:\s*\((?P<size>[\d,\s]+)\))?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_SQL_DEFAULT = re.compile(r"default\s+'?(?P<value>[\w.-]+)'?", re.IGNORECASE)
_SQL_MODEL = re.compile(r"references\s+[\"`]?(?P<name>\w+)", re.IGNORECASE)
_SQL_VALUES = re.compile(r"\bin\s*\((?P<values>[^)]*)\)", re.IGNORECASE)
_TABLE_RULES = re.compile(
    r"(?:primary|foreign|unique|check|constraint|key|index)\b(?!\s+(?:varchar|text|int))", re.IGNORECASE
)


def _sql(text: str, first: int, last: int) -> Read:
    columns: list[Column] = []
    lost: list[tuple[int, int]] = []
    for start, end in _entries(text, first, last):
        match = _SQL.fullmatch(text[start:end])
        kind = _TYPES.get(match["type"].lower()) if match else None
        if match is None or kind is None or _TABLE_RULES.match(text, start):
            lost.append((start, end))
            continue
        rest = match["rest"].lower()
        default, model, values = (one.search(match["rest"]) for one in (_SQL_DEFAULT, _SQL_MODEL, _SQL_VALUES))
        columns.append(
            Column(
                name=match["name"],
                start=start,
                end=end,
                type=kind,
                optional="not null" not in rest and "primary key" not in rest and "default" not in rest,
                unique="unique" in rest,
                default=default["value"].lower() if default and default["value"].lower() != "now" else "",
                longest=int(match["size"]) if match["size"] and kind == "string" and match["size"].isdigit() else None,
                values=tuple(one.strip(" '\"").lower() for one in values["values"].split(",")) if values else (),
                model=model["name"] if model else "",
            )
        )
    return tuple(columns), tuple(lost)


def _entries(text: str, first: int, last: int) -> list[tuple[int, int]]:
    """What commas part on this level, without the space around."""
    found: list[tuple[int, int]] = []
    depth, begin, quoted = 0, first, False
    for at in range(first, last + 1):
        sign = text[at] if at < last else ","
        quoted = quoted != (sign == '"')
        depth += 0 if quoted else (sign in "([{") - (sign in ")]}")
        if (sign == "," and depth <= 0 and not quoted) or at == last:
            piece = text[begin:at]
            if piece.strip():
                found.append((begin + len(piece) - len(piece.lstrip()), begin + len(piece.rstrip())))
            begin = at + 1
    return found


_PAIR = re.compile(r"[\"']?(?P<name>[A-Za-z_]\w*)[\"']?\s*:\s*(?P<value>.+)", re.DOTALL)
_VALUES: tuple[tuple[FieldType | None, re.Pattern[str]], ...] = (
    ("datetime", re.compile(r"[\"']\d{4}-\d\d-\d\d[T ]\d\d:.*[\"']")),
    ("date", re.compile(r"[\"']\d{4}-\d\d-\d\d[\"']")),
    ("email", re.compile(r"[\"'][^@\s\"']+@[^@\s\"']+\.\w+[\"']")),
    ("url", re.compile(r"[\"']https?://[^\"']*[\"']")),
    (None, re.compile(r"[\"'][^\"]*[\"']|null")),
    ("boolean", re.compile(r"true|false")),
    ("integer", re.compile(r"-?\d+")),
    ("decimal", re.compile(r"-?\d+\.\d+")),
)


def _pairs(text: str, first: int, last: int) -> Read:
    columns: list[Column] = []
    lost: list[tuple[int, int]] = []
    for start, end in _entries(text, first, last):
        match = _PAIR.fullmatch(text[start:end])
        value = match["value"].strip() if match else ""
        known: list[FieldType | None] = [kind for kind, pattern in _VALUES if pattern.fullmatch(value)]
        if match is None or not known:
            lost.append((start, end))
            continue
        kind: FieldType | None = known[0]
        if kind == "integer" and not _counts(match["name"]):
            kind = "decimal"
        columns.append(Column(name=match["name"], start=start, end=end, type=kind, optional=value == "null"))
    return tuple(columns), tuple(lost)
