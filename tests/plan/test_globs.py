import pytest
from hypothesis import given
from hypothesis import strategies as st

from podium.plan.globs import intersect, matches

SEGMENTS = st.sampled_from(["a", "b", "ab", "a.ts", "*", "a*", "*.ts", "?", "[ab]", "{a,b}", "{a,b}.ts", "**"])
NAMES = st.sampled_from(["a", "b", "ab", "ba", "a.ts", "b.ts", "c"])
GLOBS = st.lists(SEGMENTS, min_size=1, max_size=4).map("/".join)
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("src/reviews/reviews.{module,service}.ts", "src/reviews/reviews.service.ts", True),
        ("src/reviews/reviews.{module,service}.ts", "src/reviews/reviews.controller.ts", False),
        ("src/*.ts", "src/app.module.ts", True),
        ("src/*.ts", "src/orders/orders.module.ts", False),
        ("src/**/*.ts", "src/app.module.ts", True),
        ("src/**/*.ts", "src/a/b/c.ts", True),
        ("docs/", "docs/guide/start.md", True),
        ("./README.md", "README.md", True),
        ("src/[!a]*.ts", "src/b.ts", True),
        ("src/[!a]*.ts", "src/a.ts", False),
        ("src/?.ts", "src/ab.ts", False),
        ("**", "any/thing", True),
        ("src/[id].ts", "src/[id].ts", False),
        ("Dockerfile*", "Dockerfile.dev", True),
    ],
)
def test_a_glob_takes_just_the_paths_that_it_says(pattern: str, path: str, expected: bool) -> None:
    assert matches(pattern, path) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("src/**", "src/orders/*.ts", True),
        ("src/orders/**", "src/products/**", False),
        ("src/*/dto/*.ts", "src/orders/**", True),
        ("src/orders/*.spec.ts", "src/orders/*.service.ts", False),
        ("src/orders/*.ts", "src/orders/*.spec.ts", True),
        ("a/**/z", "a/b/*", True),
        ("a/**/z", "b/**", False),
        ("test/*.{unit,e2e}-spec.ts", "test/*.e2e-spec.ts", True),
        ("**/schema.prisma", "prisma/schema.prisma", True),
        ("[a-f].ts", "[g-z].ts", False),
        ("[a-f].ts", "[!a-e].ts", True),
        ("README.md", "readme.md", False),
    ],
)
def test_globs_intersect_where_a_path_could_match_both(one: str, other: str, expected: bool) -> None:
    assert intersect(one, other) is expected
    assert intersect(other, one) is expected


@given(one=GLOBS, other=GLOBS, path=PATHS)
def test_a_path_that_matches_both_globs_shows_that_they_intersect(one: str, other: str, path: str) -> None:
    if matches(one, path) and matches(other, path):
        assert intersect(one, other)


@given(path=PATHS, other=PATHS)
def test_paths_without_wildcards_intersect_only_with_themselves(path: str, other: str) -> None:
    assert matches(path, path)
    assert intersect(path, other) is (path == other)
