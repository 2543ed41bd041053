"""Repositories and a home folder for the tests of the command line."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

MakeRepository = Callable[[dict[str, str]], Path]

NEST = {
    "package.json": json.dumps(
        {"name": "api", "dependencies": {"@nestjs/core": "^11.0.0", "@nestjs/common": "^11.0.0"}}
    ),
    "src/app.module.ts": "import { Module } from '@nestjs/common';\n@Module({})\nexport class AppModule {}\n",
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own, so that no configuration or state of the user's is seen."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "home"


@pytest.fixture
def make_repository(tmp_path: Path) -> MakeRepository:
    """Makes a git repository of these files, committed."""

    def make(files: dict[str, str]) -> Path:
        root = tmp_path / "repository"
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
        for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "first", "--allow-empty"]):
            subprocess.run(["git", *identity, *words], cwd=root, check=True)
        return root

    return make
