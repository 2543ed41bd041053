"""Entities of other mappers than Prisma: listed with their columns, and said not to be models."""

import pytest
from tests.survey.conftest import Look

TYPEORM = """import { Entity as Table, Column } from 'typeorm';
class Base { @PrimaryGeneratedColumn() id: number; }
@Table({ name: 'cats' })
export class Cat extends Base {
  @Column() name?: string;
  purr() {}
}
"""
NEST = """import { Schema, Prop, SchemaFactory } from '@nestjs/mongoose';
@Schema({ collection: 'cats' })
export class Cat { @Prop() name: string; }
export const CatSchema = SchemaFactory.createForClass(Cat);
"""
MONGOOSE = """import mongoose, { Schema, model } from 'mongoose';
const catSchema = new Schema<CatData>({ name: { type: String }, 'age': Number }, { collection: 'cats' });
export const Cat = model<CatData>('Cat', catSchema);
const dog = new mongoose.Schema(fields());
"""
DRIZZLE = (
    "import { pgTable } from 'drizzle-orm/pg-core';\nexport const Cat = pgTable('cats', { name: text('name') });\n"
)


@pytest.mark.parametrize(
    ("code", "mapper", "fields", "line"),
    [
        (TYPEORM.replace("as Table", "").replace("@Table", "@Entity"), "typeorm", ["name", "id"], 4),
        (NEST, "mongoose", ["name"], 3),
        (MONGOOSE, "mongoose", ["name", "age"], 2),
        (DRIZZLE, "drizzle", ["name"], 2),
    ],
)
def test_entities_are_listed_with_their_columns(
    look: Look, code: str, mapper: str, fields: list[str], line: int
) -> None:
    cat = next(one for one in look({"src/cat.ts": code}).entities if one.name == "Cat")
    assert (cat.mapper, cat.table, cat.place.line) == (mapper, "cats", line)
    assert [one.name for one in cat.fields] == fields


def test_a_schema_that_code_makes_is_reported(look: Look) -> None:
    found = look({"src/cat.ts": MONGOOSE})
    assert [(one.name, one.fields == ()) for one in found.entities] == [("Cat", False), ("dog", True)]
    assert [(one.line, one.message) for one in found.findings] == [
        (4, "the fields of a mongoose schema are made by code")
    ]


def test_an_entity_under_another_name_is_one_all_the_same(look: Look) -> None:
    assert [one.name for one in look({"src/cat.ts": TYPEORM}).entities] == ["Cat"]
