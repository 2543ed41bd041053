"""Frozen dataclasses to JSON values and back; every problem of a bad value is reported at once, with its path."""

import dataclasses
import enum
import functools
import hashlib
import json
import math
import re
import typing
from typing import Any, Literal, TypeVar, Union, cast

T = TypeVar("T")
_UNION = type(int | str)
_HALF = re.compile("[\ud800-\udfff]")
_LARGEST = 10**300

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class DecodeError(ValueError):
    """A JSON value is not what a type asks for; `problems` holds (path, sentence) for each place."""

    def __init__(self, problems: tuple[tuple[str, str], ...]) -> None:
        super().__init__("; ".join(f"{path or 'value'}: {sentence}" for path, sentence in problems))
        self.problems = problems


def encode(value: object) -> Json:
    """A JSON value for a noun: dataclasses as objects, tuples as lists, enums as their value, defaults kept."""
    if value is None or isinstance(value, bool | int | float | str):
        return value.value if isinstance(value, enum.Enum) else value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: encode(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): encode(item) for key, item in cast("dict[object, object]", value).items()}
    if isinstance(value, tuple | list):
        return [encode(item) for item in cast("tuple[object, ...]", value)]
    if isinstance(value, frozenset):
        return sorted((encode(item) for item in cast("frozenset[object]", value)), key=str)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def dump(value: object, *, indent: int | None = None) -> str:
    """The JSON text of a noun: the same value always gives the same bytes."""
    separators = (",", ":") if indent is None else None
    return json.dumps(encode(value), ensure_ascii=False, indent=indent, separators=separators)


def digest(value: object) -> str:
    """SHA-256 of the JSON text, as 64 hex digits."""
    return hashlib.sha256(dump(value).encode()).hexdigest()


def decode(kind: type[T], value: object) -> T:
    """The noun of type `kind` that a JSON value stands for.

    Raises `DecodeError` with every problem: unknown keys, missing keys, wrong types, unknown literals.
    """
    problems: list[tuple[str, str]] = []
    result = _decode(kind, value, "", problems)
    if problems:
        raise DecodeError(tuple(problems))
    return cast("T", result)


def load(kind: type[T], text: str) -> T:
    """The noun of type `kind` in a JSON text. Raises `DecodeError`, also for text that is not JSON."""
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise DecodeError(((f"line {error.lineno}", error.msg),)) from error
    except ValueError as error:
        raise DecodeError((("", "holds a number of too many digits"),)) from error
    except RecursionError as error:
        raise DecodeError((("", "is nested too deeply"),)) from error
    return decode(kind, value)


@functools.cache
def _fields(kind: type) -> dict[str, tuple[Any, bool]]:
    hints = typing.get_type_hints(kind)
    missing = dataclasses.MISSING
    return {
        field.name: (hints[field.name], field.default is missing and field.default_factory is missing)
        for field in dataclasses.fields(kind)
        if field.init
    }


def _decode(kind: Any, value: Any, path: str, problems: list[tuple[str, str]]) -> Any:
    origin = typing.get_origin(kind)
    if origin in {Union, _UNION}:
        return _union(typing.get_args(kind), value, path, problems)
    if origin is Literal:
        return _literal(typing.get_args(kind), value, path, problems)
    if origin in {tuple, list, frozenset}:
        return _sequence(kind, value, path, problems)
    if origin is dict or kind is dict:
        return _mapping(kind, value, path, problems)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _dataclass(kind, value, path, problems)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return _literal(tuple(member.value for member in kind), value, path, problems) and kind(value)
    return _plain(kind, value, path, problems)


def _plain(kind: Any, value: Any, path: str, problems: list[tuple[str, str]]) -> Any:
    if kind is Any or kind is object:
        _look_into(value, path, problems)
        return value
    if kind is None or kind is type(None):
        right = value is None
    elif kind is float:
        right = isinstance(value, int | float) and not isinstance(value, bool)
        if right and isinstance(value, int) and abs(value) > _LARGEST:
            problems.append((path, "is too large a number"))
            return value
        value = float(value) if right else value
    else:
        right = isinstance(value, kind) and not (kind is int and isinstance(value, bool))
    if not right and not (isinstance(value, float) and not math.isfinite(value)):
        name = getattr(kind, "__name__", str(kind))
        problems.append((path, f"should be {name}, is {type(value).__name__}"))
        return value
    _look_into(value, path, problems)
    return value


def _look_into(value: Any, path: str, problems: list[tuple[str, str]]) -> None:
    """Say what no JSON text in UTF-8 can hold: a number that is none, half of a pair of surrogates."""
    if isinstance(value, float) and not math.isfinite(value):
        problems.append((path, f"is {value}, which is no JSON number"))
    elif isinstance(value, str) and not value.isascii() and _HALF.search(value):
        problems.append((path, "holds half of a surrogate pair"))
    elif isinstance(value, dict):
        for key, item in cast("dict[str, Any]", value).items():
            _look_into(item, f"{path}.{key}".lstrip("."), problems)
    elif isinstance(value, list):
        for number, item in enumerate(cast("list[Any]", value)):
            _look_into(item, f"{path}[{number}]", problems)


def _union(kinds: tuple[Any, ...], value: Any, path: str, problems: list[tuple[str, str]]) -> Any:
    if value is None and type(None) in kinds:
        return None
    tries: list[list[tuple[str, str]]] = []
    for kind in kinds:
        if kind is type(None):
            continue
        found: list[tuple[str, str]] = []
        result = _decode(kind, value, path, found)
        if not found:
            return result
        tries.append(found)
    problems.extend(min(tries, key=len))
    return value


def _literal(allowed: tuple[Any, ...], value: Any, path: str, problems: list[tuple[str, str]]) -> Any:
    if not any(value == one and type(value) is type(one) for one in allowed):
        problems.append((path, f"should be one of {', '.join(map(str, allowed))}, is {value!r}"))
        return None
    return value


def _sequence(kind: Any, value: Any, path: str, problems: list[tuple[str, str]]) -> Any:
    origin, kinds = typing.get_origin(kind), typing.get_args(kind)
    if not isinstance(value, list):
        problems.append((path, f"should be a list, is {type(value).__name__}"))
        return origin()
    items = cast("list[Any]", value)
    if origin is tuple and not (len(kinds) == 2 and kinds[1] is Ellipsis):
        if len(items) != len(kinds):
            problems.append((path, f"should hold {len(kinds)} values, holds {len(items)}"))
            return ()
        pairs = zip(kinds, items, strict=True)
        return tuple([_decode(one, item, f"{path}[{n}]", problems) for n, (one, item) in enumerate(pairs)])
    decoded: list[Any] = [_decode(kinds[0], item, f"{path}[{n}]", problems) for n, item in enumerate(items)]
    return cast("type[list[Any]]", origin)(decoded)


def _mapping(kind: Any, value: Any, path: str, problems: list[tuple[str, str]]) -> Any:
    if not isinstance(value, dict):
        problems.append((path, f"should be an object, is {type(value).__name__}"))
        return {}
    kinds = typing.get_args(kind) or (str, Any)
    items = cast("dict[str, Any]", value)
    return {key: _decode(kinds[1], item, f"{path}.{key}".lstrip("."), problems) for key, item in items.items()}


def _dataclass(kind: type, value: Any, path: str, problems: list[tuple[str, str]]) -> Any:
    if not isinstance(value, dict):
        problems.append((path, f"should be an object ({kind.__name__}), is {type(value).__name__}"))
        return None
    items, fields, before = cast("dict[str, Any]", value), _fields(kind), len(problems)
    problems.extend(
        (f"{path}.{key}".lstrip("."), f"is not known in {kind.__name__}{nearest(key, tuple(fields))}")
        for key in sorted(items.keys() - fields.keys())
    )
    for name, (_, required) in fields.items():
        if required and name not in items:
            problems.append((f"{path}.{name}".lstrip("."), "is missing"))
    given = {
        name: _decode(one, items[name], f"{path}.{name}".lstrip("."), problems)
        for name, (one, _) in fields.items()
        if name in items
    }
    return kind(**given) if len(problems) == before else None


def nearest(word: str, known: tuple[str, ...]) -> str:
    """`", did you mean X?"` for the known word within two edits of `word`, or an empty string."""
    distance, best = min(((_distance(word, one), one) for one in known), default=(9, ""))
    return f", did you mean {best}?" if distance <= 2 else ""


def _distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for number, left in enumerate(one, 1):
        before, row[0] = row[0], number
        for column, right in enumerate(other, 1):
            before, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, before + (left != right))
    return row[-1]
