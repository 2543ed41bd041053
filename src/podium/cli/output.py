"""What a person reads: data on standard output, talk on standard error, marks always with a word."""

import json
import sys
from collections.abc import Iterable
from typing import Any


def give(text: str) -> None:
    """Write data to standard output, with one line end."""
    sys.stdout.write(text.rstrip("\n") + "\n")
    sys.stdout.flush()


def give_json(value: Any) -> None:
    """Write a JSON value to standard output, indented."""
    give(json.dumps(value, ensure_ascii=False, indent=2))


def say(text: str) -> None:
    """Write talk to standard error."""
    sys.stderr.write(text.rstrip("\n") + "\n")
    sys.stderr.flush()


def show_error(message: str, *, hint: str = "", details: Iterable[str] = ()) -> None:
    """Write an error: one sentence, its details a line each, and the hint."""
    say(f"podium: {message}")
    for detail in details:
        say(f"  {detail}")
    if hint:
        say(f"hint: {hint}")
