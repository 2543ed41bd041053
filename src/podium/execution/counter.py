"""The desk of an attempt at a run: its tools, with what the run knows and the gates that will judge it."""

import contextlib
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from typing import Any

from podium.execution import desk, tools
from podium.execution.cases import SCOPE, case, name_of
from podium.execution.formatting import format_changes
from podium.execution.judging import Court
from podium.execution.previewing import preview_tool
from podium.execution.workshop import Workshop
from podium.plan.events import GateResult
from podium.ports import Assignment, Desk, Services
from podium.workspace import clones

Value = dict[str, Any]


@contextlib.asynccontextmanager
async def opened(shop: Workshop, court: Court, value: Value, assignment: Assignment) -> AsyncGenerator[Desk | None]:
    """A desk for the attempt while its session is held."""
    task = assignment.task
    names = shop.checks.for_attempt(task, shop.setup.survey, ())
    known = [name for name in names if task.is_writing or name != SCOPE]
    gates = desk.Gates(
        lambda wanted: judged(shop, court, value, assignment, wanted=wanted), known=known, scope=shop.new_scope()
    )
    file = shop.setup.directories.logs / f"{name_of(task, value)}.log"

    def log(line: str) -> None:
        with file.open("a") as out:
            out.write(f"[{line}]\n")

    offered = (
        *tools.survey_tools(assignment.survey),
        tools.plan_tool(shop.plan),
        preview_tool(shop, value, assignment),
        gates.tool(),
    )
    async with desk.opened(assignment.workspace.home, offered, log) as place:
        try:
            yield place
        finally:
            await gates.close()


def judged(
    shop: Workshop, court: Court, value: Value, assignment: Assignment, *, wanted: tuple[str, ...]
) -> Sequence[GateResult]:
    """What the gates say of the workspace as it stands, formatted as it will be: the wanted ones, or the cheap ones.

    Verdicts are kept by the tree, so that what is judged again when the attempt ends costs nothing.
    """
    task, tip = assignment.task, assignment.workspace.tip
    name = f"{name_of(task, value)}.asked.gates"
    written = clones.snapshot(shop.clone, assignment.workspace.root, parent=tip)
    commit = clones.commit_tree(shop.clone, tree=written, parents=(tip,), message="as it stands")
    made = shop.yard.prepare(f"{name}.0", commit=commit, services=Services())
    try:
        if task.is_writing:
            format_changes(shop, replace(made, tip=tip), tree=written)
            tree = clones.snapshot(shop.clone, made.root, parent=tip)
            commit = clones.commit_tree(shop.clone, tree=tree, parents=(tip,), message="as it stands, formatted")
        one = case(shop, task, value, commit=commit, dear=None if wanted else False)
        gates = tuple(gate for gate in one.gates if not wanted or gate in wanted)
        return court.judge(replace(one, name=name, gates=gates, workspace=replace(made, tip=commit), thorough=True))
    finally:
        shop.yard.discard(made)
