"""Agents that speak the Agent Client Protocol, version 1, over their pipes."""

from podium.runners.acp.session import AcpRunner

__all__ = ["AcpRunner"]
