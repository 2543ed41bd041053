"""From a task's choice to the runner that carries it out."""

from pathlib import Path

from podium.errors import RunError
from podium.plan.task import RunnerChoice
from podium.ports import Runner
from podium.runners.human import HumanRunner
from podium.runners.profiles import Profile, profile
from podium.runners.recipe import RecipeRunner
from podium.runners.scripted import ScriptedRunner

ALIASES = frozenset({"inherit", "sonnet", "opus", "haiku"})
"""Names of models in specialists' files that mean something to Claude Code alone."""


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
