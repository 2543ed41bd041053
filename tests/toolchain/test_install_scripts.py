"""The scripts of packages that need theirs run, by name; those of all others do not."""

import json
from pathlib import Path

import pytest

from podium.toolchain import PackageManager, Setting
from podium.toolchain.install_scripts import run_install_scripts, waiting


def installed(root: Path, name: str, *, version: str = "5.1.0", script: str = "touch RAN") -> Path:
    folder = root / "node_modules" / name
    folder.mkdir(parents=True)
    scripts = {"install": script} if script else {}
    (folder / "package.json").write_text(json.dumps({"name": name, "version": version, "scripts": scripts}))
    stated = {"name": "x", "version": "1.0.0", "dependencies": {name: version}}
    (root / "package.json").write_text(json.dumps(stated))
    return folder


def test_only_named_packages_with_a_script_wait(tmp_path: Path) -> None:
    installed(tmp_path, "bcrypt")
    installed(tmp_path, "left-pad")
    installed(tmp_path, "sharp", script="")
    assert waiting(tmp_path) == ("bcrypt",)


def test_from_seven_on_prisma_needs_no_script(tmp_path: Path) -> None:
    folder = installed(tmp_path, "@prisma/engines", version="7.1.0")
    assert waiting(tmp_path) == ()
    (folder / "package.json").write_text(json.dumps({"version": "6.1.0", "scripts": {"postinstall": "x"}}))
    assert waiting(tmp_path) == ("@prisma/engines",)


def test_a_package_in_the_store_of_pnpm_is_found(tmp_path: Path) -> None:
    installed(tmp_path / "node_modules" / ".pnpm" / "bcrypt@5.1.0", "bcrypt")
    assert waiting(tmp_path) == ("bcrypt",)


@pytest.mark.slow
def test_the_script_runs_and_one_that_fails_is_said(tmp_path: Path) -> None:
    folder = installed(tmp_path, "bcrypt")
    setting = Setting(home=tmp_path, deadline=60.0)
    run = {"manager": PackageManager(name="npm"), "cache": tmp_path / "cache", "setting": setting}
    assert run_install_scripts(tmp_path, **run) == "" and (folder / "RAN").exists()  # type: ignore[arg-type]
    broken = installed(tmp_path / "other", "bcrypt", script="echo no headers >&2; exit 1").parents[1]
    note = run_install_scripts(broken, **run)  # type: ignore[arg-type]
    assert note.startswith("the install script of bcrypt failed") and (folder / "RAN").exists()
