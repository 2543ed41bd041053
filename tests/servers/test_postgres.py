"""PostgreSQL of our own: only with the password, changed only after proof."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from podium.errors import ServerError
from podium.servers import Postgres, Servers
from podium.servers.housing import free_port


def test_it_answers_on_loopback_with_its_password(postgres: Postgres) -> None:
    assert postgres.host == "127.0.0.1"
    assert postgres.execute("postgres", "SELECT 1; SELECT 2, 'x'; SET timezone = 'UTC'") == [(2, "x")]


def test_nobody_gets_in_without_the_password(postgres: Postgres) -> None:
    with pytest.raises(ServerError, match="password authentication failed"):
        replace(postgres, password="guessed").execute("postgres", "SELECT 1")


def test_its_value_can_be_printed_without_telling_the_password(postgres: Postgres) -> None:
    assert postgres.password not in repr(postgres)


def test_a_created_database_is_empty_and_its_url_names_it(postgres: Postgres) -> None:
    url = postgres.create_database("empty one")
    assert url.startswith("postgresql://podium:") and url.endswith(f"@127.0.0.1:{postgres.port}/empty%20one")
    assert (
        postgres.execute("empty one", "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace") == []
    )


@pytest.mark.slow
def test_a_template_is_copied_with_its_rows(postgres: Postgres) -> None:
    postgres.create_database("pattern")
    postgres.execute("pattern", "CREATE TABLE fruit (name text); INSERT INTO fruit VALUES ('é')")
    postgres.create_database("copy", template="pattern")
    assert postgres.execute("copy", "SELECT upper(name) FROM fruit") == [("É",)]


@pytest.mark.slow
def test_a_dropped_database_is_gone_even_if_somebody_is_connected(postgres: Postgres) -> None:
    postgres.create_database("short-lived")
    with postgres.connect("short-lived"):
        postgres.drop_database("short-lived")
    assert "short-lived" not in postgres.databases()


def test_dropping_what_is_not_there_is_fine(postgres: Postgres) -> None:
    postgres.drop_database("never created")
    assert "never created" not in postgres.databases()


@pytest.mark.parametrize("name", ["", "x" * 64, "é" * 32, "a\0b"])
def test_a_name_that_postgres_would_cut_is_refused(postgres: Postgres, name: str) -> None:
    with pytest.raises(ServerError, match="cannot be the name"):
        postgres.create_database(name)


def test_a_name_with_quotes_is_only_a_name(postgres: Postgres) -> None:
    postgres.create_database('x"; DROP DATABASE postgres; --')
    assert 'x"; DROP DATABASE postgres; --' in postgres.databases()


def test_a_statement_that_fails_says_why(postgres: Postgres) -> None:
    with pytest.raises(ServerError, match='relation "nothing" does not exist'):
        postgres.execute("postgres", "SELECT * FROM nothing")


def test_the_callers_variables_lead_nowhere_else(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"PGHOSTADDR": "192.0.2.1", "PGPORT": "1", "PGOPTIONS": "-c nonsense=1"}.items():
        monkeypatch.setenv(name, value)
    postgres.prove()


OTHERS: dict[str, Callable[[Postgres], Postgres]] = {
    "another nonce": lambda ours: replace(ours, nonce="0123456789abcdef"),
    "another data directory": lambda ours: replace(ours, data=Path("/var/lib/postgresql/15/main")),
}


@pytest.mark.parametrize("other", OTHERS)
def test_a_server_that_is_not_ours_is_neither_created_in_nor_dropped_from(postgres: Postgres, other: str) -> None:
    postgres.create_database(f"kept by {other}")
    foreign = OTHERS[other](postgres)
    with pytest.raises(ServerError, match="not the PostgreSQL that Podium started"):
        foreign.create_database("new")
    with pytest.raises(ServerError, match="not the PostgreSQL that Podium started"):
        foreign.drop_database(f"kept by {other}")
    assert "new" not in postgres.databases() and f"kept by {other}" in postgres.databases()


def test_a_port_where_nobody_listens_is_said(postgres: Postgres) -> None:
    with pytest.raises(ServerError, match="Connection refused"):
        replace(postgres, port=free_port()).prove()


@pytest.mark.slow
def test_two_clusters_run_side_by_side_and_refuse_each_other(postgres: Postgres, tmp_path: Path) -> None:
    with Servers(tmp_path) as others:
        other = others.postgres()
        other.prove()
        with pytest.raises(ServerError):
            replace(postgres, port=other.port).prove()
        with pytest.raises(ServerError, match="not the PostgreSQL"):
            replace(postgres, port=other.port, password=other.password).prove()
