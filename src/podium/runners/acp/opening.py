"""How a conversation begins: protocol, new or resumed session, then the mode and the model, set and not assumed."""

from dataclasses import dataclass
from typing import Any, cast

from podium.ports import Assignment, ErrorKind
from podium.runners import asking
from podium.runners.acp import reading
from podium.runners.acp.wire import Gone, Message, RpcError, Wire
from podium.runners.profiles import Profile

VERSION = 1
"""The version of the protocol that is spoken here (version 2 is a draft)."""

CALL_SECONDS = 60.0
"""How long a call that opens a session may take."""


class Refused(Exception):
    """The conversation cannot be had: why, in a sentence for the user, and of which kind that is."""

    def __init__(self, message: str, kind: ErrorKind) -> None:
        super().__init__(message)
        self.message, self.kind = message, kind


@dataclass(frozen=True, kw_only=True)
class OpenedSession:
    """The session's id, the mode that it was put into (empty: none), and whether it was there before."""

    session: str
    mode: str
    resumed: bool


async def open_session(wire: Wire, profile: Profile, assignment: Assignment) -> OpenedSession:
    """Agree on a session. Raises `Refused` where that cannot be, `Gone` or `RpcError` where the agent fails."""
    abilities = await _initialize(wire, profile)
    folder = str(assignment.workspace.project)
    place: Message = {"cwd": folder, "mcpServers": asking.for_acp(assignment.desk)}
    resumed = bool(assignment.resume)
    try:
        if resumed:
            method = _way_back(abilities, profile)
            opened = reading.table(
                await wire.call(method, {**place, "sessionId": assignment.resume}, seconds=CALL_SECONDS)
            )
            session = assignment.resume
        else:
            opened = reading.table(await wire.call("session/new", place, seconds=CALL_SECONDS))
            session = str(opened.get("sessionId") or "")
    except TimeoutError as error:
        raise Refused(f"{profile.name} opened no session within {CALL_SECONDS:.0f} seconds", "protocol") from error
    except RpcError as error:
        if resumed and reading.kind_of(error, profile.errors) != "auth":
            raise Refused(f"{profile.name} has lost the session: {reading.words_of(error)}", "lost") from error
        raise
    if not session:
        raise Refused(f"{profile.name} opened a session without an id", "protocol")
    mode = await _put_into_mode(wire, profile, assignment, opened, session=session)
    await _choose(wire, profile, assignment, opened, session=session)
    return OpenedSession(session=session, mode=mode, resumed=resumed)


async def _initialize(wire: Wire, profile: Profile) -> Message:
    """The agent's abilities."""
    mine: Message = {
        "protocolVersion": VERSION,
        "clientCapabilities": {"fs": {"readTextFile": False, "writeTextFile": False}, "terminal": False},
        "clientInfo": {"name": "podium", "version": "1"},
    }
    try:
        said = reading.table(await wire.call("initialize", mine, seconds=profile.start_seconds))
    except TimeoutError as error:
        raise Refused(
            f"{profile.name} did not answer for {profile.start_seconds:.0f} seconds after its start: either "
            f"`{' '.join(profile.argv)}` does not speak ACP, or it waits for a dialog; run it once by hand",
            "protocol",
        ) from error
    except Gone as error:
        raise Refused(f"`{' '.join(profile.argv)}` does not speak ACP: {error}", "protocol") from error
    version = said.get("protocolVersion")
    if version != VERSION:
        raise Refused(f"{profile.name} speaks version {version!r} of ACP; Podium speaks {VERSION}", "protocol")
    return reading.table(said.get("agentCapabilities"))


def _way_back(abilities: Message, profile: Profile) -> str:
    """The method that goes on with a session. Raises `Refused` as lost where there is none."""
    can = reading.table(abilities.get("sessionCapabilities"))
    if profile.resumes and can.get("resume") is not None:
        return "session/resume"
    if profile.resumes and abilities.get("loadSession"):
        return "session/load"
    raise Refused(f"{profile.name} cannot go on with a session", "lost")


async def _put_into_mode(wire: Wire, profile: Profile, assignment: Assignment, opened: Message, *, session: str) -> str:
    """Put the session into the profile's mode for this task, also one that was resumed: vendors forget it."""
    wanted = profile.modes.edit if assignment.task.is_writing else profile.modes.read
    if not wanted:
        return ""
    offered = [str(one.get("id")) for one in reading.rows(reading.table(opened.get("modes")).get("availableModes"))]
    if wanted in offered:
        await wire.call("session/set_mode", {"sessionId": session, "modeId": wanted}, seconds=CALL_SECONDS)
        return wanted
    if await _set_option(wire, opened, category="mode", value=wanted, session=session):
        return wanted
    raise Refused(
        f"{profile.name} has no mode {wanted!r}; it offers {', '.join(offered) or 'none'}: its profile is not right",
        "protocol",
    )


async def _choose(wire: Wire, profile: Profile, assignment: Assignment, opened: Message, *, session: str) -> None:
    """The model and the effort that the specialist asks for, where the agent lets them be chosen."""
    wishes = (("model", assignment.model or profile.model), ("thought_level", assignment.effort))
    for category, value in wishes:
        if value:
            await _set_option(wire, opened, category=category, value=value, session=session)


async def _set_option(wire: Wire, opened: Message, *, category: str, value: str, session: str) -> bool:
    """Set the option of that category to the value, where the agent offers both."""
    for one in reading.rows(opened.get("configOptions")):
        if one.get("category") == category and value in _values(one.get("options")):
            params = {"sessionId": session, "configId": one.get("id"), "value": value}
            await wire.call("session/set_config_option", params, seconds=CALL_SECONDS)
            return True
    return False


def _values(options: Any) -> set[str]:
    """The values of an option; they may stand in groups."""
    found: set[str] = set()
    for one in reading.rows(options):
        found |= _values(cast("Any", one.get("options"))) if "options" in one else {str(one.get("value"))}
    return found
