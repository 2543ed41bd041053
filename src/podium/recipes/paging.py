"""How the project cuts lists into pages, read from its query class, its envelope and its helper."""

import re

from podium.plan.survey import Survey
from podium.recipes.nouns import Import, Paging
from podium.recipes.sources import Sources

POSITIONS = ("page", "pageNumber", "offset", "skip")
SIZES = ("limit", "pageSize", "perPage", "take", "size")
MEANINGS = {
    "items": "items data results rows records list content",
    "total": "total totalCount totalItems count",
    "page": "page currentPage pageNumber",
    "limit": "limit pageSize perPage take size itemsPerPage",
    "offset": "offset skip",
    "pages": "pages totalPages pageCount lastPage",
}


def read_paging(survey: Survey, sources: Sources) -> Paging:
    """The project's pagination, or ours where it shows none."""
    found = survey.convention("pagination-query")
    dto = next((one for one in survey.dtos if found and one.name == found.value), None)
    fields = [field.name for field in dto.fields] if dto else []
    position = next((name for name in POSITIONS if name in fields), "")
    size = next((name for name in SIZES if name in fields), "")
    shape = read_shape(survey)
    if dto is None or not position or not size:
        return Paging(shape=shape) if shape else Paging()
    text = sources.text(dto.place.file)
    largest = {name: _largest(dto.fields[fields.index(name)].decorators) for name in (position, size)}
    usual = default(text, size)
    base = _base(survey, sources)
    return Paging(
        query=Import(name=dto.name, source=dto.place.file),
        arguments=_class(survey, "pagination-helper"),
        base=base,
        base_keys=tuple(field.name for one in survey.dtos if base and one.name == base.name for field in one.fields),
        position=position,
        size=size,
        has_defaults=usual is not None and default(text, position) is not None,
        by_offset=position in {"offset", "skip"},
        default_size=usual or 20,
        largest_size=largest[size] or 0,
        largest_position=largest[position] or 0,
        shape=shape or Paging().shape,
    )


def read_shape(survey: Survey) -> tuple[tuple[str, str], ...]:
    """Each key of a page's answer with what it holds; empty where there is none, or where a key says nothing to us."""
    found = survey.convention("pagination-shape")
    keys = [key.strip() for key in found.value.split(",")] if found else []
    pairs = tuple((key, meaning(key.rpartition(".")[2])) for key in keys)
    held = {holds for _, holds in pairs}
    return pairs if {"items", "total"} <= held and "" not in held else ()


def meaning(key: str) -> str:
    """What a key of a page's answer holds, or an empty string."""
    return next((holds for holds, words in MEANINGS.items() if key in words.split()), "")


def _class(survey: Survey, name: str) -> Import | None:
    found = survey.convention(name)
    return Import(name=found.value, source=found.place.file) if found else None


def _base(survey: Survey, sources: Sources) -> Import | None:
    found = _class(survey, "pagination-base")
    generic = found and re.search(rf"class {found.name}\s*<", sources.text(found.source))
    return None if generic else found


def _largest(decorators: tuple[str, ...]) -> int | None:
    for one in decorators:
        found = re.fullmatch(r"Max\(([\d_]+)\)", one)
        if found:
            return int(found[1].replace("_", ""))
    return None


def default(text: str, name: str) -> int | None:
    """What a property of a class holds where nothing is given, as far as a number stands there."""
    found = re.search(rf"^\s*(?:readonly\s+)?{name}[?!]?(?::[^=;\n]*)?=\s*([\d_]+)", text, re.MULTILINE)
    return int(found[1].replace("_", "")) if found else None
