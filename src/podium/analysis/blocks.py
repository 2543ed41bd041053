"""A request's text as blocks of lines: what is said, and what a form, a mail or a machine put there."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from podium.analysis import machinery
from podium.analysis.notations import shapes
from podium.analysis.sections import Role, Section, section

PartKind = Literal["prose", "heading", "bullet", "code"]
_BULLET = re.compile(r"\s*(?:[-*+•–]\s+(?:\[[ xX]?\]\s*)?|\d{1,2}[.)]\s+|[a-z]\)\s+|\[[ xX]?\]\s+)")
_HEADING = re.compile(r"\s*(?:#{1,6}\s+\S|(?:\*\*|__)[^*_]{1,80}(?:\*\*|__):?\s*$)")
_FENCE = re.compile(r"\s*(```|~~~)")
_TABLE = re.compile(r"\s*\|.*\|\s*$")
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BOLD_BULLET = re.compile(r"\s*(?:[-*+•–]|\d{1,2}[.)])\s+(\*\*|__)[^*_]{1,80}\1:?\s*$")
_UNTICKED = re.compile(r"\s*(?:[-*]\s+)?\[ ?\]")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,})\s*$")
_OUTLINE = re.compile(r"[\s*_]*(?:[A-Z][\w ]{1,24}[*_]{0,2}:[*_]{0,2}\s|(?:GET|POST|PUT|PATCH|DELETE)\s+/)")
"""Lines that begin something of their own: `Fields: …`, `GET /tags`."""
_STARTS = re.compile(r"\s*(?:given|when|then|as an?)\s", re.IGNORECASE)
_SAID: tuple[Role, ...] = ("said", "expected")


@dataclass(frozen=True, kw_only=True)
class Block:
    """Characters `start` to `end` of the text: lines of one kind and one role; `why` says what of it is no demand."""

    kind: PartKind
    start: int
    end: int
    role: Role = "said"
    why: str = ""


@dataclass(kw_only=True)
class _State:
    """Where in a form the lines stand: the section, whether a sign marks it, whether anything stood in it yet."""

    section: Section | None = None
    filled: bool = False
    fenced: str = ""

    def enter(self, found: Section | None) -> None:
        self.section, self.filled = found, False

    def leave_at_gap(self) -> None:
        if self.section and not self.section.marked and self.filled:
            self.enter(None)


def blocks(text: str) -> list[Block]:
    """The blocks of the text in order; lines of a wrapped paragraph are one block, empty lines are in none.

    Where nothing would be left that asks for something, what tells of a fault, a motive or the present asks.
    """
    found: list[Block] = []
    state = _State()
    cut = [(*one.span(), "hidden in a comment") for one in _HIDDEN.finditer(text)] if "<!--" in text else []
    cut = sorted([*cut, *((one.start, one.end, "a block of code") for one in shapes(text))])
    lines = text.split("\n")
    names = _machines(lines)
    place, gap = 0, True
    for number, line in enumerate(lines):
        start, place = place, place + len(line) + 1
        if not line.strip():
            if not state.fenced:
                state.leave_at_gap()
            gap = True
            continue
        for piece in _pieces(text, start, start + len(line), cut):
            made = _made(piece, text, state, name=names[number], lines=lines, number=number)
            for block in made:
                if found and not gap and _goes_on(text, found[-1], block):
                    found[-1] = replace(found[-1], end=block.end)
                else:
                    found.append(block)
                gap = False
    return _asking(found)


def _machines(lines: list[str]) -> list[str]:
    """What wrote each line; a line that prose may look like too needs a neighbour that is a machine's."""
    tables = _tables(lines)
    names = ["" if number in tables else machinery.written_by(line) for number, line in enumerate(lines)]
    filled = [number for number, line in enumerate(lines) if line.strip()]
    quoted = all(names[number] == "a quotation" for number in filled)
    before = ""
    kept = ["" for _ in lines]
    signature = next((one for one in filled[-6:] if lines[one].strip() == "--" and one != filled[0]), len(lines))
    for index, number in enumerate(filled):
        name = names[number]
        after = names[filled[index + 1]] if index + 1 < len(filled) else ""
        close = index > 0 and filled[index - 1] == number - 1
        believed = name and (
            machinery.is_sure(name) or name == "a quotation" or (before and close) or after
            or lines[number].lstrip().startswith(("$ ", "curl "))
        )  # fmt: skip
        if not name and before and close and lines[number][:1].isspace() and machinery.goes_on(lines[number]):
            name, believed = before if before not in _ENDS else "", before not in _ENDS
        if number >= signature:
            name, believed = "a mail's signature", True
        kept[number] = name if believed and not (quoted and name == "a quotation") else ""
        before = kept[number]
    return [_ROW if number in tables and not name else name for number, name in enumerate(kept)]


_RULE = re.compile(r"[\s|:-]*-{3,}[\s:-]*\|[\s|:-]*$")
_ROW = "a row"


def _tables(lines: list[str]) -> set[int]:
    """The lines of tables that no bar begins: a row of names, a ruled one, rows below."""
    found: set[int] = set()
    for number, line in enumerate(lines):
        if number and _RULE.match(line) and "|" in lines[number - 1] and not _TABLE.match(lines[number - 1]):
            end = number
            while end < len(lines) and "|" in lines[end]:
                end += 1
            found.update(range(number - 1, end))
    return found


_TYPED = frozenset({"a command", "an answer of the server", "a block of code", "a set-up file"})
"""What somebody may have to type to bring a fault about."""
_ENDS = frozenset({"a mail's header", "a picture", "a form's own text", "a quotation"})


def _pieces(text: str, start: int, end: int, cut: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The line cut where a hidden comment or a shape begins and ends: start, end, and why it is no prose."""
    found: list[tuple[int, int, str]] = []
    at = start
    for first, last, why in cut:
        if first >= end or last <= at:
            continue
        if first > at:
            found.append((at, first, ""))
        found.append((max(at, first), min(end, last), why))
        at = min(end, last)
    if at < end:
        found.append((at, end, ""))
    return [one for one in found if text[one[0] : one[1]].strip()]


def _made(
    piece: tuple[int, int, str], text: str, state: _State, *, name: str, lines: list[str], number: int
) -> list[Block]:
    """The blocks of a line: one, or a label and what stands behind it."""
    start, end, aside = piece
    line = text[start:end]
    fence = _FENCE.match(line)
    if aside and not state.fenced:
        return [Block(kind="code", start=start, end=end, role="context", why=aside)]
    if fence or state.fenced:
        state.fenced = "" if fence and state.fenced else state.fenced or (fence[1] if fence else "")
        state.filled = True
        return [Block(kind="code", start=start, end=end, role="context", why="a block of code")]
    if name in _TYPED and state.section and state.section.role == "steps":
        name = ""
    if name == _ROW:
        return [Block(kind="code", start=start, end=end)]
    if name:
        state.filled = True
        return [Block(kind="code", start=start, end=end, role="context", why=name)]
    underlined = number + 1 < len(lines) and _UNDERLINE.match(lines[number + 1])
    found = section(f"## {line}" if underlined else line)
    if found:
        return _labelled(found, start, end, state, line=line)
    state.filled = True
    kind = _kind(line, follows=lines[number + 1] if number + 1 < len(lines) else "")
    role, why = (state.section.role, state.section.why) if state.section and state.section.known else ("said", "")
    if kind == "code":
        return [Block(kind="code", start=start, end=end, role="context" if role != "said" else role, why=why)]
    if role == "environment" and _UNTICKED.match(line):
        return [Block(kind=kind, start=start, end=end, role="context", why="a box that is not ticked")]
    return [Block(kind=kind, start=start, end=end, role=role, why=why if role not in _SAID else "")]


def _labelled(found: Section, start: int, end: int, state: _State, *, line: str) -> list[Block]:
    whole = found.end >= len(line.rstrip()) or not line[found.end :].strip()
    state.enter(found if found.known or found.marked else state.section)
    why = "a heading of a form; nothing to build"
    if not found.known:
        return [Block(kind="heading", start=start, end=end)]
    if found.role == "environment" and not whole:
        state.filled = True
        return [Block(kind="prose", start=start, end=end, role=found.role, why=found.why)]
    cut = end if whole else start + found.end
    kind: PartKind = "heading" if whole and found.marked else "prose"
    role: Role = "said" if found.role == "said" else "context"
    label = Block(kind=kind, start=start, end=cut, role=role, why=why)
    if whole:
        return [label]
    state.filled = True
    rest = Block(kind="prose", start=cut, end=end, role=found.role, why=found.why)
    return [label, rest]


def _kind(line: str, *, follows: str) -> PartKind:
    if _TABLE.match(line):
        return "code"
    if _HEADING.match(line):
        return "heading"
    indented = len(follows) - len(follows.lstrip()) > len(line) - len(line.lstrip())
    if _BOLD_BULLET.match(line) and indented and _BULLET.match(follows):
        return "heading"
    return "bullet" if _BULLET.match(line) else "prose"


def _goes_on(text: str, before: Block, block: Block) -> bool:
    """Whether the block is the rest of the one before: lines of one machine, or of one paragraph."""
    if (block.role, block.why) != (before.role, before.why) or "\n" not in text[before.end : block.start]:
        return False
    if block.kind == "code":
        return before.kind == "code"
    if before.why.startswith("a heading") and before.kind != block.kind:
        return False
    line = text[block.start : block.end]
    if _STARTS.match(line) or _OUTLINE.match(line):
        return False
    if block.role == "environment" or block.kind != "prose" or before.kind not in {"prose", "bullet"}:
        return False
    last = text[max(before.start, before.end - 80) : before.end].rstrip()[-1:]
    if last in ".!?:;" or before.kind == "bullet":
        return before.kind == "bullet" and line[:1].isspace() and last not in ".!?:;"
    return True


def _asking(found: list[Block]) -> list[Block]:
    """The blocks, where nothing asks with those of a lesser role as what asks.

    A problem beside its solution, without steps or what is expected, says why.
    """
    roles_ = {one.role for one in found}
    solved = any(one.role == "said" and one.kind in {"prose", "bullet"} and not one.why for one in found)
    if "fault" in roles_ and solved and not roles_ & {"steps", "expected", "actual", "environment"}:
        found = [replace(one, role="motive", why="why it is asked") if one.role == "fault" else one for one in found]
    for roles in (("said", "fault"), ("actual",), ("expected",), ("motive",), ("steps", "environment", "outside")):
        if any(
            one.role in roles and one.kind in {"prose", "bullet"} and not one.why.startswith("a heading")
            for one in found
        ):
            promoted: Role = "said" if roles[0] == "motive" else "fault"
            mine = () if roles[0] in {"said", "expected", "steps"} else roles
            return [replace(one, role=promoted, why="") if one.role in mine else one for one in found]
    titles = [one for one in found if one.kind == "heading" and one.role == "said"]
    return found if titles else [_spoken(one) for one in found]


def _spoken(one: Block) -> Block:
    if one.kind == "code":
        return replace(one, kind="prose", role="fault", why="")
    return replace(one, role="said", why="")
