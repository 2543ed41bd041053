"""Whether a service takes the key that an agent would sign in with, asked without a token: by the list of its models.

The addresses, and the headers that keys go in, are of the vendors' references of their interfaces (*List models*).
"""

import http.client
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from podium.plan.codec import decode
from podium.process import environment
from podium.runners.profiles import Profile

SHIPPED = Path(__file__).with_name("services.yaml")

SECONDS = 5.0
"""How long a service may take to answer; one that does not is asked by the first turn."""

SAID_OF_KEYS = ("API_KEY_INVALID", "API key not valid")
"""How Google's service refuses a key, with status 400."""


@dataclass(frozen=True, kw_only=True)
class Service:
    """One service: the variables of its key and of its address, its usual address, a list's path, the key's header."""

    key: str
    base: str
    address: str
    path: str
    header: str


class _NoOtherPlace(urllib.request.HTTPRedirectHandler):
    """A key is sent to nobody else."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> None:
        """No other address is asked."""


def refused(profile: Profile) -> str:
    """That the services refuse every key that the agent could sign in with, in a sentence; empty where that is unsure.

    Unsure is also an agent with a file or a token of another kind to sign in with: which one it takes is its affair.
    """
    given = {**environment({}, keep=profile.keep), **profile.variables}
    keys = [name for name in given if name in (*profile.keep, *profile.variables) and name.endswith(("_KEY", "_TOKEN"))]
    held = [name for name in keys if given[name]]
    asked = [one for one in _services() if one.key in held]
    if len(asked) != len(held) or not held or any((Path.home() / name).is_file() for name in profile.home):
        return ""
    answers = [_answer(one, given) for one in asked]
    return f"{profile.name} {' and '.join(answers)}" if all(answers) else ""


def _services() -> list[Service]:
    import yaml  # importing it costs more than most commands

    return [decode(Service, one) for one in yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))]


def _answer(service: Service, given: dict[str, str]) -> str:
    """How the service refuses the key, in words; empty where it takes it, or says nothing of it."""
    address = (given.get(service.base) or service.address).rstrip("/")
    key = given[service.key]
    if not address.startswith(("https://", "http://")):
        return ""
    headers = {service.header: f"Bearer {key}" if service.header == "authorization" else key}
    if service.header == "x-api-key":
        headers["anthropic-version"] = "2023-06-01"
    try:
        request = urllib.request.Request(f"{address}{service.path}", headers=headers)
        with urllib.request.build_opener(_NoOtherPlace).open(request, timeout=SECONDS):
            return ""
    except urllib.error.HTTPError as error:
        with error:
            said = error.read(4000).decode(errors="replace") if error.code in {400, 401} else ""
        wrong = (error.code == 401 and "scope" not in said) or any(words in said for words in SAID_OF_KEYS)
        return f"is refused by {address.rpartition('@')[2]} with the key in {service.key}" if wrong else ""
    except (OSError, ValueError, http.client.HTTPException):
        return ""
