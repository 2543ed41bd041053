"""`podium mcp`."""

import importlib
from pathlib import Path

import click

from podium.cli.options import repository_options


@click.command("mcp")
@repository_options
def mcp_command(repo: Path, project: str) -> int:
    """Serve Podium's tools for a repository over the Model Context Protocol, on standard input and output.

    Survey, recipes, a plan for a request, the state of a run, the judgement of a branch: for anybody's agent.
    """
    from importlib.metadata import version

    server = importlib.import_module("podium.mcp_server")
    server.serve_repository(repo, project=project, version=version("podium-orchestrator"))
    return 0
