"""PostgreSQL for one Podium: a fresh cluster that is thrown away, and proof that it is ours before anything changes."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, LiteralString, cast
from urllib.parse import quote

from podium.errors import ServerError
from podium.process import run
from podium.servers.housing import PORT_TRIES, TAKEN, House, free_port
from podium.servers.programs import POSTGRES, Program, find_program

if TYPE_CHECKING:
    import psycopg

HOST = "127.0.0.1"
USER = "podium"
MAINTENANCE = "postgres"
"""The database that every cluster has, for work on the others."""

SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "300",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "client_min_messages": "warning",
    "shared_buffers": "64MB",
}
"""A cluster that is thrown away need not survive a power cut; 300 connections serve several test suites at once."""

START_PATIENCE = 60.0
BUILTIN_LOCALES_SINCE = 17
"""Since then a cluster can sort by code point and still know the case of every letter, whatever the machine has."""


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """A running PostgreSQL of our own on 127.0.0.1; only who has the password can speak to it.

    Every method raises `ServerError` where the server does not answer, refuses, or is not ours.
    """

    version: str
    port: int
    data: Path
    nonce: str
    password: str = field(repr=False)
    host: str = HOST
    user: str = USER

    def url(self, database: str) -> str:
        """Where a program finds a database: postgresql://user:password@127.0.0.1:port/database."""
        return f"postgresql://{self.user}:{self.password}@{self.host}:{self.port}/{quote(database, safe='')}"

    def prove(self) -> None:
        """Raise unless the server on that port has our data directory and carries the nonce that we gave it."""
        asked = "SELECT current_setting('data_directory'), current_setting('podium.nonce', true)"
        answers = self.execute(MAINTENANCE, asked)
        if answers != [(str(self.data), self.nonce)]:
            raise ServerError(
                f"the server on {self.host}:{self.port} is not the PostgreSQL that Podium started",
                hint="nothing was changed in it; start again, and another port is chosen",
            )

    def create_database(self, name: str, *, template: str | None = None) -> str:
        """Create an empty database, or a copy of another (to which nobody may be connected); its URL."""
        self.prove()
        copied = f" TEMPLATE {_quoted(template)}" if template else ""
        self.execute(MAINTENANCE, f"CREATE DATABASE {_quoted(name)}{copied}")
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever is connected to it; nothing happens where there is none of this name."""
        self.prove()
        self.execute(MAINTENANCE, f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")

    def databases(self) -> tuple[str, ...]:
        """The names of the databases that were created here, sorted."""
        rows = self.execute(MAINTENANCE, "SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY datname")
        return tuple(str(name) for (name,) in rows if name != MAINTENANCE)

    def execute(self, database: str, sql: str) -> list[tuple[object, ...]]:
        """Run statements, each committed by itself; the rows of the last one that returns rows, else none."""
        import psycopg

        try:
            with self.connect(database) as connection, connection.cursor() as cursor:
                cursor.execute(cast("LiteralString", sql))
                rows: list[tuple[object, ...]] = []
                more: bool | None = True
                while more:
                    rows = cursor.fetchall() if cursor.description else rows
                    more = cursor.nextset()
                return rows
        except psycopg.Error as error:
            raise ServerError(
                f"PostgreSQL on {self.host}:{self.port} refused: {str(error).strip() or type(error).__name__}",
                hint="is the disk full?" if error.sqlstate == "53100" else "",
            ) from error

    def connect(self, database: str) -> "psycopg.Connection[tuple[object, ...]]":
        """An open connection; every parameter is given, so that no PG… variable of the caller leads elsewhere."""
        import psycopg

        return psycopg.connect(
            host=self.host,
            hostaddr=self.host,
            port=self.port,
            user=self.user,
            password=self.password,
            dbname=database,
            sslmode="disable",
            gssencmode="disable",
            options="",
            connect_timeout=10,
            autocommit=True,
        )


def start_postgres(house: House, *, ports: Callable[[], int] = free_port) -> Postgres:
    """Make a cluster in the house, start it on a port that nobody took meanwhile, prove it. Raises `ServerError`."""
    program = find_program(POSTGRES, house.account)
    password = secrets.token_urlsafe(24)
    _initialise(house, program, password)
    server = Postgres(
        version=program.version,
        port=_launch(house, program, ports=ports),
        data=house.data,
        nonce=house.nonce,
        password=password,
    )
    server.prove()
    return server


def _initialise(house: House, program: Program, password: str) -> None:
    secret = house.write("password", password)
    modern = int(program.version.split(".")[0]) >= BUILTIN_LOCALES_SINCE
    locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8") if modern else ()
    command = house.account.command(
        str(program.path.with_name("initdb")),
        f"--pgdata={house.data}",
        f"--username={USER}",
        f"--pwfile={secret}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--no-locale",
        *locale,
        "--no-sync",
        "--no-instructions",
        cwd=house.place,
        deadline=START_PATIENCE,
    )
    completed = run(command)
    secret.unlink()
    house.write("log", completed.talk)
    if not completed.ok:
        raise house.refuse("could not make its data folder")


def _launch(house: House, program: Program, *, ports: Callable[[], int]) -> int:
    """Start on one free port after the other until nobody was quicker; the port."""
    for _ in range(PORT_TRIES):
        port = ports()
        settings = {**SETTINGS, "port": str(port), "podium.nonce": house.nonce}
        lines = "".join(f"{name} = '{value}'\n" for name, value in settings.items())
        configuration = house.write("postgresql.conf", lines)
        house.launch((str(program.path), "-D", str(house.data), "-c", f"config_file={configuration}"))
        if _becomes_ready(house):
            return port
        if TAKEN not in house.log:
            break
    raise house.refuse("did not start")


def _becomes_ready(house: House) -> bool:
    """Whether the server notes `ready` in its own file before it ends or our patience does."""
    note = house.data / "postmaster.pid"
    until = time.monotonic() + START_PATIENCE
    while house.is_running() and time.monotonic() < until:
        if note.exists() and note.read_text().rstrip().endswith("ready"):
            return True
        time.sleep(0.01)
    return False


def _quoted(name: str) -> str:
    """A database name as SQL writes it; PostgreSQL would cut one of more than 63 bytes in silence."""
    if not 0 < len(name.encode()) <= 63 or "\0" in name:
        raise ServerError(f"{name!r} cannot be the name of a database", hint="use 1 to 63 bytes")
    return '"' + name.replace('"', '""') + '"'
