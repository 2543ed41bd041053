"""What Codex writes down of a conversation while it goes on: the tokens after each answer of its model.

`codex exec --json` tells tokens at the end of a prompt alone; the record of the thread, which Codex keeps to go on with
it, has them after each answer (`sessions/YEAR/MONTH/DAY/rollout-TIME-THREAD.jsonl`, lines of kind `token_count`). The
record is a help to stop in time and no more: a missing or unreadable one leaves what the end of the prompt tells.
"""

from pathlib import Path
from typing import Any, cast

from podium.runners import frames
from podium.runners.meter import at

READ_AT_ONCE = 4_000_000
"""Bytes of the record that are read at one time; more waits for the next."""


class Record:
    """The record of one thread below a Codex home. What stands in it before `begin` is of earlier prompts."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._file: Path | None = None
        self._place = 0
        self._total: dict[str, Any] = {}
        self.turns = 0

    @property
    def total(self) -> dict[str, Any]:
        """The tokens of the whole thread so far, as Codex names them; empty before the first answer."""
        return self._total

    def begin(self, thread: str) -> None:
        """Find the record of a thread that is gone on with, and pass over what it holds."""
        found = self._find(thread)
        if found is not None:
            self._file, self._place = found, found.stat().st_size

    def read(self, thread: str) -> bool:
        """Whether there was anything new about tokens; `total` and `turns` hold it then."""
        self._file = self._file or self._find(thread)
        if self._file is None:
            return False
        try:
            with self._file.open("rb") as file:
                file.seek(self._place)
                text = file.read(READ_AT_ONCE)
        except OSError:
            return False
        whole = text if len(text) == READ_AT_ONCE and b"\n" not in text else text[: text.rfind(b"\n") + 1]
        self._place += len(whole)
        return sum(self._take(line) for line in whole.splitlines()) > 0

    def _take(self, line: bytes) -> bool:
        said = frames.read(line) if b"token_count" in line else None
        total = at(said, "payload.info.total_token_usage")
        if at(said, "payload.type") != "token_count" or not isinstance(total, dict) or total == self._total:
            return False
        self._total = cast("dict[str, Any]", total)
        self.turns += 1
        return True

    def _find(self, thread: str) -> Path | None:
        plain = thread.replace("-", "").isalnum()
        files = sorted((self._home / "sessions").glob(f"*/*/*/rollout-*-{thread}.jsonl")) if plain else []
        return next((file for file in reversed(files) if file.is_file() and not file.is_symlink()), None)
