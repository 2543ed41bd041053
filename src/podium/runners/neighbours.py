"""Servers of the user's that an agent has no business with: the ports at which databases, caches and queues listen.

A fence bounds connections by port alone (Landlock, from version 4), so what is closed is what stands here: the usual
ports, and those that the repository's own example files name. The attempt's own servers stay open.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

USUAL = frozenset({1433, 1521, 3306, 5432, 5433, 5672, 6379, 6380, 7687, 8086, 9042, 9092, 9200, 11211, 27017, 27018})
"""Where the servers listen that most people have: PostgreSQL, MySQL, Redis, MongoDB and their like."""

ADDRESS = re.compile(
    r"\b(?:postgres(?:ql)?|mysql|mariadb|rediss?|mongodb|amqps?|sqlserver)://[^\s\"'/]*:(\d{1,5})\b", re.IGNORECASE
)
NAMED = re.compile(
    r"^\s*(?:export\s+)?\w*(?:DB|DATABASE|POSTGRES|PG|MYSQL|REDIS|CACHE|MONGO|RABBIT|QUEUE)\w*PORT\s*=\s*[\"']?(\d{1,5})\b",
    re.IGNORECASE | re.MULTILINE,
)
OWN = re.compile(r"(?:^|:)(\d{1,5})(?=$|[/?])")
"""The ports of an attempt's variables: a number alone, or the end of an address."""

SIZE_LIMIT = 200_000
"""Bytes of an example file; a larger one is none."""


def closed(project: Path, environment: Mapping[str, str]) -> frozenset[int]:
    """The ports that an agent in this folder may not connect to, its own servers' left out."""
    own = {int(port) for value in environment.values() for port in OWN.findall(value)}
    return frozenset({*USUAL, *_named(project)} - own)


def _named(project: Path) -> Iterator[int]:
    for file in sorted(project.glob(".env*")):
        if file.is_file() and not file.is_symlink() and file.stat().st_size <= SIZE_LIMIT:
            text = file.read_text(encoding="utf-8", errors="replace")
            yield from (int(port) for shape in (ADDRESS, NAMED) for port in shape.findall(text) if int(port) < 65536)
