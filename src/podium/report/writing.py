"""The small pieces of Markdown that every report is made of."""

import re
from collections.abc import Iterable, Sequence

from podium.plan.task import Estimate

_BAR, _ESCAPED = re.compile(r"(?<!\\)\|"), r"\\|"
_BREAKS = re.compile(r"\s*\n\s*")


def plain(text: str) -> str:
    """Text from outside on one line, in which nothing opens a tag or a table cell."""
    return _BREAKS.sub(" ", text.strip()).replace("<", "&lt;").replace("|", "\\|")


def code(text: str) -> str:
    """Text as code in a line of prose; a back tick inside becomes an apostrophe."""
    return f"`{_BREAKS.sub(' ', text.strip()).replace('`', chr(39))}`" if text.strip() else ""


def aside(text: str) -> str:
    """The text in parentheses after a space; an empty string for an empty one."""
    return f" ({plain(text)})" if text.strip() else ""


def words(name: str) -> str:
    """A name of the values as words: `security_review` is `security review`."""
    return name.replace("_", " ")


def block(text: str, language: str = "") -> str:
    """A fenced block whose fence no line of the text closes."""
    longest = max((len(found) for found in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def quote(text: str) -> str:
    """The text as a quotation, line by line."""
    return "\n".join(f"> {line.replace('<', '&lt;')}".rstrip() for line in text.strip().splitlines())


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are Markdown already, and no bar in them ends a cell. An empty string without rows."""
    lines = [f"| {' | '.join(_BAR.sub(_ESCAPED, cell) for cell in row)} |" for row in rows]
    return "\n".join([f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *lines]) if lines else ""


def bullets(lines: Iterable[str]) -> str:
    """A list, one line each."""
    return "\n".join(f"- {line}" for line in lines)


def paragraphs(*parts: str) -> str:
    """The parts that hold something, an empty line between them, and a newline at the end."""
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"


def listed(names: Iterable[str], *, otherwise: str = "none") -> str:
    """The names with commas between them."""
    return ", ".join(names) or otherwise


def duration(seconds: float) -> str:
    """`45 s`, `7 min`, `2 h 10 min`."""
    whole = round(seconds)
    if whole < 100:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min".replace(" 0 min", "")


def spread(estimate: Estimate) -> str:
    """`4 min – 8 min (P50–P90)`."""
    low, high = estimate.seconds
    return f"{duration(low)} – {duration(high)} (P50–P90)"


def tokens(estimate: Estimate) -> str:
    """The tokens at P50 and P90, or that none are needed."""
    low, high = estimate.tokens
    return f"{low:,} – {high:,} tokens (P50–P90)" if high else "no tokens: no model is asked"


def cost(estimate: Estimate) -> str:
    """The price at P50 and P90, or that it is unknown."""
    if estimate.usd is None:
        return "cost unknown: no price is stated for these tokens"
    low, high = estimate.usd
    return f"${low:.2f} – ${high:.2f}" if high else "no cost: no model is asked"


def grounds(estimate: Estimate) -> str:
    """What the estimate stands on, with how sure it is where that does not say it."""
    sure = f"{estimate.confidence} confidence"
    return estimate.basis if sure in estimate.basis else f"{estimate.basis} ({sure})"


def short(commit: str) -> str:
    """The first twelve digits of a commit."""
    return commit[:12]
