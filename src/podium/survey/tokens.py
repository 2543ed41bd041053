"""What modules provide under tokens: classes, values and factories that stand for something else."""

from collections.abc import Iterator

from podium.plan.evidence import Place
from podium.plan.survey import Token
from podium.survey.code import Code
from podium.survey.facts import ClassFacts, Value
from podium.survey.nest import dynamic_values, elements, entries, name_of

WAYS = {"useClass": "class", "useExisting": "existing", "useValue": "value", "useFactory": "factory"}


def read_tokens(code: Code) -> tuple[Token, ...]:
    """Every provider of a module that is an object, by place."""
    found = [token for file, one in code.marked("Module") for token in _tokens(code, file, one)]
    return tuple(sorted(found, key=lambda one: (one.place, one.name)))


def _tokens(code: Code, file: str, one: ClassFacts) -> Iterator[Token]:
    listed = [*entries(code, file, one, "providers"), *dynamic_values(code, file, one, "providers")]
    for where, element in listed:
        home, value = code.follow(where, element)
        entry = value.get("object") if isinstance(value, dict) else None
        if not isinstance(entry, dict) or "provide" not in entry:
            continue
        way = next((key for key in WAYS if key in entry), "")
        name = token_name(code, home, entry["provide"])
        if not way or not name:
            code.note(file, one["line"], "what stands for a token is made by code", symbol=one["name"])
            continue
        made = entry[way]
        target = name_of(made.get("function", made) if isinstance(made, dict) else made)
        asked = code.option(home, value, "inject")
        yield Token(
            name=name,
            module=one["name"],
            way=WAYS[way],  # type: ignore[arg-type]
            place=Place(file=home, line=one["line"] if home == file else 0),
            target=target,
            injects=tuple(_injected(code, *asked)) if asked is not None else (),
        )


def token_name(code: Code, file: str, value: Value) -> str:
    """A token as it is asked for: its text where that can be told, else its name as written."""
    words = code.strings(file, value)
    return words[0] if words else name_of(value)


def _injected(code: Code, file: str, value: Value) -> Iterator[str]:
    for where, element in elements(code, file, value):
        optional = code.option(where, element, "token")
        name = token_name(code, *(optional or (where, element)))
        yield name or "made by code"
