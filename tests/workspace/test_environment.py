"""An attempt's .env comes from the project's example and from nobody's secrets."""

from pathlib import Path

import pytest

from podium.ports import Services
from podium.workspace import environment

SERVICES = Services(
    database_url="postgresql://podium:p%40ss@127.0.0.1:5555/t1",
    redis_url="redis://:word@127.0.0.1:7777/3",
    redis_prefix="t1:",
)


@pytest.mark.parametrize(
    ("name", "value", "own"),
    [
        ("DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/shop", SERVICES.database_url),
        ("SHADOW_DATABASE_URL", "postgres://x/y", SERVICES.database_url),
        ("CACHE_ADDRESS", "redis://127.0.0.1:6379", SERVICES.redis_url),
        ("POSTGRES_HOST", "db", "127.0.0.1"),
        ("DB_PORT", "5432", "5555"),
        ("DB_PASSWORD", "", "p@ss"),
        ("POSTGRES_DB", "shop", "t1"),
        ("REDIS_HOST", "redis", "127.0.0.1"),
        ("REDIS_PASSWORD", "", "word"),
        ("BULL_PREFIX", "bull", "t1:"),
        ("PORT", "3000", "4444"),
        ("SMTP_HOST", "mail.example.com", "mail.example.com"),
    ],
)
def test_addresses_of_servers_become_the_attempts_own(name: str, value: str, own: str) -> None:
    assert environment.build({name: value}, SERVICES, port=4444)[name] == own


def test_without_a_server_an_address_leads_nowhere_and_nothing_else_changes() -> None:
    declared = {"DATABASE_URL": "postgresql://postgres@127.0.0.1:5432/shop", "DB_HOST": "db", "JWT_SECRET": "x"}
    found = environment.build(declared, Services(), port=1)
    assert found == {"DATABASE_URL": environment.NO_POSTGRES, "DB_HOST": "127.0.0.1", "JWT_SECRET": "x"}
    assert "DATABASE_URL" not in environment.build({}, Services(), port=1)


def test_processes_get_addresses_and_what_is_required_and_the_file_has_the_rest() -> None:
    declared = {"DIRECT_URL": "postgres://x/y", "THROTTLE_LIMIT": "100", "JWT_SECRET": "x", "REDIS_PREFIX": "shop"}
    variables = environment.build(declared, SERVICES, port=1)
    passed = environment.passed(variables, required={"JWT_SECRET"})
    assert sorted(passed) == ["DATABASE_URL", "DIRECT_URL", "JWT_SECRET", "REDIS_PREFIX", "REDIS_URL"]


def test_the_test_file_wins_over_the_example_and_the_users_own_is_never_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SECRET=real\nPORT=1\n")
    (tmp_path / ".env.example").write_text("PORT=2\nNAME=example\n")
    (tmp_path / ".env.test").write_text("NAME=test\n")
    assert environment.examples(tmp_path) == {"PORT": "2", "NAME": "test"}


def test_an_example_that_links_to_the_users_own_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SECRET=real\n")
    (tmp_path / ".env.example").symlink_to(".env")
    assert environment.examples(tmp_path) == {}


def test_what_is_rendered_reads_back() -> None:
    variables = {"A": "plain", "B": "two words # not a comment", "C": 'say "x"', "D": "one\ntwo", "E": ""}
    assert environment.parse(environment.render(variables)) == variables


def test_dotenv_lines_are_read_as_dotenv_reads_them() -> None:
    text = "# comment\nexport A=1\nB = 'x # y' # z\nC=plain # comment\nD=\nnot a line\n"
    assert environment.parse(text) == {"A": "1", "B": "x # y", "C": "plain", "D": ""}
