"""Node and its programs are found where Node finds them, and run without npx."""

import json
import os
from pathlib import Path

import pytest

from podium.errors import ToolMissing
from podium.process import run
from podium.toolchain import Setting, find_node, find_package, tool


def put(folder: Path, name: str, files: dict[str, str], **more: object) -> Path:
    """An installed package."""
    package = folder / "node_modules" / name
    package.mkdir(parents=True)
    (package / "package.json").write_text(json.dumps({"name": name, "version": "1.0.0", **more}))
    for path, text in files.items():
        (package / path).write_text(text)
    return package


def program(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)


def test_the_node_on_the_path_is_found_with_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "node", "echo v22.3.1")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    node = find_node()
    assert (node.path, node.version) == (tmp_path / "node", "22.3.1")


@pytest.mark.parametrize(("said", "told"), [("v18.19.0", "Node 18.19.0 is too old"), ("", "unknown version")])
def test_a_node_that_is_too_old_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, told: str
) -> None:
    program(tmp_path, "node", f"echo {said}")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(ToolMissing, match=told) as caught:
        find_node()
    assert caught.value.tool == "node" and "install Node 20" in caught.value.hint


def test_a_machine_without_node_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissing, match="Node is not installed"):
        find_node()


def test_a_program_is_run_by_node_from_the_package_that_holds_it(tmp_path: Path) -> None:
    package = put(tmp_path, "typescript", {"tsc.js": "#!/usr/bin/env node\n"}, bin={"tsc": "./tsc.js"})
    assert tool(tmp_path, "typescript", "tsc") == ("node", str(package / "tsc.js"))


def test_a_package_that_a_monorepo_hoists_is_found_from_its_parts(tmp_path: Path) -> None:
    package = put(tmp_path, "@nestjs/cli", {"nest.js": "// code"}, bin="nest.js")
    assert tool(tmp_path / "apps" / "api", "@nestjs/cli", "cli") == ("node", str(package / "nest.js"))


def test_the_nearest_installation_wins(tmp_path: Path) -> None:
    put(tmp_path, "vitest", {})
    near = put(tmp_path / "apps" / "api", "vitest", {})
    assert find_package(tmp_path / "apps" / "api" / "src", "vitest") == near


@pytest.mark.parametrize("start", ["#!/bin/sh\n", "\x7fELF\x02"])
def test_a_program_that_is_no_script_of_nodes_is_run_by_itself(tmp_path: Path, start: str) -> None:
    package = put(tmp_path, "native", {"native": start}, bin={"native": "native"})
    assert tool(tmp_path, "native") == (str(package / "native"),)


def test_what_is_not_installed_is_named(tmp_path: Path) -> None:
    put(tmp_path, "oxlint", {"a.js": ""}, bin={"oxlint": "a.js", "oxc": "a.js"})
    with pytest.raises(ToolMissing, match="jest is not installed"):
        tool(tmp_path, "jest")
    with pytest.raises(ToolMissing, match="oxlint has no program other") as caught:
        tool(tmp_path, "oxlint", "other")
    assert caught.value.hint == "it has: oxc, oxlint"


def test_a_tool_sees_neither_home_nor_secrets_of_the_caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    seen = run(Setting(home=tmp_path).command(("env",), cwd=tmp_path)).text
    assert f"HOME={tmp_path}\n" in seen and "CI=1\n" in seen and "NO_COLOR=1\n" in seen
    assert "AWS" not in seen and "HOME" not in run(Setting().command(("env",), cwd=tmp_path)).text


def test_the_prefix_isolates_and_the_tools_own_variables_win(tmp_path: Path) -> None:
    setting = Setting(prefix=("env", "-u", "CI"), environment={"A": "workspace", "B": "workspace"})
    seen = run(setting.command(("env",), cwd=tmp_path, env={"A": "tool"})).text.splitlines()
    assert {"A=tool", "B=workspace"} <= set(seen) and "CI=1" not in seen
