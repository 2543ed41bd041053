"""Values as rows: dataclasses as lists of their fields, for what is kept by the very code that reads it back."""

import functools
import typing
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

Reader = Callable[[Any], Any]


def row_of(value: Any) -> Any:
    """A value as JSON has it: a dataclass as the list of its fields in their order."""
    if isinstance(value, str | int | float) or value is None:
        return value
    if isinstance(value, dict):
        return {key: row_of(one) for key, one in typing.cast("dict[str, Any]", value).items()}
    if is_dataclass(value):
        return [row_of(getattr(value, one.name)) for one in fields(value)]
    return [row_of(one) for one in value]


@functools.cache
def reader(kind: Any) -> Reader:
    """A function that makes a value of a kind from its row. Raises `TypeError` for a kind that no row tells."""
    if is_dataclass(kind) and isinstance(kind, type):
        return _dataclass(kind)
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return _sequence(reader(inside[0]))
    if origin is dict:
        return _mapping(reader(inside[1]))
    if origin in {typing.Union, type(int | str)}:
        return _optional(*inside)
    return _same


def _same(row: Any) -> Any:
    return row


def _optional(*kinds: Any) -> Reader:
    told = [kind for kind in kinds if kind is not type(None)]
    if len(told) != 1 or reader(told[0]) is _same:
        raise TypeError(f"a row does not tell {' or '.join(map(str, kinds))}")
    inner = reader(told[0])
    return lambda row: None if row is None else inner(row)


def _sequence(inner: Reader) -> Reader:
    return tuple if inner is _same else lambda row: tuple([inner(one) for one in row])


def _mapping(inner: Reader) -> Reader:
    return _same if inner is _same else lambda row: {key: inner(one) for key, one in row.items()}


def _dataclass(kind: type[Any]) -> Reader:
    hints = typing.get_type_hints(kind)
    names = tuple(one.name for one in fields(kind))
    made = [(name, reader(hints[name])) for name in names]
    rest = [(name, read) for name, read in made if read is not _same]

    def read(row: Any) -> Any:
        values = dict(zip(names, row, strict=True))
        for name, inner in rest:
            values[name] = inner(values[name])
        found: Any = object.__new__(kind)
        found.__dict__.update(values)
        return found

    return read
