"""The shipped double of model services: it speaks as they do, on loopback, and says what a script says.

    with serving([{"write": "a.txt", "text": "x"}, {"say": "done"}]) as server: …  server.url
    with serving({"# Write a": [{"write": …}], "# Write b": [{"write": …}]}) as server: …

It answers Anthropic's Messages, OpenAI's Responses and Chat Completions and Gemini's generateContent, streamed or
not. Each request that offers tools takes the next turn of the script, the last one for ever; where there are several,
of the one whose name stands last in the request. Requests with fewer tools than others are an agent's own affair
(titles, summaries) and get a word, or the least value of the shape that they ask for. A turn says (`say`), writes a
file (`write`, `text`; a relative path is one of the folder that the agent says it works in), runs a command (`run`),
calls a tool by its name (`call`, `input`, and in OpenAI's Responses `namespace`), fails (`status`), waits first
(`wait`: seconds), waits before each piece of a stream (`slow`: seconds), or breaks off in the middle (`broken`). For
`write` and `run` the tool is found among those offered, whatever the agent calls it. Every turn counts 100 tokens in
and 20 out.
"""

import contextlib
import json
import re
import threading
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from podium.runners import model_speech
from podium.runners.model_speech import Offered, Reply, Turn

Body = dict[str, Any]
Script = Sequence[Turn] | Mapping[str, Sequence[Turn]]

FOLDER = re.compile(r'(?:working (?:in the )?directory|<cwd>)[^/"\\]{0,12}(/[^\s"<>\\]+)', re.IGNORECASE)
"""How agents tell their model which folder they work in, in the JSON text of a request."""


@dataclass(kw_only=True)
class Served:
    """A running server: where it listens, what it was asked, and how many turns of each script were taken."""

    url: str
    scripts: Mapping[str, Sequence[Turn]]
    requests: list[tuple[str, Body]] = field(default_factory=list[tuple[str, Body]])
    taken: dict[str, int] = field(default_factory=dict[str, int])
    most_tools: int = 1
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, words: str, *, tools: int) -> Turn | None:
        """The turn for a request by its JSON text, or None for an agent's own affair."""
        with self.lock:
            self.most_tools = max(self.most_tools, tools)
            name = max(self.scripts, key=words.rfind)
            if tools < self.most_tools or name not in words:
                return None
            number = self.taken[name] = self.taken.get(name, 0) + 1
        turns = self.scripts[name]
        return turns[min(number, len(turns)) - 1]


@contextlib.contextmanager
def serving(script: Script) -> Generator[Served]:
    """Serve the script on a free port of 127.0.0.1 as long as the block lasts."""
    served = Served(url="", scripts=script if isinstance(script, Mapping) else {"": script})

    class Handler(_Handler):
        script = served

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        served.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    script: Served

    def do_POST(self) -> None:
        """Answer one request by the script, in the words of the service that was asked."""
        length = int(self.headers.get("content-length") or 0)
        try:
            body = cast("Body", json.loads(self.rfile.read(length) or b"{}"))
        except ValueError:
            self._send(400, b'{"error": {"message": "not JSON"}}')
            return
        path = self.path.partition("?")[0]
        self.script.requests.append((path, body))
        if path.endswith("/count_tokens"):
            self._send(200, b'{"input_tokens": 100}')
            return
        dialect = model_speech.dialect(path)
        if dialect is None:
            self._send(404, b'{"error": {"message": "no such address"}}')
            return
        offered, words = dialect.offered(body), json.dumps(body, ensure_ascii=False)
        turn = self.script.take(words, tools=len(offered)) or {"say": dialect.shaped(body)}
        time.sleep(float(turn.get("wait", 0)))
        if "status" in turn:
            message = {"type": "error", "error": {"type": "scripted", "message": f"scripted {turn['status']}"}}
            self._send(int(turn["status"]), json.dumps(message).encode())
            return
        self._answer(dialect.reply(_reply(turn, offered, words), body, path), turn)

    def _answer(self, answer: Body | list[tuple[str, Body]], turn: Turn) -> None:
        if isinstance(answer, dict):
            self._send(200, json.dumps(answer).encode())
            return
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        for name, data in answer[: len(answer) // 2] if turn.get("broken") else answer:
            time.sleep(float(turn.get("slow", 0)))
            head = f"event: {name}\n" if name else ""
            text = "[DONE]" if name == "" and not data else json.dumps(data)
            with contextlib.suppress(OSError):
                self.wfile.write(f"{head}data: {text}\n\n".encode())
                self.wfile.flush()

    def do_GET(self) -> None:
        """Lists of models are empty here; where every script begins with 401 no key is taken."""
        refuses = all(turns[0].get("status") == 401 for turns in self.script.scripts.values())
        self._send(401 if refuses else 200, b'{"data": [], "models": []}')

    def do_HEAD(self) -> None:
        """Somebody looks whether a service is there."""
        self._send(200, b"")

    def _send(self, status: int, body: bytes) -> None:
        with contextlib.suppress(OSError):
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing is printed."""


def _reply(turn: Turn, offered: Sequence[Offered], words: str) -> Reply:
    if "say" in turn:
        return Reply(text=str(turn["say"]))
    if "call" in turn:
        given = cast("Body", turn.get("input", {}))
        return Reply(tool=str(turn["call"]), given=given, namespace=str(turn.get("namespace", "")))
    if "write" in turn:
        folder = FOLDER.search(words)
        path = turn["write"] if folder is None or turn["write"].startswith("/") else f"{folder[1]}/{turn['write']}"
        wanted = model_speech.writing({**turn, "write": path}, offered)
    else:
        wanted = model_speech.running(turn, offered)
    return wanted or Reply(text=f"no tool for {sorted(turn)} among {[one.name for one in offered]}")
