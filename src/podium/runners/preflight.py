"""Whether an agent can work here, found out before a run: there, signed in, and one short turn with it."""

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path

from podium.errors import MachineError
from podium.plan.analysis import Analysis
from podium.plan.plan import Header, Plan
from podium.plan.request import Request
from podium.plan.survey import Survey
from podium.plan.task import Estimate, RunnerChoice, Task
from podium.ports import Allowance, Asked, Assignment, Ended, Workspace
from podium.process import Command, run, which
from podium.runners import optional
from podium.runners.choice import of_profile
from podium.runners.detection import LIBRARIES, sign_in_of
from podium.runners.profiles import Profile

WORDS = "Answer with the single word OK. Use no tools."
TRIAL_SECONDS = 120.0


@dataclass(frozen=True, kw_only=True)
class Found:
    """What was found of an agent: no `problem` where it is there; `signed_in` names what it would sign in with."""

    name: str
    title: str
    problem: str = ""
    version: str = ""
    signed_in: str = ""
    install: str = ""


def look(profile: Profile) -> Found:
    """Whether the agent is installed and what it would sign in with; it is not spoken to."""
    library = LIBRARIES.get(profile.door, "")
    if library and not optional.installed(library):
        return _missing(profile, f"{library} is not installed")
    if not library and which(profile.argv[0]) is None:
        return _missing(profile, f"{profile.argv[0]} is not on the PATH")
    version = optional.version(library) if library else _version(profile)
    return Found(name=profile.name, title=profile.title, version=version, signed_in=sign_in_of(profile))


def _missing(profile: Profile, problem: str) -> Found:
    return Found(name=profile.name, title=profile.title, problem=problem, install=profile.install)


def _version(profile: Profile) -> str:
    if not profile.version:
        return ""
    try:
        done = run(Command(argv=(profile.argv[0], *profile.version), deadline=20.0))
    except MachineError:
        return ""
    lines = done.text.strip().splitlines()
    return lines[-1][:80] if done.ok and lines else ""


def trial(profile: Profile) -> Ended:
    """How one short turn with the agent ends, in an empty folder; every permission is refused."""
    with tempfile.TemporaryDirectory(prefix="podium-trial-") as folder:
        return asyncio.run(_turn(profile, Path(folder)))


async def _turn(profile: Profile, folder: Path) -> Ended:
    root, home = folder / "work", folder / "home"
    root.mkdir()
    home.mkdir()
    session = await of_profile(profile).open(assignment(profile, Workspace(root=root, project=root, tip="", home=home)))
    try:
        async with asyncio.timeout(TRIAL_SECONDS):
            async for event in session.run(WORDS):
                if isinstance(event, Asked):
                    await session.answer(event.id, granted=False)
                if isinstance(event, Ended):
                    return event
    except TimeoutError:
        words = f"{profile.name} did not end a short turn within {TRIAL_SECONDS:.0f} seconds"
        return Ended(outcome="failed", error="timeout", message=words)
    finally:
        await session.close()
    return Ended(outcome="failed", error="protocol", message=f"{profile.name} did not say how the turn ended")


def assignment(profile: Profile, workspace: Workspace) -> Assignment:
    """An assignment that asks for nothing, in an empty folder."""
    task = Task(
        id="T1",
        title="Say OK",
        specialist="",
        layer="api",
        phase=1,
        goal="",
        runner=RunnerChoice(kind="agent", name=profile.name),
    )
    header = Header(
        title="trial",
        repository="",
        project="",
        base="",
        tree="",
        request="",
        rules="",
        configuration="",
        history="",
        runners=(),
        size="",
    )
    plan = Plan(
        header=header,
        request=Request(text=""),
        analysis=Analysis(request="", is_backend=True),
        tasks=(task,),
        phases=(),
        team=(),
        estimate=Estimate(seconds=(1.0, 1.0)),
        complexity="S",
    )
    return Assignment(
        run="trial",
        task=task,
        attempt=1,
        workspace=workspace,
        plan=plan,
        survey=Survey(repository="", revision="", tree=""),
        allowance=Allowance(seconds=TRIAL_SECONDS, turns=3),
    )
