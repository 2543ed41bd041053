"""Resources really built into the example shop: its own tools, its tests and a real database agree."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from podium.gates.copies import link_modules
from podium.git import IDENTITY, Repository
from podium.plan.analysis import Analysis, Resource
from podium.plan.task import Task
from podium.ports import Assignment, Workspace
from podium.process import Completed, run
from podium.recipes import recipe
from podium.recipes.family import ResourceFamily
from podium.servers import Servers
from podium.survey import survey
from podium.toolchain import INSTALLING, Prisma, Setting, install, package_manager, prisma, prisma_engine, tool

pytestmark = pytest.mark.slow

SOURCE = Path(__file__).parents[2] / "examples" / "shop"
SHAPES = ("reviews", "coupons", "order-remarks", "wishlist-items")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that every user of the machine may enter: the database's own user reads its files there."""
    return Path(tmp_path_factory.mktemp("real"))


@pytest.fixture(scope="module")
def modules(folder: Path) -> Path:
    """The shop's dependencies by its lock: those installed beside it, else installed here."""
    if (SOURCE / "node_modules" / ".package-lock.json").is_file():
        return SOURCE / "node_modules"
    place = folder / "dependencies"
    place.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(SOURCE / name, place / name)
    install(place, package_manager(place), cache=folder / "npm", setting=INSTALLING)
    return place / "node_modules"


@pytest.fixture(scope="module")
def servers(folder: Path) -> Iterator[Servers]:
    """PostgreSQL and Redis."""
    with Servers(folder / "servers") as started:
        yield started


@pytest.fixture(scope="module", params=SHAPES)
def built(request: pytest.FixtureRequest, folder: Path, modules: Path, servers: Servers) -> Path:
    """The shop with a resource that all recipes have worked on, committed task by task."""
    root = folder / str(request.param)
    tracked = Repository(path=SOURCE).ask("ls-files", "-z").split("\0")
    for name in (one for one in tracked if one):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SOURCE / name, root / name)
    git = Repository(path=root)
    git.ask("init", "-q", "-b", "main")
    commit(git, "Base")
    link_modules(modules, root / "node_modules")
    found = request.getfixturevalue("resources_by_name")[str(request.param)]
    work(root, found, database=servers.postgres().create_database(f"made_{root.name.replace('-', '_')}"))
    return root


def commit(git: Repository, message: str) -> None:
    git.ask("add", "-A")
    git.ask("commit", "-q", "--allow-empty", "-m", message, env=IDENTITY)


def work(root: Path, resource: Resource, *, database: str) -> None:
    """Everything that the family offers, done."""
    known = survey(root, revision="HEAD")
    analysis = Analysis(request="x", is_backend=True, resources=(resource,))
    (offer,) = ResourceFamily(root).offer(analysis, known)
    assert offer.refusals == () and len(offer.tasks) == 5
    home = root.parent / "home"
    home.mkdir(exist_ok=True)
    workspace = Workspace(root=root, project=root, tip="", home=home, environment={"DATABASE_URL": database})
    for task in offer.tasks:
        assert recipe(task.runner.name).apply(assignment(task, workspace)) == ()
        commit(Repository(path=root), task.id)


def assignment(task: Task, workspace: Workspace) -> Assignment:
    """An assignment without a plan: recipes ask nothing of it."""
    root = workspace.root
    known = survey(root, revision="HEAD")
    return Assignment(run="r", task=task, attempt=1, workspace=workspace, plan=None, survey=known)  # pyright: ignore[reportArgumentType]


def prisma_of(root: Path) -> Prisma:
    setting = Setting(home=root.parent / "home")
    return prisma(root, engine=prisma_engine(root, cache=root.parent / "cache"), setting=setting)


def ran(root: Path, package: str, *arguments: str, binary: str = "", **env: str) -> Completed:
    setting = Setting(home=root.parent / "home")
    return run(setting.command((*tool(root, package, binary), *arguments), cwd=root, env=env))


def said(done: Completed) -> str:
    return "" if done.ok else (done.text + done.talk)[-3000:]


def test_prisma_compiler_linter_and_formatter_agree(built: Path) -> None:
    tools = prisma_of(built)
    assert [said(done) for done in (tools.validate(), tools.check_format(), tools.generate())] == ["", "", ""]
    assert said(ran(built, "typescript", "--noEmit", binary="tsc")) == ""
    assert said(ran(built, "oxlint", "--type-aware", "--deny-warnings", "src", "test")) == ""
    assert said(ran(built, "prettier", "--check", "src", "test", "README.md")) == ""


def test_the_migration_leads_to_the_schema_and_back(built: Path, servers: Servers) -> None:
    tools, server = prisma_of(built), servers.postgres()
    before = built / "before.prisma"
    before.write_text(Repository(path=built).ask("show", "HEAD~5:prisma/schema.prisma"))
    url = server.create_database(f"way_{built.name.replace('-', '_')}")
    assert said(tools.deploy(url)) == "" and tools.difference("database", "schema", database_url=url).code == 0
    newest = max(path for path in (built / "prisma" / "migrations").iterdir() if path.is_dir())
    server.execute(url.rpartition("/")[2], (newest / "down.sql").read_text())
    assert tools.difference("database", before, database_url=url).code == 0


def test_its_own_tests_pass_on_real_servers(built: Path, servers: Servers) -> None:
    assert said(prisma_of(built).generate()) == ""
    url = servers.postgres().create_database(f"run_{built.name.replace('-', '_')}")
    assert said(prisma_of(built).deploy(url)) == ""
    env = {"DATABASE_URL": url, "REDIS_URL": servers.redis().url(), "JWT_SECRET": "a-secret-for-tests-only"}
    assert said(ran(built, "vitest", "run", **env)) == ""
    assert said(ran(built, "vitest", "run", "--config", "./vitest.config.e2e.ts", **env)) == ""
