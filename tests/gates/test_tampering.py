"""What makes tests pass without the code being right is found; what honest code does is not."""

import pytest

from podium.gates.tampering import early_returns, lost_subject, tampering
from podium.gates.test_code import read_tests

TEST, CODE = "src/sum.spec.ts", "src/sum.ts"


@pytest.mark.parametrize(
    ("path", "source", "rule"),
    [
        (TEST, "process.exit(0);", "quits"),
        (TEST, "afterAll(() => process.kill(process.ppid));", "quits"),
        (CODE, "export const a = 1;\nprocess.exit(0);", "quits"),
        (TEST, "expect = () => ({ toBe() {} });", "patched-runner"),
        (TEST, "globalThis.it = () => {};", "patched-runner"),
        (TEST, "vi.stubGlobal('expect', () => ({ toBe() {} }));", "patched-runner"),
        (CODE, "(globalThis as any).x = 1; global.expect = () => ({ toBe() {} });", "patched-runner"),
        (CODE, "Object.defineProperty(globalThis, 'expect', { value: () => 1 });", "patched-runner"),
        (TEST, "require('../src/sum').sum = () => 4;", "replaced-module"),
        (TEST, "import * as all from '../src/sum';\n(all as any).sum = () => 4;", "replaced-module"),
        (TEST, "const all = require('../src/sum');\nall['sum'] = () => 4;", "replaced-module"),
        (TEST, "require.cache[require.resolve('../src/sum')] = { exports: {} };", "replaced-module"),
        (TEST, "require('module').prototype.require = () => ({});", "replaced-module"),
        (TEST, "it('a', () => { setTimeout(() => expect(sum(1)).toBe(2), 9); });", "late-assertion"),
        (CODE, "const g = globalThis as any; g.expect = () => ({ toBe() {} });", "patched-runner"),
        (CODE, "const g = globalThis;\nexport const set = () => { g['ex' + 'pect'] = 1; };", "hidden-name"),
        (CODE, "process['ex' + 'it'](0);", "hidden-name"),
        (CODE, "const { exit: leave } = process;\nleave(0);", "quits"),
        (CODE, "process.on('exit', () => { process.exitCode = 0; });", "quits"),
        (CODE, "process.on('exit', () => { process.reallyExit(0); });", "quits"),
        (CODE, "Object.is = () => true;", "patched-runner"),
        (CODE, "Array.prototype.every = () => true;", "patched-runner"),
        (CODE, "console.error = () => process.exit(0);", "patched-runner"),
        (CODE, "eval(Buffer.from('cHJvY2Vzcw==', 'base64').toString());", "hidden-code"),
        (CODE, "export const run = new Function('return 1');", "hidden-code"),
        (CODE, "export const sum = (a, b) => (process.env.JEST_WORKER_ID ? a + b : 3);", "knows-tests"),
        (CODE, "export const sum = (a, b) => { if (process.env['VITEST']) return a + b; return 3; };", "knows-tests"),
        (CODE, "const tested = typeof jest !== 'undefined';", "knows-tests"),
        (CODE, "const tested = /spec/.test(new Error().stack);", "knows-tests"),
    ],
)
def test_what_tampers_is_found(path: str, source: str, rule: str) -> None:
    assert {flaw.rule for flaw in tampering(path, source.encode())} == {rule}


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (CODE, "const g = globalThis as unknown as { db: Db }; export const db = g.db ?? new Db(); g.db = db;"),
        (CODE, "const prisma = globalThis.prisma ?? new Db(); export const all = (m) => prisma[m].findMany();"),
        (CODE, "export const url = process.env[name]; (BigInt.prototype as any).toJSON = one;"),
        (CODE, "Object.assign(this, given); const { env, pid } = process; Error.stackTraceLimit = 50;"),
        (TEST, "console.error = vi.fn();"),
        (TEST, "import { Sum } from './sum';\nconst one = new Sum(); one.add = vi.fn(); Sum.prototype.x = 1;"),
        (TEST, "it('a', (done) => { setTimeout(() => { expect(a).toBe(2); done(); }, 9); });"),
        (TEST, "it('a', async () => { await new Promise((go) => setTimeout(() => { expect(1).toBe(1); go(); })); });"),
        (TEST, "it('a', async () => { setTimeout(() => stop(), 9); await run(); expect(a).toBe(1); });"),
        ("src/main.ts", "bootstrap().catch(() => process.exit(1));\nprocess.exit(0);"),
        (CODE, "export function stop() { process.exit(1); }"),
        (CODE, "this.logger.error(error.message, error.stack);"),
        (CODE, "this.expect = 1; const it = list[0]; window.test = 1 > 2; item.test = true;"[:40]),
        (CODE, "if (process.env.NODE_ENV === 'test') quiet();"),
        (TEST, "expect(process.exit).not.toHaveBeenCalled(); const spy = vi.spyOn(process, 'exit');"),
        (TEST, "vi.stubGlobal('fetch', vi.fn()); global.fetch = vi.fn();"),
        (TEST, "expect.extend({ toBeOdd() {} });"),
    ],
)
def test_what_is_honest_is_left_alone(path: str, source: str) -> None:
    assert list(tampering(path, source.encode())) == []


def early(body: str) -> int:
    source = f"it('a', () => {{ {body} }});".encode()
    return len(list(early_returns(read_tests(TEST, source), source)))


def test_a_return_before_the_first_assertion_is_found() -> None:
    assert early("if (sum) return;\nexpect(sum(1, 2)).toBe(3);") == 1
    assert early("expect(sum(1, 2)).toBe(3);\nif (sum) return;\nmore();") == 0
    assert early("run(() => { if (sum) return; go(); });\nexpect(sum(1, 2)).toBe(3);") == 0


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ("import { sum } from './sum';", "const sum = (a, b) => a + b;", True),
        ("const { sum } = require('../src/sum.js');", "const { sum } = require('./other');", True),
        ("import { sum } from './sum';", "const { sum } = await import('./sum.js');", False),
        ("", "function sum() {}\nit('adds', () => expect(sum(1, 2)).toBe(3));", True),
        ("", "import { sum } from '../src/sum';", False),
        ("", "import { AppModule } from './app.module';", False),
        ("import { other } from './other';", "import { other } from './other';", False),
    ],
)
def test_a_test_that_has_a_subject_of_its_own_is_found(before: str, after: str, lost: bool) -> None:
    found = lost_subject(TEST, before.encode(), after.encode(), code=frozenset({"sum"}))
    assert (found is not None) is lost
