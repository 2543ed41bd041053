"""Flags by what they tell: `whether it is active`, `can be switched on or off`."""

from podium.analysis import fieldwords
from podium.analysis.cursor import Cursor, is_wordlike
from podium.analysis.tables import phrases
from podium.analysis.words import spelt

_WHETHER = phrases(
    "whether it is|whether they are|whether it's|whether it was|a flag whether it is|if it is|"
    "information whether it is|"
    "a flag whether they are|a flag if it is"
)


_SWITCHED = phrases(
    "|".join(
        f"{may} be {said}"
        for may in ("can", "may")
        for said in (
            "switched on or off", "switched on and off", "turned on or off", "turned on and off",
            "activated or deactivated", "activated and deactivated", "enabled or disabled", "enabled and disabled",
        )
    )
)  # fmt: skip
"""What a flag lets people do with a thing."""


def flag(cursor: Cursor) -> tuple[str, ...]:
    """The name of the flag that stands here; nothing leaves the cursor where it was."""
    start = cursor.at
    switched = cursor.phrase(_SWITCHED)
    if switched:
        return ("enabled",) if "enabled" in switched else ("active",)
    if not cursor.phrase(_WHETHER) or not is_wordlike(cursor.token()) or is_wordlike(cursor.token(1)):
        cursor.at = start
        return ()
    cursor.at += 1
    return spelt(cursor.tokens[cursor.at - 1])


def tells_a_flag(word: str) -> bool:
    """Whether the word behind `flag` is its name: `a flag discontinued`."""
    return word.endswith("ed") or fieldwords.FIELD_TYPES.get(word) == "boolean"
