"""The shop judged by its own compiler, linter, formatter, build, tests and API document: good reviews pass."""

from typing import Any

import pytest

from podium.gates import lint, new_tests, openapi, planted_faults, suites, typescript
from podium.plan.events import GateResult

pytestmark = pytest.mark.slow

GATES = {
    gate.id: gate for family in (typescript, lint, suites, openapi, new_tests, planted_faults) for gate in family.GATES
}
Files = dict[str, str | None]
POST, GET = "POST /products/:productId/reviews", "GET /products/:productId/reviews"
SPECS = ["src/reviews/reviews.service.spec.ts", "test/reviews.e2e-spec.ts"]
SERVICE, DTO = "src/reviews/reviews.service.ts", "src/reviews/dto/create-review.dto.ts"
SOURCES = [
    SERVICE,
    DTO,
    "src/reviews/reviews.controller.ts",
    "src/reviews/reviews.module.ts",
    "src/reviews/dto/review.dto.ts",
]


def judge(shop: Any, changed: Files, gate: str, **given: Any) -> GateResult:
    with shop.changed(changed, **given) as subject:
        return GATES[gate].check(subject)


def rules(result: GateResult) -> set[str]:
    return {finding.rule for finding in result.findings}


@pytest.mark.parametrize("gate", ["types", "lint", "format", "build", "unit", "e2e", "openapi"])
def test_good_reviews_pass_by_every_tool(shop: Any, reviews: Files, gate: str) -> None:
    result = judge(shop, reviews, gate)
    assert (result.status, result.findings) == ("passed", ())
    assert all(one.code == 0 and len(one.digest) == 64 for one in result.evidence) and result.evidence


SPOILT: list[tuple[str, str, str, str, str]] = [
    ("types", "TS2322", "src/main.ts", "const app", "const wrong: number = 'x';\nconst app"),
    ("types", "silenced", "src/main.ts", "const app", "// @ts-ignore\nconst app"),
    ("build", "TS2322", "src/main.ts", "const app", "const wrong: number = 'x';\nconst app"),
    ("lint", "no-floating-promises", "src/main.ts", "const app", "Promise.resolve(1);\nconst app"),
    ("lint", "silenced", "src/main.ts", "const app", "// oxlint-disable-next-line\nconst app"),
    ("format", "not-formatted", "src/main.ts", "const app", "const  app"),
    ("unit", "failed", "src/auth/auth.service.ts", "throw new UnauthorizedException", "throw new TypeError"),
    ("unit", "not-loaded", "src/auth/auth.service.spec.ts", "import { Test", "import './none.js';\nimport { Test"),
]  # fmt: skip


@pytest.mark.parametrize(("gate", "rule", "name", "old", "new"), SPOILT)
def test_a_spoilt_shop_is_found(shop: Any, gate: str, rule: str, name: str, old: str, new: str) -> None:
    content = shop.text(name)
    result = judge(shop, {name: content.replace(old, new, 1)}, gate)
    assert result.status == "failed"
    assert rule in rules(result), result.findings


def test_loosened_compiler_settings_of_a_branch_do_not_count(shop: Any) -> None:
    loose = shop.edited("tsconfig.json", '"strict": true', '"strict": false')
    wrong = shop.edited("src/config/env.ts", "import Joi", "export const f = (x) => x;\nimport Joi")
    assert rules(judge(shop, loose | wrong, "types")) == {"TS7006"}


def test_a_passed_deadline_is_a_failure(shop: Any) -> None:
    result = judge(shop, {}, "types", deadline=0.5)
    assert result.status == "failed"
    assert "timeout" in rules(result)


FLAKY = """import { existsSync, writeFileSync } from 'node:fs';
it('%s', () => {
  const mark = `${process.env.HOME}/%s`;
  const seen = existsSync(mark);
  writeFileSync(mark, '');
  expect(seen).toBe(true);
});
"""


def test_a_new_test_that_is_flaky_fails(shop: Any) -> None:
    name = "src/config/flaky.spec.ts"
    result = judge(shop, {name: FLAKY % ("waits", "new")}, "unit", files=[name])
    assert (result.status, rules(result)) == ("failed", {"flaky"})
    assert result.facts["flaky"] == [f"{name} > waits"]


def test_an_old_test_that_became_flaky_is_told(shop: Any) -> None:
    name = "src/config/env.spec.ts"
    with shop.standing_on({name: "it('waits', () => { expect(1).toBe(1); });\n"}):
        result = judge(shop, {name: FLAKY % ("waits", "old")}, "unit", files=[name])
    assert (result.status, [one.severity for one in result.findings]) == ("flaky", ["info"])


def test_no_test_at_all_is_no_pass(shop: Any) -> None:
    result = judge(shop, {"src/config/none.spec.ts": "export {};\n"}, "unit", files=["src/config/missing.spec.ts"])
    assert (result.status, result.summary) == ("not_checked", "no test was run")


def test_an_expected_failure_is_expected_until_it_passes(shop: Any) -> None:
    name = "src/config/bug.spec.ts"
    red, green = "it('x', () => { expect(1).toBe(2); });", "it('x', () => { expect(1).toBe(1); });"
    given = {"files": [name], "expected_failures": [name]}
    assert judge(shop, {name: red}, "unit", **given).status == "passed"
    assert rules(judge(shop, {name: green}, "unit", **given)) == {"not-reproduced"}


def test_a_failing_test_is_repeated_here_and_on_the_base(shop: Any) -> None:
    files = shop.edited("src/products/products.service.ts", "if (!product) throw", "if (product === undefined) throw")
    result = judge(shop, files, "e2e", files=["test/products.e2e-spec.ts"])
    assert result.status == "failed"
    red = {one.symbol for one in result.findings if one.rule == "failed"}
    assert red and {result.facts["on_base"][name] for name in red} == {"passed"}


def test_related_tests_of_a_source_file_are_chosen(shop: Any) -> None:
    files = shop.edited("src/users/users.service.ts", "found`", "there`")
    result = judge(shop, files, "unit", related=True)
    chosen = {name.split(" > ")[0] for name in result.facts["tests"]}
    assert "src/users/users.service.spec.ts" in chosen and "src/mail/mail.processor.spec.ts" not in chosen


def test_the_api_differs_by_the_planned_additions(shop: Any, reviews: Files) -> None:
    result = judge(shop, reviews, "openapi-diff", added=[POST, GET])
    assert (result.status, result.facts["added"]) == (
        "passed",
        sorted([POST.replace(":productId", "{productId}"), GET.replace(":productId", "{productId}")]),
    )
    assert rules(judge(shop, reviews, "openapi-diff", added=[POST])) == {"unplanned"}


def test_the_document_is_made_without_a_script_of_the_project(shop: Any) -> None:
    with shop.standing_on(shop.edited("package.json", '"openapi"', '"other"')):
        result = judge(shop, {}, "openapi")
    assert (result.status, len(result.facts["paths"])) == ("passed", 11)
    assert any("emit_openapi.mjs" in one.command for one in result.evidence)


def test_a_change_of_the_api_that_breaks_clients_is_found(shop: Any) -> None:
    files = shop.edited("src/common/dto/page-query.dto.ts", "maximum: 100, default", "maximum: 50, default")
    result = judge(shop, files, "openapi-diff")
    assert {one.message for one in result.findings} == {"query limit: maximum was 100, is 50"}
    assert judge(shop, files, "openapi-diff", breaking=["maximum was 100, is 50"]).status == "passed"


def test_new_tests_fail_by_assertion_without_the_feature(shop: Any, reviews: Files) -> None:
    result = judge(shop, reviews, "new-tests")
    assert set(result.facts["withheld"]) == {*SOURCES, "src/app.module.ts"}
    assert (result.status, result.findings) == ("passed", ())
    assert set(result.facts["tests"].values()) >= {"withheld", "emptied to {}"}


def test_new_tests_of_a_feature_that_the_base_has_are_proven_too(shop: Any, reviews: Files) -> None:
    specs = {name: content for name, content in reviews.items() if name in SPECS}
    with shop.standing_on({name: content for name, content in reviews.items() if name not in SPECS}):
        result = judge(shop, specs, "new-tests", files=SPECS, withhold=[*SOURCES, "src/app.module.ts"])
    assert (result.status, result.findings) == ("passed", ())
    assert result.facts["tests"]["test/reviews.e2e-spec.ts > reviews (e2e) > asks for a token"] == "withheld"


EMPTY = "it('asserts what is always so', () => { expect(Object.keys(ReviewsService)).toEqual([]); });"
STUMBLING = """const product = { count: () => 1 };
it('stumbles', async () => {
  const prisma = { product, review: { findMany: () => 1, count: () => 1 }, $transaction: () => [[{ id: 1 }], 1] };
  const page = await new ReviewsService(prisma as never).findAll(1, { page: 1, limit: 1 });
  expect(page.items[0].id).toBe(1);
});"""


def test_new_tests_that_prove_nothing_are_found(shop: Any, reviews: Files) -> None:
    spec = f"{reviews[SPECS[0]]}{EMPTY}\n{STUMBLING}\n"
    result = judge(shop, {**reviews, SPECS[0]: spec}, "new-tests", files=[SPECS[0]], withhold=SOURCES)
    assert {(one.rule, one.symbol.split(" > ")[-1]) for one in result.findings} == {
        ("passes-without", "asserts what is always so"),
        ("not-by-assertion", "stumbles"),
    }


def test_a_reproduction_must_fail_by_assertion(shop: Any) -> None:
    name = "src/config/bug.spec.ts"
    red, green = "it('x', () => { expect(1).toBe(2); });", "it('x', () => { expect(1).toBe(1); });"
    crash = "it('x', () => { throw new Error('x'); });"
    statuses = [
        judge(shop, {name: code}, "new-tests", files=[name], inverted=True).status for code in (red, green, crash)
    ]
    assert statuses == ["passed", "failed", "failed"]


FAULTS = [
    {"id": "validator", "requirements": ["R1"], "file": DTO, "find": "  @Max(5)\n", "replace": "", "tests": [SPECS[1]]},
    {"id": "unique", "requirements": ["R3"], "sql": 'DROP INDEX "Review_userId_productId_key"', "tests": [SPECS[1]]},
    {
        "id": "length",
        "requirements": ["R1"],
        "file": DTO,
        "find": "  @MaxLength(2000)\n",
        "replace": "",
        "tests": [SPECS[1]],
    },
    {"id": "nowhere", "file": DTO, "find": "@Nothing()", "replace": "", "tests": [SPECS[1]]},
    {"id": "broken", "file": SERVICE, "find": "constructor(", "replace": "constructor((", "tests": [SPECS[0]]},
]


def test_planted_faults_are_caught_and_survivors_found(shop: Any, reviews: Files) -> None:
    result = judge(shop, reviews, "planted-faults", faults=FAULTS)
    assert [(one.rule, one.symbol) for one in result.findings] == [
        ("survived", "length"),
        ("not-planted", "nowhere"),
        ("not-by-assertion", "broken"),
    ]
    faults = result.facts["faults"]
    assert [len(faults[name]["caught_by"]) for name in ("validator", "unique", "length")] == [1, 1, 0]
