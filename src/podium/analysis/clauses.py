"""A request split into clauses: parts that say one thing each, with exact spans."""

from dataclasses import dataclass, replace
from itertools import pairwise

from podium.analysis import doing, lexicon
from podium.analysis.blocks import Block, PartKind, blocks
from podium.analysis.cursor import METHODS, Cursor, is_content, is_wordlike
from podium.analysis.scope import begins_left_out, is_courtesy, is_left_out, is_present, is_wish
from podium.analysis.sections import Role
from podium.analysis.signatures import closes, is_signature
from podium.analysis.tables import phrases, word_set
from podium.analysis.words import Token, singular
from podium.plan.analysis import Clause
from podium.plan.request import Span

_TO_A_ROUTE = lexicon.INTRODUCE | lexicon.ENDPOINT_WORDS | word_set("please we i a an the new also now public")
_ENDS = frozenset({".", "!", "?", ";", "..."})
_AT_MOST = phrases("at most|only|just|no more than|max|maximum|a maximum of|exactly")
_LEADING = frozenset({"while", "and", "but", "then", "also", "plus", "so"})
_AND = ("and", "but", "then", "while", "plus", "or")


@dataclass(frozen=True, kw_only=True)
class Part:
    """A clause as token numbers `first` to `last` (exclusive).

    `sentence` numbers the sentence; `intro` is the number of the part that introduces this bullet, -1 for none. `role`
    is what the part is to the request, `why` says what of it is no demand.
    """

    kind: PartKind
    first: int
    last: int
    sentence: int
    intro: int = -1
    role: Role = "said"
    why: str = ""

    @property
    def asks(self) -> bool:
        """Whether it may say what is to be built."""
        return self.role in {"said", "expected"} and self.kind != "code" and not self.why


LABELLED = phrases(
    "entity|model|resource|table|object|new entity|new model|new resource|new table|entity name|resource name|"
    "operations|endpoints|actions|routes|methods|functions|api|functionality|who|role|roles|access|permissions|"
    "permission|auth|authorization|allowed|who can use it|allowed roles|allowed for|fields|attributes|properties|"
    "columns|data|body|payload|model fields|required fields|optional fields"
)
"""What lines of an outline begin with, before a colon: such a line is one clause unless it says who may do what."""
LABELS = frozenset({"feat", "feature", "story", "task", "chore", "refactor", "perf", "docs", "request", "improvement"})
"""What titles of tickets and commits begin with, but for those that say that what follows is a complaint."""


def split(text: str, tokens: tuple[Token, ...]) -> tuple[Part, ...]:
    """Every part that holds a content word, in the order of the text; parts never overlap and leave no content out.

    The label that a title begins with ("Feature:", "feat(orders):") is no content: it only names the kind of request.
    """
    parts: list[Part] = []
    sentence, intro, place = 0, -1, 0
    for line in blocks(text):
        while place < len(tokens) and tokens[place].start < line.start:
            place += 1
        first = place
        while place < len(tokens) and tokens[place].start < line.end:
            place += 1
        whole = line.kind == "code" or line.why.startswith("a heading")
        cuts = [first, place] if whole else _cuts(tokens, first, place)
        opener = intro if line.kind == "bullet" else -1
        for begin, end in pairwise(cuts):
            begin, end = _trim(tokens, begin, end)
            if begin > first and tokens[begin - 1].word in _ENDS:
                sentence += 1
            if any(is_content(token) for token in tokens[begin:end]) and not (begin == 0 and _is_label(tokens, end)):
                parts.append(_part(text, tokens, line, (begin, end), sentence=sentence, intro=opener))
        sentence += 1
        if line.kind != "bullet":
            ends_open = place > first and tokens[place - 1].word in {":", "-", "–"}
            intro = len(parts) - 1 if parts and (ends_open or line.kind == "heading") else -1
    return _unsigned(tokens, parts)


def _unsigned(tokens: tuple[Token, ...], parts: list[Part]) -> tuple[Part, ...]:
    """The parts, where names under a courtesy or behind a long dash at the end say who signs."""
    begin = len(parts)
    while begin > 1 and parts[begin - 1].asks and is_signature(tokens, parts[begin - 1].first, parts[begin - 1].last):
        begin -= 1
    if begin < len(parts) and (parts[begin - 1].why == "a courtesy" or tokens[parts[begin].first - 1].word == "—"):
        parts[begin:] = [replace(one, role="context", why="a courtesy") for one in parts[begin:]]
    return tuple(parts)


def _part(
    text: str, tokens: tuple[Token, ...], line: Block, ends: tuple[int, int], *, sentence: int, intro: int
) -> Part:
    """A part of a line; a motive that wants something asks, and what is left out or only polite does not."""
    begin, end = ends
    made = Part(kind=line.kind, first=begin, last=end, sentence=sentence, intro=intro, role=line.role, why=line.why)
    if line.kind in {"code", "heading"} or line.why.startswith("a heading"):
        return made
    said = text[tokens[begin].start : tokens[end - 1].end]
    if is_courtesy(said) or closes(tokens, begin, end):
        return replace(made, role="context", why="a courtesy")
    if made.role in {"said", "expected", "motive"} and is_left_out(said):
        return replace(made, role="outside", why="explicitly not part of it")
    if made.role == "expected" and is_present(said):
        return replace(made, role="actual", why="what happens now")
    if made.role == "motive" and is_wish(said):
        return replace(made, role="said", why="")
    return made


def _is_label(tokens: tuple[Token, ...], end: int) -> bool:
    """Whether the part up to there is a label with its colon, and a scope in brackets if there is one."""
    scoped = end == 1 or (tokens[1].word == "(" and tokens[end - 1].word == ")")
    return tokens[0].word in LABELS and scoped and end < len(tokens) and tokens[end].word == ":"


def named(text: str, tokens: tuple[Token, ...], parts: tuple[Part, ...]) -> tuple[Clause, ...]:
    """The parts as clauses C1, C2, … of the text."""
    spans = [Span(start=tokens[part.first].start, end=tokens[part.last - 1].end) for part in parts]
    return tuple(Clause(id=f"C{number}", text=span.of(text), span=span) for number, span in enumerate(spans, 1))


def _cuts(tokens: tuple[Token, ...], first: int, last: int) -> list[int]:
    """Where parts begin between the token numbers, both ends included."""
    cuts, depth, outlined = [first], 0, _is_outlined(tokens, first, last)
    for place in range(first, last):
        word = tokens[place].word
        depth += (word in "([{") - (word in ")]}") if tokens[place].kind == "mark" else 0
        ends = word in _ENDS and not (word == "." and _is_abbreviation(tokens, place))
        ends = ends and not (word == "?" and _marks_a_name(tokens, place, last))
        if place == cuts[-1]:
            continue
        if tokens[place].text in METHODS and place + 1 < last and tokens[place + 1].kind == "path" and depth <= 0:
            cuts += [] if _only_leads(tokens, cuts[-1], place) else [place]
            continue
        if ends and (word != ";" or depth <= 0):
            depth = 0
            cuts.append(place + 1)
            outlined = _is_outlined(tokens, place + 1, last)
        elif outlined:
            continue
        elif depth <= 0 and (
            _begins_left_out(tokens, place, last) or _begins_demand(tokens, place, last, since=cuts[-1])
        ):
            cuts.append(place)
    return [*cuts, last] if cuts[-1] != last else cuts


def _is_outlined(tokens: tuple[Token, ...], first: int, last: int) -> bool:
    """Whether a labelled line without a sentence begins there, or a row of nothing but operations."""
    end = next((at for at in range(first, last) if tokens[at].word in _ENDS), last)
    cursor = Cursor(tokens, first, end)
    words = [token.word for token in tokens[first:end]]
    if len(words) > 1 and all(one in _ALL_VERBS or one in {",", "and", "/", "+", "or", "&"} for one in words):
        return True
    labelled = bool(cursor.phrase(LABELLED)) and cursor.word() in {":", "=", "–", "-", "—"}
    return labelled and not any(one in _MODALS for one in words)


_MODALS = frozenset({"can", "may", "must", "should", "will", "cannot"})


def _begins_left_out(tokens: tuple[Token, ...], place: int, last: int) -> bool:
    """`, no UI`, `- for now without emails`: what is left out is a clause of its own."""
    cursor = Cursor(tokens, place, last)
    return bool(cursor.skip({",", "-", "–", "—", "but", "and"})) and begins_left_out(cursor)


def _only_leads(tokens: tuple[Token, ...], first: int, place: int) -> bool:
    """`Please add`, `we need an endpoint`: words before a route that say nothing without it."""
    return first < place and all(token.word in _TO_A_ROUTE for token in tokens[first:place])


def _marks_a_name(tokens: tuple[Token, ...], place: int, last: int) -> bool:
    """Whether a question mark stands right behind a name in a row: `name, phone?, website?`."""
    close = place > 0 and tokens[place - 1].end == tokens[place].start
    return close and place + 1 < last and tokens[place + 1].word in {",", ":", ")", "}", ";", "."}


def _is_abbreviation(tokens: tuple[Token, ...], place: int) -> bool:
    return place > 0 and tokens[place - 1].word in {"e.g", "i.e", "etc", "vs", "approx", "incl", "max", "min", "no"}


def _trim(tokens: tuple[Token, ...], begin: int, end: int) -> tuple[int, int]:
    while begin < end and (
        (tokens[begin].word in _LEADING and begin + 1 < end)
        or (tokens[begin].kind == "mark" and tokens[begin].word not in "([{")
    ):
        begin += 1
    while end > begin and tokens[end - 1].kind == "mark" and tokens[end - 1].word not in ")]}":
        close = tokens[end - 1].word == "?" and tokens[end - 1].start == tokens[end - 2].end
        if close and any(token.word == ":" for token in tokens[begin:end]) and end - begin < _NEAR:
            break
        end -= 1
    return begin, end


def _begins_demand(tokens: tuple[Token, ...], place: int, last: int, *, since: int) -> bool:
    """Whether a comma, colon, dash or `and` at `place` is followed by a clause of its own."""
    word = tokens[place].word
    if word not in {",", ":", "-", "–", "—", *_AND}:
        return False
    before = tokens[place - 1].word
    if tokens[since].text in METHODS and word in {":", "-", "–", "—"}:
        return False
    cursor = Cursor(tokens, place, last)
    joined = cursor.skip({",", ":", "-", "–", "—", *_AND, "also", "then"})
    if before in {",", ":", *_AND} or cursor.done or (word == "or" and _subject_goes_on(tokens, since, place)):
        return False
    if word == "," and cursor.word() == "when" and tokens[since].word == "given":
        return True
    if word == "," and cursor.word() == "i" and tokens[since].word == "as":
        return False
    has_comma = any(tokens[one].word in {",", ":", ";"} for one in range(place, place + joined))
    somebody = word not in _AND or _is_somebody(cursor)
    if (somebody and _is_actor_clause(cursor)) or _is_one_per(cursor) or (word == ":" and _is_plain_clause(cursor)):
        return True
    if (has_comma or word == ":") and _is_statement(cursor):
        return True
    if _carries_on(cursor) or ((has_comma or word in {":", "-", "–", "—"}) and _is_present(cursor)):
        return True
    if cursor.word() in _GOES_ON and (word in _AND or word == ",") and before not in {"is", "are", "be"}:
        return True
    return before not in _ALL_VERBS and _is_imperative(cursor, strict=word in _AND or _in_list(tokens, since, place))


def _subject_goes_on(tokens: tuple[Token, ...], since: int, place: int) -> bool:
    """Whether what stands before an `or` says nothing yet that could be done: `only the owner or an admin may …`."""
    return not any(token.word in _TELLING for token in tokens[max(since, place - _NEAR) : place])


_NEAR = 200
"""How many tokens back an enumeration may have begun."""
_TELLING = word_set("can may could should must will is are has have be shall")


def _is_present(cursor: Cursor) -> bool:
    """Somebody and what they do, without a modal: `he adds a brand`, `admins manage them`."""
    ahead = 1 if cursor.word() in lexicon.DETERMINERS | {"only", "every", "each"} else 0
    ahead += cursor.word(ahead) in lexicon.SIGNED_IN
    person = singular(cursor.word(ahead)) in lexicon.PEOPLE or cursor.word(ahead) in _PRONOUNS
    verb, follower = cursor.word(ahead + 1), cursor.word(ahead + 2)
    begins = follower in lexicon.DETERMINERS | lexicon.POSSESSIVES | lexicon.READER_PRONOUNS | {"only"}
    begins = begins or (cursor.word(ahead) != singular(cursor.word(ahead)) and follower in _VERB_ENDS)
    acts = verb in doing.S_FORMS or verb in doing.VERBS or (begins and verb in doing.S_NOUNS)
    if person and follower in {"for", "to"} and (verb in doing.MAKES or verb in _JOINS):
        return True
    return person and acts and (begins or is_wordlike(cursor.token(ahead + 2)))


_JOINS = word_set("registers register subscribes subscribe signs-up sign-up applies apply")
_VERB_ENDS = frozenset({"", ",", ".", ";", "and", "or", "/", "!"})
_PRONOUNS = frozenset({"he", "she", "they", "i", "we"})


def _carries_on(cursor: Cursor) -> bool:
    """Whether whoever acted acts on: `and may delete one`, `, removes it`, `and views his list`."""
    modal = cursor.word() in {"can", "may", "could"}
    ahead = 1 if modal else 0
    while cursor.word(ahead) in {"also", "then", "only", "later", "be", "able", "to"} and ahead:
        ahead += 1
    word, follower = cursor.word(ahead), cursor.word(ahead + 1)
    if modal:
        return word in doing.KNOWN or word in lexicon.SORTING
    begins = follower in lexicon.DETERMINERS | lexicon.POSSESSIVES | lexicon.READER_PRONOUNS
    return begins and (word in doing.S_FORMS or word in doing.UNDOES or word in doing.MAKES)


def _in_list(tokens: tuple[Token, ...], since: int, place: int) -> bool:
    """Whether an enumeration is under way: what follows a comma may well be a noun."""
    return any(
        token.word in {"with", "fields", "including", "(", "having", "field"}
        for token in tokens[max(since, place - _NEAR) : place]
    )


_ALL_VERBS = (
    frozenset(doing.VERBS) | (doing.UNDONE.keys() - {"leave"}) | frozenset(doing.MAKING_VERBS) | frozenset({"crud"})
)
_GOES_ON = frozenset({"has", "have", "belongs", "belong", "contains", "consists", "includes", "needs"})
"""Verbs that say more of the subject before."""
_NOUNS_TOO = word_set(
    "list rate review comment like book order note tag post view display show record place store schedule log track "
    "cache export import upload download report flag document test share follow change access limit fix filter "
    "search sort lock block ban count sum index reserve release award charge invite answer reply move copy reset "
    "alert email mark enter return support release extend access find drop label check read save make open close "
    "apply use block watch vote follow flag join attend rent bid"
)


def _is_imperative(cursor: Cursor, *, strict: bool) -> bool:
    word, follower = cursor.word(), cursor.word(1)
    undone = word.startswith("un") and word[2:] in lexicon.OTHER_VERBS
    known = word in _ALL_VERBS or word in lexicon.OTHER_VERBS or word in lexicon.INTRODUCE or undone
    if not known:
        return False
    if word not in _NOUNS_TOO and not strict:
        return True
    object_begins = (
        follower in lexicon.DETERMINERS
        or follower in lexicon.POSSESSIVES
        or follower in lexicon.READER_PRONOUNS
        or (follower in {"by", "on"} and word in {"sort", "filter", "order", "search", "comment"})
    )
    if object_begins or word not in _NOUNS_TOO:
        return True
    return word in _ALL_VERBS and is_wordlike(cursor.token(1)) and not strict


def _is_actor_clause(cursor: Cursor) -> bool:
    """A subject of at most five words and a modal: `only admins can`, `the author of a note may`."""
    ahead = 0
    while ahead <= 5:
        word = cursor.word(ahead)
        if ahead > 0 and word in {"can", "may", "could", "should", "must", "cannot", "can't", "shouldn't"}:
            return True
        fits = is_wordlike(cursor.token(ahead)) or word in lexicon.DETERMINERS | lexicon.POSSESSIVES | {
            "only", "of", "it", "they", "who", "he", "she", "we", "you", "i", "who's", "not",
        }  # fmt: skip
        if not fits:
            return False
        ahead += 1
    return False


def _is_somebody(cursor: Cursor) -> bool:
    """Whether the subject behind an `and` is a person or a thing with its article, not a further name in a row."""
    word = cursor.word(1) if cursor.word() in {"only", "all", "every", "any"} else cursor.word()
    return (
        cursor.word()
        in lexicon.DETERMINERS | lexicon.POSSESSIVES | {"only", "it", "they", "he", "she", "i", "we", "you"}
        or singular(word) in lexicon.PEOPLE
        or word in lexicon.SIGNED_IN
    )


def _is_plain_clause(cursor: Cursor) -> bool:
    """`students ask questions`: a plural and a verb of an operation, with an object behind."""
    ahead = 1 if cursor.word() in lexicon.DETERMINERS else 0
    for length in (1, 2):
        word = cursor.word(ahead + length - 1)
        if not is_wordlike(cursor.token(ahead + length - 1)):
            return False
        follows = cursor.token(ahead + length + 1)
        if singular(word) != word and cursor.word(ahead + length) in doing.PLAIN and follows.kind == "word":
            return True
    return False


def _is_statement(cursor: Cursor) -> bool:
    """A short subject and a form of `be` or `have`: `reviews are shown newest first`."""
    ahead = 1 if cursor.word() in lexicon.DETERMINERS | lexicon.POSSESSIVES else 0
    if cursor.word() in {"each", "they", "it", "all"} and cursor.word(1) in {"is", "are", "has", "have", "needs"}:
        return True
    for length in range(1, 4):
        if not is_wordlike(cursor.token(ahead + length - 1)):
            return False
        if cursor.word(ahead + length) in {
            "is",
            "are",
            "has",
            "have",
            "belongs",
            "belong",
            "needs",
            "requires",
            "require",
            "gets",
        }:
            return True
    return False


def _is_one_per(cursor: Cursor) -> bool:
    """`one review per customer`, `at most one …`, `only one …`."""
    mark = cursor.at
    cursor.phrase(_AT_MOST)
    one = cursor.take({"one", "1", "single"})
    found = bool(one) and any(cursor.word(ahead) == "per" for ahead in range(1, 5))
    cursor.at = mark
    return found
