"""The task graph as a Mermaid flowchart."""

import re
import textwrap
from typing import TYPE_CHECKING

from podium.plan.plan import Plan
from podium.plan.task import Task
from podium.report.progress import MARKS

if TYPE_CHECKING:
    from podium.plan.state import State

_CLASSES = {"completed": "done", "running": "active", "integrating": "active", "pending": "open", "waiting": "open"}
_STYLES = (
    "classDef done fill:#d4edda,stroke:#2e7d32,color:#000",
    "classDef active fill:#fff3cd,stroke:#b8860b,color:#000",
    "classDef open fill:#f5f5f5,stroke:#777,color:#000",
    "classDef stopped fill:#f8d7da,stroke:#b71c1c,color:#000",
)


def mermaid(plan: Plan, state: "State | None" = None) -> str:
    """A flowchart with a box per phase: a full line is a need, a dotted one is order alone; with a state, in colour."""
    lines = ["flowchart LR"]
    for phase in plan.phases:
        lines.append(f'  subgraph P{phase.phase}["Phase {phase.phase}: {_label(phase.title)}"]')
        lines += [_node(task, state) for task in plan.tasks if task.id in phase.tasks]
        lines.append("  end")
    lines += [f"  {one} --> {task.id}" for task in plan.tasks for one in task.needs]
    lines += [f"  {one} -.-> {task.id}" for task in plan.tasks for one in task.after]
    if state is not None:
        lines += [f"  {style}" for style in _STYLES]
        lines += [f"  class {task.id} {_CLASSES.get(state.tasks[task.id].status, 'stopped')}" for task in plan.tasks]
    return "\n".join(lines) + "\n"


def _node(task: Task, state: "State | None") -> str:
    status = " ".join(MARKS[state.tasks[task.id].status]) if state is not None else ""
    rows = (task.id, task.specialist, _label(task.title), status)
    return f'    {task.id}["{"<br/>".join(row for row in rows if row)}"]'


def _label(text: str) -> str:
    """Text that Mermaid takes inside quotes: no quote, bracket or back tick of its own; a long one is cut at a word."""
    whole = re.sub(r"\s+", " ", re.sub(r'["\[\]<>`#;{}|]', "'", text)).strip()
    return textwrap.shorten(whole, 80, placeholder=" …")
