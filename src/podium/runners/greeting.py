"""Whether an agent can be spoken with, before any work and without a token: it is started, greeted, and ended.

This is where a program that is something else shows itself, a protocol that is newer, a dialog that waits for a person,
a sign-in that is missing, a key that is refused, a proxy or a service of one's own that is down. A sign-in by a
file that has run out shows in a turn alone.
"""

import asyncio
import socket
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from podium.errors import ToolMissing
from podium.ports import Workspace
from podium.process import environment
from podium.runners import agent_process, keys, preflight, settling
from podium.runners.acp import opening, reading
from podium.runners.acp.opening import Refused
from podium.runners.acp.wire import Gone, RpcError, Wire
from podium.runners.profiles import Profile

SECONDS = 90.0
"""How long a greeting may take in all."""


REACH_SECONDS = 5.0
"""How long a proxy or a service may take to be reached."""


def greet(profile: Profile) -> str:
    """What is wrong with the agent, in a sentence; empty where a session could be opened, or its door needs none."""
    problem = _unsigned(profile) or _unreached(profile) or keys.refused(profile)
    if problem or profile.door != "acp":
        return problem
    with tempfile.TemporaryDirectory(prefix="podium-greeting-") as folder:
        return asyncio.run(_greeted(profile, Path(folder)))


def _unsigned(profile: Profile) -> str:
    """That there is nothing to sign in with; ACP agents say so themselves, and macOS keeps sign-ins in its keychain."""
    given = environment({}, keep=profile.keep)
    known = [name for name in profile.keep if not name.upper().endswith("PROXY")]
    has = any(given.get(name) for name in known) or any((Path.home() / name).is_file() for name in profile.home)
    if profile.door == "acp" or has or not known or profile.variables.keys() & set(known) or sys.platform == "darwin":
        return ""
    files = f", and there is no {' or '.join(f'~/{name}' for name in profile.home)}" if profile.home else ""
    return f"{profile.name} has nothing to sign in with: none of {', '.join(known)} is set{files}"


def _unreached(profile: Profile) -> str:
    """The proxy, or the service at an address of the user's own, at which nothing answers."""
    given = {**environment({}, keep=profile.keep), **profile.variables}
    proxies = [name for name in profile.keep if name.upper() in {"HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"}]
    places = [name for name in proxies if given.get(name)] or [name for name in given if name.endswith("_BASE_URL")]
    for name in places:
        try:
            address = urlsplit(given[name])
            port = address.port or (443 if address.scheme == "https" else 80)
            with socket.create_connection((address.hostname or "", port), timeout=REACH_SECONDS):
                pass
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) and error.strerror else error
            return f"{profile.name} cannot reach {given[name].rpartition('@')[2]}, which {name} names: {why}"
    return ""


async def _greeted(profile: Profile, folder: Path) -> str:
    root, home = folder / "work", folder / "home"
    root.mkdir()
    home.mkdir()
    workspace = Workspace(root=root, project=root, tip="", home=home)
    copies = settling.sign_in(profile, home)
    try:
        process = await agent_process.start(settling.launch(profile, workspace, profile.argv))
    except ToolMissing as error:
        return error.message
    wire = Wire(process)
    try:
        async with asyncio.timeout(SECONDS):
            await opening.open_session(wire, profile, preflight.assignment(profile, workspace))
    except Refused as problem:
        return problem.message
    except RpcError as error:
        signed = reading.kind_of(error, profile.errors) == "auth"
        hint = ": sign in with it once by hand, or set its key" if signed else ""
        return f"{profile.name} opens no session: {reading.words_of(error)}{hint}"
    except (Gone, TimeoutError) as error:
        return f"{profile.name} opens no session: {error or f'nothing came for {SECONDS:.0f} seconds'}"
    finally:
        await wire.close()
        await process.end(patience=0.0)
        settling.sign_out(copies)
    return ""
