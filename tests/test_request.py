"""Reading the user's words."""

import pytest

from podium.errors import RequestError
from podium.request import MAX_CHARACTERS, read_request


def test_a_request_keeps_the_users_own_words() -> None:
    assert read_request("Add  tags,\n\n- name\n").text == "Add  tags,\n\n- name"


@pytest.mark.parametrize("text", ["\ufeffAdd tags", "Add tags\r\n", "\n  Add tags  \n"])
def test_line_ends_and_outer_white_space_are_made_plain(text: str) -> None:
    assert read_request(text).text == "Add tags"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("Add a\x00tag", "U+0000"),
        ("Add \ud800", "U+D800"),
        ("123 !!", "no words"),
        ("a" * (MAX_CHARACTERS + 1), "characters"),
    ],
)
def test_what_is_no_request_is_refused_with_a_reason(text: str, says: str) -> None:
    with pytest.raises(RequestError, match=says.replace("+", r"\+")):
        read_request(text)


def test_equal_words_have_equal_digests() -> None:
    assert read_request("Add tags\r\n").digest == read_request(" Add tags").digest
