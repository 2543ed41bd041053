"""Words of a text with their places, and the little English that names and numbers need."""

import re
from functools import lru_cache
from typing import NamedTuple

from podium.analysis.tables import word_map, word_set

_TOKEN = re.compile(
    r"(?P<path>https?://\S+|(?<![\w.])/[\w:{}/.\-]*\w[}]?)"
    r"|(?P<number>\d+(?:[.,]\d+)*(?!\w)%?)"
    r"|(?P<word>\w+(?:[-'’./@]\w+)*)"
    r"|(?P<mark>\.{2,}|[^\w\s])"
)
_MARKER = re.compile(r"^[ \t]*(?:[-*+•–][ \t]+)?(?:\d{1,2}[.)][ \t]+)?(?:\[[ xX]?\][ \t]+)?", re.MULTILINE)
_TRANSPARENT = frozenset("`\"*_“”«»~'‘’")
_HUMP = re.compile(r"[a-z][A-Z]")
_CAMEL = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+|[0-9]+|[^\W\d_]+")

IRREGULAR = word_map(
    "person:people child:children man:men woman:women foot:feet tooth:teeth mouse:mice goose:geese ox:oxen "
    "leaf:leaves shelf:shelves half:halves life:lives knife:knives wife:wives thief:thieves loaf:loaves "
    "medium:media datum:data criterion:criteria analysis:analyses diagnosis:diagnoses basis:bases crisis:crises "
    "hypothesis:hypotheses quiz:quizzes index:indexes bus:buses gas:gases lens:lenses hero:heroes "
    "potato:potatoes tomato:tomatoes echo:echoes alias:aliases atlas:atlases canvas:canvases cache:caches "
    "movie:movies cookie:cookies calorie:calories zombie:zombies tie:ties pie:pies axe:axes shoe:shoes toe:toes "
    "horse:horses house:houses course:courses warehouse:warehouses nurse:nurses purchase:purchases "
    "expense:expenses invoice:invoices license:licenses licence:licences release:releases response:responses "
    "database:databases use:uses case:cases phase:phases phrase:phrases exercise:exercises lease:leases "
    "showcase:showcases archive:archives size:sizes prize:prizes up:ups ad:ads"
)
_BACK = {plural: single for single, plural in IRREGULAR.items()}
UNCOUNTABLE = word_set(
    "news series species equipment information feedback stock software hardware furniture staff advice progress "
    "inventory content money mail sheep fish aircraft merchandise metadata"
)
_NOT_PLURAL = ("ss", "us", "is", "ics")

NUMBERS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "hundred": 100}


class Token(NamedTuple):
    """A word, number, path or mark of the text; `word` is in lower case, without the sign of possession."""

    word: str
    text: str
    start: int
    end: int
    kind: str
    possessive: bool = False


def scan(text: str) -> tuple[Token, ...]:
    """Every token of the text in order, without quotes, back ticks, signs of emphasis and the numbers of lists."""
    tokens: list[Token] = []
    markers = {place for found in _MARKER.finditer(text) for place in range(*found.span())}
    for found in _TOKEN.finditer(text):
        if found.start() in markers:
            continue
        kind, whole = found.lastgroup or "mark", found.group()
        if kind == "mark" and whole in _TRANSPARENT:
            continue
        if kind == "word" and not whole.strip("_"):
            continue
        word = whole.lower().replace("’", "'")
        possessive = kind == "word" and (word.endswith("'s") or (word[-1] == "s" and _is_apostrophe(text, found.end())))
        if possessive and word not in {"let's", "it's", "that's", "there's", "what's", "here's", "who's"}:
            word = word.removesuffix("'s")
        tokens.append(Token(word, whole, found.start(), found.end(), kind, possessive))
    return tuple(tokens)


def _is_apostrophe(text: str, at: int) -> bool:
    after = text[at : at + 2]
    return (
        len(after) == 2 and after[0] in "'’" and after[1] == " " and text.count(after[0], max(0, at - 40), at) % 2 == 0
    )


@lru_cache(maxsize=4096)
def singular(word: str) -> str:
    """The singular of an English noun in lower case; a word that is none comes back unchanged."""
    if word in _BACK:
        return _BACK[word]
    if word in UNCOUNTABLE or word in IRREGULAR or len(word) < 4 or word.endswith(_NOT_PLURAL):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes", "uses")):
        return word[:-2]
    return word.removesuffix("s")


@lru_cache(maxsize=4096)
def plural(word: str) -> str:
    """The plural of an English noun in lower case."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word in UNCOUNTABLE:
        return word
    if word.endswith("y") and word[-2:-1] not in {"a", "e", "i", "o", "u", ""}:
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    return word + "s"


def is_plural(word: str) -> bool:
    """Whether an English noun in lower case stands in the plural."""
    return word in UNCOUNTABLE or singular(word) != word


@lru_cache(maxsize=4096)
def parts(name: str) -> tuple[str, ...]:
    """The words of an identifier in lower case: `OrderItem`, `order_item` and `order-item` give order, item."""
    return tuple(found.lower() for found in _CAMEL.findall(name))


def camel(words: tuple[str, ...]) -> str:
    """`("expiry", "date")` as `expiryDate`."""
    flat = [part for word in words for part in parts(word)]
    return "".join(part if number == 0 else part[:1].upper() + part[1:] for number, part in enumerate(flat))


def pascal(words: tuple[str, ...]) -> str:
    """`("wishlist", "item")` as `WishlistItem`."""
    flat = camel(words)
    return flat[:1].upper() + flat[1:]


def spelt(token: Token) -> tuple[str, ...]:
    """The words of a token in lower case: several for `isActive` and `due_date`, one for all others."""
    if token.word == "e-mail":
        return ("email",)
    plain = token.text.removesuffix("'s").removesuffix("’s")
    if "_" in plain.strip("_") or _HUMP.search(plain):
        return parts(plain)
    return (token.word,)


def number(token: Token) -> float | None:
    """The number that a token says, in digits or as a word; None where it says none."""
    if token.kind == "number":
        digits = token.word.rstrip("%")
        thousands = re.fullmatch(r"\d{1,3}(,\d{3})+", digits)
        plain = digits.replace(",", "") if thousands else digits
        return float(plain) if re.fullmatch(r"\d{1,12}(\.\d{1,6})?", plain) else None
    known = NUMBERS.get(token.word)
    return None if known is None else float(known)


def said(value: float) -> str:
    """A number as people write it: 5, 2.5."""
    return str(int(value)) if value == int(value) else str(value)
