"""Who, may, does and what: the phrases that sentences are made of."""

from dataclasses import dataclass, replace

from podium.analysis import doing, lexicon
from podium.analysis.cursor import Cursor, is_wordlike
from podium.analysis.makers import made_by_oneself, whoever_made
from podium.analysis.tables import phrases, word_set
from podium.analysis.vocabulary import Vocabulary
from podium.analysis.words import is_plural, singular, spelt
from podium.plan.analysis import Access


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who does it. `noun` is the word that the request uses; `also` are roles that were named beside whoever signs in:
    where each of those means their own rows, the roles mean all of them. `of` is the model whose owner is meant."""

    access: Access
    roles: tuple[str, ...] = ()
    noun: str = ""
    only: bool = False
    also: tuple[str, ...] = ()
    of: str = ""


@dataclass(frozen=True, kw_only=True)
class Noun:
    """A noun phrase: its words in lower case, the head last.

    `of` is what it belongs to (`a product's reviews`); `own` a word like `their`; `qualities` are the token numbers of
    adjectives that ask for more than the noun.
    """

    words: tuple[str, ...]
    first: int
    last: int
    head: int
    own: bool = False
    every: bool = False
    any_one: bool = False
    pronoun: bool = False
    of: "Noun | None" = None
    qualities: tuple[int, ...] = ()

    @property
    def plural(self) -> bool:
        """Whether the head stands in the plural."""
        return is_plural(self.words[-1]) or self.words[-1] in {"them", "these", "those"}


@dataclass(frozen=True, kw_only=True)
class Verb:
    """A verb in its plain form, with the token number where it stands."""

    word: str
    at: int


_ONLY = frozenset({"only", "just"})
_OWNING = word_set("owner owners author authors creator creators")
_AFTER_ONLY = frozenset({"only", "alone"})
_ACTOR_FILL = lexicon.DETERMINERS | {
    "our",
    "your",
    "other",
    "individual",
    "new",
    "normal",
    "ordinary",
    "regular",
    "plain",
}


_PLACES = frozenset({"shop", "store", "site", "platform", "system", "app", "clinic", "hotel", "school", "blog"})
_ANYONE_SIGNED_IN = phrases(
    "anyone signed in|anyone logged in|everybody signed in|everyone signed in|everyone logged in|everybody logged in|"
    "anyone who is signed in|anyone who is logged in|everyone who is signed in|everyone who is logged in|"
    "whoever is signed in|whoever is logged in|anybody signed in|anybody logged in|all who are signed in|"
    "all signed in"
)
_WHO_SIGNED_IN = phrases(
    "who is signed in|who are signed in|who is logged in|who are logged in|that is signed in|that are logged in|"
    "who has signed in|signed in|logged in"
)
_OF_HERE = phrases(
    "of the team|of our team|of the app|of our app|of the shop|of our shop|of the site|of the platform|of the system"
)
_STAFF = word_set(
    "user users people person staff member members rep reps representatives agents agent team account accounts"
)


def actor(cursor: Cursor, vocabulary: Vocabulary, *, before: Actor | None = None) -> Actor | None:
    """The person or group that stands here; `before` is whom a pronoun means. None leaves the cursor where it was."""
    start = cursor.at
    only = bool(cursor.take(_ONLY))
    if vocabulary.admin and cursor.take({"admin-only", "admins-only"}):
        return Actor(access="role", roles=(vocabulary.admin,), noun="admin", only=True)
    found = _actor(cursor, vocabulary, before)
    if found is None:
        cursor.at = start
        return None
    if cursor.take(_AFTER_ONLY):
        only = True
    return replace(found, only=only or found.only)


def _actor(cursor: Cursor, vocabulary: Vocabulary, before: Actor | None) -> Actor | None:
    if _owner(cursor) or whoever_made(cursor):
        return Actor(access="owner", noun="owner")
    if cursor.phrase(_ANYONE_SIGNED_IN):
        return Actor(access="signed_in", noun="user")
    if cursor.phrase(lexicon.PUBLIC_ACTORS):
        cursor.take({"else"})
        return Actor(access="public", noun="anyone")
    if before and cursor.take({"they", "he", "she", "i", "we", "he/she"}):
        return before
    signed = False
    start = cursor.at
    cursor.skip(_ACTOR_FILL)
    if cursor.word() in _PLACES and cursor.word(1) in _LEADERS:
        cursor.at += 1
    owned = vocabulary.model((cursor.word(),)) if cursor.word(1) in _OWNING else None
    if owned:
        cursor.at += 2
        return Actor(access="owner", noun="owner", of=owned.name)
    if vocabulary.admin and cursor.phrase(lexicon.ADMIN_ACTORS):
        return Actor(access="role", roles=(vocabulary.admin,), noun="admin")
    if cursor.phrase(lexicon.SIGNED_IN):
        signed = True
    word = cursor.word()
    role = vocabulary.role(word) if word else ""
    if role and not signed:
        cursor.at += 1
        cursor.take(_STAFF)
        return Actor(access="role", roles=(role,), noun=singular(word))
    if singular(word) in lexicon.ACTOR_NOUNS:
        model = vocabulary.model((word,))
        if model is None or model.name == vocabulary.user or signed:
            cursor.at += 1
            cursor.phrase(_WHO_SIGNED_IN)
            cursor.phrase(_OF_HERE)
            return Actor(access="signed_in", noun=singular(word))
    if signed and word in {"people", "user", "users"}:
        cursor.at += 1
        return Actor(access="signed_in", noun=singular(word))
    cursor.at = start
    return None


_LEADERS = word_set("admin admins administrator administrators owner owners")


def _owner(cursor: Cursor) -> bool:
    """Step over `the author of a note`: whoever a row is of."""
    if not cursor.phrase(lexicon.OWNER_ACTORS):
        return False
    start = cursor.at
    if cursor.take({"of"}) and noun(cursor) is None:
        cursor.at = start
    return True


def actors(cursor: Cursor, vocabulary: Vocabulary, *, before: Actor | None = None) -> Actor | None:
    """One actor, or two joined by `or`/`and` that a single access can say (the author or an admin)."""
    start = cursor.at
    first = actor(cursor, vocabulary, before=before)
    if first is None:
        return None
    mark = cursor.at
    if cursor.take({"or", "and", "and/or", ","}):
        cursor.skip({"or", "and", "also", "by"})
        second = actor(cursor, vocabulary, before=before)
        joined = _join(first, second) if second else None
        if joined:
            return joined
        if second:
            cursor.at = start
            return None
    cursor.at = mark
    return first


def _join(first: Actor, second: Actor) -> Actor | None:
    roles = tuple(dict.fromkeys((*first.roles, *second.roles)))
    access = {first.access, second.access}
    only = first.only or second.only
    if access in ({"owner", "role"}, {"owner"}):
        return Actor(access="owner", roles=roles, noun=first.noun, only=only)
    if access == {"role"}:
        return Actor(access="role", roles=roles, noun=first.noun, only=only)
    if access == {"signed_in", "role"} or access == {"signed_in"}:
        return Actor(access="signed_in", noun=first.noun, only=only)
    return Actor(access="public", noun=first.noun) if "public" in access and not only else None


def may(cursor: Cursor) -> str:
    """The modal that stands here as one text, empty where there is none."""
    found = cursor.phrase(lexicon.MODALS)
    cursor.skip({"also", "then", "always", "easily", "freely", "each"})
    return found


def verbs(cursor: Cursor, *, forms: dict[str, str] | None = None) -> tuple[Verb, ...]:
    """The verbs of operations that stand here, joined by commas, slashes and `and`; empty leaves the cursor alone.

    `forms` maps gerunds or participles to verbs where plain verbs are not meant.
    """
    found: list[Verb] = []
    mark = cursor.at
    while True:
        plain = _verb(cursor, forms)
        if not plain:
            break
        found.extend(plain)
        mark = cursor.at
        joined = cursor.skip({",", "/", "and", "or", "&", "as", "well", "also", "then", "and/or"})
        if not joined and cursor.word() in _THINGS:
            break
    cursor.at = mark
    return tuple(found)


_THINGS = doing.MAKING_VERBS.keys() | word_set("list post record request file issue store place view")
"""Verbs that right behind another are what it acts on: `leave review`."""


def _verb(cursor: Cursor, forms: dict[str, str] | None) -> list[Verb]:
    word, place = cursor.word(), cursor.at
    if word == "look" and cursor.word(1) in {"up", "at"}:
        cursor.at += 2
        return [Verb(word="get", at=place)]
    words = [word] if forms is not None or word in doing.KNOWN else word.split("/")
    if forms is not None:
        words = [forms.get(one, "") for one in words]
    if not word or not all(one in doing.KNOWN for one in words):
        return []
    cursor.at += 1
    return [Verb(word=one, at=place) for one in words]


_SEVERAL = frozenset({"several", "multiple", "many"})
"""Words that say of rows only that there are more of them."""
_FILL = lexicon.DETERMINERS | {"new", "existing", "single", "given", "specific", "particular", "full"}
_OF_ALL = phrases(
    "all of|each of|any of|a list of|the list of|list of|details of|the details of|all the|a single|one of|"
    "a given|an overview of"
)


def noun(cursor: Cursor) -> Noun | None:
    """The noun phrase that stands here, of at most three words beside articles and adjectives; None for none."""
    start = cursor.at
    listed = cursor.phrase(_OF_ALL)
    own, every, any_one = _before_name(cursor)
    if cursor.token().possessive and cursor.word() in _ALL_OF_THEM and not is_wordlike(cursor.token(1)):
        cursor.at += 1
        return Noun(words=("them",), first=start, last=cursor.at, head=cursor.at - 1, pronoun=True, every=True)
    if cursor.word() in {"theirs", "his", "hers", "mine"} and not is_wordlike(cursor.token(1)):
        cursor.at += 1
        own = True
    for_all = _pronoun(cursor, start=start, own=own, every=every)
    if for_all:
        return for_all
    of = _possessor(cursor)
    qualities: list[int] = []
    while cursor.word() in lexicon.QUALITIES and (is_wordlike(cursor.token(1)) or cursor.word(1) == ","):
        if cursor.word() not in lexicon.HARMLESS_QUALITIES | _SEVERAL:
            qualities.append(cursor.at)
        cursor.at += 1
    words = _name(cursor)
    if not words:
        cursor.at = start
        return None
    head = cursor.at - 1
    own = made_by_oneself(cursor) or own
    return Noun(
        words=words,
        first=start,
        last=cursor.at,
        head=head,
        own=own,
        every=every or bool(listed),
        any_one=any_one and not is_plural(words[-1]),
        of=of,
        qualities=tuple(qualities),
    )


def _pronoun(cursor: Cursor, *, start: int, own: bool, every: bool) -> Noun | None:
    """`them`, `a single one`, `their own`, `everyone's`, `his`: what is at hand."""
    if (own or cursor.at > start) and cursor.word() in {"one", "ones"} and not is_wordlike(cursor.token(1)):
        single = cursor.take({"one"}) and not own
        cursor.skip({"ones"})
        words = ("one",) if single and not every else ("them",)
        last = cursor.at
        return Noun(words=words, first=start, last=last, head=last - 1, pronoun=True, own=own, every=every)
    if cursor.at > start and (own or every) and _ends_here(cursor):
        return Noun(
            words=("them",), first=start, last=cursor.at, head=cursor.at - 1, pronoun=True, own=own, every=every
        )
    if cursor.word() in lexicon.READER_PRONOUNS and not own:
        cursor.at += 1
        found = Noun(
            words=(cursor.tokens[cursor.at - 1].word,), first=start, last=cursor.at, head=cursor.at - 1, pronoun=True
        )
        cursor.take({"all"})
        return found
    return None


def _before_name(cursor: Cursor) -> tuple[bool, bool, bool]:
    """Step over articles and possessives: whether own things are meant, all of them, or any one."""
    own = every = any_one = False
    if cursor.word() == "only" and cursor.word(1) in lexicon.POSSESSIVES:
        cursor.at += 1
    while True:
        if cursor.take({"our"}):
            continue
        if cursor.take(lexicon.POSSESSIVES) or cursor.take({"own"}):
            own = True
        elif cursor.word() in _FILL and (cursor.word() not in lexicon.READER_PRONOUNS or is_wordlike(cursor.token(1))):
            every = every or cursor.word() in {"all", "each", "every", "any"}
            any_one = any_one or cursor.word() == "any"
            cursor.at += 1
        else:
            break
    return own, every, any_one


_ALL_OF_THEM = frozenset({"everyone", "everybody", "all"})


def _ends_here(cursor: Cursor) -> bool:
    """Whether `their own` or `all` stands alone: nothing that could be a name follows."""
    before = cursor.tokens[cursor.at - 1].word
    return before in {"own", "all", "any", "theirs", "his", "hers", "mine"} and (
        cursor.done or cursor.token().kind == "mark" or cursor.word() in {"and", "or", "newest", "only", "alone"}
    )


def _possessor(cursor: Cursor) -> Noun | None:
    """`product's` or `order item's` before a name."""
    for length in (1, 2, 3):
        token = cursor.token(length - 1)
        if not is_wordlike(token):
            return None
        if token.possessive:
            first = cursor.at
            words = tuple(cursor.word(ahead) for ahead in range(length))
            if not is_wordlike(cursor.token(length)) and cursor.word(length) != "own":
                return None
            cursor.at += length
            cursor.skip({"own", "new"})
            return Noun(words=words, first=first, last=cursor.at, head=cursor.at - 1)
    return None


_HAVING = word_set("carries carry holds comprises keeps gets stores")
"""Verbs that end a name: `a review carries a rating`."""


def _has_on(cursor: Cursor) -> bool:
    """Whether a verb of having ends the name; `stores` before a preposition is a noun."""
    return cursor.word() in _HAVING and cursor.word(1) not in lexicon.PREPOSITIONS | {"", ",", "."}


def _name(cursor: Cursor) -> tuple[str, ...]:
    words: list[str] = []
    while len(words) < 3 and is_wordlike(cursor.token()) and not (words and _has_on(cursor)):
        words.extend(spelt(cursor.token()))
        cursor.at += 1
        if singular(words[-1]) != words[-1] and words[-1] not in {"sales", "news", "goods"}:
            break
        if cursor.word() in lexicon.VERBS and cursor.word() not in {
            "post",
            "record",
            "list",
            "view",
            "place",
            "store",
            "entry",
        }:
            break
    return tuple(words)
