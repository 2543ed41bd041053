"""What is known of locks from the words of a request alone."""

import pytest

from podium.plan.locking import spoken_locks


@pytest.mark.parametrize(
    ("text", "lock"),
    [
        ("Make status required", "SET NOT NULL"),
        ("emails must be unique", "a unique rule: CREATE UNIQUE INDEX"),
        ("Rename the column stock to quantity", "RENAME"),
        ("Change the type of the id to uuid", "ALTER COLUMN"),
        ("Drop the column note", "DROP COLUMN"),
        ("Split orders by year", ""),
    ],
)
def test_a_lock_is_named_with_the_way_that_harms_least(text: str, lock: str) -> None:
    assert " ".join(spoken_locks(text, provider="postgresql")).startswith(lock)
    assert not list(spoken_locks(text, provider="mysql"))
    assert list(spoken_locks(text, provider="", packages=("pg",))) == list(spoken_locks(text, provider="postgresql"))
