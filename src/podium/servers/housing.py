"""Where one server lives: its folder, its record, its process, and the end of all three."""

import os
import secrets
import signal
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from podium.errors import BrokenMachinery, ServerError
from podium.process import start
from podium.servers.accounts import Account
from podium.servers.identity import PATIENCE, identify
from podium.servers.records import NONCE_FILE, STOP_SIGNALS, Kind, Record, remove_place

SHARED_FOLDERS = (Path("/tmp"), Path("/var/tmp"))
"""Where a server of another account lives when it cannot reach the given directory."""

TAKEN = "Address already in use"
"""What both servers say in their log when somebody took the port between our choice and their bind."""

PORT_TRIES = 5


class House:
    """One server's folder, noted in `directory` before anything runs in it, so that nothing is ever lost.

    The folder is ours; only `data` in it belongs to the account, so that nobody but us says which files we write.
    """

    def __init__(self, directory: Path, kind: Kind, account: Account) -> None:
        holder = identify(os.getpid())
        if holder is None:
            raise BrokenMachinery("this process does not find itself in the process table")
        self.account = account
        self.nonce = secrets.token_hex(8)
        self._note = directory / f"{kind.lower()}-{self.nonce}.json"
        self.record = Record(kind=kind, nonce=self.nonce, place=_make_place(directory, account), holder=holder)
        self.record.write(self._note)
        self.write(NONCE_FILE, self.nonce)
        self.data = self.place / "data"
        self.data.mkdir(mode=0o700)
        account.own(self.data)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def place(self) -> Path:
        """The folder, absolute, which the account can enter."""
        return self.record.place

    @property
    def log(self) -> str:
        """All that the server has said in this house."""
        path = self.place / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def write(self, name: str, text: str) -> Path:
        """Write a file of this house that only we and the account can read."""
        path = self.place / name
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "w") as stream:
            stream.write(text)
        self.account.own(path)
        return path

    def launch(self, argv: Sequence[str]) -> None:
        """Start the server's process and note it."""
        self.write("log", "")
        self._process = start(self.account.command(*argv, cwd=self.place), log=self.place / "log")
        self.record = replace(self.record, server=identify(self._process.pid))
        self.record.write(self._note)

    def is_running(self) -> bool:
        """Whether the process was launched and has not ended."""
        return self._process is not None and self._process.poll() is None

    def leave(self) -> None:
        """End the process, remove the folder and the record; may be called twice."""
        if self._process is not None and self._process.poll() is None:
            _end_child(self._process, STOP_SIGNALS[self.record.kind])
        remove_place(self.record)
        self._note.unlink(missing_ok=True)

    def refuse(self, what: str) -> ServerError:
        """The error to raise when the server does not start, with the last of what it said."""
        lines = [line.strip() for line in self.log.splitlines() if line.strip()]
        said = [line for line in lines if "FATAL" in line or "could not" in line.lower()][:1] or lines[-1:]
        full = "No space left" in self.log
        return ServerError(
            f"{self.record.kind} {what}" + (f": {said[0].rpartition('FATAL:')[2].strip()}" if said else ""),
            hint="free some disk space" if full else f"it lived in {self.place}; `podium doctor` tries it by itself",
        )


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _end_child(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    for number_now in (number, signal.SIGKILL):
        process.send_signal(number_now)
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            continue
        return


def _make_place(directory: Path, account: Account) -> Path:
    """A new folder that the account can enter: in `directory`, or where the account cannot go there, in /tmp."""
    for parent in (directory, *SHARED_FOLDERS):
        try:
            place = Path(tempfile.mkdtemp(prefix="podium-", dir=parent)).resolve()
        except OSError:
            continue
        if account.user is None:
            return place
        place.chmod(0o711)
        if account.can("x", place):
            return place
        place.rmdir()
    raise ServerError(
        f"no folder for a server: neither {directory} nor /tmp can be used by {account.name or 'this user'}",
        hint="free some disk space, or give another state folder",
    )
