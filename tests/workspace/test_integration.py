"""The merge queue's step: clean merges, conflicts as values, migrations in order."""

from collections.abc import Callable

from podium.git import Repository
from podium.plan.events import Failure
from podium.workspace import integration

Commit = Callable[..., str]
LINES = "one\ntwo\nthree\nfour\nfive\n"


def test_an_attempt_that_stood_on_the_tip_is_taken_as_it_is(clone: Repository, base: str, commit: Commit) -> None:
    made = commit(base, {"b.txt": "x"})
    assert integration.merge(clone, tip=base, commit=made) == integration.Merged(
        commit=made, tree=clone.tree(made), same=True
    )


def test_changes_of_other_lines_merge_into_one_line_of_commits(clone: Repository, base: str, commit: Commit) -> None:
    tip = commit(base, {"a.txt": LINES.replace("one", "ONE")})
    late = commit(base, {"a.txt": LINES.replace("five", "FIVE")}, task="T2")
    merged = integration.merge(clone, tip=tip, commit=late)
    assert isinstance(merged, integration.Merged) and not merged.same
    assert clone.file(merged.commit, "a.txt") == b"ONE\ntwo\nthree\nfour\nFIVE\n"
    assert clone.resolve(f"{merged.commit}^") == tip and "Podium-Task: T2" in clone.ask("show", "-s", merged.commit)


def test_the_same_merge_gives_the_same_commit(clone: Repository, base: str, commit: Commit) -> None:
    tip, late = commit(base, {"b.txt": "x"}), commit(base, {"c.txt": "x"}, task="T2")
    assert integration.merge(clone, tip=tip, commit=late) == integration.merge(clone, tip=tip, commit=late)


def test_changes_of_the_same_line_are_a_conflict_and_nothing_moves(
    clone: Repository, base: str, commit: Commit
) -> None:
    tip, late = commit(base, {"a.txt": "mine\n"}), commit(base, {"a.txt": "yours\n"}, task="T2")
    failure = integration.merge(clone, tip=tip, commit=late)
    assert isinstance(failure, Failure) and failure.kind == "conflict"
    assert [finding.file for finding in failure.findings] == ["a.txt"]


def test_a_migration_that_comes_later_is_ordered_behind_the_one_that_came_first(
    clone: Repository, base: str, commit: Commit
) -> None:
    tip = commit(base, {"prisma/migrations/20260102000000_one/migration.sql": "1"})
    late = commit(base, {"prisma/migrations/20260101000000_two/migration.sql": "2"}, task="T2")
    merged = integration.merge(clone, tip=tip, commit=late)
    assert isinstance(merged, integration.Merged)
    assert clone.file(merged.commit, "prisma/migrations/20260102000001_two/migration.sql") == b"2"
    old, new = "prisma/migrations/20260101000000_two", "prisma/migrations/20260102000001_two"
    assert merged.renamed == ((old, new),) and clone.file(merged.commit, f"{old}/migration.sql") is None


def test_a_migration_keeps_its_name_where_no_other_came(clone: Repository, base: str, commit: Commit) -> None:
    tip = commit(base, {"b.txt": "x"})
    late = commit(base, {"prisma/migrations/20260101000000_two/migration.sql": "2"}, task="T2")
    merged = integration.merge(clone, tip=tip, commit=late)
    assert isinstance(merged, integration.Merged) and merged.renamed == ()
