"""Where the paths of an application with a prefix and versions begin."""

from dataclasses import replace

import pytest

from podium.plan.evidence import Place
from podium.plan.survey import Convention, Route, Survey
from podium.recipes.design.unknown import Unknown
from podium.recipes.versions import Base, read_base


def application(*paths: str, **conventions: str) -> Survey:
    place = Place(file="src/main.ts", line=9)
    route = Route(method="GET", path="/", handler="run", controller="C", place=place)
    return Survey(
        repository="sample",
        revision="0" * 40,
        tree="1" * 40,
        routes=tuple(replace(route, path=path) for path in paths),
        conventions=tuple(
            Convention(name=name.replace("_", "-"), value=value, place=place) for name, value in conventions.items()
        ),
    )


def test_without_prefix_and_versions_paths_begin_at_once() -> None:
    assert read_base(application("/notes")) == Base()


def test_the_usual_version_need_not_be_written() -> None:
    survey = application("/api/v2/notes", "/api/health", route_prefix="/api", versioning="uri 2")
    assert read_base(survey) == Base(prefix="/api", version="/v2")


def test_the_one_version_that_all_controllers_name_is_written() -> None:
    survey = application("/v1/notes", "/v1/users", "/health", versioning="uri")
    assert read_base(survey) == Base(version="/v1", written="1")


@pytest.mark.parametrize(
    ("paths", "versioning"),
    [
        (("/v1/notes", "/v2/notes"), "uri"),
        (("/v1/notes", "/users", "/health"), "uri"),
        (("/notes",), "uri 1"),
        (("/v1/notes", "/v2/notes"), "uri 1 2"),
        (("/notes",), "header 1"),
    ],
)
def test_a_version_that_the_code_does_not_show_is_refused_with_its_place(
    paths: tuple[str, ...], versioning: str
) -> None:
    with pytest.raises(Unknown, match=r"src/main.ts:9: routes have versions \(" + versioning):
        read_base(application(*paths, versioning=versioning))
