"""What finished runs took is read from their journals, once, and a run that cannot be read is no obstacle."""

from dataclasses import replace
from pathlib import Path

import pytest

from podium.catalog import load_rules
from podium.config import load_configuration
from podium.execution import journal
from podium.execution.setup import Directories, RunSetup, directories, save
from podium.git import Repository
from podium.plan import events as e
from podium.plan.codec import load
from podium.plan.plan import Plan
from podium.plan.survey import Survey
from podium.service.history import history_of
from podium.service.site import Site

GOLDEN = Path(__file__).parents[1] / "plan" / "golden" / "reviews.json"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    configuration = load_configuration(environ={"HOME": str(tmp_path)})
    repository = Repository(path=tmp_path / "shop", environment={})
    return Site(repository=repository, project="", configuration=configuration, rules=load_rules())


def place(site: Site, name: str) -> Directories:
    configuration = site.configuration
    return directories(configuration.state_home, configuration.cache_home, site.repository.path, name)


def keep(site: Site, name: str, *, over: bool = True) -> Path:
    """A run on disk in which T1 took 40 seconds and everything else was cancelled."""
    plan = load(Plan, GOLDEN.read_text())
    survey = Survey(repository="shop", revision="b" * 40, tree="t")
    setup = RunSetup(
        run=name,
        repository=site.repository.path,
        plan=plan,
        survey=survey,
        rules=site.rules,
        directories=place(site, name),
    )
    save(setup)
    journal.prepare(setup.directories.database)
    bodies: list[tuple[e.Body, str, int]] = [
        (e.RunStarted(plan="d", base="b" * 40, tree="t", isolation="none"), "", 0),
        (e.AttemptStarted(tip="b" * 40, runner="recipe"), "T1", 1),
        (e.AttemptEnded(commit="c", seconds=30.0), "T1", 1),
        (e.IntegrationStarted(commit="c", tip="b" * 40), "T1", 1),
        (e.IntegrationEnded(commit="d", seconds=10.0), "T1", 1),
        (e.TaskSettled(status="completed"), "T1", 0),
        (e.CancelAsked(by="ann"), "", 0),
        *((e.TaskSettled(status="cancelled", reason="r"), f"T{n}", 0) for n in range(2, 6)),
        (e.RunEnded(outcome="cancelled", reason="cancelled by ann: T2, T3, T4, T5 not done"), "", 0),
    ]
    for seq, (body, task, attempt) in enumerate(bodies if over else bodies[:-1], 1):
        event = e.Event(run=name, seq=seq, at=float(seq), body=body, task=task, attempt=attempt)
        journal.record(setup.directories.database, event, clock=lambda: 0.0)
    return setup.directories.run


def test_a_repository_without_runs_has_no_history(site: Site) -> None:
    assert history_of(site).samples == ()


def test_the_completed_tasks_of_runs_that_have_ended_are_samples(site: Site) -> None:
    keep(site, "20261122-one-0001")
    keep(site, "20261122-two-0002")
    keep(site, "20261122-open-0003", over=False)
    found = [(one.run, one.specialist, one.seconds) for one in history_of(site).samples]
    names = ("20261122-one-0001", "20261122-two-0002")
    assert found == [(name, "prisma-database-architect", 40.0) for name in names]


def test_what_was_read_is_kept_for_as_long_as_the_journal_stays_as_it_is(site: Site) -> None:
    run = keep(site, "20261122-one-0001")
    first = history_of(site)
    (run / "setup.json").write_text("{}")
    assert history_of(site) == first
    (run / "run.sqlite").touch()
    assert history_of(site).samples == ()


@pytest.mark.parametrize("damage", ["setup.json", "run.sqlite"])
def test_a_run_that_cannot_be_read_says_nothing(site: Site, damage: str) -> None:
    run = keep(site, "20261122-one-0001")
    (run / damage).write_text("nonsense")
    keep(site, "20261122-two-0002")
    assert {one.run for one in history_of(site).samples} == {"20261122-two-0002"}


def test_a_damaged_file_of_samples_is_measured_anew(site: Site) -> None:
    keep(site, "20261122-one-0001")
    first = history_of(site)
    (file,) = (site.configuration.cache_home / "history").rglob("*.json")
    file.write_text('{"journal": 7}')
    assert history_of(site) == first == history_of(replace(site))
