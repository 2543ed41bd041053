"""What holds of every generated file, whatever the resource and the project."""

import re
from collections.abc import Callable

import pytest

from podium.recipes import code, names
from podium.recipes.edits import typescript
from podium.recipes.nest_resource.recipe import files as sources
from podium.recipes.nest_resource.view import ResourceView
from podium.recipes.nouns import Blueprint, Import
from podium.recipes.openapi_docs.recipe import changes
from podium.recipes.prisma_model.schema import changed, unique_index
from podium.recipes.resource_tests.faults import faults
from podium.recipes.resource_tests.recipe import files as specs

Make = Callable[[str], Blueprint]


def test_every_file_is_typescript_and_ends_in_one_line_end(every: Blueprint) -> None:
    for path, text in {**sources(every), **specs(every)}.items():
        assert typescript.tree(text).type == "program", path
        assert text.endswith(("}\n", "});\n"))
        assert not re.search(r"None|undefined undefined|\{\{|\}\}\}|[ \t]+\n", text.replace("== undefined", ""))


def test_every_import_is_used_and_none_is_there_twice(every: Blueprint) -> None:
    for text in {**sources(every), **specs(every)}.values():
        head, _, body = text.partition("\n\n") if text.startswith("import") else ("", "", text)
        found = re.findall(r"\b\w+\b(?=[,\s]*(?:\}|,|\n))", " ".join(re.findall(r"\{([^}]*)\}", head)))
        assert len(found) == len(set(found))
        assert all(re.search(rf"\b{name}\b", body) for name in found if name != "type")


def test_the_owner_never_leaves_the_service(every: Blueprint) -> None:
    owner = next((link.column for link in every.links if link.role == "owner"), "")
    select = sources(every)[every.files.service].partition("satisfies")[0]
    assert not owner or f"{owner}: true" not in select
    assert not owner or owner not in sources(every)[every.files.row_dto]


def test_each_fault_stands_once_also_when_the_documentation_is_there(every: Blueprint) -> None:
    texts = sources(every)
    change = changes(every)
    documented = {path: change[path](text) if path in change else text for path, text in texts.items()}
    found = faults(every)
    assert len({fault.id for fault in found}) == len(found) > 5
    for fault in found:
        assert fault.sql or (texts[fault.file].count(fault.find), documented[fault.file].count(fault.find)) == (1, 1)
        assert fault.sql or typescript.tree(texts[fault.file].replace(fault.find, fault.replace))


def test_guards_validators_unique_rules_order_and_owners_have_faults(blueprint: Make) -> None:
    ids = {fault.id for name in ("reviews", "notes", "coupons") for fault in faults(blueprint(name))}
    wanted = "no-guard-create no-guard no-role-update no-max-rating no-is-enum-kind no-unique-user-id-product-id"
    assert ids >= {*wanted.split(), "order-turned", "ties-turned", "anybodys-update", "owner-shown", "lost-product"}


def test_documentation_is_added_once(every: Blueprint) -> None:
    texts = sources(every)
    table = "| Method | Path | Who | What |\n| --- | --- | --- | --- |\n"
    for path, change in changes(every).items():
        once = change(texts.get(path, table))
        assert change(once) == once != texts.get(path, table)


def test_the_schema_is_changed_once(every: Blueprint) -> None:
    users = "".join(f"model {name} {{\n  id Int @id\n}}\n\n" for name in sorted({link.model for link in every.links}))
    once = changed(users, every)
    assert changed(once, every) == once
    ends = [f"{link.back} {every.model}{'?' if link.single else '[]'}" for link in every.links]
    assert all(end in re.sub(" +", " ", once) for end in ends)


def test_a_new_resource_never_asks_twice_for_what_one_index_serves(every: Blueprint) -> None:
    served = [*every.uniques, *((column.name,) for column in every.columns if column.unique)]
    for index in every.indexes:
        others = [one for one in [*served, *every.indexes] if one != index]
        assert not any(other[: len(index)] == index for other in others)
    keys = [link.column for link in every.links]
    assert all(any(one[0] == key for one in [*served, *every.indexes]) for key in keys)


def test_names_of_unique_indexes_are_cut_as_prisma_cuts_them(blueprint: Make) -> None:
    assert unique_index(blueprint("reviews"), ("userId", "productId")) == "Review_userId_productId_key"
    assert unique_index(blueprint("remarks"), ("authorId", "categoryId")) == "remarks_author_id_category_id_key"
    assert len(unique_index(blueprint("reviews"), ("a" * 40, "b" * 40))) == 63


def test_the_same_blueprint_gives_the_same_bytes(every: Blueprint) -> None:
    assert (sources(every), specs(every)) == (sources(every), specs(every))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("reviews", "you already have a review for this product"),
        ("coupons", "coupon with this code already exists"),
        ("remarks", "you already have a remark for this category"),
    ],
)
def test_a_duplicate_is_told_what_there_is_already(blueprint: Make, name: str, expected: str) -> None:
    assert ResourceView(blueprint(name)).taken == expected


@pytest.mark.parametrize(
    ("one", "many"), [("category", "categories"), ("box", "boxes"), ("day", "days"), ("user", "users")]
)
def test_plurals(one: str, many: str) -> None:
    assert names.plural(one) == many


def test_imports_are_relative_and_sorted(blueprint: Make) -> None:
    style = blueprint("reviews").style
    items = [Import(name="B", source="src/a/b.ts"), Import(name="C", source="src/c.ts"), Import(name="A", source="pkg")]
    lines = code.import_lines(items, "src/a/x.ts", style).splitlines()
    assert lines == ["import { A } from 'pkg';", "import { C } from '../c.js';", "import { B } from './b.js';"]
