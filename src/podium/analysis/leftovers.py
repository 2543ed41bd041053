"""What the words that nothing read speak of: no assumption is made against them."""

from podium.analysis import doing, lexicon
from podium.analysis.cursor import Cursor, is_content
from podium.analysis.drafts import Draft
from podium.analysis.phrases import actors
from podium.analysis.reader import Reader
from podium.analysis.words import plural, singular
from podium.plan.analysis import OperationKind


def spoken_kinds(reader: Reader) -> set[OperationKind]:
    """Changes that words speak of which nothing read: whoever reads them decides, no assumption does."""
    words = {token.word for token in reader.left()}
    found: set[OperationKind] = set()
    for table in (doing.PARTICIPLES, doing.GERUNDS, {word: word for word in doing.VERBS}):
        found |= {kind for word in words & table.keys() for kind in doing.VERBS[table[word]]}
    return found & {"update", "delete"}


def strangers(reader: Reader) -> list[str]:
    """People who begin a clause that nothing read, and whom neither the models nor the roles know.

    What they may do stays open: no assumption gives it to somebody else.
    """
    left = {token.start for token in reader.left()}
    found: dict[str, None] = {}
    for part in reader.parts:
        cursor = Cursor(reader.tokens, part.first, part.last)
        cursor.skip(lexicon.DETERMINERS | {"as", "only", "let", "allow"})
        word, place = cursor.word(), cursor.token().start
        known = word in lexicon.PUBLIC_ACTORS or singular(word) in _ANYBODY or reader.vocabulary.model((word,))
        if part.asks and place in left and singular(word) in lexicon.PEOPLE and not known:
            found |= {plural(singular(word)): None} if actors(cursor, reader.vocabulary) is None else {}
    return list(found)


def somebody_unread(reader: Reader, draft: Draft) -> bool:
    """Whether nothing read a clause of somebody whom the code knows, before the draft was spoken of.

    What they do may be how such a thing is made.
    """
    begun = min(note.clause for note in draft.all_notes())
    left = {token.start for token in reader.left()}
    for part in reader.parts[:begun]:
        cursor = Cursor(reader.tokens, part.first, part.last)
        cursor.take({"as"})
        known = part.asks and actors(cursor, reader.vocabulary) is not None and not cursor.done
        if known and all(one.start in left for one in reader.tokens[part.first : part.last] if is_content(one)):
            return True
    return False


_ANYBODY = frozenset({"everyone", "everybody", "anyone", "anybody", "nobody", "user", "person", "owner", "author"})


def acts_unread(reader: Reader) -> bool:
    """Whether nothing read a clause of somebody who may do something: that may be how such a thing is made."""
    left = {token.start for token in reader.left()}
    for part in reader.parts:
        tokens = reader.tokens[part.first : part.last]
        modal = next((place for place, token in enumerate(tokens) if token.word in {"can", "may"}), 0)
        verb = tokens[modal + 1 : modal + 2] if modal else ()
        if part.asks and any(one.start in left and one.word not in doing.VERBS for one in verb):
            return True
    return False
