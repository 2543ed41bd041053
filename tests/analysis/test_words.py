"""Words, names and numbers of English requests."""

import pytest

from podium.analysis.words import camel, number, parts, pascal, plural, scan, singular, spelt


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("review", "reviews"),
        ("category", "categories"),
        ("address", "addresses"),
        ("status", "statuses"),
        ("box", "boxes"),
        ("match", "matches"),
        ("person", "people"),
        ("child", "children"),
        ("quiz", "quizzes"),
        ("diagnosis", "diagnoses"),
        ("day", "days"),
        ("course", "courses"),
        ("invoice", "invoices"),
        ("movie", "movies"),
        ("equipment", "equipment"),
    ],
)
def test_singular_and_plural_belong_together(one: str, many: str) -> None:
    assert plural(one) == many
    assert singular(many) == one
    assert singular(one) == one


def test_names_are_made_of_words_and_fall_apart_again() -> None:
    assert camel(("expiry", "date")) == "expiryDate"
    assert pascal(("wishlist", "item")) == "WishlistItem"
    assert parts("OrderItem") == parts("order_item") == parts("order-item") == ("order", "item")


def test_quotes_marks_and_the_numbers_of_lists_are_no_words() -> None:
    assert [token.word for token in scan('1. **Add** `isActive`\n- [x] "open"\n2) done')] == [
        "add",
        "isactive",
        "open",
        "done",
    ]


def test_a_possessive_is_known_and_its_sign_gone() -> None:
    first, second = scan("product's reviews")
    assert (first.word, first.possessive, second.possessive) == ("product", True, False)


@pytest.mark.parametrize(("text", "value"), [("5", 5.0), ("2,000", 2000.0), ("2.5", 2.5), ("five", 5.0), ("50%", 50.0)])
def test_numbers_are_read_in_digits_and_words(text: str, value: float) -> None:
    assert number(scan(text)[0]) == value


@pytest.mark.parametrize("text", ["5MB", "v2", "many"])
def test_what_only_holds_digits_is_no_number(text: str) -> None:
    assert number(scan(text)[0]) is None


def test_identifiers_are_spelt_out() -> None:
    assert [spelt(token) for token in scan("isActive due_date e-mail")] == [
        ("is", "active"),
        ("due", "date"),
        ("email",),
    ]
