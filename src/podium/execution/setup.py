"""Everything that a run is started with, as one value that is kept beside the run and read back to go on with it."""

import hashlib
import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from podium.errors import RunError
from podium.plan.codec import DecodeError, dump
from podium.plan.codec import load as decode_text
from podium.plan.plan import Plan
from podium.plan.rules import Rules
from podium.plan.survey import Survey

SETUP_FILE = "setup.json"
DATABASE_FILE = "run.sqlite"
SLUG_LENGTH = 32


@dataclass(frozen=True, kw_only=True)
class Directories:
    """Where a run keeps what: `run` its own folder, `clone` Podium's clone of the repository, shared by its runs,
    `cache` what can be made again, shared by everything."""

    run: Path
    clone: Path
    cache: Path

    @property
    def database(self) -> Path:
        """The SQLite file of journal, inbox and engine."""
        return self.run / DATABASE_FILE

    @property
    def workspaces(self) -> Path:
        """One folder for each attempt."""
        return self.run / "workspaces"

    @property
    def evidence(self) -> Path:
        """Whole outputs of gates."""
        return self.run / "evidence"

    @property
    def logs(self) -> Path:
        """What runners said, one file for each attempt."""
        return self.run / "logs"


def directories(state_home: Path, cache_home: Path, repository: Path, run: str) -> Directories:
    """The folders of a run of the repository at that path, by name and path so that two of one name stay apart."""
    path = repository.resolve()
    digest = hashlib.sha256(str(path).encode()).hexdigest()[:8]
    home = state_home / f"{_slug(path.name) or 'repository'}-{digest}"
    return Directories(run=home / run, clone=home / "repository.git", cache=cache_home)


def new_run_id(title: str, *, today: date, taken: Container[str], salt: str) -> str:
    """`YYYYMMDD-slug-xxxx`, not among `taken`; the same arguments give the same id."""
    number = 0
    while True:
        mark = hashlib.sha256(f"{salt} {title} {number}".encode()).hexdigest()[:4]
        name = f"{today:%Y%m%d}-{_slug(title) or 'run'}-{mark}"
        if name not in taken:
            return name
        number += 1


def _slug(title: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    return words[:SLUG_LENGTH].rstrip("-")


@dataclass(frozen=True, kw_only=True)
class Budget:
    """Hard limits over the whole run; 0 means none. `seconds` is wall time in which something was under way.

    `turns` are answers of models. `attempt_seconds` is the limit of one attempt; time in which a person is waited for
    does not count.
    """

    attempts: int = 0
    seconds: float = 0.0
    tokens: int = 0
    usd: float = 0.0
    turns: int = 0
    attempt_seconds: float = 7200.0


@dataclass(frozen=True, kw_only=True)
class RunSetup:
    """What a run is carried out with. `plan` is its first revision.

    `workers` is how many tasks run at once, `wait` whether to stay while only people are waited for, `deliver` whether
    the run branch is brought into the user's repository, `silence` the seconds without a word from a runner after
    which it is taken for stuck.
    """

    run: str
    repository: Path
    plan: Plan
    survey: Survey
    rules: Rules
    directories: Directories
    workers: int = 2
    budget: Budget = Budget()
    isolation: Literal["auto", "required", "off"] = "auto"
    wait: bool = False
    deliver: bool = True
    silence: float = 1800.0


@dataclass(frozen=True, kw_only=True)
class _Stored:
    run: str
    repository: str
    plan: Plan
    survey: Survey
    rules: Rules
    clone: str
    cache: str
    workers: int
    budget: Budget
    isolation: Literal["auto", "required", "off"]
    wait: bool
    deliver: bool
    silence: float


def save(setup: RunSetup, *, anew: bool = False) -> None:
    """Keep the setup in the run's folder, which is made; it appears whole or not at all, and stays as it is.

    `anew` puts it in the place of the one that is there.
    """
    folder = setup.directories.run
    folder.mkdir(parents=True, exist_ok=True)
    stored = _Stored(
        run=setup.run,
        repository=str(setup.repository),
        plan=setup.plan,
        survey=setup.survey,
        rules=setup.rules,
        clone=str(setup.directories.clone),
        cache=str(setup.directories.cache),
        workers=setup.workers,
        budget=setup.budget,
        isolation=setup.isolation,
        wait=setup.wait,
        deliver=setup.deliver,
        silence=setup.silence,
    )
    if anew or not (folder / SETUP_FILE).exists():
        draft = folder / f"{SETUP_FILE}.new"
        draft.write_text(dump(stored))
        draft.replace(folder / SETUP_FILE)


def load(folder: Path) -> RunSetup:
    """The setup that was kept in a run's folder. Raises `RunError` where there is none, or none of this version."""
    try:
        stored = decode_text(_Stored, (folder / SETUP_FILE).read_text())
    except FileNotFoundError as error:
        raise RunError(f"there is no run in {folder}", hint="`podium status` lists the runs") from error
    except DecodeError as error:
        hint = "go on with the Podium that began it; if it is damaged, delete the folder: the branch stays"
        raise RunError(f"the run in {folder} cannot be read by this version of Podium: {error}", hint=hint) from error
    return RunSetup(
        run=stored.run,
        repository=Path(stored.repository),
        plan=stored.plan,
        survey=stored.survey,
        rules=stored.rules,
        directories=Directories(run=folder, clone=Path(stored.clone), cache=Path(stored.cache)),
        workers=stored.workers,
        budget=stored.budget,
        isolation=stored.isolation,
        wait=stored.wait,
        deliver=stored.deliver,
        silence=stored.silence,
    )
