"""The package manager is the project's own choice, and no package's script runs while it installs."""

import json
from pathlib import Path

import pytest

from podium.toolchain import PackageManager, install_command, package_manager

BERRY = b"__metadata:\n  version: 8\n"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({}, PackageManager(name="npm")),
        ({"package-lock.json": b""}, PackageManager(name="npm", lockfile="package-lock.json")),
        ({"npm-shrinkwrap.json": b""}, PackageManager(name="npm", lockfile="npm-shrinkwrap.json")),
        ({"pnpm-lock.yaml": b""}, PackageManager(name="pnpm", lockfile="pnpm-lock.yaml")),
        ({"yarn.lock": b"# yarn lockfile v1"}, PackageManager(name="yarn", lockfile="yarn.lock")),
        ({"yarn.lock": BERRY}, PackageManager(name="yarn", lockfile="yarn.lock", berry=True)),
        ({"bun.lock": b""}, PackageManager(name="bun", lockfile="bun.lock")),
        ({"package.json": b"not json", "bun.lockb": b""}, PackageManager(name="bun", lockfile="bun.lockb")),
    ],
)
def test_a_lockfile_names_its_manager(files: dict[str, bytes], found: PackageManager) -> None:
    assert package_manager(files) == found


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ({"packageManager": "pnpm@9.1.0+sha512.abc"}, PackageManager(name="pnpm", version="9.1.0")),
        ({"packageManager": "yarn@4.6.0"}, PackageManager(name="yarn", version="4.6.0", berry=True)),
        ({"packageManager": "yarn@1.22.22"}, PackageManager(name="yarn", version="1.22.22")),
        ({"packageManager": "deno@2"}, PackageManager(name="npm", lockfile="package-lock.json")),
        ({"devEngines": {"packageManager": {"name": "bun"}}}, PackageManager(name="bun")),
        ({"devEngines": "odd"}, PackageManager(name="npm", lockfile="package-lock.json")),
    ],
)
def test_what_package_json_says_wins_over_a_lockfile(stated: dict[str, object], found: PackageManager) -> None:
    assert package_manager({"package.json": json.dumps(stated).encode(), "package-lock.json": b""}) == found


def test_a_folder_is_read_like_its_files(tmp_path: Path) -> None:
    (tmp_path / "yarn.lock").write_bytes(BERRY)
    assert package_manager(tmp_path) == PackageManager(name="yarn", lockfile="yarn.lock", berry=True)


@pytest.mark.parametrize("frozen", [True, False])
@pytest.mark.parametrize(
    "manager",
    [
        PackageManager(name="npm"),
        PackageManager(name="pnpm"),
        PackageManager(name="yarn"),
        PackageManager(name="yarn", berry=True),
        PackageManager(name="bun"),
    ],
    ids=str,
)
def test_no_script_of_a_package_runs_while_it_is_installed(manager: PackageManager, frozen: bool) -> None:
    words = install_command(manager, frozen=frozen)
    assert words[0] == manager.name
    assert "--mode=skip-build" in words if manager.berry else "--ignore-scripts" in words


def test_frozen_is_exactly_what_is_locked() -> None:
    npm, pnpm = PackageManager(name="npm"), PackageManager(name="pnpm")
    assert install_command(npm, frozen=True)[:2] == ("npm", "ci")
    assert install_command(npm, frozen=False)[:3] == ("npm", "install", "--no-save")
    assert "--frozen-lockfile" in install_command(pnpm, frozen=True)
