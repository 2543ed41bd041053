"""Where an import leads inside the tree: relative paths, tsconfig aliases, packages of the workspace."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from posixpath import join, normpath

from podium.plan.codec import Json
from podium.survey.facts import Facts
from podium.survey.files import folder

COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
TRAILING_COMMA = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])', re.DOTALL)

ENDINGS = (".ts", ".tsx", "/index.ts", ".mts", ".cts", "/index.tsx", ".d.ts", ".json", ".js")
"""What may be left out at the end of an import, the likeliest first."""

EMITTED = {".js": (".ts", ".tsx"), ".mjs": (".mts",), ".cjs": (".cts",), ".jsx": (".tsx",)}
"""The endings that a compiler writes, and those of the source."""


def read_json(content: bytes) -> dict[str, Json]:
    """A JSON object with comments and trailing commas, as tsconfig allows; empty where it is not one."""
    words = content.decode("utf-8", "replace").lstrip("\ufeff")
    try:
        return table(json.loads(words))
    except ValueError:
        bare = COMMENT.sub(lambda found: found.group(1) or " ", words)
    try:
        return table(json.loads(TRAILING_COMMA.sub(lambda found: found.group(1) or "", bare)))
    except ValueError:
        return {}


def table(value: Json) -> dict[str, Json]:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def texts(value: Json) -> tuple[str, ...]:
    """The texts of a list, or of a text alone."""
    listed = value if isinstance(value, list) else [value]
    return tuple(one for one in listed if isinstance(one, str))


@dataclass(frozen=True, kw_only=True)
class Aliases:
    """The import rules of a tsconfig: patterns with their targets, whole from the root, and the base folder if set."""

    patterns: tuple[tuple[str, tuple[str, ...]], ...] = ()
    base: str = ""


def aliases(path: str, contents: Mapping[str, bytes], *, depth: int = 5) -> Aliases:
    """The aliases of a tsconfig with those that it extends; its own replace inherited ones, as TypeScript does."""
    content = contents.get(path)
    if content is None or depth == 0:
        return Aliases()
    config = read_json(content)
    options = table(config.get("compilerOptions"))
    here = folder(path)
    inherited = Aliases()
    for parent in texts(config.get("extends")):
        if parent.startswith("."):
            target = normpath(join(here, parent))
            found = aliases(target if target in contents else f"{target}.json", contents, depth=depth - 1)
            inherited = Aliases(patterns=found.patterns or inherited.patterns, base=found.base or inherited.base)
    own_base = options.get("baseUrl")
    base = normpath(join(here, own_base)) if isinstance(own_base, str) else inherited.base
    paths = table(options.get("paths"))
    if not paths:
        return Aliases(patterns=inherited.patterns, base=base)
    patterns = [
        (pattern, tuple(normpath(join(base or here, target)) for target in texts(targets)))
        for pattern, targets in paths.items()
    ]
    return Aliases(patterns=tuple(sorted(patterns, key=lambda one: (-len(one[0]), one[0]))), base=base)


@dataclass(frozen=True, kw_only=True)
class Resolver:
    """Imports to paths. `configurations` maps folders to their aliases, `packages` workspace names to folders."""

    files: frozenset[str]
    configurations: Mapping[str, Aliases] = field(default_factory=dict[str, Aliases])
    packages: Mapping[str, str] = field(default_factory=dict[str, str])
    _known: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str], repr=False)
    _homes: dict[str, str] = field(default_factory=dict[str, str], repr=False)
    _targets: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]], repr=False)

    def resolve(self, file: str, source: str) -> str:
        """The path that an import of a file means, or an empty string: not in this tree."""
        here = folder(file)
        key = (here if source.startswith(".") else self._home(here), source)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._find(key[0], source)
        return found

    def targets(self, file: str, facts: Facts) -> frozenset[str]:
        """The paths that a file imports or re-exports, of those in this tree."""
        found = self._targets.get(file)
        if found is None:
            sources = {one["source"] for key in ("imports", "reexports") for one in facts.get(key, ())}
            found = frozenset(self.resolve(file, source) for source in sources if source) - {"", file}
            self._targets[file] = found
        return found

    def _find(self, here: str, source: str) -> str:
        if source.startswith("."):
            return self._file(normpath(f"{here}/{source}"))
        rules = self.configurations.get(here, Aliases())
        for pattern, targets in rules.patterns:
            head, star, tail = pattern.partition("*")
            if not (source.startswith(head) and source.endswith(tail) if star else source == pattern):
                continue
            middle = source[len(head) : len(source) - len(tail)] if star else ""
            for target in targets:
                found = self._file(normpath(target.replace("*", middle)))
                if found:
                    return found
        if rules.base and (found := self._file(normpath(join(rules.base, source)))):
            return found
        return self._package(source)

    def _home(self, here: str) -> str:
        """The folder whose aliases hold in a folder."""
        found = self._homes.get(here)
        if found is None:
            is_home = here in self.configurations or here == "."
            found = self._homes[here] = here if is_home else self._home(folder(here))
        return found

    def _package(self, source: str) -> str:
        parts = source.split("/")
        size = 2 if source.startswith("@") else 1
        where = self.packages.get("/".join(parts[:size]))
        if where is None:
            return ""
        rest = "/".join(parts[size:])
        tries = (f"src/{rest}", rest, f"src/lib/{rest}") if rest else ("src/index", "index", "src", "lib/index")
        return next((found for one in tries if (found := self._file(normpath(join(where, one))))), "")

    def _file(self, path: str) -> str:
        if path in self.files and "." in path.rpartition("/")[2]:
            return path
        stem, dot, ending = path.rpartition(".")
        for real in EMITTED.get(dot + ending, ()):
            if stem + real in self.files:
                return stem + real
        return next((path + one for one in ENDINGS if path + one in self.files), "")
