"""The likely files of a surveyed repository: what speaks for each, and the past that is kept between requests."""

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from podium.git import open_repository
from podium.survey import survey
from podium.survey.history import past_of
from podium.survey.likely import Likely, likely_files

Make = Callable[[Mapping[str, str]], Path]

TREE = {
    "package.json": '{"name": "app", "dependencies": {"@nestjs/core": "^11.1.0", "@nestjs/common": "^11.1.0"}}',
    "src/orders/orders.service.ts": "export class OrdersService {\n  cancelOverdue(): void {}\n}\n",
    "src/mail/mailer.ts": "export class Mailer {\n  // once an order is paid\n  send(): void {}\n}\n",
    "src/main.ts": "import { NestFactory } from '@nestjs/core';\nvoid NestFactory;\n",
}


def commit(root: Path, file: str, message: str) -> str:
    (root / file).write_text((root / file).read_text() + "// more\n")
    identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com")
    subprocess.run(("git", *identity, "commit", "-qam", message), cwd=root, check=True)
    done = subprocess.run(("git", "rev-parse", "HEAD"), cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def likely(root: Path, text: str, *, cache: Path | None = None) -> tuple[Likely, ...]:
    return likely_files(open_repository(root), survey(root), text, cache=cache)


def test_the_likeliest_file_says_which_words_it_bears_and_which_it_only_holds(make: Make) -> None:
    first, second, _ = likely(make(TREE), "Cancel overdue orders")
    assert (first.path, first.words, first.named) == (
        "src/orders/orders.service.ts",
        ("cancel", "overdue", "orders"),
        ("cancel", "overdue", "orders"),
    )
    assert (second.path, second.words, second.named) == ("src/mail/mailer.ts", ("orders",), ())


def test_shares_add_up_and_fall(make: Make) -> None:
    shares = [one.share for one in likely(make(TREE), "Cancel overdue orders")]
    assert shares == sorted(shares, reverse=True) and abs(sum(shares) - 1) < 1e-9


def test_the_past_commit_that_is_most_like_the_request_is_named(make: Make, tmp_path: Path) -> None:
    root = make(TREE)
    head = commit(root, "src/main.ts", "feat: frobnicate at the start (#12)")
    for _ in range(2):
        found = {one.path: one for one in likely(root, "frobnicate", cache=tmp_path / "cache")}
        assert found["src/main.ts"].commit == f"{head[:7]} feat: frobnicate at the start"
        assert found["src/main.ts"].alike == 1.0 and found["src/mail/mailer.ts"].alike == 0.0


def test_the_kept_past_grows_by_what_is_new_and_equals_the_log(make: Make, tmp_path: Path) -> None:
    root = make(TREE)
    repository, folder = open_repository(root), tmp_path / "cache"
    for number in range(3):
        head = commit(root, "src/main.ts", f"change number {number}")
        kept = past_of(repository, head, under=["src"], folder=folder)
        fresh = past_of(repository, head, under=["src"], folder=None)
        assert list(kept.items()) == list(fresh.items()) and len(kept) == number + 2


def test_a_kept_past_that_is_broken_or_of_a_lost_commit_is_read_anew(make: Make, tmp_path: Path) -> None:
    root = make(TREE)
    repository, folder = open_repository(root), tmp_path / "cache"
    head = commit(root, "src/main.ts", "one more")
    whole = past_of(repository, head, under=(), folder=folder)
    (file,) = folder.iterdir()
    lost = file.read_text().replace(f'"revision":"{head}"', f'"revision":"{"0" * 40}"')
    for text in ("{", "[]", "", lost):
        file.write_text(text)
        assert past_of(repository, head, under=(), folder=folder) == whole
