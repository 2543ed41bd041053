"""The words of a commit: a subject in the project's own convention, and trailers that name the run."""

from podium.plan.analysis import Intent
from podium.plan.task import Task

SUBJECT_LIMIT = 72
"""Characters of a subject line, as git's own documentation and the common commit checkers have it."""

TRAILERS = ("Podium-Run", "Podium-Task", "Podium-Attempt")


def subject(task: Task, *, convention: str, intent: Intent = "add") -> str:
    """One line: the task's title, as a conventional commit where the project writes those."""
    title = " ".join(task.title.split())
    if "conventional" in convention.lower():
        title = f"{_type(task, intent)}: {title[:1].lower()}{title[1:]}".rstrip(".")
    return title if len(title) <= SUBJECT_LIMIT else f"{title[: SUBJECT_LIMIT - 1].rstrip()}…"


def _type(task: Task, intent: Intent) -> str:
    if task.layer == "documentation":
        return "docs"
    if task.layer == "quality":
        return "test"
    if task.layer == "deployment":
        return "build"
    return "fix" if intent == "fix" else "feat"


def message(task: Task, *, run: str, attempt: int, convention: str = "", intent: Intent = "add") -> str:
    """A whole commit message: subject, goal, and the run, task and attempt as trailers."""
    values = zip(TRAILERS, (run, task.id, str(attempt)), strict=True)
    trailers = "\n".join(f"{name}: {value}" for name, value in values)
    return f"{subject(task, convention=convention, intent=intent)}\n\n{_wrapped(task.goal)}\n\n{trailers}\n"


def revert_message(subject_line: str, *, run: str, task: str, commit: str) -> str:
    """The message of a commit that takes another one back."""
    trailers = f"Podium-Run: {run}\nPodium-Task: {task}\nPodium-Reverts: {commit}\n"
    return f'Revert "{subject_line}"\n\nThis takes back commit {commit}.\n\n{trailers}'


def _wrapped(text: str, *, width: int = 72) -> str:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)
