"""The servers of one Podium process: each is started when first asked for, and all are ended together."""

import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from podium.errors import ServerError
from podium.servers.accounts import find_account
from podium.servers.housing import House
from podium.servers.postgres import Postgres, start_postgres
from podium.servers.records import Kind
from podium.servers.redis import Redis, start_redis

Server = TypeVar("Server", Postgres, Redis)


class Servers:
    """PostgreSQL and Redis of our own, noted in `directory`; leave the `with` block, or call `stop`, to end them.

    Safe to use from several threads. As root, the servers run as an account that already exists; none is added.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory.absolute()
        self._lock = threading.Lock()
        self._ends = ExitStack()
        self._postgres: Postgres | None = None
        self._redis: Redis | None = None
        self._stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def postgres(self) -> Postgres:
        """Our PostgreSQL, started at the first call. Raises `ServerError` where that fails or all was stopped."""
        with self._lock:
            if self._postgres is None:
                self._postgres = self._start("PostgreSQL", start_postgres)
            return self._postgres

    def redis(self) -> Redis:
        """Our Redis, started at the first call. Raises `ServerError` where that fails or all was stopped."""
        with self._lock:
            if self._redis is None:
                self._redis = self._start("Redis", start_redis)
            return self._redis

    def stop(self) -> None:
        """End every server and remove its data; a second call does nothing, and no server starts any more."""
        with self._lock:
            self._stopped = True
            self._ends.close()

    def _start(self, kind: Kind, begin: Callable[[House], Server]) -> Server:
        """Begin a server in a house of its own; what does not come up is cleared away at once."""
        if self._stopped:
            raise ServerError("the servers of this run were stopped", hint="`podium resume` starts new ones")
        with ExitStack() as undo:
            try:
                self._directory.mkdir(mode=0o711, parents=True, exist_ok=True)
                house = House(self._directory, kind, find_account())
                undo.callback(house.leave)
                server = begin(house)
            except OSError as error:
                raise ServerError(
                    f"no {kind} can live in {self._directory}: {error.strerror}", hint="free some disk space"
                ) from error
            self._ends.push(undo.pop_all())
            return server
