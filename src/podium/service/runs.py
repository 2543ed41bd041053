"""The runs of a repository: starting one, finding one, going on, stopping, taking back, bringing home."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from podium.config import Configuration, Limits
from podium.errors import MachineError, PodiumError, RepositoryError, RunError
from podium.execution import run as engine
from podium.execution.setup import Budget, RunSetup, directories, load, new_run_id, save
from podium.plan.events import Event, RolledBack
from podium.plan.orders import named_runner
from podium.plan.plan import Plan
from podium.plan.replan import reopened, with_runner
from podium.plan.survey import Survey
from podium.plan.transitions import State
from podium.service.site import NO_LIMITS, Site
from podium.service.understanding import survey_of
from podium.toolchain import find_node

Listener = Callable[[Event], None]


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run as it stands: what it was given and what its journal says; `pid` is its live coordinator's, or 0."""

    setup: RunSetup
    state: State
    pid: int

    @property
    def branch(self) -> str:
        """The branch that the run delivers to."""
        return f"podium/{self.setup.run}"


def prepare(site: Site, plan: Plan, survey: Survey | None = None) -> Run:
    """A new run for a plan, kept on disk and not yet started.

    The plan's base must be a commit of the repository; without a survey of that base one is made. Raises `ToolMissing`
    without Node, which every gate of the project runs on.
    """
    find_node()
    base = site.repository.resolve(plan.header.base)
    if survey is None or survey.revision != base:
        survey = survey_of(replace(site, project=plan.header.project), revision=base)
    configuration = site.configuration
    taken = frozenset(folder.name for folder in _folders(site))
    salt = secrets.token_hex(8)
    name = new_run_id(plan.header.title, today=datetime.now(UTC).date(), taken=taken, salt=salt)
    setup = RunSetup(
        run=name,
        repository=site.repository.path,
        plan=plan,
        survey=survey,
        rules=site.rules,
        directories=directories(configuration.state_home, configuration.cache_home, site.repository.path, name),
        workers=configuration.workers,
        budget=budget_of(configuration),
        isolation=configuration.isolation,
    )
    save(setup)
    return _run(setup)


def budget_of(configuration: Configuration) -> Budget:
    """What a run may use, as the configuration says; of hours and minutes what is less."""
    limits = configuration.budget
    seconds = configuration.hours * 3600
    return Budget(
        attempts=limits.attempts,
        seconds=min(seconds, limits.minutes * 60) if limits.minutes else seconds,
        tokens=limits.tokens,
        usd=limits.usd,
        turns=limits.turns,
    )


def carry_out(run: Run, listener: Listener) -> Run:
    """Start the run or go on with it, to its end or until only people are waited for.

    Raises `RunError` where another process holds it, `Interrupted` when it was stopped (it can go on), `DiskFull`.
    """
    engine.execute(run.setup, listener)
    return _run(run.setup)


def find(site: Site, name: str = "") -> Run:
    """The run of that name, a unique beginning or end of it, or the latest. Raises `RunError` where there is none."""
    folders = _folders(site)
    if not folders:
        raise RunError(f"{site.repository.path} has no runs yet", hint="`podium run TEXT` starts one")
    wanted = name.removeprefix("podium/")
    matching = [folder for folder in folders if folder.name.startswith(wanted) or folder.name.endswith(wanted)]
    exact = [folder for folder in matching if folder.name == wanted]
    if not wanted:
        matching = [folders[-1]]
    if len(exact or matching) != 1:
        known = ", ".join(folder.name for folder in folders[-5:])
        problem = "is no run" if not matching else "fits several runs"
        raise RunError(f"{name!r} {problem} of {site.repository.path}", hint=f"the latest: {known}")
    return _run(load((exact or matching)[0]))


def every(site: Site, *, unreadable: Callable[[PodiumError], None]) -> tuple[Run, ...]:
    """All runs of the repository, oldest first; `unreadable` hears of those that cannot be read."""
    found: list[Run] = []
    for folder in _folders(site):
        try:
            found.append(_run(load(folder)))
        except (RunError, MachineError) as error:
            unreadable(error)
    return tuple(found)


def approve(run: Run, task: str, *, granted: bool, by: str, note: str = "") -> Run:
    """Answer what a run asks of a person about a task, the only one that asks where none is named.

    Raises `RunError` where nothing is asked, or several tasks ask and none is named.
    """
    asked = [one for one in run.state.open_approvals if not task or one.task == task]
    if len(asked) != 1:
        every = "; ".join(f"{one.task}: {one.question}" for one in run.state.open_approvals)
        problem = "several tasks ask" if len(asked) > 1 else f"{task or run.setup.run} asks nothing"
        raise RunError(problem, hint=f"open: {every}" if every else "`podium status` shows what waits for whom")
    engine.approve(run.setup.directories.run, asked[0].id, granted=granted, by=by, note=note)
    return _run(run.setup)


def retry(run: Run, *, task: str = "", runner: str = "", budget: Limits = NO_LIMITS) -> Run:
    """Open again what a run that has ended left undone, all of it or one task with what stands on it.

    With a runner's name it does what nobody was there for, and what was tried and has failed. Limits of `budget` take
    the place of the run's. Where nothing but the final check failed, that is done again. `carry_out` goes on with it.
    Raises `RunError` where the run has not ended, or nothing is left to do.
    """
    state = run.state
    if state.ended is None:
        raise RunError(f"{run.setup.run} has not ended", hint="`podium resume` goes on with it")
    undone = [name for name, one in state.tasks.items() if one.status != "completed" and one.kind != "rolled_back"]
    wanted = [task] if task else undone
    opened = reopened(state.plan, state, wanted)
    if task and task not in opened:
        raise RunError(f"{task} is not left undone", hint=f"undone: {', '.join(undone) or 'nothing'}")
    if not opened and state.ended.outcome != "failed":
        raise RunError(f"{run.setup.run} is done: nothing of it is left to do")
    reason = f"tried again: {', '.join(opened) or 'the final check'}"
    given = [name for name in opened if _is_for(state, name)] if runner else []
    choice = named_runner(runner, reason="named for another try")
    plan = with_runner(state.plan, given, choice, reason=reason)
    engine.allow(run.setup.directories.run, replace(run.setup.budget, **changed_limits(budget)))
    engine.reopen(run.setup.directories.run, plan, reason=reason, tasks=opened)
    return _run(load(run.setup.directories.run))


def _is_for(state: State, name: str) -> bool:
    """Whether a task is for a runner that is named: nobody was there for it, or whoever tried it has failed."""
    planned = state.plan.task(name)
    return planned is not None and (planned.runner.is_missing or state.tasks[name].failure is not None)


def changed_limits(limits: Limits) -> dict[str, float]:
    """The fields of a `Budget` that these limits set."""
    named = {name: value for name, value in vars(limits).items() if value and name != "minutes"}
    return named | ({"seconds": limits.minutes * 60} if limits.minutes else {})


def cancel(run: Run, *, by: str, listener: Listener) -> Run:
    """Stop a run for good: a live one is told, a stopped one is ended here. Finished tasks stay on the run branch."""
    if run.state.ended is not None:
        raise RunError(f"{run.setup.run} has ended already: {run.state.ended.outcome}")
    engine.cancel(run.setup.directories.run, by=by)
    if not run.pid:
        engine.execute(run.setup, listener)
    return _run(run.setup)


def rollback(run: Run, *, task: str = "") -> RolledBack:
    """Take a finished run back, or one of its tasks, by commits on its branch.

    Raises `RunError` while it runs, for an unknown task, and where later work stands on the task.
    """
    if run.pid:
        raise RunError(f"{run.setup.run} is still running (process {run.pid})", hint="`podium cancel` stops it")
    if task and run.state.plan.task(task) is None:
        known = ", ".join(one.id for one in run.state.plan.tasks)
        raise RunError(f"{run.setup.run} has no task {task!r}", hint=f"its tasks: {known}")
    return engine.rollback(run.setup, task=task)


def apply(site: Site, run: Run) -> str:
    """Bring the run branch onto the branch that is checked out, by fast-forward or a merge commit; returns its new tip.

    Raises `RunError` where the run is not done, `RepositoryError` where files are uncommitted or the two conflict.
    """
    outcome = run.state.ended.outcome if run.state.ended else "unfinished"
    if outcome != "done":
        raise RunError(f"{run.setup.run} is {outcome}, not done", hint=f"look at it first: git log {run.branch}")
    dirty = site.repository.dirty()
    if dirty:
        hint = "commit or put them aside, then `podium apply` again"
        raise RepositoryError(f"uncommitted changes are in the way: {', '.join(dirty[:5])}", hint=hint)
    if not site.repository.reference("HEAD^{commit}") or not site.repository.call("symbolic-ref", "-q", "HEAD").ok:
        raise RepositoryError("no branch is checked out", hint="`git switch BRANCH`, then `podium apply` again")
    message = f"Merge {run.branch}: {run.state.plan.header.title}"
    done = site.repository.call("merge", "--no-edit", "-m", message, f"refs/heads/{run.branch}")
    if not done.ok:
        site.repository.call("merge", "--abort")
        hint = f"git merge {run.branch}, and settle the conflict by hand"
        raise RepositoryError(f"{run.branch} does not merge into the branch that is checked out", hint=hint)
    return site.repository.resolve("HEAD")


def _run(setup: RunSetup) -> Run:
    folder = setup.directories.run
    return Run(setup=setup, state=engine.state_of(folder), pid=engine.is_live(folder))


def _folders(site: Site) -> list[Path]:
    """The folders of the repository's runs, by the time of their start."""
    configuration = site.configuration
    here = directories(configuration.state_home, configuration.cache_home, site.repository.path, "any").run.parent
    if not here.is_dir():
        return []
    kept = [folder for folder in here.iterdir() if (folder / "setup.json").is_file()]
    return sorted(kept, key=lambda folder: ((folder / "setup.json").stat().st_mtime_ns, folder.name))
