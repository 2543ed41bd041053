"""What finished runs of a repository took: read from their journals once, then from a small file each."""

import contextlib
import json
import sqlite3
from pathlib import Path

from podium.errors import PodiumError
from podium.plan.codec import DecodeError, encode
from podium.plan.codec import load as decode_text
from podium.plan.estimate import History, Sample, samples
from podium.service.site import Site

MOST_RUNS = 50
"""So many runs count, the latest ones: what a machine could do long ago says little."""


def history_of(site: Site) -> History:
    """The tasks that the repository's finished runs completed, with what they took, oldest run first."""
    from podium.execution.setup import SETUP_FILE, directories

    configuration = site.configuration
    folder = directories(configuration.state_home, configuration.cache_home, site.repository.path, "any").run.parent
    if not folder.is_dir():
        return History()
    runs = sorted(one for one in folder.iterdir() if (one / SETUP_FILE).is_file())[-MOST_RUNS:]
    kept = configuration.cache_home / "history" / folder.name
    return History(samples=tuple(sample for run in runs for sample in _samples(run, kept / f"{run.name}.json")))


def _samples(run: Path, file: Path) -> tuple[Sample, ...]:
    """The samples of a run that has ended; the file keeps them for as long as the journal stays as it is."""
    from podium.execution.setup import DATABASE_FILE

    database = run / DATABASE_FILE
    marks = [[one.stat().st_mtime_ns, one.stat().st_size] for one in _journal(database)]
    if not marks:
        return ()
    found = _kept(file, marks)
    if found is None:
        found = _measured(run)
        marks = [[one.stat().st_mtime_ns, one.stat().st_size] for one in _journal(database)]
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            draft = file.with_suffix(".new")
            draft.write_text(json.dumps({"journal": marks, "samples": encode(found)}))
            draft.replace(file)
    return found


def _journal(database: Path) -> list[Path]:
    """The files that the journal is in."""
    both = (database, database.with_name(f"{database.name}-wal"))
    return [one for one in both if one.is_file()]


def _kept(file: Path, marks: list[list[int]]) -> tuple[Sample, ...] | None:
    try:
        value = json.loads(file.read_text())
        if value["journal"] != marks:
            return None
        return decode_text(tuple[Sample, ...], json.dumps(value["samples"]))
    except (OSError, ValueError, KeyError, TypeError, DecodeError):
        return None


def _measured(run: Path) -> tuple[Sample, ...]:
    """What the run measured; nothing of one that goes on, or that another version of Podium wrote."""
    from podium.execution.run import state_of

    try:
        state = state_of(run)
    except (PodiumError, DecodeError, OSError, sqlite3.Error):
        return ()
    return samples(state) if state.ended is not None else ()
