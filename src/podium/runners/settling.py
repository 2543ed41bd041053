"""The place that an agent is started in: its variables, its sign-in, and the bounds of what it sees and changes."""

import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from podium.ports import Workspace
from podium.process import environment
from podium.runners import neighbours
from podium.runners.agent_process import Launch
from podium.runners.profiles import Profile
from podium.workspace import fence
from podium.workspace.isolation import HIDDEN

TOOLS = Path(__file__).parent.parent / "mcp_server.py"
"""What of Podium an agent starts itself: the server of the tools that it may ask Podium with."""

INTERPRETERS = ("node", "python3")
"""Programs that agents are written for; they must be readable wherever they are installed."""


def launch(profile: Profile, workspace: Workspace, argv: Sequence[str]) -> Launch:
    """How an agent is started in a workspace: its own empty home, the workspace's variables, its profile's own.

    Where bubblewrap does not isolate it a fence does, if this system has one and the agent has no sandbox of its own.
    """
    (workspace.home / "tmp").mkdir(exist_ok=True)
    return Launch(
        argv=tuple(argv),
        cwd=workspace.project,
        prefix=bounds(profile, workspace, argv[0]),
        variables=variables(profile, workspace),
        keep=profile.keep,
    )


def variables(profile: Profile, workspace: Workspace) -> dict[str, str]:
    """What is set for an agent, over the variables of ours that it may see."""
    own = {"HOME": str(workspace.home), "TMPDIR": str(workspace.home / "tmp")}
    return {**own, **workspace.environment, **profile.variables}


def bounds(profile: Profile, workspace: Workspace, program: str) -> tuple[str, ...]:
    """The words in front of the program that bound it; empty where nothing can, or where it bounds itself."""
    shown = tuple(dict.fromkeys((*_installations(program), *_alternates(workspace.root), TOOLS)))
    if workspace.prefix[-1:] == ("--",):
        words = (word for one in map(str, shown) for word in ("--ro-bind", one, one))
        return (*workspace.prefix[:-1], *words, "--")
    if profile.own_sandbox or not fence.version():
        return ()
    write = (workspace.root, workspace.home)
    seen = {**environment({}, keep=profile.keep), **variables(profile, workspace)}
    closed = neighbours.closed(workspace.project, seen)
    return fence.words(write=write, read=shown, hide=HIDDEN, temporary=workspace.home / "tmp", closed=closed)


def _installations(program: str) -> Iterator[Path]:
    """The folders that the program and what may interpret it are installed in."""
    for name in (program, *INTERPRETERS, sys.executable):
        found = shutil.which(name)
        if found is not None:
            for place in (Path(found).absolute(), Path(found).resolve()):
                above = next((one for one in place.parents if one.name == "node_modules"), place.parent)
                folder = above.parent if above.name == "bin" else above
                yield above if folder in {Path("/"), Path.home()} else folder


def _alternates(root: Path) -> Iterator[Path]:
    """Where git finds the objects that a shared clone borrows."""
    file = root / ".git" / "objects" / "info" / "alternates"
    if file.is_file():
        yield from (Path(line) for line in file.read_text().splitlines() if line.startswith("/"))


def sign_in(profile: Profile, home: Path, *, user: Path | None = None) -> tuple[Path, ...]:
    """Copy the files that hold the user's sign-in with this agent into its own home; the copies, to be removed."""
    copies: list[Path] = []
    for name in profile.home:
        source, copy = (user or Path.home()) / name, home / name
        if source.is_file() and not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy)
            copy.chmod(0o600)
            copies.append(copy)
    return tuple(copies)


def sign_out(copies: Sequence[Path]) -> None:
    """Remove the copies of a sign-in."""
    for copy in copies:
        copy.unlink(missing_ok=True)
