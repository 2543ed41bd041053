"""What was predicted of a run beside what it took."""

from collections.abc import Sequence

from podium.plan.estimate import seconds_of, tokens_of, usd_of
from podium.plan.state import AttemptState, State, TaskState
from podium.plan.task import Estimate, Task
from podium.report.writing import duration, paragraphs, plain, table


def predicted(state: State) -> str:
    """A row for each completed task and one for the plan as a whole; nothing before a task is completed."""
    done = [task for task in state.plan.tasks if state.tasks[task.id].status == "completed"]
    rows = [_row(task, state.tasks[task.id]) for task in done if task.estimate is not None]
    if not rows:
        return ""
    rows += [_whole(state)] if len(done) == len(state.plan.tasks) else []
    head = ("task", "predicted (P50 – P90)", "took", "", "tokens", "USD", "basis of the prediction")
    return paragraphs("### Predicted and measured", table(head, rows))


def _row(task: Task, one: TaskState) -> tuple[str, ...]:
    assert task.estimate is not None
    tries = f" in {len(one.attempts)} attempts" if len(one.attempts) > 1 else ""
    seconds = sum(map(seconds_of, one.attempts))
    spent = _spent(one.attempts)
    return (task.id, _levels(task.estimate), duration(seconds) + tries, *_judged(task.estimate, seconds, *spent))


def _whole(state: State) -> tuple[str, ...]:
    """The plan: from the start of the first task to the end of the last; the checks of base and tip are not tasks."""
    tries = [attempt for one in state.tasks.values() for attempt in one.attempts]
    began = min(one.started for one in tries)
    seconds = max(one.settled_at for one in state.tasks.values()) - began
    spent = _spent(tries)
    estimate = state.plan.estimate
    return ("the plan", _levels(estimate), duration(seconds), *_judged(estimate, seconds, *spent))


def _judged(estimate: Estimate, seconds: float, tokens: str, usd: str) -> tuple[str, ...]:
    low, high = estimate.seconds
    where = "below P50" if seconds < low else "within" if seconds <= high else "**above P90**"
    return (where, tokens, usd, plain(estimate.basis))


def _levels(estimate: Estimate) -> str:
    low, high = estimate.seconds
    return f"{duration(low)} – {duration(high)}"


def _spent(tries: Sequence[AttemptState]) -> tuple[str, str]:
    """Tokens and USD of the tries, and what these stand on where a model was paid."""
    bases = {one.ended.usage.basis for one in tries if one.ended} - {"none needed", "unknown"}
    tokens, usd = _known(tokens_of(tries), "{:,}"), _known(usd_of(tries), "{:.2f}")
    told = f" ({', '.join(sorted(bases))})" if bases else ""
    return tokens + told * (tokens != "unknown"), usd + told * (usd != "unknown")


def _known(value: float | None, form: str) -> str:
    return "unknown" if value is None else form.format(value)
