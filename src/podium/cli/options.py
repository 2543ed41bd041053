"""The options that commands share, and how a request's words are taken in."""

import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from podium.config import Limits
from podium.errors import RequestError

F = TypeVar("F", bound=Callable[..., Any])


def repository_options(command: F) -> F:
    """Add `--repo DIR` and `--project DIR`."""
    folder = click.Path(file_okay=False, path_type=Path)
    command = click.option("--project", default="", metavar="DIR", help="The part of a monorepo to work on.")(command)
    return click.option("--repo", type=folder, default=Path(), metavar="DIR", help="The repository (default: here).")(
        command
    )


def json_option(command: F) -> F:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of Markdown.")(command)


def runner_option(command: F) -> F:
    """Add `--runner NAME`, which may be given several times."""
    words = "Who does what no recipe does: an agent that `podium doctor` lists, or human. Give more for others in turn."
    return click.option("--runner", "runners", multiple=True, metavar="NAME", help=words)(command)


def budget_options(command: F) -> F:
    """Add `--budget-usd`, `--budget-tokens`, `--budget-turns` and `--budget-minutes`."""
    for name, kind, words in (
        ("minutes", click.FloatRange(min=0, min_open=True), "Minutes in which anything is under way."),
        ("turns", click.IntRange(min=1), "Answers of models in all attempts together."),
        ("tokens", click.IntRange(min=1), "Tokens of all attempts together."),
        ("usd", click.FloatRange(min=0, min_open=True), "US dollars of all attempts together."),
    ):
        more = f"{words} The run stops there, with exit code 5."
        command = click.option(f"--budget-{name}", type=kind, metavar="N", help=more, callback=_finite)(command)
    return command


def _finite(context: click.Context, option: click.Parameter, value: float | None) -> float | None:
    if value is not None and not math.isfinite(value):
        raise click.BadParameter(f"{value} is no number that can be reached.", ctx=context, param=option)
    return value


def limits(options: dict[str, Any]) -> Limits:
    """What the options of `budget_options` say."""
    tokens, usd, turns, minutes = (options[f"budget_{name}"] or 0 for name in ("tokens", "usd", "turns", "minutes"))
    return Limits(tokens=int(tokens), usd=float(usd), turns=int(turns), minutes=float(minutes))


def request_arguments(command: F) -> F:
    """Add `TEXT…` and `--file FILE`."""
    file = click.Path(dir_okay=False, path_type=Path)
    command = click.option("--file", type=file, metavar="FILE", help="Read the request from a file (`-`: from stdin).")(
        command
    )
    return click.argument("text", nargs=-1)(command)


def words(text: tuple[str, ...], file: Path | None) -> str:
    """The request's words: the arguments, or the file, or standard input for `-`.

    Raises `RequestError` when both or neither are given, or the file cannot be read as text.
    """
    if text and file:
        raise RequestError("the request is given twice", hint="give it as words or with --file, not both")
    if text == ("-",) or (file is not None and str(file) == "-"):
        return sys.stdin.read()
    if file is not None:
        try:
            return file.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise RequestError(f"{file} cannot be read as text", hint="give a UTF-8 text file") from error
        except OSError as error:
            hint = "give the path of a file that is there"
            raise RequestError(f"{file} cannot be read: {error.strerror}", hint=hint) from error
    return " ".join(text)
