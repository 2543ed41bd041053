"""A place in the tokens of one clause, and the small steps that phrases are read with."""

from podium.analysis import lexicon
from podium.analysis.tables import Phrases
from podium.analysis.words import Token, number

METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
"""Methods of routes, as they are written; no thing is called so."""
_END = Token("", "", 0, 0, "end")


class Cursor:
    """Where reading stands: token number `at`, never at or past `end`."""

    def __init__(self, tokens: tuple[Token, ...], at: int, end: int) -> None:
        self.tokens = tokens
        self.at = at
        self.end = end

    @property
    def done(self) -> bool:
        """Whether no token is left."""
        return self.at >= self.end

    def token(self, ahead: int = 0) -> Token:
        """The token `ahead` of the cursor, or an empty one past the end."""
        place = self.at + ahead
        return self.tokens[place] if place < self.end else _END

    def word(self, ahead: int = 0) -> str:
        """The word `ahead` of the cursor in lower case, empty past the end."""
        return self.token(ahead).word

    def take(self, words: frozenset[str] | set[str] | tuple[str, ...]) -> str:
        """Step over one token if its word is among `words`; the word, or an empty string."""
        word = self.word()
        if word and word in words:
            self.at += 1
            return word
        return ""

    def phrase(self, table: Phrases) -> str:
        """Step over the longest phrase of `table` that stands here; its text, empty where none does."""
        for phrase in table.get(self.word(), ()):
            if all(self.word(ahead) == word for ahead, word in enumerate(phrase)):
                self.at += len(phrase)
                return " ".join(phrase)
        return ""

    def number(self) -> float | None:
        """Step over a number in digits or words; None where there is none."""
        value = number(self.token())
        if value is not None:
            self.at += 1
        return value

    def skip(self, words: frozenset[str] | set[str] | tuple[str, ...]) -> int:
        """Step over every token whose word is among `words`; how many there were."""
        start = self.at
        while self.take(words):
            pass
        return self.at - start

    def part(self, end: int) -> "Cursor":
        """A cursor over the tokens from here to `end`."""
        return Cursor(self.tokens, self.at, min(end, self.end))

    def find(self, words: frozenset[str] | set[str] | tuple[str, ...]) -> int:
        """The number of the next token whose word is among `words`, or `end`."""
        return next((place for place in range(self.at, self.end) if self.tokens[place].word in words), self.end)


def is_content(token: Token) -> bool:
    """Whether the token says something of its own: no mark, no function word, no politeness."""
    return token.kind in {"number", "path", "particle"} or (token.kind == "word" and token.word not in lexicon.STOP)


def names_on(cursor: Cursor) -> bool:
    """Whether a word of a field's name stands here; `first` and `last` are ones before `name`."""
    return is_wordlike(cursor.token()) or (cursor.word() in {"first", "last"} and cursor.word(1) == "name")


def is_wordlike(token: Token) -> bool:
    """Whether the token may be a word of a name."""
    named = token.text not in METHODS and token.word not in lexicon.BREAK
    return token.kind == "word" and named and not token.word.endswith("ly")
