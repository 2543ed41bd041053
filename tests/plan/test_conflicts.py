import pytest

from podium.plan.conflicts import MIGRATIONS, allows, collide
from podium.plan.orders import write

SHARE = "share prisma/schema.prisma#"


@pytest.mark.parametrize(
    ("one", "other", "mergeable", "expected"),
    [
        ("path src/orders/**", "path src/orders/*.ts", (), True),
        ("path src/orders/**", "path src/products/**", (), False),
        (f"{SHARE}Review", f"{SHARE}Invoice", (), True),
        (f"{SHARE}Review", f"{SHARE}Invoice", ("**/*.prisma",), False),
        (f"{SHARE}Review", f"{SHARE}Review", ("**/*.prisma",), True),
        (f"{SHARE}Review", "share package.json#dependencies", (), False),
        (f"{SHARE}Review", "path prisma/**", ("**/*.prisma",), True),
        ("resource migrations", "resource migrations", (), True),
        ("resource queue:mail", "resource queue:sms", (), False),
        ("resource migrations", "path migrations", (), False),
    ],
)
def test_writes_collide_where_they_could_touch_the_same_thing(
    one: str, other: str, mergeable: tuple[str, ...], expected: bool
) -> None:
    assert collide(write(one), write(other), mergeable=mergeable) is expected
    assert collide(write(other), write(one), mergeable=mergeable) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [("src/reviews/reviews.service.ts", True), ("prisma/schema.prisma", True), ("src/orders/orders.service.ts", False)],
)
def test_a_changed_path_lies_within_writes_or_not(path: str, expected: bool) -> None:
    assert allows((write("path src/reviews/**"), write(f"{SHARE}Review"), MIGRATIONS), path) is expected
