"""Which files a request touches: words, neighbours and past commits, and the figures on labelled changes."""

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from podium.errors import InputError, RepositoryError
from podium.survey.corpus import corpus_of, question
from podium.survey.features import features, rank
from podium.survey.history import Past, history_of
from podium.survey.localisation import Change, evaluate_localisation, is_ranked, read_changes
from podium.survey.ranking import History, Ranked
from podium.survey.terms import stem, stems, terms
from podium.survey.weights import WEIGHTS

Make = Callable[[Mapping[str, str]], Path]

ORDERS = """import { Mailer } from '../mail/mailer';
export class OrdersService {
  /** Cancels what was not paid in time. */
  cancelOverdueOrders(): void {}
}
"""
TREE = {
    "src/orders/orders.service.ts": ORDERS,
    "src/orders/orders.module.ts": "import { OrdersService } from './orders.service';\nexport class OrdersModule {}\n",
    "src/mail/mailer.ts": "export class Mailer {\n  send(): void {}\n}\n",
    "src/users/users.service.ts": "export class UsersService {\n  rename(): void {}\n}\n",
    "prisma/schema.prisma": "model User {\n  id Int @id\n  nickname String\n}\n",
}


def ranked(text: str, *, tree: Mapping[str, str] = TREE, past: tuple[Past, ...] = ()) -> tuple[Ranked, ...]:
    corpus = corpus_of({path: terms(path, content) for path, content in tree.items()})
    history = history_of(past, corpus) if past else History()
    return rank(question(text, corpus), corpus, history, weights=WEIGHTS)


@pytest.mark.parametrize(
    ("one", "other"),
    [("orders", "order"), ("caching", "cached"), ("validation", "validate"), ("queries", "query"), ("stopped", "stop")],
)
def test_forms_of_one_word_are_equal(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_identifiers_are_read_as_their_words() -> None:
    assert stems("getUserHTTPHeaders2") == ("get", stem("user"), "http", stem("header"), "2")


@pytest.mark.parametrize(
    ("request_", "first"),
    [
        ("cancel overdue orders earlier", "src/orders/orders.service.ts"),
        ("let the mailer send twice", "src/mail/mailer.ts"),
        ("a nickname is at most 20 characters", "prisma/schema.prisma"),
        ("register the service in the orders module", "src/orders/orders.module.ts"),
    ],
)
def test_the_file_that_says_what_the_request_says_comes_first(request_: str, first: str) -> None:
    assert ranked(request_)[0].path == first


def test_the_words_that_a_file_holds_are_its_evidence() -> None:
    assert ranked("cancel overdue orders")[0].words == (stem("cancel"), stem("overdue"), stem("orders"))


def test_the_kind_in_a_files_name_does_not_count_as_its_own_name() -> None:
    found = column("own_name", "speed the orders up in every service")
    assert found[SERVICE] == found[MODULE] == 1 and found[USERS] == found[SCHEMA] == 0


def test_files_that_like_commits_touched_rise_and_name_the_commit() -> None:
    past = Past(words=frozenset({stem("frobnicate")}), length=1, paths=("src/users/users.service.ts",))
    found = ranked("frobnicate everything", past=(past,))
    assert (found[0].path, found[0].commit) == ("src/users/users.service.ts", 0)


def commits(*touched: str) -> tuple[Past, ...]:
    return tuple(Past(words=frozenset({path}), length=1, paths=(path,)) for path in touched)


def column(name: str, text: str, *past: Past) -> dict[str, float]:
    corpus = corpus_of({path: terms(path, content) for path, content in TREE.items()})
    found = features(question(text, corpus), corpus, history_of(past, corpus))
    return dict(zip(corpus.paths, found[name], strict=True))


SERVICE, MODULE, MAILER, USERS, SCHEMA = TREE


def test_files_that_were_touched_after_what_is_newest_follow() -> None:
    past = commits(MODULE, MODULE, MODULE, USERS, MAILER, MODULE)
    found = column("follows", "", *past)
    assert found[MAILER] > 0 == found[SERVICE]


def test_a_folder_that_changed_of_late_is_busy_with_all_its_files() -> None:
    found = column("busy", "", *commits(MODULE, MODULE))
    assert found[SERVICE] == found[MODULE] > found[MAILER]


def test_a_word_leads_to_the_files_and_folders_that_its_commits_touched() -> None:
    past = [Past(words=frozenset({"frobnicat"}), length=1, paths=(MODULE,)), *commits(MAILER, USERS)]
    leads, folder = column("leads", "frobnicate", *past), column("folder_said", "frobnicate", *past)
    assert max(leads, key=leads.__getitem__) == MODULE and leads[SERVICE] == 0
    assert folder[SERVICE] == folder[MODULE] == 1 and folder[MAILER] == 0


def test_a_file_that_imports_what_is_strong_is_raised() -> None:
    assert column("imports_together", "cancel overdue orders")[MODULE] == 1


def test_a_file_that_moved_keeps_its_history() -> None:
    past = Past(words=frozenset({"x"}), length=1, paths=("old/place/mailer.ts",))
    corpus = corpus_of({path: terms(path, content) for path, content in TREE.items()})
    assert history_of([past], corpus).by_file == {corpus.paths.index("src/mail/mailer.ts"): [0]}


def test_imports_through_aliases_are_found_without_configuration() -> None:
    tree = TREE | {"apps/api/main.ts": "import { Mailer } from '@shop/src/mail/mailer';\n"}
    corpus = corpus_of({path: terms(path, content) for path, content in tree.items()})
    targets = corpus.imports[corpus.paths.index("apps/api/main.ts")]
    assert [corpus.paths[one] for one in targets] == ["src/mail/mailer.ts"]


def test_every_file_is_ranked_once_whatever_is_asked() -> None:
    for text in ("", "???", "日本語", "the of and", "orders " * 500):
        assert sorted(one.path for one in ranked(text)) == sorted(TREE)


@pytest.mark.parametrize("path", ["a.spec.ts", "test/a.ts", "a.d.ts", "jest.config.ts", "src/generated/a.ts", "a.md"])
def test_tests_and_generated_files_are_not_ranked(path: str) -> None:
    assert not is_ranked(path)


def change(root: Path, text: str, file: str) -> Change:
    command = ("git", "rev-parse", "HEAD")
    parent = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout.strip()
    return Change(repository=root.name, parent=parent, text=text, files=frozenset({file}), roots=("src/",))


def test_the_figures_count_where_the_changed_files_stand(make: Make, tmp_path: Path) -> None:
    root = make(TREE)
    changes = [
        change(root, "cancel overdue orders", "src/orders/orders.service.ts"),
        change(root, "orders", "src/gone.ts"),
    ]
    cold, warm = (evaluate_localisation(changes, root.parent, cache=tmp_path / "cache") for _ in range(2))
    figures = {"recall_at_5": 0.5, "recall_at_10": 0.5, "recall_at_20": 0.5, "mrr": 0.5, "hit_at_1": 0.5, "n": 2}
    assert cold["overall"] == warm["overall"] == figures == cold["repositories"][root.name]


def test_a_repository_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = Change(repository="ann/shop", parent="HEAD", text="x", files=frozenset({"a.ts"}), roots=())
    with pytest.raises(RepositoryError, match="ann/shop is not in"):
        evaluate_localisation([missing], tmp_path, cache=None)


@pytest.mark.parametrize("line", ["{", "[]", '{"repo": "a/b"}', '{"repo": 1, "parent": "", "text": "", "files": []}'])
def test_a_line_that_is_no_change_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "changes.jsonl"
    good = json.dumps({"repo": "a/b", "parent": "c", "text": "d", "files": ["e"]})
    file.write_text(f"{good}\n\n{line}\n")
    with pytest.raises(InputError, match=r"changes\.jsonl:3"):
        read_changes(file)
