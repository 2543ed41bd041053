"""Environment variables: where they are declared, where they are used, which are required."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from podium.plan.evidence import Place
from podium.plan.survey import EnvironmentVariable
from podium.survey.code import Code
from podium.survey.files import is_environment_example

VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
ASSIGNED = re.compile(r"^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=")
SCHEMA_USE = re.compile(r"\benv\(\s*['\"]([A-Za-z_]\w*)['\"]\s*\)")


def read_environment(code: Code, contents: Mapping[str, bytes]) -> tuple[EnvironmentVariable, ...]:
    """The variables by name; `contents` are examples of .env files and Prisma schemas."""
    declared: dict[str, set[Place]] = defaultdict(set)
    used: dict[str, set[Place]] = defaultdict(set)
    required: set[str] = set()
    for name, place, is_required in _declared(code):
        declared[name].add(place)
        if is_required:
            required.add(name)
    for path, content in contents.items():
        into, pattern = (declared, ASSIGNED) if is_environment_example(path) else (used, SCHEMA_USE)
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
            found = pattern.search(line.partition("//")[0] if pattern is SCHEMA_USE else line)
            if found is not None:
                into[found.group(1)].add(Place(file=path, line=number))
    for file, facts in code.facts.items():
        for one in () if file in code.tests else facts.get("used", ()):
            if one.get("name"):
                used[one.get("name", "")].add(Place(file=file, line=one["line"]))
            elif file in code.shipped:
                code.note(file, one["line"], "the name of an environment variable is made by code")
    return tuple(
        EnvironmentVariable(
            name=name,
            declared=tuple(sorted(declared.get(name, ()))),
            used=tuple(sorted(used.get(name, ()))),
            required=name in required,
        )
        for name in sorted({*declared, *used})
    )


def _declared(code: Code) -> Iterator[tuple[str, Place, bool]]:
    """Keys of validation schemas, and properties in capitals of validated classes."""
    for file, facts in code.facts.items():
        if file in code.tests:
            continue
        for one in facts.get("declared", ()):
            yield one.get("name", ""), Place(file=file, line=one["line"]), one.get("required", False)
        for kind in facts.get("classes", ()):
            for item in kind.get("fields", ()) if kind.get("kind") != "interface" else ():
                decorators = item.get("decorators", [])
                if decorators and VARIABLE.fullmatch(item["name"]) and len(item["name"]) > 1:
                    is_optional = item.get("optional") or any(one.startswith("IsOptional(") for one in decorators)
                    yield item["name"], Place(file=file, line=item["line"]), not is_optional
