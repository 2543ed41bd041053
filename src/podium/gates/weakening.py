"""What two versions of a project's tests tell: tests deleted, assertions removed, loosened or changed. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from podium.gates.assertions import Assertion
from podium.gates.test_code import Case, TestCode

STRICT, PARTIAL, LOOSE = 3, 2, 1

STRENGTH = {
    **dict.fromkeys(("toBe", "toEqual", "toStrictEqual", "equal", "strictEqual", "deepEqual", "expect"), STRICT),
    **dict.fromkeys(("toHaveBeenCalledWith", "toHaveBeenNthCalledWith", "toHaveBeenLastCalledWith"), STRICT),
    **dict.fromkeys(("toHaveBeenCalledTimes", "toMatchInlineSnapshot", "toHaveLength", "toBeNull"), STRICT),
    **dict.fromkeys(
        ("toMatchObject", "toContain", "toContainEqual", "toHaveProperty", "toMatch", "toBeOneOf"), PARTIAL
    ),
    **dict.fromkeys(("toBeGreaterThan", "toBeLessThan", "toBeCloseTo", "toMatchSnapshot", "toThrow"), PARTIAL),
    **dict.fromkeys(("toThrowError", "toBeGreaterThanOrEqual", "toBeLessThanOrEqual"), PARTIAL),
}
"""How much a matcher pins down; one that is not named here, or is negated, pins down little."""

SAME = frozenset({"toBe", "toEqual", "toStrictEqual"})
"""Matchers of which one may stand for another with the same expected value."""

WILDCARDS = ("expect . any", "expect . anything", "objectContaining", "arrayContaining", "stringContaining")
WILDCARDS_MORE = ("stringMatching", ". includes (", "=>")


@dataclass(frozen=True, kw_only=True)
class Weakening:
    """What became weaker: the rule, the file and test, a sentence, and the line on the tip (0: it is gone)."""

    rule: str
    file: str
    test: str
    message: str
    line: int = 0


def weakenings(base: Mapping[str, TestCode], tip: Mapping[str, TestCode]) -> tuple[Weakening, ...]:
    """Everything that the tip's tests check less than the base's; both by path, changed files only."""
    return (*_of_cases(base, tip), *_of_helpers(base, tip))


def _of_cases(base: Mapping[str, TestCode], tip: Mapping[str, TestCode]) -> Iterator[Weakening]:
    now = {(path, case.name): case for path, code in tip.items() for case in code.cases}
    before = {(path, case.name): case for path, code in base.items() for case in code.cases}
    added = {key: case for key, case in now.items() if key not in before}
    elsewhere = Counter(one.what for case in added.values() for one in case.assertions)
    elsewhere += Counter(one.what for code in tip.values() for one in code.outside)
    for (path, name), case in before.items():
        here = now.get((path, name))
        if here is None:
            moved = next((key for key, other in added.items() if _carries(other, case)), None)
            if moved is None:
                yield Weakening(rule="deleted-test", file=path, test=name, message="the test was deleted")
            else:
                added.pop(moved)
            continue
        yield from _weaker_case(path, case, here, elsewhere=elsewhere)


def _carries(other: Case, case: Case) -> bool:
    """Whether a new case checks all that a vanished one checked, so that it was only renamed or moved."""
    if not case.assertions:
        return other.titles[-1] == case.titles[-1] or (other.body == case.body and bool(case.body))
    missing = Counter(one.what for one in case.assertions) - Counter(one.what for one in other.assertions)
    return not missing and not set(other.marks) - set(case.marks)


def _weaker_case(path: str, case: Case, here: Case, *, elsewhere: Counter[tuple[str, str, str]]) -> Iterator[Weakening]:
    def found(rule: str, message: str, line: int = here.line) -> Weakening:
        return Weakening(rule=rule, file=path, test=case.name, message=message, line=line)

    for old, new in paired(case.assertions, here.assertions):
        if new is None:
            if elsewhere[old.what] > 0:
                elsewhere[old.what] -= 1
                continue
            widened = next((one for one in here.assertions if old.subject and old.subject in one.expected), None)
            rule = "loosened-assertion" if widened else "removed-assertion"
            yield found(rule, f"{old} became {widened}" if widened else f"{old} was removed")
        else:
            rule = judged(old, new)
            if rule:
                yield found(rule, f"{old} became {new}", new.line)
    if 0 <= here.rows < case.rows:
        yield found("removed-case", f"the table has {here.rows} rows, it had {case.rows}")
    for key, value in here.patience.items():
        if value > case.patience.get(key, 0.0 if key == "retry" else value - 1.0):
            yield found("raised-patience", f"{key} is {value:g}, it was {case.patience.get(key, 'the default')}")


def _of_helpers(base: Mapping[str, TestCode], tip: Mapping[str, TestCode]) -> Iterator[Weakening]:
    now = Counter(one.what for code in tip.values() for one in code.outside)
    now += Counter(one.what for code in tip.values() for case in code.cases for one in case.assertions)
    for path, code in base.items():
        after = tip[path].outside if path in tip else ()
        for old, new in paired(code.outside, after):
            if new is None and not now[old.what]:
                message = f"{old} was removed from a helper or hook"
                yield Weakening(rule="removed-assertion", file=path, test="", message=message)
            elif new is not None and judged(old, new):
                message = f"{old} became {new}"
                yield Weakening(rule=judged(old, new), file=path, test="", message=message, line=new.line)


def paired(before: Sequence[Assertion], after: Sequence[Assertion]) -> Iterator[tuple[Assertion, Assertion | None]]:
    """Each assertion of the base with what stands for it now: the same one, else one of the same subject, else one
    that expects the same of a renamed subject, else None."""
    left = list(after)
    rest: list[Assertion] = []
    for old in before:
        same = next((one for one in left if one.what == old.what), None)
        if same is None:
            rest.append(old)
        else:
            left.remove(same)
            yield old, same
    for old in rest:
        new = next((one for one in left if one.subject == old.subject), None)
        new = new or next((one for one in left if one.what[1:] == old.what[1:] and not one.is_constant), None)
        if new is not None:
            left.remove(new)
        yield old, new


def judged(old: Assertion, new: Assertion) -> str:
    """The rule that the new form of an assertion breaks, or an empty string."""
    if new.is_conditional and not old.is_conditional:
        return "conditional-assertion"
    if old.what[1:] == new.what[1:]:
        return ""
    if _strength(new) < _strength(old) or _wildcards(new) > _wildcards(old):
        return "loosened-assertion"
    if old.expected == new.expected and {old.matcher, new.matcher} <= SAME:
        return ""
    return "" if _strength(new) > _strength(old) else "changed-expectation"


def _strength(one: Assertion) -> int:
    words = one.matcher.split(".")
    if "not" in words or (words[-1] in {"toThrow", "toThrowError"} and not one.expected):
        return LOOSE
    return STRENGTH.get(words[-1], LOOSE)


def _wildcards(one: Assertion) -> int:
    return sum(one.expected.count(word) for word in (*WILDCARDS, *WILDCARDS_MORE))
