"""A name in all the forms that code wants: PascalCase, camelCase, kebab-case, snake_case, words."""

import re

_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def parts(name: str) -> list[str]:
    """The words of a name in any form, in lower case."""
    return [part.lower() for part in _PART.findall(name)]


def pascal(name: str) -> str:
    """`WishlistItem`."""
    return "".join(part.capitalize() for part in parts(name))


def camel(name: str) -> str:
    """`wishlistItem`."""
    joined = pascal(name)
    return joined[:1].lower() + joined[1:]


def kebab(name: str) -> str:
    """`wishlist-item`."""
    return "-".join(parts(name))


def snake(name: str) -> str:
    """`wishlist_item`."""
    return "_".join(parts(name))


def words(name: str) -> str:
    """`wishlist item`."""
    return " ".join(parts(name))


RESERVED = (
    "break case catch class const continue debugger default delete do else enum export extends false finally for "
    "function if implements import in instanceof interface let new null package private protected public return "
    "static super switch this throw true try typeof var void while with yield await"
)
"""Words that no variable of TypeScript may be called."""


def variable(name: str) -> str:
    """The name as that of a variable: `review`, and `returnRow` for what would be a word of the language."""
    plain = camel(name)
    return f"{plain}Row" if plain in RESERVED.split() else plain


def entry(name: str) -> str:
    """The entry of an object whose value is the variable: `review`, `return: returnRow`."""
    return name if variable(name) == name else f"{name}: {variable(name)}"


def plural(name: str) -> str:
    """The plural of a name, in the same form: `category` becomes `categories`, `box` boxes."""
    if re.search(r"[^aeiou]y$", name):
        return name[:-1] + "ies"
    if re.search(r"(s|x|z|ch|sh)$", name):
        return name + "es"
    return name + "s"


def with_article(label: str) -> str:
    """`a review`, `an order`."""
    vowel = label[:1].lower() in "aeio" or label.lower().startswith("un")
    return f"{'an' if vowel else 'a'} {label}"


def listed(items: list[str]) -> str:
    """`one`, `one and two`, `one, two and three`."""
    return " and ".join(part for part in (", ".join(items[:-1]), *items[-1:]) if part)
