"""Whoever made a thing, said by what they did: `the person who opened it`, `the notes that he saved`."""

from podium.analysis import doing, lexicon
from podium.analysis.cursor import Cursor
from podium.analysis.words import singular


def whoever_made(cursor: Cursor) -> bool:
    """Step over `the person who opened it`: whoever a row is of."""
    who = cursor.word() == "the" and (singular(cursor.word(1)) in lexicon.PEOPLE or cursor.word(1) == "one")
    verb = "write" if cursor.word(3) == "wrote" else doing.PARTICIPLES.get(cursor.word(3), "")
    made = doing.VERBS.get(verb) == ("create",) and cursor.word(4) in {"it", "them"}
    if who and cursor.word(2) in {"who", "that"} and made:
        cursor.at += 5
        return True
    return False


def made_by_oneself(cursor: Cursor) -> bool:
    """Step over `that he saved`, `I filed` behind a name: whoever acts means what is theirs."""
    begin = cursor.at
    cursor.take({"that", "which"})
    if cursor.take({"i", "he", "she", "they", "we"}):
        cursor.take({"have", "has", "had"})
        verb = "write" if cursor.word() == "wrote" else doing.PARTICIPLES.get(cursor.word(), "")
        if doing.VERBS.get(verb) == ("create",):
            cursor.at += 1
            return True
    cursor.at = begin
    return False
