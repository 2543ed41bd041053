"""The e2e spec and the planted faults of new fields of an existing resource."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from podium.recipes import code, columns, handlers, names
from podium.recipes.design.growth import rows_of
from podium.recipes.edits import expectations
from podium.recipes.layout import laid_out
from podium.recipes.nest_resource import inputs
from podium.recipes.nouns import Blueprint, Growth, Style
from podium.recipes.render import rendered
from podium.recipes.resource_tests.bodies import Case, bad_keys, refused
from podium.recipes.resource_tests.scenes import Scenes

SILENT = ("IsString", "IsOptional")


class GrowthScenes(Scenes):
    """A view of new fields: nobody is needed but who may create."""

    __test__ = False

    @property
    def people(self) -> list[str]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Who creates, or nobody where anybody may."""
        growth = self.blueprint.growth or Growth()
        creator = "admin" if growth.roles else "" if growth.access == "public" else "ann"
        owned = any(self.takes_user(row) for row in self.blueprint.rows)
        return [one for one in ("ann", "admin") if one == creator or (one == "ann" and owned)]

    @property
    def role(self) -> str:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The role that a create asks for."""
        growth = self.blueprint.growth or Growth()
        return (growth.roles or ("",))[0]

    @property
    def has_role(self) -> bool:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Whether a create asks for a role."""
        return bool(self.role)


@dataclass(frozen=True)
class Scene:
    """What only this spec needs."""

    view: GrowthScenes
    growth: Growth

    @property
    def what(self) -> str:
        """The new fields in words."""
        return _words(self.view.blueprint)

    @property
    def valid(self) -> str:
        """The expression of a valid body with the new fields: they may name rows that a test has to make."""
        return "valid()" if self.view.needs_rows else "valid"

    @property
    def with_new(self) -> list[str]:
        """Its properties."""
        return ["...before", *self.view.valid, *self.view.needs_rows]

    @property
    def left_out(self) -> list[str]:
        """What an answer shows of the new fields where nothing was sent."""
        found = [f"{one.column}: null" for one in self.view.references]
        return found + [f"{one.name}: {self.view.default_of(one)}" for one in self.view.left_out]

    @property
    def before(self) -> list[str]:
        """A body as it was valid before."""
        return [f"{name}: {value}" for name, value in self.growth.valid]

    @property
    def create_path(self) -> str:
        """The path of a create, as the tests reach it."""
        return self._reached(self.growth.create_path)

    @property
    def get_path(self) -> str:
        """The path of one row, or an empty string."""
        return self._reached(self.growth.get_path).replace(":id", "${id}")

    def _reached(self, path: str) -> str:
        style = self.view.style
        return style.tests.prefix + path.removeprefix(style.prefix) if path else ""

    @property
    def auth(self) -> str:
        """What makes a request one of who may create."""
        people = self.view.people
        guarded = people and (self.growth.roles or self.growth.access != "public")
        return f".auth({people[-1]}.token, {{ type: 'bearer' }})" if guarded else ""

    @property
    def get_auth(self) -> str:
        """The same for a read."""
        return self.auth

    @property
    def id_type(self) -> str:
        """The type of an id."""
        return handlers.ID_TYPES[self.view.style.id_kind]

    @property
    def answer(self) -> list[str]:
        """The new fields as an answer shows them."""
        every = self.view.blueprint.columns
        return [*self.view.needs_rows, *(f"{one.name}: {columns.answered(one, columns.good(one))}" for one in every)]

    @property
    def cases(self) -> list[Case]:
        """Every input that has to be refused."""
        return [*refused(self.view.blueprint.columns), *bad_keys(self.view.references)]


def titles(blueprint: Blueprint) -> dict[str, str]:
    """The titles by key."""
    some = names.with_article(blueprint.label)
    words = _words(blueprint)
    found = {"creates": f"keeps {words} of {some}", "refuses": f"refuses {some} with %s"}
    left_out = blueprint.links or any(column.may_be_left_out for column in blueprint.columns)
    unknown = {f"unknown_{one.name}": f"refuses {some} of an unknown {one.label}" for one in blueprint.links}
    return found | {"least": f"does without {words}" if left_out else ""} | unknown


def _words(blueprint: Blueprint) -> str:
    return names.listed([names.words(one.name) for one in (*blueprint.columns, *blueprint.links)])


def spec(blueprint: Blueprint, growth: Growth) -> str:
    """The body of the e2e spec."""
    view = GrowthScenes(blueprint)
    values = {"v": view, "b": blueprint, "s": blueprint.style, "t": blueprint.style.tests, "c": titles(blueprint)}
    return rendered("resource_tests", "growth.ts.j2", g=Scene(view, growth), **values)


def approved(blueprint: Blueprint, growth: Growth) -> list[dict[str, str]]:
    """The changes of expectations that the new fields bring, for the requirement that asks for them."""
    requirement = next((want.id for want in blueprint.wants if "create" in want.topics), "")
    requirement = requirement or next((want.id for want in blueprint.wants), "")
    return [{"file": one, "rule": "changed-expectation", "requirement": requirement} for one in growth.extended]


def expected(blueprint: Blueprint, growth: Growth) -> dict[str, Callable[[str], str]]:
    """For each test that compares an answer whole the change that takes the new fields up: what old bodies get."""
    view = GrowthScenes(blueprint)
    path = growth.create_path.removeprefix(blueprint.style.prefix)
    added = {one.column: "null" for one in blueprint.links}
    added |= {one.name: view.default_of(one) for one in blueprint.columns}
    return {
        file: partial(expectations.extended, rows=rows_of(growth.shown, path, file), added=added)
        for file in growth.extended
    }


def faults(blueprint: Blueprint, growth: Growth) -> list[dict[str, Any]]:
    """The new fields without one of their validators each, as the gate takes them."""
    found: list[dict[str, Any]] = []
    requirements = [want.id for want in blueprint.wants if "input" in want.topics]
    for field, decorators, whole in _parts(blueprint):
        for word, find, replace in _cuts(decorators, whole, blueprint.style):
            place = {"file": growth.create.file, "find": find, "replace": replace}
            name = f"no-{names.kebab(word)}-{names.kebab(field)}"
            tests = [blueprint.files.e2e]
            found.append({"id": name, "requirements": requirements, **place, "tests": tests})
    for link in blueprint.links:
        find = f"if (!{names.variable(link.name)}) throw new NotFoundException("
        place = {"file": blueprint.files.service, "find": find, "replace": find.replace("NotFoundException", "Error")}
        name = f"lost-{names.kebab(link.name)}"
        found.append({"id": name, "requirements": requirements, **place, "tests": [blueprint.files.e2e]})
    return found


def _parts(blueprint: Blueprint) -> list[tuple[str, list[str], str]]:
    """For each new field its name, its decorators and its property."""
    style = blueprint.style
    keys = [(one.column, list(inputs.key_checks(one, style)), inputs.key_block(one, style)) for one in blueprint.links]
    return [
        *keys,
        *(
            (one.name, [*columns.presence(one), *columns.validators(one, style)], inputs.block(one, style))
            for one in blueprint.columns
        ),
    ]


def _cuts(decorators: list[str], whole: str, style: Style) -> list[tuple[str, str, str]]:
    """For each validator its name, the property from it on, and the same without it."""
    found: list[tuple[str, str, str]] = []
    for decorator in decorators:
        text = laid_out(f"  @{decorator}", style)
        word = decorator.partition("(")[0]
        if word not in SILENT and word != "ValidateIf":
            rest = whole[whole.index(text) :]
            kept = rest.removeprefix(text).lstrip("\n")
            found.append((word, code.dressed(rest, style), code.dressed(kept, style)))
    return found
