"""Named edits change one place and leave the rest as it is; what they do not understand they name by its line."""

import pytest

from podium.recipes.edits import markdown, prisma, typescript
from podium.recipes.edits.problem import EditProblem

MODULE = """import { Module } from '@nestjs/common';
import { AuthModule } from './auth/auth.module.js';
import { UsersModule } from './users/users.module.js';

@Module({
  imports: [
    AuthModule,
    UsersModule,
  ],
})
export class AppModule {}
"""
DTO = """import { IsInt } from 'class-validator';

export class RateDto {
  @IsInt()
  rating!: number;
}
"""


def test_a_new_import_stands_where_it_sorts() -> None:
    text = typescript.with_import(MODULE, "ReviewsModule", "./reviews/reviews.module.js")
    lines = text.splitlines()
    assert lines[2] == "import { ReviewsModule } from './reviews/reviews.module.js';"
    assert lines[:2] + lines[3:] == MODULE.splitlines()


def test_a_name_joins_the_import_from_its_module() -> None:
    text = typescript.with_import(DTO, "Max", "class-validator")
    assert text.startswith("import { IsInt, Max } from 'class-validator';\n")
    assert typescript.with_import(text, "Max", "class-validator") == text


@pytest.mark.parametrize(
    ("options", "after"),
    [
        ("{\n  imports: [\n    A,\n    B,\n  ],\n}", "{\n  imports: [\n    A,\n    B,\n    X,\n  ],\n}"),
        ("{ imports: [A, B] }", "{ imports: [A, B, X] }"),
        ("{ imports: [] }", "{ imports: [X] }"),
        ("{ providers: [P] }", "{ imports: [X], providers: [P] }"),
        (
            "{\n  imports: [\n    A.forRoot({\n      a: 1,\n    }),\n  ],\n}",
            "{\n  imports: [\n    A.forRoot({\n      a: 1,\n    }),\n    X,\n  ],\n}",
        ),
    ],
)
def test_a_module_is_added_as_its_siblings_are(options: str, after: str) -> None:
    text = typescript.with_module_import(f"@Module({options})\nexport class AppModule {{}}\n", "AppModule", "X")
    assert text == f"@Module({after})\nexport class AppModule {{}}\n"
    assert typescript.with_module_import(text, "AppModule", "X") == text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("const all = [A];\n@Module({\n  imports: all })\nexport class AppModule {}\n", 3),
        ("@Module(options)\nexport class AppModule {}\n", 2),
        ("export class Other {}\n", 0),
        ("export class {{{\n", 1),
    ],
)
def test_what_is_not_understood_is_named_by_its_line(text: str, line: int) -> None:
    with pytest.raises(EditProblem) as caught:
        typescript.with_module_import(text, "AppModule", "X")
    assert caught.value.line == line


def test_decorators_stand_above_those_that_are_there() -> None:
    text = typescript.with_decorators(DTO, "RateDto", "rating", ["@ApiProperty()"])
    assert "{\n  @ApiProperty()\n  @IsInt()\n  rating!: number;\n}" in text
    assert typescript.with_decorators(text, "RateDto", "rating", ["@ApiProperty()"]) == text


def test_decorators_of_a_handler_stand_behind_its_route() -> None:
    text = "@Controller('a')\nexport class C {\n  @Get()\n  @UseGuards(G)\n  all() {}\n}\n"
    text = typescript.with_decorators(text, "C", "all", ["@ApiOkResponse({\n  type: A,\n})"], after_first=True)
    assert "  @Get()\n  @ApiOkResponse({\n    type: A,\n  })\n  @UseGuards(G)\n  all() {}" in text
    assert typescript.with_decorators(text, "C", "", ["@ApiTags('a')"]).startswith("@ApiTags('a')\n@Controller('a')\n")


def test_a_property_without_decorators_gets_some() -> None:
    text = "export class RowDto {\n  id!: number;\n}\n"
    assert "{\n  @ApiProperty()\n  id!: number;\n}" in typescript.with_decorators(
        text, "RowDto", "id", ["@ApiProperty()"]
    )


SCHEMA = """enum Role {
  USER
}

model User {
  id    Int    @id
  email String @unique
}
"""


def test_a_model_stands_at_the_end_and_an_enum_behind_the_enums() -> None:
    text = prisma.with_block(SCHEMA, "model", "Review", ["id Int @id"])
    text = prisma.with_block(text, "enum", "Kind", ["A", "B"])
    assert text.endswith("model Review {\n  id Int @id\n}\n")
    assert text.startswith("enum Role {\n  USER\n}\n\nenum Kind {\n  A\n  B\n}\n\nmodel User")


def test_a_field_stands_behind_the_last_one_and_is_added_once() -> None:
    text = prisma.with_field(SCHEMA, "User", "reviews Review[]")
    assert "email String @unique\n  reviews Review[]\n}" in text
    assert prisma.with_field(text, "User", "reviews Review[]") == text
    assert "\n\n  @@index([email])\n}" in prisma.with_attribute(text, "User", "@@index([email])")


@pytest.mark.parametrize(("model", "line"), [("User", "email Int"), ("Nobody", "id Int")])
def test_a_field_that_is_there_otherwise_is_a_problem(model: str, line: str) -> None:
    with pytest.raises(EditProblem):
        prisma.with_field(SCHEMA, model, line)


def test_rows_make_the_table_as_wide_as_they_are() -> None:
    table = "# A\n\n| Method | Path |\n| ------ | ---- |\n| GET    | /a   |\n\nend\n"
    text = markdown.with_rows(table, ("Method", "Path"), [("POST", "/long/path")], key=(0, 1))
    rows = ["| Method | Path       |", "| ------ | ---------- |", "| GET    | /a         |", "| POST   | /long/path |"]
    assert text == "\n".join(["# A", "", *rows, "", "end", ""])
    assert markdown.with_rows(text, ("Method", "Path"), [("POST", "/long/path")], key=(0, 1)) == text


def test_a_table_that_is_not_there_is_a_problem() -> None:
    with pytest.raises(EditProblem):
        markdown.with_rows("# A\n", ("Method", "Path"), [], key=(0,))
