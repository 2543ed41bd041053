"""Whether a sentence orders something made or changed: by a verb in front, behind any courtesy."""

import re

_VERBS = (
    "add|allow|apply|archive|attach|build|bump|cache|cap|change|configure|count|create|delete|disable|"
    "document|drop|enable|encrypt|enforce|export|expose|extend|extract|filter|give|hash|hide|implement|"
    "import|include|increase|integrate|introduce|issue|let|limit|list|lock|log|lower|make|mask|move|"
    "notify|offer|paginate|protect|provide|publish|put|raise|record|reject|remove|rename|replace|report|"
    "require|restrict|retry|return|rotate|round|send|set|show|sort|split|store|soft delete|soft-delete|"
    "support|switch|throttle|track|trim|turn|upgrade|use|validate|wrap|write"
)
_TELLING = (
    "is|are|was|were|has|have|had|does|do|did|of|tells?|told|says?|said|asks?|reports?|team|returns?|"
    "shows?|takes?|grows?|fails?|files?|stops?|failed (?:with|for|since|on|at|after|in|to|again)|stays?|"
    "keeps?|gets?|goes|looks?|never|always|still|sometimes|runs?|works?"
)
"""Words after which the one before was no verb."""
_COURTESY = (
    r"(?:(?:please|kindly|also|now|and|then|so|ok|okay|next|hi|hello)\b,?\s+)*"
    r"(?:(?:can|could|would|will) you (?:please )?|(?:i|we)(?:'d| would)? (?:need|want|like|have) (?:you )?to "
    r"|(?:i|we)(?:'d| would) like to |(?:i|we) should |let's |let us |need to |needs? |time to "
    r"|as an? [^,]{2,40}, (?:i|we) (?:want|need|would like)(?: to)? |(?:i|we) (?:want|need) (?=an? |the ))?"
)
_ORDER = re.compile(
    rf"\W*{_COURTESY}(?:(?:{_VERBS})(?! (?:{_TELLING})\b)|(?<=want )an?|(?<=need )an?)(?![\w'-])",
    re.IGNORECASE,
)
_POINTING = re.compile(r"\S+ (?:it|them|this|that|these|those|one|so)\b", re.IGNORECASE)
_POLITE = re.compile(rf"\W*{_COURTESY}", re.IGNORECASE)


def orders(sentence: str) -> bool:
    """Whether the sentence begins by ordering something made or changed."""
    return _ORDER.match(sentence) is not None


def bare(sentence: str) -> str:
    """An order without the courtesy before it, where it says by itself what it is about; empty for anything else."""
    left = sentence[match.end() :] if (match := _POLITE.match(sentence)) else sentence
    return left if orders(sentence) and not _POINTING.match(left) else ""
