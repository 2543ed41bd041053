"""Configuration, resolved once into one frozen value: the environment over the project's file over the user's."""

import math
import os
import pwd
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
class Limits:
    """What one run may use at most; 0: no limit. `turns` are the answers of its models."""

    tokens: int = 0
    usd: float = 0.0
    turns: int = 0
    minutes: float = 0.0
    attempts: int = 0


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
    budget: Limits = Limits()
    """What a run may use: the table `[budget]`. A repository's own may be lower than the user's, never higher."""

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

BUDGET = "budget"
LIMITS: dict[str, type] = {"tokens": int, "usd": float, "turns": int, "minutes": float, "attempts": int}
"""What the table `[budget]` of a file, or a `PODIUM_BUDGET_…` variable, may set."""

USERS_ALONE = frozenset({"isolation", "database_url", "redis_url", "disposable_hosts", "runners"})
"""What a repository may not decide: what may be run unguarded, which databases may be dropped, who is paid."""


def load_configuration(project: Path | None = None, *, environ: Mapping[str, str] | None = None) -> Configuration:
    """The configuration for a repository (`project`: its root) and a user.

    Later sources win: defaults, the user's `config.toml`, the project's `.podium/config.toml`, `PODIUM_…` variables.
    Raises `ConfigurationError` naming the file for an unknown key, a wrong type or text that is not TOML.
    """
    variables = os.environ if environ is None else environ
    home = _home(variables)
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
        checked = _checked(values, str(file))
        if BUDGET in checked:
            checked[BUDGET] = lower(configuration.budget, checked[BUDGET])
        configuration = replace(configuration, **checked)
    own = _checked(_from_variables(variables), "the environment")
    limits = _limits(_from_variables(variables, prefix="PODIUM_BUDGET_", kinds=LIMITS), "the environment")
    return replace(configuration, **own, budget=over(configuration.budget, limits))


def _home(variables: Mapping[str, str]) -> Path:
    """The user's home folder: `$HOME`, else what the system knows of the user."""
    given = variables.get("HOME")
    if given:
        return Path(given)
    try:
        return Path(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError:
        hint = "set HOME to a folder that may be written"
        raise ConfigurationError(f"HOME is not set, and the system knows no user {os.getuid()}", hint=hint) from None


def over(limits: Limits, wins: Limits) -> Limits:
    """The limits, with those that `wins` sets in their place."""
    return replace(limits, **{name: value for name, value in vars(wins).items() if value})


def lower(limits: Limits, other: Limits) -> Limits:
    """Of each limit the lower one; one that only one of the two sets is that one's."""
    pairs = {name: [one for one in (value, getattr(other, name)) if one] for name, value in vars(limits).items()}
    return replace(limits, **{name: min(both) for name, both in pairs.items() if both})


def _folder(variables: Mapping[str, str], name: str, default: Path) -> Path:
    value = variables.get(name, "")
    return (Path(value) if value.startswith("/") else default) / "podium"


def _read(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text()
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{file} is not TOML: {error}") from error
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}") from error
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{file} is not TOML: {error}") from error


def _from_variables(
    variables: Mapping[str, str], *, prefix: str = "PODIUM_", kinds: Mapping[str, type] = KINDS
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, kind in kinds.items():
        variable = f"{prefix}{name.upper()}"
        text = variables.get(variable)
        if text is not None:
            try:
                found[name] = text.split(",") if kind is tuple else kind(text)
            except ValueError as error:
                raise ConfigurationError(f"{variable} should be {kind.__name__}, is {text!r}") from error
    return found


def _limits(values: dict[str, Any], source: str) -> Limits:
    limits = Limits(**_typed(values, f"{source}: [budget]", LIMITS))
    for name, value in vars(limits).items():
        if not 0 <= value < math.inf:
            raise ConfigurationError(f"{source}: [budget]: {name} should be 0 (no limit) or over it, is {value}")
    return limits


def _checked(values: dict[str, Any], source: str) -> dict[str, Any]:
    table = values.get(BUDGET, {})
    if not isinstance(table, dict):
        raise ConfigurationError(f"{source}: {BUDGET} should be a table, is {table!r}", hint="[budget]\nusd = 5")
    checked = _typed({name: value for name, value in values.items() if name != BUDGET}, source, KINDS)
    _ranges(checked, source)
    return checked | ({BUDGET: _limits(cast("dict[str, Any]", table), source)} if table else {})


def _typed(values: dict[str, Any], source: str, kinds: Mapping[str, type]) -> dict[str, Any]:
    checked: dict[str, Any] = {}
    for name, value in values.items():
        if name not in kinds:
            known = (*kinds, BUDGET) if kinds is KINDS else tuple(kinds)
            raise ConfigurationError(f"{source}: {name!r} is not known{nearest(name, known)}")
        kind: type = kinds[name]
        given: object = tuple(cast("list[str]", value)) if kind is tuple and isinstance(value, list) else value
        given = float(given) if kind is float and isinstance(given, int) else given
        if not isinstance(given, kind) or isinstance(given, bool):
            raise ConfigurationError(f"{source}: {name} should be {kind.__name__}, is {value!r}")
        checked[name] = given
    return checked


def _ranges(values: dict[str, Any], source: str) -> None:
    for name in ("workers", "attempts", "hours", "gate_seconds"):
        if name in values and not 0 < values[name] < math.inf:
            raise ConfigurationError(f"{source}: {name} should be over 0, is {values[name]}")
    if values.get("isolation", "auto") not in {"auto", "required", "off"}:
        raise ConfigurationError(f"{source}: isolation should be auto, required or off, is {values['isolation']!r}")
