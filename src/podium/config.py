"""Configuration, resolved once into one frozen value: the environment over the project's file over the user's."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, cast

from podium.errors import ConfigurationError
from podium.plan.codec import digest, nearest

Isolation = Literal["auto", "required", "off"]
FILE = "config.toml"
"""The name of a configuration file in `.podium/` of a repository and in the user's folder."""


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """Everything that can be set; each field says what it does and what it is when nobody sets it."""

    state_home: Path
    """Where runs are kept: `$XDG_STATE_HOME/podium`, else `~/.local/state/podium`."""
    cache_home: Path
    """What can be made again: `$XDG_CACHE_HOME/podium`, else `~/.cache/podium`."""
    user_folder: Path
    """The user's rules, specialists and configuration: `$XDG_CONFIG_HOME/podium`, else `~/.config/podium`."""
    workers: int = 2
    """How many tasks may run at the same time."""
    attempts: int = 3
    """How often one task may be tried."""
    hours: float = 8.0
    """Wall hours after which a run stops for lack of budget."""
    gate_seconds: float = 600.0
    """Seconds after which a gate has failed by time-out."""
    isolation: Isolation = "auto"
    """Whether commands run under bubblewrap: `auto` where it works, `required` or not at all, `off`."""
    database_url: str = ""
    """A PostgreSQL server that Podium may fill with its own databases; empty: its own embedded one."""
    redis_url: str = ""
    """A Redis server that Podium may use under its own prefixes; empty: its own embedded one."""
    disposable_hosts: tuple[str, ...] = ()
    """Hosts, besides loopback, whose databases may be created and dropped."""
    runners: tuple[str, ...] = ()
    """Who does what no recipe does, the first one first: agents by name, `human`. Empty: such tasks wait."""

    @property
    def decisive_digest(self) -> str:
        """SHA-256 over the values that change a plan, as its header names them."""
        return digest({"workers": self.workers, "attempts": self.attempts, "isolation": self.isolation})


KINDS: dict[str, type] = {
    "workers": int,
    "attempts": int,
    "hours": float,
    "gate_seconds": float,
    "isolation": str,
    "database_url": str,
    "redis_url": str,
    "disposable_hosts": tuple,
    "runners": tuple,
}
"""What a file or a `PODIUM_…` variable may set; the folders come from the environment alone."""

USERS_ALONE = frozenset({"isolation", "database_url", "redis_url", "disposable_hosts", "runners"})
"""What a repository may not decide: what may be run unguarded, which databases may be dropped, who is paid."""


def load_configuration(project: Path | None = None, *, environ: Mapping[str, str] | None = None) -> Configuration:
    """The configuration for a repository (`project`: its root) and a user.

    Later sources win: defaults, the user's `config.toml`, the project's `.podium/config.toml`, `PODIUM_…` variables.
    Raises `ConfigurationError` naming the file for an unknown key, a wrong type or text that is not TOML.
    """
    variables = os.environ if environ is None else environ
    home = Path(variables.get("HOME") or "/")
    user_folder = _folder(variables, "XDG_CONFIG_HOME", home / ".config")
    configuration = Configuration(
        state_home=_folder(variables, "XDG_STATE_HOME", home / ".local" / "state"),
        cache_home=_folder(variables, "XDG_CACHE_HOME", home / ".cache"),
        user_folder=user_folder,
    )
    file = user_folder / FILE
    configuration = replace(configuration, **_checked(_read(file), str(file)))
    if project is not None:
        file = project / ".podium" / FILE
        values = _read(file)
        for name in sorted(values.keys() & USERS_ALONE):
            hint = f"set it in {user_folder / FILE}"
            raise ConfigurationError(f"{file}: {name} is for the user to set, not for a repository", hint=hint)
        configuration = replace(configuration, **_checked(values, str(file)))
    return replace(configuration, **_checked(_from_variables(variables), "the environment"))


def _folder(variables: Mapping[str, str], name: str, default: Path) -> Path:
    value = variables.get(name, "")
    return (Path(value) if value.startswith("/") else default) / "podium"


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text())
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file} is not TOML: {error}") from error
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}") from error


def _from_variables(variables: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, kind in KINDS.items():
        variable = f"PODIUM_{name.upper()}"
        text = variables.get(variable)
        if text is not None:
            try:
                found[name] = text.split(",") if kind is tuple else kind(text)
            except ValueError as error:
                raise ConfigurationError(f"{variable} should be {kind.__name__}, is {text!r}") from error
    return found


def _checked(values: dict[str, Any], source: str) -> dict[str, Any]:
    checked: dict[str, Any] = {}
    for name, value in values.items():
        if name not in KINDS:
            raise ConfigurationError(f"{source}: {name!r} is not known{nearest(name, tuple(KINDS))}")
        kind: type = KINDS[name]
        given: object = tuple(cast("list[str]", value)) if kind is tuple and isinstance(value, list) else value
        given = float(given) if kind is float and isinstance(given, int) else given
        if not isinstance(given, kind) or isinstance(given, bool):
            raise ConfigurationError(f"{source}: {name} should be {kind.__name__}, is {value!r}")
        checked[name] = given
    _ranges(checked, source)
    return checked


def _ranges(values: dict[str, Any], source: str) -> None:
    for name in ("workers", "attempts", "hours", "gate_seconds"):
        if name in values and not values[name] > 0:
            raise ConfigurationError(f"{source}: {name} should be over 0, is {values[name]}")
    if values.get("isolation", "auto") not in {"auto", "required", "off"}:
        raise ConfigurationError(f"{source}: isolation should be auto, required or off, is {values['isolation']!r}")
