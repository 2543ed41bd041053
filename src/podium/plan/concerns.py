"""What of the code a matter concerns that no word of the request names: personal data, sign-in, what all passes."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from podium.plan.cues import base
from podium.plan.survey import Model, Survey

MOST = 12
"""So many places stand in an instruction."""
_PERSONAL = re.compile(
    r"e_?mail|phone|mobile|address|street|birth|first_?name|last_?name|full_?name|display_?name|avatar|iban|passport|ip_?addr",
    re.IGNORECASE,
)
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, kw_only=True)
class Concern:
    """What is said of it, with places, and the globs of the folders where it stands; both empty where nothing does."""

    said: str = ""
    paths: tuple[str, ...] = ()


def concern(name: Literal["personal", "models", "sign_in", "application"], survey: Survey) -> Concern:
    """What of the code is meant by a name in a topic's `about`."""
    return _FOUND[name](survey)


def _personal(survey: Survey) -> Concern:
    held = [(model, [one for one in model.fields if _PERSONAL.search(one.name)]) for model in survey.schema.models]
    places = [f"{model.name}.{one.name} ({one.place})" for model, found in held for one in found]
    return _of(
        "Personal data stands in {}; look for more", places, _folders([one for one, found in held if found], survey)
    )


def _models(survey: Survey) -> Concern:
    models = survey.schema.models
    return _of("Models there: {}", [f"{one.name} ({one.place})" for one in models], _folders(models, survey))


def _sign_in(survey: Survey) -> Concern:
    found = [one for one in survey.providers if one.kind in {"guard", "strategy"}]
    folders = [one.place.file.rpartition("/")[0] for one in found]
    return _of("Who signs in is known from {}", [f"{one.name} ({one.place})" for one in found], folders)


def _application(survey: Survey) -> Concern:
    roots = [one.place for one in survey.modules if one.name == "AppModule"][:1]
    folder = roots[0].file.rpartition("/")[0] if roots else ""
    files = [one for one in survey.files if folder and re.fullmatch(rf"{re.escape(folder)}/[^/]+\.ts", one)]
    common = [f"{folder}/common"] if any(one.startswith(f"{folder}/common/") for one in survey.files) else []
    whole = _of("Every request passes {}", [one for one in files if ".spec." not in one], common)
    return Concern(said=whole.said, paths=(*files, *whole.paths) if whole.said else ())


_FOUND: dict[str, Callable[[Survey], Concern]] = {
    "personal": _personal,
    "models": _models,
    "sign_in": _sign_in,
    "application": _application,
}


def _of(template: str, places: list[str], folders: Iterable[str]) -> Concern:
    if not places:
        return Concern()
    more = [f"{len(places) - MOST} more"] if len(places) > MOST else []
    globs = tuple(f"{one}/**" for one in dict.fromkeys(folders) if "/" in one)
    return Concern(said=template.format(", ".join([*places[:MOST], *more])), paths=globs)


def _folders(models: Iterable[Model], survey: Survey) -> list[str]:
    """The folders of the modules that bear the name of one of the models."""
    names = {_bare(one.name) for one in models}
    return [
        one.place.file.rpartition("/")[0] for one in survey.modules if _bare(one.name.removesuffix("Module")) in names
    ]


def _bare(name: str) -> str:
    return " ".join(base(word.lower()) for word in _HUMPS.split(name))
