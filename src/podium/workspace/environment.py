"""The .env of an attempt: the project's own example, with the addresses of the attempt's own servers in it.

Only files that the repository tracks are read (`.env.example`, then `.env.test` over it): never the user's `.env`.
"""

import re
import socket
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from podium.ports import Services

SOURCES = (".env.example", ".env.sample", ".env.dist", ".env.template", ".env.test.example", ".env.test")
"""Where the names and harmless values come from; a later file wins."""

LINE = re.compile(r"^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]*)\s*=\s*(.*?)\s*$")
POSTGRES = re.compile(r"^(postgres|postgresql)://", re.IGNORECASE)
REDIS = re.compile(r"^rediss?://", re.IGNORECASE)
PREFIX = re.compile(r"^(REDIS|BULL|BULLMQ|QUEUE|CACHE)(_KEY)?_PREFIX$")

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

    `port` is where the application may listen. Without a server for them, addresses are left as the example has them:
    an example's address is public, and nothing that Podium runs connects to it. DATABASE_URL and REDIS_URL are there
    whenever there is a server.
    """
    found = dict(declared)
    for name, value in declared.items():
        found[name] = _own(name, value, services, port=port)
    if services.database_url:
        found["DATABASE_URL"] = services.database_url
    if services.redis_url:
        found["REDIS_URL"] = services.redis_url
    return found


def _own(name: str, value: str, services: Services, *, port: int) -> str:
    if name == "PORT":
        return str(port)
    if services.database_url:
        if POSTGRES.match(value):
            return services.database_url
        part = _part(name, POSTGRES_PARTS, services.database_url)
        if part is not None:
            return part
    if services.redis_url:
        if REDIS.match(value):
            return services.redis_url
        part = _part(name, REDIS_PARTS, services.redis_url)
        if part is not None:
            return part
    if services.redis_prefix and PREFIX.match(name):
        return services.redis_prefix
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


def database_url(url: str, name: str) -> str:
    """The same server's address with another database."""
    return urlsplit(url)._replace(path=f"/{quote(name)}").geturl()


def free_port() -> int:
    """A TCP port on loopback that was free a moment ago."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
