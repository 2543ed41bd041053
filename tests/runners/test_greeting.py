"""What is wrong with an agent is said in clear words before any work is started, and without a token."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from podium.runners import preflight
from podium.runners.greeting import greet
from podium.runners.model_server import serving
from podium.runners.profiles import Profile, profile

pytestmark = pytest.mark.slow

ADDRESSES = ("ANTHROPIC_BASE_URL", "OPENAI_BASE_URL", "GOOGLE_GEMINI_BASE_URL")


def double(tmp_path: Path, *steps: dict[str, Any], argv: tuple[str, ...] = (), **ways: Any) -> Profile:
    script = tmp_path / "script.json"
    script.write_text(json.dumps({"steps": list(steps), **ways}))
    own = argv or (sys.executable, "-m", "podium.runners.double", str(script))
    return Profile(name="mine", title="Mine", argv=own, start_seconds=2.0 if argv or "silent" in ways else 20.0)


def keyless(monkeypatch: pytest.MonkeyPatch, home: Path, one: Profile) -> None:
    """A machine on which the agent has nothing to sign in with."""
    monkeypatch.setenv("HOME", str(home))
    for variable in one.keep:
        monkeypatch.delenv(variable, raising=False)


def test_an_agent_that_can_be_spoken_with_is_fine(tmp_path: Path) -> None:
    assert greet(double(tmp_path)) == ""


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("echo", "hello"), "`echo hello` does not speak ACP: it ended with exit code 0"),
        (("sh", "-c", "echo 'unknown option --acp' >&2; exit 2"), "exit code 2: unknown option --acp"),
        (("cat",), "did not answer for 2 seconds after its start"),
        (("sleep", "60"), "either `sleep 60` does not speak ACP, or it waits for a dialog; run it once by hand"),
    ],
)
def test_a_program_that_is_no_acp_agent_is_named(tmp_path: Path, argv: tuple[str, ...], words: str) -> None:
    assert words in greet(double(tmp_path, argv=argv))


@pytest.mark.parametrize(
    ("ways", "words"),
    [
        ({"version": 2}, "mine speaks version 2 of ACP; Podium speaks 1"),
        ({"silent": True}, "waits for a dialog"),
        ({"locked": True}, "sign in with it once by hand, or set its key"),
    ],
)
def test_a_newer_protocol_a_dialog_and_a_missing_sign_in_are_told_apart(
    tmp_path: Path, ways: dict[str, Any], words: str
) -> None:
    assert words in greet(double(tmp_path, **ways))


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"message": "HTTP 401: invalid api key"}, "auth"),
        ({"message": "connect ECONNREFUSED 127.0.0.1:9 (proxy)"}, "overloaded"),
    ],
)
def test_a_wrong_key_and_a_proxy_that_is_down_show_in_a_short_turn(
    tmp_path: Path, error: dict[str, Any], kind: str
) -> None:
    ended = preflight.trial(double(tmp_path, {"error": {"code": -32603, **error}}))
    assert (ended.outcome, ended.error) == ("failed", kind) and str(error["message"]) in ended.message


@pytest.mark.parametrize("name", ["claude", "codex", "model"])
def test_an_agent_without_a_key_is_named_before_it_is_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    one = profile(name)
    keyless(monkeypatch, tmp_path, one)
    said = greet(one)
    assert said.startswith(f"{name} has nothing to sign in with: none of ") and one.keep[0] in said
    monkeypatch.setenv(one.keep[0], "key")
    with serving([{"say": "OK"}]) as server:
        for variable in ADDRESSES:
            monkeypatch.setenv(variable, server.url)
        assert greet(one) == ""


@pytest.mark.parametrize(
    ("name", "variable"),
    [("claude", "ANTHROPIC_API_KEY"), ("codex", "OPENAI_API_KEY"), ("model", "GEMINI_API_KEY")],
)
def test_a_key_that_is_refused_is_named_before_any_work_and_without_a_turn(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, variable: str
) -> None:
    keyless(monkeypatch, tmp_path, profile(name))
    monkeypatch.setenv(variable, "wrong")
    with serving([{"status": 401}]) as server:
        given = replace(profile(name), variables=dict.fromkeys(ADDRESSES, server.url))
        assert greet(given) == f"{name} is refused by {server.url} with the key in {variable}"
        assert server.requests == []


def test_another_way_to_sign_in_leaves_a_refused_key_to_the_first_turn(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    claude = profile("claude")
    keyless(monkeypatch, tmp_path, claude)
    monkeypatch.setenv("ANTHROPIC_API_KEY", "wrong")
    with serving([{"status": 401}]) as server:
        given = replace(claude, variables=dict.fromkeys(ADDRESSES, server.url))
        assert greet(given)
        (tmp_path / claude.home[0]).parent.mkdir()
        (tmp_path / claude.home[0]).write_text("{}")
        assert greet(given) == ""


@pytest.mark.parametrize(("variable", "more"), [("HTTPS_PROXY", ""), ("OPENAI_BASE_URL", "/v1")])
def test_a_proxy_or_a_service_that_is_down_is_named_before_any_work(
    monkeypatch: pytest.MonkeyPatch, variable: str, more: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    monkeypatch.delenv("HTTPS_PROXY", raising=False)
    with serving([{"say": "OK"}]) as up:
        place = f"{up.url.removeprefix('http://')}{more}"
        monkeypatch.setenv(variable, f"http://ann:secret@{place}")
        assert greet(profile("codex")) == ""
    said = greet(profile("codex"))
    assert said == f"codex cannot reach {place}, which {variable} names: Connection refused"
