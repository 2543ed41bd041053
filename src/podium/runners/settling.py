"""The place that an agent is started in: its variables, its sign-in, and what it may see through the isolation."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from podium.ports import Workspace
from podium.runners.agent_process import Launch
from podium.runners.profiles import Profile


def launch(profile: Profile, workspace: Workspace, argv: Sequence[str]) -> Launch:
    """How an agent is started in a workspace: its own empty home, the workspace's variables, its profile's own."""
    variables = {"HOME": str(workspace.home), **workspace.environment, **profile.variables}
    return Launch(
        argv=tuple(argv),
        cwd=workspace.project,
        prefix=_with_program(workspace.prefix, argv[0]),
        variables=variables,
        keep=profile.keep,
    )


def _with_program(prefix: tuple[str, ...], program: str) -> tuple[str, ...]:
    """The isolating words, with the folder that the program is installed in made readable inside."""
    found = shutil.which(program)
    if not prefix or prefix[-1] != "--" or found is None:
        return prefix
    real = Path(found).resolve()
    above = next((one for one in real.parents if one.name == "node_modules"), real.parent)
    folders = dict.fromkeys(str(one) for one in (above, Path(found).parent))
    return (*prefix[:-1], *(word for one in folders for word in ("--ro-bind", one, one)), "--")


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
