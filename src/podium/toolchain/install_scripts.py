"""Packages that do not work before their install script has run: these scripts run, by name, and no other.

Installing leaves every script off. The packages named here compile or fetch a part of theirs in it, and code that loads
them fails without.
"""

import sys
from pathlib import Path

from podium.process import run, which
from podium.toolchain.installation import install_environment
from podium.toolchain.managers import PackageManager
from podium.toolchain.node import find_node, manifest
from podium.toolchain.setting import Setting

NEEDING = (
    *("argon2", "bcrypt", "better-sqlite3", "canvas", "isolated-vm", "libpq", "node-rdkafka", "re2", "sharp"),
    *("sqlite3", "zeromq", "@prisma/engines"),
)
"""By their own documentation; for releases that bring the part ready made, the script has nothing to do."""

WITHOUT = {"@prisma/engines": 7}
"""From this major release on, a package works without its script."""

SCRIPTS = frozenset({"preinstall", "install", "postinstall"})
VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")
"""What the scripts see of the caller's variables: the way out, and no credentials."""

DEADLINE = 300.0

FAILED = "failed, code that loads it may not work"
"""What the note of an installation says of a script that failed."""


def waiting(root: Path) -> tuple[str, ...]:
    """The packages installed for `root` whose script is needed and has not run, by name."""
    return tuple(name for name in NEEDING if any(_waits(name, folder) for folder in _folders(root, name)))


def run_install_scripts(root: Path, manager: PackageManager, *, cache: Path, setting: Setting) -> str:
    """Run the scripts of the packages that wait for theirs; a note where one failed, else nothing. Raises nothing.

    `setting` says what guards them and where their home is. What they fetch comes from their own hosts.
    """
    notes: list[str] = []
    for name in waiting(root):
        program = "pnpm" if manager.name == "pnpm" and which("pnpm") is not None else "npm"
        command = setting.command((program, "rebuild", name), cwd=root, env=_environment(cache), keep=VARIABLES)
        done = run(command)
        if not done.ok:
            words = [line.strip() for line in f"{done.text}\n{done.talk}".splitlines() if line.strip()]
            why = next((line for line in words if "Error:" in line), words[-1] if words else "it said nothing")
            notes.append(f"the install script of {name} {FAILED}: {why[-200:]}")
    return "; ".join(notes)


def _folders(root: Path, name: str) -> list[Path]:
    """Where the package stands: at the top, or in the store of pnpm."""
    modules = root / "node_modules"
    inside = sorted((modules / ".pnpm").glob(f"{name.replace('/', '+')}@*/node_modules/{name}"))
    return [folder for folder in (modules / name, *inside) if (folder / "package.json").is_file()]


def _waits(name: str, folder: Path) -> bool:
    stated = manifest(folder)
    major = str(stated.get("version", "0")).split(".")[0]
    has_script = bool(SCRIPTS & set(stated.get("scripts") or {})) or (folder / "binding.gyp").is_file()
    return has_script and not (name in WITHOUT and major.isdigit() and int(major) >= WITHOUT[name])


def _environment(cache: Path) -> dict[str, str]:
    """As for an installation; what compiles finds this Python, and the headers of the Node that runs, if there."""
    prefix = find_node().path.resolve().parent.parent
    headers = {"npm_config_nodedir": str(prefix)} if (prefix / "include" / "node" / "node.h").is_file() else {}
    return {**install_environment(cache), **headers, "npm_config_python": sys.executable}
