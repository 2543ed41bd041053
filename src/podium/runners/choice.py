"""From a task's choice to the runner that carries it out."""

from podium.errors import RunError
from podium.plan.task import RunnerChoice
from podium.ports import Runner
from podium.runners.human import HumanRunner
from podium.runners.recipe import RecipeRunner
from podium.runners.scripted import ScriptedRunner


def runner(choice: RunnerChoice) -> Runner:
    """The runner of a choice. Raises `RunError` where nothing here can carry it out."""
    match choice.kind:
        case "recipe":
            return RecipeRunner(choice.name)
        case "human":
            return HumanRunner()
        case "scripted":
            return ScriptedRunner()
        case "agent":
            raise RunError(
                f"no agent {choice.name!r} is set up here" if choice.name else "the task waits for an agent",
                hint="`podium agents` lists what can carry tasks out",
            )
