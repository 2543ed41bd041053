"""Whom a server runs as: ourselves, or, since PostgreSQL refuses root, an unprivileged account that already exists."""

import os
import pwd
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from podium.errors import ServerError, ToolMissing
from podium.process import Command, Completed, run

PREFERRED = ("postgres", "nobody")
"""Tried first, in this order; then every account that cannot log in."""

NO_LOGIN = ("nologin", "false")


@dataclass(frozen=True, kw_only=True)
class Account:
    """Numeric ids to change to; both None where nothing has to change."""

    name: str = ""
    user: int | None = None
    group: int | None = None

    def command(self, *argv: str, cwd: Path | None = None, deadline: float = 60.0) -> Command:
        """A command run by this account, in plain C locale, so that its messages can be read by a program."""
        return Command(argv=argv, cwd=cwd, env={"LC_ALL": "C"}, user=self.user, group=self.group, deadline=deadline)

    def own(self, path: Path) -> None:
        """Give a file or folder of ours to the account."""
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group, follow_symlinks=False)

    def can(self, mode: str, path: Path) -> bool:
        """Whether the account itself, asked by running `test`, may `r`, `w` or `x` the path."""
        completed = try_run(self.command("test", f"-{mode}", str(path), cwd=Path("/")))
        return completed is not None and completed.ok


def find_account() -> Account:
    """Ourselves where we are not root; else the first existing account that root can really change to.

    Raises `ServerError` where there is none (a container that knows no user but root).
    """
    if os.geteuid() != 0:
        return Account()
    for account in unprivileged(pwd.getpwall()):
        if account.can("x", Path("/")):
            return account
    raise ServerError(
        "PostgreSQL does not run as root, and this machine has no other account to run it as",
        hint="run podium as an ordinary user, or add one (for instance `useradd postgres`)",
    )


def try_run(command: Command) -> Completed | None:
    """How it ended, or None where it could not even start."""
    try:
        return run(command)
    except (ToolMissing, OSError):
        return None


def unprivileged(entries: Iterable[pwd.struct_passwd]) -> Iterator[Account]:
    """The accounts that a server may run as, best first: never root, and past the preferred none that can log in."""
    entries = [entry for entry in entries if entry.pw_uid != 0]
    by_name = {entry.pw_name: entry for entry in entries}
    preferred = [by_name[name] for name in PREFERRED if name in by_name]
    others = [entry for entry in entries if entry.pw_shell.endswith(NO_LOGIN) and entry not in preferred]
    for entry in (*preferred, *sorted(others, key=lambda entry: entry.pw_uid)):
        yield Account(name=entry.pw_name, user=entry.pw_uid, group=entry.pw_gid)
