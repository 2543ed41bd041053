"""The Prisma schema, line by line."""

from collections.abc import Callable

from podium.plan.survey import Schema, Survey
from podium.survey.prisma import read_schema

Look = Callable[..., Survey]

SCHEMA = """// generator { not }
generator client {
  provider = "prisma-client" // the new one
  output   = "../src/generated/prisma"
}
generator docs { provider = "prisma-docs" }
datasource db {
  provider = "postgres"
  url      = env("DATABASE_URL")
}

/// A person {
model User {
  id        Int      @id @default(autoincrement())
  email     String   @unique @db.VarChar(200) @map("e-mail")
  link      String   @default("a // b } ) @unique")
  role      Role?    @default(USER)
  posts     Post[]   @relation("written")
  updatedAt DateTime @updatedAt

  @@map("users")
}

model Post {
  author   User @relation("written", fields: [authorId], references: [id], onDelete: Cascade)
  authorId Int
  slug     String
  at       DateTime @default(dbgenerated("now()"))
  place    Unsupported("point")?

  @@id([authorId, slug])
  @@unique(fields: [slug, at(sort: Desc)], name: "x")
  @@index([
    authorId,
    at
  ])
}

enum Role {
  USER // everybody
  ADMIN @map("admin")

  @@map("roles")
}
"""


def schema() -> Schema:
    return read_schema({"schema.prisma": SCHEMA})


def test_generator_and_datasource_are_read() -> None:
    found = schema()
    assert (found.provider, found.generator) == ("postgresql", "prisma-client")
    assert found.client_output == "../src/generated/prisma"


def test_models_know_their_lines_and_table() -> None:
    assert [(one.name, one.place.line, one.end_line, one.table) for one in schema().models] == [
        ("User", 13, 22, "users"),
        ("Post", 24, 37, ""),
    ]


def test_fields_are_exact() -> None:
    user = schema().models[0]
    email, link, role, posts = (user.field(name) for name in ("email", "link", "role", "posts"))
    assert email and email.attributes == ("@unique", "@db.VarChar(200)", '@map("e-mail")')
    assert (email.is_unique, email.native, email.place.line) == (True, "db.VarChar(200)", 15)
    assert link and (link.default, link.is_unique) == ('"a // b } ) @unique"', False)
    assert role and (role.type, role.optional, role.default) == ("Role", True, "USER")
    assert posts and (posts.type, posts.is_list) == ("Post", True)


def test_relations_are_those_that_hold_the_key() -> None:
    assert schema().models[0].relations == ()
    (relation,) = schema().models[1].relations
    assert (relation.name, relation.model, relation.fields, relation.references) == (
        "author",
        "User",
        ("authorId",),
        ("id",),
    )
    assert relation.on_delete == "Cascade"


def test_keys_over_several_fields_may_run_over_lines() -> None:
    post = schema().models[1]
    assert (post.identity, post.uniques, post.indexes) == (
        ("authorId", "slug"),
        (("slug", "at"),),
        (("authorId", "at"),),
    )
    assert [field.type for field in post.fields] == ["User", "Int", "String", "DateTime", 'Unsupported("point")']


def test_enums_hold_their_values() -> None:
    (enum,) = schema().enums
    assert (enum.name, enum.values, enum.place.line) == ("Role", ("USER", "ADMIN"), 39)


def test_a_folder_of_files_is_one_schema(look: Look) -> None:
    found = look(
        {
            "prisma.config.ts": "export default { schema: 'db/models', migrations: { path: 'db/steps' } };",
            "db/models/main.prisma": 'datasource db {\n  provider = "mysql"\n}\n',
            "db/models/user.prisma": "model User {\n  id Int @id\n}\n",
            "db/steps/2_b/migration.sql": "",
            "db/steps/1_a/migration.sql": "",
        }
    ).schema
    assert found.files == ("db/models/main.prisma", "db/models/user.prisma")
    assert (found.migrations_folder, found.migrations) == ("db/steps", ("1_a", "2_b"))
    assert found.provider == "mysql" and found.models[0].place.file == "db/models/user.prisma"


def test_the_package_may_name_the_schema(look: Look) -> None:
    package = '{"dependencies": {"@nestjs/core": "1"}, "prisma": {"schema": "./data/main.prisma"}}'
    files = {"package.json": package, "data/main.prisma": "model A {\n  id Int @id\n}\n", "prisma/schema.prisma": ""}
    assert look(files).schema.files == ("data/main.prisma",)


def test_a_configuration_says_where_the_schema_and_its_migrations_are(look: Look) -> None:
    paths = "schema: path.join(__dirname, 'db', 'models'), migrations: { seed: 'x', path: path.join('db', 'changes') }"
    files = {
        "prisma.config.ts": f"import path from 'node:path';\nexport default defineConfig({{ {paths} }});\n",
        "db/models/base.prisma": 'generator client {\n  provider = "prisma-client"\n  output = "../src/made"\n}\n',
        "db/models/user.prisma": "model User {\n  id Int @id\n}\n",
        "db/changes/1_begin/migration.sql": "",
        "prisma/schema.prisma": "model Other {\n  id Int @id\n}\n",
    }
    schema = look(files).schema
    assert (schema.files, schema.migrations) == (("db/models/base.prisma", "db/models/user.prisma"), ("1_begin",))
    assert (schema.generator, schema.client_output) == ("prisma-client", "../src/made")


def test_a_place_that_the_configuration_makes_by_code_is_reported(look: Look) -> None:
    found = look({"prisma.config.ts": "export default { schema: where() };\n"}).findings
    assert [(one.file, one.message.partition(" is made")[0]) for one in found] == [
        ("prisma.config.ts", "where the schema or its migrations are")
    ]
