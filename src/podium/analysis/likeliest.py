"""The likeliest files as components: what each declares, and why the request seems to touch it."""

import re
from collections.abc import Collection, Sequence

from podium.analysis import lexicon
from podium.analysis.tables import word_set
from podium.analysis.words import parts, singular
from podium.plan.analysis import Affected
from podium.plan.evidence import Evidence, Place
from podium.plan.survey import Survey
from podium.survey.likely import Likely
from podium.survey.terms import WORD, stems

BY_PATH, BY_NAME, BY_TEXT = 0.2, 0.3, 0.45
"""The least share, as a part of the best file's, of one whose path, whose names or only whose text bears a word."""

GENERATED = re.compile(r"\.(?:gen|generated)\.[jt]sx?$|(?:^|/)(?:__generated__|generated)/")

ALIKE = 0.5
"""How like the request a past commit must be to be evidence by itself."""

VAGUE = word_set(
    "add all app api backend before after change code create default delete different every file fix get handle "
    "list make module more most new newest oldest number only per remove same server service set should show "
    "support time type update use value work controller dto index main first last two three"
)
"""Words that do not tell one file from another."""


def of_files(likely: Sequence[Likely], survey: Survey, *, new: bool) -> list[Affected]:
    """The components of the likeliest files, scored from 0 to 0.85, to 0.6 where no name speaks for them but the text.

    Where all that is asked is `new`, a file must bear a word of the request in its path: to hold it is not enough.
    """
    declared, best = _declared(survey), max((one.share for one in likely), default=1.0)
    found: list[Affected] = []
    for one in likely:
        part = one.share / best
        words = _telling(one.words)
        in_path = _within(words, one.path)
        named = [word for word in _telling(one.named) if word not in in_path]
        least = BY_PATH if in_path or one.alike >= ALIKE else BY_NAME if named else BY_TEXT
        if part < least or not (in_path or (not new and (words or one.alike >= ALIKE))) or _is_done(one.path):
            continue
        name, kind, place = declared.get(one.path, (one.path, "file", Place(file=one.path)))
        said = [word for word in words if word not in in_path and word not in named]
        reasons = (_said("named after", in_path), _said("declares", named), _said("speaks of", said), _commit(one))
        evidence = [Evidence(place=place, reason="; ".join(filter(None, reasons)))]
        evidence += (item for item in (*_routes(one.path, words, survey), *_queues(one.path, words, survey)))
        once = tuple({item.place: item for item in reversed(evidence)}.values())[::-1]
        score = (0.85 if in_path or named else 0.6) * part**0.5
        found.append(Affected(component=name, kind=kind, score=round(score, 3), evidence=once))
    return found


def _is_done(path: str) -> bool:
    """Whether it is a migration that has run, or made by a generator: nobody changes such a file by hand."""
    return (path.endswith(".sql") and "migrations" in path.split("/")) or GENERATED.search(path) is not None


def _within(words: Sequence[str], path: str) -> list[str]:
    """The words that a path bears in any form: `caching` is in `cache.service.ts`."""
    held = {part for name in WORD.findall(path) for part in stems(name)}
    return [word for word in words if held & set(stems(word))]


def _declared(survey: Survey) -> dict[str, tuple[str, str, Place]]:
    """What each file is there for: its controller, gateway, service, module or DTO, by path."""
    things = [(one.name, "controller", one.place) for one in survey.controllers]
    things += [(one.name, "gateway", one.place) for one in survey.gateways]
    things += [(one.name, one.kind, one.place) for one in survey.providers]
    things += [(one.name, "module", one.place) for one in survey.modules]
    found: dict[str, tuple[str, str, Place]] = {}
    for name, kind, place in things:
        found.setdefault(place.file, (name, kind, place))
    return found


def _telling(words: Sequence[str]) -> list[str]:
    return [
        word
        for word in words
        if len(word) > 1 and not word.isdigit() and word not in lexicon.STOP and not {word, singular(word)} & VAGUE
    ]


def _said(verb: str, words: Sequence[str], most: int = 4) -> str:
    return f"{verb} {', '.join(words[:most])}" if words else ""


def _commit(one: Likely) -> str:
    return f"changed by {one.commit}" if one.alike >= ALIKE else ""


def _routes(file: str, words: Collection[str], survey: Survey) -> tuple[Evidence, ...]:
    """The two routes of a file that share most words with the request."""
    asked = {singular(word) for word in words}
    found = [
        (len(asked & {singular(part) for part in parts(f"{one.path} {one.handler}")}), one)
        for one in survey.routes
        if one.place.file == file
    ]
    most = max((shared for shared, _ in found), default=0)
    best = [one for shared, one in found if most and shared == most]
    if len(best) > 2:
        return ()
    return tuple(Evidence(place=one.place, reason=f"serves {one.method} {one.path}") for one in best)


def _queues(file: str, words: Collection[str], survey: Survey) -> tuple[Evidence, ...]:
    """The queues of a file that the request names."""
    asked = {singular(word) for word in words}
    named = [one for one in survey.queues if asked & {singular(part) for part in parts(one.name)}]
    return tuple(
        Evidence(place=place, reason=f"{verb} the queue {one.name}")
        for one in named
        for verb, places in (("empties", one.processors), ("fills", one.producers))
        for place in places
        if place.file == file
    )[:1]
