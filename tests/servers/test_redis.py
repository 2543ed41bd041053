"""Redis of our own: only with the password, emptied only by prefix and after proof."""

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from podium.errors import ServerError
from podium.servers import Postgres, Redis, Servers
from podium.servers.accounts import find_account
from podium.servers.housing import House, free_port
from podium.servers.redis import start_redis


def test_its_url_carries_the_password_and_the_database(redis: Redis) -> None:
    assert redis.url(3) == f"redis://:{redis.password}@127.0.0.1:{redis.port}/3"
    assert redis.password not in repr(redis)


def test_a_database_that_it_does_not_have_is_refused(redis: Redis) -> None:
    with pytest.raises(ServerError, match="no database 256"):
        redis.url(256)


def test_nobody_gets_in_without_the_password(redis: Redis) -> None:
    with pytest.raises(ServerError, match="WRONGPASS"):
        replace(redis, password="guessed").prove()


def test_only_the_keys_with_the_prefix_are_removed(redis: Redis) -> None:
    mine = [word for number in range(1500) for word in (f"mine:{number}", "x")]
    redis.ask(5, "MSET", *mine, "other", "kept")
    assert redis.flush("mine:", database=5) == 1500
    assert redis.ask(5, "KEYS", "*") == [b"other"]


def test_a_prefix_is_taken_literally(redis: Redis) -> None:
    for key in ("[ab]*?:1", "a:1", "b:1", "[ab]xx:1"):
        redis.ask(6, "SET", key, "x")
    assert redis.flush("[ab]*?:", database=6) == 1
    assert redis.ask(6, "DBSIZE") == 3


def test_databases_do_not_see_each_other(redis: Redis) -> None:
    redis.ask(7, "SET", "key", "seven")
    assert redis.ask(8, "GET", "key") is None


def test_bullmq_finds_the_eviction_policy_that_it_wants(redis: Redis) -> None:
    assert redis.ask(0, "CONFIG", "GET", "maxmemory-policy") == [b"maxmemory-policy", b"noeviction"]


def test_a_server_that_is_not_ours_is_not_emptied(redis: Redis) -> None:
    redis.ask(9, "SET", "mine:1", "x")
    for foreign in (replace(redis, nonce="0123456789abcdef"), replace(redis, directory=Path("/var/lib/redis"))):
        with pytest.raises(ServerError, match="not the Redis that Podium started"):
            foreign.flush("mine:", database=9)
    assert redis.ask(9, "DBSIZE") == 1


def test_what_is_no_redis_at_all_is_refused(redis: Redis, postgres: Postgres) -> None:
    with pytest.raises(ServerError, match="refused"):
        replace(redis, port=postgres.port).prove()


def test_a_port_that_was_taken_meanwhile_is_left_for_another(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        ports = iter([somebody.getsockname()[1], free_port()])
        house = House(tmp_path, "Redis", find_account())
        try:
            assert start_redis(house, ports=lambda: next(ports)).port != somebody.getsockname()[1]
        finally:
            house.leave()


def test_two_run_side_by_side_and_refuse_each_other(redis: Redis, tmp_path: Path) -> None:
    with Servers(tmp_path) as others:
        other = others.redis()
        with pytest.raises(ServerError, match="WRONGPASS"):
            replace(redis, port=other.port).prove()
        with pytest.raises(ServerError, match="not the Redis"):
            replace(redis, port=other.port, password=other.password).prove()
