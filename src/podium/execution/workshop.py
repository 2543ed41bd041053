"""What is alive while a run is carried out: clone, workspaces, servers, processes, and the wish to stop.

Nothing in here is remembered: a later process makes another workshop over the same folders and goes on.
"""

import asyncio
import contextlib
import re
import shutil
import threading
from collections.abc import AsyncGenerator, Callable, Generator

from podium.config import load_configuration
from podium.execution import journal
from podium.execution.budget import Purse
from podium.execution.checks import Checks, ToolChecks
from podium.execution.setup import RunSetup
from podium.git import OWN, Repository, open_repository
from podium.plan import transitions
from podium.plan.codec import decode
from podium.plan.events import Event, PlanRevised
from podium.plan.plan import Plan
from podium.plan.state import State
from podium.ports import Services
from podium.process import Scope
from podium.runners import permissions
from podium.runners.permissions import Policy
from podium.servers import Servers, reap
from podium.workspace import clones, integration, isolation, leftovers
from podium.workspace.preparation import Yard

GATES_FOLDER = re.compile(r"(at-[0-9a-f]{12}|(base|final|way-back|.*\.(gates|merged))\.\d+)(\.home|\.copies)?$|inside$")
"""Names of workspaces that only gates work in."""

AGENTS_FOLDER = "agents"
"""Where the user keeps profiles of agents, in the user's own folder."""

REDIS_SLOTS = 64
"""How many subjects may have a Redis database of their own at the same time."""


class Workshop:
    """The live side of a run, made by the process that holds its lock."""

    def __init__(self, setup: RunSetup, on_event: Callable[[Event], None], checks: Checks | None) -> None:
        folders = setup.directories
        for folder in (folders.workspaces, folders.evidence, folders.logs, folders.cache):
            folder.mkdir(parents=True, exist_ok=True)
        journal.prepare(folders.database)
        self.setup = setup
        self.on_event = on_event
        self.checks = checks or ToolChecks(folders.cache / "gates")
        self.source = open_repository(setup.repository)
        self.scope = self.new_scope()
        self.steady = self.new_scope()
        with self.scope.active():
            self.clone = clones.own_clone(self.source, folders.clone, base=setup.plan.header.base)
            self.base = self.clone.resolve(setup.plan.header.base)
            self.isolation = isolation.find(setup.isolation, probe=folders.workspaces)
            branch = integration.reference(setup.run)
            clones.drop_locks(self.clone.path, branch, f"refs/podium/attempts/{setup.run}/*")
            if not self.clone.reference(branch):
                self.clone.swap(branch, new=self.base, old="")
        self.yard = Yard(
            clone=self.clone,
            folder=folders.workspaces,
            project=setup.survey.project,
            cache=folders.cache,
            isolation=self.isolation,
            required=frozenset(one.name for one in setup.survey.environment if one.required),
        )
        self.servers = Servers(folders.run / "servers")
        self.answers: dict[str, bool] = {}
        self.questions: dict[str, tuple[str, str]] = {}
        self.agents = load_configuration().user_folder / AGENTS_FOLDER
        self.purse = Purse(setup.budget, self.state())
        self._turns: dict[str, asyncio.Semaphore] = {}
        self._lock = threading.Lock()
        self._slots = set(range(REDIS_SLOTS))

    def state(self) -> State:
        """The run's state, as the journal has it."""
        state = transitions.start(self.setup.plan)
        for event in journal.read(self.setup.directories.database):
            state = transitions.apply(state, event)
        return state

    def new_scope(self) -> Scope:
        """A scope for processes of this run."""
        return leftovers.scope(mark(self.setup), self.setup.directories.run / "processes")

    def fresh_scope(self) -> Scope:
        """Give later work a scope of its own, and return the one of the work under way, which is to be cancelled."""
        old, self.scope = self.scope, self.new_scope()
        return old

    @contextlib.asynccontextmanager
    async def turn(self, vendor: str, *, together: int) -> AsyncGenerator[None]:
        """Wait until fewer than `together` sessions with that vendor are open (0: no limit); who is first says it."""
        if not together:
            yield
            return
        async with self._turns.setdefault(vendor, asyncio.Semaphore(together)):
            yield

    def policy(self) -> Policy:
        """What agents may do without a person being asked."""
        return permissions.load(self.agents.parent)

    def plan(self) -> Plan:
        """The latest revision of the plan, as the journal has it."""
        revisions = [
            event.body for event in journal.read(self.setup.directories.database) if isinstance(event.body, PlanRevised)
        ]
        return decode(Plan, revisions[-1].plan) if revisions else self.setup.plan

    def services(self, name: str) -> Services:
        """A database for `name` alone, and a Redis prefix where the project uses Redis.

        The servers start when they are first needed. Raises `ServerError`.
        """
        database = "".join(letter if letter.isalnum() else "_" for letter in name.lower())
        postgres = self.servers.postgres()
        url = postgres.url(database) if database in postgres.databases() else postgres.create_database(database)
        stack = self.setup.survey.stack
        if not stack.queue and not any("redis" in package for package in stack.packages):
            return Services(database_url=url)
        return Services(database_url=url, redis_url=self.servers.redis().url(0), redis_prefix=f"{database}:")

    @contextlib.contextmanager
    def gate_services(self, *, database: bool, redis: bool) -> Generator[Services]:
        """What gates of one subject need: a database that they make their own beside, a Redis database of their own."""
        with self._lock:
            slot = self._slots.pop()
        try:
            shared = ""
            if database:
                with self._lock:
                    shared = self.services("gates").database_url
            yield Services(
                database_url=shared,
                redis_url=self.servers.redis().url(slot) if redis else "",
                redis_prefix=f"gates-{slot}:" if redis else "",
            )
        finally:
            with self._lock:
                self._slots.add(slot)

    def close(self) -> None:
        """End the servers and every process that is left, whatever session or group it made for itself."""
        self.scope.cancel()
        self.steady.cancel()
        self.servers.stop()
        leftovers.end_processes(mark(self.setup), self.setup.directories.run / "processes")

    def tidy(self) -> None:
        """Delete the workspaces that can be made again: those of gates, and what was taken away before.

        Homes that were kept for a session to be gone on with go when the run has ended.
        """
        over = self.state().ended is not None
        for folder in self.setup.directories.workspaces.iterdir():
            idle = over and folder.suffix == ".home" and not folder.with_suffix("").exists()
            if GATES_FOLDER.match(folder.name) or idle:
                shutil.rmtree(folder, ignore_errors=True)
        self.yard.empty_trash()


def mark(setup: RunSetup) -> str:
    """What the processes of a run are known by: its folder, since two repositories may have runs of one name."""
    return str(setup.directories.run.absolute())


def clear_the_ground(setup: RunSetup) -> tuple[str, ...]:
    """End what a dead Podium of this run left behind, and say what that was. The caller holds the run's lock."""
    folder = setup.directories.run
    ended = leftovers.end_processes(mark(setup), folder / "processes")
    said = [f"{len(ended)} processes of an interrupted Podium were ended"] if ended else []
    return (*said, *reap(folder / "servers"))


def own(setup: RunSetup) -> Repository:
    """Podium's clone of the run's repository, as it is."""
    return Repository(path=setup.directories.clone, environment=OWN)
