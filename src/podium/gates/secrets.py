"""The gate on secrets: no added line holds a key, a token or a password that is more than a placeholder."""

import difflib
import math
import re
from collections import Counter
from collections.abc import Iterator

from podium.gates.bench import Bench
from podium.gates.definition import ToolGate
from podium.gates.syntax import is_code, is_test_support
from podium.gates.verdict import Verdict, counted
from podium.plan.evidence import Finding

SHAPES: tuple[tuple[str, str], ...] = (
    ("private-key", r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    ("aws-key", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    ("github-token", r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{50,})"),
    ("gitlab-token", r"\bglpat-[\w-]{20,}"),
    ("slack-token", r"\bxox[abprs]-[\w-]{10,}"),
    ("stripe-key", r"\b[rs]k_live_\w{16,}"),
    ("google-key", r"\bAIza[\w-]{35}"),
    ("npm-token", r"\bnpm_[A-Za-z0-9]{36}\b"),
    ("sendgrid-key", r"\bSG\.[\w-]{16,}\.[\w-]{16,}"),
    ("model-key", r"\bsk-(?:ant-|proj-)?[\w-]{32,}"),
    ("signed-token", r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    ("webhook", r"https://hooks\.slack\.com/services/\w+/\w+/\w+"),
)
"""Secrets that are known by their shape."""

ADDRESS = re.compile(r"\b[a-z][a-z0-9+]*://[^\s:/@'\"]+:(?P<value>[^\s:/@'\"]+)@(?P<host>[^\s:/?'\"]+)")
NAMED = re.compile(
    r"(?P<name>\w*(?:password|passwd|secret|token|api_?key|private_?key|credential)\w*)['\"]?\s*(?::|=|=>|\?\?=?)\s*"
    r"(?P<quote>['\"`]?)(?P<value>[^\s'\"`,;(){}]{8,})(?P=quote)",
    re.IGNORECASE,
)
QUOTED = re.compile(r"['\"`](?P<value>[A-Za-z0-9+/=_-]{32,})['\"`]")
PLACEHOLDER = re.compile(
    r"change|example|placeholder|your|dummy|sample|secret-for|for-tests?|test|local|xxx|todo|<|\$\{|\.\.\.|preview|redacted|\*\*|^(.)\1+$",
    re.IGNORECASE,
)
NO_SECRET = re.compile(r"^(sha\d+-|[0-9a-f]{8}-[0-9a-f]{4}-|process\.|config|this\.|[A-Z_]+$|[a-z]+([A-Z][a-z]+)+$)")
"""Values that are checksums, ids, names of things or code."""

IGNORED_FILE = re.compile(
    r"(^|/)(package-lock\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?)$|\.(snap|svg|map|min\.js)$"
)
NEAR = frozenset({"localhost", "127.0.0.1", "postgres", "db", "redis", "host", "0.0.0.0", "[::1]"})

RANDOM = 4.2
"""Bits per character above which a quoted word of at least 32 characters looks made by chance; English is near 4."""

DIGITS = 3
"""How many digits such a word has at least: one made of words has fewer."""

PASSWORD_LIKE = 2.8
"""The same for the value of something that is called a password or token."""


def look(bench: Bench) -> Verdict:
    """Scan every line that the change adds."""
    allowed = set(bench.names("allow"))
    findings: list[Finding] = []
    lines = 0
    for path in bench.changed:
        content = bench.tip(path)
        if path in allowed or IGNORED_FILE.search(path) or b"\0" in content[:8000]:
            continue
        for number, line in added_lines(bench.base(path), content):
            lines += 1
            for rule, value in secrets(line, path):
                severity = "low" if rule == "named" and is_test_support(path) else "high"
                message = f"looks like a secret: {value[:4]}… ({len(value)} characters)"
                findings.append(bench.finding(rule, message, file=path, line=number, severity=severity))
    return Verdict(
        summary=f"{counted(lines, 'added line')}, {counted(len(findings), 'finding')}",
        findings=tuple(findings),
        facts={"lines": lines},
    )


def added_lines(before: bytes, after: bytes) -> Iterator[tuple[int, str]]:
    """(line number, text) of the lines that only the second text has."""
    old, new = (side.decode("utf-8", "replace").splitlines() for side in (before, after))
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False) if old else None
    blocks = matcher.get_opcodes() if matcher else [("insert", 0, 0, 0, len(new))]
    for kind, _, _, first, last in blocks:
        if kind in {"insert", "replace"}:
            yield from ((number + 1, new[number]) for number in range(first, last))


def secrets(line: str, path: str) -> Iterator[tuple[str, str]]:
    """(rule, value) of what looks like a secret in a line."""
    seen: set[str] = set()
    for rule, shape in SHAPES:
        for hit in re.finditer(shape, line):
            if not PLACEHOLDER.search(hit.group(0)):
                seen.add(hit.group(0))
                yield rule, hit.group(0)
    for hit in ADDRESS.finditer(line):
        if hit["host"] not in NEAR and not PLACEHOLDER.search(hit["value"]) and not PLACEHOLDER.search(hit["host"]):
            seen.add(hit["value"])
            yield "address", hit["value"]
    for hit in (*NAMED.finditer(line), *QUOTED.finditer(line)):
        value, named = hit["value"], "name" in hit.groupdict()
        known = any(value in one or one in value for one in seen)
        if (
            known
            or PLACEHOLDER.search(value)
            or NO_SECRET.match(value)
            or (named and not hit["quote"] and is_code(path))
        ):
            continue
        if named and entropy(value) >= PASSWORD_LIKE and re.search(r"\d|[^\w.]", value):
            seen.add(value)
            yield "named", value
        elif not named and entropy(value) >= RANDOM and len(re.findall(r"\d", value)) >= DIGITS:
            seen.add(value)
            yield "random", value


def entropy(word: str) -> float:
    """Shannon's entropy of the word's characters, in bits per character."""
    counts = Counter(word)
    return -sum(count / len(word) * math.log2(count / len(word)) for count in counts.values())


GATES = (ToolGate(id="secrets", title="no secret is added", look=look, cost="free", compares=True),)
