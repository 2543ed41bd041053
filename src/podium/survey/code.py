"""The facts of all files together: where a name is defined, and what a value means there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from podium.plan.evidence import Finding, Place
from podium.survey.facts import CallFacts, ClassFacts, DecoratorFacts, Facts, MethodFacts, ParameterFacts, Value
from podium.survey.files import is_product, is_test
from podium.survey.imports import Resolver

Decorated = ClassFacts | MethodFacts | ParameterFacts

Named = tuple[str, ClassFacts]
"""A class with its file."""

FARTHEST = 12
"""Constants followed from one to the next: further than anybody writes, short of what goes round in circles."""

WIDEST = 300
"""Names looked at for one definition."""


@dataclass(frozen=True, kw_only=True)
class Code:
    """The files of the part with their facts, all sorted by path.

    `shipped` is what is no test and no support of one, `classes` are all classes and interfaces of that with their
    files, `by_decorator` those that have a decorator, `by_call` the calls that matter by the function's name;
    `notes` collects what was not understood.
    """

    facts: Mapping[str, Facts]
    shipped: Mapping[str, Facts]
    tests: Mapping[str, Facts]
    classes: tuple[Named, ...]
    by_decorator: Mapping[str, tuple[Named, ...]]
    by_call: Mapping[str, tuple[tuple[str, CallFacts], ...]]
    resolver: Resolver
    notes: list[Finding] = field(default_factory=list[Finding])
    _defined: dict[tuple[str, str], tuple[str, str] | None] = field(
        default_factory=dict[tuple[str, str], tuple[str, str] | None], repr=False
    )
    _names: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]], repr=False)
    _imported: dict[str, dict[str, tuple[str, str]]] = field(
        default_factory=dict[str, dict[str, tuple[str, str]]], repr=False
    )

    def marked(self, name: str) -> tuple[Named, ...]:
        """The classes that have a decorator, with their files, by path."""
        return self.by_decorator.get(name, ())

    def calls(self, *names: str) -> tuple[tuple[str, CallFacts], ...]:
        """The calls of functions with one of the names, with their files, by path."""
        found = [one for name in names for one in self.by_call.get(name, ())]
        return tuple(sorted(found, key=lambda one: (one[0], one[1]["line"]))) if len(names) > 1 else tuple(found)

    def note(self, file: str, line: int, message: str, *, symbol: str = "") -> None:
        """Report something that was not understood."""
        self.notes.append(
            Finding(
                gate="survey",
                rule="not-resolved",
                message=message,
                file=file,
                line=line,
                symbol=symbol,
                severity="info",
            )
        )

    def imported(self, file: str) -> dict[str, tuple[str, str]]:
        """The names that a file imports: local name to (source as written, name there)."""
        found = self._imported.get(file)
        if found is None:
            found = {
                local: (one["source"], name)
                for one in self.facts.get(file, {}).get("imports", ())
                for local, name in one.get("names", {}).items()
            }
            self._imported[file] = found
        return found

    def source(self, file: str, name: str) -> str:
        """The import source of a name as written (`@nestjs/common`), or an empty string."""
        return self.imported(file).get(name.split(".")[0], ("", ""))[0]

    def define(self, file: str, name: str) -> tuple[str, str] | None:
        """The file and name under which a name seen in a file is declared, through imports and re-exports."""
        key = (file, name)
        if key not in self._defined:
            self._defined[key] = self._search(file, name, set())
        return self._defined[key]

    def _search(self, file: str, name: str, seen: set[tuple[str, str]]) -> tuple[str, str] | None:
        facts = self.facts.get(file)
        if facts is None or (file, name) in seen or len(seen) > WIDEST:
            return None
        if name in facts.get("declares", {}):
            return file, name
        seen.add((file, name))
        found = self.imported(file).get(name)
        if found is not None:
            target = self.resolver.resolve(file, found[0])
            return self._search(target, found[1], seen) if target else None
        for one in facts.get("reexports", ()):
            names = one.get("names")
            if names is not None and name not in names:
                continue
            target = self.resolver.resolve(file, one["source"]) if one["source"] else file
            if names is None and name not in self._exported(target):
                continue
            reached = self._search(target, name if names is None else names[name], seen)
            if reached is not None:
                return reached
        return None

    def _exported(self, file: str) -> frozenset[str]:
        """The names that a file declares, or passes on from other files."""
        found = self._names.get(file)
        if found is None:
            names: set[str] = set()
            seen, waiting = {file}, [file]
            while waiting:
                where = waiting.pop()
                facts = self.facts.get(where, {})
                names |= facts.get("declares", {}).keys()
                for one in facts.get("reexports", ()):
                    names |= one.get("names", {}).keys()
                    target = self.resolver.resolve(where, one["source"]) if "names" not in one else where
                    if target not in seen:
                        seen.add(target)
                        waiting.append(target)
            found = self._names[file] = frozenset(names)
        return found

    def place(self, file: str, name: str) -> Place:
        """Where a file declares a name."""
        return Place(file=file, line=self.facts[file].get("declares", {}).get(name, 0))

    def class_named(self, file: str, name: str) -> tuple[str, ClassFacts] | None:
        """The class that a name means in a file, with its own file."""
        place = self.define(file, name.split("<")[0])
        if place is None:
            return None
        classes = self.facts[place[0]].get("classes", ())
        return next(((place[0], one) for one in classes if one["name"] == place[1]), None)

    def constant(self, file: str, name: str) -> tuple[str, Value] | None:
        """The value that a constant or decorator function stands for, with the file that declares it."""
        place = self.define(file, name)
        constants = self.facts[place[0]].get("constants", {}) if place is not None else {}
        return (place[0], constants[place[1]]) if place is not None and place[1] in constants else None

    def follow(self, file: str, value: Value) -> tuple[str, Value]:
        """A value with references to constants replaced by what they stand for, and the file where it stands."""
        for _ in range(FARTHEST):
            if not isinstance(value, dict) or "ref" not in value:
                break
            found = self._referenced(file, str(value["ref"]))
            if found is None:
                break
            file, value = found
        return file, value

    def strings(self, file: str, value: Value, *, depth: int = FARTHEST) -> tuple[str, ...] | None:
        """The texts that a value means, one or several; None where it cannot be told without running the code."""
        file, value = self.follow(file, value)
        if depth == 0:
            return None
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return (str(value),)
        if isinstance(value, list):
            parts = [self.strings(file, one, depth=depth - 1) for one in value]
            return None if any(part is None for part in parts) else tuple(one for part in parts for one in part or ())
        if isinstance(value, dict) and isinstance(value.get("join"), list):
            pieces = [self.strings(file, one, depth=depth - 1) for one in _list(value["join"])]
            return ("".join(piece[0] for piece in pieces if piece),) if all(pieces) else None
        if isinstance(value, dict) and "spread" in value:
            return self.strings(file, value["spread"], depth=depth - 1)
        return None

    def option(self, file: str, value: Value, key: str, *, depth: int = FARTHEST) -> tuple[str, Value] | None:
        """The value under a key of an object, with the file where it stands; None where there is none."""
        file, value = self.follow(file, value)
        entries = value.get("object") if isinstance(value, dict) else None
        if not isinstance(entries, dict) or depth == 0:
            return None
        if key in entries:
            return file, entries[key]
        spreads = [one["spread"] for name, one in entries.items() if name.startswith("...") and isinstance(one, dict)]
        found = (self.option(file, one, key, depth=depth - 1) for one in spreads)
        return next((one for one in found if one is not None), None)

    def _referenced(self, file: str, name: str) -> tuple[str, Value] | None:
        head, _, rest = name.partition(".")
        place = self.define(file, head)
        if place is None:
            return None
        if not rest:
            return self.constant(file, head)
        members = self.facts[place[0]].get("enums", {}).get(place[1])
        if members is not None:
            return (place[0], members[rest]) if rest in members else None
        constants = self.facts[place[0]].get("constants", {})
        if f"{place[1]}.{rest}" in constants:
            return place[0], constants[f"{place[1]}.{rest}"]
        value: Value = {"ref": head}
        for key in rest.split("."):
            found = self.option(file, value, key)
            if found is None:
                return None
            file, value = found
        return file, value


def code_of(facts: Mapping[str, Facts], resolver: Resolver, notes: list[Finding]) -> Code:
    """The code that the facts of its files make up."""
    by_path = dict(sorted(facts.items()))
    shipped = {path: one for path, one in by_path.items() if is_product(path)}
    classes = tuple((path, kind) for path, one in shipped.items() for kind in one.get("classes", ()))
    by_decorator: dict[str, list[Named]] = {}
    for path, one in classes:
        for name in {found["name"] for found in one.get("decorators", ())}:
            by_decorator.setdefault(name, []).append((path, one))
    by_call: dict[str, list[tuple[str, CallFacts]]] = {}
    for path, facts_of in shipped.items():
        for call in facts_of.get("calls", ()):
            by_call.setdefault(call["name"], []).append((path, call))
    return Code(
        facts=by_path,
        shipped=shipped,
        tests={path: one for path, one in by_path.items() if is_test(path)},
        classes=classes,
        by_decorator={name: tuple(listed) for name, listed in by_decorator.items()},
        by_call={name: tuple(listed) for name, listed in by_call.items()},
        resolver=resolver,
        notes=notes,
    )


def decorator(one: Decorated, *names: str) -> DecoratorFacts | None:
    """The first decorator of a class, method or parameter that has one of the names."""
    return next((found for found in one.get("decorators", ()) if found["name"] in names), None)


def given(one: DecoratorFacts | None) -> Value:
    """The first argument of a decorator, or None."""
    return one["arguments"][0] if one is not None and one["arguments"] else None


def _list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []
