"""Podium's own PostgreSQL and Redis: started when first asked for, proven before a change, ended for certain."""

from podium.servers.embedded import Servers
from podium.servers.postgres import Postgres
from podium.servers.records import reap
from podium.servers.redis import Redis

__all__ = ["Postgres", "Redis", "Servers", "reap"]
