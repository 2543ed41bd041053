"""The tools that an attempt may ask Podium with: what they are called, what they take, what they answer.

What they answer is text for a model; what goes wrong is text, too, marked as an error. Nothing that they do changes the
attempt's workspace.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from podium.execution import lookup
from podium.plan.codec import dump
from podium.plan.events import GateResult
from podium.plan.plan import Plan
from podium.plan.survey import Survey
from podium.plan.task import Task

TEXT_LIMIT = 20_000
"""Characters of one answer."""

FINDINGS_SHOWN = 15
BLANK = re.compile(r"\{\{.*?\}\}")
"""What a recipe fills in, in the paths that it writes."""

Arguments = Mapping[str, Any]


class Mistaken(Exception):
    """The call cannot be answered; the message says why, to whoever called."""


@dataclass(frozen=True, kw_only=True)
class Tool:
    """A tool: `takes` are its arguments with a sentence each, texts all, but for those of `lists`."""

    name: str
    description: str
    answer: Callable[[Arguments], str]
    takes: Mapping[str, str] = field(default_factory=dict[str, str])
    lists: frozenset[str] = frozenset()
    required: tuple[str, ...] = ()

    def described(self) -> dict[str, Any]:
        """The tool as the Model Context Protocol describes one."""
        text, rows = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
        properties = {
            name: {**(rows if name in self.lists else text), "description": what} for name, what in self.takes.items()
        }
        schema = {"type": "object", "properties": properties, "required": list(self.required)}
        hints = {"readOnlyHint": True, "destructiveHint": False, "openWorldHint": False}
        return {"name": self.name, "description": self.description, "inputSchema": schema, "annotations": hints}

    def call(self, arguments: Arguments) -> str:
        """The answer, cut where it is too long. Raises `Mistaken`."""
        for name in self.required:
            if not arguments.get(name):
                raise Mistaken(f"{self.name} needs {name}: {self.takes[name]}")
        for name, value in arguments.items():
            if name not in self.takes:
                raise Mistaken(f"{self.name} takes no {name}; it takes {', '.join(self.takes) or 'nothing'}")
            if not isinstance(value, list if name in self.lists else str):
                raise Mistaken(f"{name} should be {'a list of texts' if name in self.lists else 'a text'}")
        said = self.answer(arguments)
        return (
            said if len(said) <= TEXT_LIMIT else f"{said[:TEXT_LIMIT]}\n[… cut here: {len(said)} characters in all …]"
        )


def survey_tools(survey: Survey) -> tuple[Tool, ...]:
    """What answers from a survey and from the recipes alone."""

    def search(arguments: Arguments) -> str:
        kind = str(arguments.get("kind", ""))
        if kind and kind not in lookup.KINDS:
            raise Mistaken(f"there is no kind {kind}; there are {', '.join(lookup.KINDS)}")
        found = lookup.search(survey, str(arguments.get("query", "")), kind=kind)
        return "\n".join(map(str, found)) or "nothing of the survey holds these words"

    return (
        Tool(
            name="search_survey",
            description="Search what the survey knows of this repository, as lines with file:line. Without a query: "
            "the first of a kind.",
            takes={"query": "words, the more of them a line holds the better", "kind": " | ".join(lookup.KINDS)},
            answer=search,
        ),
        Tool(
            name="list_recipes",
            description="List the recipes: what Podium can write without a model.",
            answer=lambda _: _recipes(),
        ),
        Tool(
            name="describe_recipe",
            description="Say what a recipe matches, needs to know, writes, and is judged by.",
            takes={"recipe": "its id, as list_recipes has it"},
            required=("recipe",),
            answer=lambda arguments: _recipe(str(arguments["recipe"])),
        ),
    )


def _recipes() -> str:
    from podium.recipes import catalogue

    return "\n".join(f"{one.id} ({one.specialist}): {one.matches}" for one in catalogue())


def _recipe(name: str) -> str:
    from podium.recipes import catalogue

    found = {one.id: one for one in catalogue()}
    if name not in found:
        raise Mistaken(f"there is no recipe {name}; there are {', '.join(found)}")
    one = found[name]
    parameters = "\n".join(f"  {key}: {what}" for key, what in one.parameters)
    writes = ", ".join(BLANK.sub("…", write) for write in one.writes)
    return (
        f"{one.id} ({one.specialist})\nmatches: {one.matches}\nneeds to know:\n{parameters}\n"
        f"writes: {writes}\ngates: {', '.join(one.gates)}\nundo: {one.undo}"
    )


def plan_tool(plan: Callable[[], Plan]) -> Tool:
    """What answers from the plan as it stands."""

    def read(arguments: Arguments) -> str:
        now, name = plan(), str(arguments.get("task", ""))
        task = now.task(name)
        if name and task is None:
            raise Mistaken(f"there is no task {name}; there are {', '.join(one.id for one in now.tasks)}")
        return dump(task) if task is not None else _overview(now)

    return Tool(
        name="read_plan",
        description="Read the plan that this task is a part of: every task in a line, or one of them whole.",
        takes={"task": "the id of a task, to read it whole"},
        answer=read,
    )


def _overview(plan: Plan) -> str:
    lines = [f"{plan.header.title} (revision {plan.revision})", plan.request.text, ""]
    lines += [_line(task) for task in plan.tasks]
    lines += ["", *(f"{one.id}: {one.text}" for one in plan.analysis.requirements)]
    lines += [f"assumed: {one.text}" for one in plan.assumptions]
    return "\n".join(lines)


def _line(task: Task) -> str:
    needs = f", after {', '.join(task.needs)}" if task.needs else ""
    writes = ", ".join(map(str, task.writes)) or "nothing"
    return f"{task.id} {task.specialist}: {task.title}{needs}; writes {writes}"


def told(results: Sequence[GateResult]) -> str:
    """What gates found, for whoever is to mend it."""
    lines: list[str] = []
    for one in results:
        lines.append(f"{one.gate}: {one.status.replace('_', ' ')}: {one.summary}")
        lines += [f"  - {finding}{f' [{finding.hint}]' if finding.hint else ''}" for finding in one.findings][
            :FINDINGS_SHOWN
        ]
        if len(one.findings) > FINDINGS_SHOWN:
            lines.append(f"  [… {len(one.findings) - FINDINGS_SHOWN} more …]")
    red = [one.gate for one in results if not one.holds]
    lines.append(f"red: {', '.join(red)}" if red else "nothing is red; gates that cost much are run when you are done")
    return "\n".join(lines)


def answered(tools: Mapping[str, Tool], question: object) -> dict[str, Any]:
    """The answer to a question as the socket brings it: `{"list": true}`, or `{"tool": name, "arguments": {…}}`."""
    asked = cast("dict[str, Any]", question) if isinstance(question, dict) else {}
    if asked.get("list"):
        return {"tools": [one.described() for one in tools.values()]}
    tool = tools.get(str(asked.get("tool")))
    arguments: object = asked.get("arguments") or {}
    if tool is None or not isinstance(arguments, dict):
        return {"text": f"there are {', '.join(tools)}, each with named arguments", "error": True}
    try:
        return {"text": tool.call(cast("dict[str, Any]", arguments)), "error": False}
    except Mistaken as error:
        return {"text": str(error), "error": True}
