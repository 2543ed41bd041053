"""Tables of words and phrases, written as plain text."""

from functools import lru_cache

Phrases = dict[str, tuple[tuple[str, ...], ...]]
"""Phrases by their first word, longest first."""


def word_set(text: str) -> frozenset[str]:
    """The words of the text."""
    return frozenset(text.split())


def word_map(text: str) -> dict[str, str]:
    """`one:two three:four` as a mapping."""
    return dict(pair.split(":", 1) for pair in text.split())  # type: ignore[misc]


@lru_cache(maxsize=1024)
def phrases(text: str) -> Phrases:
    """The phrases that bars separate in `text`."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for one in sorted(dict.fromkeys(text.split("|")), key=lambda one: -len(one.split())):
        found.setdefault(one.split()[0], []).append(tuple(one.split()))
    return {first: tuple(rest) for first, rest in found.items()}
