"""The public door: carry a run out, go on with it, read it, answer it, stop it, take it back."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from podium.config import load_configuration
from podium.errors import ConfigurationError, Interrupted, RunError, ToolMissing
from podium.execution import inbox, journal, leases
from podium.execution.checks import Checks
from podium.execution.setup import DATABASE_FILE, Budget, RunSetup, load, save
from podium.execution.workshop import AGENTS_FOLDER, Workshop, clear_the_ground
from podium.plan.codec import decode, digest, encode
from podium.plan.events import Event, PlanRevised, RolledBack, RunEnded, RunStarted
from podium.plan.plan import Plan
from podium.plan.state import State
from podium.plan.task import Task
from podium.plan.transitions import apply, start
from podium.runners import greeting, preflight, profiles
from podium.runners.detection import QUESTION
from podium.workspace import fence, integration

NAMED = 10
"""How many uncommitted paths a run names."""


def execute(setup: RunSetup, on_event: Callable[[Event], None], *, checks: Checks | None = None) -> State:
    """Carry the run out to its end, or until only people are waited for; a run that was begun is gone on with.

    `on_event` is called once for each newly stored event, in order, from another thread. `checks` stands in for the
    shipped gates. Raises `RunError` where another process carries the run out, `Interrupted` on Ctrl-C or TERM,
    `DiskFull`: in both cases the state is kept and the same call goes on.
    """
    with leases.held(setup.directories.run):
        save(setup)
        kept = load(setup.directories.run)
        if kept.plan != decode(Plan, encode(setup.plan)):
            raise RunError(f"{setup.run} was begun with another plan", hint="start a new run for this plan")
        journal.prepare(setup.directories.database)
        round_ = _round(setup)
        if round_ is not None:
            _look_at_agents(setup, begun=bool(journal.read(setup.directories.database)))
            try:
                _carry_out(setup, on_event, checks, round_)
            except KeyboardInterrupt as error:
                raise Interrupted("stopped before the run began", hint="the same command goes on with it") from error
    return state_of(setup.directories.run)


def _look_at_agents(setup: RunSetup, *, begun: bool) -> None:
    """Find out before any work whether the agents of what is still to do are there and can be spoken with.

    Raises `ToolMissing`, `ConfigurationError`; nothing is left then of a run that had not begun.
    """
    names = dict.fromkeys(task.runner.name for task in _to_do(setup) if task.runner.kind == "agent")
    try:
        _greet(tuple(filter(None, names)), begun=begun)
    except (ToolMissing, ConfigurationError):
        if not begun:
            shutil.rmtree(setup.directories.run)
        raise


def _to_do(setup: RunSetup) -> list[Task]:
    """The tasks that are not completed, of the plan's latest revision, be it still in the inbox."""
    state = _state(setup, journal.read(setup.directories.database))
    plan = state.plan
    for letter in inbox.read(setup.directories.database, after=0):
        if letter.kind == "revision" and letter.value["revision"] == plan.revision + 1:
            plan = decode(Plan, letter.value["plan"])
    done = {name for name, one in state.tasks.items() if one.status == "completed"}
    return [task for task in plan.tasks if task.id not in done]


def _greet(names: tuple[str, ...], *, begun: bool) -> None:
    for name in names:
        agent = profiles.profile(name, load_configuration().user_folder / AGENTS_FOLDER)
        found = preflight.look(agent)
        if found.problem:
            hint = found.install or f"the program is named by argv in the profile of {name}"
            raise ToolMissing(f"the plan needs {name}, and {found.problem}", hint=hint, tool=name)
        problem = greeting.greet(agent) if not begun else ""
        if problem:
            hint = f"`podium doctor --deep` tries it; --runner names another than {name}"
            raise ToolMissing(f"the plan needs {name}, and {problem}", hint=hint, tool=name)


def _round(setup: RunSetup) -> tuple[str, int, int] | None:
    """The coordinator's name, the last event before its round and the last letter read before; None: nothing to do.

    The first round is named like the run. A later one begins with the revision that opens tasks again.
    """
    events = journal.read(setup.directories.database)
    ends = [event.seq for event in events if isinstance(event.body, RunEnded)]
    if not ends:
        return setup.run, 0, 0
    after = [event for event in events if event.seq > ends[-1]]
    revised = next((event.body.revision for event in after if isinstance(event.body, PlanRevised)), 0)
    wanted = revised or _state(setup, events).plan.revision + 1
    for letter in inbox.read(setup.directories.database, after=0):
        if letter.kind == "revision" and letter.value["revision"] == wanted:
            before = min(
                (event.seq for event in after if isinstance(event.body, PlanRevised)), default=events[-1].seq + 1
            )
            return f"{setup.run}~{wanted}", before - 1, letter.id - 1
    return None


def _carry_out(
    setup: RunSetup, on_event: Callable[[Event], None], checks: Checks | None, round_: tuple[str, int, int]
) -> None:
    from podium.execution import engine

    notes = clear_the_ground(setup)
    shop = Workshop(setup, on_event, checks)
    _refuse_lost_journal(shop)
    started = RunStarted(
        plan=digest(setup.plan),
        base=shop.base,
        tree=shop.clone.tree(shop.base),
        isolation=shop.isolation.sentence,
        notes=(*notes, *_about_agents(setup, isolated=shop.isolation.kind != "none"), *_left_out(shop.source.dirty())),
    )
    identity, seq, letter = round_
    try:
        engine.carry_out(shop, started, identity=identity, seq=seq, letter=letter)
    finally:
        shop.close()
    shop.tidy()


def _refuse_lost_journal(shop: Workshop) -> None:
    """Raise `RunError` where the run has brought work in, and its journal knows nothing of it."""
    tip = shop.clone.reference(integration.reference(shop.setup.run))
    if tip != shop.base and not shop.state().run:
        raise RunError(
            f"the journal of {shop.setup.run} is gone, so that it cannot be gone on with",
            hint=f"its finished work is commit {tip[:12]} in {shop.clone.path}; start another run",
        )


def _about_agents(setup: RunSetup, *, isolated: bool) -> list[str]:
    """Who was chosen and why, and what bounds the plan's agents where commands are not isolated."""
    return [*_chosen(setup.plan), *_fenced(setup, isolated=isolated)]


def _chosen(plan: Plan) -> list[str]:
    return [f"no recipe does all: {one.answer}, {one.reason}" for one in plan.decisions if one.question == QUESTION]


def _fenced(setup: RunSetup, *, isolated: bool) -> list[str]:
    """What bounds the plan's agents; nothing where no agent is in it, or everything is isolated."""
    if isolated or not any(task.runner.kind == "agent" for task in setup.plan.tasks):
        return []
    if fence.version():
        return ["agents were fenced in by Landlock: they could change their workspace alone, and saw no home folders"]
    return ["agents were not fenced in: nothing on this machine keeps them in their workspace"]


def _left_out(dirty: tuple[str, ...]) -> list[str]:
    """A note for each uncommitted path, the first ten by name."""
    named = [f"uncommitted, left out: {path}" for path in dirty[:NAMED]]
    return [*named, *([f"uncommitted, left out: {len(dirty) - NAMED} more"] if len(dirty) > NAMED else [])]


def read_journal(folder: Path, *, after: int = 0) -> tuple[Event, ...]:
    """The events of the run in `folder` with numbers over `after`; empty where it has not begun."""
    return journal.read(folder / DATABASE_FILE, after=after)


def state_of(folder: Path) -> State:
    """The state of the run in `folder`, from its setup and its journal. Raises `RunError` where there is none."""
    return _state(load(folder), read_journal(folder))


def _state(setup: RunSetup, events: tuple[Event, ...]) -> State:
    state = start(setup.plan)
    for event in events:
        state = apply(state, event)
    return state


def is_live(folder: Path) -> int:
    """The process that carries the run out, or 0."""
    return leases.holder(folder)


def approve(folder: Path, approval: str, *, granted: bool, by: str, note: str = "") -> None:
    """Answer a question of the run; `execute` takes it up, now or later. Raises `RunError` where it is not open."""
    known = [one.id for one in state_of(folder).open_approvals]
    if approval not in known:
        hint = f"open: {', '.join(known)}" if known else "nothing waits for an answer"
        raise RunError(f"{folder.name} does not ask {approval!r}", hint=hint)
    inbox.write(folder / DATABASE_FILE, "approval", approval, {"granted": granted, "by": by, "note": note})


def cancel(folder: Path, *, by: str) -> None:
    """Tell the run to stop for good: a live one does within two seconds, another when it is next executed."""
    inbox.write(folder / DATABASE_FILE, "cancel", "", {"by": by})


def rollback(setup: RunSetup, *, task: str = "", checks: Checks | None = None) -> RolledBack:
    """Take a run that has ended back, or one of its tasks, by commits on its branch; what was taken back and the proof.

    Raises `RunError` where it has not ended, where later work stands on the task, or where it cannot be proven.
    """
    from podium.execution.way_back import take_back

    with leases.held(setup.directories.run):
        state = state_of(setup.directories.run)
        clear_the_ground(setup)
        shop = Workshop(setup, lambda _: None, checks)
        try:
            return take_back(shop, state, task=task)
        finally:
            shop.close()


def reopen(folder: Path, plan: Plan, *, reason: str, tasks: tuple[str, ...]) -> None:
    """Give the run the next revision of its plan, in which these settled tasks are open again; `execute` goes on.

    Raises `RunError` where `plan` is not the next revision.
    """
    now = state_of(folder).plan.revision
    if plan.revision != now + 1:
        raise RunError(f"{folder.name} is at revision {now} of its plan, not at {plan.revision - 1}")
    body = encode(PlanRevised(revision=plan.revision, reason=reason, plan=_object(plan), reopens=tasks))
    assert isinstance(body, dict)
    inbox.write(folder / DATABASE_FILE, "revision", str(plan.revision), body)


def allow(folder: Path, budget: Budget) -> RunSetup:
    """Give a run that nobody carries out another budget; the setup as it is kept now."""
    with leases.held(folder):
        setup = replace(load(folder), budget=budget)
        save(setup, anew=True)
    return setup


def _object(plan: Plan) -> dict[str, object]:
    value = encode(plan)
    assert isinstance(value, dict)
    return dict(value)
