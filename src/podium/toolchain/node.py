"""Node and the programs in node_modules, found as Node itself finds them; never through npx, never downloaded."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from podium.errors import ToolMissing
from podium.process import Command, environment, run, which

OLDEST = 20
NODE_HINT = f"install Node {OLDEST} or newer and put it on the PATH"


@dataclass(frozen=True, kw_only=True)
class Node:
    """The Node that is on the PATH; `version` without the v."""

    path: Path
    version: str


def find_node() -> Node:
    """The Node on the PATH. Raises `ToolMissing` where there is none, or one older than 20."""
    path = which("node")
    if path is None:
        raise ToolMissing("Node is not installed", hint=NODE_HINT, tool="node")
    version = run(Command(argv=(str(path), "--version"))).text.strip().removeprefix("v")
    major = version.split(".")[0]
    if not major.isdigit() or int(major) < OLDEST:
        raise ToolMissing(f"Node {version or 'of unknown version'} is too old", hint=NODE_HINT, tool="node")
    return Node(path=path, version=version)


def find_package(start: Path, package: str) -> Path | None:
    """The folder of an installed package, as code in `start` would find it: in node_modules there or further up."""
    for folder in (start, *start.parents):
        found = folder / "node_modules" / package
        if folder.name != "node_modules" and (found / "package.json").is_file():
            return found
    return None


def installed(start: Path, package: str) -> Path:
    """As `find_package`; raises `ToolMissing` where the package is not installed."""
    found = find_package(start, package)
    if found is None:
        raise ToolMissing(
            f"{package} is not installed for {start}", hint="install the project's dependencies", tool=package
        )
    return found


def search_path(start: Path, *, first: bool) -> str:
    """The PATH with the programs installed for `start`: `first`, as a package manager has it for scripts, else last."""
    places = (folder / "node_modules" / ".bin" for folder in (start, *start.parents))
    ours, others = [str(one) for one in places if one.is_dir()], [environment({}).get("PATH", os.defpath)]
    return os.pathsep.join((*ours, *others) if first else (*others, *ours))


def manifest(package: Path) -> dict[str, Any]:
    """What the package.json in this folder says. Raises `ToolMissing` where it cannot be read."""
    path = package / "package.json"
    try:
        content = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise ToolMissing(f"{path} cannot be read", hint="install the dependencies again", tool=package.name) from error
    return cast("dict[str, Any]", content) if isinstance(content, dict) else {}


def tool(root: Path, package: str, binary: str = "") -> tuple[str, ...]:
    """The command words that run an installed package's program; without a name, the one named like the package.

    `("node", "<folder>/node_modules/<package>/<file>")`, or the file alone where it is no script of Node's.
    Raises `ToolMissing` where the package is not installed or has no such program.
    """
    folder = installed(root, package)
    offered = manifest(folder).get("bin", {})
    name = binary or package.rpartition("/")[2]
    programs: dict[str, str] = {package.rpartition("/")[2]: offered} if isinstance(offered, str) else offered
    if name not in programs:
        raise ToolMissing(
            f"{package} has no program {name}",
            hint=f"it has: {', '.join(sorted(programs)) or 'none'}",
            tool=name,
        )
    path = folder / programs[name]
    return ("node", str(path)) if _is_for_node(path) else (str(path),)


def _is_for_node(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            first = stream.readline(200)
    except OSError as error:
        raise ToolMissing(f"{path} cannot be read", hint="install the dependencies again", tool=path.name) from error
    return b"node" in first if first.startswith(b"#!") else not first.startswith(b"\x7fELF")
