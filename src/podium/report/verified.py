"""The report about a branch that somebody made: judged by the same gates, without a plan."""

from podium.report.facts import VerifyFacts
from podium.report.measured import broken_before, change, findings, not_checked, results_table, unmeasured
from podium.report.understood import analysis_section
from podium.report.writing import bullets, code, listed, paragraphs, plain, quote, short, words


def verify_markdown(facts: VerifyFacts) -> str:
    """What was not checked and what needs a decision, the gates, the scope of the change, and what was measured."""
    missing = [*unmeasured(facts), *_missing(facts)]
    unknown = not_checked((*facts.results, *(facts.base_results or ())), (*facts.not_checked, *missing))
    asked = facts.analysis
    return paragraphs(
        f"# Verification of {code(f'{short(facts.base)}..{short(facts.tip)}')} in {code(facts.repository)}",
        f"**{words(facts.outcome)}**: {plain(facts.reason)}",
        quote(asked.request) if asked is not None else "No request was given: nothing is said of what was asked.",
        f"## Not checked\n\n{bullets(unknown) or 'Everything that was due was checked.'}",
        f"## Needs a decision\n\n{bullets(_decisions(facts)) or 'Nothing.'}",
        broken_before(facts.results),
        f"## Gates\n\n{results_table(facts.results)}",
        findings(facts.results),
        _scope(facts),
        _weakened(facts),
        "## What changed and what shows it",
        change(facts),
        f"## Task Analysis\n\n{analysis_section(asked)}" if asked is not None else "",
        bullets(plain(one) for one in facts.notes),
    )


def _missing(facts: VerifyFacts) -> list[tuple[str, str]]:
    named = {"scope of the change": facts.components, "weakened tests": facts.weakened, "the base": facts.base_results}
    return [(what, "it was not measured") for what, value in named.items() if value is None]


def _decisions(facts: VerifyFacts) -> list[str]:
    asked = facts.analysis.questions if facts.analysis is not None else ()
    return [*(plain(one) for one in facts.questions), *(f"{one.id} {plain(one.text)}" for one in asked)]


def _scope(facts: VerifyFacts) -> str:
    if facts.components is None:
        return ""
    lines = (f"{plain(name)}: {listed(map(code, files), otherwise='no file')}" for name, files in facts.components)
    return f"## Scope of the change\n\n{bullets(lines) or 'Nothing changed.'}"


def _weakened(facts: VerifyFacts) -> str:
    if facts.weakened is None:
        return ""
    return f"## Weakened tests\n\n{bullets(plain(one) for one in facts.weakened) or 'None.'}"
