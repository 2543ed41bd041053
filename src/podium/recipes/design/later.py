"""The repository as it is once new fields are in, so that operations on them can be designed on top."""

from collections.abc import Iterable
from dataclasses import replace

from podium.plan.evidence import Place
from podium.plan.survey import Dto, DtoField, Enumeration, Field, Model, Relation, Survey
from podium.recipes import columns, handlers
from podium.recipes.nest_resource.growth import changes
from podium.recipes.nest_resource.inputs import key_checks
from podium.recipes.nouns import Blueprint, Column, Growth, Link
from podium.recipes.sources import Sources


def later(blueprint: Blueprint, growth: Growth, survey: Survey, sources: Sources) -> tuple[Survey, Sources]:
    """The survey and the texts after the new fields. Raises `EditProblem` where a change does not fit its file."""
    texts = {path: change(sources.text(path)) for path, change in changes(blueprint, growth).items()}
    schema = survey.schema
    models = tuple(_model(one, blueprint) if one.name == blueprint.model else one for one in schema.models)
    file = Place(file=blueprint.files.schema, line=0)
    enums = tuple(Enumeration(name=name, place=file, values=values) for name, values in blueprint.enums)
    migrations = (*schema.migrations, blueprint.migration)
    known = replace(schema, models=models, enums=(*schema.enums, *enums), migrations=migrations)
    dtos = tuple(_dto(one, blueprint, growth) for one in survey.dtos)
    return replace(survey, schema=known, dtos=dtos), sources.changed(texts)


def _model(model: Model, blueprint: Blueprint) -> Model:
    added = tuple(
        Field(
            name=one.name,
            type=one.prisma,
            place=model.place,
            optional=one.optional,
            is_unique=one.unique,
            default=one.default,
            native=one.native.removeprefix("@"),
        )
        for one in blueprint.columns
    )
    return replace(
        model,
        fields=(*model.fields, *added, *_key_fields(blueprint.links, model.place)),
        relations=(*model.relations, *_relations(blueprint.links, model.place)),
        indexes=(*model.indexes, *blueprint.indexes),
    )


def with_model(blueprint: Blueprint, survey: Survey) -> Survey:
    """The survey after a new model, which others may lead to then."""
    place, suffix = Place(file=blueprint.files.schema, line=0), blueprint.id_suffix.strip().removeprefix("@")
    kind = {"int": ("Int", "autoincrement()"), "uuid": ("String", "uuid()"), "cuid": ("String", "cuid()")}
    id_type, default = kind[blueprint.style.id_kind]
    own = (
        Field(name="id", type=id_type, place=place, is_id=True, default=default, native=suffix),
        *(Field(name=one, type="DateTime", place=place, default="now()") for one in blueprint.stamps),
        *_key_fields(blueprint.links, place),
    )
    empty = Model(
        name=blueprint.model,
        place=place,
        end_line=0,
        fields=own,
        relations=_relations(blueprint.links, place),
        uniques=blueprint.uniques,
        table=blueprint.table if blueprint.maps else "",
    )
    model = _model(empty, replace(blueprint, links=()))
    lists = {one.model: one for one in blueprint.links}
    known = (_with_list(one, blueprint, lists.get(one.name)) for one in survey.schema.models)
    enums = tuple(Enumeration(name=name, place=place, values=values) for name, values in blueprint.enums)
    schema = replace(survey.schema, models=(*known, model), enums=(*survey.schema.enums, *enums))
    return replace(survey, schema=schema)


def _with_list(model: Model, blueprint: Blueprint, link: Link | None) -> Model:
    if link is None:
        return model
    back = Field(name=link.back, type=blueprint.model, place=model.place, is_list=True)
    return replace(model, fields=(*model.fields, back))


def _key_fields(links: Iterable[Link], place: Place) -> tuple[Field, ...]:
    types = {"int": "Int", "uuid": "String", "cuid": "String"}
    keys = (Field(name=one.column, type=types[one.id_kind], place=place, optional=one.optional) for one in links)
    return (*keys, *(Field(name=one.name, type=one.model, place=place, optional=one.optional) for one in links))


def _relations(links: Iterable[Link], place: Place) -> tuple[Relation, ...]:
    return tuple(
        Relation(name=one.name, model=one.model, fields=(one.column,), references=("id",), place=place) for one in links
    )


def _dto(dto: Dto, blueprint: Blueprint, growth: Growth) -> Dto:
    """A class with the new fields, where it takes them up."""
    if dto.name == growth.row.name:
        pairs = [(one.column, f"{handlers.ID_TYPES[one.id_kind]} | null") for one in blueprint.links]
        pairs += [(one.name, columns.row_type(one)) for one in blueprint.columns]
        added = tuple(DtoField(name=name, type=kind, place=dto.place) for name, kind in pairs)
        return replace(dto, fields=(*dto.fields, *added))
    for spot, always in ((growth.create, False), (growth.update, True)):
        if spot.name and dto.name == spot.name:
            keys = tuple(_key(one, dto, blueprint, always=always) for one in blueprint.links)
            added = tuple(_taken(one, dto, blueprint, always=always) for one in blueprint.columns)
            return replace(dto, fields=(*dto.fields, *keys, *added))
    return dto


def _key(link: Link, dto: Dto, blueprint: Blueprint, *, always: bool) -> DtoField:
    return DtoField(
        name=link.column,
        type=handlers.ID_TYPES[link.id_kind],
        place=dto.place,
        optional=always or link.optional,
        decorators=("IsOptional()", *key_checks(link, blueprint.style)),
    )


def _taken(column: Column, dto: Dto, blueprint: Blueprint, *, always: bool) -> DtoField:
    return DtoField(
        name=column.name,
        type=columns.dto_type(column),
        place=dto.place,
        optional=always or column.may_be_left_out,
        decorators=(*columns.presence(column, always=always), *columns.validators(column, blueprint.style)),
    )
