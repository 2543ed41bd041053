"""How well affected files are found: the ranking measured on labelled changes of real repositories."""

from pathlib import Path
from typing import Any

from podium.config import load_configuration


def localisation_figures(file: Path, repositories: Path) -> dict[str, Any]:
    """The figures of the labelled changes in a file, on the repositories below a folder; words of files are kept.

    Raises `InputError` for a file that does not read, `RepositoryError` for a repository or commit that is missing.
    """
    from podium.survey.localisation import evaluate_localisation, read_changes

    cache = load_configuration().cache_home / "survey"
    return evaluate_localisation(read_changes(file), repositories, cache=cache)
