"""Bubblewrap around what runs in a workspace, else a fence of Landlock, where it works; it is tried once, not believed.

Inside, the file system is read-only but for the workspace, its home folder and a private place for temporary files;
home folders of people are hidden, but for the tools that stand there. The network is shared: tests speak to their
servers over loopback.
"""

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from podium.errors import ToolMissing
from podium.process import Command, run, which
from podium.workspace import fence

HIDDEN = ("/home", "/root", "/Users", "/run/user", "/var/run/docker.sock")
"""What commands do not see: people's folders, and sockets that give the machine away."""

BUBBLEWRAP = "commands ran under bubblewrap: only their workspace could be written, home folders were hidden"
FENCE = "commands were fenced in by Landlock: only their workspace could be written, home folders were hidden"


@dataclass(frozen=True, kw_only=True)
class Isolation:
    """What guards commands on this machine, and the sentence that the report says about it."""

    kind: Literal["bubblewrap", "fence", "none"]
    sentence: str
    program: str = ""

    def prefix(self, *, writable: Sequence[Path], readable: Sequence[Path] = ()) -> tuple[str, ...]:
        """The command words that go in front; empty where nothing isolates.

        `writable` folders may be written and must exist, the last one holds temporary files; `readable` ones are shown
        although they may lie in a hidden folder.
        """
        if self.kind == "none":
            return ()
        if self.kind == "fence":
            shown = (*readable, *map(Path, (sys.prefix, sys.base_prefix)), Path(__file__).parents[1])
            return fence.words(write=writable, read=shown, hide=HIDDEN, temporary=writable[-1] / "tmp")
        return (
            self.program,
            *("--die-with-parent", "--new-session", "--unshare-pid", "--unshare-ipc", "--unshare-uts"),
            *("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"),
            *_hiding(),
            *(word for path in readable if path.exists() for word in ("--ro-bind", str(path), str(path))),
            *(word for path in writable for word in ("--bind", str(path), str(path))),
            "--",
        )


def _hiding() -> list[str]:
    words: list[str] = []
    for place in map(Path, HIDDEN):
        if place.is_dir():
            words += ["--tmpfs", str(place)]
        elif place.exists():
            words += ["--ro-bind", "/dev/null", str(place)]
    return words


def find(wish: Literal["auto", "required", "off"], *, probe: Path, program: Path | None = None) -> Isolation:
    """What isolates on this machine, found by running it once in `probe`, an existing folder that may be written.

    Raises `ToolMissing` where isolation is required and does not work.
    """
    if wish == "off":
        return Isolation(kind="none", sentence="commands were not isolated: isolation is switched off")
    reason = (
        "bubblewrap is not installed" if sys.platform == "linux" else f"bubblewrap does not exist on {sys.platform}"
    )
    bwrap = program or which("bwrap")
    if bwrap is not None:
        reason = _trial(Isolation(kind="bubblewrap", sentence=BUBBLEWRAP, program=str(bwrap)), probe)
        if not reason:
            return Isolation(kind="bubblewrap", sentence=BUBBLEWRAP, program=str(bwrap))
    if fence.version():
        fenced = Isolation(kind="fence", sentence=f"{FENCE} ({reason})")
        if not _trial(fenced, probe):
            return fenced
    if wish == "required":
        raise ToolMissing(f"isolation is required, and {reason}", hint="install bubblewrap", tool="bwrap")
    return Isolation(kind="none", sentence=f"commands were not isolated: {reason}")


def _trial(isolation: Isolation, probe: Path) -> str:
    """Empty where a command can write its workspace and nothing beside it, else what went wrong."""
    inner, outer = probe / "inside", probe / "outside"
    inner.mkdir(exist_ok=True)
    script = f"(echo yes > {_quoted(outer)}) 2>/dev/null; echo yes > {_quoted(inner)}/mark"
    prefix = isolation.prefix(writable=(inner,))
    done = run(Command(argv=(*prefix, "/bin/sh", "-c", script), cwd=inner, deadline=10.0))
    worked = done.ok and (inner / "mark").exists() and not outer.exists()
    (inner / "mark").unlink(missing_ok=True)
    shutil.rmtree(inner / "tmp", ignore_errors=True)
    outer.unlink(missing_ok=True)
    if worked:
        return ""
    words = done.talk.strip().splitlines()
    return f"{isolation.kind} does not work here ({words[-1] if words else f'exit code {done.code}'})"


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "'\\''") + "'"
