"""Parts of a service that several of its methods lean on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """A private method of the service that refuses an id of another model that is not there."""

    name: str
    variable: str
    accessor: str
    method: str
    where: str
    label: str
    line: str


@dataclass(frozen=True)
class Reach:
    """The function that says which rows a caller reaches: all for some roles, else the own ones."""

    comment: str
    kind: str
    test: str
    where: str
