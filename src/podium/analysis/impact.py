"""What a request touches: models and seams of its resources, the likeliest files, things named by it, with evidence."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from podium.analysis import lexicon, likeliest
from podium.analysis.tables import word_set
from podium.analysis.words import parts, plural, singular
from podium.plan.analysis import Affected, Resource
from podium.plan.evidence import Evidence, Place
from podium.plan.survey import Model, Module, Route, Survey
from podium.survey.likely import Likely
from podium.survey.localisation import is_ranked

MOST = 12
LIKELY = 0.85
"""The score of what is likeliest by its words; what resources stand on and routes that are said are above it."""
_CODE = (".ts", ".prisma", ".sql", ".yml", ".yaml", ".json", "Dockerfile")
_ASIDE = ("node_modules/", "/generated/", "dist/", ".d.ts", "package-lock.json")
_COMMON = word_set(
    "src app apps packages package lib libs ts prisma sql spec test tests e2e service services controller "
    "controllers module modules dto dtos index main add create new use make fix user-story api backend server "
    "nest nestjs json yaml yml tsconfig cli id endpoint version code"
)

_SMALL = frozenset({"model", "queue", "route"})
"""Kinds of things that are smaller than a file: they are found by their names, whatever file they are in."""
_GROUND = re.compile(r"api|rest|v\d*|\d+")
_USERS = re.compile(r"\busers?\b")
_ACTORS = re.compile(
    r"\b(?:let|lets|allow|allows|enable|enables|as)\s+(?:(?:an?|the|our|all|any|every|each)\s+)?(?:[\w-]+\s+){0,2}?users?\b"
    r"|\busers?\s+(?:can|could|should|may|must|wants?|needs?|is able|are able)\b"
    r"|\bfor\s+(?:[\w-]+\s+)?users\s+(?:with|who|that)\b"
)
_TESTS = word_set("test tests testing spec specs suite coverage e2e")


@dataclass(frozen=True, kw_only=True)
class _Named:
    """A declared thing: its name, kind, place and the words that name it."""

    name: str
    kind: str
    place: Place
    words: frozenset[str]


def affected(
    request: str,
    words: tuple[str, ...],
    resources: tuple[Resource, ...],
    survey: Survey,
    *,
    likely: Sequence[Likely] = (),
) -> tuple[Affected, ...]:
    """Components, best first: what resources stand on, the likeliest files, then what `words` of the request name.

    The words are in lower case. Where no files were ranked, all are found by their names.
    """
    found: dict[str, Affected] = {}
    new = bool(resources) and all(not one.existing for one in resources)
    files = likeliest.of_files(likely, survey, new=new)
    named = _by_words(words, survey, said=request)
    if likely:
        asked = bool(_TESTS & set(words))
        named = [one for one in named if one.kind in _SMALL or (one.kind == "file" and _is_aside(one, tests=asked))]
        models = {item.place.file for one in named if one.kind == "model" for item in one.evidence}
        known = {item.place.file for one in files for item in one.evidence}
        whole = {one.evidence[0].place.file for one in named if one.kind == "route" and one.score > LIKELY}
        named = [
            one for one in named if one.kind != "route" or one.score > LIKELY or one.evidence[0].place.file not in known
        ]
        files = [
            replace(one, score=max(one.score, LIKELY)) if one.evidence[0].place.file in whole else one
            for one in files
            if one.component not in models
        ]
    for one in [*_of_resources(resources, survey), *files, *named]:
        known = found.get(one.component)
        if known is None:
            found[one.component] = one
        else:
            evidence = tuple({item.place: item for item in (*one.evidence, *known.evidence)}.values())
            found[one.component] = Affected(
                component=one.component, kind=known.kind, score=max(known.score, one.score), evidence=evidence
            )
    ranked = sorted(found.values(), key=lambda one: (-one.score, one.component))
    return tuple(ranked[:MOST])


def _is_aside(one: Affected, *, tests: bool) -> bool:
    """Whether a file is of those that are not ranked: containers and settings, and tests where tests are asked for."""
    path = one.evidence[0].place.file
    return not is_ranked(path) and (tests or not path.endswith(".ts"))


def _of_resources(resources: tuple[Resource, ...], survey: Survey) -> list[Affected]:
    found: list[Affected] = []
    for resource in resources:
        if resource.existing:
            found += _model(resource.existing, survey, 1.0, "gets what the request adds")
            continue
        for relation in resource.relations:
            found += _model(relation.model, survey, 1.0, f"the {resource.name} {_SAYS[relation.role]} it")
        found += _new_folder(resource, survey)
    if resources:
        found += _seams(resources, survey)
    return found


_SAYS = {"owner": "is owned by", "parent": "belongs to", "reference": "refers to"}


def _model(name: str, survey: Survey, score: float, reason: str) -> list[Affected]:
    model = survey.schema.model(name)
    if model is None:
        return []
    return [
        Affected(
            component=model.name, kind="model", score=score, evidence=(Evidence(place=model.place, reason=reason),)
        )
    ]


def _new_folder(resource: Resource, survey: Survey) -> list[Affected]:
    habit = survey.convention("feature-folder")
    if habit is None:
        return []
    folder = habit.value.replace("{plural}", resource.plural)
    evidence = tuple(_siblings(resource, survey)[:2])
    return [
        Affected(
            component=f"new {folder}/",
            kind="module",
            score=0.95,
            evidence=evidence or (Evidence(place=habit.place, reason="one folder per resource"),),
        )
    ]


def _siblings(resource: Resource, survey: Survey) -> list[Evidence]:
    """Where to see how a resource is made here, the likest first: modules of models with routes and their own service.

    Each wanted method that its routes have counts one, and so does each further thing that it has as the resource will.
    """
    wanted = {_METHODS[one.kind] for one in resource.operations}
    found: list[tuple[int, Module, str]] = []
    for module in survey.modules:
        home = f"{module.place.file.rpartition('/')[0]}/"
        models = [one for one in survey.schema.models if parts(plural(one.name)) == parts(home.split("/")[-2])]
        routes = [one for one in survey.routes if one.controller in module.controllers]
        services = [one for one in survey.providers if one.kind == "service" and one.name in module.providers]
        if models and routes and services:
            shared = _shared(resource, models[0], routes=routes)
            shared += ["DTOs"] if any(one.place.file.startswith(home) for one in survey.dtos) else []
            score = len(shared) + len(wanted & {one.method for one in routes})
            has = ", ".join(["controller", "service", *shared])
            found.append((score, module, f"sibling to imitate: {module.name} ({has})"))
    ranked = sorted(found, key=lambda one: (-one[0], one[1].place))
    return [Evidence(place=module.place, reason=reason) for _, module, reason in ranked]


_METHODS = {"create": "POST", "list": "GET", "get": "GET", "update": "PATCH", "delete": "DELETE"}


def _shared(resource: Resource, model: Model, *, routes: list[Route]) -> list[str]:
    """What a model and its routes have as the resource will: an owner, a parent in the path, roles."""
    owners = {one.model for one in resource.relations if one.role == "owner"}
    kinds = {
        "owner": bool(owners & {one.model for one in model.relations}),
        "parent in the path": any(one.role == "parent" for one in resource.relations)
        and any("/:" in one.path.rpartition("/")[0] for one in routes),
        "roles": any(one.access == "role" for one in resource.operations) and any(one.roles for one in routes),
    }
    return [name for name, holds in kinds.items() if holds]


def _seams(resources: tuple[Resource, ...], survey: Survey) -> list[Affected]:
    """Where a feature is hung in: the module list, the guard, the type of whoever calls."""
    accesses = {operation.access for resource in resources for operation in resource.operations}
    wanted = [("app-module", "module", "feature modules are listed there", any(not one.existing for one in resources))]
    wanted.append(("auth-guard", "guard", "how a signed-in user is known", bool(accesses - {"public"})))
    wanted.append(("current-user-type", "type", "what is known of whoever calls", bool(accesses - {"public"})))
    wanted.append(("roles-guard", "guard", "how a role is known", "role" in accesses))
    found: list[Affected] = []
    for name, kind, reason, holds in wanted:
        convention = survey.convention(name)
        if convention and holds:
            evidence = Evidence(place=convention.place, reason=reason)
            found.append(Affected(component=convention.value, kind=kind, score=0.9, evidence=(evidence,)))
    return found


def _by_words(words: tuple[str, ...], survey: Survey, *, said: str) -> list[Affected]:
    """Declared things and files whose names share rare words with the request, scored from 0 to 0.94.

    Who acts is not what is touched; a model whose whole name is said is among the best, a route is before all others.
    """
    query = {singular(word) for word in words for word in parts(word)} - _COMMON - lexicon.STOP
    query = query - _acting(said) or query
    named = _named(survey)
    if not query or not named:
        return []
    uses = Counter(word for one in named for word in one.words & query)
    weight = {word: math.log(1 + len(named) / count) for word, count in uses.items()}
    scored = [
        (sum(weight[word] for word in one.words & query) / (1 + 0.25 * len(one.words)), one)
        for one in named
        if one.words & query
    ]
    scored = [(score * (1.6 if one.name in said else 1.0), one) for score, one in scored]
    best = max((score for score, _ in scored), default=0.0)
    least = {"model": 0.6, "route": 1.1}
    full = _said_in_full([one for _, one in scored], {singular(part) for word in words for part in parts(word)})
    scored = [(max(score, least[one.kind] * best) if one in full else score, one) for score, one in scored]
    kept = sorted(
        ((score, one) for score, one in scored if score >= 0.35 * best),
        key=lambda pair: (-pair[0], pair[1].place, pair[1].name),
    )
    found: list[Affected] = []
    files: dict[str, int] = defaultdict(int)
    for score, one in kept:
        files[one.place.file] += 1
        if files[one.place.file] > 2 or len(found) >= MOST:
            continue
        reason = "its name shares " + ", ".join(sorted(one.words & query)[:4]) + " with the request"
        found.append(
            Affected(
                component=one.name,
                kind=one.kind,
                score=round(LIKELY * score / best, 3),
                evidence=(Evidence(place=one.place, reason=reason),),
            )
        )
    return found


def _said_in_full(things: Sequence[_Named], words: Collection[str]) -> Collection[_Named]:
    """The models whose names the words bear in full, and the routes, of two telling words at least, that do not lie
    within another one: where the workflow app list is spoken of, the workflow list is not."""
    telling = {one: _path_words(one.name.partition(" ")[2]) for one in things if one.kind == "route"}
    routes = {one: told for one, told in telling.items() if len(told) > 1 and told <= set(words)}
    whole = [one for one, told in routes.items() if not any(told < other for other in routes.values())]
    return {*whole, *(one for one in things if one.kind == "model" and one.words <= set(words))}


def _path_words(path: str) -> frozenset[str]:
    """The words of a path without its parameters, its version and what all paths begin with."""
    names = [name for name in path.split("/") if not name.startswith((":", "{")) and not _GROUND.fullmatch(name)]
    return frozenset(singular(part) for name in names for part in parts(name))


def _acting(said: str) -> frozenset[str]:
    """`user`, where the request speaks of users only as of those who do something."""
    told = said.lower()
    return frozenset() if _USERS.search(_ACTORS.sub(" ", told)) or not _USERS.search(told) else frozenset({"user"})


def _named(survey: Survey) -> list[_Named]:
    things: list[tuple[str, str, Place]] = [(one.name, "model", one.place) for one in survey.schema.models]
    things += [(one.name, "module", one.place) for one in survey.modules]
    things += [(one.name, "controller", one.place) for one in survey.controllers]
    things += [(one.name, one.kind, one.place) for one in survey.providers]
    things += [(one.name, "gateway", one.place) for one in survey.gateways]
    things += [
        (f"queue {one.name}", "queue", place)
        for one in survey.queues
        for place in (*one.processors, *one.registered)[:1]
    ]
    things += [(f"{one.method} {one.path}", "route", one.place) for one in survey.routes]
    named = [
        _Named(name=name, kind=kind, place=place, words=_words(name.partition(" ")[2] if kind == "route" else name))
        for name, kind, place in things
    ]
    known = {place.file for _, _, place in things}
    for file in survey.files:
        if file not in known and file.endswith(_CODE) and not any(one in file for one in _ASIDE):
            place = Place(file=file)
            named.append(_Named(name=file, kind="file", place=place, words=_words("/".join(file.split("/")[-3:]))))
    return named


def _words(name: str) -> frozenset[str]:
    return frozenset(singular(word) for word in parts(name)) - _COMMON
