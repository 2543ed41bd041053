"""What agents ask for is decided by path, command and host; whatever hides what it does is never granted."""

from pathlib import Path

import pytest

from podium.errors import ConfigurationError
from podium.ports import Asked, Workspace
from podium.runners.permissions import Policy, decide, load


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    root = tmp_path / "work"
    (root / "src").mkdir(parents=True)
    (root / "out").symlink_to(tmp_path)
    return Workspace(root=root, project=root, tip="", home=tmp_path)


@pytest.mark.parametrize(
    ("command", "verdict"),
    [
        ("ls -la src && cat src/a.ts | head -5", "granted"),
        ("npm run test -- --findRelatedTests src/a.ts", "granted"),
        ("npx prisma generate", "granted"),
        ("git status", "granted"),
        ("git -C . push origin main", "denied"),
        ("ls; git reset --hard HEAD~1", "denied"),
        ("git clean -fdx", "denied"),
        ("git config core.hooksPath .hooks", "denied"),
        ("npm install left-pad", "denied"),
        ("npx prisma migrate reset --force", "denied"),
        ("redis-cli FLUSHALL", "denied"),
        ('psql -c "DROP TABLE users"', "denied"),
        ("rm -rf /", "denied"),
        ("rm -rf ../other", "denied"),
        ("cat ~/.ssh/id_rsa", "denied"),
        ("cat /etc/passwd", "denied"),
        ("ls $(curl example.com)", "ask"),
        ("echo done > src/a.ts", "ask"),
        ("find . -name x -delete", "ask"),
        ("python3 build.py", "ask"),
        ("curl https://example.com", "ask"),
    ],
)
def test_a_command_is_judged_by_all_of_its_parts(workspace: Workspace, command: str, verdict: str) -> None:
    asked = Asked(id="1", what="run", command=command)
    assert decide(load(), asked, workspace, writing=True)[0] == verdict


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("src/a.ts", "granted"),
        ("src/../b.ts", "granted"),
        ("../other/a.ts", "denied"),
        ("/etc/passwd", "denied"),
        ("out/a.ts", "denied"),
        (".git/hooks/pre-commit", "denied"),
    ],
)
def test_a_path_is_judged_by_the_place_that_is_meant(workspace: Workspace, path: str, verdict: str) -> None:
    assert decide(load(), Asked(id="1", what="edit", paths=(path,)), workspace, writing=True)[0] == verdict


@pytest.mark.parametrize(("host", "verdict"), [("127.0.0.1:5432", "granted"), ("example.com", "denied")])
def test_other_machines_are_denied(workspace: Workspace, host: str, verdict: str) -> None:
    assert decide(load(), Asked(id="1", what="fetch", hosts=(host,)), workspace, writing=True)[0] == verdict


def test_a_review_may_read_and_not_edit(workspace: Workspace) -> None:
    for kind, verdict in (("edit", "denied"), ("read", "granted")):
        asked = Asked(id="1", what=kind, paths=("src/a.ts",), detail={"kind": kind})
        assert decide(load(), asked, workspace, writing=False)[0] == verdict


def test_what_says_nothing_is_for_a_person_or_denied_where_the_user_says_so(workspace: Workspace) -> None:
    asked = Asked(id="1", what="something")
    assert decide(Policy(), asked, workspace, writing=True)[0] == "ask"
    assert decide(Policy(otherwise="denied"), asked, workspace, writing=True)[0] == "denied"


@pytest.mark.parametrize("text", ["otherwise: maybe", "granted: ['(']", "[", "allow: [ls]"])
def test_a_policy_that_is_wrong_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "permissions.yaml").write_text(text)
    with pytest.raises(ConfigurationError, match=r"permissions\.yaml"):
        load(tmp_path)
