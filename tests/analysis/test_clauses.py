"""Requests fall into clauses where another thing is said."""

import pytest

from podium.analysis.clauses import named, split
from podium.analysis.words import scan


def clauses(text: str) -> list[str]:
    tokens = scan(text)
    return [one.text for one in named(text, tokens, split(text, tokens))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Add tags. Only admins can delete them.", ["Add tags", "Only admins can delete them"]),
        ("create, list and delete notes", ["create, list and delete notes"]),
        ("list notes, and send an email", ["list notes", "send an email"]),
        ("a title, comment and rating", ["a title, comment and rating"]),
        ("name and shelf must be unique", ["name and shelf must be unique"]),
        ("users can write notes and admins can delete them", ["users can write notes", "admins can delete them"]),
        ("one vote per user, one flag per post", ["one vote per user", "one flag per post"]),
        ("status (open; closed), title", ["status (open; closed), title"]),
        ("a note has a title and belongs to a task", ["a note has a title", "belongs to a task"]),
        ("POST /notes\nGET /notes", ["POST /notes", "GET /notes"]),
    ],
)
def test_a_clause_says_one_thing(text: str, expected: list[str]) -> None:
    assert clauses(text) == expected


def test_bullets_headings_and_code_are_parts_of_their_own() -> None:
    text = "## Notes\nWe need notes:\n- title\n- body\n\n```ts\nconst a = 1;\n```\nThanks"
    tokens = scan(text)
    assert [part.kind for part in split(text, tokens)] == ["heading", "prose", "bullet", "bullet", "code"]


def test_wrapped_lines_are_one_clause_and_blank_lines_end_it() -> None:
    assert clauses("users can\nlist their notes\n\nadmins see all") == ["users can\nlist their notes", "admins see all"]


def test_bullets_know_what_introduced_them() -> None:
    text = "Fields:\n- title\n- body"
    tokens = scan(text)
    assert [part.intro for part in split(text, tokens)] == [-1, 0, 0]
