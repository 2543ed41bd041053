"""A workspace from a commit: its files, its dependencies, its .env, an empty home, and what isolates it."""

import contextlib
import secrets
import shutil
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from podium.git import Repository
from podium.ports import Services, Workspace
from podium.toolchain import PackageManager, Setting, find_node, install, install_scripts, package_manager
from podium.workspace import clones, environment, leftovers, node_modules
from podium.workspace.isolation import Isolation

LOCKFILES = ("package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock", "bun.lockb")


@dataclass(frozen=True, kw_only=True)
class Yard:
    """What the workspaces of a run share.

    Podium's clone, the folder that they stand in, the project's path inside a checkout (`.` for the whole), the cache
    with the store of dependencies, what isolates them, and the variables that the project must have.
    """

    clone: Repository
    folder: Path
    project: str
    cache: Path
    isolation: Isolation
    required: frozenset[str] = frozenset()

    def checkout(self, name: str, *, commit: str) -> Workspace:
        """A workspace with files and nothing else, for reading; an older one of that name is removed."""
        root = self.folder / name
        shutil.rmtree(root, ignore_errors=True)
        clones.checkout(self.clone, root, commit=commit)
        return self._value(root, commit=commit, variables={})

    def prepare(self, name: str, *, commit: str, services: Services, keep_old: bool = False) -> Workspace:
        """A workspace that is ready to work in; one of that name that is there already is removed, or set aside.

        Raises `InstallError`, `ToolMissing`, `DiskFull`.
        """
        root = self.folder / name
        if keep_old:
            leftovers.set_aside(root)
        self.checkout(name, commit=commit)
        self.provide_dependencies(root, revision=commit)
        made = self.existing(name, commit=commit, services=services)
        tracked = self.clone.call("cat-file", "-e", f"{commit}:{(Path(self.project) / '.env').as_posix()}").ok
        variables = self._variables(root, services)
        if variables and not tracked:
            (made.project / ".env").write_text(environment.render(variables))
        return made

    def existing(self, name: str, *, commit: str, services: Services) -> Workspace:
        """The value of a workspace that stands there already."""
        root = self.folder / name
        variables = environment.passed(self._variables(root, services), required=self.required)
        return self._value(root, commit=commit, variables=variables)

    def _variables(self, root: Path, services: Services) -> dict[str, str]:
        declared = environment.examples(root / self.project)
        return environment.build(declared, services, port=environment.free_port())

    def provide_dependencies(self, root: Path, *, revision: str) -> node_modules.Entry | None:
        """Put the dependencies of a commit or tree into the workspace at `root`; None where it has no manifest."""
        found = self.dependencies(revision)
        if found is not None:
            node_modules.hand_over(found, root)
            threading.Thread(target=node_modules.stock, args=(found,), daemon=True).start()
        return found

    def dependencies(self, revision: str) -> node_modules.Entry | None:
        """The store's entry for the manifests of a commit or tree, installed now where it is missing."""
        files = node_modules.manifests(self.clone, revision)
        if not any(path.rpartition("/")[2] == "package.json" for path in files):
            return None
        store = self.cache / "node_modules"
        store.mkdir(parents=True, exist_ok=True)
        return node_modules.entry(store, files, node=find_node().version, install=self._install)

    def discard(self, workspace: Workspace, *, keep_home: bool = False) -> None:
        """Take a workspace away that can be made again; its folder is deleted in the background."""
        self._trash.mkdir(parents=True, exist_ok=True)
        for folder in (workspace.root,) if keep_home else (workspace.root, workspace.home):
            with contextlib.suppress(FileNotFoundError):
                folder.rename(self._trash / f"{folder.name}-{secrets.token_hex(4)}")
        threading.Thread(target=self.empty_trash, daemon=True).start()

    def home(self, name: str) -> Path:
        """The home folder of the workspace of that name."""
        return self.folder / f"{name}.home"

    def empty_trash(self) -> None:
        """Delete what was taken away."""
        for folder in sorted(self._trash.glob("*")):
            shutil.rmtree(folder, ignore_errors=True)

    @property
    def _trash(self) -> Path:
        return self.folder / ".trash"

    def _install(self, root: Path) -> str:
        """Install at the root, and in the project where it has manifests of its own that the root's do not cover."""
        places = [root] if (root / "package.json").is_file() else []
        project = root / self.project
        if not places or (project != root and any((project / name).is_file() for name in LOCKFILES)):
            places.append(project)
        notes: list[str] = []
        for place in places:
            manager = package_manager(place)
            notes += [install(place, manager, cache=self.cache).note, self._scripts(root, place, manager)]
        return "; ".join(filter(None, notes))

    def _scripts(self, root: Path, place: Path, manager: PackageManager) -> str:
        """Run the install scripts that are needed, guarded as everything is that is not ours."""
        with tempfile.TemporaryDirectory(prefix="podium-") as temporary:
            home = Path(temporary)
            for folder in (home / "tmp", self.cache / "npm"):
                folder.mkdir(parents=True, exist_ok=True)
            readable = (find_node().path.resolve().parent.parent, *map(Path, (sys.prefix, sys.base_prefix)))
            prefix = self.isolation.prefix(writable=(root, self.cache / "npm", home), readable=readable)
            setting = Setting(home=home, prefix=prefix, deadline=install_scripts.DEADLINE)
            return install_scripts.run_install_scripts(place, manager, cache=self.cache, setting=setting)

    def _value(self, root: Path, *, commit: str, variables: dict[str, str]) -> Workspace:
        home = root.with_name(f"{root.name}.home")
        home.mkdir(parents=True, exist_ok=True)
        readable = [self.clone.path, self.cache]
        if self.isolation.kind != "none":
            readable.append(find_node().path.resolve().parent.parent)
        return Workspace(
            root=root,
            project=root / self.project,
            tip=commit,
            home=home,
            environment=variables,
            prefix=self.isolation.prefix(writable=(root, home), readable=readable),
        )
