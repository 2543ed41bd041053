"""The way back ends in the very tree that it began with, one task or all of them."""

from collections.abc import Callable

import pytest

from podium.errors import RunError
from podium.git import Repository
from podium.workspace import rollback

Commit = Callable[..., str]


@pytest.fixture
def tip(base: str, commit: Commit) -> str:
    first = commit(base, {"b.txt": "x\n", "a.txt": None}, task="T1")
    second = commit(first, {"c.txt": "y\n"}, task="T2")
    return commit(second, {"c.txt": "z\n", "d.txt": "w\n"}, task="T3")


def test_the_line_of_a_run_names_its_tasks(clone: Repository, base: str, tip: str) -> None:
    assert [one.task for one in rollback.line(clone, base=base, tip=tip)] == ["T1", "T2", "T3"]


def test_a_whole_run_taken_back_leaves_the_tree_of_the_base(clone: Repository, base: str, tip: str) -> None:
    back = rollback.revert(clone, run="r", base=base, tip=tip)
    assert clone.tree(back) == clone.tree(base) and clone.is_ancestor(tip, back)
    assert [one.task for one in rollback.line(clone, base=base, tip=back)][3:] == ["T3", "T2", "T1"]


def test_one_task_is_taken_back_without_the_others(clone: Repository, base: str, tip: str) -> None:
    back = rollback.revert(clone, run="r", base=base, tip=tip, tasks={"T1"})
    assert clone.file(back, "a.txt") == clone.file(base, "a.txt") and clone.file(back, "c.txt") == b"z\n"


def test_what_was_taken_back_is_not_taken_back_again(clone: Repository, base: str, tip: str) -> None:
    back = rollback.revert(clone, run="r", base=base, tip=tip, tasks={"T1"})
    whole = rollback.revert(clone, run="r", base=base, tip=back)
    assert clone.tree(whole) == clone.tree(base)
    assert rollback.revert(clone, run="r", base=base, tip=whole) == whole


def test_a_task_under_later_work_is_refused(clone: Repository, base: str, tip: str) -> None:
    with pytest.raises(RunError, match=r"T2 cannot be taken back: later work changed c\.txt"):
        rollback.revert(clone, run="r", base=base, tip=tip, tasks={"T2"})


def test_the_rehearsal_moves_nothing_and_says_so(clone: Repository, base: str, tip: str) -> None:
    references = clone.ask("for-each-ref")
    result = rollback.rehearse(clone, run="r", base=base, tip=tip)
    assert (result.status, result.facts["commits"]) == ("passed", 3) and clone.ask("for-each-ref") == references
