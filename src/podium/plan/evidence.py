"""Why something is said: a place in the repository, or a command with its exit code."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, order=True)
class Place:
    """A line of a file at the surveyed revision; `line` counts from 1, 0 means the file as a whole."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A place and what it shows."""

    place: Place
    reason: str


@dataclass(frozen=True, kw_only=True)
class CommandEvidence:
    """A command that ran: its words, exit code, SHA-256 of its output, seconds, and where the whole output is kept."""

    command: str
    code: int
    digest: str
    seconds: float
    log: str = ""
    note: str = ""


Severity = str
"""`high`, `medium`, `low` or `info`."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a gate or a validator saw. Its identity is everything but the place's line and the hint."""

    gate: str
    rule: str
    message: str
    file: str = ""
    line: int = 0
    symbol: str = ""
    severity: str = "high"
    hint: str = ""

    @property
    def identity(self) -> tuple[str, str, str, str, str]:
        """What makes it the same finding on another revision: lines may move."""
        return (self.gate, self.rule, self.file, self.symbol, self.message)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.file and self.line else self.file
        symbol = "" if self.symbol in self.message else self.symbol
        place = "" if symbol and place and symbol.startswith(f"{place} ") else place
        return ": ".join((*filter(None, (place, symbol)), f"{self.message} ({self.gate}/{self.rule})"))
