"""The bodies that both specs send: valid ones, the least that is taken, and those that are refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from podium.plan.analysis import OperationKind
from podium.recipes import columns, handlers
from podium.recipes.nouns import Column, Link, Row
from podium.recipes.resource_tests.there import ThereView


@dataclass(frozen=True)
class Case:
    """A line of a table of inputs that are refused: what it is, and the change to a valid body."""

    title: str
    change: str


class BodiesView(ThereView):
    """A view with the bodies of create and update."""

    __test__ = False

    def matcher(self, kind: str) -> str:
        """A matcher for any value of a type, cast where the linter wants no `any`."""
        plain = f"expect.any({kind})"
        return f"{plain} as {kind.lower()}" if self.style.tests.typed_matchers else plain

    def row_of(self, link: Link) -> Row:
        """The row that a relation leads to; of a user, the one who is signed in."""
        if link.is_user:
            return Row(variable="ann", model=link.model, data=(), id_kind=link.id_kind)
        return next(row for row in self.blueprint.rows if row.model == link.model)

    @cached_property
    def created(self) -> list[Column]:
        """The columns that a create may say."""
        return handlers.taken(self.blueprint, "create")

    @cached_property
    def valid(self) -> list[str]:
        """The properties of a valid body that need nothing else."""
        return [f"{column.name}: {columns.good(column)}" for column in self.created]

    @cached_property
    def needs_rows(self) -> list[str]:
        """The properties of a valid body that name other rows."""
        return [f"{link.column}: {self.row_of(link).variable}.id" for link in self.references]

    @property
    def body(self) -> str:
        """The expression of a valid body."""
        if self.needs_rows:
            return "valid()"
        return "valid" if self.valid else "{}"

    @cached_property
    def cases(self) -> list[Case]:
        """Every input that the body's validators have to refuse."""
        if self.site:
            return [*self._of_site(), *self._unknown_field("create")]
        kept = [one for one in self.blueprint.columns if one not in self.created] if self.style.forbid else []
        chosen = [Case(f"{one.name} that others decide on", f"{{ {one.name}: {columns.good(one)} }}") for one in kept]
        return [*refused(self.created), *bad_keys(self.references), *chosen, *self._unknown_field("create")]

    def _of_site(self) -> list[Case]:
        found = [
            Case(title, f"{{ {one.name}: {value} }}") for one in self.blueprint.changed for title, value in one.bad
        ]
        return [*found, *bad_keys(self.references)]

    def _unknown_field(self, kind: OperationKind) -> list[Case]:
        has = self.style.forbid and self.body_names(kind)
        return [Case("an unknown field", "{ id: 7 }")] if has else []

    @cached_property
    def update_cases(self) -> list[Case]:
        """Those that an update has to refuse: there, everything may be left out."""
        if self.site:
            found = self.cases
        else:
            taken, named = handlers.taken(self.blueprint, "update"), handlers.named(self.blueprint, "update")
            found = [*refused(taken), *bad_keys(named), *self._unknown_field("update")]
        return [case for case in found if not case.title.startswith("a missing")]

    @cached_property
    def left_out(self) -> list[Column]:
        """The columns that a create may do without."""
        return [column for column in self.created if column.may_be_left_out]

    @property
    def least(self) -> str:
        """The body without what may be left out."""
        kept = [f"{column.name}: {columns.good(column)}" for column in self.created if not column.may_be_left_out]
        kept += self.needs_rows
        return f"{{ {', '.join(kept)} }}" if kept else "{}"

    def default_of(self, column: Column) -> str:
        """What the answer shows where nothing was sent."""
        if column.optional and not column.default:
            return "null"
        quoted = column.type in {"string", "text", "email", "url", "date", "datetime", "enum"}
        value = f"'{column.default}'" if quoted else column.default
        return columns.answered(column, value)

    @cached_property
    def answer_items(self) -> list[str]:
        """The properties of the answer to a valid create."""
        any_id = self.matcher("Number" if self.style.id_kind == "int" else "String")
        found = [f"id: {any_id}"]
        shown = [link for link in self.blueprint.links if link.role != "owner"]
        found += [f"{link.column}: {self.row_of(link).variable}.id" for link in shown]
        plain = [f"{column.name}: {columns.answered(column, columns.good(column))}" for column in self.created]
        if plain and not any(columns.is_converted(column) for column in self.created):
            plain = ["...valid"] if not self.needs_rows else plain
        found += plain
        rest = [column for column in self.blueprint.columns if column not in self.created]
        found += [f"{column.name}: {self.default_of(column)}" for column in rest]
        return found + [f"{stamp}: {self.matcher('String')}" for stamp in self.blueprint.stamps]

    @cached_property
    def shown(self) -> str:
        """The names of the answer's fields, sorted, as an array."""
        return "[" + ", ".join(f"'{name}'" for name in sorted(name for name, _ in self.row_fields)) + "]"


def refused(every: Iterable[Column]) -> list[Case]:
    """What the validators of columns have to refuse."""
    bad = [(column.name, case) for column in every for case in columns.bad_values(column)]
    return [Case(case.title, f"{{ {name}: {case.value} }}") for name, case in bad]


def bad_keys(links: Iterable[Link]) -> list[Case]:
    """What those of other models' keys have to refuse."""
    found: list[Case] = []
    for link in links:
        wrong = "0" if link.id_kind == "int" else "'x'" if link.id_kind == "uuid" else "''"
        if not link.optional:
            found.append(Case(f"a missing {link.column}", f"{{ {link.column}: undefined }}"))
        found.append(Case(f"a {link.column} that is none", f"{{ {link.column}: {wrong} }}"))
        if link.id_kind == "int":
            found.append(Case(f"half a {link.column}", f"{{ {link.column}: 1.5 }}"))
            found.append(Case(f"a {link.column} that does not fit", f"{{ {link.column}: {columns.LARGEST + 1:_} }}"))
    return found
