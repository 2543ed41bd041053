"""How a tool of the project is run: quietly, without the caller's home, secrets or telemetry."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from podium.process import Command

QUIET = {
    "CI": "1",
    "NO_COLOR": "1",
    "NO_UPDATE_NOTIFIER": "1",
    "DO_NOT_TRACK": "1",
    "CHECKPOINT_DISABLE": "1",
    "PRISMA_HIDE_UPDATE_MESSAGE": "1",
    "NEXT_TELEMETRY_DISABLED": "1",
    "TURBO_TELEMETRY_DISABLED": "1",
    "YARN_ENABLE_TELEMETRY": "0",
    "SCARF_ANALYTICS": "false",
    "NX_NO_CLOUD": "true",
    "NX_DAEMON": "false",
    "HUSKY": "0",
    "ADBLOCK": "1",
    "DISABLE_OPENCOLLECTIVE": "1",
    "DOTENV_CONFIG_QUIET": "true",
}
"""Nobody reads along, nobody is told, no colour, no daemon, no hook of the project is installed."""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What every run of the project's tools shares.

    `home` is the child's HOME (an empty private folder; None: it gets none), `prefix` the command words that isolate
    what runs, `environment` is added last, `deadline` is in seconds for each run.
    """

    home: Path | None = None
    prefix: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    deadline: float = 300.0

    def command(
        self, argv: tuple[str, ...], *, cwd: Path, env: Mapping[str, str] | None = None, keep: tuple[str, ...] = ()
    ) -> Command:
        """The command as it is to be run; `env` is what the tool itself needs, `keep` passes the caller's variables."""
        home = {} if self.home is None else {"HOME": str(self.home)}
        return Command(
            argv=(*self.prefix, *argv),
            cwd=cwd,
            env={**QUIET, **home, **self.environment, **(env or {})},
            keep=keep,
            deadline=self.deadline,
        )
