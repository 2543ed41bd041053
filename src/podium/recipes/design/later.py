"""The repository as it is once new fields are in, so that operations on them can be designed on top."""

from dataclasses import replace

from podium.plan.evidence import Place
from podium.plan.survey import Dto, DtoField, Enumeration, Field, Model, Survey
from podium.recipes import columns
from podium.recipes.nest_resource.growth import changes
from podium.recipes.nouns import Blueprint, Column, Growth
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
    return replace(model, fields=(*model.fields, *added))


def _dto(dto: Dto, blueprint: Blueprint, growth: Growth) -> Dto:
    """A class with the new fields, where it takes them up."""
    if dto.name == growth.row.name:
        added = tuple(DtoField(name=one.name, type=columns.row_type(one), place=dto.place) for one in blueprint.columns)
        return replace(dto, fields=(*dto.fields, *added))
    for spot, always in ((growth.create, False), (growth.update, True)):
        if spot.name and dto.name == spot.name:
            added = tuple(_taken(one, dto, blueprint, always=always) for one in blueprint.columns)
            return replace(dto, fields=(*dto.fields, *added))
    return dto


def _taken(column: Column, dto: Dto, blueprint: Blueprint, *, always: bool) -> DtoField:
    return DtoField(
        name=column.name,
        type=columns.dto_type(column),
        place=dto.place,
        optional=always or column.may_be_left_out,
        decorators=(*columns.presence(column, always=always), *columns.validators(column, blueprint.style)),
    )
