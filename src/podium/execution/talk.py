"""What a runner says, written to a log of its attempt: bounded, and without secrets."""

import re
from collections.abc import Iterable
from pathlib import Path

from podium.gates.secrets import SHAPES
from podium.ports import RunnerEvent, Said
from podium.process import environment

LOG_LIMIT = 20_000_000
"""Bytes of one log; what comes after is left out, and that is said."""

SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL", re.IGNORECASE)
SHORTEST_SECRET = 8

UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that steer a terminal, or turn the order of what is read."""

KNOWN = re.compile("|".join(shape for _, shape in SHAPES))
"""Secrets that are known by their shape."""


class Log:
    """One log. `values` are what must not stand in it."""

    def __init__(self, file: Path, *, values: Iterable[str] = ()) -> None:
        self._file = file
        self._values = tuple(value for value in values if len(value) >= SHORTEST_SECRET)
        self._written = 0

    def write(self, event: RunnerEvent) -> None:
        """Add what the event says."""
        if self._written > LOG_LIMIT:
            return
        text = self.clean(event.text if isinstance(event, Said) else f"[{event}]")
        self._written += len(text)
        if self._written > LOG_LIMIT:
            text = f"[… left out: more than {LOG_LIMIT} characters …]"
        with self._file.open("a") as file:
            file.write(f"{text}\n")

    def clean(self, text: str) -> str:
        """The text with every secret that is known taken out, and every character that is not for reading."""
        text = UNSEEN.sub("", text.encode("utf-8", "replace").decode())
        for value in self._values:
            text = text.replace(value, "[secret]")
        return KNOWN.sub("[secret]", text)


def secrets(names: Iterable[str]) -> tuple[str, ...]:
    """The values of those variables of ours that are secrets by their names."""
    wanted = [name for name in names if SECRET_NAME.search(name)]
    return tuple(value for name, value in environment({}, keep=wanted).items() if name in wanted)
