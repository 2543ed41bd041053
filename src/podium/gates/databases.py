"""Databases of a gate's own, made beside the one it was given on the very server that it names, and dropped again."""

import contextlib
import re
import secrets
import socket
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

from podium.errors import ServerError, ToolMissing
from podium.gates.bench import Bench
from podium.ports import Services, Workspace

if TYPE_CHECKING:
    import psycopg

REDIS_FIRST = 128
"""Redis databases from here on are for copies that run beside the subject itself."""

SAME_SERVER = "SELECT system_identifier::text, pg_postmaster_start_time()::text FROM pg_control_system()"
NAME_LIMIT = 40

PARTS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"^({owner})_?({word})$"), part)
    for owner, words in (
        (
            "DB|DATABASE|POSTGRES|POSTGRESQL|PG|TYPEORM",
            ("HOST", "PORT", "USER|USERNAME", "PASS|PASSWORD", "NAME|DB|DATABASE"),
        ),
        ("REDIS|BULL|QUEUE|CACHE", ("HOST", "PORT", "USER|USERNAME", "PASS|PASSWORD", "DB")),
    )
    for word, part in zip(words, ("host", "port", "user", "password", "name"), strict=True)
)
"""Variables that hold one part of a server's address; those of PostgreSQL first, then those of Redis."""


@dataclass(kw_only=True, eq=False)
class Databases:
    """Databases made through one connection to `url`; `close` drops exactly those."""

    url: str
    connection: "psycopg.Connection[Any]"
    label: str
    made: list[str] = field(default_factory=list[str])

    def create(self, *, template: str = "") -> str:
        """The URL of a new database, empty or like the template, which nobody may be using.

        Raises `ServerError` where it cannot be made or would stand on another server.
        """
        own = _database(self.url)[:NAME_LIMIT]
        name = f"{own}_{re.sub('[^a-z]', '', self.label)[:10]}_{secrets.token_hex(4)}"
        source = f' TEMPLATE "{_database(template)}"' if template else ""
        with _speaking("create a database"):
            self.connection.execute(f'CREATE DATABASE "{name}"{source}'.encode())
        self.made.append(name)
        url = urlsplit(self.url)._replace(path=f"/{quote(name)}").geturl()
        with connected(url) as other:
            if _identity(other) != _identity(self.connection):
                raise ServerError(f"{_address(url)} is not the server on which {name} was created")
        return url

    def drop(self, url: str) -> None:
        """Drop one of the databases made here; another's is never touched."""
        name = _database(url)
        if name in self.made:
            with _speaking("drop a database"):
                self.connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
            self.made.remove(name)

    def close(self) -> None:
        """Drop all that is left and end the connection."""
        for name in tuple(self.made):
            with contextlib.suppress(ServerError):
                self.drop(f"x://x/{name}")
        self.connection.close()


@contextlib.contextmanager
def databases(bench: Bench) -> Generator[Databases]:
    """The means to make databases for a gate. Raises `ToolMissing` where the subject brings none to stand beside."""
    url = bench.subject.services.database_url
    if not url:
        raise ToolMissing("there is no database to run against", tool="postgresql")
    with connected(url) as connection:
        found = Databases(url=url, connection=connection, label=bench.gate)
        try:
            yield found
        finally:
            found.close()


@contextlib.contextmanager
def connected(url: str) -> Generator["psycopg.Connection[Any]"]:
    """A connection with autocommit. Raises `ServerError` where there is none, or it leads to another database."""
    import psycopg

    try:
        connection: psycopg.Connection[Any] = psycopg.connect(url, autocommit=True, connect_timeout=20)
    except psycopg.Error as error:
        raise ServerError(f"no connection to {_address(url)}: {_first(error)}") from error
    try:
        row: Any = connection.execute("SELECT current_database()").fetchone()
        if row[0] != _database(url):
            raise ServerError(f"{_address(url)} leads to database {row[0]}")
        yield connection
    except psycopg.Error as error:
        raise ServerError(f"{_address(url)} failed: {_first(error)}") from error
    finally:
        connection.close()


def variables(
    where: Workspace, given: Services, *, database_url: str, redis_url: str, prefix: str = ""
) -> dict[str, str]:
    """The workspace's variables with every address of a server replaced by these; empty ones are left alone."""
    found = dict(where.environment)
    for name, value in where.environment.items():
        part = next((number for number, (pattern, _) in enumerate(PARTS) if pattern.match(name)), None)
        if database_url and re.match(r"postgres(ql)?://", value):
            found[name] = database_url
        elif redis_url and re.match(r"rediss?://", value):
            found[name] = redis_url
        elif part is not None and (url := database_url if part < len(PARTS) // 2 else redis_url):
            found[name] = _part(url, PARTS[part][1])
        elif given.redis_prefix and prefix and value == given.redis_prefix:
            found[name] = prefix
    found |= {"DATABASE_URL": database_url} if database_url else {}
    return found | ({"REDIS_URL": redis_url} if redis_url else {})


def redis_beside(url: str, lane: int) -> str:
    """The URL of another database of the same Redis, for a copy that runs at the same time; lanes are 0 and 1."""
    if not url:
        return ""
    address = urlsplit(url)
    own = address.path.strip("/")
    number = REDIS_FIRST + 2 * (int(own) % 64 if own.isdigit() else 0) + lane
    beside = address._replace(path=f"/{number}").geturl()
    return beside if _redis_has(beside) else url


def _redis_has(url: str) -> bool:
    """Whether the Redis at that URL has the database that it names."""
    address = urlsplit(url)
    login = [unquote(word) for word in (address.username, address.password) if word]
    commands = [*([("AUTH", *login)] if login else []), ("SELECT", address.path.strip("/"))]
    sent = "".join(
        f"*{len(words)}\r\n" + "".join(f"${len(one.encode())}\r\n{one}\r\n" for one in words) for words in commands
    )
    try:
        with socket.create_connection((address.hostname or "", address.port or 6379), timeout=5.0) as stream:
            stream.sendall(sent.encode())
            answers = stream.makefile("rb")
            return all(answers.readline().startswith(b"+OK") for _ in commands)
    except OSError as error:
        raise ServerError(f"no connection to Redis at {address.hostname}:{address.port}") from error


def _part(url: str, part: str) -> str:
    address = urlsplit(url)
    values = {"host": address.hostname, "port": address.port, "user": address.username, "password": address.password}
    return unquote(address.path.lstrip("/")) if part == "name" else unquote(str(values[part] or ""))


def _database(url: str) -> str:
    return unquote(urlsplit(url).path.lstrip("/"))


def _address(url: str) -> str:
    """The URL without its password."""
    address = urlsplit(url)
    return f"{address.hostname}:{address.port}/{_database(url)}"


def _identity(connection: "psycopg.Connection[Any]") -> Any:
    return connection.execute(SAME_SERVER.encode()).fetchone()


@contextlib.contextmanager
def _speaking(what: str) -> Generator[None]:
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        raise ServerError(f"could not {what}: {_first(error)}", hint="the user needs the right CREATEDB") from error


def _first(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
