"""What is wrong with an agent is said in clear words before any work is started, and without a token."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from podium.runners import preflight
from podium.runners.greeting import greet
from podium.runners.profiles import Profile

pytestmark = pytest.mark.slow


def double(tmp_path: Path, *steps: dict[str, Any], argv: tuple[str, ...] = (), **ways: Any) -> Profile:
    script = tmp_path / "script.json"
    script.write_text(json.dumps({"steps": list(steps), **ways}))
    own = argv or (sys.executable, "-m", "podium.runners.double", str(script))
    return Profile(name="mine", title="Mine", argv=own, start_seconds=2.0)


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
