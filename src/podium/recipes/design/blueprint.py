"""The blueprint of a new resource."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from podium.plan.analysis import Analysis, Resource
from podium.plan.survey import Model, Survey
from podium.recipes import names
from podium.recipes.design.actions import read_actions
from podium.recipes.design.fields import read_columns
from podium.recipes.design.indexes import indexes
from podium.recipes.design.links import model_id, read_links
from podium.recipes.design.rows import read_rows
from podium.recipes.design.schemas import schema_file
from podium.recipes.design.unknown import Unknown
from podium.recipes.design.wants import read_wants
from podium.recipes.handlers import has_body
from podium.recipes.nest_resource.inputs import is_inherited
from podium.recipes.nouns import Action, Blueprint, Column, Files, Growth, Link, Style
from podium.recipes.style import value

DEMANDED = re.compile(r"\b(?:required?|mandatory|obligatory|compulsory|must|not[ -]null|non-?null)\b", re.IGNORECASE)
PRIVATE = re.compile(r"mail|pass|hash|secret|token|phone|salt", re.IGNORECASE)


def design(resource: Resource, analysis: Analysis, survey: Survey, style: Style, *, migration: str) -> Blueprint:
    """The blueprint of a new resource. Raises `Unknown` where something would have to be guessed."""
    if survey.schema.model(resource.name) is not None:
        raise Unknown(f"there is a model {resource.name} already", recipe="prisma-model")
    columns, enums = read_columns(resource, survey)
    links = tuple(_single(one, resource, survey) for one in read_links(resource, survey))
    actions = read_actions(resource, survey, columns=columns, links=links)
    keys = {link.name: link.column for link in links}
    uniques = tuple(tuple(keys.get(one, one) for one in members) for members in resource.uniques)
    prefix = "" if style.tests.harness else f"{resource.plural}-"
    plain = sketch(resource, analysis, survey, style=style, columns=columns)
    draft = replace(
        plain,
        table=names.snake(resource.plural) if plain.maps else plain.model,
        enums=enums,
        links=links,
        uniques=uniques,
        indexes=indexes(actions, columns=columns, links=links, uniques=uniques),
        stamps=_stamps(actions, survey),
        deleted_at=_deleted_at(resource, columns, survey),
        id_suffix=_id_suffix(survey),
        actions=actions,
        migration=migration,
        rows=read_rows(links, survey, user=plain.user_model, prefix=prefix),
    )
    return replace(draft, files=replace(needed(draft), schema=schema_file(draft.model, survey)))


def _single(link: Link, resource: Resource, survey: Survey) -> Link:
    """The link as one to one where its row may be there once for each of the other's."""
    if (link.name,) not in resource.uniques and (link.column,) not in resource.uniques:
        return link
    back, other = names.camel(resource.name), survey.schema.model(link.model)
    if other is not None and other.field(back) is not None:
        raise Unknown(f"{other.place}: {other.name} has a field {back} already", recipe="prisma-model")
    return replace(link, single=True, back=back)


def grown(
    resource: Resource, analysis: Analysis, survey: Survey, *, style: Style, growth: Growth, migration: str
) -> Blueprint:
    """The blueprint of new fields of an existing resource. Raises `Unknown` for what needs more than one step."""
    model = survey.schema.model(resource.existing)
    if model is None:
        raise Unknown(f"there is no model {resource.existing} in the schema", recipe="prisma-model")
    columns, enums = read_columns(resource, survey)
    for column in columns:
        if model.field(column.name) is not None:
            raise Unknown(f"{model.place}: {model.name} has a field {column.name} already", recipe="prisma-model")
        if not column.may_be_left_out and _is_demanded(resource, analysis):
            reason = f"{column.name} has neither a default nor may it be null: rows that are there would have no value"
            hint = "make it optional or give it a default; else add it in three steps: nullable, fill, not null"
            raise Unknown(reason, recipe="prisma-model", hint=hint)
    late = tuple(one.name for one in columns if not one.may_be_left_out)
    columns = tuple(replace(one, optional=True) if one.name in late else one for one in columns)
    links = tuple(replace(one, optional=True, on_delete="SetNull") for one in _keys(resource, survey, growth))
    words = "-".join(names.kebab(one.name) for one in (*columns, *links))
    fields_alone = replace(resource, operations=())
    plain = sketch(fields_alone, analysis, survey, style=style, columns=columns, model=model)
    prefix = "" if style.tests.harness else f"{resource.plural}-"
    return replace(
        plain,
        files=replace(
            plain.files,
            e2e=f"{style.tests.e2e_folder}/{resource.plural}-{words}{style.tests.e2e_suffix}",
            create_dto=growth.create.file,
            update_dto=growth.update.file,
            row_dto=growth.row.file,
            list_dto="",
            key_dto="",
        ),
        growth=replace(growth, late=late),
        enums=enums,
        links=links,
        indexes=tuple((one.column,) for one in links),
        rows=read_rows(links, survey, user=plain.user_model, prefix=prefix),
        stamps=(),
        migration=migration,
    )


def _keys(resource: Resource, survey: Survey, growth: Growth) -> tuple[Link, ...]:
    """The relations that an existing model is to get. Raises `Unknown` for one that no body could name."""
    links = read_links(resource, survey)
    for link in links:
        if link.role != "reference":
            raise Unknown(f"{link.name}: whose the rows are that are there already is not said")
        if not growth.writers:
            raise Unknown(f"{growth.service}: which method takes a body that may name a {link.label} is not understood")
    return links


def sketch(
    resource: Resource,
    analysis: Analysis,
    survey: Survey,
    *,
    style: Style,
    columns: tuple[Column, ...],
    model: Model | None = None,
) -> Blueprint:
    """What every blueprint holds: names, files, the user, what the request wants; `model` is the one that is there."""
    name = model.name if model else names.pascal(resource.name)
    user = value(survey, "user-model", "User")
    user_model = survey.schema.model(user)
    return Blueprint(
        style=style,
        files=_files_of(resource, survey, style, model=model),
        model=name,
        table=(model.table if model else "") or name,
        singular=names.kebab(model.name if model else resource.name),
        plural=resource.plural,
        label=names.words(model.name if model else resource.name),
        label_plural=names.words(resource.plural),
        existing=model is not None,
        columns=columns,
        maps=maps_tables(survey),
        user_model=user,
        user_id=model_id(user_model) if user_model else "int",
        secrets=_secrets(user_model, columns),
        wants=read_wants(resource, analysis, columns),
        readme_columns=tuple(one for one in value(survey, "readme-route-columns").split("|") if one),
    )


def _secrets(user: Model | None, columns: tuple[Column, ...]) -> tuple[str, ...]:
    """The private fields of the user model that no answer may hold: not those that the resource has itself."""
    own = {one.name for one in columns}
    return tuple(one.name for one in (user.fields if user else ()) if PRIVATE.search(one.name) and one.name not in own)


def _is_demanded(resource: Resource, analysis: Analysis) -> bool:
    """Whether a new field must have a value: the request says so, or says of another field only that it need not."""
    contrast = any(one.optional for one in resource.fields) and not all(one.optional for one in resource.fields)
    return contrast or DEMANDED.search(analysis.request) is not None


def _files_of(resource: Resource, survey: Survey, style: Style, *, model: Model | None) -> Files:
    if model is None:
        return files_of(resource, survey, style)
    return replace(files_of(replace(resource, name=model.name), survey, style), schema=model.place.file)


def files_of(resource: Resource, survey: Survey, style: Style) -> Files:
    """Where everything of a resource would stand."""
    singular = names.kebab(resource.name)
    words = {"plural": resource.plural, "singular": singular}
    folder = style.feature_folder.format(**words)
    service = f"{folder}/{style.service_file.format(**words)}"
    row = re.sub(r"\{action\}[-.]|[-.]\{action\}", "", style.dto_file)

    def dto(action: str, name: str = singular) -> str:
        return f"{folder}/{style.dto_file.format(action=action, singular=name, plural=resource.plural)}"

    return Files(
        folder=folder,
        module=f"{folder}/{style.module_file.format(**words)}",
        controller=f"{folder}/{style.controller_file.format(**words)}",
        service=service,
        create_dto=dto("create"),
        update_dto=dto("update"),
        list_dto=dto("list", resource.plural),
        key_dto=dto(singular, "{key}"),
        row_dto=f"{folder}/{row.format(**words)}",
        unit=service.removesuffix(".ts") + style.tests.unit_suffix,
        e2e=f"{style.tests.e2e_folder}/{resource.plural}{style.tests.e2e_suffix}",
        schema=survey.schema.files[0],
        migrations=survey.schema.migrations_folder or f"{survey.schema.files[0].rpartition('/')[0]}/migrations",
        readme=value(survey, "readme-route-table")
        or ("README.md" if survey.project == "." else f"{survey.project}/README.md"),
    )


def needed(draft: Blueprint) -> Files:
    """The files without those that nothing needs."""
    kinds = {action.kind for action in draft.actions}
    listing = next((one for one in draft.actions if one.kind == "list"), None)
    own = draft.style.paging.query is None
    queries = listing and (listing.narrowings or listing.page_size or (listing.paginated and own))
    changes = "update" in kinds and has_body(draft, "update")
    creates = "create" in kinds and has_body(draft)
    key = next((one.by for one in draft.actions if one.by), "")
    return replace(
        draft.files,
        create_dto=draft.files.create_dto if creates or (changes and is_inherited(draft)) else "",
        update_dto=draft.files.update_dto if changes else "",
        list_dto=draft.files.list_dto if queries else "",
        key_dto=draft.files.key_dto.format(key=names.kebab(key)) if key else "",
    )


def _stamps(actions: tuple[Action, ...], survey: Survey) -> tuple[str, ...]:
    created, updated = value(survey, "created-at", "createdAt"), value(survey, "updated-at")
    ordered = any(field == "updatedAt" for action in actions for field, _ in action.order)
    return (created, updated or "updatedAt") if updated or ordered else (created,)


def _deleted_at(resource: Resource, columns: tuple[Column, ...], survey: Survey) -> str:
    name = (value(survey, "soft-delete") or "deletedAt") if resource.soft_delete else ""
    if any(one.name == name for one in columns):
        raise Unknown(f"a soft delete needs a {name} of its own, and the request gives it a meaning")
    return name


def maps_tables(survey: Survey) -> bool:
    """Whether tables have names of their own, in snake case."""
    models = survey.schema.models
    return bool(models) and sum(bool(one.table) for one in models) * 2 > len(models)


def _id_suffix(survey: Survey) -> str:
    native = [one.native for model in survey.schema.models for one in model.fields if one.is_id]
    return " @db.Uuid" if native and native.count("db.Uuid") * 2 > len(native) else ""


def migration_name(survey: Survey, committed: int, what: str, *, number: int = 0) -> str:
    """The folder of the next migration: one second after the last one, else the time of the commit; never the clock."""
    stamps = sorted(name[:14] for name in survey.schema.migrations if re.match(r"\d{14}_", name))
    moment = datetime.fromtimestamp(committed, tz=UTC)
    if stamps:
        moment = datetime.strptime(stamps[-1], "%Y%m%d%H%M%S").replace(tzinfo=UTC) + timedelta(seconds=1)
    return f"{moment + timedelta(seconds=number):%Y%m%d%H%M%S}_{what}"
