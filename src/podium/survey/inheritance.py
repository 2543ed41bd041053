"""The methods of a class with those of its base classes, also of bases that functions make."""

import re
from collections.abc import Iterator, Mapping
from typing import cast

from podium.survey.code import Code, Named
from podium.survey.facts import ClassFacts, MethodFacts, Value
from podium.survey.protection import replaced, split_arguments

LITERAL = re.compile(r"^(['\"`])([^'\"`$]*)\1$")
NAME = re.compile(r"^[\w$.]+$")


def inherited(
    code: Code, file: str, one: ClassFacts, *, depth: int = 4, said: bool = False
) -> Iterator[tuple[str, MethodFacts]]:
    """The methods of a class, then those of its base classes that it does not override, each with its file.

    With `said`, a base class that is not found is reported.
    """
    name, seen = one["name"], set[str]()
    while depth:
        for method in one.get("methods", ()):
            if method["name"] not in seen:
                seen.add(method["name"])
                yield file, method
        above = one.get("extends", "")
        base = above_of(code, file, above) if above else None
        if base is None:
            if said and above:
                code.note(file, one["line"], f"what is inherited from {above} is not read", symbol=name)
            return
        file, one, depth = base[0], base[1], depth - 1


def above_of(code: Code, file: str, above: str) -> Named | None:
    """The class that another one extends; of one that a function makes, with the function's arguments put in."""
    head = re.split(r"[<(]", above)[0]
    found = code.class_named(file, head)
    if found is not None or "(" not in above:
        return found
    place = code.define(file, head)
    made = [one for one in code.facts[place[0]].get("classes", ()) if one.get("within") == place[1]] if place else []
    if place is None or len(made) != 1:
        return None
    given = dict(zip(made[0].get("takes", ()), map(_value, split_arguments(above)), strict=False))
    methods = [_put(one, given) for one in made[0].get("methods", ())]
    return place[0], {**made[0], "methods": methods}


def _value(words: str) -> Value:
    """What an argument means as far as its source says: a text, or a name."""
    literal = LITERAL.match(words)
    if literal is not None:
        return literal.group(2)
    return {"ref": words} if NAME.match(words) else {"code": words}


def _put(method: MethodFacts, given: Mapping[str, Value]) -> MethodFacts:
    """A method with parameters replaced in its decorators, and in its name where that is computed."""
    computed = given.get(method["name"].strip("[]")) if method["name"].startswith("[") else None
    decorators = [
        {**one, "arguments": [replaced(value, given) for value in one["arguments"]]}
        for one in method.get("decorators", ())
    ]
    found = {**method, "name": computed if isinstance(computed, str) else method["name"]}
    return cast("MethodFacts", {**found, "decorators": decorators} if decorators else found)
