"""A file without what no fact is read from: the bodies of tests, and long tables of data, as spaces.

Every byte that stays keeps its place, so lines and offsets are those of the file. Only blocks whose lines are all
indented more than the line that opens them are blanked; where that was no block after all, the syntax breaks, and the
reader takes the whole file.
"""

import re

from podium.survey.testing import SUPPORT

BLOCK = rb"(?P<body>(?:(?P=indent)[ \t]+\S[^\n]*\n|[ \t]*\r?\n)*)"
TEST = re.compile(
    rb"\n(?P<indent>[ \t]*)(?:(?:it|test)(?:\.\w+)?\(['\"`]|(?:before|after)(?:Each|All)?\()[^\n]*\{\r?\n"
    + BLOCK
    + rb"(?=(?P=indent)\})"
)
TABLE = re.compile(rb"\n(?P<indent>)(?:export )?const [^\n]*= ?[\[{]\r?\n" + BLOCK + rb"(?=[\]}])")
LONG = 4_200
"""Bytes of a table that no constant is read from: more than those of the longest that is."""

KEPT = (b"process.env", b"orderBy:", b"where:", b"import(", b"require(", b"class ", b"P2002", b"this.request.user")
"""What is looked for in the bodies of tests, too."""

IMPORTED = re.compile(rb"import\s+([^;'\"]*?)\s+from\s+['\"](\.[^'\"]*)['\"]")
NAME = re.compile(rb"[\w$]+")
SPACES = bytes(sign if sign in b" \t\r\n\f\v" else 32 for sign in range(256))


def outline(source: bytes) -> bytes:
    """The file with such blocks blanked; the file itself where there are none."""
    if b"it(" in source or b"test(" in source:
        kept = (*KEPT, *_helpers(source))
        source = _blanked(source, TEST, kept, least=0)
    return _blanked(source, TABLE, (b"(", b"`"), least=LONG) if len(source) > LONG else source


def _blanked(source: bytes, pattern: re.Pattern[bytes], kept: tuple[bytes, ...], *, least: int) -> bytes:
    lines = b"\n" + source
    looked_for = [sign for sign in kept if sign in source]
    parts: list[bytes] = []
    at = 1
    for found in pattern.finditer(lines):
        body = found.group("body")
        if len(body) > least and not any(sign in body for sign in looked_for):
            parts += (lines[at : found.start("body")], body.translate(SPACES))
            at = found.end("body")
    return b"".join((*parts, lines[at:])) if parts else source


def _helpers(source: bytes) -> list[bytes]:
    """The names that a file of tests imports from the project's own files and may build an application with."""
    every = b"supertest" in source or b"createNestApplication" in source
    return [
        name
        for names, path in IMPORTED.findall(source)
        if every or SUPPORT.search(path.decode("utf-8", "replace"))
        for name in NAME.findall(names)
    ]
