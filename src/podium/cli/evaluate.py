"""`podium eval`: how good Podium's own judgement is, measured on labelled cases."""

from pathlib import Path

import click

from podium.cli.options import json_option
from podium.cli.output import give, give_json


@click.group("eval")
def eval_command() -> None:
    """Measure Podium's own judgement on labelled cases."""


@eval_command.command("requests")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
def requests_command(file: Path, as_json: bool) -> int:
    """Say how well requests are understood: FILE has one labelled request a line, as JSON."""
    from podium.evaluation import evaluate_requests, read_requests

    figures = evaluate_requests(read_requests(file))
    if as_json:
        give_json(figures)
    else:
        give("\n".join(_lines(figures)))
    return 0


@eval_command.command("localisation")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--repos",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    metavar="DIR",
    help="The folder that holds the repositories.",
)
@json_option
def localisation_command(file: Path, repos: Path, as_json: bool) -> int:
    """Say how well affected files are found: FILE has one labelled change a line, as JSON."""
    from podium.service.localising import localisation_figures

    figures = localisation_figures(file, repos)
    if as_json:
        give_json(figures)
    else:
        give("\n".join(_lines(figures.pop("repositories") | figures)))
    return 0


def _lines(figures: dict[str, dict[str, float | None] | float]) -> list[str]:
    groups = {name: value if isinstance(value, dict) else {"": value} for name, value in figures.items()}
    rows = [(f"{name} {part}", value) for name, parts in groups.items() for part, value in parts.items()]
    return [f"{name.replace('_', ' ').strip():<50}{'none' if value is None else value}" for name, value in rows]
