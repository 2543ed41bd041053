"""Explicit goes before the specialist's file, that before the configuration, that before what is found here."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from podium.config import load_configuration
from podium.plan.codec import load
from podium.plan.orders import choose_runner
from podium.plan.plan import Plan
from podium.plan.task import RunnerChoice
from podium.service import doctor
from podium.service.choosing import Chosen, chosen, said, told
from podium.service.site import Site, open_site

GOLDEN = Path(__file__).parents[1] / "plan" / "golden" / "reviews.json"
WHO = "prisma-database-architect"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, and a user with an agent of his own that is installed and has a key."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("MINE_API_KEY", "secret")
    agents = tmp_path / "config" / "podium" / "agents"
    agents.mkdir(parents=True)
    for name, key in (("mine", "MINE_API_KEY"), ("other", "NO_SUCH_KEY")):
        text = json.dumps({"title": name, "argv": [sys.executable], "keep": [key], "provider": name})
        (agents / f"{name}.yaml").write_text(text)
    root = tmp_path / "shop"
    root.mkdir()
    identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
    for words in (["init", "-q"], ["commit", "-qm", "first", "--allow-empty"]):
        subprocess.run(["git", *identity, *words], cwd=root, check=True)
    return root


def choice(site: Site) -> str:
    return choose_runner(site.rules, WHO, chosen(site).names).name


def specialist(root: Path, runner: str) -> None:
    folder = root / ".podium" / "specialists"
    folder.mkdir(parents=True)
    (folder / f"{WHO}.md").write_text(f"---\nname: {WHO}\ndescription: d\nrunner: {runner}\n---\nYou build.\n")


def test_what_is_found_is_the_default_and_says_so(repository: Path) -> None:
    who = chosen(open_site(repository))
    assert who.names[0] == "mine" and "mine signs in with MINE_API_KEY" in who.reason


def test_the_configuration_goes_before_what_is_found(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "config" / "podium" / "config.toml").write_text('runners = ["other", "human"]\n')
    site = open_site(repository)
    assert chosen(site).names == ("other", "human") and choice(site) == "other"
    assert "configured" in chosen(site).reason


def test_a_specialists_file_goes_before_the_configuration_and_who_is_named_before_both(
    repository: Path, tmp_path: Path
) -> None:
    (tmp_path / "config" / "podium" / "config.toml").write_text('runners = ["human"]\n')
    specialist(repository, "other")
    assert choice(open_site(repository)) == "other"
    named = open_site(repository, runners=("mine",))
    assert choice(named) == "mine" and chosen(named).reason == "named for this run"


def test_the_plan_says_who_was_chosen_only_where_somebody_has_to() -> None:
    plan = load(Plan, GOLDEN.read_text())
    who = Chosen(names=("mine", "human"), reason="found here")
    assert said(told(plan, who)) == ""
    asked = replace(plan.tasks[0], runner=RunnerChoice(kind="agent", name="mine"))
    some = replace(plan, tasks=(asked, *plan.tasks[1:]))
    assert said(told(some, who)) == f"mine, then human ({asked.id}): found here"


def test_the_doctor_shows_who_would_be_chosen(repository: Path) -> None:
    del repository
    (line,) = doctor.who(load_configuration())
    assert line.status == "ok" and line.detail.startswith("mine") and "mine signs in with MINE_API_KEY" in line.detail
