"""Whether this machine has what the work needs, each thing tried rather than assumed."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from podium.config import Configuration
from podium.errors import PodiumError
from podium.process import Command, run, which
from podium.runners.profiles import Profile, profiles
from podium.service.choosing import chosen_by

NEEDED_SPACE = 3_000_000_000
"""Bytes that a run on a middling project takes: dependencies, workspaces, databases."""


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """One thing: `ok`, `missing` (the work cannot be done without it) or `note` (it can, with less)."""

    name: str
    status: Literal["ok", "missing", "note"]
    detail: str
    hint: str = ""


def diagnose(configuration: Configuration, *, deep: bool = False) -> tuple[Diagnosis, ...]:
    """What was found for each need, in the order in which a run meets them, then for each agent.

    `deep` has a short turn with every agent that is there: it costs a few tokens of each.
    """
    looks: tuple[Callable[[Configuration], Diagnosis], ...] = (
        _python,
        _git,
        _node,
        _space,
        _postgres,
        _redis,
        _linter,
        _isolation,
    )
    return (*(look(configuration) for look in looks), *_agents(configuration, deep=deep), *who(configuration))


def _python(_: Configuration) -> Diagnosis:
    return Diagnosis(name="Python", status="ok", detail=sys.version.split()[0])


def _git(_: Configuration) -> Diagnosis:
    if which("git") is None:
        return Diagnosis(name="git", status="missing", detail="not on the PATH", hint="install git")
    version = run(Command(argv=("git", "--version"))).text.strip().removeprefix("git version ")
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    if numbers < (2, 38):
        hint = "install git 2.38 or newer: merging without a work tree needs it"
        return Diagnosis(name="git", status="missing", detail=version, hint=hint)
    return Diagnosis(name="git", status="ok", detail=version)


def _node(_: Configuration) -> Diagnosis:
    from podium.toolchain import find_node

    try:
        node = find_node()
    except PodiumError as error:
        return Diagnosis(name="Node", status="missing", detail=error.message, hint=error.hint)
    return Diagnosis(name="Node", status="ok", detail=f"{node.version} ({node.path})")


def _space(configuration: Configuration) -> Diagnosis:
    folder = configuration.state_home
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    detail = f"{free / 1e9:.1f} GB free at {folder}"
    if free < NEEDED_SPACE:
        return Diagnosis(name="room", status="missing", detail=detail, hint="a run takes up to 3 GB")
    return Diagnosis(name="room", status="ok", detail=detail)


def _postgres(configuration: Configuration) -> Diagnosis:
    return _server(configuration, "PostgreSQL")


def _redis(configuration: Configuration) -> Diagnosis:
    return _server(configuration, "Redis")


def _server(configuration: Configuration, name: Literal["PostgreSQL", "Redis"]) -> Diagnosis:
    """Start the server, ask it who it is, stop it."""
    from podium.servers import Servers

    folder = configuration.cache_home / "doctor"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with Servers(folder) as servers:
            server = servers.postgres() if name == "PostgreSQL" else servers.redis()
            server.prove()
            return Diagnosis(name=name, status="ok", detail=f"{server.version}, started, proven ours, stopped")
    except PodiumError as error:
        return Diagnosis(name=name, status="missing", detail=error.message, hint=error.hint)
    except OSError as error:
        return Diagnosis(name=name, status="missing", detail=f"{folder}: {error.strerror}")


def _linter(_: Configuration) -> Diagnosis:
    beside = Path(sys.executable).parent / "squawk"
    found = beside if beside.exists() else which("squawk")
    if found is None:
        hint = "install squawk-cli; without it migrations are not linted"
        return Diagnosis(name="migration linter", status="note", detail="squawk is not installed", hint=hint)
    return Diagnosis(
        name="migration linter", status="ok", detail=run(Command(argv=(str(found), "--version"))).text.strip()
    )


def _isolation(configuration: Configuration) -> Diagnosis:
    from podium.workspace import isolation

    with tempfile.TemporaryDirectory(prefix="podium-doctor-") as folder:
        found = isolation.find(configuration.isolation, probe=Path(folder))
    if found.kind == "none":
        hint = "install bubblewrap (bwrap) to guard what runs"
        return Diagnosis(name="isolation", status="note", detail=found.sentence, hint=hint)
    return Diagnosis(name="isolation", status="ok", detail=found.sentence)


def _agents(configuration: Configuration, *, deep: bool) -> Iterator[Diagnosis]:
    """A line for each agent; none of them is needed, since recipes and people work without."""
    from podium.runners import preflight
    from podium.workspace import fence

    try:
        known = profiles(configuration.user_folder / "agents")
    except PodiumError as error:
        yield Diagnosis(name="agents", status="missing", detail=error.message, hint=error.hint)
        return
    if not fence.version():
        detail = "this system has no Landlock: without bubblewrap an agent could write outside its workspace"
        yield Diagnosis(name="fence for agents", status="note", detail=detail)
    for one in known.values():
        found = preflight.look(one)
        name = f"agent {one.name}"
        if found.problem:
            yield Diagnosis(name=name, status="note", detail=found.problem, hint=found.install)
            continue
        words = (found.title, found.version, f"signs in with {found.signed_in}" if found.signed_in else "no key found")
        detail = ", ".join(word for word in words if word)
        yield _tried(one, name, detail) if deep else Diagnosis(name=name, status="ok", detail=detail)


def who(configuration: Configuration) -> Iterator[Diagnosis]:
    """Who would be given what no recipe does."""
    try:
        found = chosen_by(configuration)
    except PodiumError:
        return
    hint = 'name one with `--runner NAME`, or in your config.toml: runners = ["NAME", "human"]'
    nobody = "nobody: no agent is installed that could sign in, such tasks wait"
    detail = f"{', then '.join(found.names)} ({found.reason})" if found.names else nobody
    yield Diagnosis(
        name="for what no recipe does",
        status="ok" if found.names else "note",
        detail=detail,
        hint="" if found.names else hint,
    )


def _tried(one: Profile, name: str, detail: str) -> Diagnosis:
    from podium.runners import greeting, preflight

    problem = greeting.greet(one)
    if problem:
        return Diagnosis(name=name, status="note", detail=f"{detail}; {problem}")
    try:
        ended = preflight.trial(one)
    except PodiumError as error:
        return Diagnosis(name=name, status="note", detail=f"{detail}: {error.message}", hint=error.hint)
    if ended.outcome == "done":
        return Diagnosis(name=name, status="ok", detail=f"{detail}; a short turn went well")
    hint = "sign in with it once by hand, or set its key" if ended.error == "auth" else ""
    return Diagnosis(name=name, status="note", detail=f"{detail}; a short turn failed: {ended.message}", hint=hint)
