"""Named edits of a Markdown file: rows of a table, a section."""

import re

from podium.recipes.edits.problem import EditProblem


def with_rows(text: str, columns: tuple[str, ...], rows: list[tuple[str, ...]], *, key: tuple[int, ...]) -> str:
    """The text with rows behind the last one of the table with this header, laid out as wide as the table is.

    A row whose cells at `key` are there already is left out. Raises `EditProblem` without such a table.
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
    table = [cells(line) for line in lines[head:end] if line != lines[head + 1]] + [list(row) for row in new]
    if not _is_aligned(lines[head:end]):
        added = ["| " + " | ".join(row) + " |" for row in new]
        return "\n".join([*lines[:end], *added, *lines[end:]])
    widths = [max(len(row[column]) for row in table) for column in range(len(columns))]
    laid = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in table
    ]
    laid.insert(
        1,
        "| "
        + " | ".join(_rule(cell, width) for cell, width in zip(cells(lines[head + 1]), widths, strict=True))
        + " |",
    )
    return "\n".join([*lines[:head], *laid, *lines[end:]])


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
