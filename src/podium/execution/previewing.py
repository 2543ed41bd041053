"""What Podium's recipes would write for a request: written into a workspace of its own, shown, and thrown away."""

import itertools
from dataclasses import replace
from typing import Any

from podium.errors import PodiumError
from podium.execution.cases import name_of
from podium.execution.tools import Arguments, Mistaken, Tool
from podium.execution.workshop import Workshop
from podium.ports import Assignment, Services
from podium.workspace import clones

PREVIEWS = 3
"""How often one attempt may ask."""


def preview_tool(shop: Workshop, value: dict[str, Any], assignment: Assignment) -> Tool:
    """The tool for an attempt."""
    asked = itertools.count(1)

    def answer(arguments: Arguments) -> str:
        number = next(asked)
        if number > PREVIEWS:
            raise Mistaken(f"recipes have been previewed {PREVIEWS} times for this attempt, which is all it may ask")
        try:
            return preview(shop, assignment, str(arguments["request"]), name=f"{name_of(assignment.task, value)}.asked")
        except PodiumError as error:
            raise Mistaken(error.message) from error

    return Tool(
        name="preview_recipe",
        description="Show as a difference what Podium's recipes would write here for a request in plain words, such as "
        "'Add tags with a unique name'. Nothing is written into your folder.",
        takes={"request": "what is to be added, in plain words"},
        required=("request",),
        answer=answer,
    )


def preview(shop: Workshop, assignment: Assignment, request: str, *, name: str) -> str:
    """The difference that the recipes' writing tasks make for the request, or why they do nothing."""
    from podium.analysis import analyse
    from podium.recipes import families, recipe
    from podium.request import read_request

    survey, tip = assignment.survey, assignment.workspace.tip
    analysis = analyse(read_request(request), survey, shop.setup.rules)
    offers = [offer for family in families(shop.source.path) for offer in family.offer(analysis, survey)]
    refused = [f"{one.recipe} refuses: {one.reason}" for offer in offers for one in offer.refusals]
    tasks = [task for offer in offers for task in offer.tasks if task.is_writing and task.runner.kind == "recipe"]
    if refused or not tasks:
        return "\n".join(refused) or "no recipe does this"
    served = survey.schema.provider == "postgresql"
    services = shop.services(f"{shop.setup.run}-preview") if served else Services()
    made = shop.yard.prepare(f"{name}.gates.9", commit=tip, services=services)
    try:
        for task in tasks:
            found = recipe(task.runner.name).apply(replace(assignment, task=task, workspace=made, findings=()))
            grave = [one for one in found if one.severity == "high"]
            if grave:
                return f"{task.runner.name} would not succeed: {grave[0]}"
        tree = clones.snapshot(shop.clone, made.root, parent=tip)
        return shop.clone.ask("diff", "--unified=1", tip, tree)
    finally:
        shop.yard.discard(made)
