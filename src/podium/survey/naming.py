"""How files, folders and classes of a feature are named, and how imports are written."""

import re
from collections.abc import Iterator

from podium.plan.evidence import Place
from podium.plan.survey import Convention
from podium.survey.evidence import Known, Sample, most
from podium.survey.files import folder
from podium.survey.words import kebab, plural, singular

ROLES = ("Controller", "Module", "Service", "Resolver")
ACTIONS = frozenset(["create", "update", "query", "list", "find", "get", "delete", "patch", "filter", "search"])


def naming(known: Known) -> Iterator[Convention | None]:
    """The conventions of names and imports."""
    yield most("import-extension", _extensions(known))
    yield most("quotes", _quotes(known))
    samples = list(_features(known))
    by_name: dict[str, list[Sample]] = {}
    for name, sample in samples:
        by_name.setdefault(name, []).append(sample)
    for name in ("feature-folder", "module-file", "controller-file", "service-file", "class-plural", "dto-file"):
        yield most(name, by_name.get(name, ()))


def _extensions(known: Known) -> Iterator[Sample]:
    for file, facts in known.code.shipped.items():
        for one in facts.get("imports", ()):
            if one["source"].startswith(".") and one.get("names"):
                ending = f".{one['source'].rpartition('.')[2]}"
                yield ending if ending in {".js", ".ts", ".mjs"} else "", Place(file=file, line=one["line"])


def _quotes(known: Known) -> Iterator[Sample]:
    for file, facts in known.code.shipped.items():
        single, double = facts.get("quotes", (0, 0))
        if single != double:
            yield ("single" if single > double else "double"), Place(file=file, line=1)


def _features(known: Known) -> Iterator[tuple[str, Sample]]:
    """Samples of every name around each feature whose number can be told."""
    numbers = {kebab(model.name): plural(kebab(model.name)) for model in known.schema.models}
    homes: dict[str, tuple[str, str]] = {}
    classes = [(file, one["name"], Place(file=file, line=one["line"])) for file, one in known.code.classes]
    for role in ROLES:
        for file, name, place in classes:
            if not name.endswith(role) or name == role or not file.endswith(".ts"):
                continue
            noun = _noun(kebab(name.removesuffix(role)), numbers)
            if noun is None:
                continue
            home = homes.setdefault(noun[0], (_home(file, noun), noun[0]))[0]
            if not home or not file.startswith(f"{home}/"):
                continue
            if role in {"Controller", "Service", "Module"}:
                yield f"{role.lower()}-file", (_template(file.removeprefix(f"{home}/"), noun), place)
            if role in {"Controller", "Resolver"}:
                yield "feature-folder", (_template(home, noun, last=True), place)
                is_plural = kebab(name.removesuffix(role)) == noun[1]
                yield "class-plural", ("plural" if is_plural else "singular", place)
    for dto in known.dtos:
        home = max(
            (one for one, _ in homes.values() if one and dto.place.file.startswith(f"{one}/")), key=len, default=""
        )
        noun = next((numbers_of for numbers_of in _nouns(homes, home, numbers)), None)
        found = _dto(dto.place.file.removeprefix(f"{home}/"), noun) if home and noun else ""
        if found:
            yield "dto-file", (found, dto.place)


def _nouns(homes: dict[str, tuple[str, str]], home: str, numbers: dict[str, str]) -> Iterator[tuple[str, str]]:
    for where, noun in homes.values():
        if where == home:
            yield noun, numbers.get(noun, plural(noun))


def _noun(word: str, numbers: dict[str, str]) -> tuple[str, str] | None:
    """Singular and plural of a feature's name; None where it has no number (`auth`, `health`)."""
    if word in numbers:
        return (word, numbers[word]) if numbers[word] != word else None
    by_plural = {many: one for one, many in numbers.items()}
    if word in by_plural:
        return by_plural[word], word
    one = singular(word)
    return (one, word) if one != word and plural(one) == word else None


def _home(file: str, noun: tuple[str, str]) -> str:
    """The folder of a feature: down to the part of the path that bears its name."""
    parts = folder(file).split("/")
    for at in range(len(parts), 0, -1):
        if kebab(parts[at - 1]) in noun:
            return "/".join(parts[:at])
    return ""


def _template(path: str, noun: tuple[str, str], *, last: bool = False) -> str:
    """A path with the noun replaced by `{plural}` or `{singular}`; `last` replaces in the last part only."""
    head, slash, tail = path.rpartition("/") if last else ("", "", path)
    return head + slash + _replaced(tail, noun)


def _replaced(words: str, noun: tuple[str, str]) -> str:
    plain = words.lower().replace("-", "").replace("_", "")
    for name, shape in ((noun[1], "{plural}"), (noun[0], "{singular}")):
        if name.replace("-", "") not in plain:
            continue
        spelt = "[-_]?".join(map(re.escape, name.split("-")))
        found, count = re.subn(rf"(?<![a-zA-Z]){spelt}(?![a-z])", shape, words, flags=re.IGNORECASE)
        if count:
            return found
    return words


def _dto(path: str, noun: tuple[str, str]) -> str:
    template = _replaced(path, noun)
    action = next((word for word in re.split(r"[^a-z]+", template) if word in ACTIONS), None)
    if action is None or template == path:
        return ""
    return re.sub(rf"(?<![a-z]){action}(?![a-z])", "{action}", template)
