"""Real agents, installed from npm as their profiles pin them, and settled with the scripted model server.

Nothing needs a key, and nothing but the installation leaves this machine. A test is skipped, with the reason, where a
package cannot be had.
"""

import fcntl
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from podium.runners.model_server import Served
from podium.runners.profiles import profile

CACHE = Path.home() / ".cache" / "podium-tests" / "agents"
"""Where the packages stay from one run of the tests to the next; the tests that use them move HOME."""

INSTALL_SECONDS = 400.0

CODEX = """
model = "gpt-5.5"
model_provider = "scripted"
check_for_update_on_startup = false
[analytics]
enabled = false
[model_providers.scripted]
name = "scripted"
base_url = "{url}/v1"
env_key = "OPENAI_API_KEY"
wire_api = "responses"
request_max_retries = 1
stream_max_retries = 1
"""
OPENCODE = """
{"autoupdate": false, "share": "disabled", "model": "scripted/scripted-1", "small_model": "scripted/scripted-1",
 "enabled_providers": ["scripted"],
 "provider": {"scripted": {"npm": "@ai-sdk/openai-compatible",
   "options": {"baseURL": "{url}/v1", "apiKey": "{env:OPENAI_API_KEY}"},
   "models": {"scripted-1": {"cost": {"input": 3, "output": 15, "cache_read": 0.3},
                             "limit": {"context": 200000, "output": 8192}, "tool_call": true}}}}}
"""
GEMINI = """
{"security": {"auth": {"selectedType": "gemini-api-key"}, "folderTrust": {"enabled": false}},
 "privacy": {"usageStatisticsEnabled": false}, "general": {"enableAutoUpdate": false}}
"""
SETTINGS = {
    ".codex/config.toml": CODEX,
    ".config/opencode/opencode.json": OPENCODE,
    ".gemini/settings.json": GEMINI,
}
"""What makes the agents speak with the server, in a user's home folder."""


@dataclass(frozen=True, kw_only=True)
class Agent:
    """An agent that is installed, and the user's home folder in which it is set up."""

    name: str
    home: Path

    def settle(self, server: Served, home: Path | None = None) -> dict[str, str]:
        """Set the agent up, in the user's home or another, to speak with the server; the variables that it takes."""
        for name, text in SETTINGS.items():
            file = (home or self.home) / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text.replace("{url}", server.url))
        keys = dict.fromkeys(("ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY"), "dummy-key")
        places = {"ANTHROPIC_BASE_URL": server.url, "OPENAI_BASE_URL": f"{server.url}/v1", "OPENAI_MODEL": "scripted-1"}
        return {**keys, **places, "GOOGLE_GEMINI_BASE_URL": server.url}


def installed(name: str) -> Path:
    """The folder with the programs of the package that the profile pins, installed now where it is not there."""
    package = profile(name).install.split()[-1]
    folder = CACHE / package.replace("/", "+")
    folder.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "whole").exists():
            _install(package, folder)
    return folder / "node_modules" / ".bin"


def _install(package: str, folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    argv = [npm, "install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", str(folder), package]
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip(f"{package} was not installed within {INSTALL_SECONDS:.0f} seconds")
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        pytest.skip(f"{package} cannot be installed: {said[0] if said else done.returncode}")
    (folder / "whole").touch()


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Agent]:
    """An agent by its profile's name, on the PATH."""

    def make(name: str) -> Agent:
        programs = installed(name)
        monkeypatch.setenv("PATH", str(programs), prepend=":")
        return Agent(name=name, home=tmp_path / "user")

    return make


@pytest.fixture
def bare(tmp_path: Path) -> Agent:
    """An agent that is a library, which needs no program."""
    return Agent(name="", home=tmp_path / "user")
