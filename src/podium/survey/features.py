"""Which files a request touches: words, shape of the code and history weighed together.

Each file gets a number for each feature; its score is their sum by weight.
"""

from collections.abc import Mapping

from podium.survey.commits import likeness, past
from podium.survey.ranking import (
    FIELDS,
    Column,
    Corpus,
    History,
    Question,
    Ranked,
    Scene,
    holding,
    lexical,
    near,
    normal,
    scene_of,
    shape,
)


def rank(question: Question, corpus: Corpus, history: History, *, weights: Mapping[str, float]) -> tuple[Ranked, ...]:
    """Every file of the corpus, the likeliest first; ties by path."""
    scene = scene_of(question, corpus, history)
    like = likeness(scene)
    found = _features(scene, like)
    scores = [0.0] * scene.count
    for name, weight in weights.items():
        for number, value in enumerate(found[name]):
            scores[number] += weight * value
    nearest: dict[int, tuple[float, int]] = {}
    for at, similarity in like.items():
        for number in history.commits[at].files:
            nearest[number] = max(nearest.get(number, (0.0, 0)), (similarity, -at))
    held, named = holding(scene, FIELDS), holding(scene, ("file", "folder", "names"))
    order = sorted(range(scene.count), key=lambda number: (-scores[number], corpus.paths[number]))
    return tuple(
        Ranked(
            path=corpus.paths[number],
            score=scores[number],
            words=held[number],
            named=named[number],
            commit=-nearest[number][1] if number in nearest else None,
            alike=nearest[number][0] if number in nearest else 0.0,
        )
        for number in order
    )


def features(question: Question, corpus: Corpus, history: History) -> dict[str, Column]:
    """A number for each file by feature: most lie between 0 and 1, and more says that the file is likelier touched."""
    scene = scene_of(question, corpus, history)
    return _features(scene, likeness(scene))


def _features(scene: Scene, like: Mapping[int, float]) -> dict[str, Column]:
    found = lexical(scene)
    found |= past(scene, like)
    base = [
        0.55 * one + 0.35 * other + 0.2 * third
        for one, other, third in zip(normal(found["match"]), found["like"], found["name"], strict=True)
    ]
    return found | near(scene, base) | shape(scene)
