"""Configuration: where it comes from, who wins, and what a mistake says."""

import os
import pwd
from pathlib import Path

import pytest

from podium.config import load_configuration
from podium.errors import ConfigurationError


def test_folders_follow_the_xdg_variables(tmp_path: Path) -> None:
    found = load_configuration(environ={"HOME": "/home/ann", "XDG_STATE_HOME": str(tmp_path)})
    assert found.state_home == tmp_path / "podium"
    assert found.cache_home == Path("/home/ann/.cache/podium")


def test_the_project_wins_over_the_user_and_a_variable_over_both(tmp_path: Path) -> None:
    project, user = tmp_path / "project", tmp_path / "user"
    for folder, workers in ((project / ".podium", 3), (user / "podium", 4)):
        folder.mkdir(parents=True)
        (folder / "config.toml").write_text(f"workers = {workers}\nattempts = {workers}\n")
    environ = {"XDG_CONFIG_HOME": str(user), "PODIUM_ATTEMPTS": "5"}
    found = load_configuration(project, environ=environ)
    assert (found.workers, found.attempts) == (3, 5)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("wrokers = 2", "did you mean workers"),
        ("workers = 'two'", "should be int"),
        ("workers = 0", "over 0"),
        ("workers = true", "should be int"),
        ("isolation = 'off'", "for the user to set"),
        ("workers = ", "is not TOML"),
        ("[budget]\nusdd = 2", "did you mean usd"),
        ("[budget]\nusd = 'two'", "usd should be float"),
        ("[budget]\ntokens = -1", "should be 0"),
        ("budget = 3", "should be a table"),
        ("bugdet = 3", "did you mean budget"),
    ],
)
def test_a_mistake_in_a_file_is_one_sentence_that_names_the_file(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / ".podium").mkdir()
    (tmp_path / ".podium" / "config.toml").write_text(text)
    with pytest.raises(ConfigurationError, match=sentence) as caught:
        load_configuration(tmp_path, environ={"HOME": str(tmp_path)})
    assert str(tmp_path) in caught.value.message


def test_a_variable_of_the_wrong_type_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="PODIUM_WORKERS should be int"):
        load_configuration(environ={"PODIUM_WORKERS": "many"})


def test_a_variable_out_of_its_choices_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="auto, required or off"):
        load_configuration(environ={"PODIUM_ISOLATION": "maybe"})


def test_a_project_may_lower_the_budget_of_a_user_and_never_raise_it(tmp_path: Path) -> None:
    budgets = {tmp_path / "project" / ".podium": "usd = 9\ntokens = 10", tmp_path / "user" / "podium": "usd = 2"}
    for folder, text in budgets.items():
        folder.mkdir(parents=True)
        (folder / "config.toml").write_text(f"[budget]\n{text}\nturns = {len(text)}\n")
    environ = {"XDG_CONFIG_HOME": str(tmp_path / "user"), "PODIUM_BUDGET_MINUTES": "1.5"}
    found = load_configuration(tmp_path / "project", environ=environ).budget
    assert (found.usd, found.tokens, found.turns, found.minutes, found.attempts) == (2.0, 10, 7, 1.5, 0)


def test_without_a_home_in_the_environment_it_is_the_one_that_the_system_knows() -> None:
    known = Path(pwd.getpwuid(os.getuid()).pw_dir)
    assert load_configuration(environ={}).cache_home == known / ".cache" / "podium"
