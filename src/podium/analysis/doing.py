"""Verbs of operations in every form, and the ways of saying them that only things which are new here take."""

from podium.analysis import lexicon
from podium.analysis.tables import word_map, word_set
from podium.plan.analysis import OperationKind

NEW_ONLY: dict[str, tuple[OperationKind, ...]] = {
    **dict.fromkeys(word_set("publish log put enter propose collect register request hand-in send"), ("create",)),
    **dict.fromkeys(word_set("inspect consult look-at"), ("get",)),
    **dict.fromkeys(word_set("go-through look-through"), ("list",)),
    **dict.fromkeys(word_set("rename revise rewrite adjust"), ("update",)),
    **dict.fromkeys(word_set("drop discard erase unregister"), ("delete",)),
    "look-after": ("create", "list", "get", "update", "delete"),
}
"""Of what exists already these say something else: to publish a post, to drop an item, is no creation or deletion."""

VERBS: dict[str, tuple[OperationKind, ...]] = {**NEW_ONLY, **lexicon.VERBS}
"""Verbs in their plain form with the operations that they mean; `get` becomes `list` before a plural."""

NAMING = frozenset({"rename"})
"""Verbs that change the name alone."""

_PAST = word_map(
    "get:got see:seen show:shown read:read write:written rewrite:rewritten leave:left make:made put:put keep:kept "
    "hold:held submit:submitted drop:dropped enter:entered find:found"
)
_GERUNDS = word_map("get:getting put:putting submit:submitting drop:dropping")
_SAME = word_set("sign-up opt-out look-after look-up look-at look-through go-through hand-in crud")
"""Verbs that `wordings` writes in one word: they keep one form."""


def s_form(verb: str) -> str:
    """The verb of a third person: `opens`, `carries`."""
    if verb in _SAME:
        return verb
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "x", "z", "ch", "sh", "go")) else "s")


def participle(verb: str) -> str:
    """The verb of the passive voice: `opened`, `seen`."""
    if verb in _SAME:
        return verb
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    return _PAST.get(verb) or verb + ("d" if verb.endswith("e") else "ed")


def gerund(verb: str) -> str:
    """The verb as a noun: `opening`, `writing`."""
    if verb in _SAME:
        return verb
    return _GERUNDS.get(verb) or (verb[:-1] if verb.endswith("e") and verb[-2:] not in {"ee", "ye"} else verb) + "ing"


_NO_S_FORM = word_set("log list place store record file post order request")
"""Verbs whose form with an `s` is a plural noun more often than a verb."""

S_FORMS: dict[str, str] = {s_form(verb): verb for verb in VERBS if verb not in _NO_S_FORM} | lexicon.S_FORMS
S_NOUNS: dict[str, str] = {s_form(verb): verb for verb in VERBS if verb in _NO_S_FORM}
"""Forms that are a verb only before an article: `a customer files a claim`."""
PARTICIPLES: dict[str, str] = {participle(verb): verb for verb in VERBS} | lexicon.PARTICIPLES
GERUNDS: dict[str, str] = {gerund(verb): verb for verb in VERBS} | lexicon.GERUNDS

MAKING_VERBS: dict[str, tuple[str, str]] = {
    "upvote": ("vote", ""),
    "suggest": ("suggestion", ""),
    "recommend": ("recommendation", ""),
    "subscribe": ("subscription", ""),
    "follow": ("follow", ""),
    "join": ("membership", ""),
    "watch": ("watch", ""),
    "vote": ("vote", ""),
    "endorse": ("endorsement", ""),
    "attend": ("attendance", ""),
    "apply": ("application", ""),
    "sign-up": ("registration", ""),
    "borrow": ("loan", ""),
    "rent": ("rental", ""),
    "bid": ("bid", ""),
    "flag": ("flag", ""),
    **lexicon.MAKING_VERBS,
}
"""Verbs whose act is an entity of its own, with the field that they give it."""
MADE: dict[str, str] = {participle(verb): verb for verb in MAKING_VERBS} | lexicon.MADE
MAKES: dict[str, str] = {s_form(verb): verb for verb in MAKING_VERBS}
UNDONE: dict[str, str] = {
    **{f"un{verb}": entity for verb, (entity, _) in MAKING_VERBS.items()},
    "leave": "membership",
    "opt-out": "",
}
BARE = lexicon.BARE_ENTITIES | word_set("subscription membership watch attendance registration endorsement loan rental")
"""Entities that need no field: their relations are all there is."""
"""`unpin`, `unlike`: the entity that such a verb takes back."""
UNDOES: dict[str, str] = {s_form(verb): verb for verb in UNDONE}

KNOWN = VERBS.keys() | MAKING_VERBS.keys() | UNDONE.keys()
"""Every verb in its plain form."""

PLAIN = lexicon.PLAIN | word_set("open read list submit leave file publish enter look-up look-after")
"""Verbs that permit without a modal: `admins manage brands`."""
