"""What a column means in each place: Prisma type, TypeScript type, validators, good and bad values."""

from dataclasses import dataclass, replace

from podium.recipes import names
from podium.recipes.nouns import Blueprint, Column, Style

LARGEST = 2_147_483_647
TEXT_RULES = {
    "string": r"/^\P{Cc}*$/u",
    "text": r"/^[\P{Cc}\r\n\t]*$/u",
}
"""What PostgreSQL cannot store (NUL) and what no reader wants: control characters, but line ends in a longer text."""


@dataclass(frozen=True, kw_only=True)
class Bad:
    """A value that has to be refused: what it is in words, and as a TypeScript expression."""

    title: str
    value: str


def dto_type(column: Column) -> str:
    """The type of the property in a DTO that comes in."""
    match column.type:
        case "integer" | "decimal":
            return "number"
        case "boolean":
            return "boolean"
        case "enum":
            return column.prisma
        case "json":
            return "Prisma.InputJsonObject"
        case _:
            return "string"


def row_type(column: Column) -> str:
    """The type of the property in the answer: decimals and dates without time are texts, null is said."""
    plain = {"datetime": "Date", "decimal": "string", "json": "Prisma.JsonValue"}.get(column.type, dto_type(column))
    return f"{plain} | null" if column.optional else plain


def is_converted(column: Column) -> bool:
    """Whether the answer's value differs from the row's."""
    return column.type in {"decimal", "date"}


def converted(column: Column, row: str) -> str:
    """The expression that gives the answer's value of a converted column."""
    mark = "?" if column.optional else ""
    call = f"toFixed({places(column)})" if column.type == "decimal" else "toISOString().slice(0, 10)"
    return f"{row}.{column.name}{mark}.{call}" + (" ?? null" if column.optional else "")


def places(column: Column) -> int:
    """Decimal places that the column keeps."""
    digits = column.native.rpartition(",")[2].strip(" )")
    return int(digits) if digits.isdigit() else 2


def number(value: float | None) -> str:
    """A number as TypeScript, with separators from five digits on."""
    if value is None:
        return ""
    text = f"{value:_}" if abs(value) >= 10_000 else str(value)
    return text.removesuffix(".0")


def largest(style: Style) -> str:
    """The largest 32-bit integer as the project writes it."""
    return style.largest_integer.name if style.largest_integer else number(LARGEST)


def presence(column: Column, *, always: bool = False) -> list[str]:
    """The decorator that lets a value be absent: null passes only where the row may hold it."""
    if column.optional:
        return ["IsOptional()"]
    if column.default or always:
        return ["ValidateIf((_, value) => value !== undefined)"]
    return []


def validators(column: Column, style: Style) -> list[str]:
    """The decorators that keep bad values out, without the at sign, the type first."""
    match column.type:
        case "string" | "text":
            message = f"{{ message: '{column.name} must not contain control characters' }}"
            return ["IsString()", *_length(column), f"Matches({TEXT_RULES[column.type]}, {message})"]
        case "integer":
            low = number(column.minimum) if column.minimum is not None else f"-{largest(style)}"
            high = number(column.maximum) if column.maximum not in {None, float(LARGEST)} else largest(style)
            return ["IsInt()", f"Min({low})", f"Max({high})"]
        case "decimal":
            bounds = [f"Min({number(column.minimum)})"] if column.minimum is not None else []
            bounds += [f"Max({number(column.maximum)})"] if column.maximum is not None else []
            return [_decimal_places(column), *bounds]
        case "boolean":
            return ["IsBoolean()"]
        case "date":
            return ["IsISO8601({ strict: true })", r"Matches(/^\d{4}-\d{2}-\d{2}$/)"]
        case "datetime":
            return ["IsISO8601({ strict: true })", "IsRFC3339()"]
        case "enum":
            return [f"IsEnum({column.prisma})"]
        case "email":
            return ["IsEmail()"]
        case "url":
            bound = number(column.max_length or 2048)
            return ["IsUrl({ protocols: ['http', 'https'], require_protocol: true })", f"MaxLength({bound})"]
        case "json":
            return ["IsObject()"]


def _decimal_places(column: Column) -> str:
    """A number with so many places at most; class-validator's own `maxDecimalPlaces` throws on 1e-7."""
    most = places(column)
    check = f"validate: (value) => Number(Number(value).toFixed({most})) === value"
    message = f"{column.name} must be a number with at most {most} decimal places"
    return f"ValidateBy({{ name: 'decimalPlaces', validator: {{ {check} }} }}, {{ message: '{message}' }})"


def bounded_body(column: Column) -> Column:
    """The column with a greatest length, for a body that nothing else keeps short."""
    longest = {"string": 255, "text": 2000, "url": 2048}.get(column.type)
    if longest and not column.max_length:
        return replace(column, max_length=longest, min_length=column.min_length or 1)
    return column


def query_validators(column: Column, style: Style) -> list[str]:
    """The same for a query: a bound of an amount may have any number of places."""
    plain = validators(column, style)
    return ["IsNumber()", *plain[1:]] if column.type == "decimal" else plain


def _length(column: Column) -> list[str]:
    low, high = column.min_length or 0, column.max_length
    if low and high:
        return [f"Length({low}, {number(high)})"]
    return [f"MaxLength({number(high)})"] if high else [f"MinLength({low})"] if low else []


def good(column: Column, index: str = "") -> str:
    """A valid value as a TypeScript expression; with `index` (an expression) a different one for each index."""
    match column.type:
        case "string" | "text":
            return f"`{_word(column)}${{{index}}}`" if index else f"'{_word(column)}'"
        case "email":
            return f"`{column.name}${{{index}}}@example.com`" if index else f"'{column.name}@example.com'"
        case "url":
            return f"`https://example.com/${{{index}}}`" if index else "'https://example.com/a'"
        case "integer" | "decimal":
            low = int(column.minimum) if column.minimum is not None else 1
            start = max(low, 1) if column.maximum is None or column.maximum >= max(low, 1) else low
            return f"{start} + {index}" if index else number(start)
        case "boolean":
            return "true"
        case "date":
            return "'2030-01-31'"
        case "datetime":
            return "'2030-01-31T12:00:00.000Z'"
        case "enum":
            return f"'{column.values[0]}'"
        case "json":
            return "{ a: 1 }"


def stored(column: Column, value: str) -> str:
    """The expression that puts a good value straight into the database."""
    return f"new Date({value})" if column.type in {"date", "datetime"} else value


def answered(column: Column, value: str) -> str:
    """The expression of a good value as the answer shows it."""
    if column.type == "decimal" and value.isdigit():
        return f"'{int(value)}.{'0' * places(column)}'"
    return value


def _word(column: Column) -> str:
    word = column.name
    low, high = column.min_length or 0, column.max_length or 255
    return (word * (low // len(word) + 1) if len(word) < low else word)[: max(high - 3, 1)]


def bad_values(column: Column) -> list[Bad]:
    """What the validators have to refuse, one value for each of them, and null where the row must hold a value."""
    found = [] if column.may_be_left_out else [Bad(title=f"a missing {column.name}", value="undefined")]
    if not column.optional:
        found.append(Bad(title=f"null as {column.name}", value="null"))
    some = names.with_article(column.name)
    for title, value in _bad(column):
        found.append(Bad(title=title.replace("a {}", some).replace("{}", column.name), value=value))
    return found


def _bad(column: Column) -> list[tuple[str, str]]:
    match column.type:
        case "string" | "text":
            return [
                ("a number as {}", "7"),
                *_bad_lengths(column),
                ("a control character in {}", _with_control(column)),
            ]
        case "integer":
            low = -LARGEST if column.minimum is None else int(column.minimum)
            high = LARGEST if column.maximum is None else int(column.maximum)
            half = number(low + 0.5)
            return [
                ("a {} under " + _plain(low), number(low - 1)),
                ("a {} over " + _plain(high), number(high + 1)),
                ("half a {}", half),
                ("a text as {}", "'many'"),
            ]
        case "decimal":
            low, high = column.minimum, column.maximum
            found = [("a {} with too many decimal places", f"{int(low or 0) + 1}.{'0' * places(column)}1")]
            found += [("a {} too small to be seen", "1e-7")]
            found += [("a {} under " + _plain(low), number(low - 1))] if low is not None else []
            found += [("a {} over " + _plain(high), number(high + 1))] if high is not None else []
            return [*found, ("a text as {}", "'many'")]
        case "boolean":
            return [("a text as {}", "'yes'")]
        case "date":
            times = ("a {} with a time", "'2030-01-31T12:00:00Z'")
            return [("a {} that is none", "'soon'"), ("a {} that no calendar has", "'2030-02-30'"), times]
        case "datetime":
            return [
                ("a {} that is none", "'soon'"),
                ("a {} without a time", "'2030-01-31'"),
                ("a {} that no calendar has", "'2030-02-30T12:00:00Z'"),
            ]
        case "enum":
            return [("an unknown {}", "'unknown'")]
        case "email":
            return [("a {} that is none", "'no email'")]
        case "url":
            long = f"`https://example.com/${{'x'.repeat({column.max_length or 2048})}}`"
            return [("a {} that is none", "'no url'"), ("a {} that is too long", long)]
        case "json":
            return [("a text as {}", "'text'")]


def _plain(value: float) -> str:
    return number(value).replace("_", "")


def _with_control(column: Column) -> str:
    return f"'{_word(column)}\\u0000'"


def _bad_lengths(column: Column) -> list[tuple[str, str]]:
    low, high = column.min_length or 0, column.max_length
    found = (
        [("an empty {}", "''")] if low == 1 else [("a {} that is too short", f"'x'.repeat({low - 1})")] if low else []
    )
    return [*found, *([("a {} that is too long", f"'x'.repeat({number(high + 1)})")] if high else [])]


def enum_imports(blueprint: Blueprint) -> list[str]:
    """Names of the Prisma enums that the feature's types mention."""
    return sorted({column.prisma for column in blueprint.columns if column.type == "enum"})
