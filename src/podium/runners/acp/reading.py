"""From what an ACP agent sends to our events: pure, and patient with what is missing or of another kind."""

from typing import Any, cast

from podium.ports import Acted, Asked, ErrorKind
from podium.runners.acp.wire import Message, RpcError
from podium.runners.failures import ErrorRule, classify

TITLE_LENGTH = 300

AUTH_REQUIRED = -32000
"""ACP's own error code: authentication required."""


def table(value: object) -> Message:
    """The value where it is an object, else an empty one."""
    return cast("Message", value) if isinstance(value, dict) else {}


def rows(value: object) -> list[Message]:
    """The objects of a list; anything else is no rows."""
    return [table(one) for one in cast("list[object]", value)] if isinstance(value, list) else []


def text_of(update: Message) -> str:
    """The text of a message chunk."""
    return str(table(update.get("content")).get("text", ""))


def acted(update: Message) -> Acted:
    """A tool call as the agent announces it."""
    title = str(update.get("title") or "")[:TITLE_LENGTH]
    return Acted(tool=str(update.get("kind") or "other"), title=title, paths=paths(update))


def asked(number: str, call: Message) -> Asked:
    """A request for permission, with what it names: paths, a command, hosts."""
    raw = table(call.get("rawInput"))
    title = str(call.get("title") or "")[:TITLE_LENGTH]
    command = raw.get("command") or raw.get("cmd") or ""
    words = " ".join(map(str, cast("list[object]", command))) if isinstance(command, list) else str(command)
    if not words and call.get("kind") == "execute":
        words = title.strip("`")
    address = str(raw.get("url") or "")
    return Asked(
        id=number,
        what=title or str(call.get("kind") or "something"),
        paths=paths(call),
        command=words,
        hosts=(address.split("/")[2],) if address.count("/") >= 2 else (),
        detail={"kind": str(call.get("kind") or "")},
    )


def paths(call: Message) -> tuple[str, ...]:
    """The files that a tool call names: its locations, its differences, its raw input."""
    raw = table(call.get("rawInput"))
    named: list[object] = [one.get("path") for one in rows(call.get("locations"))]
    named += [one.get("path") for one in rows(call.get("content"))]
    named += [raw.get(name) for name in ("file_path", "filePath", "path", "notebook_path", "absolute_path")]
    changes = raw.get("changes")
    named += list(cast("dict[str, Any]", changes)) if isinstance(changes, dict) else []
    return tuple(dict.fromkeys(one for one in named if isinstance(one, str) and one))


def option(options: object, *, granted: bool) -> Message:
    """The outcome of a request for permission: once and no more, or refused; `cancelled` where neither is offered."""
    kinds = ("allow_once", "allow_always") if granted else ("reject_once", "reject_always")
    offered = {str(one.get("kind")): one.get("optionId") for one in reversed(rows(options))}
    chosen = next((offered[kind] for kind in kinds if kind in offered), None)
    outcome = {"outcome": "selected", "optionId": chosen} if chosen is not None else {"outcome": "cancelled"}
    return {"outcome": outcome}


def kind_of(error: RpcError, rules: tuple[ErrorRule, ...]) -> ErrorKind:
    """The kind of failure that an agent's error stands for."""
    if error.code == AUTH_REQUIRED:
        return "auth"
    data = table(error.data)
    status = data.get("statusCode") or data.get("status") or error.code
    said = {"message": error.message, "data": error.data}
    return classify(said, status=status if isinstance(status, int) else 0, rules=rules)


def words_of(error: RpcError) -> str:
    """The error in one line."""
    details = table(error.data).get("details") or table(error.data).get("message") or ""
    return ": ".join(part for part in (error.message, str(details)) if part)[:600] or f"error {error.code}"
