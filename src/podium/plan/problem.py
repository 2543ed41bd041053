"""What is wrong with a plan, and the view of a plan that the rules look at."""

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from podium.plan.graph import cycle, reach
from podium.plan.places import is_document, is_test
from podium.plan.plan import Plan
from podium.plan.rules import Rules
from podium.plan.task import Task, Write


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A rule that a plan breaks: its id, the task (empty for the plan as a whole), a sentence, and how to mend it."""

    id: str
    task: str = ""
    message: str
    hint: str = ""
    severity: Literal["error", "warning"] = "error"


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A plan with what the rules ask of it."""

    plan: Plan
    rules: Rules
    gates: frozenset[str]

    @cached_property
    def tasks(self) -> dict[str, Task]:
        """The tasks by id; of two with one id the last."""
        return {task.id: task for task in self.plan.tasks}

    @cached_property
    def is_acyclic(self) -> bool:
        """Whether the order of the tasks exists."""
        return not cycle(self.plan.tasks)

    @cached_property
    def reach(self) -> dict[str, Set[str]]:
        """All that must settle before each task; nothing where the order does not exist."""
        return reach(self.plan.tasks) if self.is_acyclic else dict.fromkeys(self.tasks, frozenset[str]())

    @cached_property
    def writers(self) -> tuple[Task, ...]:
        """The tasks that write."""
        return tuple(task for task in self.plan.tasks if task.is_writing)

    @cached_property
    def builders(self) -> tuple[Task, ...]:
        """The tasks that write more than tests and documents, and neither open the plan nor document it."""
        later = (task for task in self.writers if not is_opening(task) and task.layer != "documentation")
        return tuple(task for task in later if any(is_product(one) for one in task.writes))


Said = tuple[str, str, str]
"""The task (or nothing), what is wrong with it, and a hint."""
Rule = Callable[[Subject], Iterator[Said]]


def is_opening(task: Task) -> bool:
    """Whether the task opens a plan by showing something: a reproduction, a measurement, an audit."""
    return task.phase == 1 and task.layer == "quality"


def is_product(write: Write) -> bool:
    """Whether a write is of the product itself: no test, no document."""
    return write.kind == "resource" or not (is_test(write.target) or is_document(write.target))


def writes_tests(task: Task) -> bool:
    """Whether the task may write tests."""
    return any(write.kind != "resource" and is_test(write.target) for write in task.writes)


def writes_documents(task: Task) -> bool:
    """Whether the task may write documents, or describes the code where OpenAPI is read from."""
    documents = any(write.kind != "resource" and is_document(write.target) for write in task.writes)
    return documents or (task.is_writing and task.layer == "documentation")
