"""The parts of module, controller, service and DTOs that depend on which actions there are and who may do what."""

from functools import cached_property

from podium.recipes import code, columns, handlers, names
from podium.recipes.nest_resource.parts import Check, Reach
from podium.recipes.nouns import Action, Import, Link, Narrowing
from podium.recipes.view import View

METHODS = {"create": "Post", "list": "Get", "get": "Get", "update": "Patch", "delete": "Delete"}


class ResourceView(View):
    """A view with what only the resource's own files need."""

    @property
    def module_options(self) -> str:
        """The argument of `@Module`."""
        imports = [one.name for one in self.style.module_imports]
        items = [f"imports: [{', '.join(imports)}]"] if imports else []
        providers = [self.service, *([self.style.prisma.name] if self.style.provides_prisma else [])]
        items += [f"controllers: [{self.controller}]", f"providers: [{', '.join(providers)}]"]
        return code.fit("@Module({", items, "})", width=self.style.width).removeprefix("@Module(").removesuffix(")")

    @cached_property
    def base_path(self) -> str:
        """The controller's path: what all of its routes begin with."""
        if self.site:
            return self.site.path
        found = {handlers.base_path(action) for action in self.blueprint.actions}
        return found.pop() if len(found) == 1 else ""

    def guards(self, action: Action) -> list[str]:
        """The guards that let only the right callers through to the action."""
        guarding = self.style.guarding
        found = [guarding.guard] if guarding.guard and not guarding.everywhere and action.access != "public" else []
        found += [guarding.roles_guard] if guarding.roles_guard and action.access == "role" else []
        there = self.site.guards if self.site else ()
        return [one.name for one in found if one.name not in there]

    @cached_property
    def class_guards(self) -> list[str]:
        """The guards of the whole controller, where every route has some and the controller is a new one."""
        if self.site:
            return []
        each = [self.guards(action) for action in self.blueprint.actions]
        return max(each, key=len) if each and all(each) else []

    @property
    def class_decorators(self) -> list[str]:
        """The controller's decorators, one a line."""
        guards = [f"@UseGuards({', '.join(self.class_guards)})"] if self.class_guards else []
        path = code.quoted(self.base_path.removeprefix("/"))
        version = self.style.version
        named = f"{{ path: {path}, version: '{version}' }}" if version else path if self.base_path else ""
        return [*guards, f"@Controller({named})"]

    def decorators(self, action: Action) -> list[str]:
        """The handler's decorators, one a line, the route first."""
        rest = action.path.removeprefix(self.base_path).removeprefix("/")
        found = [f"@{METHODS[action.kind]}({code.quoted(rest) if rest else ''})"]
        if action.kind == "delete":
            found.append("@HttpCode(204)")
        guarding = self.style.guarding
        if action.access == "public" and guarding.everywhere and guarding.public:
            found.append(f"@{guarding.public.name}()")
        if action.access == "role" and guarding.roles_decorator:
            roles = ", ".join(guarding.role_form.format(role=role) for role in action.roles)
            found.append(f"@{guarding.roles_decorator.name}({roles})")
        guards = self.guards(action)
        return found + ([f"@UseGuards({', '.join(guards)})"] if guards and not self.class_guards else [])

    def handler_line(self, action: Action) -> str:
        """The handler's signature in the controller."""
        items = [one.handler for one in handlers.arguments(self.blueprint, action)]
        after = f"): Promise<{self.answer(action)}> {{"
        return code.fit(f"  {action.handler}(", items, after, width=self.style.width)

    def passed(self, action: Action) -> str:
        """What the handler gives to the service."""
        return ", ".join(one.passed for one in handlers.arguments(self.blueprint, action))

    def service_line(self, action: Action) -> str:
        """The method's signature in the service."""
        items = [f"{one.name}: {one.type}" for one in handlers.arguments(self.blueprint, action)]
        after = f"): Promise<{self.answer(action)}> {{"
        word = "async " if self.is_async(action) else ""
        return code.fit(f"  {word}{action.handler}(", items, after, width=self.style.width)

    def is_async(self, action: Action) -> bool:
        """Whether the method waits for anything itself."""
        if action.kind == "create":
            return bool(self.collides(action) or self.takes_row or self.check_calls(action))
        return action.kind != "list" or bool(action.paginated or self.converter or self.check_calls(action))

    @property
    def after_write(self) -> list[str]:
        """The statements that follow a write, without their semicolon."""
        return [*self.site.after_write] if self.site else []

    @property
    def takes_row(self) -> bool:
        """Whether something is still to be done with a row when it was written."""
        return bool(self.converter or self.after_write)

    @property
    def made_of_row(self) -> str:
        """The answer that a row makes."""
        return f"{self.converter}(row)" if self.converter else "row"

    @property
    def select_lines(self) -> list[str]:
        """What a query is told of the fields that leave the database."""
        return [f"select: {self.select}"] if self.select else []

    def free(self, action: Action) -> str:
        """The object that picks the action's rows as long as nothing keeps them from being deleted."""
        pairs = handlers.where(self.blueprint, action)
        children = self.site.children if self.site else ()
        return handlers.where_text([*pairs, *((one, "{ none: {} }") for one in children)])

    def _check_owner(self, link: Link, action: Action) -> str:
        return link.owner if link.role == "parent" and link.owner and handlers.is_own(action) else ""

    @cached_property
    def checks(self) -> list[Check]:
        """The private methods that the actions call, one for each other model."""
        found: dict[str, Check] = {}
        for action in self.blueprint.actions:
            for link in self._checked(action):
                found.setdefault(link.name, self._check(link, action))
        return list(found.values())

    def _check(self, link: Link, action: Action) -> Check:
        return self.reference_check(link, owner=self._check_owner(link, action))

    def reference_check(self, link: Link, *, owner: str = "") -> Check:
        """The method that refuses an unknown row of the other model; `owner`: or one that is not the caller's."""
        conditions = ["id", *([owner] if owner else []), *([f"{link.not_deleted}: null"] if link.not_deleted else [])]
        variable = names.variable(link.name)
        method = f"require{names.pascal(link.name)}"
        items = [f"{owner}: {handlers.ID_TYPES[self.blueprint.user_id]}"] if owner else []
        items.append(f"id: {handlers.ID_TYPES[link.id_kind]}")
        return Check(
            name=method,
            variable=variable,
            accessor=link.model[:1].lower() + link.model[1:],
            method="findUnique" if conditions == ["id"] else "findFirst",
            where=f"{{ {', '.join(conditions)} }}",
            label=link.label,
            line=code.fit(f"  private async {method}(", items, "): Promise<void> {", width=self.style.width),
        )

    def _checked(self, action: Action) -> list[Link]:
        above = handlers.under_parent(self.blueprint, action)
        named = handlers.named(self.blueprint, action.kind) if action.kind in {"create", "update"} else []
        return ([above] if above and not handlers.has_id(action) else []) + named

    def check_calls(self, action: Action) -> list[str]:
        """The statements that refuse an unknown parent or reference, without their semicolon."""
        found: list[str] = []
        for link in self._checked(action):
            owner = self._check_owner(link, action)
            value = link.column if link.role == "parent" else f"dto.{link.column}"
            call = f"await this.require{names.pascal(link.name)}({', '.join([*([owner] if owner else []), value])})"
            maybe = link.role == "reference" and (link.optional or action.kind == "update")
            found.append(f"if ({value}) {call}" if maybe else call)
        return found

    def collides(self, action: Action) -> bool:
        """Whether the action may break a unique rule: a create always, an update where its body names a member."""
        body = set(self.body_names(action.kind))
        return any(action.kind == "create" or body & set(members) for members in self.uniques)

    def data_line(self, action: Action, indent: int) -> str:
        """The `data` of a create or update: the body itself, or field by field where more belongs to it."""
        body = self.body_names(action.kind)
        kept = [column for column in self.blueprint.columns if column.name in body]
        dated = {column.name: column for column in kept if column.type in {"date", "datetime"}}
        extra = [link.column for link in (self.writer, handlers.under_parent(self.blueprint, action)) if link]
        extra = extra if action.kind == "create" else []
        if not dated and not extra and self.style.whitelist:
            return f"{' ' * indent}data: dto,"
        items: list[str] = []
        for name in body:
            value = f"dto.{name}"
            if name in dated:
                maybe = f"{value} && " if dated[name].may_be_left_out or action.kind == "update" else ""
                value = f"{maybe}new Date({value})"
            items.append(f"{name}: {value}")
        return code.fit(f"{' ' * indent}data: {{", [*items, *extra], "},", width=self.style.width)

    def where(self, action: Action) -> str:
        """The object that picks the action's rows, or an empty string for all of them."""
        pairs = handlers.where(self.blueprint, action)
        return handlers.where_text(pairs) if pairs or action.narrowings else ""

    def names_where(self, action: Action) -> bool:
        """Whether a list's conditions are used twice, or are too many for one line."""
        return action.paginated or bool(action.narrowings)

    def where_line(self, action: Action) -> str:
        """The statement that holds a list's conditions."""
        pairs = handlers.where(self.blueprint, action)
        items = [value if not key or key == value else f"{key}: {value}" for key, value in pairs]
        items += self.narrowed(action)
        typed = action.narrowings or any("'" in value for _, value in action.only)
        kind = f": Prisma.{self.model}WhereInput" if typed else ""
        return code.fit(f"    const where{kind} = {{", items, "};", width=self.style.width)

    def narrowed(self, action: Action, *, asked: bool = False) -> list[str]:
        """What a list's query asks of the columns, an entry of the condition for each.

        `asked`: nothing of a column is asked where the query is silent, so that old conditions are as they were.
        """
        by_column: dict[str, list[str]] = {}
        for one in action.narrowings:
            by_column.setdefault(one.column, []).append(self.condition(one))
        found: list[str] = []
        for column, conditions in by_column.items():
            plain = len(conditions) == 1 and ":" not in conditions[0]
            whole = conditions[0] if plain else "{ " + ", ".join(conditions) + " }"
            parameters = [f"query.{one.parameter}" for one in action.narrowings if one.column == column]
            given = f"{' ?? '.join(parameters)} === undefined ? undefined : " if asked and not plain else ""
            found.append(f"{column}: {given}{whole}")
        return found

    def condition(self, one: Narrowing) -> str:
        """What a query parameter asks of its column, as Prisma takes it."""
        column = next((found for found in self.blueprint.columns if found.name == one.column), None)
        dated = one.column in self.blueprint.stamps or (column is not None and column.type in {"date", "datetime"})
        value = f"query.{one.parameter}"
        value = f"{value} && new Date({value})" if dated else value
        match one.match:
            case "equal":
                return value
            case "minimum":
                return f"gte: {value}"
            case "maximum":
                return f"lte: {value}"
            case "contains":
                return f"contains: {value}, mode: 'insensitive'"

    def order(self, action: Action) -> str:
        """The `orderBy` of a list."""
        items = [f"{{ {field}: '{direction}' }}" for field, direction in action.order]
        return items[0] if len(items) == 1 else f"[{', '.join(items)}]"

    def finder(self, action: Action) -> str:
        """The query for one row: by its id alone, or by more."""
        return "findUnique" if len(handlers.where(self.blueprint, action)) == 1 else "findFirst"

    def _key(self, meaning: str) -> str:
        return next(key for key, holds in self.style.paging.shape if holds == meaning).rpartition(".")[2]

    @property
    def items_key(self) -> str:
        """The key of the answer that holds the rows of a page."""
        return self._key("items")

    @property
    def total_key(self) -> str:
        """The key of the answer that holds the number of all rows."""
        return self._key("total")

    @property
    def slice_lines(self) -> list[str]:
        """The arguments that cut a page out of a list."""
        paging = self.style.paging
        if paging.arguments:
            return [f"...{paging.arguments.name}(query)"]
        position, size = self._position, self._size
        skip = position.strip("()") if paging.by_offset else f"({position} - 1) * {size}"
        return [f"skip: {skip}", f"take: {size.strip('()')}"]

    @property
    def _position(self) -> str:
        paging = self.style.paging
        plain = f"query.{paging.position}"
        return plain if paging.has_defaults else f"({plain} ?? {0 if paging.by_offset else 1})"

    @property
    def _size(self) -> str:
        paging = self.style.paging
        plain = f"query.{paging.size}"
        return plain if paging.has_defaults else f"({plain} ?? {self.usual_size})"

    @property
    def usual_size(self) -> int:
        """How many rows a page of the list holds where the query says nothing."""
        action = self.action("list")
        return (action.page_size if action else 0) or self.style.paging.default_size

    @property
    def page_line(self) -> str:
        """The statement that answers with a page."""
        paging = self.style.paging
        values = {
            "items": f"rows.map({self.converter})" if self.converter else self.items_key,
            "total": self.total_key,
            "page": self._position.strip("()"),
            "offset": self._position.strip("()"),
            "limit": self._size.strip("()"),
            "pages": f"Math.ceil({self.total_key} / {self._size})",
        }
        nested: dict[str, list[str]] = {}
        for key, holds in paging.shape:
            outer, _, inner = key.rpartition(".")
            value = values[holds]
            nested.setdefault(outer, []).append(inner if inner == value else f"{inner}: {value}")
        items = nested.pop("", [])
        items += [f"{outer}: {{ {', '.join(inner)} }}" for outer, inner in nested.items()]
        return code.fit("    return {", items, "};", width=self.style.width)

    @property
    def page_fields(self) -> list[tuple[str, str]] | None:
        """The fields of the page's DTO that its base does not have, or None without a paginated list."""
        action = self.action("list")
        if action is None or not action.paginated:
            return None
        paging = self.style.paging
        found: list[tuple[str, str]] = []
        meta: dict[str, list[str]] = {}
        for key, holds in paging.shape:
            outer, _, inner = key.rpartition(".")
            kind = f"{self.row_dto}[]" if holds == "items" else "number"
            if outer:
                meta.setdefault(outer, []).append(f"{inner}: {kind}")
            elif inner not in paging.base_keys:
                found.append((inner, kind))
        return found + [(outer, f"{{ {'; '.join(inner)} }}") for outer, inner in meta.items()]

    @property
    def conversions(self) -> list[str]:
        """The properties of an answer that is made from a row."""
        changed = [one for one in self.blueprint.columns if columns.is_converted(one)]
        return ["...row", *(f"{one.name}: {columns.converted(one, 'row')}" for one in changed)]

    @cached_property
    def reachable(self) -> Reach | None:
        """Which rows a caller reaches where some roles reach all of them."""
        action = next((one for one in self.blueprint.actions if handlers.may_be_anyones(one)), None)
        if action is None:
            return None
        guarding, link, above = self.style.guarding, self.owner, self.parent
        kind = handlers.ID_TYPES[self.blueprint.user_id]
        inner = link.column if link else above.owner if above else ""
        where, type_ = f"{{ {inner}: user.{guarding.id_property} }}", f"{{ {inner}?: {kind} }}"
        if not link and above:
            where, type_ = f"{{ {above.name}: {where} }}", f"{{ {above.name}?: {{ {inner}: {kind} }} }}"
        roles = [guarding.role_form.format(role=role) for role in action.roles]
        test = " || ".join(f"user.{guarding.role_property} === {role}" for role in roles)
        return Reach(comment="Own rows, or all of them by role.", kind=type_, test=test, where=where)

    @property
    def is_taken(self) -> str:
        """The function that tells a duplicate from another failure."""
        return self.style.unique_violation.name if self.style.unique_violation else "isTaken"

    @property
    def taken_function(self) -> bool:
        """Whether the service brings that function itself."""
        writes = [action for action in self.blueprint.actions if action.kind in {"create", "update"}]
        return self.style.unique_violation is None and any(self.collides(action) for action in writes)

    @property
    def gone_function(self) -> bool:
        """Whether the service needs to tell a row that is gone."""
        return self.action("update") is not None

    def known(self) -> list[Import]:
        """Every name that the resource's files may use, with its source."""
        guarding, style = self.style.guarding, self.style
        found = [style.prisma, style.id_pipe, *style.module_imports]
        found += [Import(name="Prisma", source=style.prisma_types), *guarding.caller_imports]
        found += [
            one
            for one in (
                guarding.guard,
                guarding.public,
                guarding.roles_guard,
                guarding.roles_decorator,
                guarding.roles_type,
                guarding.user_type,
                style.unique_violation,
                style.largest_integer,
                style.paging.query,
                style.paging.arguments,
                style.paging.base,
                self.site.query if self.site else None,
            )
            if one
        ]
        found += [Import(name=name, source=style.prisma_types) for name in columns.enum_imports(self.blueprint)]
        return found
