"""What agents send is read patiently: messages, errors, permissions, tokens, profiles."""

import json
from pathlib import Path
from typing import Any

import pytest

from podium.errors import ConfigurationError
from podium.plan.events import Usage
from podium.runners.acp import reading
from podium.runners.acp.wire import parse
from podium.runners.failures import ErrorRule, classify
from podium.runners.meter import Meter
from podium.runners.profiles import profile, profiles


@pytest.mark.parametrize("line", [b"hm", b"[]", b"7", b"{}", b'{"id": true, "result": 1}', b"\xff", b"[" * 100_000])
def test_a_line_that_is_no_message_is_garbage(line: bytes) -> None:
    assert parse(line).garbage


@pytest.mark.parametrize(
    ("said", "status", "kind"),
    [
        ("Error 429: slow down", 0, "rate_limit"),
        ({"message": "x", "data": {"errorKind": "rate_limit"}}, 0, "rate_limit"),
        ("anything", 529, "overloaded"),
        ("connect ECONNREFUSED 127.0.0.1:9", 0, "overloaded"),
        ("Invalid API key provided", 0, "auth"),
        ("it took 1429 steps and 4.29 s", 0, ""),
        ("threadStatus type systemError", 0, "crashed"),
    ],
)
def test_the_kind_of_a_failure_is_read_from_codes_then_words(said: object, status: int, kind: str) -> None:
    rules = (ErrorRule(pattern="systemError", kind="crashed"),)
    assert classify(said, status=status, rules=rules) == kind


@pytest.mark.parametrize(
    ("call", "paths", "command", "hosts"),
    [
        ({"locations": [{"path": "a", "line": 1}], "content": [{"type": "diff", "path": "b"}]}, ("a", "b"), "", ()),
        ({"rawInput": {"file_path": "c"}}, ("c",), "", ()),
        ({"rawInput": {"changes": {"d": {}}}}, ("d",), "", ()),
        ({"rawInput": {"command": ["npm", "test"]}}, (), "npm test", ()),
        ({"kind": "execute", "title": "`ls -la`"}, (), "ls -la", ()),
        ({"kind": "fetch", "rawInput": {"url": "https://example.com/x"}}, (), "", ("example.com",)),
        ({"rawInput": "odd", "locations": "odd"}, (), "", ()),
    ],
)
def test_a_permission_names_what_it_is_for(
    call: dict[str, Any], paths: tuple[str, ...], command: str, hosts: tuple[str, ...]
) -> None:
    asked = reading.asked("1", call)
    assert (asked.paths, asked.command, asked.hosts) == (paths, command, hosts)


@pytest.mark.parametrize(
    ("offered", "granted", "chosen"),
    [
        (["allow_always", "allow_once", "reject_once"], True, "allow_once"),
        (["allow_always", "allow_once", "reject_once"], False, "reject_once"),
        (["allow_once"], False, None),
        ([], True, None),
    ],
)
def test_a_permission_is_given_once_and_no_more(offered: list[str], granted: bool, chosen: str | None) -> None:
    options = [{"optionId": kind, "kind": kind} for kind in offered]
    assert reading.option(options, granted=granted)["outcome"].get("optionId") == chosen


def test_what_was_never_said_stays_unknown_and_zero_is_nothing_said() -> None:
    meter = Meter()
    meter.add_from({"inputTokens": 0, "outputTokens": 0})
    meter.add_from(None)
    assert meter.usage == Usage()
    meter.add_from({"input_tokens": 5, "cache_read_input_tokens": 2, "output_tokens": 1})
    meter.counter(0.25)
    assert meter.usage == Usage(tokens_in=7, tokens_out=1, usd=0.25, basis="reported")


def test_of_a_session_gone_on_with_only_the_price_is_whole() -> None:
    meter = Meter(resumed=True)
    meter.add(5, 1)
    assert meter.usage == Usage()
    meter.counter(0.25)
    assert meter.usage == Usage(usd=0.25, basis="reported")


def test_the_shipped_profiles_are_read_and_each_says_how_it_is_installed() -> None:
    known = profiles()
    assert {"claude", "claude-acp", "codex", "codex-acp", "opencode", "gemini", "qwen", "model"} == set(known)
    assert all(one.install and one.title and one.keep for one in known.values())


def test_an_agent_of_the_users_is_a_file_and_wins_by_name(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(json.dumps({"title": "Mine", "argv": ["my-agent", "--acp"]}))
    (tmp_path / "qwen.yaml").write_text(json.dumps({"title": "My Qwen", "argv": ["qwen"]}))
    assert profile("mine", tmp_path).argv == ("my-agent", "--acp")
    assert profile("qwen", tmp_path).title == "My Qwen"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title: T", "argv is missing"),
        ("title: T\nargv: [a]\nmodel_name: x", "model_name"),
        ("title: T\nargv: a", "argv"),
        ("[", "not YAML"),
        ("- a", "should be"),
    ],
)
def test_a_profile_that_is_wrong_is_named_with_its_fault(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "mine.yaml").write_text(text)
    with pytest.raises(ConfigurationError, match=words):
        profiles(tmp_path)


def test_an_unknown_agent_is_refused_with_the_nearest() -> None:
    with pytest.raises(ConfigurationError, match=r"'opencod' is known.*opencode"):
        profile("opencod")
