"""The scenes of the unit spec: fakes, arguments, and what Prisma has to be asked."""

import re
from dataclasses import dataclass
from functools import cached_property

from podium.plan.analysis import OperationKind
from podium.recipes import columns, handlers, names
from podium.recipes.nest_resource.inputs import narrowed
from podium.recipes.nouns import Action, Link, Narrowing
from podium.recipes.resource_tests.samples import filtered
from podium.recipes.resource_tests.view import SAMPLE_ID, TestsView


@dataclass(frozen=True)
class Fake:
    """A fake of another model's table that a check asks."""

    variable: str
    entry: str
    method: str
    id: str
    title: str


@dataclass(frozen=True)
class Unit:
    """What only the unit spec needs."""

    view: TestsView

    @cached_property
    def methods(self) -> list[str]:
        """The table's methods that the service calls."""
        found: list[str] = []
        for action in self.view.blueprint.actions:
            match action.kind:
                case "create" | "update":
                    found.append(action.kind)
                case "list":
                    found += ["findMany", "count"] if action.paginated else ["findMany"]
                case "get":
                    found.append(self.view.finder(action))
                case "delete":
                    found.append(self.view.remover)
                    found += ["count"] if self.view.site and self.view.site.children else []
        return list(dict.fromkeys(found))

    @property
    def transaction(self) -> bool:
        """Whether the service asks for two things in one transaction."""
        return any(one.paginated for one in self.view.blueprint.actions)

    @cached_property
    def others(self) -> list[Fake]:
        """The fakes of the other tables."""
        return [
            self._fake(link)
            for link in self.view.blueprint.links
            if any(one.name == f"require{names.pascal(link.name)}" for one in self.view.checks)
        ]

    @property
    def accessors(self) -> list[str]:
        """The names of those fakes."""
        return [fake.entry for fake in self.others]

    def _fake(self, link: Link) -> Fake:
        check = next(one for one in self.view.checks if one.name == f"require{names.pascal(link.name)}")
        title = f"stores nothing for {names.with_article('unknown')} {link.label}"
        variable, entry = names.variable(check.accessor), names.entry(check.accessor)
        return Fake(variable=variable, entry=entry, method=check.method, id=SAMPLE_ID[link.id_kind][1], title=title)

    @cached_property
    def checked(self) -> list[Fake]:
        """Those that a create asks first."""
        create = self.view.action("create")
        calls = self.view.check_calls(create) if create else []
        links = [link for link in self.view.blueprint.links if link.role != "owner"]
        return [
            self._fake(link) for link in links if any(f"require{names.pascal(link.name)}(" in call for call in calls)
        ]

    @property
    def row(self) -> list[str]:
        """The properties of a row as Prisma gives it."""
        style = self.view.style
        found = [f"id: {SAMPLE_ID[style.id_kind][2]}"]
        found += [
            f"{link.column}: {SAMPLE_ID[link.id_kind][1]}" for link in self.view.blueprint.links if link.role != "owner"
        ]
        for column in self.view.blueprint.columns:
            value = columns.good(column)
            value = f"new Prisma.Decimal({value})" if column.type == "decimal" else columns.stored(column, value)
            found.append(f"{column.name}: {value}")
        known = {column.name for column in self.view.blueprint.columns}
        shown = self.view.site.shown if self.view.site else ()
        found += [f"{name}: []" for name, kind in shown if kind.endswith("[]") and name not in known]
        return found + [f"{stamp}: new Date(0)" for stamp in self.view.blueprint.stamps]

    @property
    def converted(self) -> list[str]:
        """The properties of the answer that differ from the row."""
        changed = [one for one in self.view.blueprint.columns if columns.is_converted(one)]
        return [f"{one.name}: {columns.answered(one, columns.good(one))}" for one in changed]

    @property
    def answer(self) -> str:
        """What the service has to give back for the row."""
        return "answer" if self.view.converter else "row"

    @property
    def body(self) -> list[str]:
        """The properties of a valid body."""
        return self._body("create")

    def _body(self, kind: OperationKind) -> list[str]:
        enums = {column.name for column in self.view.blueprint.columns if column.type == "enum"}
        found = [
            f"{one.name}: {columns.good(one)}{' as const' if one.name in enums else ''}"
            for one in handlers.taken(self.view.blueprint, kind)
        ]
        named = handlers.named(self.view.blueprint, kind)
        return [*(f"{link.column}: {SAMPLE_ID[link.id_kind][1]}" for link in named), *found]

    @property
    def taken(self) -> bool:
        """Whether a duplicate can happen."""
        actions = [one for one in (self.view.action("create"), self.view.action("update")) if one]
        return any(self.view.collides(one) for one in actions)

    def _sample(self, name: str, kind: str) -> str:
        blueprint = self.view.blueprint
        if name == "dto":
            return "dto"
        if name == "query":
            return self._query()
        if name == "user":
            guarding = self.view.style.guarding
            known = {role for action in blueprint.actions for role in action.roles}
            plain = next((role for role in guarding.roles if role not in known), "")
            role = f"{guarding.role_property}: {guarding.role_form.format(role=plain)}"
            cast = "" if guarding.user_is_small else f" as {kind}"
            return f"{{ {guarding.id_property}: {SAMPLE_ID[blueprint.user_id][0]}, {role} }}{cast}"
        if name == handlers.owner_column(blueprint):
            return SAMPLE_ID[blueprint.user_id][0]
        if name == "id":
            return SAMPLE_ID[self.view.style.id_kind][2]
        link = next((link for link in blueprint.links if link.column == name), None)
        if link is None:
            return columns.good(next(one for one in blueprint.columns if one.name == name))
        return SAMPLE_ID[link.id_kind][1]

    def _query(self) -> str:
        listing, paging = self.view.action("list"), self.view.style.paging
        if listing is None or not (listing.paginated or listing.cut):
            return "{}"
        position = 20 if paging.by_offset else 3
        return f"{{ {paging.position}: {position}, {paging.size}: 10 }}"

    def call(self, action: Action) -> str:
        """A call of the service."""
        items = [self._sample(one.name, one.type) for one in handlers.arguments(self.view.blueprint, action)]
        if action.kind == "update" and self._body("update") != self.body:
            items[-1] = f"{{ {', '.join(self._body('update'))} }}"
        return f"{self.view.held}.{action.handler}({', '.join(items)})"

    @property
    def others_given(self) -> str:
        """What else the service is given: an object with the methods that it calls after a write."""
        methods = self.view.site.others if self.view.site else ()
        return f"{{ {', '.join(f'{one}: {self.view.fn}.fn()' for one in methods)} }}" if methods else "{}"

    def free(self, action: Action) -> str:
        """The conditions of a delete, those that keep a row which others need included."""
        children = self.view.site.children if self.view.site else ()
        inner = self.where(action).strip("{ }")
        return f"{{ {', '.join([inner, *(f'{one}: {{ none: {{}} }}' for one in children)])} }}"

    def changing(self, action: Action) -> str:
        """A call of an update of what is there, with valid values."""
        items = [
            self._sample(one.name, one.type) if one.name != "dto" else self.changed_body
            for one in handlers.arguments(self.view.blueprint, action)
        ]
        return f"{self.view.held}.{action.handler}({', '.join(items)})"

    @property
    def changed_body(self) -> str:
        """The body of that update."""
        return f"{{ {', '.join(f'{one.name}: {one.value}' for one in self.view.blueprint.changed if one.value)} }}"

    @property
    def changed_data(self) -> str:
        """What Prisma has to be given for it."""
        dated = {one.name for one in self.view.blueprint.columns if one.type in {"date", "datetime"}}
        items = [
            f"{one.name}: {f'new Date({one.value})' if one.name in dated else one.value}"
            for one in self.view.blueprint.changed
            if one.value
        ]
        return f"{{ {', '.join(items)} }}"

    @property
    def asked_list(self) -> str:
        """A call of a list that is there, with all that its query may ask for."""
        action = next(one for one in self.view.blueprint.actions if one.kind == "list")
        site, items = self.view.site, list[str]()
        for one in handlers.arguments(self.view.blueprint, action):
            items.append(self._asked(action) if one.name == "query" else self._sample(one.name, one.type))
        return f"{self.view.held}.{site.list_method if site else action.handler}({', '.join(items)})"

    def _asked(self, action: Action) -> str:
        items = [f"{one.parameter}: {self._query_value(one)}" for one in action.narrowings]
        page = self._query().strip("{ }") if action.paginated or action.cut else ""
        return f"{{ {', '.join([*items, *([page] if page else [])])} }}"

    def _query_value(self, one: Narrowing) -> str:
        """A value that a filter takes, as TypeScript."""
        link = next((link for link in self.view.blueprint.links if link.column == one.column), None)
        if link:
            return SAMPLE_ID[link.id_kind][1]
        known = next((column for column in self.view.blueprint.columns if column.name == one.column), None)
        column = known or narrowed(one, self.view)
        value = filtered(column, one.match)[0]
        return value if one.match != "contains" and column.type in {"integer", "decimal", "boolean"} else f"'{value}'"

    @property
    def asked_query(self) -> str:
        """What Prisma has to be asked for by that call."""
        action = next(one for one in self.view.blueprint.actions if one.kind == "list")
        items: list[str] = []
        if action.narrowings:
            own = self.where(action).strip("{ }")
            text = ", ".join([*([own] if own else []), *self.view.narrowed(action)])
            for one in action.narrowings:
                value = self._query_value(one)
                text = text.replace(f"query.{one.parameter} && new Date(query.{one.parameter})", f"new Date({value})")
                text = re.sub(
                    rf"\b(\w+): query\.{one.parameter}\b", lambda found, value=value: f"{found[1]}: {value}", text
                )
            items.append(f"where: {{ {text} }}")
        items += [f"orderBy: {self.view.order(action)}"] if action.reordered else []
        return ", ".join([*items, *(["skip: 20", "take: 10"] if action.paginated or action.cut else [])])

    def data(self, action: Action) -> str:
        """The data that Prisma has to be given."""
        blueprint = self.view.blueprint
        links = [link for link in (self.view.writer, handlers.under_parent(blueprint, action)) if link]
        items = [
            f"{one.name}: new Date(dto.{one.name})"
            for one in handlers.taken(blueprint, "create")
            if one.type in {"date", "datetime"}
        ]
        items += [f"{link.column}: {self._sample(link.column, '')}" for link in links]
        if not items:
            return "dto"
        return f"{{ {', '.join([*(['...dto'] if self.body else []), *items])} }}"

    def where(self, action: Action) -> str:
        """The conditions that Prisma has to be given."""
        items: list[str] = []
        for key, value in handlers.where(self.view.blueprint, action):
            if not key:
                link, above = self.view.owner, self.view.parent
                user = SAMPLE_ID[self.view.blueprint.user_id][0]
                items.append(
                    f"{link.column}: {user}" if link else f"{above.name}: {{ {above.owner}: {user} }}" if above else ""
                )
            elif key == value:
                items.append(f"{key}: {self._sample(key, '')}")
            elif not value.startswith("{"):
                items.append(f"{key}: {value}")
            else:
                inner = value.strip("{ }")
                items.append(f"{key}: {{ {inner}: {self._sample(inner, '')} }}")
        return f"{{ {', '.join(items)} }}"

    @property
    def list_query(self) -> str:
        """What a list has to ask Prisma for."""
        action = self.view.action("list")
        if action is None:
            return ""
        where = handlers.where(self.view.blueprint, action)
        items = [f"where: {self.where(action)}"] if where and not action.narrowings else []
        items.append(f"orderBy: {self.view.order(action)}")
        return ", ".join([*items, *(["skip: 20", "take: 10"] if action.paginated else [])])
