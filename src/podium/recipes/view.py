"""A blueprint as the templates see it: class names, file parts, and the texts that several templates share."""

from dataclasses import dataclass
from functools import cached_property

from podium.plan.analysis import OperationKind
from podium.recipes import columns, handlers, names
from podium.recipes.nouns import Action, Blueprint, Import, Link, Site, Style


@dataclass(frozen=True)
class View:
    """Everything that a template may ask of a feature."""

    blueprint: Blueprint

    @property
    def style(self) -> Style:
        """The project's habits."""
        return self.blueprint.style

    @property
    def site(self) -> Site | None:
        """The code that is there already, where the feature adds to it."""
        return self.blueprint.site

    @property
    def model(self) -> str:
        """The Prisma model's name."""
        return self.blueprint.model

    @property
    def accessor(self) -> str:
        """The model's property on the Prisma client."""
        return self.model[:1].lower() + self.model[1:]

    @property
    def client(self) -> str:
        """The service's property that holds the Prisma client, with `this`."""
        return f"this.{self.style.prisma_property}"

    @cached_property
    def stem(self) -> str:
        """The first part of the class names: the plural where the siblings' classes are plural."""
        return names.pascal(self.blueprint.plural) if self.style.plural_classes else self.model

    @property
    def service(self) -> str:
        """The service's class."""
        return self.site.service if self.site else f"{self.stem}Service"

    @property
    def controller(self) -> str:
        """The controller's class."""
        return self.site.controller if self.site else f"{self.stem}Controller"

    @property
    def module(self) -> str:
        """The module's class."""
        return f"{self.stem}Module"

    @property
    def held(self) -> str:
        """The name by which the controller holds the service."""
        if self.site:
            return self.site.held
        return names.camel(self.stem) if self.style.plural_classes else f"{names.camel(self.stem)}Service"

    @property
    def row_dto(self) -> str:
        """The class of one row in an answer."""
        return self.site.row.name if self.site else f"{self.model}Dto"

    @property
    def page_dto(self) -> str:
        """The class of a page in an answer."""
        return f"{self.model}PageDto"

    @property
    def select(self) -> str:
        """The constant that says which fields leave the database; empty where all of them do."""
        if self.site:
            return self.site.select
        return f"{names.camel(self.model)}Select"

    @property
    def converter(self) -> str:
        """The function that turns a row into its DTO, or an empty string where rows are answers already."""
        if self.site:
            return self.site.converter
        return f"to{self.model}" if any(columns.is_converted(one) for one in self.blueprint.columns) else ""

    @cached_property
    def row_fields(self) -> list[tuple[str, str]]:
        """The fields of an answer with their types: never the owner."""
        if self.site:
            return [*self.site.shown]
        id_type = handlers.ID_TYPES[self.style.id_kind]
        shown = [link for link in self.blueprint.links if link.role != "owner"]
        found = [("id", id_type)]
        found += [
            (link.column, handlers.ID_TYPES[link.id_kind] + (" | null" if link.optional else "")) for link in shown
        ]
        found += [(column.name, columns.row_type(column)) for column in self.blueprint.columns]
        return found + [(stamp, "Date") for stamp in self.blueprint.stamps]

    @property
    def remover(self) -> str:
        """Prisma's method by which a row is deleted, or marked as deleted."""
        return "updateMany" if self.blueprint.deleted_at else "deleteMany"

    @property
    def uniques(self) -> list[tuple[str, ...]]:
        """The unique rules as column names, those of single fields included."""
        single = [(column.name,) for column in self.blueprint.columns if column.unique]
        return [*single, *self.blueprint.uniques]

    @cached_property
    def taken(self) -> str:
        """What a refused duplicate is told, as the text of a string."""
        label = self.blueprint.label
        if len(self.uniques) != 1:
            return f"{label} already exists"
        by_column = {link.column: link for link in self.blueprint.links}
        members = self.uniques[0]
        others = [
            by_column[one].label if one in by_column else names.words(one) for one in members if not self._is_owner(one)
        ]
        if any(self._is_owner(one) for one in members):
            return f"you already have {names.with_article(label)} for this {names.listed(others)}"
        return f"{label} with this {names.listed(others)} already exists"

    @property
    def in_use(self) -> str:
        """What who deletes a row is told that other rows need."""
        return f"{self.blueprint.label} is still in use"

    def _is_owner(self, column: str) -> bool:
        return any(link.role == "owner" and link.column == column for link in self.blueprint.links)

    @property
    def added(self) -> list[Action]:
        """The routes that are new: all, or without a list that is there."""
        return [one for one in self.blueprint.actions if self.site is None or one.kind != "list"]

    def action(self, kind: str) -> Action | None:
        """The action of a kind, or None."""
        return next((one for one in self.blueprint.actions if one.kind == kind and not one.by), None)

    @property
    def lookup(self) -> Action | None:
        """The get that finds its row by another field than its id, or None."""
        return next((one for one in self.blueprint.actions if one.by), None)

    def not_found(self, label: str, expression: str = "id") -> str:
        """The argument of the exception for a row that is not there."""
        form = self.style.not_found.replace("<Name>", label[:1].upper() + label[1:])
        return form.replace("<name>", label).replace("<id>", expression)

    def dto_import(self, kind: str) -> Import:
        """The import of one of the feature's DTO classes: create, update, list, key, row or page."""
        files = self.blueprint.files
        key = handlers.key_class(self.blueprint, self.lookup) if self.lookup else ""
        return {
            "create": Import(name=f"Create{self.model}Dto", source=files.create_dto),
            "update": Import(name=f"Update{self.model}Dto", source=files.update_dto),
            "list": Import(name=f"List{names.pascal(self.blueprint.plural)}Dto", source=files.list_dto),
            "key": Import(name=key, source=files.key_dto),
            "row": self.site.row if self.site else Import(name=self.row_dto, source=files.row_dto),
            "page": Import(name=self.page_dto, source=files.row_dto),
        }[kind]

    def answer(self, action: Action) -> str:
        """The type that the action's handler returns, without the promise."""
        match action.kind:
            case "delete":
                return "void"
            case "list":
                return self.page_dto if action.paginated else f"{self.row_dto}[]"
            case _:
                return self.row_dto

    @property
    def owner(self) -> Link | None:
        """The relation to the owner."""
        return handlers.owner(self.blueprint)

    @property
    def writer(self) -> Link | None:
        """The relation to the owner where who creates a row owns it."""
        return handlers.writer(self.blueprint)

    @property
    def parent(self) -> Link | None:
        """The relation to the parent."""
        return handlers.parent(self.blueprint)

    @property
    def references(self) -> list[Link]:
        """The relations that the body names."""
        return handlers.references(self.blueprint)

    def body_names(self, kind: OperationKind = "create") -> list[str]:
        """What the body of a create or an update may hold, by name."""
        if self.site:
            return [one.name for one in self.blueprint.changed]
        named = [link.column for link in handlers.named(self.blueprint, kind)]
        return [column.name for column in handlers.taken(self.blueprint, kind)] + named
