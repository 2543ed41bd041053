"""Who signs a request: names and what they are, under a greeting at its end; they ask for nothing."""

from podium.analysis.cursor import Cursor
from podium.analysis.tables import phrases, word_set
from podium.analysis.words import Token

_JOINTS = frozenset({"-", "–", "—", "/", "|", ",", "(", ")", "&", "·", "."})
_OF = word_set("of the at for and from")
_TEAMS = word_set(
    "team backend frontend product engineering support ops operations sales marketing logistics design data platform "
    "lead manager owner developer engineer head po pm cto ceo qa dev devs department office"
)
_LONGEST = 9
_CLOSING = phrases(
    "best|best regards|kind regards|warm regards|regards|many thanks|thanks|thank you|thx|cheers|greetings|best wishes|"
    "all the best|sincerely|yours sincerely|thanks a lot|thanks in advance|much appreciated|many thanks in advance|"
    "thanks a bunch|with kind regards|thank you very much"
)


def is_signature(tokens: tuple[Token, ...], first: int, last: int) -> bool:
    """Whether the tokens are a name, and behind a dash, a comma or a bracket at most what somebody is or works for.

    The name is one to three words with a capital; a further sentence, a verb or a number makes it something else.
    """
    said = tokens[first:last]
    if not said or len(said) > _LONGEST:
        return False
    if said[0].kind == "path":
        return len(said) == 1 and said[0].text.strip("/").isalpha()
    named = 0
    while named < len(said) and named < len(_NAME) and _is_name(said[named]):
        named += 1
    rest = said[named:]
    if not named or not all(_is_name(one) or one.word in _OF | _TEAMS or one.word in _JOINTS for one in rest):
        return False
    return not rest or rest[0].word in _JOINTS or all(_is_name(one) or one.word in _OF for one in rest)


_NAME = ("first", "middle", "last")


def _is_name(token: Token) -> bool:
    return token.kind == "word" and token.text[:1].isupper() and (token.text[1:].islower() or token.text.isupper())


def closes(tokens: tuple[Token, ...], first: int, last: int) -> bool:
    """Whether the tokens are what ends a letter, with nothing behind it or with who signs: `Best, Maria (PO)`."""
    cursor = Cursor(tokens, first, last)
    if not cursor.phrase(_CLOSING):
        return False
    cursor.skip({",", "!", "."})
    return cursor.done or is_signature(tokens, cursor.at, last)
