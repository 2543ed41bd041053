"""How far a clause can be read: negations, conditions and stories about the present end it."""

from podium.analysis import lexicon
from podium.analysis.clauses import Part
from podium.analysis.cursor import Cursor, is_content
from podium.analysis.tables import phrases
from podium.analysis.words import Token

_HARMLESS = phrases(
    "must not repeat|may not repeat|no duplicates|without duplicates|never twice|whether it is|whether they are|"
    "whether it's|whether it was|no product twice|no two alike|"
    "no more than|no less than|no longer than|not more than|not less than|not longer than|not null|not empty|"
    "must not be empty|cannot be empty|can't be empty|not be empty|not required|not mandatory|not negative|"
    "cannot be negative|must not be negative|can't be negative|without login|without a login|without logging in|"
    "without signing in|without authentication|without being logged in|without being signed in|no login needed|"
    "no login required|no login|no authentication|no authentication needed|no authentication required|no auth|"
    "not below|not above|not exceeding|valid until|never negative|no account needed|may not be empty|cannot be blank|"
    "not blank|not nullable|without an account|never empty|when created|when it is created|"
    "default no|default: no|defaults to no|no by default|default is no|= no"
)
"""Negations that a phrase of its own reads."""
_BOUNDARIES = frozenset({",", ";", "(", "but", "and", "that", "which", "who", ":", "-", "–", "—"})
_ONCE_ENDS = frozenset({"", "each", ",", ".", "per", "for", "by", ")", "only", "and"})
_SO_THAT = phrases("so that|in order to|so")
_PURPOSE = (
    ("so", "that"),
    ("in", "order"),
    ("so", "they"),
    ("so", "i"),
    ("so", "we"),
    ("so", "users"),
    ("so", "customers"),
    ("so", "nothing"),
    ("so", "nobody"),
    ("so", "no"),
    ("so", "everyone"),
    ("so", "people"),
)


def readable_end(tokens: tuple[Token, ...], part: Part) -> int:
    """The token number up to which the part may be read; `part.first` where nothing of it may be.

    A condition ends it where it stands, a negation at the boundary before it; a clause that begins with a
    condition, or tells how things are, is not read at all.
    """
    cursor = Cursor(tokens, part.first, part.last)
    while not cursor.done:
        if cursor.phrase(_HARMLESS):
            continue
        word = cursor.word()
        if word in lexicon.PRESENT_STATE and not (word == "now" and cursor.at == part.first):
            return part.first
        if word in lexicon.CONDITIONS or _is_once(cursor) or _is_purpose(cursor):
            return cursor.at
        if word in lexicon.NEGATIONS and not _in_brackets(tokens, part.first, cursor.at):
            return _boundary(tokens, part.first, cursor.at)
        cursor.at += 1
    return part.last


def begins_conditional(tokens: tuple[Token, ...], part: Part) -> bool:
    """Whether the part begins with a condition, so that the rest of its sentence hangs on it."""
    cursor = Cursor(tokens, part.first, part.last)
    cursor.skip({"only", "and", "but", "then", "also", "even"})
    return cursor.word() in lexicon.CONDITIONS or cursor.word() in {"after", "before"} or _is_once(cursor)


def is_benign_purpose(tokens: tuple[Token, ...], first: int, last: int) -> bool:
    """Whether `so that I can reuse them at checkout` stands there: a reason to ask, and nothing to build.

    It must be about the one who asks, say one harmless verb, and hold no number, limit or quality.
    """
    cursor = Cursor(tokens, first, last)
    if not cursor.phrase(_SO_THAT):
        return False
    if cursor.tokens[cursor.at - 1].word != "to":
        cursor.skip({"the", "my"})
        if not cursor.take({"i", "we", "they", "users", "customers", "people", "user", "customer"}):
            return False
        cursor.phrase(phrases("can|could|may|will be able to|are able to|am able to|can later|can easily"))
    if not cursor.take(lexicon.BENIGN_PURPOSE):
        return False
    rest = [token for token in tokens[cursor.at : last] if is_content(token)]
    known = (
        lexicon.OTHER_VERBS
        | lexicon.NEGATIONS
        | lexicon.CONDITIONS
        | lexicon.QUALITIES
        | {"only", "first", "least", "most"}
    )
    return len(rest) <= 4 and all(token.kind == "word" and token.word not in known for token in rest)


def _is_once(cursor: Cursor) -> bool:
    return cursor.word() == "once" and cursor.word(1) not in _ONCE_ENDS


def _is_purpose(cursor: Cursor) -> bool:
    behind = cursor.tokens[cursor.at - 1].word if cursor.at else ""
    reason = any(cursor.word() == first and cursor.word(1) == second for first, second in _PURPOSE)
    return reason and behind not in lexicon.ENDPOINT_WORDS


def _in_brackets(tokens: tuple[Token, ...], first: int, place: int) -> bool:
    """Whether the token stands in brackets: what is negated there is one property, and its reader steps over it."""
    words = [token.word for token in tokens[first:place] if token.kind == "mark"]
    return words.count("(") > words.count(")")


def _boundary(tokens: tuple[Token, ...], first: int, place: int) -> int:
    for before in range(place - 1, first, -1):
        if tokens[before].word in _BOUNDARIES:
            return before
    return first
