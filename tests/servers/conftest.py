"""One PostgreSQL and one Redis for all tests of the servers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from podium.servers import Postgres, Redis, Servers


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with Servers(Path(tmp_path_factory.mktemp("servers"))) as started:
        yield started


@pytest.fixture(scope="session")
def postgres(servers: Servers) -> Postgres:
    return servers.postgres()


@pytest.fixture(scope="session")
def redis(servers: Servers) -> Redis:
    return servers.redis()
