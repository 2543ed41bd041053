"""The review of performance finds what is slow or has no end, with its place, and is silent on what is good."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from podium.git import IDENTITY, Repository
from podium.plan.codec import encode
from podium.plan.evidence import Finding
from podium.plan.task import RunnerChoice, Task
from podium.ports import Assignment, Workspace
from podium.recipes.nest_resource.recipe import files
from podium.recipes.nouns import Blueprint
from podium.recipes.performance_review.code import Code
from podium.recipes.performance_review.look import Subject, look, since
from podium.recipes.performance_review.recipe import PerformanceReview
from podium.recipes.prisma_model.schema import changed
from podium.recipes.sources import read_sources
from podium.survey import survey

SERVICE, CONTROLLER = "src/notes/notes.service.ts", "src/notes/notes.controller.ts"
FILES = {
    "package.json": '{"name": "notes", "dependencies": {"@nestjs/core": "11.0.0", "@prisma/client": "7.0.0"}}',
    "prisma/schema.prisma": """
datasource db {
  provider = "postgresql"
}

model User {
  id    Int    @id @default(autoincrement())
  email String @unique
  notes Note[]
}

model Product {
  id    Int    @id @default(autoincrement())
  name  String
  notes Note[]
}

model Note {
  id        Int      @id @default(autoincrement())
  title     String
  kind      String
  done      Boolean  @default(false)
  createdAt DateTime @default(now())
  userId    Int
  user      User     @relation(fields: [userId], references: [id])
  productId Int
  product   Product  @relation(fields: [productId], references: [id])

  @@index([userId, createdAt])
  @@index([productId])
}
""",
    "src/common/page.ts": """
import { IsInt, IsOptional, Max, Min } from 'class-validator';

export class PageQueryDto {
  @IsInt()
  @Min(1)
  page: number = 1;

  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 20;
}

export class NotesQueryDto extends PageQueryDto {
  @IsOptional()
  title?: string;
}

export class OpenQueryDto {
  @IsInt()
  @Min(1)
  limit: number = 20;

  @IsOptional()
  @IsInt()
  @Max(100)
  size?: number;
}

export function pageArgs({ page, limit }: PageQueryDto): { skip: number; take: number } {
  return { skip: (page - 1) * limit, take: limit };
}
""",
    "src/products/products.service.ts": """
import { CACHE_MANAGER } from '@nestjs/cache-manager';
import { Inject, Injectable } from '@nestjs/common';
import type { Cache } from 'cache-manager';
import { PrismaService } from '../prisma.service';

@Injectable()
export class ProductsService {
  constructor(
    private readonly prisma: PrismaService,
    @Inject(CACHE_MANAGER) private readonly cache: Cache,
  ) {}

  findAll() {
    return this.cache.wrap('products', () => this.prisma.product.findMany({ take: 50 }), 5_000);
  }

  findOne(id: number) {
    return this.prisma.product.findUnique({ where: { id } });
  }

  async invalidate(): Promise<void> {
    await this.cache.del('products');
  }
}
""",
    "src/prisma.service.ts": """
import { Injectable } from '@nestjs/common';
import { PrismaClient } from '@prisma/client';

@Injectable()
export class PrismaService extends PrismaClient {}
""",
    CONTROLLER: """
import { Controller, Get, Param, ParseIntPipe, Query } from '@nestjs/common';
import { NotesQueryDto } from '../common/page';
import { NotesService } from './notes.service';

@Controller('notes')
export class NotesController {
  constructor(private readonly notes: NotesService) {}

  @Get()
  findAll(@Query() query: NotesQueryDto, @Query('limit', ParseIntPipe) limit: number) {
    return this.notes.findAll(1, query, limit);
  }

  @Get(':id')
  findOne(@Param('id', ParseIntPipe) id: number) {
    return this.notes.findOne(id);
  }
}
""",
}
HEAD = """
import { CACHE_MANAGER } from '@nestjs/cache-manager';
import { Inject, Injectable } from '@nestjs/common';
import { compareSync } from 'bcrypt';
import type { Cache } from 'cache-manager';
import { NotesQueryDto, OpenQueryDto, pageArgs } from '../common/page';
import { PrismaService } from '../prisma.service';
import { ProductsService } from '../products/products.service';

const noteSelect = { id: true, title: true, user: { select: { email: true } } };

@Injectable()
export class NotesService {
  private readonly rows = this.prisma.note;

  constructor(
    private readonly prisma: PrismaService,
    private readonly products: ProductsService,
    @Inject(CACHE_MANAGER) private readonly cache: Cache,
  ) {}
"""
GOOD = """
  async findAll(userId: number, query: NotesQueryDto, limit: number) {
    const where = { userId };
    const [items, total] = await this.prisma.$transaction([
      this.prisma.note.findMany({
        where,
        select: noteSelect,
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: query.limit,
      }),
      this.prisma.note.count({ where }),
    ]);
    return { items, total, limit };
  }

  async findOne(id: number) {
    return this.rows.findUnique({ where: { id } });
  }

  async rename(id: number, name: string) {
    const product = await this.prisma.product.update({ where: { id }, data: { name } });
    await this.products.invalidate();
    return product;
  }
"""


def listing(body: str) -> str:
    """A `findAll` of that body."""
    return f"  async findAll(userId: number, query: NotesQueryDto, limit: number) {{\n    {body}\n  }}\n"


def commit(root: Path, given: dict[str, str]) -> None:
    """Write the files and commit them."""
    for path, content in given.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content)
    git = Repository(path=root)
    git.ask("init", "-q")
    git.ask("add", "-A")
    git.ask("commit", "-qm", "a", env=IDENTITY)


def review(root: Path, given: dict[str, str], *, subject: Subject | None = None) -> tuple[Finding, ...]:
    """What is found in a repository of these files."""
    commit(root, FILES | given)
    found = survey(root)
    code = Code(survey=found, sources=read_sources(root, "HEAD", project=found.project))
    return look(code, subject or Subject(files=(CONTROLLER, SERVICE), models=("Note",)))


def service(body: str) -> dict[str, str]:
    """The service with these methods."""
    return {SERVICE: f"{HEAD}{body}}}\n"}


def test_what_is_good_is_found_good(tmp_path: Path) -> None:
    assert review(tmp_path, service(GOOD)) == ()


@pytest.mark.parametrize(
    ("body", "rule", "severity"),
    [
        ("return this.prisma.note.findMany({ where: { kind: 'a' }, take: 9 });", "unindexed-filter", "medium"),
        ("return this.prisma.note.findMany({ where: { userId, kind: 'a' }, take: 9 });", "unindexed-filter", "low"),
        ("return this.prisma.note.findMany({ where: { done: true }, take: 9 });", "unindexed-filter", "info"),
        (
            "return this.prisma.note.findMany({ where: { product: { name: 'a' } }, take: 9 });",
            "unindexed-filter",
            "medium",
        ),
        ("return this.prisma.note.findMany({ orderBy: { title: 'asc' }, take: 9 });", "unindexed-order", "medium"),
        (
            "return this.prisma.note.findMany({ orderBy: { user: { email: 'asc' } }, take: 9 });",
            "unindexed-order",
            "medium",
        ),
        (
            "return this.prisma.note.findMany({ where: { title: { contains: 'a', mode: 'insensitive' } }, take: 9 });",
            "text-search",
            "info",
        ),
        (
            "const all: object[] = [];\n    all.push({ kind: 'a' });\n"
            "    return this.prisma.note.findMany({ where: { AND: all }, take: 9 });",
            "unindexed-filter",
            "medium",
        ),
        ("return this.prisma.note.findMany({ where: { NOT: { userId } }, take: 9 });", "negation", "info"),
        ("return this.prisma.note.findMany({ where: { userId } });", "unbounded-list", "medium"),
        ("return this.rows.findMany({ where: { userId } });", "unbounded-list", "medium"),
        ("const { note: all } = this.prisma; return all.findMany({ where: { userId } });", "unbounded-list", "medium"),
        ("return this.prisma.note.findMany({ where: { userId }, take: limit });", "unbounded-page", "medium"),
        ("return this.prisma.note.findMany({ where: { userId }, take: 100_000 });", "unbounded-page", "medium"),
        ("return this.prisma.note.findMany({ where: { userId }, ...pageArgs(query) });", "offset-paging", "info"),
        ("return this.prisma.user.findMany({ include: { notes: true }, take: 9 });", "unbounded-relation", "medium"),
        (
            "for (const id of [...query.title!]) await this.prisma.note.findFirst({ where: { id: +id } });",
            "query-in-loop",
            "high",
        ),
        (
            "return Promise.all(this.ids.map((userId) => this.prisma.note.count({ where: { userId } })));",
            "query-in-loop",
            "high",
        ),
        ("return Promise.all(query.title!.split('').map((id) => this.products.findOne(+id)));", "query-in-loop", "low"),
        (
            "const items = await this.prisma.note.findMany({ where: { userId }, take: 9 });\n"
            "    return { items, total: await this.prisma.note.count({ where: { userId } }) };",
            "count-apart",
            "info",
        ),
        (
            "const user = await this.prisma.user.findUnique({ where: { id: userId } });\n"
            "    const notes = await this.prisma.note.findMany({ where: { userId }, take: 9 });\n    return user;",
            "one-after-another",
            "info",
        ),
        (
            "await this.prisma.note.deleteMany({ where: { userId } });\n"
            "    await this.prisma.user.delete({ where: { id: userId } });",
            "two-writes",
            "info",
        ),
        ("return compareSync('a', query.title!);", "blocking", "medium"),
        ("return this.prisma.product.delete({ where: { id: userId } });", "stale-cache", "medium"),
        ("return this.cache.set('notes', userId);", "endless-entry", "medium"),
        ("return this.prisma.$queryRaw`select 1`;", "not-checked", "info"),
        ("return this.prisma[query.title!].findMany({ take: 9 });", "not-checked", "info"),
        ("return this.prisma.note.findMany({ where: JSON.parse(query.title!), take: 9 });", "not-checked", "info"),
        ("return this.prisma.note.findMany({ orderBy: { [query.title!]: 'asc' }, take: 9 });", "not-checked", "info"),
        ("return this.prisma.note.findMany({ take: Number(process.env.SIZE) });", "not-checked", "info"),
        ("for (const one of query.title!) await this.cache.get(one);", "not-checked", "info"),
    ],
)
def test_what_is_slow_or_has_no_end_is_found(tmp_path: Path, body: str, rule: str, severity: str) -> None:
    found = review(tmp_path, service(listing(body)))
    assert [(one.rule, one.severity) for one in found] == [(rule, severity)]
    assert found[0].file == SERVICE and "NotesService.findAll" in found[0].symbol and found[0].line > 20


@pytest.mark.parametrize(("property_", "found"), [("limit", 1), ("size", 1), ("size ?? 20", 0)])
def test_a_page_size_that_may_be_left_out_or_has_no_maximum_bounds_nothing(
    tmp_path: Path, property_: str, found: int
) -> None:
    body = listing(f"return this.prisma.note.findMany({{ where: {{ userId }}, take: query.{property_} }});")
    rules = [one.rule for one in review(tmp_path, service(body.replace("NotesQueryDto", "OpenQueryDto")))]
    assert rules == ["unbounded-page"] * found


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("const rows = await this.prisma.note.findMany(); return rows.reduce((sum) => sum + 1, 0);", "in-memory"),
        ("return (await this.prisma.note.findMany()).filter((one) => one.done);", "in-memory"),
        ("const rows = await this.prisma.note.findMany(); return JSON.stringify(rows);", "heavy-json"),
    ],
)
def test_what_is_done_with_a_list_without_an_end_is_found_too(tmp_path: Path, body: str, rule: str) -> None:
    assert {one.rule for one in review(tmp_path, service(listing(body)))} == {"unbounded-list", rule}


@pytest.mark.parametrize(
    "body",
    [
        "return this.prisma.note.findMany({ where: { id: { in: [1, 2] } } });",
        "return this.prisma.note.findMany({ where: { product: { id: 1 } }, take: Math.min(limit, 50) });",
        "return this.prisma.note.findMany({ where: { ...(limit && { productId: limit }) }, take: query.limit + 1 });",
        "const where: { userId?: number } = {};\n    if (limit) where.userId = limit;\n"
        "    return this.prisma.note.findMany({ where, take: 9 });",
        "const all: object[] = [{ productId: limit }];\n    all.push({ userId });\n"
        "    return this.prisma.note.findMany({ where: { OR: all }, take: 9 });",
        "while (limit--) await this.prisma.note.deleteMany({ where: { userId } });",
        "return this.prisma.note.findMany({ where: { userId, createdAt: { gte: new Date() } }, take: 9 });",
    ],
)
def test_what_has_an_index_and_an_end_is_found_good(tmp_path: Path, body: str) -> None:
    assert review(tmp_path, service(listing(body))) == ()


def test_a_repository_class_is_judged_by_what_its_callers_ask(tmp_path: Path) -> None:
    repository = "src/notes/notes.repository.ts"
    head = HEAD.replace("NotesService", "NotesRepository")
    text = f"{head}  list(given: object) {{ return this.rows.findMany(given); }}\n}}"
    body = listing("return this.store.list({ where: { kind: 'a' }, take: 5 });").replace(
        "limit: number", "take: number"
    )
    caller = service(body)[SERVICE].replace(
        "private readonly products: ProductsService", "private readonly store: NotesRepository"
    )
    caller = caller.replace(
        "'../prisma.service';", "'../prisma.service';\nimport { NotesRepository } from './notes.repository';"
    )
    subject = Subject(files=(SERVICE, repository), models=("Note",))
    found = review(tmp_path, {SERVICE: caller, repository: text}, subject=subject)
    assert [(one.rule, one.file) for one in found] == [("unindexed-filter", SERVICE)]


@pytest.mark.parametrize(
    ("given", "rules"),
    [("where: { kind: 'a' }", ["unbounded-page", "unindexed-filter"]), ("take: 9, where: { userId }", [])],
)
def test_a_bag_of_parameters_is_judged_by_what_its_callers_put_in(tmp_path: Path, given: str, rules: list[str]) -> None:
    taken = "const { take, where } = params;\n    return this.rows.findMany({ take, where });"
    taking = f"list(params: Bag) {{\n    {taken}\n  }}\n"
    found = review(tmp_path, service(f"  {taking}{listing(f'return this.list({{ {given} }});')}"))
    assert sorted(one.rule for one in found) == rules


def test_a_foreign_key_that_leads_no_index_is_found(tmp_path: Path) -> None:
    schema = FILES["prisma/schema.prisma"].replace("  @@index([productId])\n", "")
    found = review(tmp_path, {"prisma/schema.prisma": schema, **service(GOOD)})
    assert [(one.rule, one.file, one.line) for one in found] == [("unindexed-key", "prisma/schema.prisma", 27)]


def test_what_was_so_before_is_reported_only(tmp_path: Path) -> None:
    found = review(tmp_path, service(listing("return this.prisma.note.findMany({ where: { kind: 'a' } });")))
    assert [one.severity for one in found] == ["medium", "medium"]
    assert [one.severity for one in since(found, found[1:])] == ["medium", "info"]


def test_a_filter_of_a_list_that_read_every_row_before_is_no_worse(tmp_path: Path) -> None:
    before = review(tmp_path, service(listing("return this.prisma.note.findMany();")))
    found = review(
        tmp_path, service(listing("return this.prisma.note.findMany({ where: { kind: 'a' }, take: limit });"))
    )
    assert [(one.rule, one.severity) for one in since(found, before)] == [
        ("unbounded-page", "low"),
        ("unindexed-filter", "low"),
    ]


def applied(root: Path, blueprint: Blueprint, *, before: dict[str, str], now: dict[str, str]) -> list[Finding]:
    """What the recipe finds on the second of two commits."""
    commit(root, FILES | before)
    base = survey(root)
    commit(root, now)
    choice = RunnerChoice(kind="recipe", name="performance-review")
    task = Task(id="T5", title="", specialist="", layer="quality", phase=3, goal="", runner=choice)
    task = replace(task, parameters={"resource": encode(blueprint)})
    place = Workspace(root=root, project=root, tip="", home=root)
    given = Assignment(run="r", task=task, attempt=1, workspace=place, plan=None, survey=base)  # pyright: ignore[reportArgumentType]
    return list(PerformanceReview().apply(given))


@pytest.mark.slow
def test_the_recipe_looks_at_what_was_written_and_blames_nothing_that_was_there(
    tmp_path: Path, blueprint: Callable[[str], Blueprint]
) -> None:
    old = "  old() {\n    return this.prisma.note.findMany();\n  }\n"
    other = {"src/other/other.service.ts": service(old)[SERVICE]}
    found = applied(
        tmp_path, blueprint("notes"), before=service(old), now=service(old + old.replace("old", "list")) | other
    )
    assert [(one.severity, one.symbol) for one in found] == [
        ("medium", "NotesService.list"),
        ("info", "NotesService.old"),
    ]


@pytest.mark.slow
def test_the_recipe_lets_a_generated_feature_pass(tmp_path: Path, blueprint: Callable[[str], Blueprint]) -> None:
    made = blueprint("reviews")
    models = "".join(f"model {name} {{\n  id {kind} @id\n}}\n\n" for name, kind in IDS.items())
    now = {**files(made), "prisma/schema.prisma": changed(models, made), "src/common/dto/page-query.dto.ts": PAGES}
    found = applied(tmp_path, made, before={}, now=now)
    assert [(one.severity, one.rule, one.file) for one in found] == [("info", "offset-paging", made.files.service)]


@pytest.mark.slow
def test_what_the_recipes_write_is_found_good_where_it_has_pages(tmp_path: Path, every: Blueprint) -> None:
    made = dict(files(every))
    models = "".join(f"model {name} {{\n  id {kind} @id\n}}\n\n" for name, kind in IDS.items())
    made["prisma/schema.prisma"] = changed(models, every)
    if every.style.paging.query:
        made[every.style.paging.query.source] = PAGES
    subject = Subject(files=tuple(files(every)), models=(every.model,))
    found = [one for one in review(tmp_path, made, subject=subject) if one.severity != "info"]
    pages = all(one.paginated for one in every.actions if one.kind == "list")
    assert [one.rule for one in found] == ([] if pages else ["unbounded-list"])


IDS = {"User": "Int", "Product": "Int", "Order": "Int", "Account": "String", "Category": "String"}
PAGES = (Path(__file__).parents[2] / "examples/shop/src/common/dto/page-query.dto.ts").read_text()
