"""The tools that a bare model works with: files of the workspace and commands in it, and nothing beside."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from podium.ports import Acted, Asked, Assignment, RunnerEvent
from podium.runners import agent_process, settling
from podium.runners.profiles import Profile

TEXT_LIMIT = 60_000
"""Characters of one answer to the model."""

FILES_LIMIT = 500
MATCHES_LIMIT = 200
COMMAND_SECONDS = 300.0
SKIPPED = frozenset({".git", "node_modules", "dist", "coverage"})

Emit = Callable[[RunnerEvent], Awaitable[None]]
Ask = Callable[[Asked], Awaitable[bool]]


class Toolset:
    """Functions for a model. What goes wrong is told to the model as text that begins with `error:`."""

    def __init__(self, profile: Profile, assignment: Assignment, *, emit: Emit, ask: Ask) -> None:
        self._profile = profile
        self._workspace = assignment.workspace
        self._root = assignment.workspace.root.resolve()
        self._writing = assignment.task.is_writing
        self._emit = emit
        self._ask = ask

    def functions(self) -> list[Callable[..., Awaitable[str]]]:
        """Those that the model is given: a review gets none that writes."""
        reading: list[Callable[..., Awaitable[str]]] = [self.read_file, self.list_files, self.search, self.run_command]
        return [*reading, self.write_file, self.edit_file] if self._writing else reading

    async def read_file(self, path: str, first_line: int = 1, lines: int = 800) -> str:
        """Read a text file of the project, by its path from the project's root; lines count from 1."""
        await self._emit(Acted(tool="read", paths=(path,)))
        file = self._inside(path)
        if file is None or not file.is_file():
            return f"error: there is no file {path} in the project"
        text = file.read_text(errors="replace").splitlines()
        return _cut("\n".join(text[first_line - 1 : first_line - 1 + lines]))

    async def list_files(self, folder: str = ".") -> str:
        """List the files below a folder of the project, one a line."""
        await self._emit(Acted(tool="search", title="list", paths=(folder,)))
        place = self._inside(folder)
        if place is None or not place.is_dir():
            return f"error: there is no folder {folder} in the project"
        names = [str(file.relative_to(self._root)) for file in _files(place)]
        more = [f"[… {len(names) - FILES_LIMIT} more …]"] if len(names) > FILES_LIMIT else []
        return "\n".join((*names[:FILES_LIMIT], *more)) or "no files"

    async def search(self, pattern: str, folder: str = ".") -> str:
        """Find lines that match a regular expression below a folder of the project, as path:line: text."""
        await self._emit(Acted(tool="search", title=pattern, paths=(folder,)))
        place = self._inside(folder)
        try:
            wanted = re.compile(pattern)
        except re.error as error:
            return f"error: not a regular expression: {error}"
        if place is None or not place.is_dir():
            return f"error: there is no folder {folder} in the project"
        return await asyncio.to_thread(self._matches, wanted, place)

    def _matches(self, wanted: re.Pattern[str], place: Path) -> str:
        found: list[str] = []
        for file in _files(place):
            for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1):
                if wanted.search(line):
                    found.append(f"{file.relative_to(self._root)}:{number}: {line.strip()[:300]}")
                if len(found) >= MATCHES_LIMIT:
                    return _cut("\n".join((*found, "[… more …]")))
        return _cut("\n".join(found)) or "nothing matches"

    async def write_file(self, path: str, text: str) -> str:
        """Write a whole text file of the project; one that is there is replaced."""
        await self._emit(Acted(tool="edit", paths=(path,)))
        file = self._inside(path)
        if file is None:
            return f"error: {path} is not yours to write"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return f"wrote {path}"

    async def edit_file(self, path: str, old: str, new: str) -> str:
        """Replace a passage of a file that stands in it exactly once."""
        await self._emit(Acted(tool="edit", paths=(path,)))
        file = self._inside(path)
        if file is None or not file.is_file():
            return f"error: there is no file {path} in the project"
        text = file.read_text(errors="replace")
        if not old or text.count(old) != 1:
            return f"error: the passage stands {text.count(old) if old else 0} times in {path}, not once"
        file.write_text(text.replace(old, new))
        return f"changed {path}"

    async def run_command(self, command: str) -> str:
        """Run a shell command in the project's folder; its output and exit code. Many commands need a permission."""
        await self._emit(Acted(tool="execute", title=command[:300]))
        if not await self._ask(Asked(id="", what="run a command", command=command, detail={"kind": "execute"})):
            return "error: this command is not allowed here"
        place = settling.launch(self._profile, self._workspace, ("sh", "-c", f"exec 2>&1\n{command}"))
        process = await agent_process.start(place)
        try:
            process.end_input()
            async with asyncio.timeout(COMMAND_SECONDS):
                said = await _all_of(process)
                await process.exited(COMMAND_SECONDS)
            return _cut(f"{said}\n[exit code {process.code}]")
        except TimeoutError:
            return f"error: it ran longer than {COMMAND_SECONDS:.0f} seconds"
        except agent_process.Flood as error:
            return f"error: {error}"
        finally:
            await process.end()

    def _inside(self, path: str) -> Path | None:
        """The place that is meant, links followed, where it is in the workspace and not git's own."""
        place = (self._workspace.project / path).resolve()
        if not place.is_relative_to(self._root) or ".git" in place.relative_to(self._root).parts:
            return None
        return place


async def _all_of(process: agent_process.AgentProcess) -> str:
    """The beginning of its output, and its last lines."""
    kept, size = list[str](), 0
    while (line := await process.line()) is not None:
        size += len(line)
        kept.append(line.decode("utf-8", "replace"))
        if size > TEXT_LIMIT and len(kept) > 400:
            del kept[200]
    return "\n".join(kept)


def _files(folder: Path) -> list[Path]:
    found = (file for file in sorted(folder.rglob("*")) if not SKIPPED & set(file.relative_to(folder).parts))
    return [file for file in found if file.is_file() and not file.is_symlink()]


def _cut(text: str) -> str:
    return text if len(text) <= TEXT_LIMIT else f"{text[:TEXT_LIMIT]}\n[… {len(text) - TEXT_LIMIT} more characters …]"
