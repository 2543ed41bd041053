"""Guards, inputs, answers and secrets of the shop: good reviews pass, each way of spoiling them is found."""

from typing import Any

import pytest

from podium.gates import exposure, guards, inputs, routes, secrets
from podium.gates.secrets import added_lines
from podium.gates.secrets import secrets as secrets_in
from podium.plan.events import GateResult

GATES = {gate.id: gate for family in (guards, inputs, exposure, secrets, routes) for gate in family.GATES}
CONTROLLER, SERVICE = "src/reviews/reviews.controller.ts", "src/reviews/reviews.service.ts"
DTO = "src/reviews/dto/create-review.dto.ts"
POST, GET = "POST /products/:productId/reviews", "GET /products/:productId/reviews"
Files = dict[str, str | None]


def judge(shop: Any, files: Files, gate: str, **given: Any) -> GateResult:
    with shop.changed(files, **given) as subject:
        return GATES[gate].check(subject)


def spoilt(files: Files, name: str, old: str, new: str) -> Files:
    content = files[name]
    assert content is not None and content.count(old) >= 1, (name, old)
    return {**files, name: content.replace(old, new)}


def rules(result: GateResult) -> set[str]:
    return {finding.rule for finding in result.findings if finding.severity in {"high", "medium"}}


GOOD: list[tuple[str, dict[str, Any]]] = [
    ("routes", {"added": [POST, GET]}),
    ("guard-coverage", {"routes": {POST: "signed_in", GET: "public"}}),
    ("guard-coverage", {"routes": {POST: "owner"}}),
    ("guard-coverage", {}),
    ("input-validation", {}),
    ("exposure", {"forbidden": ["email", "password"], "routes": [POST, GET]}),
    ("exposure", {}),
    ("secrets", {}),
]


@pytest.mark.parametrize(("gate", "given"), GOOD)
def test_good_reviews_pass(paper_shop: Any, reviews: Files, gate: str, given: dict[str, Any]) -> None:
    result = judge(paper_shop, reviews, gate, **given)
    assert (result.status, result.findings) == ("passed", ())


SPOILT: list[tuple[str, str, str, str, str, dict[str, Any]]] = [
    ("guard-coverage", "unguarded", CONTROLLER, "  @UseGuards(JwtAuthGuard)\n", "", {}),
    ("guard-coverage", "unguarded", CONTROLLER, "  @UseGuards(JwtAuthGuard)\n", "", {"routes": {POST: "signed_in"}}),
    ("guard-coverage", "not-owned", CONTROLLER, "req.user.id", "1", {"routes": {POST: "owner"}}),
    ("guard-coverage", "not-owned", SERVICE, "{ userId, productId, ", "{ productId, ", {"routes": {POST: "owner"}}),
    ("guard-coverage", "role-missing", CONTROLLER, "Unknown", "No", {"routes": {POST: "role:ADMIN"}}),
    ("guard-coverage", "guarded", CONTROLLER, "Unknown", "No", {"routes": {POST: "public"}}),
    ("guard-coverage", "no-route", CONTROLLER, "Unknown", "No", {"routes": {"PUT /x": "owner"}}),
    ("input-validation", "no-validator", DTO, "  @IsInt()\n  @Min(1)\n  @Max(5)\n", "", {}),
    ("input-validation", "no-validator", DTO, "  @IsString()\n  @MaxLength(2000)\n", "", {}),
    ("input-validation", "not-validated", CONTROLLER, "dto: CreateReviewDto", "dto: any", {}),
    ("input-validation", "not-validated", CONTROLLER, "dto: CreateReviewDto", "dto: { rating: number }", {}),
    ("input-validation", "not-validated", CONTROLLER, "query: PageQueryDto", "query: Record<string, string>", {}),
    ("input-validation", "no-pipe", CONTROLLER, "'productId', ParseIdPipe)", "'productId')", {}),
    ("exposure", "handed-out", SERVICE, "  comment: true,\n", "  comment: true,\n  user: true,\n", {}),
    ("exposure", "handed-out", SERVICE, "  comment: true,\n", "  user: { omit: { email: true } },\n", {}),
    ("exposure", "handed-out", SERVICE, "select: reviewSelect,\n", "include: { user: true },\n", {}),
    ("exposure", "handed-out", SERVICE, "  id: true,\n", " user: { select: { email: 1 } },", {"forbidden": ["email"]}),
    ("exposure", "declared", "src/reviews/dto/review.dto.ts", "comment!:", "email!:", {"forbidden": ["email"]}),
    ("routes", "unplanned", CONTROLLER, "Unknown", "No", {"added": [POST]}),
    ("routes", "not-added", CONTROLLER, "Unknown", "No", {"added": [POST, GET, "PUT /x"]}),
]  # fmt: skip


@pytest.mark.parametrize(("gate", "rule", "name", "old", "new", "given"), SPOILT)
def test_spoilt_reviews_are_found(
    paper_shop: Any, reviews: Files, gate: str, rule: str, name: str, old: str, new: str, given: dict[str, Any]
) -> None:
    result = judge(paper_shop, spoilt(reviews, name, old, new), gate, **given)
    assert (result.status, rules(result)) == ("failed", {rule})


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("guard-removed", "@UseGuards(JwtAuthGuard, RolesGuard)", "@UseGuards(JwtAuthGuard)"),
        ("guard-removed", "  @UseGuards(JwtAuthGuard, RolesGuard)\n", ""),
        ("roles-widened", "  @Roles('ADMIN')\n", ""),
        ("roles-widened", "@Roles('ADMIN')", "@Roles('ADMIN', 'USER')"),
    ],
)
def test_a_guard_lost_on_an_old_route_is_found(paper_shop: Any, rule: str, old: str, new: str) -> None:
    files = paper_shop.edited("src/products/products.controller.ts", old, new)
    result = judge(paper_shop, files, "guard-coverage")
    assert result.status == "failed"
    assert rule in rules(result)


def test_a_route_that_is_gone_is_found(paper_shop: Any) -> None:
    files = paper_shop.edited("src/users/users.controller.ts", "@Get('me')", "@Get('self')")
    assert rules(judge(paper_shop, files, "routes")) == {"removed"}
    assert judge(paper_shop, files, "routes", removed=["GET /users/me"]).status == "passed"


LEAKS = [
    "return this.prisma.user.findUnique({ where: { id } });",
    "const user = await this.prisma.user.findUnique({ where: { id } }); return user;",
    "const user = await this.prisma.user.findUnique({ where: { id } }); return { ...user, name: 'x' };",
    "const [users] = await Promise.all([this.prisma.user.findMany()]); return { items: users };",
    "return (await this.prisma.user.findMany()).map((user) => ({ ...user }));",
    "return this.findByEmail('x');",
    "return this.prisma.$transaction(async (tx) => { return tx.user.create({ data: {} }); });",
]
TIGHT = [
    "const user = await this.prisma.user.findUnique({ where: { id } }); return { id: user.id };",
    "const { password, ...rest } = await this.prisma.user.findUnique({ where: { id } }); return rest;",
    "return this.prisma.user.findUnique({ where: { id }, omit: { password: true } });",
    "return this.prisma.user.count();",
    "return (await this.prisma.user.findMany()).map(({ password, ...user }) => user);",
    "const user = await this.prisma.user.findUnique({ where: { id } }); return plainToInstance(UserDto, user);",
]


@pytest.mark.parametrize(("code", "status"), [*((one, "failed") for one in LEAKS), *((one, "passed") for one in TIGHT)])
def test_rows_are_followed_to_the_answer(paper_shop: Any, code: str, status: str) -> None:
    old = """const user = await this.prisma.user.findUnique({ where: { id }, select: userSelect });
    if (!user) throw new NotFoundException(`user ${id} not found`);
    return user;"""
    result = judge(paper_shop, paper_shop.edited("src/users/users.service.ts", old, code), "exposure")
    assert result.status == status, result.findings


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        ("aws-key", "const key = 'AKIAIOSFODNN7QWERTYU';"),
        ("private-key", "-----BEGIN RSA PRIVATE KEY-----"),
        ("github-token", "token: ghp_16C7e42F292c6912E7710c838347Ae178B4a"),
        ("stripe-key", "STRIPE=sk_live_51H8abcdEFGHijkl0"),
        ("address", "DATABASE_URL=postgresql://shop:Tr0ub4dor3@db.acme.io:5432/shop"),
        ("named", "const jwtSecret = 'q8Zt!7pLw2Vx';"),
        ("named", "JWT_SECRET: 'q8Zt!7pLw2Vxk3',"),
        ("random", "const x = 'kD83hfnqPz71LmXo93RtYwBv5sCeUa20';"),
    ],
)
def test_secrets_are_known_by_shape_and_chance(rule: str, line: str) -> None:
    assert [found for found, _ in secrets_in(line, "src/a.ts")] == [rule]


@pytest.mark.parametrize(
    "line",
    [
        "JWT_SECRET=change-me-change-me",
        "DATABASE_URL=postgresql://postgres:postgres@localhost:5432/shop",
        "REDIS_URL=redis://:${REDIS_PASSWORD}@redis:6379",
        "secret: config.getOrThrow<string>('JWT_SECRET'),",
        "const password = await hash(dto.password, 8);",
        "password: passwordHash,",
        "process.env.JWT_SECRET ??= 'preview-preview-preview';",
        "import { isUniqueViolation } from '../prisma/errors.js';",
        '"integrity": "sha512-kD83hfnqPz71LmXo93RtYwBv5sCeUa20kD83hfnqPz71LmXo93RtYwBv5sCeUa20"',
        "describe('a rather long sentence of words that says what a test is about', () => {",
        "@ApiProperty({ description: 'The token that was sent by mail' })",
        "const token = this.jwt.sign({ sub: user.id });",
        "const hashedToken = toSHA256(request.headers['x-e2e-user-token-2']);",
        "export const TokenSchema = z.object({ token: z.string2() });",
        'CREATE UNIQUE INDEX "WorkspaceServiceAccount2_projectId_environmentId_name_key"',
    ],
)
def test_placeholders_and_code_are_no_secrets(line: str) -> None:
    assert list(secrets_in(line, "src/a.ts")) == []


def test_a_bare_value_is_a_secret_in_a_settings_file_and_code_in_code() -> None:
    line = "JWT_SECRET=q8Zt!7pLw2Vxk3"
    assert [rule for rule, _ in secrets_in(line, ".env.production")] == ["named"]
    assert list(secrets_in(line, "src/a.ts")) == []


def test_only_added_lines_are_scanned(paper_shop: Any) -> None:
    assert list(added_lines(b"a\nb\n", b"a\nc\nb\n")) == [(2, "c")]
    result = judge(
        paper_shop,
        paper_shop.edited("src/config/env.ts", "import Joi", "// AKIAIOSFODNN7QWERTYU\nimport Joi"),
        "secrets",
    )
    assert (result.status, result.facts["lines"], rules(result)) == ("failed", 1, {"aws-key"})


def test_the_route_table_is_held_against_the_routes(paper_shop: Any, reviews: Files) -> None:
    result = judge(paper_shop, reviews, "docs-routes")
    assert [finding.symbol for finding in result.findings] == [
        "GET /products/{productId}/reviews",
        "POST /products/{productId}/reviews",
    ]
    stale = paper_shop.edited("README.md", "| GET    | /health ", "| GET    | /healthy")
    assert rules(judge(paper_shop, stale, "docs-routes")) == {"not-listed", "no-route"}
    assert judge(paper_shop, {}, "docs-routes").status == "passed"
