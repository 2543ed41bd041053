"""The report of a run: it fits the body of a pull request, and begins with what nobody vouches for."""

from collections.abc import Sequence

from podium.plan.events import GateResult
from podium.plan.evidence import Finding
from podium.plan.looking import only_looks
from podium.plan.state import State
from podium.report.facts import RunFacts
from podium.report.measured import STATUS, broken_before, change, findings, not_checked, results_table, unmeasured
from podium.report.planned import sections
from podium.report.predicted import predicted
from podium.report.progress import marked, progress_markdown
from podium.report.writing import aside, bullets, code, duration, paragraphs, plain, quote, short, table, words

NOT_CHECKED = "not-checked"
"""The rule of a review's finding that says what the review could not follow."""


def run_markdown(facts: RunFacts) -> str:
    """What was not checked and what needs a decision, the evidence, the plan's five sections, and the progress."""
    state = facts.state
    plan = state.plan
    results = state.final.results if state.final else ()
    said = (*results, *_at_tasks(state))
    unknown = not_checked((*said, *(state.base_results or ())), (*facts.not_checked, *_missing(facts)))
    decisions = (*_decisions(state), *(plain(one) for one in facts.questions))
    return paragraphs(
        f"# {plain(plan.header.title)}",
        _head(facts),
        quote(plan.request.text),
        f"## Not checked\n\n{bullets(unknown) or 'Everything that was due was checked.'}",
        f"## Needs a decision\n\n{bullets(decisions) or 'Nothing.'}",
        broken_before(results),
        "## What changed and what shows it",
        change(facts),
        f"### Success criteria as they were checked\n\n{_criteria(state, said)}",
        f"### Checks of the final tip\n\n{results_table(results)}",
        findings(results),
        _reviews(state),
        _notes(facts),
        sections(plan),
        predicted(state),
        "## Progress",
        progress_markdown(plan, state),
    )


def _at_tasks(state: State) -> tuple[GateResult, ...]:
    """What gates said of the attempts that were taken in and that the final check does not judge again."""
    final = {one.gate for one in state.final.results} if state.final else set[str]()
    taken = [one.last for one in state.tasks.values() if one.status == "completed" and one.last is not None]
    results = [result for last in taken for result in last.results]
    return tuple(one for one in results if one.gate not in final)


_DOUBT = ("passed", "flaky", "base_red", "not_checked", "failed")
"""Of several results of one gate, the one that says least in favour is shown."""


def _criteria(state: State, results: Sequence[GateResult]) -> str:
    rows: list[tuple[str, ...]] = []
    for one in state.plan.checks:
        those = [result for result in results if result.gate == one.gate]
        worst = max(those, key=lambda result: _DOUBT.index(result.status), default=None)
        said = f"{STATUS[worst.status]}: {plain(worst.summary)}" if worst else "⏳ not checked: its gate has not run"
        rows.append((f"{one.id} {plain(one.text)}", code(one.gate), said if one.gate else "⏳ by hand"))
    return table(("criterion", "gate", "result"), rows)


def _reported(state: State) -> tuple[tuple[str, Finding], ...]:
    """What completed reviews found and let pass, each with the review's task."""
    reviews = [
        task.id for task in state.plan.tasks if not task.is_writing and state.tasks[task.id].status == "completed"
    ]
    ends = [(name, last.ended) for name in reviews if (last := state.tasks[name].last) is not None]
    return tuple((name, one) for name, end in ends if end is not None for one in end.findings)


def _reviews(state: State) -> str:
    lines = [
        f"{name} {one.severity}: {plain(str(one))}{aside(one.hint)}"
        for name, one in _reported(state)
        if one.rule != NOT_CHECKED
    ]
    return f"### What the reviews let pass\n\n{bullets(lines)}" if lines else ""


def _head(facts: RunFacts) -> str:
    state = facts.state
    parts = [f"Run {code(state.run)}" if state.run else "Not started", _standing(state)]
    if facts.branch:
        parts.append(f"branch {code(facts.branch)}")
    if state.base:
        parts.append(f"base {code(short(state.base))} → tip {code(short(state.tip))}")
    if state.at > state.started > 0:
        parts.append(f"took {duration(state.at - state.started)}")
    return " · ".join(parts)


def _standing(state: State) -> str:
    """The outcome with its reason; of a run that has not ended, whether a person is waited for and how far it is."""
    if state.ended:
        return f"**{words(state.ended.outcome)}**: {plain(state.ended.reason)}"
    completed = sum(one.status == "completed" for one in state.tasks.values())
    waits = "waits for a person" if state.open_approvals else "not ended"
    return f"**{waits}**: {completed} of {len(state.tasks)} tasks completed"


def _missing(facts: RunFacts) -> tuple[tuple[str, str], ...]:
    state = facts.state
    found = list(unmeasured(facts))
    unread = [(name, one) for name, one in _reported(state) if one.rule == NOT_CHECKED]
    found += [(f"{one.file}:{one.line} by {name}", one.message.removeprefix("not checked: ")) for name, one in unread]
    if only_looks(state.plan.tasks):
        return (("the whole suite", "nothing was written, so there is nothing to run it on"),)
    if state.final is None or state.final.commit != state.tip:
        found.insert(0, ("the final tip", "its whole suite was not run"))
    if state.base_results is None:
        found.insert(0, ("the base", "its gates were not run, so nothing is compared with it"))
    return tuple(found)


def _decisions(state: State) -> tuple[str, ...]:
    plan = state.plan
    lines = [f"{one.id or 'approval'}: {plain(one.question)} (approval)" for one in state.open_approvals]
    for task in plan.tasks:
        one = state.tasks[task.id]
        if one.is_settled and one.status != "completed":
            lines.append(f"{task.id} {plain(task.title)}: {marked(one.status)}{aside(one.reason)}")
    lines += [f"{one.id} {plain(one.text)}" for one in plan.analysis.questions]
    lines += [f"{check.id} {plain(check.text)}: by hand, no gate shows it" for check in plan.checks if not check.gate]
    return tuple(lines)


def _notes(facts: RunFacts) -> str:
    state = facts.state
    lines = [f"Isolation: {plain(state.isolation)}"] if state.isolation else []
    lines += [plain(one) for one in (*state.notes, *facts.notes)]
    for one in state.rolled_back:
        lines.append(f"Taken back: {', '.join(one.tasks)}; the branch stands at {code(short(one.commit))}")
    if state.delivered is not None:
        lines.append(f"Delivered: {code(state.delivered.branch)} at {code(short(state.delivered.commit))}")
    return f"### Notes\n\n{bullets(lines)}" if lines else ""
