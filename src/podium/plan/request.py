"""What the user asked, and places in its words."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Span:
    """Characters `start` to `end` (exclusive) of the request's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words that the span covers."""
        return text[self.start : self.end]

    def holds(self, other: "Span") -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def touches(self, other: "Span") -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, kw_only=True)
class Request:
    """The request in the user's own words, unchanged but for line ends and outer white space."""

    text: str

    @property
    def digest(self) -> str:
        """SHA-256 of the text, as 64 hex digits."""
        return hashlib.sha256(self.text.encode()).hexdigest()
