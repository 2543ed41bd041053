"""From a task's choice to the runner that carries it out."""

from dataclasses import dataclass
from pathlib import Path

from podium.errors import RunError
from podium.plan.task import RunnerChoice
from podium.ports import Runner
from podium.process import environment, which
from podium.runners import optional
from podium.runners.human import HumanRunner
from podium.runners.profiles import Profile, profile, profiles
from podium.runners.recipe import RecipeRunner
from podium.runners.scripted import ScriptedRunner

QUESTION = "Who does what no recipe does?"
"""What a plan's decision record answers where a task of it is an agent's or a person's."""

LIBRARIES = {"claude": "claude_agent_sdk", "model": "pydantic_ai"}
"""What the doors that are no programs need."""

ALIASES = frozenset({"inherit", "sonnet", "opus", "haiku"})
"""Names of models in specialists' files that mean something to Claude Code alone."""


@dataclass(frozen=True, kw_only=True)
class Detected:
    """An agent that is here, and the variable or file that it would sign in with."""

    name: str
    signed_in: str


def detected(agents: Path | None = None) -> tuple[Detected, ...]:
    """The agents that are installed and have something to sign in with, the user's own first, one for each vendor.

    None of them is started. A bare model counts where its profile names one.
    """
    found: dict[str, Detected] = {}
    known = profiles(agents)
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


def meant(said: str, one: Profile) -> str:
    """What a specialist's file says of a model or an effort, for this agent; empty: the agent's own choice.

    It is one name for all, or `AGENT=NAME` for each, by commas: `claude=opus, codex=gpt-5.5`. A name that only Claude
    Code knows is for Anthropic's agents alone.
    """
    named = dict(part.split("=", 1) for part in said.replace(" ", "").split(",") if "=" in part)
    if named:
        return named.get(one.name, "")
    plain = said.strip()
    return "" if plain == "inherit" or (plain in ALIASES and one.provider != "anthropic") else plain


def runner(choice: RunnerChoice, *, agents: Path | None = None) -> Runner:
    """The runner of a choice; `agents` is the folder of the user's own profiles.

    Raises `RunError` where nothing here can carry it out, `ConfigurationError` for an agent that is not known.
    """
    match choice.kind:
        case "recipe":
            return RecipeRunner(choice.name)
        case "human":
            return HumanRunner()
        case "scripted":
            return ScriptedRunner()
        case "agent" if choice.name:
            return of_profile(profile(choice.name, agents))
        case "agent":
            raise RunError("the task waits for an agent", hint="`podium doctor` says which agents there are")


def of_profile(one: Profile) -> Runner:
    """The runner for an agent, by the door that its profile names."""
    match one.door:
        case "acp":
            from podium.runners.acp import AcpRunner

            return AcpRunner(one)
        case "claude":
            from podium.runners.claude import ClaudeRunner

            return ClaudeRunner(one)
        case "codex":
            from podium.runners.codex import CodexRunner

            return CodexRunner(one)
        case "model":
            from podium.runners.model import ModelRunner

            return ModelRunner(one)
