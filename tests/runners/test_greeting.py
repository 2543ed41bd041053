"""What is wrong with an agent is said in clear words before any work is started, and without a token."""

import json
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from podium.runners import preflight
from podium.runners.greeting import greet
from podium.runners.profiles import Profile, profile

pytestmark = pytest.mark.slow


def double(tmp_path: Path, *steps: dict[str, Any], argv: tuple[str, ...] = (), **ways: Any) -> Profile:
    script = tmp_path / "script.json"
    script.write_text(json.dumps({"steps": list(steps), **ways}))
    own = argv or (sys.executable, "-m", "podium.runners.double", str(script))
    return Profile(name="mine", title="Mine", argv=own, start_seconds=2.0 if argv or "silent" in ways else 20.0)


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
    monkeypatch.setenv("HOME", str(tmp_path))
    for variable in one.keep:
        monkeypatch.delenv(variable, raising=False)
    said = greet(one)
    assert said.startswith(f"{name} has nothing to sign in with: none of ") and one.keep[0] in said
    monkeypatch.setenv(one.keep[0], "key")
    assert greet(one) == ""


@pytest.mark.parametrize(("variable", "more"), [("HTTPS_PROXY", ""), ("OPENAI_BASE_URL", "/v1")])
def test_a_proxy_or_a_service_that_is_down_is_named_before_any_work(
    monkeypatch: pytest.MonkeyPatch, variable: str, more: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    monkeypatch.delenv("HTTPS_PROXY", raising=False)
    with socket.create_server(("127.0.0.1", 0)) as up:
        place = f"127.0.0.1:{up.getsockname()[1]}{more}"
        monkeypatch.setenv(variable, f"http://ann:secret@{place}")
        assert greet(profile("codex")) == ""
    said = greet(profile("codex"))
    assert said == f"codex cannot reach {place}, which {variable} names: Connection refused"
