"""The agents that are here: installed, with something to sign in with; none of them is started."""

from dataclasses import dataclass
from pathlib import Path

from podium.process import environment, which
from podium.runners import optional
from podium.runners.profiles import Profile, profiles

QUESTION = "Who does what no recipe does?"
"""What a plan's decision record answers where a task of it is an agent's or a person's."""

LIBRARIES = {"claude": "claude_agent_sdk", "model": "pydantic_ai"}
"""What the doors that are no programs need."""


@dataclass(frozen=True, kw_only=True)
class Detected:
    """An agent that is here, and the variable or file that it would sign in with."""

    name: str
    signed_in: str


def detected(agents: Path | None = None, *, cache: Path | None = None) -> tuple[Detected, ...]:
    """The agents that are installed and have something to sign in with, the user's own first, one for each vendor.

    None of them is started. A bare model counts where its profile names one. `cache` is where profiles are kept.
    """
    found: dict[str, Detected] = {}
    known = profiles(agents, cache=cache)
    own = [one for one in known.values() if agents is not None and list(agents.glob(f"{one.name}.y*ml"))]
    for one in (*own, *known.values()):
        signed_in = sign_in_of(one) if is_installed(one) and (one.door != "model" or one.model) else ""
        if signed_in:
            found.setdefault(one.provider or one.name, Detected(name=one.name, signed_in=signed_in))
    return tuple(found.values())


def is_installed(one: Profile) -> bool:
    """Whether the agent's program, or the library that it stands on, is here."""
    library = LIBRARIES.get(one.door, "")
    return optional.installed(library) if library else which(one.argv[0]) is not None


def sign_in_of(one: Profile) -> str:
    """The variable or the file that holds a key or a sign-in of the agent's; empty where none is found."""
    given = environment({}, keep=one.keep)
    keys = [name for name in one.keep if given.get(name) and name.endswith(("_KEY", "_TOKEN"))]
    files = [f"~/{name}" for name in one.home if (Path.home() / name).is_file()]
    return next(iter((*keys, *files)), "")
