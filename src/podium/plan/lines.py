"""Where in a JSON text a path such as `tasks[2].needs[0]` stands."""

import json
import re
from functools import cached_property

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_SCALAR = re.compile(r"[^\s,\]}:]+")
_SPACE = re.compile(r"\s*")


class Lines:
    """The lines of a JSON text by path; a text that is not JSON is read as far as it goes."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._twice: list[str] = []

    def line(self, path: str) -> int:
        """The line, from 1, of the value at the path or of the nearest one around it; 0 where there is none."""
        while path and path not in self._starts:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        start = self._starts.get(path)
        return 0 if start is None or not path else self._numbers[start]

    def place(self, path: str) -> str:
        """`line N, path: `, or what is known of it."""
        line = self.line(path)
        return f"line {line}, {path}: " if line else f"{path}: " if path else ""

    def twice(self) -> tuple[str, ...]:
        """The paths of keys that an object holds twice: JSON itself takes the last one and says nothing."""
        return tuple(self._twice) if self._starts else ()

    @cached_property
    def _numbers(self) -> dict[int, int]:
        """The line of each place where a value or a key begins."""
        found: dict[int, int] = {}
        line, before = 1, 0
        for start in sorted(set(self._starts.values())):
            line, before = line + self._text.count("\n", before, start), start
            found[start] = line
        return found

    @cached_property
    def _starts(self) -> dict[str, int]:
        found: dict[str, int] = {}
        try:
            self._value("", found)
        except (IndexError, ValueError, RecursionError):
            return found
        return found

    def _value(self, path: str, found: dict[str, int]) -> None:
        self._skip()
        found.setdefault(path, self._at)
        match self._text[self._at]:
            case "{":
                self._inside("}", path, found, named=True)
            case "[":
                self._inside("]", path, found, named=False)
            case '"':
                self._string()
            case _:
                self._take(_SCALAR)

    def _inside(self, closing: str, path: str, found: dict[str, int], *, named: bool) -> None:
        self._at, number = self._at + 1, 0
        self._skip()
        while self._text[self._at] != closing:
            start = self._at
            key = f"{path}.{self._string()}".lstrip(".") if named else f"{path}[{number}]"
            if named:
                self._twice.extend([key] if key in found else [])
                found.setdefault(key, start)
                self._skip()
                self._at += 1
            self._value(key, found)
            self._skip()
            self._at += self._text[self._at] == ","
            self._skip()
            number += 1
        self._at += 1

    def _string(self) -> str:
        return str(json.loads(self._take(_STRING)))

    def _skip(self) -> None:
        self._take(_SPACE)

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        if match is None:
            raise ValueError("not JSON from here on")
        self._at = match.end()
        return match.group()
