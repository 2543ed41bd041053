"""Whether an agent may do what it asks for: decided by path, command and host, from rules that are data.

What an agent asks for is not all that it does: the isolation holds what it does not ask for, and gates judge the rest.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from podium.errors import ConfigurationError
from podium.plan.codec import DecodeError, decode
from podium.ports import Asked, Workspace

SHIPPED = Path(__file__).parent / "permissions.yaml"
FILE = "permissions.yaml"

Verdict = Literal["granted", "denied", "ask"]

PARTS = re.compile(r"&&|\|\||[;|\n]|(?<!>)&(?!\d)")
HIDDEN = re.compile(r"\$\(|`|<\(|>\(|\beval\b|\bbase64\b|\bsh\s+-c\b|\bbash\s+-c\b|>")
"""What could be another command, or write somewhere: such a command is never granted by its beginning."""


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Patterns over one part of a command, hosts that may be reached, patterns over the names of tools that are neither
    files nor commands, and what happens with the rest."""

    otherwise: Literal["ask", "denied"] = "ask"
    denied: tuple[str, ...] = ()
    granted: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()


def load(folder: Path | None = None) -> Policy:
    """The user's policy where `folder` holds one, else the shipped one. Raises `ConfigurationError`."""
    import yaml  # importing it costs more than most commands

    own = folder / FILE if folder is not None else None
    file = own if own is not None and own.is_file() else SHIPPED
    try:
        policy = decode(Policy, yaml.safe_load(file.read_text(encoding="utf-8")))
        for pattern in (*policy.denied, *policy.granted, *policy.tools):
            re.compile(pattern)
    except (yaml.YAMLError, DecodeError, re.error, OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file}: {error}") from error
    return policy


def decide(policy: Policy, asked: Asked, workspace: Workspace, *, writing: bool) -> tuple[Verdict, str]:
    """What the policy says, and why, in a few words. A review may change nothing."""
    if not asked.paths and not asked.command and not asked.hosts and _is_tool(policy, asked.what):
        return "granted", "it is a tool of Podium's"
    verdicts = [_path(path, workspace) for path in asked.paths]
    if asked.paths and not writing and asked.detail.get("kind") in {"edit", "delete", "move"}:
        verdicts.append(("denied", "a review changes nothing"))
    if asked.command:
        verdicts.append(_command(policy, asked.command))
    verdicts += [_host(policy, host) for host in asked.hosts]
    for wanted in ("denied", "ask"):
        for verdict, reason in verdicts:
            if verdict == wanted:
                return verdict, reason
    return verdicts[0] if verdicts else (policy.otherwise, "it does not say what it is for")


def _is_tool(policy: Policy, name: str) -> bool:
    return any(re.search(pattern, name) for pattern in policy.tools)


def _path(path: str, workspace: Workspace) -> tuple[Verdict, str]:
    """Links are followed: what counts is the place that is meant."""
    root, place = workspace.root.resolve(), (workspace.project / path).resolve()
    if not place.is_relative_to(root):
        return "denied", f"{path} is outside the workspace"
    if ".git" in place.relative_to(root).parts:
        return "denied", f"{path} belongs to git"
    return "granted", "it is in the workspace"


def _command(policy: Policy, command: str) -> tuple[Verdict, str]:
    for pattern in policy.denied:
        if re.search(pattern, command, re.IGNORECASE):
            return "denied", f"no agent runs this: {command[:200]}"
    parts = [part.strip() for part in PARTS.split(command) if part.strip()]
    known = all(any(re.search(pattern, part) for pattern in policy.granted) for part in parts)
    if known and parts and not HIDDEN.search(command):
        return "granted", "it is a command that agents run"
    return policy.otherwise, f"nobody has said that agents run this: {command[:200]}"


def _host(policy: Policy, host: str) -> tuple[Verdict, str]:
    name = host.rpartition("@")[2]
    bare = name if name.startswith("[") else name.partition(":")[0]
    return ("granted", "it is this machine") if bare in policy.hosts else ("denied", f"{host} is another machine")
