"""Which of a rule's cues stand in a text: whole words, lower case, a trailing `*` takes any ending; and plurals."""

import re
from collections.abc import Iterable
from functools import lru_cache


def found(cues: Iterable[str], text: str) -> tuple[str, ...]:
    """The words of `text`, in lower case, that the cues matched: in the order of the cues, each once."""
    words = text.lower()
    hits = (match.group() for cue in cues if _may_match(cue, words) and (match := _expression(cue).search(words)))
    return tuple(dict.fromkeys(hits))


def _may_match(cue: str, words: str) -> bool:
    """Whether every word of the cue stands somewhere in the text: of a thousand cues a text has a few."""
    return all(part in words for part in _stems(cue))


@lru_cache(maxsize=4096)
def _stems(cue: str) -> tuple[str, ...]:
    return tuple(part.rstrip("*") for part in cue.lower().split())


@lru_cache(maxsize=1024)
def _expression(cue: str) -> re.Pattern[str]:
    parts = [re.escape(part.rstrip("*")) + (r"\w*" if part.endswith("*") else "") for part in cue.lower().split()]
    return re.compile(r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)")


def base(word: str) -> str:
    """A lower-case word without the ending of a plural: of `categories`, `resumes`, `boxes` category, resume, box."""
    if word in _ALONE:
        return word
    whole = re.sub(r"(?<=[a-z]{2})ies$", "y", word)
    return re.sub(r"(?<=[a-z]{2})(?:(?<=ss|sh|ch)es|(?<=[^o]us)es|(?<=[xz])es|(?<![siu])s)$", "", whole)


_ALONE = frozenset({"alias", "atlas", "bias", "canvas", "news", "series"})
"""Nouns that end like a plural and are none."""


def split(cues: str) -> tuple[str, ...]:
    """The cues of one text, which `|` stands between."""
    return tuple(cues.split("|"))
