"""Whether an agent can be spoken with, before any work and without a token: it is started, greeted, and ended.

This is where a program that is something else shows itself, a protocol that is newer, a dialog that waits for a person,
a sign-in that is missing. A wrong key and a service that cannot be reached show in a turn alone.
"""

import asyncio
import tempfile
from pathlib import Path

from podium.errors import ToolMissing
from podium.ports import Workspace
from podium.runners import agent_process, preflight, settling
from podium.runners.acp import opening, reading
from podium.runners.acp.opening import Refused
from podium.runners.acp.wire import Gone, RpcError, Wire
from podium.runners.profiles import Profile

SECONDS = 90.0
"""How long a greeting may take in all."""


def greet(profile: Profile) -> str:
    """What is wrong with the agent, in a sentence; empty where a session could be opened, or its door needs none."""
    if profile.door != "acp":
        return ""
    with tempfile.TemporaryDirectory(prefix="podium-greeting-") as folder:
        return asyncio.run(_greeted(profile, Path(folder)))


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
