"""How model services speak: the tools in a request and the words of an answer, for each of four interfaces."""

import itertools
import json
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from podium.runners.meter import at

Body = dict[str, Any]
Turn = dict[str, Any]
Stream = list[tuple[str, Body]]

TOKENS_IN, TOKENS_OUT = 100, 20


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A tool of a request: its name and the names of what it takes."""

    name: str
    takes: tuple[str, ...]


NUMBERS = itertools.count(1)
"""No two calls of tools, and no two messages, have one id: agents keep them apart by it."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A text, or the call of a tool, whose `namespace` is for services that have one."""

    text: str = ""
    tool: str = ""
    namespace: str = ""
    given: Body = field(default_factory=dict[str, Any])
    number: int = field(default_factory=lambda: next(NUMBERS))

    @property
    def call(self) -> str:
        """The id of the call."""
        return f"call_{self.number}"


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """One interface: the tools of a request, the answer to it, and where it may ask for JSON of a schema."""

    offered: Callable[[Body], list[Offered]]
    reply: Callable[[Reply, Body, str], Body | Stream]
    schemas: tuple[str, ...] = ()

    def shaped(self, body: Body) -> str:
        """The least value of the schema that the request asks for, as JSON; a word where it asks for none."""
        for path in self.schemas:
            value = at(body, path)
            if isinstance(value, dict):
                return json.dumps(_least(cast("Body", value)))
        return "ok"


def dialect(path: str) -> Dialect | None:
    """The interface that is asked at a path, or None."""
    for ending, one in (("/messages", ANTHROPIC), ("/responses", RESPONSES), ("/chat/completions", CHAT)):
        if path.endswith(ending):
            return one
    return GEMINI if path.endswith(("generateContent", "GenerateContent")) else None


def writing(turn: Turn, offered: Sequence[Offered]) -> Reply | None:
    """The call that writes a file, by the tool for it, or by a command."""
    for tool in offered:
        path = _first(tool, ("file_path", "filePath", "path", "absolute_path"))
        text = _first(tool, ("content", "text", "contents"))
        if path and text and "write" in tool.name.lower():
            return Reply(tool=tool.name, given={path: turn["write"], text: turn["text"]})
    path = turn["write"]
    words = f"printf %s {shlex.quote(turn['text'])} > {shlex.quote(path)}"
    folder = f"mkdir -p {shlex.quote(path.rpartition('/')[0])} && " if "/" in path else ""
    return running({"run": folder + words}, offered)


def running(turn: Turn, offered: Sequence[Offered]) -> Reply | None:
    """The call that runs a command, by whatever tool does."""
    for tool in offered:
        name = _first(tool, ("command", "cmd"))
        if name and tool.name.lower() in {"bash", "shell", "exec_command", "run_command", "run_shell_command"}:
            given: Body = {name: turn["run"]}
            return Reply(
                tool=tool.name, given=given | ({"description": "a command"} if "description" in tool.takes else {})
            )
    return None


def _least(schema: Body) -> object:
    """The least value of a JSON Schema, as far as agents' schemas go."""
    kind = str(schema.get("type") or "").lower()
    if schema.get("enum"):
        return schema["enum"][0]
    if kind == "object" or "properties" in schema:
        properties = cast("dict[str, Body]", schema.get("properties") or {})
        return {name: _least(properties.get(name, {})) for name in schema.get("required") or ()}
    plain: dict[str, object] = {"integer": 1, "number": 1, "boolean": False, "array": []}
    return plain.get(kind, "ok")


def _first(tool: Offered, names: Sequence[str]) -> str:
    return next((name for name in names if name in tool.takes), "")


def _tools(rows: object, read: Callable[[Body], tuple[object, object]]) -> list[Offered]:
    found: list[Offered] = []
    for row in cast("list[Body]", rows) if isinstance(rows, list) else ():
        name, schema = read(row)
        properties = cast("Body", schema).get("properties") if isinstance(schema, dict) else None
        if isinstance(name, str):
            found.append(Offered(name=name, takes=tuple(cast("Body", properties or {}))))
    return found


def _anthropic(reply: Reply, body: Body, path: str) -> Body | Stream:
    del path
    block: Body = {"type": "text", "text": reply.text}
    if reply.tool:
        block = {"type": "tool_use", "id": f"toolu_{reply.call}", "name": reply.tool, "input": reply.given}
    why = "tool_use" if reply.tool else "end_turn"
    usage = {"input_tokens": TOKENS_IN, "output_tokens": TOKENS_OUT}
    whole: Body = {
        "id": f"msg_{reply.number}",
        "type": "message",
        "role": "assistant",
        "model": body.get("model", "scripted"),
    }
    if not body.get("stream"):
        return {**whole, "content": [block], "stop_reason": why, "stop_sequence": None, "usage": usage}
    begun: Body = {**block, "input": {}} if reply.tool else {**block, "text": ""}
    delta: Body = {"type": "text_delta", "text": reply.text}
    if reply.tool:
        delta = {"type": "input_json_delta", "partial_json": json.dumps(reply.given)}
    start: Body = {
        **whole,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {**usage, "output_tokens": 1},
    }
    events: list[Body] = [
        {"type": "message_start", "message": start},
        {"type": "content_block_start", "index": 0, "content_block": begun},
        {"type": "content_block_delta", "index": 0, "delta": delta},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": why, "stop_sequence": None}, "usage": usage},
        {"type": "message_stop"},
    ]
    return [(str(event["type"]), event) for event in events]


def _chat(reply: Reply, body: Body, path: str) -> Body | Stream:
    del path
    message: Body = {"role": "assistant", "content": reply.text}
    if reply.tool:
        function = {"name": reply.tool, "arguments": json.dumps(reply.given)}
        calls = [{"index": 0, "id": reply.call, "type": "function", "function": function}]
        message = {"role": "assistant", "content": None, "tool_calls": calls}
    why = "tool_calls" if reply.tool else "stop"
    total = TOKENS_IN + TOKENS_OUT
    usage = {"prompt_tokens": TOKENS_IN, "completion_tokens": TOKENS_OUT, "total_tokens": total}
    whole: Body = {"id": f"chat_{reply.number}", "created": 1, "model": body.get("model", "scripted")}
    if not body.get("stream"):
        choice = {"index": 0, "message": message, "finish_reason": why}
        return {**whole, "object": "chat.completion", "choices": [choice], "usage": usage}
    chunk: Body = {**whole, "object": "chat.completion.chunk"}
    return [
        ("", {**chunk, "choices": [{"index": 0, "delta": message, "finish_reason": None}]}),
        ("", {**chunk, "choices": [{"index": 0, "delta": {}, "finish_reason": why}]}),
        ("", {**chunk, "choices": [], "usage": usage}),
        ("", {}),
    ]


def _responses(reply: Reply, body: Body, path: str) -> Body | Stream:
    del path
    content: list[Body] = [{"type": "output_text", "text": reply.text, "annotations": []}]
    item: Body = {
        "id": f"msg_{reply.number}",
        "type": "message",
        "role": "assistant",
        "status": "completed",
        "content": content,
    }
    if reply.tool:
        item = {"id": f"fc_{reply.number}", "type": "function_call", "status": "completed", "call_id": reply.call}
        item |= {"name": reply.tool, "arguments": json.dumps(reply.given)}
        item |= {"namespace": reply.namespace} if reply.namespace else {}
    details = {"input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
    usage = {"input_tokens": TOKENS_IN, "output_tokens": TOKENS_OUT, "total_tokens": TOKENS_IN + TOKENS_OUT, **details}
    begun: Body = {
        "id": f"resp_{reply.number}",
        "object": "response",
        "created_at": 1,
        "model": body.get("model", "scripted"),
    }
    begun |= {"parallel_tool_calls": False, "tool_choice": "auto", "tools": []}
    whole = {**begun, "status": "completed", "output": [item], "usage": usage}
    if not body.get("stream"):
        return whole
    events: list[Body] = [
        {"type": "response.created", "response": {**begun, "status": "in_progress", "output": []}},
        {"type": "response.output_item.added", "output_index": 0, "item": {**item, "status": "in_progress"}},
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": whole},
    ]
    return [(str(event["type"]), {**event, "sequence_number": number}) for number, event in enumerate(events)]


def _gemini(reply: Reply, body: Body, path: str) -> Body | Stream:
    del body
    part: Body = {"functionCall": {"name": reply.tool, "args": reply.given}} if reply.tool else {"text": reply.text}
    counts = {"promptTokenCount": TOKENS_IN, "candidatesTokenCount": TOKENS_OUT}
    usage = {**counts, "totalTokenCount": TOKENS_IN + TOKENS_OUT}
    candidate = {"index": 0, "content": {"role": "model", "parts": [part]}, "finishReason": "STOP"}
    whole: Body = {"candidates": [candidate], "usageMetadata": usage, "modelVersion": "scripted"}
    return [("", whole)] if "stream" in path else whole


def _declarations(body: Body) -> list[Offered]:
    rows: list[Body] = []
    for tool in cast("list[Body]", body.get("tools") or []):
        rows += cast("list[Body]", tool.get("functionDeclarations") or [])
    names = ("parametersJsonSchema", "parameters_json_schema", "parameters")
    return _tools(rows, lambda row: (row.get("name"), next((row[name] for name in names if row.get(name)), None)))


ANTHROPIC = Dialect(
    schemas=("output_config.format.schema", "output_format.schema"),
    offered=lambda body: _tools(body.get("tools"), lambda row: (row.get("name"), row.get("input_schema"))),
    reply=_anthropic,
)
CHAT = Dialect(
    schemas=("response_format.json_schema.schema",),
    offered=lambda body: _tools(
        body.get("tools"),
        lambda row: (row.get("function", {}).get("name"), row.get("function", {}).get("parameters")),
    ),
    reply=_chat,
)
RESPONSES = Dialect(
    schemas=("text.format.schema",),
    offered=lambda body: _tools(body.get("tools"), lambda row: (row.get("name"), row.get("parameters"))),
    reply=_responses,
)
GEMINI = Dialect(
    schemas=("generationConfig.responseJsonSchema", "generationConfig.responseSchema"),
    offered=_declarations,
    reply=_gemini,
)
