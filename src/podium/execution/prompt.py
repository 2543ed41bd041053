"""What a runner is told: the task, its bounds, how it is judged, and what went wrong the last time."""

from podium.ports import Assignment


def prompt(assignment: Assignment) -> str:
    """The whole prompt as Markdown; text from the repository is not part of it."""
    task = assignment.task
    parts = [
        f"# {task.title}",
        task.goal,
        _list("What to do", task.instructions),
        _list("What comes out", task.outputs),
        _list("Requirements", tuple(_requirements(assignment))),
        _list("You may change only", tuple(str(write) for write in task.writes) or ("nothing: this is a review",)),
        _list("You are judged by", tuple(gate.gate for gate in task.gates)),
        _list("Wrong with the last attempt", tuple(str(finding) for finding in assignment.findings)),
        "Do not commit: what stands in the folder when you are done is taken. Do not install packages.",
    ]
    return "\n\n".join(part for part in parts if part)


def _list(title: str, lines: tuple[str, ...]) -> str:
    return "\n".join((f"## {title}", *(f"- {line}" for line in lines))) if lines else ""


def _requirements(assignment: Assignment) -> list[str]:
    wanted = set(assignment.task.requirements)
    return [f"{one.id}: {one.text}" for one in assignment.plan.analysis.requirements if one.id in wanted]
