"""The scenes of the e2e spec: which rows are there, which requests are sent, and what has to come back."""

from functools import cached_property

from podium.recipes import columns, handlers, names
from podium.recipes.nest_resource.inputs import narrowed
from podium.recipes.nouns import Action, Column, Link, Narrowing, Row
from podium.recipes.resource_tests.samples import DAYS, bad_integers, filtered, in_disorder, other_value
from podium.recipes.resource_tests.shown import ShownView


class Scenes(ShownView):
    """A view with what only the e2e spec needs."""

    __test__ = False

    @property
    def numbered(self) -> bool:
        """Whether stored rows have to differ from each other."""
        return bool(self.varied)

    def stored_call(self, number: int, data: str = "") -> str:
        """A call that puts a row into the database."""
        items = ([str(number)] if self.numbered else []) + ([f"{{ {data} }}"] if data else [])
        return f"store({', '.join(items)})"

    def id_type(self, row: Row) -> str:
        """The type of the row's id."""
        return handlers.ID_TYPES[row.id_kind]

    def _body_with(self, rest: str) -> str:
        spread = f"...{self.body}, " if self.body != "{}" else ""
        return f"{{ {spread}{rest} }}"

    @property
    def with_owner(self) -> str:
        """A body that names somebody else as the owner."""
        return self._body_with(f"{self.owner.column}: bob.id") if self.owner else ""

    @property
    def forbids(self) -> bool:
        """Whether a body with an unknown field is refused: where there is a body, and the pipe forbids it."""
        return self.style.forbid and handlers.has_body(self.blueprint)

    @property
    def creator(self) -> str:
        """Who creates: the owner of what was created."""
        create = self.action("create")
        return (self.actor(create) if create else "") or "ann"

    @property
    def changed_body(self) -> str:
        """A valid body with a change."""
        return self._body_with("...change")

    @property
    def moved(self) -> list[Link]:
        """The relations that an update may change."""
        update = self.action("update")
        return handlers.named(self.blueprint, "update") if update and not self.site and self.changed_column else []

    def with_unknown(self, link: Link) -> str:
        """A valid body that names a row that is not there."""
        return self._body_with(f"{link.column}: {self.unknown(link)}")

    @cached_property
    def setup_others(self) -> list[str]:
        """The rows that a rightful second create needs."""
        links = {link.column: link for link in self.blueprint.links if link.role != "owner"}
        used = {column for members in self.uniques for column in members if column in links}
        return [
            f"const other{names.pascal(links[one].name)} = await {self.made(self.row_of(links[one]), '9')};"
            for one in sorted(used)
        ]

    @cached_property
    def other_creates(self) -> list[str]:
        """Creates that differ from the first in one member of the only unique rule each."""
        create = self.action("create")
        links = {link.column: link for link in self.blueprint.links}
        if len(self.uniques) != 1:
            return []
        found: list[str] = []
        for column in sorted({column for members in self.uniques for column in members}):
            link = links.get(column)
            other = f"other{names.pascal(link.name)}.id" if link else ""
            if create is None or (link and link.role == "owner" and self.actor(create) != "ann"):
                continue
            if link and link.role == "owner":
                found.append(self.call(create, user="bob"))
            elif link and link.role == "parent":
                found.append(self.call(create, parent=other))
            elif link:
                found.append(self.call(create, body=self._body_with(f"{column}: {other}")))
            else:
                value = next(other_value(one) for one in self.blueprint.columns if one.name == column)
                found += [self.call(create, body=self._body_with(f"{column}: {value}"))] if value else []
        return found

    @cached_property
    def under_parent(self) -> list[Action]:
        """The actions whose path names the parent, and no row of it."""
        return [
            one
            for one in self.blueprint.actions
            if handlers.under_parent(self.blueprint, one) and not handlers.has_id(one)
        ]

    @cached_property
    def under_own_parent(self) -> list[Action]:
        """Those of them that ask for the caller's own parent."""
        return [one for one in self.under_parent if handlers.is_own(one)]

    @cached_property
    def with_row(self) -> list[Action]:
        """The actions on one row."""
        return [one for one in self.blueprint.actions if handlers.has_id(one)]

    @cached_property
    def with_ids(self) -> list[Action]:
        """The actions whose path holds an id."""
        return [one for one in self.blueprint.actions if ":" in one.path and not one.by]

    def call_with_bad_id(self, action: Action) -> str:
        """A request with `id` in the place of the path's first id."""
        above = handlers.under_parent(self.blueprint, action)
        path = self.url(action, parent_id="id" if above else "", row_id=UNKNOWN_ID if above else "id")
        auth = f".auth({self.actor(action)}.token, {{ type: 'bearer' }})" if self.actor(action) else ""
        send = f".send({self.body})" if action.kind == "create" else ""
        return f"{self.http}.{action.method.lower()}(`{path}`){auth}{send}"

    @cached_property
    def bad_pages(self) -> list[str]:
        """Queries that the page's bounds refuse."""
        paging = self.style.paging
        position, size = paging.position, paging.size
        low = -1 if paging.by_offset else 0
        return [
            f"{position}={low}",
            f"{position}=x",
            f"{position}={paging.largest_position + 1}",
            f"{size}=0",
            f"{size}={paging.largest_size + 1}",
            f"{size}=1.5",
        ]

    def page_query(self, number: int, size: int) -> str:
        """The query of a page."""
        paging = self.style.paging
        position = (number - 1) * size if paging.by_offset else number
        return f"{paging.position}={position}&{paging.size}={size}"

    @property
    def size_rows(self) -> int:
        """How many rows show a page's size: one more than it holds, or one where each needs a user of its own and
        the answer says the size."""
        owner = self.owner.column if self.owner else ""
        says = any(holds == "limit" for _, holds in self.style.paging.shape)
        return 1 if owner in self.varied and says else self._listing().page_size + 1

    @property
    def first_part(self) -> str:
        """The query of the first part of a list that is whole without one."""
        paging = self.style.paging
        return f"{paging.position}={0 if paging.by_offset else 1}"

    def _listing(self) -> Action:
        return next(action for action in self.blueprint.actions if action.kind == "list")

    @cached_property
    def ordered_values(self) -> tuple[str, ...]:
        """Four values of the first field that a list is ordered by, two of them alike; empty where only ids order."""
        field = self._listing().order[0][0]
        column = next((one for one in self.blueprint.columns if one.name == field), None)
        if field in self.blueprint.stamps:
            return tuple(f"new Date('{day}')" for day in DAYS)
        return in_disorder(column) if column else ()

    @property
    def ordered_rows(self) -> list[str]:
        """The statements that store rows out of order, their ids in `ids`."""
        kind = handlers.ID_TYPES[self.style.id_kind]
        lines = [f"const ids: {kind}[] = [];"]
        if not self.ordered_values:
            calls = ", ".join(f"await {self.stored_call(number)}" for number in (1, 2, 3))
            return [*lines, f"for (const {'{ id }'} of [{calls}]) ids.push(id);"]
        field = self._listing().order[0][0]
        store = f"store({'number + 1, ' if self.numbered else ''}{{ {field} }})"
        pairs = "[number, " + field + "]" if self.numbered else field
        source = "values.entries()" if self.numbered else "values"
        return [
            *lines,
            f"const values = [{', '.join(self.ordered_values)}];",
            f"for (const {pairs} of {source}) ids.push((await {store}).id);",
        ]

    @property
    def ordered_ids(self) -> str:
        """The ids in the order in which the list has to show them."""
        order = self._listing().order
        falling = order[0][1] == "desc"
        ordinal = self.style.id_kind == "int"
        if not self.ordered_values:
            base = "ids" if ordinal else "ids.sort()"
            return f"{base}.toReversed()" if falling and ordinal else f"{base}.reverse()" if falling else base
        ties_fall = order[-1][1] == "desc"
        ties = ["ids[2]", "ids[1]"] if ties_fall else ["ids[1]", "ids[2]"]
        if not ordinal:
            ties = [f"...[ids[1], ids[2]].sort(){'.reverse()' if ties_fall else ''}"]
        items = [*ties, "ids[0]", "ids[3]"] if falling else ["ids[3]", "ids[0]", *ties]
        return f"[{', '.join(items)}]"

    @cached_property
    def scoped_rows(self) -> list[str]:
        """The statements that store a row that the list shows (`own`) and one that it does not."""
        action = self._listing()
        above = handlers.under_parent(self.blueprint, action)
        if above:
            other = f"{above.column}: (await {self.made(self.row_of(above), '9')}).id"
        elif handlers.is_own(action) and self.owner:
            other = f"{self.owner.column}: bob.id"
        elif handlers.is_own(action) and self.parent:
            other = f"{self.parent.column}: (await {self.made(self.row_of(self.parent), '9', 'bob')}).id"
        else:
            return []
        return [f"const own = await {self.stored_call(1)};", f"await {self.stored_call(2, other)};"]

    def filter_rows(self, one: Narrowing) -> list[str]:
        """The statements that store a row that a filter finds (`found`) and one that it does not."""
        link = next((link for link in self.blueprint.links if link.column == one.column), None)
        if link:
            first = f"const wanted = await {self.made(self.row_of(link), '9')};"
            found = self.stored_call(1, f"{one.column}: wanted.id")
            return [first, f"const found = await {found};", f"await {self.stored_call(2)};"]
        foreign = self._foreign(one)
        _, found, other = filtered(self._narrowed_column(one), one.match)
        return [
            f"const found = await {self.stored_call(1, f'{one.column}: {found}')};",
            f"await {self.stored_call(2, f'{one.column}: {other}')};",
            *foreign,
        ]

    def _foreign(self, one: Narrowing) -> list[str]:
        """A row of somebody else that the filter of a list that is there would find too."""
        if self.site is None or self.owner is None or not handlers.is_own(self._listing()):
            return []
        found = filtered(self._narrowed_column(one), one.match)[1]
        return [f"await {self.stored_call(3, f'{one.column}: {found}, {self.owner.column}: bob.id')};"]

    def filter_query(self, one: Narrowing) -> str:
        """The query of that filter as a string."""
        if any(link.column == one.column for link in self.blueprint.links):
            return f"`?{one.parameter}=${{wanted.id}}`"
        return f"'?{one.parameter}={filtered(self._narrowed_column(one), one.match)[0]}'"

    def _narrowed_column(self, one: Narrowing) -> Column:
        return next((column for column in self.blueprint.columns if column.name == one.column), None) or narrowed(
            one, self
        )

    @cached_property
    def bad_filters(self) -> list[str]:
        """Queries that the filters' validators refuse."""
        bad = {
            "decimal": "x",
            "boolean": "maybe",
            "enum": "unknown",
            "date": "soon",
            "datetime": "soon",
            "email": "x",
            "url": "x",
        }
        found: list[str] = []
        for one in self._listing().narrowings:
            column = narrowed(one, self)
            if any(link.column == one.column and link.id_kind == "uuid" for link in self.blueprint.links):
                found.append(f"{one.parameter}=x")
                continue
            value = "" if one.match == "contains" else bad.get(column.type)
            found += [f"{one.parameter}={value}"] if value is not None else []
            found += [f"{one.parameter}={bad}" for bad in bad_integers(column)] if column.type == "integer" else []
            is_text = one.match == "contains" or (column.type in {"string", "text"})
            found += [f"{one.parameter}=%00"] if is_text and not self._is_key(one) else []
        return found

    def _is_key(self, one: Narrowing) -> bool:
        return any(link.column == one.column for link in self.blueprint.links)

    @cached_property
    def long_filters(self) -> list[str]:
        """Queries with a longer text than the filter takes, as template strings."""
        found: list[str] = []
        for one in self._listing().narrowings:
            column = narrowed(one, self)
            if one.match == "equal" and column.max_length and column.type in {"string", "text", "url"}:
                begin = "https://example.com/" if column.type == "url" else ""
                found.append(f"`?{one.parameter}={begin}${{'x'.repeat({columns.number(column.max_length + 1)})}}`")
        return found

    @property
    def shown_rows(self) -> str:
        """The rows of a list's answer as plain objects."""
        inner = self.items_key if self._listing().paginated else ""
        return f"(response.body as {{ {inner}: object[] }}).{inner}" if inner else "(response.body as object[])"

    @property
    def changed_value(self) -> str:
        """The value that an update sends."""
        column = self.changed_column
        return (other_value(column) or columns.good(column)) if column else ""

    @property
    def changed_answer(self) -> str:
        """The same as the answer shows it."""
        return columns.answered(self.changed_column, self.changed_value) if self.changed_column else ""

    @property
    def changed_stamp(self) -> str:
        """What else an update may change."""
        stamps = [one for one in self.blueprint.stamps if one.lower().startswith(("updated", "modified"))]
        return "".join(f", {one}: after.{one}" for one in stamps)

    @property
    def small_change(self) -> str:
        """A body that an update takes."""
        if self.site:
            return f"{{ {', '.join(f'{one.name}: {one.value}' for one in self.updated)} }}"
        return f"{{ {self.changed_column.name}: {self.changed_value} }}" if self.changed_column else "{}"

    @property
    def kept_fields(self) -> str:
        """What that update may change in the row, besides its own fields the time of the change."""
        return "".join(f", {one.name}: after.{one.name}" for one in self.updated) + self.changed_stamp

    @property
    def single_unique(self) -> str:
        """A column that is unique by itself, or an empty string."""
        taken = handlers.taken(self.blueprint, "update")
        return next((column.name for column in taken if column.unique), "")

    @cached_property
    def by_any_role(self) -> list[Action]:
        """The actions that some roles may do to what belongs to others."""
        order = {"get": 0, "update": 1, "delete": 2}
        found = [one for one in self.with_row if handlers.may_be_anyones(one)]
        return sorted(found, key=lambda one: order.get(one.kind, 3))

    # without a harness

    @property
    def user_accessor(self) -> str:
        """The user model's property on the Prisma client."""
        model = self.blueprint.user_model
        return model[:1].lower() + model[1:]

    @property
    def user_id_type(self) -> str:
        """The type of a user's id."""
        return handlers.ID_TYPES[self.blueprint.user_id]

    @property
    def role_type(self) -> str:
        """The type of the role that a test gives to a user."""
        return f"'{self.role}'"

    @property
    def credentials(self) -> str:
        """What a login sends, as the properties of an object."""
        tests = self.style.tests
        return ", ".join(one if one == tests.identity else f"{one}: 'correct horse'" for one in tests.login_body)

    @property
    def registration(self) -> str:
        """What a registration sends."""
        rest = [f"{name}: {value}" if name != value else name for name, value in self.style.tests.register_body]
        return f"{{ ...credentials, {', '.join(rest)} }}" if rest else "credentials"

    @cached_property
    def cleaning(self) -> list[str]:
        """The statements that remove the tests' own rows, and no others."""
        tests = self.style.tests
        mine = f"{{ {tests.identity}: {{ endsWith: '@{self.blueprint.plural}.example.com' }} }}"
        lines = [] if self.blueprint.growth else [f"await {self.table}.deleteMany();"]
        if self.tracks:
            lines = [f"await {self.table}.deleteMany({{ where: {{ id: {{ in: made.splice(0) }} }} }});"]
        for row in reversed(self.blueprint.rows):
            accessor = row.model[:1].lower() + row.model[1:]
            if row.marker:
                where = f"{{ {row.marker}: {{ startsWith: '{self.blueprint.plural}-' }} }}"
            elif row.owner:
                where = f"{{ {row.owner}: {mine} }}"
            else:
                continue
            lines.append(f"await {self.prisma}.{accessor}.deleteMany({{ where: {where} }});")
        if self.people:
            lines.append(f"await {self.prisma}.{self.user_accessor}.deleteMany({{ where: {mine} }});")
        return lines


UNKNOWN_ID = "1"
