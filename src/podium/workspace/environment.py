"""The .env of an attempt: the project's own example, with the addresses of the attempt's own servers in it.

Only files that the repository tracks are read (`.env.example`, then `.env.test` over it): never the user's `.env`.
"""

import re
import socket
from collections.abc import Collection, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from podium.ports import Services

SOURCES = (".env.example", ".env.sample", ".env.dist", ".env.template", ".env.test.example", ".env.test")
"""Where the names and harmless values come from; a later file wins."""

LINE = re.compile(r"^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]*)\s*=\s*(.*?)\s*$")
POSTGRES = re.compile(r"^(postgres|postgresql)://", re.IGNORECASE)
REDIS = re.compile(r"^rediss?://", re.IGNORECASE)
PREFIX = re.compile(r"^(REDIS|BULL|BULLMQ|QUEUE|CACHE)(_KEY)?_PREFIX$")

NO_POSTGRES = "postgresql://nobody:nobody@127.0.0.1:9/nothing"
NO_REDIS = "redis://127.0.0.1:9/0"
"""Addresses at which nothing listens: port 9 is that of the discard service."""

POSTGRES_PARTS = {
    "host": re.compile(r"^(DB|DATABASE|POSTGRES|POSTGRESQL|PG|TYPEORM)_?HOST$"),
    "port": re.compile(r"^(DB|DATABASE|POSTGRES|POSTGRESQL|PG|TYPEORM)_?PORT$"),
    "user": re.compile(r"^(DB|DATABASE|POSTGRES|POSTGRESQL|PG|TYPEORM)_?USER(NAME)?$"),
    "password": re.compile(r"^(DB|DATABASE|POSTGRES|POSTGRESQL|PG|TYPEORM)_?PASS(WORD)?$"),
    "name": re.compile(r"^(DB|DATABASE|POSTGRES|POSTGRESQL|PG|TYPEORM)_?(NAME|DB|DATABASE)$"),
}
REDIS_PARTS = {
    "host": re.compile(r"^(REDIS|BULL|QUEUE|CACHE)(_REDIS)?_HOST$"),
    "port": re.compile(r"^(REDIS|BULL|QUEUE|CACHE)(_REDIS)?_PORT$"),
    "user": re.compile(r"^(REDIS|BULL|QUEUE|CACHE)(_REDIS)?_USER(NAME)?$"),
    "password": re.compile(r"^(REDIS|BULL|QUEUE|CACHE)(_REDIS)?_PASS(WORD)?$"),
    "name": re.compile(r"^(REDIS|BULL|QUEUE|CACHE)(_REDIS)?_DB$"),
}


def parse(text: str) -> dict[str, str]:
    """The variables of a dotenv text, in order; quotes and trailing comments are taken off as dotenv does."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        match = LINE.match(line)
        if match:
            found[match[1]] = _value(match[2])
    return found


def _value(raw: str) -> str:
    if raw[:1] in {'"', "'", "`"} and raw.find(raw[0], 1) > 0:
        inner = raw[1 : raw.find(raw[0], 1)]
        return inner.replace("\\n", "\n") if raw[0] == '"' else inner
    return raw.split(" #", 1)[0].strip() if not raw.startswith("#") else ""


def render(variables: Mapping[str, str]) -> str:
    """The text of a dotenv file that `parse` reads back."""
    return "".join(f"{name}={_quoted(value)}\n" for name, value in variables.items())


def _quoted(value: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_@%+=:,./?&~-]*", value):
        return value
    if "\n" in value or "'" in value:
        return '"' + value.replace("\n", "\\n") + '"'
    return f"'{value}'"


def examples(project: Path) -> dict[str, str]:
    """The variables that the project's example files declare, in order; links are not followed."""
    found: dict[str, str] = {}
    for name in SOURCES:
        file = project / name
        if file.is_file() and not file.is_symlink():
            found |= parse(file.read_text(errors="replace"))
    return found


def build(declared: Mapping[str, str], services: Services, *, port: int) -> dict[str, str]:
    """An attempt's variables: those declared, with every address of a server replaced by the attempt's own.

    `port` is where the application may listen. Where the attempt has no such server the address leads nowhere: an
    example's address may well be that of a database that the user works with. DATABASE_URL and REDIS_URL are there
    whenever there is a server.
    """
    database, redis = services.database_url or NO_POSTGRES, services.redis_url or NO_REDIS
    found = {name: _own(name, value, database, redis) for name, value in declared.items()}
    found |= {"PORT": str(port)} if "PORT" in declared else {}
    if services.redis_prefix:
        found |= {name: services.redis_prefix for name in declared if PREFIX.match(name)}
    found |= {"DATABASE_URL": services.database_url} if services.database_url else {}
    return found | ({"REDIS_URL": services.redis_url} if services.redis_url else {})


def passed(variables: Mapping[str, str], *, required: Collection[str]) -> dict[str, str]:
    """Those variables that processes get beside the file: addresses, and what the project says it must have.

    The others are left to the file, which comes after the settings of the project's own test configuration.
    """
    return {name: value for name, value in variables.items() if name in required or _is_own(name, value)}


def _is_own(name: str, value: str) -> bool:
    parts = (*POSTGRES_PARTS.values(), *REDIS_PARTS.values(), PREFIX)
    by_name = name == "PORT" or any(pattern.match(name) for pattern in parts)
    return by_name or bool(POSTGRES.match(value) or REDIS.match(value))


def _own(name: str, value: str, database: str, redis: str) -> str:
    for pattern, parts, url in ((POSTGRES, POSTGRES_PARTS, database), (REDIS, REDIS_PARTS, redis)):
        if pattern.match(value):
            return url
        part = _part(name, parts, url)
        if part is not None:
            return part
    return value


def _part(name: str, patterns: Mapping[str, re.Pattern[str]], url: str) -> str | None:
    which = next((part for part, pattern in patterns.items() if pattern.match(name)), None)
    if which is None:
        return None
    address = urlsplit(url)
    return {
        "host": address.hostname or "",
        "port": str(address.port or ""),
        "user": unquote(address.username or ""),
        "password": unquote(address.password or ""),
        "name": unquote(address.path.lstrip("/")),
    }[which]


def free_port() -> int:
    """A TCP port on loopback that was free a moment ago."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
