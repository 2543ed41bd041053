"""Who does the work: agents that are here and could sign in, and what a specialist asks of each of them."""

import json
import sys
from pathlib import Path

import pytest

from podium.runners.choice import meant
from podium.runners.detection import Detected, detected
from podium.runners.profiles import Profile


def own(folder: Path, name: str, **more: object) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.yaml").write_text(json.dumps({"title": name, "argv": [sys.executable], **more}))


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No key and no sign-in of whoever runs the tests."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for vendor in ("ANTHROPIC", "OPENAI", "CODEX", "GEMINI", "GOOGLE", "OPENROUTER", "DASHSCOPE"):
        monkeypatch.delenv(f"{vendor}_API_KEY", raising=False)
    for name in ("ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN"):
        monkeypatch.delenv(name, raising=False)


def test_an_agent_is_found_where_it_is_installed_and_could_sign_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "agents"
    own(folder, "mine", keep=["MINE_API_KEY", "MINE_BASE_URL"])
    own(folder, "away", argv=["no-such-agent"], keep=["MINE_API_KEY"])
    own(folder, "file", home=[".file/auth.json"])
    assert detected(folder) == ()
    monkeypatch.setenv("MINE_API_KEY", "secret")
    (tmp_path / ".file").mkdir()
    (tmp_path / ".file" / "auth.json").write_text("{}")
    assert detected(folder) == (
        Detected(name="file", signed_in="~/.file/auth.json"),
        Detected(name="mine", signed_in="MINE_API_KEY"),
    )


def test_of_one_vendors_agents_one_is_found_and_the_users_own_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "agents"
    for name, provider in (("b-one", "anthropic"), ("c-two", "anthropic"), ("a-other", "openai")):
        own(folder, name, provider=provider, keep=["MINE_TOKEN"])
    monkeypatch.setenv("MINE_TOKEN", "secret")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "secret")
    assert [one.name for one in detected(folder)] == ["a-other", "b-one"]


@pytest.mark.parametrize(
    ("said", "agent", "provider", "model"),
    [
        ("", "claude", "anthropic", ""),
        ("inherit", "claude", "anthropic", ""),
        ("opus", "claude", "anthropic", "opus"),
        ("opus", "codex", "openai", ""),
        ("gpt-5.5", "codex", "openai", "gpt-5.5"),
        ("claude=opus, codex=gpt-5.5", "codex", "openai", "gpt-5.5"),
        ("claude=opus, codex=gpt-5.5", "qwen", "", ""),
    ],
)
def test_a_specialists_model_is_meant_for_the_agent_that_knows_it(
    said: str, agent: str, provider: str, model: str
) -> None:
    assert meant(said, Profile(name=agent, title=agent, provider=provider)) == model
