"""Subjects for gates, made from two sets of files: the base's and the tip's."""

import contextlib
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from podium.errors import InstallError
from podium.gates.copies import link_modules
from podium.git import IDENTITY, Repository
from podium.plan.survey import Survey
from podium.plan.task import Task
from podium.ports import GateSubject, Services, Workspace
from podium.servers import Servers
from podium.survey import survey
from podium.toolchain import INSTALLING, install, package_manager

Files = Mapping[str, str]
MakeSubject = Callable[..., GateSubject]


def write(root: Path, files: Files) -> Workspace:
    """A workspace with these files."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    (root.parent / "home").mkdir(exist_ok=True)
    root.mkdir(parents=True, exist_ok=True)
    return Workspace(root=root, project=root, tip="", home=root.parent / "home")


@pytest.fixture
def make_subject(tmp_path: Path) -> MakeSubject:
    """`make_subject(base, tip, survey=…, task=…, **parameters)`: tip files that are not named are the base's."""

    def make(
        base: Files,
        tip: Mapping[str, str | None],
        *,
        survey: Survey | None = None,
        task: Task | None = None,
        **given: Any,
    ) -> GateSubject:
        whole = {**base, **tip}
        changed = tuple(sorted(name for name in whole if whole[name] != base.get(name)))
        return GateSubject(
            workspace=write(tmp_path / "tip", {name: one for name, one in whole.items() if one is not None}),
            tree="t" * 40,
            commit="c" * 40,
            base=write(tmp_path / "base", base),
            base_commit="b" * 40,
            changed=changed,
            services=Services(),
            evidence=tmp_path / "evidence",
            cache=tmp_path / "cache",
            survey=survey or Survey(repository="x", revision="c", tree="t"),
            task=task,
            parameters=given,
        )

    return make


def _put(root: Path, files: Mapping[str, str | None]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content) if content is not None else path.unlink(missing_ok=True)


@dataclass
class Shop:
    """The example shop as a repository of its own with its dependencies, to be spoilt and mended again."""

    base: Workspace
    workspace: Workspace
    cache: Path
    services: Services
    runs: int = 0

    @property
    def git(self) -> Repository:
        """The repository of the workspace that may be changed."""
        return Repository(path=self.workspace.root)

    @contextlib.contextmanager
    def changed(
        self, files: Mapping[str, str | None], /, *, task: Task | None = None, **given: Any
    ) -> Generator[GateSubject]:
        """A subject whose tip has these files (None: deleted), committed; the base's stand again afterwards."""
        self.runs += 1
        _put(self.workspace.root, files)
        self.git.ask("add", "-A")
        self.git.ask("commit", "-q", "--allow-empty", "-m", "Change", env=IDENTITY)
        base = self.git.resolve("HEAD~1")
        try:
            yield GateSubject(
                workspace=self.workspace,
                tree=self.git.tree("HEAD"),
                commit=self.git.resolve("HEAD"),
                base=self.base,
                base_commit=base,
                changed=tuple(change.path for change in self.git.changed(base, "HEAD")),
                services=self.services,
                evidence=self.cache / "evidence" / str(self.runs),
                cache=self.cache,
                survey=survey(self.workspace.root, revision="HEAD", cache=self.cache),
                task=task,
                parameters=given,
            )
        finally:
            self.git.ask("reset", "-q", "--hard", base)

    @contextlib.contextmanager
    def standing_on(self, files: Mapping[str, str | None]) -> Generator[None]:
        """The shop with these files on its base, and the base as it was afterwards."""
        before = self.git.resolve("HEAD")
        kept = {name: self.text(name) if (self.base.root / name).is_file() else None for name in files}
        _put(self.base.root, files)
        _put(self.workspace.root, files)
        self.git.ask("add", "-A")
        self.git.ask("commit", "-q", "-m", "Base", env=IDENTITY)
        try:
            yield
        finally:
            self.git.ask("reset", "-q", "--hard", before)
            _put(self.base.root, kept)

    def text(self, name: str) -> str:
        """A file of the base."""
        return (self.base.root / name).read_text()

    def edited(self, name: str, old: str, new: str) -> dict[str, str | None]:
        """The file with one place changed."""
        content = self.text(name)
        assert content.count(old) == 1, (name, old)
        return {name: content.replace(old, new)}


SOURCE = Path(__file__).parents[2] / "examples" / "shop"


def shop_in(folder: Path) -> Shop:
    """The shop's files twice, the second time as a repository; no dependencies, no servers."""
    tracked = Repository(path=SOURCE).ask("ls-files", "-z").split("\0")
    files = {name: (SOURCE / name).read_text() for name in tracked if name and (SOURCE / name).is_file()}
    places = [write(folder / side, files) for side in ("base", "tip")]
    repository = Repository(path=places[1].root)
    repository.ask("init", "-q", "-b", "main")
    repository.ask("add", "-A")
    repository.ask("commit", "-q", "-m", "Base", env=IDENTITY)
    variables = {"JWT_SECRET": "a-secret-for-tests-only", "DATABASE_URL": "postgresql://x@127.0.0.1:1/x"}
    workspace = replace(places[1], environment=variables)
    return Shop(base=places[0], workspace=workspace, cache=folder / "cache", services=Services())


@pytest.fixture(scope="session")
def paper_shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """The shop as far as reading goes: nothing of it can be run."""
    return shop_in(Path(tmp_path_factory.mktemp("paper")))


@pytest.fixture(scope="session")
def shop_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """PostgreSQL and Redis for the shop."""
    with Servers(Path(tmp_path_factory.mktemp("servers"))) as started:
        yield started


@pytest.fixture(scope="session")
def shop_modules() -> Path:
    """The shop's dependencies by its lock: those installed beside it, else installed once and kept in .tools."""
    digest = hashlib.sha256((SOURCE / "package-lock.json").read_bytes()).hexdigest()[:12]
    kept = SOURCE.parents[1] / ".tools" / f"shop-{digest}"
    if (SOURCE / "node_modules" / ".package-lock.json").is_file():
        return SOURCE / "node_modules"
    if not kept.is_dir():
        kept.parent.mkdir(exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=kept.parent))
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(SOURCE / name, fresh / name)
        try:
            install(fresh, package_manager(fresh), cache=kept.parent / "npm", setting=INSTALLING)
        except InstallError as error:
            pytest.skip(f"the dependencies of examples/shop cannot be installed: {error.message}")
        with contextlib.suppress(OSError):
            fresh.rename(kept)
    return kept / "node_modules"


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory, shop_servers: Servers, shop_modules: Path) -> Shop:
    """The shop, ready to run."""
    made = shop_in(Path(tmp_path_factory.mktemp("shop")))
    link_modules(shop_modules, made.workspace.root / "node_modules")
    database = shop_servers.postgres().create_database("shop_gates")
    made.services = Services(database_url=database, redis_url=shop_servers.redis().url(3))
    return made


@pytest.fixture(scope="session")
def reviews(paper_shop: Shop) -> dict[str, str | None]:
    """A good change of the shop: product reviews with their migration, tests and documentation."""
    folder = Path(__file__).parent / "reviews"
    files: dict[str, str | None] = {
        path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()
    }
    schema = paper_shop.text("prisma/schema.prisma")
    schema = schema.replace("  orders    Order[]\n", "  orders    Order[]\n  reviews   Review[]\n")
    schema = schema.replace("  items OrderItem[]\n}", "  items OrderItem[]\n\n  reviews Review[]\n}", 1)
    files["prisma/schema.prisma"] = schema + REVIEW_MODEL
    module = paper_shop.text("src/app.module.ts").replace(
        "    OrdersModule,\n", "    OrdersModule,\n    ReviewsModule,\n"
    )
    line = "import { ReviewsModule } from './reviews/reviews.module.js';\n"
    files["src/app.module.ts"] = module.replace("import { UsersModule }", f"{line}import {{ UsersModule }}")
    return files


REVIEW_MODEL = """
model Review {
  id        Int      @id @default(autoincrement())
  userId    Int
  user      User     @relation(fields: [userId], references: [id], onDelete: Cascade)
  productId Int
  product   Product  @relation(fields: [productId], references: [id], onDelete: Cascade)
  rating    Int
  comment   String?
  createdAt DateTime @default(now())

  @@unique([userId, productId])
  @@index([productId, createdAt])
}
"""
