"""The shipped double of an ACP agent: a program that does what a script says, well or badly.

    python -m podium.runners.double SCRIPT.json

The script is an object: `steps` as the scripted runner has them, done in the folder of the session, and how the agent
presents itself: `version` of the protocol, `modes`, `silent` (it never answers), `locked` (it wants a sign-in),
`forgetful` (it cannot go on with a session), `session` (its id). Steps of its own beside `write`, `append`, `delete`,
`run`, `say`, `sleep` and `ask`: `{"raw": "line"}` writes a line that may be anything, `{"line": length}`,
`{"flood": "stdout" | "stderr", "bytes": n}`,
`{"act": "edit", "title": …, "path": …}`, `{"cost": usd}`, `{"mode": "…"}`, `{"die": code}`, `{"error": {…JSON-RPC…}}`,
`{"end": stop reason, "usage": {…}}`,
`{"tool": name, "arguments": {…}, "into": file}` (it calls a tool of the server that its session was offered). A session
is kept in the home folder: after a crash it goes on with the next step.
"""

import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, cast

Message = dict[str, Any]

PATIENCE = 600.0
"""Seconds that a step may wait."""


class Over(Exception):
    """The turn ends with this stop reason."""

    def __init__(self, reason: str, usage: Message | None = None) -> None:
        super().__init__(reason)
        self.reason, self.usage = reason, usage


class Double:
    """One process of the agent."""

    def __init__(self, script: Message) -> None:
        self.script = script
        self.folder = Path()
        self.session = ""
        self.inbox: queue.Queue[Message] = queue.Queue()
        self.answers: queue.Queue[Message] = queue.Queue()
        self.stop = threading.Event()
        self.asked = 0
        self.acts = 0
        self.servers: list[Message] = []

    def listen(self) -> None:
        """Read standard input to its end: cancels and answers at once, everything else in order."""
        for line in sys.stdin:
            message = json.loads(line)
            if message.get("method") == "session/cancel":
                self.stop.set()
            else:
                (self.inbox if "method" in message else self.answers).put(message)
        self.inbox.put({})
        self.stop.set()

    def serve(self) -> None:
        """Answer requests until the input ends."""
        threading.Thread(target=self.listen, daemon=True).start()
        while message := self.inbox.get():
            if self.script.get("silent") or "id" not in message:
                continue
            try:
                self.reply(message["id"], self.handle(message["method"], message.get("params") or {}))
            except Refusal as refusal:
                self.send({"id": message["id"], "error": refusal.error})

    def handle(self, method: str, params: Message) -> Message:
        """The result of a request."""
        match method:
            case "initialize":
                able: Message = {} if self.script.get("forgetful") else {"resume": {}}
                abilities: Message = {"loadSession": False, "sessionCapabilities": able}
                return {"protocolVersion": self.script.get("version", 1), "agentCapabilities": abilities}
            case "session/new":
                return self.opened(params, self.script.get("session", f"double-{os.getpid()}"))
            case "session/resume":
                if not (home() / params["sessionId"].replace("/", "_")).exists():
                    raise Refusal(-32602, "Invalid session identifier")
                return self.opened(params, params["sessionId"])
            case "session/set_mode":
                (home() / f"{self.session.replace('/', '_')}.mode").write_text(params["modeId"])
                return {}
            case "session/prompt":
                return self.prompt()
            case _:
                raise Refusal(-32601, f"no such method: {method}")

    def opened(self, params: Message, session: str) -> Message:
        """A session in a folder, with the modes that there are."""
        if self.script.get("locked"):
            raise Refusal(-32000, "Authentication required")
        self.folder, self.session = Path(params["cwd"]), session
        self.servers = params.get("mcpServers") or []
        home().mkdir(exist_ok=True)
        modes = [{"id": one, "name": one} for one in self.script.get("modes", [])]
        more = {"modes": {"currentModeId": modes[0]["id"], "availableModes": modes}} if modes else {}
        return {"sessionId": session, **more}

    def prompt(self) -> Message:
        """Follow the script from where this session stands."""
        self.stop.clear()
        mark = home() / self.session.replace("/", "_")
        done = int(mark.read_text()) if mark.exists() else 0
        steps = cast("list[Message]", self.script["steps"])
        try:
            for number in range(done, len(steps)):
                mark.write_text(str(number + 1))
                if self.stop.is_set():
                    return {"stopReason": "cancelled"}
                self.step(steps[number])
        except Over as over:
            return {"stopReason": over.reason, **({"usage": over.usage} if over.usage else {})}
        return {"stopReason": "end_turn"}

    def step(self, step: Message) -> None:
        """Do one step. Raises `Over` where it ends the turn."""
        match step:
            case {"write": path, "text": text}:
                (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
                (self.folder / path).write_text(text)
            case {"append": path, "text": text}:
                with (self.folder / path).open("a") as file:
                    file.write(text)
            case {"delete": path}:
                (self.folder / path).unlink()
            case {"run": argv}:
                subprocess.run(argv, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
            case {"say": text}:
                self.update("agent_message_chunk", content={"type": "text", "text": f"{text}\n"})
            case {"act": kind, **more}:
                places = [{"path": more["path"]}] if "path" in more else []
                title = more.get("title", kind)
                self.acts += 1
                self.update("tool_call", toolCallId=f"act-{self.acts}", kind=kind, title=title, locations=places)
            case {"cost": usd}:
                self.update("usage_update", used=1, size=2, cost={"amount": usd, "currency": "USD"})
            case {"mode": mode}:
                self.update("current_mode_update", currentModeId=mode)
            case {"sleep": seconds}:
                self.stop.wait(seconds)
            case {"tool": name, **more}:
                self.use(name, more)
            case {"ask": what, **more}:
                for _ in range(int(more.get("times", 1))):
                    self.ask(what, more)
            case _:
                self.misbehave(step)

    def misbehave(self, step: Message) -> None:
        """Do a step that no agent should do, or end."""
        match step:
            case {"raw": line}:
                write(line)
            case {"flood": where, "bytes": count}:
                stream = sys.stdout if where == "stdout" else sys.stderr
                for _ in range(int(count) // 1000):
                    stream.write("x" * 999 + "\n")
                stream.flush()
            case {"line": count}:
                write("x" * int(count))
            case {"die": code}:
                os._exit(int(code))
            case {"error": error}:
                raise Refusal(error.get("code", -32603), error.get("message", ""), error.get("data"))
            case {"end": reason, **more}:
                raise Over(reason, more.get("usage"))
            case _:
                raise Refusal(-32603, f"the script has no such step: {sorted(step)}")

    def ask(self, what: str, more: Message) -> None:
        """Ask for permission; one that is refused ends the turn where the step does not say `anyway`."""
        self.asked += 1
        call = {"toolCallId": str(self.asked), "title": what, "kind": more.get("kind", "other")}
        raw = {name: more[name] for name in ("command", "path", "url") if name in more}
        kinds = ("allow_once", "reject_once")
        options = [{"optionId": kind, "name": kind, "kind": kind} for kind in kinds]
        params = {"sessionId": self.session, "toolCall": {**call, "rawInput": raw}, "options": options}
        self.send({"id": f"ask-{self.asked}", "method": "session/request_permission", "params": params})
        outcome = self.answers.get(timeout=PATIENCE).get("result", {}).get("outcome", {})
        if outcome.get("optionId") != "allow_once" and not more.get("anyway"):
            raise Over("end_turn" if more.get("goes_on") else "cancelled")

    def use(self, name: str, more: Message) -> None:
        """Call a tool of the first server that was offered, and say its answer; `into` keeps it in a file."""
        server = self.servers[0]
        opening = {
            "protocolVersion": "2025-11-25",
            "capabilities": {},
            "clientInfo": {"name": "double", "version": "1"},
        }
        calls = [
            {"id": 1, "method": "initialize", "params": opening},
            {"method": "notifications/initialized"},
            {"id": 2, "method": "tools/call", "params": {"name": name, "arguments": more.get("arguments", {})}},
        ]
        said = subprocess.run(
            [server["command"], *server["args"]],
            input="".join(json.dumps({"jsonrpc": "2.0", **call}) + "\n" for call in calls),
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        answer = json.loads(said.stdout.splitlines()[-1])
        text = str(answer.get("result", answer)["content"][0]["text"])
        self.update("agent_message_chunk", content={"type": "text", "text": f"{text}\n"})
        if "into" in more:
            (self.folder / more["into"]).write_text(text)

    def update(self, what: str, **fields: Any) -> None:
        """Tell the client what goes on."""
        params = {"sessionId": self.session, "update": {"sessionUpdate": what, **fields}}
        self.send({"method": "session/update", "params": params})

    def reply(self, number: int, result: Message) -> None:
        """Answer a request."""
        self.send({"id": number, "result": result})

    def send(self, message: Message) -> None:
        """Write one message."""
        write(json.dumps({"jsonrpc": "2.0", **message}))


class Refusal(Exception):
    """A request is answered with an error."""

    def __init__(self, code: int, message: str, data: object = None) -> None:
        super().__init__(message)
        self.error = {"code": code, "message": message, **({"data": data} if data is not None else {})}


def home() -> Path:
    """Where sessions are kept."""
    return Path.home() / ".double"


def write(line: str) -> None:
    """One line on standard output."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    Double(json.loads(Path(sys.argv[1]).read_text())).serve()
