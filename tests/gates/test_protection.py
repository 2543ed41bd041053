"""What protects the whole application: each way of taking it away is found, and honest code is left alone."""

from typing import Any

import pytest

from podium.gates import guards, inputs
from podium.gates.protection import held, openings, templates

GATES = {gate.id: gate for family in (guards, inputs) for gate in family.GATES}
SETUP, MODULE = "src/setup.ts", "src/app.module.ts"
HELMET, PIPE = "  app.use(helmet());\n", "{ whitelist: true, forbidNonWhitelisted: true, transform: true }"
THROTTLER = "  providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],\n"
RAW = "$queryRawUnsafe<User>(`SELECT * FROM users WHERE email = '${email}'`)"
OPEN = f"{HELMET}  app.enableCors({{ origin: true, credentials: true }});\n"


@pytest.mark.parametrize(
    ("gate", "rule", "file", "old", "new"),
    [
        ("guard-coverage", "protection-removed", SETUP, HELMET, ""),
        ("guard-coverage", "protection-removed", MODULE, THROTTLER, ""),
        ("guard-coverage", "open-origin", SETUP, HELMET, OPEN),
        ("guard-coverage", "expired-tokens", "src/auth/jwt.strategy.ts", "secretOrKey", "ignoreExpiration: true, x"),
        ("input-validation", "loose-pipe", SETUP, PIPE, "{ transform: true, forbidNonWhitelisted: true }"),
        ("input-validation", "loose-pipe", SETUP, PIPE, PIPE.replace(" }", ", skipMissingProperties: true }")),
        (
            "input-validation",
            "put-together",
            "src/users/users.service.ts",
            "user.findUnique({ where: { email } })",
            RAW,
        ),
        ("input-validation", "unbounded", "src/common/dto/page-query.dto.ts", "  @Max(100)\n", ""),
    ],
)
def test_what_protected_the_application_is_missed(
    paper_shop: Any, gate: str, rule: str, file: str, old: str, new: str
) -> None:
    with paper_shop.changed(paper_shop.edited(file, old, new)) as subject:
        result = GATES[gate].check(subject)
    assert (result.status, {one.rule for one in result.findings}) == ("failed", {rule})


def test_a_protection_that_moves_to_another_file_is_not_missed(paper_shop: Any) -> None:
    moved = paper_shop.edited(SETUP, HELMET, "") | paper_shop.edited(
        "src/main.ts", "setup(app);", "setup(app, helmet());"
    )
    with paper_shop.changed(moved) as subject:
        assert GATES["guard-coverage"].check(subject).status == "passed"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("db.$queryRawUnsafe(`SELECT * FROM a WHERE b = '${name}'`);", 1),
        ("db.$executeRawUnsafe('DELETE FROM a WHERE b = ' + name);", 1),
        ("db.$queryRaw`SELECT ${Prisma.raw(`a ${order}`)}`;", 1),
        ("pool.query(`select * from a where b = '${input.b}'`);", 1),
        ("db.$queryRaw`SELECT * FROM a WHERE b = ${name}`;", 0),
        ("db.$executeRawUnsafe('TRUNCATE a');", 0),
        ("db.$executeRawUnsafe(`TRUNCATE ${TABLE}`);", 0),
        ("db.$queryRawUnsafe('SELECT * FROM a WHERE b = $1', name);", 0),
        ("pool.query('select * from a where b = $1', [name]);", 0),
        ("router.query(`${base}/x`);", 0),
    ],
)
def test_queries_that_take_texts_in_are_found(code: str, found: int) -> None:
    assert len([*templates(code.encode())]) == found


@pytest.mark.parametrize(
    ("code", "rules"),
    [
        ("new Agent({ rejectUnauthorized: false });", {"no-certificates"}),
        ("super({ algorithms: ['none', 'HS256'] });", {"unsigned-tokens"}),
        ("app.enableCors({ origin: '*' });", {"open-origin"}),
        ("app.enableCors({ origin: ['https://a.example'], credentials: true });", set[str]()),
        ("super({ ignoreExpiration: false, algorithms: ['HS256'] });", set[str]()),
    ],
)
def test_options_that_open_what_was_closed_are_found(code: str, rules: set[str]) -> None:
    assert {one.rule for one in openings(code.encode())} == rules


def test_only_limits_and_headers_are_held_apart_from_guards() -> None:
    code = "app.use(helmet()); const a = [{ provide: APP_GUARD, useClass: ThrottlerGuard }];"
    assert held(code.encode()) == {"helmet", "ThrottlerGuard"}
    assert held(b"const a = { provide: APP_GUARD, useClass: JwtAuthGuard };") == frozenset()
