"""Writes a model into the Prisma schema, and its migration with the way back, both made by Prisma itself."""

import shutil
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from podium.config import load_configuration
from podium.plan.evidence import Finding
from podium.process import Completed
from podium.recipes.apply import blueprints_of
from podium.recipes.edits.problem import EditProblem
from podium.recipes.prisma_model.steps import DOWN, UP, Step, together
from podium.recipes.prisma_model.steps import steps as steps_of
from podium.servers import Servers
from podium.toolchain import Prisma, Setting, prisma, prisma_engine

if TYPE_CHECKING:
    from podium.ports import Assignment


class PrismaModel:
    """The recipe `prisma-model`; `cache` is where Prisma's engine is kept, else the configuration says."""

    id = "prisma-model"
    specialist = "prisma-database-architect"

    def __init__(self, cache: Path | None = None) -> None:
        self._cache = cache

    def apply(self, assignment: "Assignment") -> tuple[Finding, ...]:
        """Change the schema and add one migration folder; a finding where Prisma or the schema does not agree."""
        workspace = assignment.workspace
        setting = Setting(home=workspace.home, prefix=workspace.prefix, environment=workspace.environment)
        cache = self._cache or load_configuration().cache_home
        tools = prisma(workspace.project, engine=prisma_engine(workspace.project, cache=cache), setting=setting)
        with _database(workspace.environment.get("DATABASE_URL", "")) as url:
            for step in together([step for one in blueprints_of(assignment) for step in steps_of(one)]):
                found = self._step(workspace.root, step, tools=tools, url=url)
                if found:
                    return found
        return ()

    def _step(self, root: Path, step: Step, *, tools: Prisma, url: str) -> tuple[Finding, ...]:
        with tempfile.TemporaryDirectory(prefix="podium-") as scratch:
            old, new = (Path(scratch) / f"{name}{tools.schema.suffix}" for name in ("before", "after"))
            _kept(tools.schema, old)
            before = {path: _text(root / path) for path in step.changes}
            try:
                after = {path: change(before[path]) for path, change in step.changes.items()}
            except EditProblem as problem:
                return (self._finding("schema", str(problem), step.schema, problem.line),)
            _write_all(root, after)
            done = tools.format()
            if not done.ok:
                _write_all(root, before)
                return (self._finding("schema", _last_words(done), step.schema),)
            _kept(tools.schema, new)
            ways = _ways(tools, old, new, url)
        return self._write(ways, root / step.migrations / step.migration, apart=step.apart)

    def _write(self, ways: dict[str, Completed], folder: Path, *, apart: bool) -> tuple[Finding, ...]:
        failed = [
            self._finding("migration", _last_words(done), folder.name) for done in ways.values() if done.code != 2
        ]
        if failed:
            return tuple(failed)
        folder.mkdir(parents=True, exist_ok=True)
        for name, done in ways.items():
            text = done.text.rstrip("\n") + "\n"
            (folder / name).write_text(text.replace(*CONCURRENTLY) if apart else text)
        lock = folder.parent / "migration_lock.toml"
        if not lock.exists():
            lock.write_text(LOCK)
        return ()

    def _finding(self, rule: str, message: str, file: str, line: int = 0) -> Finding:
        return Finding(gate=self.id, rule=rule, message=message, file=file, line=line)


CONCURRENTLY = ("CREATE INDEX ", "CREATE INDEX CONCURRENTLY ")
"""What Prisma writes, and the same without a lock on writes: Prisma applies a single statement outside of a
transaction."""


def _ways(tools: Prisma, old: Path, new: Path, url: str) -> dict[str, Completed]:
    """The SQL from the old schema to the new one, and back."""
    return {
        UP: tools.difference(old, new, database_url=url),
        DOWN: tools.difference(new, old, database_url=url),
    }


def _kept(schema: Path, copy: Path) -> None:
    """A copy of the schema, which is a file or a folder, as it is now."""
    if schema.is_dir():
        shutil.copytree(schema, copy, ignore=shutil.ignore_patterns("migrations"))
    else:
        shutil.copyfile(schema, copy)


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def _write_all(root: Path, texts: Mapping[str, str]) -> None:
    """Every text into its file; a file without a text goes."""
    for path, text in texts.items():
        if text:
            (root / path).write_text(text)
        else:
            (root / path).unlink(missing_ok=True)


@contextmanager
def _database(url: str) -> Generator[str]:
    """A server that the stand-in engine may connect to: it does so even to compare two files, and writes nothing."""
    if url:
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="podium-") as scratch:
        Path(scratch).chmod(0o755)
        with Servers(Path(scratch) / "servers") as servers:
            yield servers.postgres().create_database("scratch")


LOCK = """# Please do not edit this file manually
# It should be added in your version-control system (e.g., Git)
provider = "postgresql"
"""
"""What Prisma itself writes beside the first migration."""


def _last_words(done: Completed) -> str:
    lines = [line.strip() for line in (done.talk + done.text).splitlines() if line.strip()]
    return lines[-1] if lines else f"Prisma ended with exit code {done.code} and no word"
