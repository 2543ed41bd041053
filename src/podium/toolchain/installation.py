"""Installing a project's dependencies: the one place that does, with the manager's scripts off."""

from dataclasses import dataclass, replace
from pathlib import Path

from podium.errors import InstallError, ToolMissing
from podium.process import Completed, run, which
from podium.toolchain.managers import LOCKFILES, PackageManager, install_command
from podium.toolchain.setting import Setting

REGISTRY_VARIABLES = (
    *("npm_config_registry", "npm_config_userconfig", "NPM_CONFIG_REGISTRY", "NPM_CONFIG_USERCONFIG"),
    *("NPM_TOKEN", "NODE_AUTH_TOKEN", "COREPACK_NPM_REGISTRY", "YARN_NPM_REGISTRY_SERVER", "YARN_NPM_AUTH_TOKEN"),
    *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"),
)
"""What an installation sees of the caller's variables, and nothing that runs later does."""

INSTALLING = Setting(deadline=900.0)
TAIL_LINES = 15


@dataclass(frozen=True, kw_only=True)
class Remedy:
    """What to do when a manager says `sign`: install unfrozen, or with further words; `note` tells the reader."""

    manager: str
    sign: str
    note: str
    unfrozen: bool = False
    words: tuple[str, ...] = ()


DRIFTED = "the lockfile does not fit package.json or this registry: what fits package.json was installed"
REMEDIES = (
    Remedy(manager="npm", sign="EUSAGE", note=DRIFTED, unfrozen=True),
    Remedy(
        manager="npm",
        sign="ERESOLVE",
        note="peer dependencies contradict each other: installed with --legacy-peer-deps",
        words=("--legacy-peer-deps",),
    ),
    Remedy(
        manager="npm",
        sign="getaddrinfo ENOTFOUND",
        note="the lockfile names a host that is not there: fetched from the registry of this machine",
        words=("--replace-registry-host=always",),
    ),
    Remedy(manager="pnpm", sign="ERR_PNPM_OUTDATED_LOCKFILE", note=DRIFTED, unfrozen=True),
    Remedy(manager="pnpm", sign="ERR_PNPM_LOCKFILE_CONFIG_MISMATCH", note=DRIFTED, unfrozen=True),
    Remedy(manager="yarn", sign="Your lockfile needs to be updated", note=DRIFTED, unfrozen=True),
    Remedy(manager="yarn", sign="YN0028", note=DRIFTED, unfrozen=True),
    Remedy(manager="bun", sign="lockfile is frozen", note=DRIFTED, unfrozen=True),
)

HINTS = {
    "ENOSPC": "free some disk space",
    "No space left": "free some disk space",
    "E401": "the registry wants credentials: set them in ~/.npmrc",
    "E403": "the registry refuses these credentials, or the package",
    "E404": "a package does not exist in this registry: check its name, or the registry in .npmrc",
    "ETARGET": "the registry does not have that version",
    "ENOTFOUND": "the registry cannot be reached: check the network, a proxy, or the registry in .npmrc",
    "ECONNREFUSED": "the registry cannot be reached: check the network, a proxy, or the registry in .npmrc",
    "No compatible signature": "corepack cannot verify the manager from this registry: install the manager itself",
    "ENOTCACHED": "the registry cannot be reached and the cache lacks a package",
}
"""Sign in the output -> what to do; the first that fits."""


@dataclass(frozen=True, kw_only=True)
class Installation:
    """The commands that ran, the last one successfully; `note` says what had to be done differently, or nothing."""

    commands: tuple[Completed, ...]
    note: str = ""


def install(
    root: Path,
    manager: PackageManager,
    *,
    cache: Path,
    setting: Setting = INSTALLING,
    keep: tuple[str, ...] = (),
) -> Installation:
    """Install the dependencies of the package in `root`, exactly as locked where that is possible.

    Neither package.json nor the lockfile is changed. `keep` names further variables of the caller's that the manager
    may see. Raises `InstallError` with the end of the output, `ToolMissing` where there is no such manager.
    """
    env = install_environment(cache)
    words = install_command(manager, frozen=bool(manager.lockfile))
    done: list[Completed] = []
    notes: list[str] = []
    kept = {name: _content(root / name) for name in ("package.json", *LOCKFILES)}
    remedies = [remedy for remedy in REMEDIES if remedy.manager == manager.name]
    try:
        while True:
            argv = (*_program(words[0]), *words[1:])
            done.append(run(setting.command(argv, cwd=root, env=env, keep=(*REGISTRY_VARIABLES, *keep))))
            if done[-1].ok:
                return Installation(commands=tuple(done), note="; ".join(notes))
            remedy = next((remedy for remedy in remedies if remedy.sign in done[-1].text + done[-1].talk), None)
            if remedy is None:
                raise install_error(done[-1], manager.name)
            remedies.remove(remedy)
            notes.append(remedy.note)
            words = (*(install_command(manager, frozen=False) if remedy.unfrozen else words), *remedy.words)
    finally:
        for name, content in kept.items():
            _restore(root / name, content)


def install_error(completed: Completed, manager: str) -> InstallError:
    """What went wrong, with the end of what the manager said."""
    said = f"{completed.text}\n{completed.talk}"
    tail = "\n".join([line for line in said.splitlines() if line.strip()][-TAIL_LINES:])
    how = "took too long" if completed.timed_out else f"ended with exit code {completed.code}"
    plain = "\n".join(line for line in said.splitlines() if not line.startswith(("npm warn", "npm WARN")))
    hint = next((hint for sign, hint in HINTS.items() if sign in plain), "see the end of its output")
    return InstallError(f"{manager} could not install the dependencies, it {how}:\n{tail}", hint=hint)


def _program(name: str) -> tuple[str, ...]:
    """The manager on the PATH, else the one that corepack brings."""
    if which(name) is not None:
        return (name,)
    if name in {"pnpm", "yarn"} and which("corepack") is not None:
        return ("corepack", name)
    raise ToolMissing(f"{name} is not installed", hint=f"install {name} and put it on the PATH", tool=name)


def install_environment(cache: Path) -> dict[str, str]:
    """Every manager keeps what it downloads in our cache, and berry makes a node_modules."""
    return {
        "npm_config_cache": str(cache / "npm"),
        "npm_config_update_notifier": "false",
        "npm_config_store_dir": str(cache / "pnpm"),
        "YARN_CACHE_FOLDER": str(cache / "yarn"),
        "YARN_GLOBAL_FOLDER": str(cache / "yarn-berry"),
        "YARN_ENABLE_SCRIPTS": "false",
        "YARN_NODE_LINKER": "node-modules",
        "BUN_INSTALL_CACHE_DIR": str(cache / "bun"),
        "COREPACK_HOME": str(cache / "corepack"),
        "COREPACK_ENABLE_DOWNLOAD_PROMPT": "0",
    }


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _restore(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    elif _content(path) != content:
        path.write_bytes(content)


def install_packages(
    folder: Path, packages: dict[str, str], *, cache: Path, setting: Setting, keep: tuple[str, ...]
) -> None:
    """Install exactly these packages (name -> version) into a folder of our own, by npm. Raises `InstallError`."""
    words = ("npm", "install", "--no-package-lock", *install_command(PackageManager(name="npm"), frozen=True)[2:])
    argv = (*_program("npm"), *words[1:])
    plain = replace(setting, prefix=())
    completed = run(plain.command(argv, cwd=folder, env=install_environment(cache), keep=(*REGISTRY_VARIABLES, *keep)))
    if not completed.ok:
        raise install_error(completed, "npm")
