"""Before a run it is known whether an agent is there, what it signs in with, and whether a short turn goes well."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from podium.config import load_configuration
from podium.runners import preflight
from podium.runners.profiles import Profile
from podium.service.doctor import diagnose

ABSENT = Profile(name="absent", title="Absent", argv=("no-such-agent",), install="install it")


def double(tmp_path: Path, **ways: Any) -> Profile:
    script = tmp_path / "script.json"
    script.write_text(json.dumps({"steps": [{"say": "OK"}], **ways}))
    argv = (sys.executable, "-m", "podium.runners.double", str(script))
    return Profile(name="double", title="Double", argv=argv, keep=("DOUBLE_API_KEY",), start_seconds=5.0)


def test_what_is_missing_is_said_with_the_command_that_installs_it() -> None:
    found = preflight.look(ABSENT)
    assert (found.problem, found.install) == ("no-such-agent is not on the PATH", "install it")
    library = preflight.look(replace(ABSENT, door="model", install="pip install it"))
    assert library.problem in {"", "pydantic_ai is not installed"}


@pytest.mark.slow
def test_what_is_there_is_said_with_its_version_and_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOUBLE_API_KEY", "secret-value")
    found = preflight.look(double(tmp_path))
    assert found.problem == "" and found.version.startswith("Python 3") and found.signed_in == "DOUBLE_API_KEY"


@pytest.mark.slow
@pytest.mark.parametrize(("ways", "outcome", "error"), [({}, "done", ""), ({"locked": True}, "failed", "auth")])
def test_a_short_turn_shows_whether_it_works(tmp_path: Path, ways: dict[str, Any], outcome: str, error: str) -> None:
    ended = preflight.trial(double(tmp_path, **ways))
    assert (ended.outcome, ended.error) == (outcome, error)


@pytest.mark.slow
def test_the_doctor_tells_every_agent(tmp_path: Path) -> None:
    folder = tmp_path / "config" / "podium" / "agents"
    folder.mkdir(parents=True)
    for one in (double(tmp_path), ABSENT):
        (folder / f"{one.name}.yaml").write_text(json.dumps({"title": one.title, "argv": list(one.argv)}))
    environ = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    told = {one.name: one for one in diagnose(load_configuration(environ=environ), deep=True)}
    assert told["agent absent"].status == "note" and "not on the PATH" in told["agent absent"].detail
    assert told["agent double"].status == "ok" and "a short turn went well" in told["agent double"].detail
