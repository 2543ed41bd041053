"""Read the user's words: one text with plain line ends, or an error that says what is wrong with it."""

from podium.errors import RequestError
from podium.plan.request import Request

MAX_CHARACTERS = 50_000
"""Longer texts are documents, not requests: nobody could check a plan for them."""


def read_request(text: str) -> Request:
    """The request in the user's own words: line ends are `\\n`, outer white space and a leading mark of order are gone.

    Raises `RequestError` for a text that is empty, longer than `MAX_CHARACTERS`, or not text (control characters,
    half of a surrogate pair, no letter at all).
    """
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip()
    if not plain:
        raise RequestError("The request is empty.", hint='Say what should be built: podium plan "Add product reviews…"')
    if len(plain) > MAX_CHARACTERS:
        raise RequestError(
            f"The request has {len(plain):,} characters; at most {MAX_CHARACTERS:,} can be read.",
            hint="Keep the part that says what should be built or mended; long logs can go.",
        )
    strange = next((one for one in plain if (ord(one) < 32 and one not in "\n\t") or 0xD800 <= ord(one) <= 0xDFFF), "")
    if strange:
        raise RequestError(f"The request is not plain text: it holds the character U+{ord(strange):04X}.")
    if not any(one.isalpha() for one in plain):
        raise RequestError("The request has no words.", hint="Say in a sentence what should be built or mended.")
    return Request(text=plain)
