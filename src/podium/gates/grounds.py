"""What runs of tests stand on: variables for the project's commands, and a migrated database for each run."""

import contextlib
from collections.abc import Callable, Generator

from podium.gates.bench import Bench
from podium.gates.databases import connected, databases, redis_beside, variables
from podium.gates.prisma import has_schema, prisma_of
from podium.gates.verdict import Verdict
from podium.ports import Workspace

Fresh = Callable[[str], contextlib.AbstractContextManager[dict[str, str]]]
"""Gives the variables of one run. The text is SQL that is run on its database first, empty for none."""


@contextlib.contextmanager
def ground(bench: Bench, where: Workspace, *, with_database: bool, lane: int | None = None) -> Generator[Fresh | None]:
    """One migrated template for a workspace, and a database like it for each run; None where migrating fails.

    `lane` is for copies that run beside the subject: they get another Redis database and prefix.
    """
    services = bench.subject.services
    redis = services.redis_url if lane is None else redis_beside(services.redis_url, lane)
    prefix = f"{services.redis_prefix}-{lane}" if services.redis_prefix and lane is not None else ""

    def told(database_url: str) -> dict[str, str]:
        return variables(where, services, database_url=database_url, redis_url=redis, prefix=prefix)

    @contextlib.contextmanager
    def plain(_: str) -> Generator[dict[str, str]]:
        yield told(services.database_url)

    if not with_database or not services.database_url or has_schema(bench.survey):
        yield plain
        return
    project = prisma_of(bench, where)
    with databases(bench) as made:
        template = made.create()
        done = bench.keep(project.deploy(template), words=("prisma", "migrate", "deploy"), note=project.engine.kind)

        @contextlib.contextmanager
        def own(sql: str) -> Generator[dict[str, str]]:
            url = made.create(template=template)
            if sql:
                with connected(url) as connection:
                    connection.execute(sql.encode())
            yield told(url)
            made.drop(url)

        yield own if done.ok else None


def not_deployed(bench: Bench) -> Verdict:
    """The tests were not run because the migrations could not be applied."""
    message = "the migrations cannot be applied to an empty database"
    return Verdict(summary=message, findings=(bench.finding("not-deployed", message),))
