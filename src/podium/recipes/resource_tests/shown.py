"""Which rows a read shows: one that another field than its id tells, and those alone that have a fixed value."""

from functools import cached_property

from podium.recipes import columns, handlers
from podium.recipes.nouns import Action, Column
from podium.recipes.resource_tests.samples import other_value
from podium.recipes.resource_tests.view import TestsView


class ShownView(TestsView):
    """A view with what the tests of such reads need."""

    __test__ = False

    @property
    def key_column(self) -> Column | None:
        """The column by which a row is looked up."""
        by = self.lookup.by if self.lookup else ""
        return next((one for one in self.blueprint.columns if one.name == by), None)

    @property
    def unknown_key(self) -> str:
        """A value of it that no row has."""
        return (other_value(self.key_column) or "'another'") if self.key_column else ""

    @cached_property
    def bad_keys(self) -> list[str]:
        """Values of it that the path's validators refuse, as TypeScript expressions."""
        column = self.key_column
        if column is None:
            return []
        if column.type == "email":
            return ["'x'"]
        longest = column.max_length
        return ["'%00'", *([f"'x'.repeat({columns.number(longest + 1)})"] if longest else [])]

    @cached_property
    def partial(self) -> list[Action]:
        """The reads that show those rows alone that have a fixed value."""
        return [one for one in self.blueprint.actions if one.only]

    @cached_property
    def hidden(self) -> list[str]:
        """For each fixed value the data of a row that has another one, and is not shown."""
        found: dict[str, str] = {name: value for one in self.partial for name, value in one.only}
        every = {one.name: one for one in self.blueprint.columns}
        return [f"{name}: {_another(every[name], value)}" for name, value in found.items()]

    def nobody(self, action: Action) -> str:
        """What the path of an action takes and no row has."""
        return self.unknown_key if action.by else self.unknown() if handlers.has_id(action) else ""


def _another(column: Column, value: str) -> str:
    if column.type == "boolean":
        return "false" if value == "true" else "true"
    return next(f"'{one}'" for one in column.values if f"'{one}'" != value)
