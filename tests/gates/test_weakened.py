"""Tests that were deleted, skipped, emptied or loosened are caught; honest changes of tests are not."""

from collections.abc import Callable

import pytest

from podium.gates.weakened import GATES
from podium.plan.events import GateResult
from podium.ports import GateSubject

GATE = GATES[0]
SPEC = """
import { Test } from '@nestjs/testing';
import { CartService } from './cart.service.js';

describe('CartService', () => {
  let cart: CartService;
  beforeEach(async () => { cart = (await Test.createTestingModule({}).compile()).get(CartService); });

  it('adds an item', async () => {
    const item = await cart.add({ id: 1 });
    expect(item).toEqual({ id: 1, quantity: 1 });
  });

  it('refuses what is sold out', async () => {
    await expect(cart.add({ id: 9 })).rejects.toThrow(ConflictException);
  });

  it.each([[1], [2], [3]])('totals %i', (n) => {
    expect(cart.total(n)).toBe(n);
  });

  it('answers', () => request(app).post('/cart').send({ id: 1 }).expect(201));
});
"""

ITEM = "expect(item).toEqual({ id: 1, quantity: 1 });"
CALL = "const item = await cart.add({ id: 1 });\n    expect(item)"

WEAKER = [
    ("deleted-test", "  it('answers', () => request(app).post('/cart').send({ id: 1 }).expect(201));\n", ""),
    ("skip", "it('adds an item'", "it.skip('adds an item'"),
    ("skip", "it('adds an item'", "xit('adds an item'"),
    ("skip", "describe('CartService'", "describe.skip('CartService'"),
    ("only", "it('adds an item'", "it.only('adds an item'"),
    ("only", "it('adds an item'", "fit('adds an item'"),
    ("fails", "it('adds an item'", "it.fails('adds an item'"),
    ("empty-test", "=> request(app).post('/cart').send({ id: 1 }).expect(201)", "=> { /* later */ }"),
    ("removed-assertion", "    expect(item).toEqual({ id: 1, quantity: 1 });\n", ""),
    ("no-assertion", "    expect(item).toEqual({ id: 1, quantity: 1 });\n", ""),
    ("loosened-assertion", "toEqual({ id: 1, quantity: 1 })", "toBeDefined()"),
    ("loosened-assertion", "toEqual({ id: 1, quantity: 1 })", "toBeTruthy()"),
    ("loosened-assertion", "quantity: 1 }", "quantity: expect.anything() }"),
    ("loosened-assertion", "toThrow(ConflictException)", "toThrow()"),
    ("loosened-assertion", "expect(cart.total(n)).toBe(n)", "expect([n, 0]).toContain(cart.total(n))"),
    ("loosened-assertion", "expect(201)", "expect((res) => [200, 201].includes(res.status))"),
    ("changed-expectation", "quantity: 1 }", "quantity: 2 }"),
    ("changed-expectation", "expect(201)", "expect(200)"),
    ("conditional-assertion", "expect(item).toEqual", "if (item) expect(item).toEqual"),
    ("swallowed", ITEM, f"try {{ {ITEM} }} catch {{}}"),
    ("unreachable", "const item = await", "return; const item = await"),
    ("not-awaited", "await expect(cart", "expect(cart"),
    ("removed-case", "[[1], [2], [3]]", "[[1]]"),
    ("raised-patience", ".expect(201))", ".expect(201), 60_000)"),
    ("raised-patience", "describe('CartService'", "jest.retryTimes(3);\ndescribe('CartService'"),
    ("mocked-subject", "describe('CartService'", "vi.mock('./cart.service.js');\ndescribe('CartService'"),
    ("mocked-subject", "const item =", "vi.spyOn(cart, 'add').mockResolvedValue(1); const item ="),
    ("overridden-guard", "TestingModule({})", "TestingModule({}).overrideGuard(JwtAuthGuard).useValue({})"),
    ("constant-assertion", "expect(cart.total(n)).toBe(n)", "expect(true).toBe(true)"),
]

HONEST = [
    ("a test is added", "  it('adds", "  it('x', () => { expect(a).toBe(1); });\n  it('adds"),
    ("a test is renamed", "'adds an item'", "'adds one item'"),
    ("a variable is renamed", CALL, CALL.replace("item", "got")),
    ("an assertion is stricter", "rejects.toThrow(ConflictException)", "rejects.toEqual(new ConflictException('x'))"),
    ("an assertion is added", "    expect(item).toEqual", "    expect(item.id).toBe(1);\n    expect(item).toEqual"),
    ("quotes and commas change", "{ id: 1, quantity: 1 })", "{\n      id: 1,\n      quantity: 1,\n    })"),
    ("the table grows", "[[1], [2], [3]]", "[[1], [2], [3], [4]]"),
    ("an assertion moves to a helper that is called", ITEM, "expectOne(item);"),
]
HELPER = "function expectOne(item: unknown) { expect(item).toEqual({ id: 1, quantity: 1 }); }\n"


Make = Callable[..., GateSubject]
NAME = "src/cart/cart.service.spec.ts"


def judge(make: Make, base: str, tip: str | None, **given: object) -> GateResult:
    return GATE.check(make({NAME: base}, {NAME: tip}, **given))


@pytest.mark.parametrize(("rule", "old", "new"), WEAKER)
def test_a_weaker_test_is_found(make_subject: Make, rule: str, old: str, new: str) -> None:
    assert SPEC.count(old) == 1
    result = judge(make_subject, SPEC, SPEC.replace(old, new))
    assert result.status == "failed"
    assert rule in {finding.rule for finding in result.findings}, result.findings


@pytest.mark.parametrize(("what", "old", "new"), HONEST)
def test_an_honest_change_of_tests_passes(make_subject: Make, what: str, old: str, new: str) -> None:
    assert SPEC.count(old) == 1, what
    tip = (HELPER if "expectOne" in new else "") + SPEC.replace(old, new)
    result = judge(make_subject, SPEC, tip)
    assert (result.status, result.findings) == ("passed", ())


def test_a_deleted_test_file_is_found_test_by_test(make_subject: Make) -> None:
    result = judge(make_subject, SPEC, None)
    assert [finding.rule for finding in result.findings] == ["deleted-test"] * 4


def test_a_moved_test_file_is_not_a_deletion(make_subject: Make) -> None:
    moved = {NAME: None, "src/shop/cart.service.spec.ts": SPEC}
    assert GATE.check(make_subject({NAME: SPEC}, moved)).status == "passed"


def test_weaknesses_of_the_base_are_not_blamed_on_the_tip(make_subject: Make) -> None:
    weak = SPEC.replace("it('answers'", "it.skip('answers'")
    assert judge(make_subject, weak, weak.replace("id: 9", "id: 99")).status == "passed"


def test_a_changed_expectation_passes_when_a_requirement_asks_for_it(make_subject: Make) -> None:
    allow = [{"file": NAME, "test": "CartService > answers", "requirement": "R3"}]
    result = judge(make_subject, SPEC, SPEC.replace("expect(201)", "expect(200)"), allow=allow)
    assert result.status == "passed"
    assert [finding.hint for finding in result.findings] == ["approved for R3"]


CONFIG = """export default defineConfig({ test: { include: ['**/*.spec.ts'], testTimeout: 5000,
  coverage: { thresholds: { lines: 80 } } } });"""

SETTINGS = [
    ("tests-narrowed", "'**/*.spec.ts'", "'src/auth/*.spec.ts'"),
    ("tests-narrowed", "testTimeout", "exclude: ['src/cart/**'], testTimeout"),
    ("raised-patience", "5000", "50_000"),
    ("raised-patience", "testTimeout", "retry: 3, testTimeout"),
    ("threshold-lowered", "lines: 80", "lines: 8"),
    ("threshold-lowered", "lines: 80", ""),
    ("passes-without-tests", "testTimeout", "passWithNoTests: true, testTimeout"),
]


@pytest.mark.parametrize(("rule", "old", "new"), SETTINGS)
def test_loosened_settings_of_the_runner_are_found(make_subject: Make, rule: str, old: str, new: str) -> None:
    path = "vitest.config.ts"
    result = GATE.check(make_subject({path: CONFIG}, {path: CONFIG.replace(old, new)}))
    assert [finding.rule for finding in result.findings] == [rule]


def test_stricter_settings_pass(make_subject: Make) -> None:
    path = "vitest.config.ts"
    tip = CONFIG.replace("lines: 80", "lines: 90").replace("5000", "4000")
    assert GATE.check(make_subject({path: CONFIG}, {path: tip})).status == "passed"


def test_a_test_script_that_lets_failures_through_is_found(make_subject: Make) -> None:
    old, new = '{"scripts": {"test": "vitest run"}}', '{"scripts": {"test": "vitest run || true"}}'
    result = GATE.check(make_subject({"package.json": old}, {"package.json": new}))
    assert [finding.rule for finding in result.findings] == ["script-changed"]
