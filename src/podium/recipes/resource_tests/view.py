"""The parts of both specs that depend on the actions: callers, rows that are there before, bodies, requests."""

from functools import cached_property

from podium.recipes import code, columns, handlers, names
from podium.recipes.nouns import Action, Column, Link, Row
from podium.recipes.resource_tests.bodies import BodiesView
from podium.recipes.resource_tests.samples import other_value

UNKNOWN = {"int": "2_000_000_000", "uuid": "'00000000-0000-4000-8000-000000000000'", "cuid": "'unknown'"}
SAMPLE_ID = {"int": ("1", "2", "7"), "uuid": ("'user'", "'parent'", "'row'"), "cuid": ("'user'", "'parent'", "'row'")}


class TestsView(BodiesView):
    """A view with what only the specs need."""

    __test__ = False

    @property
    def table(self) -> str:
        """The expression of the resource's table in an e2e spec."""
        return f"{self.prisma}.{self.accessor}"

    @property
    def fake(self) -> str:
        """The name of the table's fake in a unit spec."""
        return names.variable(self.accessor)

    @property
    def fake_entry(self) -> str:
        """The entry of a fake client that holds it."""
        return names.entry(self.accessor)

    @property
    def sign_up(self) -> str:
        """The function that makes a user with a token in an e2e spec."""
        return self.style.tests.sign_up or "signUp"

    # people

    @cached_property
    def has_role(self) -> bool:
        """Whether a caller with a role is needed."""
        if self.notices and self.reader == "admin":
            return True
        return any(
            action.access == "role" or (action.roles and handlers.has_id(action)) for action in self.blueprint.actions
        )

    @cached_property
    def role(self) -> str:
        """The role that some action asks for."""
        roles = [role for action in self.blueprint.actions for role in action.roles]
        return next(iter(roles), self.site.list_roles[0] if self.site and self.site.list_roles else "")

    def actor(self, action: Action) -> str:
        """The variable of who may do it, or an empty string where anybody may."""
        return {"public": "", "role": "admin"}.get(action.access, "ann")

    @cached_property
    def people(self) -> list[str]:
        """The users whom the tests need."""
        owned = [row for row in self.blueprint.rows if any("ann.id" in value for _, value in row.data)]
        callers = {self.actor(action) for action in self.blueprint.actions} - {""}
        callers |= {self.reader} - {""} if self.notices else set[str]()
        guarded = "admin" in callers
        kept = any(self.takes_user(row) for row in self.blueprint.keepers)
        ann = kept or "ann" in callers or bool(owned) or self.owner is not None or guarded
        shared = self.site is None or any(
            handlers.is_own(one) and (one.kind != "list" or one.narrowings) for one in self.blueprint.actions
        )
        theirs = self.writer is not None or any(map(handlers.is_own, self.blueprint.actions))
        bob = (self.owner is not None and shared and theirs) or bool(self.foreign_actions) or bool(owned)
        return [name for name, wanted in (("ann", ann), ("bob", bob), ("admin", self.has_role)) if wanted]

    @cached_property
    def guarded(self) -> list[Action]:
        """The actions that ask for a token."""
        return [action for action in self.added if action.access != "public"]

    @cached_property
    def by_role(self) -> list[Action]:
        """The actions that ask for a role."""
        return [action for action in self.added if action.access == "role"]

    @cached_property
    def foreign_actions(self) -> list[Action]:
        """The actions on one row that belongs to its owner."""
        return [action for action in self.blueprint.actions if handlers.has_id(action) and handlers.is_own(action)]

    @cached_property
    def parent_owner(self) -> bool:
        """Whether some action under the parent asks for the caller's own one."""
        above = self.parent
        return bool(
            above
            and above.owner
            and any(
                handlers.under_parent(self.blueprint, one) and handlers.is_own(one) for one in self.blueprint.actions
            )
        )

    # rows that are there before

    def maker(self, row: Row) -> str:
        """The name of the function that makes such a row."""
        return f"new{names.pascal(row.variable)}"

    def takes_number(self, row: Row) -> bool:
        """Whether rows of the model have to differ from each other."""
        return any("${number}" in value or value.endswith("+ number") for _, value in row.data)

    def takes_user(self, row: Row) -> bool:
        """Whether the row belongs to a user."""
        return any("user.id" in value for _, value in row.data)

    def made(self, row: Row, number: str, user: str = "") -> str:
        """The call that makes such a row; another user signs up."""
        if row.variable == "ann":
            name = "`other${number}`" if number == "number" else f"'other{number}'"
            return f"{self.sign_up}({name})"
        items = [number] if self.takes_number(row) else []
        items += [user] if user and self.takes_user(row) else []
        return f"{self.maker(row)}({', '.join(items)})"

    def maker_lines(self, row: Row) -> str:
        """The function that makes such a row."""
        items = (["number: number"] if self.takes_number(row) else []) + (
            ["user = ann"] if self.takes_user(row) else []
        )
        data = ", ".join(f"{key}: {value}" if key != value else key for key, value in row.data)
        accessor = row.model[:1].lower() + row.model[1:]
        call = f"{self.prisma}.{accessor}.create({{ data: {{ {data} }} }});"
        return f"const {self.maker(row)} = ({', '.join(items)}) =>\n    {call}"

    # stored rows

    @cached_property
    def varied(self) -> set[str]:
        """The columns that differ from one stored row to the next, so that no unique rule is broken."""
        fixed = set(self._fixed_by_list())
        found: set[str] = set()
        for members in self.uniques:
            own = {column.name for column in self.blueprint.columns}
            order = sorted(members, key=lambda one: (one in fixed, one not in own, not self._is_reference(one)))
            found.add(order[0])
        return found

    def _fixed_by_list(self) -> list[str]:
        action = self.action("list")
        if action is None:
            return []
        above = handlers.under_parent(self.blueprint, action)
        own = [handlers.owner_column(self.blueprint)] if handlers.is_own(action) else []
        return own + ([above.column] if above else [])

    def _is_reference(self, column: str) -> bool:
        return any(link.column == column and link.role == "reference" for link in self.blueprint.links)

    @cached_property
    def stored_items(self) -> list[str]:
        """The data of a row that is put straight into the database, number by number."""
        found: list[str] = []
        fixed = {name: value for one in self.blueprint.actions for name, value in one.only}
        for column in self.blueprint.columns:
            value = columns.good(column, "number") if column.name in self.varied else columns.good(column)
            value = fixed.get(column.name, value)
            found.append(f"{column.name}: {columns.stored(column, value)}")
        for link in self.blueprint.links:
            if link.role == "owner":
                other = f"number === 1 ? ann.id : (await {self.sign_up}(`user${{number}}`)).id"
                value = other if link.column in self.varied else "ann.id"
            else:
                row = self.row_of(link)
                value = f"(await {self.made(row, 'number')}).id" if link.column in self.varied else f"{row.variable}.id"
            found.append(f"{link.column}: {value}")
        return found

    # requests

    def url(self, action: Action, *, parent_id: str = "", row_id: str = "id") -> str:
        """The path of a request as a template string."""
        path = self.style.tests.prefix + action.path
        above = handlers.under_parent(self.blueprint, action)
        if above:
            path = path.replace(f":{above.column}", f"${{{parent_id or above.column}}}")
        if action.by:
            return path.replace(f":{action.by}", f"${{{action.by}}}")
        return path.replace(":id", f"${{{row_id}}}")

    def helper(self, action: Action) -> str:
        """The function of the spec that sends the action's request."""
        above = handlers.under_parent(self.blueprint, action)
        kind = handlers.ID_TYPES[self.style.id_kind]
        items: list[str] = []
        if handlers.has_id(action):
            items.append(f"id: {kind}")
        if action.by:
            items.append(f"{action.by}: string")
        if action.kind == "create":
            items.append(f"body: object = {self.body}")
        elif action.kind == "update":
            items.append("body: object")
        elif action.kind == "list":
            items.append("query = ''")
        actor = self.actor(action)
        if actor:
            items.append(f"user = {actor}")
        if above:
            items.append(f"{above.column} = {self.row_of(above).variable}.id")
        path = self.url(action) + ("${query}" if action.kind == "list" else "")
        quote = "`" if "${" in path else "'"
        method = action.method.lower()
        auth = ".auth(user.token, { type: 'bearer' })" if actor else ""
        send = ".send(body)" if action.kind in {"create", "update"} else ""
        call = f"{self.http}.{method}({quote}{path}{quote}){auth}{send};"
        name = self.helper_name(action)
        line = f"  const {name} = ({', '.join(items)}) => {call}"
        return line if len(line) <= self.style.width else f"  const {name} = ({', '.join(items)}) =>\n    {call}"

    @staticmethod
    def helper_name(action: Action) -> str:
        """The name of that function."""
        return action.handler if action.by else {"get": "getOne", "delete": "remove"}.get(action.kind, action.kind)

    def bare(self, action: Action) -> str:
        """A request without a token."""
        above = handlers.under_parent(self.blueprint, action)
        parent_id = f"{self.row_of(above).variable}.id" if above else ""
        unknown = UNKNOWN[self.style.id_kind].strip("'").replace("_", "")
        path = self.url(action, parent_id=parent_id).replace("${id}", unknown)
        path = path.replace(f"${{{action.by}}}", "unknown") if action.by else path
        quote = "`" if "${" in path else "'"
        return f"{self.http}.{action.method.lower()}({quote}{path}{quote})"

    def call(self, action: Action, *, row: str = "id", body: str = "", user: str = "", parent: str = "") -> str:
        """A call of the action's function; what is not given is left to the function's own defaults."""
        slots: list[tuple[str, str]] = [(row, "")] if handlers.has_id(action) else []
        slots += [(action.by if row == "id" else row, "")] if action.by else []
        if action.kind in {"create", "update", "list"}:
            slots.append((body, {"create": self.body, "update": "{}", "list": "''"}[action.kind]))
        actor = self.actor(action)
        if actor:
            slots.append((user, actor))
        if parent:
            slots.append((parent, ""))
        while slots and not slots[-1][0] and (action.kind != "update" or len(slots) > 2):
            slots.pop()
        return f"{self.helper_name(action)}({', '.join(value or default for value, default in slots)})"

    def unknown(self, link: Link | None = None) -> str:
        """An id that nothing has."""
        return UNKNOWN[link.id_kind if link else self.style.id_kind]

    def missing(self, label: str, expression: str) -> str:
        """The assertion that an answer tells of a row that is not there, not of a route."""
        message = self.not_found(label, expression)
        return f"expect(text).toContain({message})" if message else "expect(text).not.toContain('Cannot')"

    @cached_property
    def bad_ids(self) -> str:
        """Ids that the path's pipe refuses, as an array."""
        return "['x', '1.5']" if self.style.id_kind == "int" else "['x']" if self.style.id_kind == "uuid" else "[]"

    def page_shape(self, number: int, size: int, total: int) -> str:
        """What a page says beside its rows, as the properties of an object."""
        paging = self.style.paging
        values = {
            "total": total,
            "page": number,
            "limit": size,
            "offset": (number - 1) * size,
            "pages": -(-total // size),
        }
        nested: dict[str, list[str]] = {}
        for key, holds in paging.shape:
            if holds != "items":
                outer, _, inner = key.rpartition(".")
                nested.setdefault(outer, []).append(f"{inner}: {values[holds]}")
        items = nested.pop("", [])
        return ", ".join([*items, *(f"{outer}: {{ {', '.join(inner)} }}" for outer, inner in nested.items())])

    @property
    def rows_type(self) -> str:
        """The type of a list's answer as far as a test reads it."""
        kind = handlers.ID_TYPES[self.style.id_kind]
        listing = self.action("list")
        if listing and listing.paginated:
            return f"{{ {self.items_key}: {{ id: {kind} }}[] }}"
        return f"{{ id: {kind} }}[]"

    def rows_of(self, body: str) -> str:
        """The expression of the rows in a list's answer."""
        listing = self.action("list")
        inner = f".{self.items_key}" if listing and listing.paginated else ""
        mine = ".filter(({ id }) => made.includes(id))" if self.tracks else ""
        return f"({body} as {self.rows_type}){inner}{mine}"

    @cached_property
    def changed_column(self) -> Column | None:
        """The column that the tests of an update change."""
        if self.site:
            return None
        every = handlers.taken(self.blueprint, "update")
        plain = [column for column in every if column.name not in self.varied and other_value(column)]
        return (plain or every or [None])[0]

    def title(self, text: str) -> str:
        """A test's title as a string."""
        return code.quoted(text)
