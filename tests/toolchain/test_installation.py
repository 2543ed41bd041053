"""Dependencies are installed as locked, else openly otherwise; the project's own files stay as they are."""

import json
import os
from pathlib import Path

import pytest

from podium.errors import InstallError, ToolMissing
from podium.process import Command, run
from podium.toolchain import PackageManager, Setting, install, package_manager

OFFLINE = Setting(environment={"npm_config_registry": "http://127.0.0.1:9", "npm_config_fetch_retries": "0"})


def project(root: Path, *packages: str) -> Path:
    """A project whose dependencies are folders beside it, each with a script that must not run."""
    root.mkdir(exist_ok=True)
    for name in packages:
        folder = root / "packages" / name
        folder.mkdir(parents=True, exist_ok=True)
        scripts = {"install": "touch RAN", "postinstall": "touch RAN"}
        (folder / "package.json").write_text(json.dumps({"name": name, "version": "1.0.0", "scripts": scripts}))
    stated = {"name": "x", "version": "1.0.0", "dependencies": {name: f"file:packages/{name}" for name in packages}}
    (root / "package.json").write_text(json.dumps(stated))
    return root


def lock(root: Path) -> bytes:
    words = ("npm", "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund")
    assert run(Command(argv=words, cwd=root, env={"npm_config_cache": str(root / "own-cache")})).ok
    return (root / "package-lock.json").read_bytes()


@pytest.mark.slow
def test_what_is_locked_is_installed_and_no_script_runs(tmp_path: Path) -> None:
    root = project(tmp_path / "app", "left", "right")
    lock(root)
    done = install(root, package_manager(root), cache=tmp_path / "cache", setting=OFFLINE)
    assert done.note == "" and [command.argv[:2] for command in done.commands] == [("npm", "ci")]
    assert (root / "node_modules" / "left" / "package.json").exists() and not list(root.rglob("RAN"))


@pytest.mark.slow
def test_a_lockfile_that_does_not_fit_is_said_and_left_alone(tmp_path: Path) -> None:
    root = project(tmp_path / "app", "left")
    locked = lock(root)
    before = (project(root, "left", "right") / "package.json").read_bytes()
    done = install(root, package_manager(root), cache=tmp_path / "cache", setting=OFFLINE)
    assert "the lockfile does not fit" in done.note
    assert [command.argv[1] for command in done.commands] == ["ci", "install"]
    assert (root / "node_modules" / "right" / "package.json").exists()
    assert (root / "package-lock.json").read_bytes() == locked and (root / "package.json").read_bytes() == before


@pytest.mark.slow
def test_without_a_lockfile_none_is_written(tmp_path: Path) -> None:
    root = project(tmp_path / "app", "left")
    install(root, package_manager(root), cache=tmp_path / "cache", setting=OFFLINE)
    assert sorted(path.name for path in root.iterdir()) == ["node_modules", "package.json", "packages"]


@pytest.mark.slow
def test_a_registry_out_of_reach_is_an_error_with_a_hint_and_the_end_of_the_output(tmp_path: Path) -> None:
    root = project(tmp_path / "app")
    (root / "package.json").write_text('{"dependencies": {"xtend": "4.0.2"}}')
    with pytest.raises(InstallError, match="npm could not install the dependencies, it ended with exit") as caught:
        install(root, package_manager(root), cache=tmp_path / "cache", setting=OFFLINE)
    assert "ECONNREFUSED" in caught.value.message and "registry cannot be reached" in caught.value.hint


def test_a_manager_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissing, match="pnpm is not installed"):
        install(tmp_path, PackageManager(name="pnpm"), cache=tmp_path / "cache")


SCRIPTED = """#!/bin/sh
echo "$@" >> "$PWD/calls"
[ "$1" = install ] || { echo "npm error code EUSAGE"; exit 1; }
case "$*" in *--legacy-peer-deps*) exit 0;; esac
echo "npm error code ERESOLVE" >&2
exit 1
"""
"""An npm that first finds the lockfile unfit and then the peers at odds."""


def test_each_remedy_is_tried_once_and_all_of_them_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "npm").write_text(SCRIPTED)
    (tmp_path / "bin" / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    done = install(tmp_path, PackageManager(name="npm", lockfile="package-lock.json"), cache=tmp_path / "cache")
    calls = (tmp_path / "calls").read_text().splitlines()
    assert [call.split()[0] for call in calls] == ["ci", "install", "install"]
    assert calls[-1].endswith("--legacy-peer-deps") and len(done.commands) == 3
    assert "lockfile does not fit" in done.note and "--legacy-peer-deps" in done.note


def test_what_has_no_remedy_is_not_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "npm").write_text('#!/bin/sh\necho x >> "$PWD/calls"\necho "npm error ERESOLVE ENOSPC" >&2\nexit 1\n')
    (tmp_path / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(InstallError) as caught:
        install(tmp_path, PackageManager(name="npm"), cache=tmp_path / "cache")
    assert (tmp_path / "calls").read_text() == "x\nx\n" and caught.value.hint == "free some disk space"


LOST = """#!/bin/sh
case "$*" in *--replace-registry-host=always*) [ ! -e offline ] && exit 0;; esac
echo "npm warn old lockfile   code: 'ETARGET'," >&2
echo "npm error network request failed, reason: getaddrinfo ENOTFOUND npm.lost.example" >&2
exit 1
"""
"""An npm whose lockfile names a host that is not there; with a file `offline`, the registry is not there either."""


@pytest.mark.parametrize("offline", [False, True])
def test_a_lockfile_that_names_a_lost_host_is_installed_from_the_registry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, offline: bool
) -> None:
    (tmp_path / "npm").write_text(LOST)
    (tmp_path / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    manager, cache = PackageManager(name="npm", lockfile="package-lock.json"), tmp_path / "cache"
    if not offline:
        assert "names a host that is not there" in install(tmp_path, manager, cache=cache).note
        return
    (tmp_path / "offline").touch()
    with pytest.raises(InstallError) as caught:
        install(tmp_path, manager, cache=cache)
    assert "the registry cannot be reached" in caught.value.hint
