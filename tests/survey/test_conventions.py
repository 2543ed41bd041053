"""Habits are read from what the code shows, and only from that."""

from collections.abc import Callable

import pytest

from podium.plan.survey import Survey

Look = Callable[..., Survey]
SCHEMA = """datasource db {
  provider = "postgresql"
}
enum Role {
  USER
  ADMIN
}
model User {
  id String @id @default(uuid())
  createdAt DateTime @default(now())
  updatedAt DateTime @updatedAt
  deletedAt DateTime?
}
model OrderItem {
  id String @id @default(uuid())
  userId String
  user User @relation(fields: [userId], references: [id], onDelete: Cascade)
  deletedAt DateTime?
}
"""
AUTH = """import { User } from '../generated/prisma/client';
export interface AuthUser { id: string; }
export const Roles = (...roles: Role[]) => SetMetadata('roles', roles);
export class JwtAuthGuard extends AuthGuard('jwt') {}
@Injectable() export class RolesGuard implements CanActivate {}
"""
CONTROLLER = """import type { AuthUser } from '../auth/auth';
import { JwtAuthGuard, Roles, RolesGuard } from '../auth/auth';
@UseGuards(JwtAuthGuard)
@Controller('order-items')
export class OrderItemsController {
  @Get() list(@Req() req: { user: AuthUser }, @Query() query: PageQueryDto) { return this.x.list(req.user.id); }
  @Roles('ADMIN') @UseGuards(RolesGuard) @Post(':id') one(@Param('id', ParseUUIDPipe) id: string) {}
}
"""
SERVICE = """import { PrismaService } from '../prisma/prisma.service';
@Injectable()
export class OrderItemsService {
  constructor(private readonly prisma: PrismaService) {}
  list() {
    const items = this.prisma.orderItem.findMany({ orderBy: { createdAt: 'desc' } });
    if (!items) throw new NotFoundException(`item ${id} not found`);
    throw new NotFoundException(`order item ${orderItemId} not found`);
    return { items, page, limit, total };
  }
}
export function isTaken(error: unknown): boolean { return error.code === 'P2002'; }
"""
PAGE = """import { IsInt } from 'class-validator';
export class PageQueryDto { @IsInt() page = 1; @IsInt() limit = 20; }
export function pageArgs(query: PageQueryDto) { return { skip: 1, take: 2 }; }
"""
MAIN = """import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';
const app = await NestFactory.create<NestApplication>(AppModule);
app.setGlobalPrefix('api');
app.useGlobalPipes(new ValidationPipe({ whitelist: true, transform: true, disableErrorMessages: false }));
SwaggerModule.setup('docs', app, SwaggerModule.createDocument(app, config));
"""
FILES = {
    "prisma/schema.prisma": SCHEMA,
    "src/main.ts": MAIN,
    "src/app.module.ts": "@Module({})\nexport class AppModule {}\n",
    "src/auth/auth.ts": AUTH,
    "src/prisma/prisma.service.ts": "@Injectable()\nexport class PrismaService extends PrismaClient {}\n",
    "src/order-items/order-items.module.ts": "@Module({})\nexport class OrderItemsModule {}\n",
    "src/order-items/order-items.controller.ts": CONTROLLER,
    "src/order-items/order-items.service.ts": SERVICE,
    "src/order-items/dto/create-order-item.dto.ts": "export class CreateOrderItemDto { a: string; }\n",
    "src/page.ts": PAGE,
    "src/order-items/x.spec.ts": "import { it } from 'vitest';\nit('a', () => { vi.fn(); });\n",
    "test/x.e2e-spec.ts": "import { start } from './support/app';\nit('a', async () => { await start(true); });\n",
    "test/support/app.ts": "export async function start(quiet: boolean) {}\n",
    "README.md": "# A\n\n| Method | Path | Who | What |\n| --- | :-: | - | --- |\n| GET | / | all | x |\n",
}
EXPECTED = {
    "import-extension": ("", "src/auth/auth.ts:1"),
    "quotes": ("single", "src/auth/auth.ts:1"),
    "feature-folder": ("src/{plural}", "src/order-items/order-items.controller.ts:5"),
    "module-file": ("{plural}.module.ts", "src/order-items/order-items.module.ts:2"),
    "controller-file": ("{plural}.controller.ts", "src/order-items/order-items.controller.ts:5"),
    "service-file": ("{plural}.service.ts", "src/order-items/order-items.service.ts:3"),
    "dto-file": ("dto/{action}-{singular}.dto.ts", "src/order-items/dto/create-order-item.dto.ts:1"),
    "class-plural": ("plural", "src/order-items/order-items.controller.ts:5"),
    "prisma-service": ("PrismaService", "src/prisma/prisma.service.ts:2"),
    "prisma-property": ("prisma", "src/order-items/order-items.service.ts:3"),
    "prisma-types": ("src/generated/prisma/client", "src/auth/auth.ts:1"),
    "auth-guard": ("JwtAuthGuard", "src/auth/auth.ts:4"),
    "roles-guard": ("RolesGuard", "src/auth/auth.ts:5"),
    "roles-decorator": ("Roles", "src/auth/auth.ts:3"),
    "roles-written": ("'ADMIN'", "src/order-items/order-items.controller.ts:7"),
    "admin-role": ("ADMIN", "src/order-items/order-items.controller.ts:7"),
    "roles-type": ("Role", "prisma/schema.prisma:4"),
    "roles-values": ("USER,ADMIN", "prisma/schema.prisma:4"),
    "user-model": ("User", "prisma/schema.prisma:8"),
    "current-user": ("@Req() req: { user: AuthUser }", "src/order-items/order-items.controller.ts:6"),
    "current-user-id": ("req.user.id", "src/order-items/order-items.controller.ts:6"),
    "current-user-type": ("AuthUser", "src/auth/auth.ts:2"),
    "app-module": ("AppModule", "src/app.module.ts:2"),
    "validation-pipe": ("whitelist,transform", "src/main.ts:5"),
    "swagger": ("yes", "src/main.ts:6"),
    "route-prefix": ("api", "src/main.ts:4"),
    "global-prefix-call": ("app.setGlobalPrefix('api')", "src/main.ts:4"),
    "id-pipe": ("ParseUUIDPipe", "src/order-items/order-items.controller.ts:7"),
    "pagination-query": ("PageQueryDto", "src/page.ts:2"),
    "pagination-helper": ("pageArgs", "src/page.ts:3"),
    "pagination-shape": ("items,page,limit,total", "src/order-items/order-items.service.ts:9"),
    "list-order": ("createdAt desc", "src/order-items/order-items.service.ts:6"),
    "unique-violation": ("isTaken", "src/order-items/order-items.service.ts:12"),
    "not-found": ("throw new NotFoundException(`item ${id} not found`)", "src/order-items/order-items.service.ts:7"),
    "id-type": ("String uuid", "prisma/schema.prisma:9"),
    "created-at": ("createdAt", "prisma/schema.prisma:10"),
    "updated-at": ("updatedAt", "prisma/schema.prisma:11"),
    "soft-delete": ("deletedAt", "prisma/schema.prisma:12"),
    "on-delete": ("Cascade", "prisma/schema.prisma:17"),
    "unit-suffix": (".spec.ts", "src/order-items/x.spec.ts"),
    "e2e-suffix": (".e2e-spec.ts", "test/x.e2e-spec.ts"),
    "e2e-folder": ("test", "test/x.e2e-spec.ts"),
    "e2e-setup": ("start(true)", "test/support/app.ts:1"),
    "fake-style": ("vi.fn", "src/order-items/x.spec.ts"),
    "readme-route-table": ("README.md", "README.md:3"),
    "readme-route-columns": ("Method|Path|Who|What", "README.md:3"),
}


def test_a_project_that_shows_its_habits_has_them_read(look: Look) -> None:
    found = {one.name: (one.value, str(one.place)) for one in look(FILES).conventions}
    assert found == EXPECTED


def test_a_project_that_shows_nothing_has_no_habits(look: Look) -> None:
    assert look({}).conventions == ()


@pytest.mark.parametrize(
    ("sources", "name", "value"),
    [
        (
            ["export const page = () => {\n  return { data: [], hasNextPage: false };\n};"],
            "pagination-shape",
            "data,hasNextPage",
        ),
        (
            ["import { A } from './a.js';", "import { B } from './b.js';", "import { C } from './c';"],
            "import-extension",
            ".js",
        ),
        (['import { A } from "a";'], "quotes", "double"),
        (
            ["@Injectable() class S { a() { throw new ConflictException('taken'); } }"],
            "conflict",
            "throw new ConflictException('taken')",
        ),
        (["const a = { orderBy: { id: 'asc' } };", "const b = { orderBy: { at: 'desc' } };"], "list-order", None),
        (
            ["@Module({ providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }] }) class A {}"],
            "throttler-guard",
            "ThrottlerGuard",
        ),
        (["const app = NestFactory.create(A);\napp.useGlobalGuards(new JwtGuard());"], "global-guard", "JwtGuard"),
        (["@Controller() class X { @Public() @Get() a() {} }"], "public-decorator", "Public"),
        (["@Controller() class X { @Get() a(@CurrentUser() me: User) { return me.id; } }"], "current-user-id", "me.id"),
        (["@Controller() class X { @Get() a(@CurrentUser('id') userId: string) {} }"], "current-user-id", "userId"),
        (
            ["NestFactory.create(A);\napp.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });"],
            "versioning",
            "uri 1",
        ),
    ],
)
def test_one_habit_at_a_time(look: Look, sources: list[str], name: str, value: str | None) -> None:
    found = look({f"src/file{number}.ts": source for number, source in enumerate(sources)}).convention(name)
    assert (found.value if found else None) == value


def test_an_envelope_counts_where_it_is_global(look: Look) -> None:
    interceptor = """export class Wrap implements NestInterceptor {
  intercept(c, n) { return n.handle().pipe(map((data) => ({ data, ok: true }))); }
}
"""
    module = """import { Wrap } from './wrap';
@Module({ providers: [{ provide: APP_INTERCEPTOR, useClass: Wrap }] }) export class A {}
"""
    found = look({"src/wrap.ts": interceptor, "src/a.ts": module}).convention("response-envelope")
    assert found and (found.value, str(found.place)) == ("data,ok", "src/wrap.ts:2")
    assert look({"src/wrap.ts": interceptor}).convention("response-envelope") is None


def test_features_named_in_the_singular_are_seen(look: Look) -> None:
    files = {
        "prisma/schema.prisma": SCHEMA,
        "apps/api/src/main.ts": MAIN,
        "apps/api/src/modules/user/controllers/user.controller.ts": "@Controller()\nexport class UserController {}\n",
    }
    found = {one.name: one.value for one in look(files).conventions}
    assert (found["feature-folder"], found["class-plural"]) == ("apps/api/src/modules/{singular}", "singular")
    assert found["controller-file"] == "controllers/{singular}.controller.ts"


def test_packages_that_reach_outside_or_keep_a_cache_are_shown_with_their_first_use(look: Look) -> None:
    found = look(
        {
            "src/pay.service.ts": "import { Logger } from '@nestjs/common';\nimport Stripe from 'stripe';\n",
            "src/again.service.ts": "import Stripe from 'stripe';\nimport { Cache } from 'cache-manager';\n",
            "src/again.service.spec.ts": "import axios from 'axios';\n",
        }
    )
    shown = [(one.name, one.value, str(one.place), one.uses) for one in found.conventions if "client" in one.name]
    assert shown == [
        ("cache-client", "cache-manager", "src/again.service.ts:2", 1),
        ("outbound-client", "stripe", "src/again.service.ts:1", 2),
    ]


def test_queries_show_how_tenants_are_kept_apart_and_deleted_rows_left_out(look: Look) -> None:
    where = "where: { organizationId: user.organizationId, deletedAt: null, id }"
    code = f"export const f = (user, id) => [db.cat.findFirst({{ {where} }}), db.dog.findFirst({{ {where} }})];\n"
    found = look({"src/x.ts": code})
    told = {one.name: (one.value, one.uses) for one in found.conventions if one.name.endswith("-filter")}
    assert told == {
        "soft-delete-filter": ("deletedAt: null", 2),
        "tenancy-filter": ("organizationId: user.organizationId", 2),
    }
