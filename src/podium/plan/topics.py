"""The matters that a request is about, of those that something is known of whatever the code says."""

from podium.plan.analysis import Analysis, Question, TaskType
from podium.plan.cues import found
from podium.plan.parts import spoken
from podium.plan.rules import Rules, Topic

MOST = 5
"""So many topics of one request are told of: the first ones by their place in the rules."""
_ASIDE: frozenset[TaskType] = frozenset({"bug_fix", "documentation", "testing"})
"""Types of a request that builds nothing new."""


def topics(analysis: Analysis, rules: Rules) -> tuple[Topic, ...]:
    """The topics that hold of a request, in the order of the rules."""
    types = {one.type for one in analysis.types}
    said = " ".join(spoken(one.text) for one in analysis.clauses)
    fitting = (one for one in rules.topics if not types or (types & set(one.types) if one.types else types - _ASIDE))
    return tuple(one for one in fitting if found(one.cues, said))[:MOST]


def asked(analysis: Analysis, rules: Rules) -> tuple[Question, ...]:
    """The questions of the topics that the request does not answer, numbered after those that are there."""
    texts = [one.ask for one in topics(analysis, rules) if one.ask and not found(one.answers, analysis.request)]
    first = len(analysis.questions) + 1
    return tuple(Question(id=f"Q{number}", text=text) for number, text in enumerate(texts, first))
