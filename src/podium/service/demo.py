"""The demo: the example shop as a git repository of its own, and the request that is carried out on it."""

import shutil
import tempfile
from pathlib import Path

from podium.errors import RepositoryError
from podium.git import IDENTITY, OWN, Repository

REQUEST = (
    "Add product reviews: a signed-in customer can rate a product from 1 to 5 with an optional comment, "
    "one review per customer and product; list a product's reviews, newest first, with pagination"
)
DATES = {"GIT_AUTHOR_DATE": "2026-11-22T12:00:00Z", "GIT_COMMITTER_DATE": "2026-11-22T12:00:00Z"}
"""The commit's time, so that every copy of the shop has the same commit id."""

LEFT_OUT = ("node_modules", "dist", "coverage", "generated", ".env")


def make_shop(into: Path | None = None) -> Path:
    """Copy the example shop into a new git repository with one commit, and return its folder.

    Raises `RepositoryError` where the example is not there or `into` exists already.
    """
    source = Path(__file__).parents[3] / "examples" / "shop"
    if not (source / "package.json").is_file():
        raise RepositoryError("the example shop is not part of this installation", hint="run it from a clone of Podium")
    if into is not None and into.exists():
        raise RepositoryError(f"{into} exists already", hint="give a folder that does not exist yet")
    folder = into or Path(tempfile.mkdtemp(prefix="podium-demo-")) / "shop"
    try:
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
    except OSError as error:
        hint = "give another folder with --into"
        raise RepositoryError(f"the shop cannot be copied to {folder}: {error.strerror or error}", hint=hint) from error
    repository = Repository(path=folder, environment={**OWN, **IDENTITY, **DATES})
    repository.ask("init", "--quiet", "--initial-branch=main")
    repository.ask("add", "--all")
    repository.ask("commit", "--quiet", "--message", "The shop")
    return folder
