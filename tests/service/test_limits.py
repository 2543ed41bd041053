"""What a run may use comes from configuration and command line, and a run keeps it."""

import click
import pytest
from click.testing import CliRunner

from podium.cli.options import budget_options, limits
from podium.config import Limits, load_configuration, over
from podium.service.runs import budget_of


def test_of_hours_and_minutes_the_shorter_time_counts() -> None:
    plain = load_configuration(environ={"PODIUM_HOURS": "2", "PODIUM_BUDGET_USD": "5"})
    found = budget_of(plain)
    assert (found.seconds, found.usd, found.tokens, found.attempts) == (7200.0, 5.0, 0, 0)
    assert budget_of(load_configuration(environ={"PODIUM_BUDGET_MINUTES": "10"})).seconds == 600.0


def test_the_command_line_wins_over_what_is_configured() -> None:
    said = limits({"budget_usd": 7.5, "budget_tokens": None, "budget_turns": 9, "budget_minutes": None})
    assert over(Limits(usd=2.0, tokens=10), said) == Limits(usd=7.5, tokens=10, turns=9)


@pytest.mark.parametrize("word", ["0", "-3", "much"])
def test_a_budget_that_is_none_is_refused(word: str) -> None:
    done = CliRunner().invoke(budget_options(click.Command("run")), ["--budget-usd", word])
    assert done.exit_code == 2 and "--budget-usd" in done.output
