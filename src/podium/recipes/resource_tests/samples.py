"""Values for scenes: a second valid one, one that a filter finds and one that it does not, four in disorder."""

from podium.recipes import columns
from podium.recipes.nouns import Column

DAYS = ("2030-01-02", "2030-01-03", "2030-01-03", "2030-01-01")
DISORDER = {"number": ("2", "3", "3", "1"), "text": ("'b'", "'c'", "'c'", "'a'")}


def other_value(column: Column) -> str:
    """A valid value that differs from the good one, or an empty string where there is none."""
    match column.type:
        case "boolean":
            return "false"
        case "enum":
            return f"'{column.values[-1]}'" if len(column.values) > 1 else ""
        case "integer" | "decimal":
            low = _low(column)
            return str(low + 1) if column.maximum is None or low + 1 <= column.maximum else ""
        case "date":
            return "'2031-12-31'"
        case "datetime":
            return "'2031-12-31T12:00:00.000Z'"
        case "email":
            return "'other@example.com'"
        case "url":
            return "'https://example.com/other'"
        case "json":
            return "{ b: 2 }"
        case "string" | "text":
            fits = (column.min_length or 0) <= len("another") <= (column.max_length or 255)
            return "'another'" if fits else columns.good(column).replace("'", "'o", 1)


def in_disorder(column: Column) -> tuple[str, ...]:
    """Four valid values out of order, the second and third alike; empty for a type that has no plain order."""
    match column.type:
        case "date" | "datetime":
            return tuple(f"new Date('{day}')" for day in DAYS)
        case "integer" | "decimal":
            low = _low(column) - 1
            fits = column.maximum is None or low + 3 <= column.maximum
            return tuple(str(low + int(value)) for value in DISORDER["number"]) if fits else ()
        case "string" | "text":
            return DISORDER["text"]
        case _:
            return ()


def bad_integers(column: Column) -> tuple[str, ...]:
    """What a query's validators of an integer refuse, one for each of them."""
    low = -columns.LARGEST if column.minimum is None else int(column.minimum)
    high = columns.LARGEST if column.maximum is None else int(column.maximum)
    return ("x", f"{low}.5", str(low - 1), str(high + 1))


def filtered(column: Column, match: str) -> tuple[str, str, str]:
    """What a query says, and as expressions the value of a row that it finds and of one that it does not."""
    match match:
        case "contains":
            return ("BERR", "'strawberry cake'", "'plum cake'")
        case "minimum":
            return _pair(column, rising=False)
        case "maximum":
            return _pair(column, rising=True)
        case _:
            return _equal(column)


def _low(column: Column) -> int:
    low = int(column.minimum) if column.minimum is not None else 1
    return low if column.maximum is not None and column.maximum < max(low, 1) else max(low, 1)


def _pair(column: Column, *, rising: bool) -> tuple[str, str, str]:
    if column.type in {"integer", "decimal"}:
        low = _low(column)
        found, other = (low, low + 1) if rising else (low + 1, low)
        return (str(found), str(found), str(other))
    found, other = ("2030-01-01", "2031-01-01") if rising else ("2031-01-01", "2030-01-01")
    query = found if column.type == "date" else f"{found}T00:00:00Z"
    return (query, f"new Date('{found}')", f"new Date('{other}')")


def _equal(column: Column) -> tuple[str, str, str]:
    match column.type:
        case "boolean":
            return ("false", "false", "true")
        case "enum":
            return (column.values[-1], f"'{column.values[-1]}'", f"'{column.values[0]}'")
        case "integer" | "decimal" | "date" | "datetime":
            return _pair(column, rising=False)
        case "email":
            return ("found@example.com", "'found@example.com'", "'other@example.com'")
        case "url":
            return ("https://example.com/found", "'https://example.com/found'", "'https://example.com/other'")
        case _:
            return ("found", "'found'", "'other'")
