"""Agents as data: how one is started, what it may see, how it is made to ask, what its words for failure are.

A profile is a YAML file: the shipped ones stand in `profiles/` beside this module, the user's in `agents/` of the
user's own folder (never in a repository: a profile names a program to run). The user's wins by name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

from podium.catalog.kept import kept
from podium.errors import ConfigurationError
from podium.plan.codec import DecodeError, decode, nearest
from podium.runners import failures
from podium.runners.failures import ErrorRule

SHIPPED = Path(__file__).parent / "profiles"

Door = Literal["acp", "claude", "codex", "model"]


@dataclass(frozen=True, kw_only=True)
class Modes:
    """The agent's names for its ways of working: `edit` for tasks that write, `read` for reviews; empty: none."""

    edit: str = ""
    read: str = ""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """One agent.

    `door` is the way to speak with it, `argv` its program, `version` the words that make it print its version,
    `install` the command that installs it, `keep` the user's variables that it may see (its key, its address),
    `variables` what is set for it, `home` the files of the user's home folder that hold its sign-in.
    `usage_at` is where the end of a turn tells tokens (empty: nowhere), `silent_end_is_failure` says that a turn
    without tokens, without a tool and without a change of mind is an error told as text. `together` is how many of
    its sessions run at once, `start_seconds` how long it may take to speak. `takes_tools` says that it may be offered
    Podium's own: one that does not say which tool it asks permission for would wait for a person each time.
    """

    name: str
    title: str
    door: Door = "acp"
    argv: tuple[str, ...] = ()
    version: tuple[str, ...] = ("--version",)
    install: str = ""
    keep: tuple[str, ...] = ()
    variables: dict[str, str] = field(default_factory=dict[str, str])
    home: tuple[str, ...] = ()
    modes: Modes = Modes()
    model: str = ""
    provider: str = ""
    resumes: bool = True
    own_sandbox: bool = False
    takes_tools: bool = True
    usage_at: str = "usage"
    silent_end_is_failure: bool = False
    errors: tuple[ErrorRule, ...] = ()
    together: int = 2
    start_seconds: float = 45.0


def profiles(folder: Path | None = None, *, cache: Path | None = None) -> Mapping[str, Profile]:
    """Every profile by name: the shipped ones, and over them those of the user's `folder`.

    `cache` is a folder where profiles that were read are kept. Raises `ConfigurationError` naming the file for a key
    or a value that is not known.
    """
    places = {"shipped": SHIPPED, "user": folder}
    files = {
        f"{origin}: {file.name}": file
        for origin, place in places.items()
        for file in (sorted(place.glob("*.y*ml")) if place is not None and place.is_dir() else ())
    }
    code = (__file__, failures.__file__)
    return kept(dict[str, Profile], files, lambda: _load(files.values()), code=code, cache=cache)


def _load(files: Iterable[Path]) -> dict[str, Profile]:
    found: dict[str, Profile] = {}
    for file in files:
        one = _read(file)
        found[one.name] = one
    return found


def profile(name: str, folder: Path | None = None) -> Profile:
    """The profile of that name. Raises `ConfigurationError` where there is none."""
    known = profiles(folder)
    if name not in known:
        hint = f"known are {', '.join(known)}; another agent is a file of yours in {folder or 'agents/'}"
        raise ConfigurationError(f"no agent {name!r} is known{nearest(name, tuple(known))}", hint=hint)
    return known[name]


def _read(file: Path) -> Profile:
    import yaml  # importing it costs more than most commands

    try:
        value: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
        named = cast("dict[str, Any]", value) if isinstance(value, dict) else value
        read = decode(Profile, {"name": file.stem, **named} if isinstance(value, dict) else value)
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{file} is not YAML: {error}") from error
    except DecodeError as error:
        raise ConfigurationError(f"{file}: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file} cannot be read: {error}") from error
    if read.door == "acp" and not read.argv:
        raise ConfigurationError(f"{file}: argv is missing", hint="argv: [program, argument, …]")
    return read
