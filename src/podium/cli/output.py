"""What a person reads: data on standard output, talk on standard error, marks always with a word."""

import contextlib
import json
import os
import sys
from collections.abc import Iterable
from io import TextIOWrapper
from typing import Any

from podium.errors import MachineError


def prepare() -> None:
    """Make the streams take every text: one that is closed leads nowhere, a character it cannot show becomes `?`."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def give(text: str) -> None:
    """Write data to standard output, with one line end; whoever has stopped reading is told nothing more.

    Raises `MachineError` where it cannot be written.
    """
    try:
        sys.stdout.write(text.rstrip("\n") + "\n")
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            hint = "the work is kept: `podium report` prints a run's report again"
            raise MachineError(f"standard output cannot be written: {error.strerror}", hint=hint) from error


def give_json(value: Any) -> None:
    """Write a JSON value to standard output, indented."""
    give(json.dumps(value, ensure_ascii=False, indent=2))


def say(text: str) -> None:
    """Write talk to standard error; no work ends because nobody can hear it any more."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(text.rstrip("\n") + "\n")
        sys.stderr.flush()


def show_error(message: str, *, hint: str = "", details: Iterable[str] = ()) -> None:
    """Write an error: one sentence, its details a line each, and the hint."""
    say(f"podium: {message}")
    for detail in details:
        say(f"  {detail}")
    if hint:
        say(f"hint: {hint}")
