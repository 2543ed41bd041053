"""Small repositories made with real git, and what the survey says of them."""

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from podium.plan.survey import Survey
from podium.survey import survey

Make = Callable[[Mapping[str, str]], Path]
Look = Callable[..., Survey]

PACKAGE = '{"name": "app", "dependencies": {"@nestjs/core": "^11.1.0", "@nestjs/common": "^11.1.0"}}'


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A function that commits files to a new repository and returns its folder."""

    def commit(contents: Mapping[str, str]) -> Path:
        root = tmp_path / f"repository-{len(list(tmp_path.iterdir()))}"
        for name, content in contents.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(content)
        identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com")
        for words in (("init", "-q"), ("add", "-A"), (*identity, "commit", "-q", "--no-gpg-sign", "-m", "Begin")):
            subprocess.run(("git", *words), cwd=root, check=True)
        return root

    return commit


@pytest.fixture
def look(make: Make) -> Look:
    """A function that surveys a Nest project with the files given besides its package.json."""

    def surveyed(contents: Mapping[str, str], *, project: str = "") -> Survey:
        return survey(make({"package.json": PACKAGE, **contents}), project=project)

    return surveyed
