"""The code and the differences that a prompt shows: as much as there is room for, each cut marked, the rest named."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from podium.plan.evidence import Place

WHOLE_LINES = 250
"""A file of so many lines is shown whole; of a longer one its beginning and the surroundings of what was pointed to."""

HEAD_LINES, AROUND_LINES = 40, 30
LONGEST_LINE = 400
WORTH_CUTTING = 1_500
"""Characters: where less room is left, a piece is named instead of shown cut."""

FENCE = "~~~~"


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Something to be shown under a title; `share` is the part of the room that it may take at most."""

    title: str
    text: str
    share: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A file to be shown, why (empty: no reason is given), and the lines that were pointed to."""

    name: str
    why: str = ""
    lines: frozenset[int] = field(default_factory=frozenset[int])


def shown(pieces: Iterable[Piece], *, room: int) -> tuple[str, tuple[str, ...]]:
    """The pieces as Markdown, at most `room` characters, and the titles of those that did not fit."""
    text, left_out = "", list[str]()
    for piece in pieces:
        frame = f"\n\n## {piece.title}\n{FENCE}\n\n{FENCE}"
        space = min(room - len(text), int(room * piece.share)) - len(frame)
        body = _cut(piece.text.rstrip(), space)
        if body:
            text += f"\n\n## {piece.title}\n{FENCE}\n{body}\n{FENCE}"
        else:
            left_out.append(piece.title)
    return text, tuple(left_out)


def _cut(text: str, space: int) -> str:
    """The text where it fits, its beginning and a mark where that is worth it, else nothing."""
    if len(text) <= space:
        return text
    if space < WORTH_CUTTING:
        return ""
    kept = text[: space - 60].rpartition("\n")[0]
    return f"{kept}\n[… cut here: {text.count(chr(10)) - kept.count(chr(10))} more lines …]"


def files(root: Path, wanted: Iterable[Wanted]) -> Iterator[Piece]:
    """A piece for each file that is one and stands in the workspace."""
    place = root.resolve()
    for one in wanted:
        file = (place / one.name).resolve()
        if file.is_relative_to(place) and file.is_file():
            text = excerpt(file.read_text(errors="replace"), one.lines)
            yield Piece(title=f"{one.name}{f' ({one.why})' if one.why else ''}", text=text)


def excerpt(text: str, lines: Iterable[int] = ()) -> str:
    """A short file whole; of a long one the beginning and what stands around the lines, with marks for the rest."""
    every = [line[:LONGEST_LINE] for line in text.replace(FENCE, "~ ~ ~").splitlines()]
    if len(every) <= WHOLE_LINES:
        return "\n".join(every)
    kept = set(range(HEAD_LINES if set(lines) else WHOLE_LINES))
    for line in lines:
        kept |= set(range(max(line - AROUND_LINES, 0), min(line + AROUND_LINES, len(every))))
    found, before = list[str](), -1
    for number in (*sorted(kept & set(range(len(every)))), len(every)):
        if number > before + 1:
            found.append(f"[… lines {before + 2} to {number} are left out …]")
        if number < len(every):
            found.append(every[number])
        before = number
    return "\n".join(found)


def pointed_to(texts: Iterable[str]) -> tuple[str, ...]:
    """The files that words point to as `src/a.ts:12`, in their order."""
    found = re.findall(r"(?<![\w/.-])([\w@][\w./@-]*\.\w+):\d+", "\n".join(texts))
    return tuple(dict.fromkeys(found))


def lines_of(name: str, *, places: Iterable[Place] = (), texts: Iterable[str] = ()) -> frozenset[int]:
    """The lines of a file that places and words such as `src/a.ts:12` point to."""
    spoken = re.compile(rf"(?<![\w/.-]){re.escape(name)}:(\d+)")
    said = {int(number) for text in texts for number in spoken.findall(text)}
    return frozenset(said | {one.line for one in places if one.file == name and one.line})
