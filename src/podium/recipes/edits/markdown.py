"""Named edits of a Markdown file: rows of a table, a section."""

import re
from collections.abc import Mapping

from podium.recipes.edits.problem import EditProblem


def with_rows(
    text: str,
    columns: tuple[str, ...],
    rows: list[tuple[str, ...]],
    *,
    key: tuple[int, ...],
    beside: tuple[int, str] | None = None,
) -> str:
    """The text with rows behind the last one of the table with this header, laid out as wide as the table is.

    `beside` puts them behind the last row whose cell in that column is that path or below it, where there is one. A
    row whose cells at `key` are there already is left out. Raises `EditProblem` without such a table.
    """
    lines = text.split("\n")
    head = next((number for number, line in enumerate(lines) if tuple(cells(line)) == columns), None)
    if head is None or head + 1 >= len(lines):
        raise EditProblem(f"there is no table with the columns {', '.join(columns)}")
    end = head + 2
    while end < len(lines) and lines[end].lstrip().startswith("|"):
        end += 1
    present = {tuple(_plain(cells(line)[one]) for one in key) for line in lines[head + 2 : end]}
    new = [row for row in rows if tuple(_plain(row[one]) for one in key) not in present]
    starts = [
        at for at in range(head + 2, end) if beside and _is_beside(_plain(cells(lines[at])[beside[0]]), beside[1])
    ]
    place = max(starts, default=end - 1) + 1
    added = ["| " + " | ".join(row) + " |" for row in new]
    aligned = _is_aligned(lines[head:end])
    lines = [*lines[:place], *added, *lines[place:]]
    return "\n".join(_laid(lines, head, end + len(added)) if aligned else lines)


def _is_beside(cell: str, path: str) -> bool:
    return cell == path or cell.startswith(f"{path}/")


def _laid(lines: list[str], start: int, end: int) -> list[str]:
    """The lines with those of a table as wide as its widest cells."""
    rows = [cells(line) for line in lines[start:end]]
    plain = [row for at, row in enumerate(rows) if at != 1]
    widths = [max(len(row[column]) for row in plain) for column in range(len(rows[0]))]
    laid = [
        [_rule(cell, width) if at == 1 else cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        for at, row in enumerate(rows)
    ]
    return [*lines[:start], *("| " + " | ".join(row) + " |" for row in laid), *lines[end:]]


def with_addition(text: str, columns: tuple[str, ...], key: Mapping[int, str], *, column: int, addition: str) -> str:
    """The text with an addition to one cell of the row whose cells are as `key` says, the table laid out as before.

    It is left as it is where there is no such row, or the addition stands there already.
    """
    lines = text.split("\n")
    for number, line in enumerate(lines):
        row = cells(line)
        if len(row) != len(columns) or any(_plain(row[at]) != said for at, said in key.items()):
            continue
        if addition.strip(", ") in row[column]:
            return text
        start = end = number
        while start > 0 and lines[start - 1].lstrip().startswith("|"):
            start -= 1
        while end < len(lines) and lines[end].lstrip().startswith("|"):
            end += 1
        aligned = _is_aligned(lines[start:end])
        row[column] += addition
        lines[number] = "| " + " | ".join(row) + " |"
        return "\n".join(_laid(lines, start, end) if aligned else lines)
    return text


def with_section(text: str, title: str, body: str) -> str:
    """The text with a section of the second level at its end, unless one of that title is there."""
    if re.search(rf"^##\s+{re.escape(title)}\s*$", text, re.MULTILINE):
        return text
    return f"{text.rstrip()}\n\n## {title}\n\n{body.strip()}\n".lstrip()


def cells(line: str) -> list[str]:
    """The cells of a table's line, without outer white space."""
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", inner)] if line.strip().startswith("|") else []


def _plain(cell: str) -> str:
    return cell.strip("`* ")


def _is_aligned(lines: list[str]) -> bool:
    return len({len(line) for line in lines}) == 1


def _rule(cell: str, width: int) -> str:
    left, right = cell.startswith(":"), cell.endswith(":")
    return f"{':' if left else ''}{'-' * (width - left - right)}{':' if right else ''}"
