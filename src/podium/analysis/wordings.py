"""Other ways of saying the same, rewritten to the words that reading knows; every token keeps its place in the text."""

from functools import lru_cache

from podium.analysis import doing, lexicon
from podium.analysis.tables import word_map
from podium.analysis.words import Token

PARTICLE = "particle"
"""The kind of a token that belongs to the verb before: `off` in `take it off`."""

_PHRASAL: dict[str, str] = word_map(
    "take_off:remove take_back:remove take_down:remove take_away:remove throw_away:remove throw_out:remove "
    "put_on:add put_in:add put_into:add look_up:look-up look_at:look-at look_through:look-through "
    "look_after:look-after drop_out:opt-out opt_out:opt-out withdraw_from:opt-out unregister_from:opt-out "
    "go_through:go-through write_down:write send_in:submit hand_in:submit note_down:write jot_down:write "
    "type_in:enter sign_up:sign-up"
)
"""A verb and its particle, which may stand behind the object, as one verb."""
_KEPT = frozenset({"on", "in", "into"})
"""Particles that begin what something is put on, and so stay words of their own."""
_FIRSTS = {one.split("_")[0] for one in _PHRASAL}
_REACH = 6
"""How many words may stand between a verb and its particle."""


def _forms(verb: str) -> dict[str, str]:
    """The forms of a verb by what they are."""
    past = {"take": "taken", "throw": "thrown", "write": "written", "go": "gone", "send": "sent", "put": "put"}
    return {
        past.get(verb) or doing.participle(verb): "past",
        verb: "plain",
        doing.s_form(verb): "s",
        doing.gerund(verb): "ing",
    }


@lru_cache(maxsize=1)
def _verbs() -> dict[str, tuple[tuple[str, str], ...]]:
    """Verbs that take a particle, with what form it is, by every form of theirs."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for verb in sorted(_FIRSTS):
        for form, kind in _forms(verb).items():
            found[form] = (*found.get(form, ()), (verb, kind))
    return found


_SAME: tuple[tuple[str, str], ...] = (
    ("take care of", "look-after all of"),
    ("takes care of", "look-after all of"),
    ("do everything", "manage them"),
    ("do anything", "manage them"),
    ("see everything", "see all"),
    ("sees everything", "sees all"),
    ("view everything", "view all"),
    ("could we get", "could we add"),
    ("can we get", "can we add"),
    ("could i get", "could we add"),
    ("to exactly one", "to a single"),
    ("of exactly one", "of a single"),
)
"""Phrases that are read as others of as many words."""


@lru_cache(maxsize=1)
def _same() -> dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]:
    found: dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = {}
    for said, meant in _SAME:
        words = tuple(said.split())
        found[words[0]] = (*found.get(words[0], ()), (words, tuple(meant.split())))
    return found


def _reworded(tokens: list[Token]) -> None:
    """Give the words of set phrases their plain ones; texts and places stay."""
    same = _same()
    for place, token in enumerate(tokens):
        for said, meant in same.get(token.word, ()):
            if tuple(one.word for one in tokens[place : place + len(said)]) == said:
                for ahead, word in enumerate(meant):
                    tokens[place + ahead] = tokens[place + ahead]._replace(word=word)


def plain(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens with set phrases in plain words; `take it off` is `remove it`, with `off` as a particle."""
    found, verbs = list(tokens), _verbs()
    _reworded(found)
    for place, token in enumerate(tokens):
        for verb, form in verbs.get(token.word, ()) if token.kind == "word" else ():
            at = _particle(tokens, place, verb)
            if at is None:
                continue
            meant = _PHRASAL[f"{verb}_{tokens[at].word}"]
            found[place] = token._replace(word=_inflected(meant, form))
            if tokens[at].word in _KEPT and meant == "add":
                found[at] = tokens[at]._replace(word="to")
            else:
                found[at] = tokens[at]._replace(word="~", kind=PARTICLE)
    return tuple(found)


def _inflected(verb: str, form: str) -> str:
    return {"plain": str, "s": doing.s_form, "past": doing.participle, "ing": doing.gerund}[form](verb)


def _particle(tokens: tuple[Token, ...], place: int, verb: str) -> int | None:
    """Where the particle of the verb stands: right behind it, or behind a short object without another verb."""
    for at in range(place + 1, min(place + 1 + _REACH, len(tokens))):
        word = tokens[at].word
        if f"{verb}_{word}" in _PHRASAL:
            return at if _completes(tokens, place, at) else None
        if tokens[at].kind != "word" or word in lexicon.CONDITIONS or word in {"and", "or", "of", "from", "with", "by"}:
            return None
    return None


def _completes(tokens: tuple[Token, ...], place: int, at: int) -> bool:
    """Whether the particle ends the verb's phrase; `put` needs an object before it and a thing behind it."""
    follows = tokens[at + 1] if at + 1 < len(tokens) else None
    if tokens[at].word in _KEPT and tokens[place].word.startswith("put"):
        return at > place + 1 and follows is not None and follows.kind == "word"
    if at == place + 1:
        return True
    return (
        follows is None
        or follows.kind == "mark"
        or follows.word in {"and", "or", "again", "by", "later", "too", "at", "with", "any", "if", "when", "after"}
    )
