"""The fence that agents work in; `podium.workspace.fence` puts it up."""

from podium.workspace.fence import version

__all__ = ["version"]
