"""Live progress of a run: every task with its mark and word; without a terminal, a line for each thing that happens."""

import sys
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any

from podium.cli.output import say
from podium.plan.events import (
    ApprovalAsked,
    AttemptEnded,
    AttemptStarted,
    BaseChecked,
    Delivered,
    Event,
    FinalChecked,
    IntegrationEnded,
    PlanRevised,
    RunEnded,
    TaskSettled,
)
from podium.plan.rules import PHASES
from podium.plan.transitions import State, TaskState, apply

if TYPE_CHECKING:
    from rich.console import RenderableType

MARKS = {
    "pending": "⏳ pending",
    "running": "🔄 in progress",
    "integrating": "🔄 in progress (merging)",
    "waiting": "⏳ pending (waits for approval)",
    "completed": "✅ completed",
    "failed": "❌ failed",
    "blocked": "❌ blocked",
    "skipped": "❌ skipped",
    "cancelled": "❌ cancelled",
}
"""The spec's marks, each with its word."""


class Progress:
    """Shows events as they come; use as a context manager around a run."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._lock = threading.Lock()
        self._began = {name: time.monotonic() for name in state.tasks}
        self._took: dict[str, float] = {}
        self._note = "looking at the base"
        self._live: Any = None

    def __enter__(self) -> "Progress":
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.live import Live

            console = Console(stderr=True)
            self._live = Live(get_renderable=self._table, console=console, refresh_per_second=4, transient=True)
            self._live.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.__exit__(kind, error, trace)

    def show(self, event: Event) -> None:
        """Take an event in; called from the engine's thread, in the journal's order."""
        with self._lock:
            self._state = apply(self._state, event)
            if isinstance(event.body, AttemptStarted):
                self._began[event.task] = time.monotonic()
            if isinstance(event.body, TaskSettled):
                self._took[event.task] = time.monotonic() - self._began.get(event.task, time.monotonic())
            line = describe(event, self._state)
            if line:
                self._note = line
                if self._live is None:
                    say(line)

    def _table(self) -> "RenderableType":
        from rich.table import Table

        table = Table(box=None, show_header=False, padding=(0, 1))
        with self._lock:
            state, note = self._state, self._note
        for phase in state.plan.phases:
            table.add_row(f"[bold]Phase {phase.phase}: {PHASES[phase.phase]}[/bold]", "", "", "")
            for name in phase.tasks:
                task = state.plan.task(name)
                if task is not None:
                    seen = state.tasks[name]
                    table.add_row(
                        MARKS[seen.status], f"{name} {task.specialist}", task.title, self._seconds(name, seen)
                    )
        table.add_row("", "", f"[dim]{note}[/dim]", "")
        return table

    def _seconds(self, name: str, seen: TaskState) -> str:
        if name in self._took:
            return f"{self._took[name]:.0f} s" if seen.status == "completed" else ""
        return f"{time.monotonic() - self._began[name]:.0f} s" if seen.status in {"running", "integrating"} else ""


def describe(event: Event, state: State) -> str:
    """One line for an event that a person wants to know of, empty for the others."""
    task = state.plan.task(event.task)
    who = f"{event.task} {task.specialist}: {task.title}" if task else event.task
    body = event.body
    match body:
        case AttemptStarted():
            again = f" (attempt {event.attempt})" if event.attempt > 1 else ""
            return f"🔄 in progress  {who}{again}"
        case AttemptEnded() | IntegrationEnded() if body.failure is not None:
            return f"🔧 issue  {who}: {body.failure.message}"
        case TaskSettled():
            reason = f": {body.reason}" if body.reason and body.status != "completed" else ""
            return f"{MARKS[body.status]}  {who}{reason}"
        case ApprovalAsked():
            return f"{MARKS['waiting']}  {body.question}"
        case PlanRevised():
            return f"🔧 issue  the plan has revision {body.revision}: {body.reason}"
        case BaseChecked() | FinalChecked():
            return _checked("base" if isinstance(body, BaseChecked) else "final tip", body)
        case Delivered():
            return f"the branch {body.branch} stands at {body.commit[:12]}"
        case RunEnded():
            return f"{body.outcome.replace('_', ' ')}: {body.reason}"
        case _:
            return ""


def _checked(what: str, body: BaseChecked | FinalChecked) -> str:
    failed = [result.gate for result in body.results if result.status == "failed"]
    unchecked = [result.gate for result in body.results if result.status == "not_checked"]
    parts = [f"{len(body.results)} gates on the {what}"]
    if failed:
        parts.append(f"failed: {', '.join(failed)}")
    if unchecked:
        parts.append(f"not checked: {', '.join(unchecked)}")
    return ("🔧 issue  " if failed else "") + "; ".join(parts)
