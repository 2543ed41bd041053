"""The settings of the test runners, read from their files, and how a change of them lets more through. Pure."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from tree_sitter import Node

from podium.gates.syntax import literal, of_type, parse, squeezed, text

SETTINGS_FILE = re.compile(
    r"(^|/)(vitest|vite|jest)[\w.-]*\.(config|workspace)?[\w.-]*\.?([cm]?[jt]s|json)$|jest[\w.-]*\.json$"
)
MANIFEST = re.compile(r"(^|/)package\.json$")

NARROWING = re.compile(r"(^|\.)(include|testMatch|testRegex|collectCoverageFrom|projects|roots|testPathPattern\w*)$")
EXCLUDING = re.compile(r"(^|\.)(exclude|testPathIgnorePatterns|coveragePathIgnorePatterns|modulePathIgnorePatterns)$")
FORGIVING = re.compile(r"(^|\.)(passWithNoTests|allowOnly|dangerouslyIgnoreUnhandledErrors)$")
PATIENCE = re.compile(r"(^|\.)(testTimeout|hookTimeout|retry|retries)$")
THRESHOLD = re.compile(r"(^|\.)(thresholds|coverageThreshold)(\.|$)")

TEST_SCRIPT = re.compile(r"(^|[:-])(tests?|e2e|unit|integration|spec)([:-]|$)")


def is_settings(path: str) -> bool:
    """Whether the path is that of a test runner's settings or of a manifest."""
    return SETTINGS_FILE.search(path) is not None or MANIFEST.search(path) is not None


def read_settings(path: str, source: bytes) -> dict[str, str]:
    """Key path to value as text: `test.coverage.thresholds.lines` to `80`, `scripts.test` to its command line."""
    if path.endswith(".json"):
        try:
            value: Any = json.loads(source or b"{}")
        except json.JSONDecodeError:
            return {}
        wanted = {"jest", "scripts", "vitest"} if MANIFEST.search(path) else None
        return {key: one for key, one in _flat(value, "") if wanted is None or key.split(".")[0] in wanted}
    return dict(_pairs(parse(source)))


def loosened(path: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(rule, message) for each setting that lets more through than before; a new file is compared with nothing."""
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key, ""), after.get(key, "")
        rule = "" if old == new else _rule(key, old, new)
        if rule:
            yield rule, f"{key} is {new or 'gone'}, it was {old or 'not set'}"


def _rule(key: str, old: str, new: str) -> str:
    if THRESHOLD.search(key) and old and (not new or _number(new) < _number(old)):
        return "threshold-lowered"
    if (NARROWING.search(key) and old) or (EXCLUDING.search(key) and new):
        return "tests-narrowed"
    if FORGIVING.search(key) and new == "true":
        return "passes-without-tests"
    if PATIENCE.search(key) and new and _number(new) > _number(old or "0"):
        return "raised-patience"
    name = key.removeprefix("scripts.")
    return "script-changed" if key.startswith("scripts.") and TEST_SCRIPT.search(name) and old else ""


def _number(value: str) -> float:
    found = re.fullmatch(r"-?[\d_.]+", value)
    return float(value.replace("_", "")) if found else 0.0


def _flat(value: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, one in cast("dict[str, Any]", value).items():
            yield from _flat(one, f"{key}.{name}".lstrip("."))
    else:
        yield key, value if isinstance(value, str) else json.dumps(value)


def _pairs(root: Node) -> Iterator[tuple[str, str]]:
    """Every property of an object literal with the keys above it, where its value is no object itself."""
    for pair in of_type(root, "pair"):
        value = pair.child_by_field_name("value")
        if value is not None and value.type != "object":
            yield ".".join(_keys(pair)), literal(value) or squeezed(value)


def _keys(pair: Node) -> list[str]:
    keys: list[str] = []
    here: Node | None = pair
    while here is not None:
        if here.type == "pair":
            key = here.child_by_field_name("key")
            keys.insert(0, literal(key) or text(key))
        here = here.parent
    return keys
