"""Words of names: their parts, singular and plural, as far as English rules go."""

import re

PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")
IRREGULAR = {
    "person": "people",
    "child": "children",
    "man": "men",
    "woman": "women",
    "mouse": "mice",
    "datum": "data",
    "index": "indices",
    "medium": "media",
    "criterion": "criteria",
}
SINGULARS = {plural: singular for singular, plural in IRREGULAR.items()}
UNCHANGED = {"news", "series", "species", "status", "auth", "health", "metadata", "analytics", "settings", "address"}


def kebab(name: str) -> str:
    """`OrderItem`, `orderItem` and `order_item` as `order-item`."""
    return "-".join(part.lower() for part in PARTS.findall(name))


def plural(word: str) -> str:
    """The plural of a kebab-case noun: that of its last part."""
    head, dash, last = word.rpartition("-")
    return head + dash + _plural(last)


def singular(word: str) -> str:
    """The singular of a kebab-case noun; the word itself where it is one."""
    head, dash, last = word.rpartition("-")
    return head + dash + _singular(last)


def _plural(word: str) -> str:
    if word in IRREGULAR:
        return IRREGULAR[word]
    if re.search(r"(?:[sxz]|[cs]h)$", word):
        return f"{word}es"
    return f"{word[:-1]}ies" if re.search(r"[^aeiou]y$", word) else f"{word}s"


def _singular(word: str) -> str:
    if word in SINGULARS:
        return SINGULARS[word]
    if word in UNCHANGED or not word.endswith("s") or re.search(r"(?:ss|us|is)$", word):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-2] if re.search(r"(?:s|x|z|ch|sh)es$", word) and not word.endswith("ses") else word[:-1]
