"""Redis for one Podium: in memory only, with a password, and proof that it is ours before keys are removed."""

import secrets
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from podium.errors import ServerError
from podium.servers.housing import PORT_TRIES, TAKEN, House, free_port
from podium.servers.programs import REDIS, Program, find_program

HOST = "127.0.0.1"
DATABASES = 256
SETTINGS = {
    "bind": HOST,
    "protected-mode": "yes",
    "daemonize": "no",
    "save": '""',
    "appendonly": "no",
    "databases": str(DATABASES),
    "maxmemory-policy": "noeviction",
    "set-proc-title": "no",
}
"""Nothing is kept on disk; BullMQ wants `noeviction`; the title stays, so that the process shows its folder."""

START_PATIENCE = 20.0
PAGE = 1000
SPECIAL = frozenset("\\*?[]")
"""What a prefix may contain that SCAN's patterns would take for more than itself."""

Answer = bytes | int | None | list["Answer"]


@dataclass(frozen=True, kw_only=True)
class Redis:
    """A running Redis of our own on 127.0.0.1; only who has the password can speak to it.

    Every method raises `ServerError` where the server does not answer, refuses, or is not ours.
    """

    version: str
    port: int
    directory: Path
    nonce: str
    password: str = field(repr=False)
    host: str = HOST

    def url(self, database: int = 0) -> str:
        """Where a program finds one of the 256 numbered databases: redis://:password@127.0.0.1:port/number."""
        if not 0 <= database < DATABASES:
            raise ServerError(f"Redis has no database {database}", hint=f"use 0 to {DATABASES - 1}")
        return f"redis://:{self.password}@{self.host}:{self.port}/{database}"

    def prove(self) -> None:
        """Raise unless the server on that port works in our folder and carries the nonce that we gave it."""
        expected: list[Answer] = [b"dir", str(self.directory).encode(), b"syslog-ident", self.nonce.encode()]
        settings = [self.ask(0, "CONFIG", "GET", name) for name in ("dir", "syslog-ident")]
        if settings != [expected[:2], expected[2:]]:
            raise ServerError(
                f"the server on {self.host}:{self.port} is not the Redis that Podium started",
                hint="nothing was changed in it; start again, and another port is chosen",
            )

    def flush(self, prefix: str, *, database: int = 0) -> int:
        """Remove the keys that begin with a prefix (taken literally), and no other; how many there were."""
        self.prove()
        pattern = "".join(f"\\{sign}" if sign in SPECIAL else sign for sign in prefix) + "*"
        cursor, removed = b"0", 0
        while True:
            page = self.ask(database, "SCAN", cursor, "MATCH", pattern, "COUNT", str(PAGE))
            assert isinstance(page, list) and isinstance(page[0], bytes) and isinstance(page[1], list)
            keys = [key for key in page[1] if isinstance(key, bytes)]
            count = self.ask(database, "UNLINK", *keys) if keys else 0
            removed += count if isinstance(count, int) else 0
            cursor = page[0]
            if cursor == b"0":
                return removed

    def ask(self, database: int, *words: str | bytes) -> Answer:
        """The answer to one command, sent on a connection of its own in the numbered database."""
        commands = (("AUTH", self.password), ("SELECT", str(database)), words)
        try:
            with socket.create_connection((self.host, self.port), timeout=10) as connection:
                connection.sendall(b"".join(_encode(command) for command in commands))
                with connection.makefile("rb") as stream:
                    return [_decode(stream) for _ in commands][-1]
        except (OSError, ValueError) as error:
            raise ServerError(f"Redis on {self.host}:{self.port} refused: {error}") from error


def start_redis(house: House, *, ports: Callable[[], int] = free_port) -> Redis:
    """Start a Redis in the house on one of the ports that nobody took meanwhile, and prove it. Raises `ServerError`."""
    program = find_program(REDIS, house.account)
    password = secrets.token_urlsafe(24)
    server = Redis(
        version=program.version,
        port=_launch(house, program, password=password, ports=ports),
        directory=house.data,
        nonce=house.nonce,
        password=password,
    )
    server.prove()
    return server


def _launch(house: House, program: Program, *, password: str, ports: Callable[[], int]) -> int:
    """Start on one free port after the other until nobody was quicker; the port."""
    for _ in range(PORT_TRIES):
        port = ports()
        own = {"port": str(port), "dir": str(house.data), "pidfile": str(house.data / "redis.pid")}
        own |= {"requirepass": password, "syslog-ident": house.nonce}
        lines = [f"{name} {value}\n" for name, value in {**SETTINGS, **own}.items()]
        configuration = house.write("redis.conf", "".join(lines))
        house.launch((str(program.path), str(configuration)))
        if _becomes_ready(house):
            return port
        if TAKEN not in house.log:
            break
    raise house.refuse("did not start")


def _becomes_ready(house: House) -> bool:
    """Whether the server says so in its log before it ends or our patience does."""
    until = time.monotonic() + START_PATIENCE
    while house.is_running() and time.monotonic() < until:
        if "eady to accept connections" in house.log:
            return True
        time.sleep(0.01)
    return False


def _encode(words: tuple[str | bytes, ...]) -> bytes:
    """A command in the Redis protocol: an array of counted strings."""
    parts = [word.encode() if isinstance(word, str) else word for word in words]
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)


def _decode(stream: IO[bytes]) -> Answer:
    """One answer of the Redis protocol; raises `ValueError` with the server's words where it is an error."""
    line = stream.readline()
    kind, text = line[:1], line[1:].rstrip(b"\r\n")
    match kind:
        case b"+":
            return text
        case b":":
            return int(text)
        case b"$":
            return None if text == b"-1" else stream.read(int(text) + 2)[:-2]
        case b"*":
            return [_decode(stream) for _ in range(int(text))]
        case b"-":
            raise ValueError(text.decode("utf-8", "replace"))
        case _:
            raise ValueError("it does not speak the Redis protocol")
