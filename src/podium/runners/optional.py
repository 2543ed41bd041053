"""Libraries that only some runners need: imported when they are used, and missed with the command that brings them."""

import importlib
import importlib.util
from typing import Any

from podium.errors import ToolMissing

DISTRIBUTION = "podium-orchestrator"


def installed(module: str) -> bool:
    """Whether the library can be imported; it is not imported."""
    return importlib.util.find_spec(module) is not None


def load(module: str, *, extra: str) -> Any:
    """The library. Raises `ToolMissing` with the extra of ours that installs it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ToolMissing(f"{module} is not installed", hint=command(extra), tool=module) from error


def command(extra: str) -> str:
    """What installs an extra."""
    return f"pip install '{DISTRIBUTION}[{extra}]'"


def version(module: str) -> str:
    """The version of an installed library, or an empty string."""
    from importlib import metadata

    distribution = next(iter(metadata.packages_distributions().get(module, ())), "")
    return metadata.version(distribution) if distribution else ""
