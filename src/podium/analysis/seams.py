"""What the affected code stands on that a review is for: each with the place in the code that shows it."""

import re

from podium.analysis import fieldwords
from podium.analysis.words import parts, plural
from podium.plan.analysis import Affected, Analysis, TaskType
from podium.plan.evidence import Place
from podium.plan.survey import Model, Provider, Survey

_ASIDE: frozenset[TaskType] = frozenset({"documentation", "testing"})
"""Types of a request that changes nothing that runs."""
_BY_TEXT = ("declares", "speaks of")
"""How the reason begins of what only bears words of the request inside."""
_SURE = 0.5
"""From this score on a component counts as affected."""
_CLIENTS = re.compile(
    r"^(?:HttpService|Axios\w*|Stripe|S3Client|S3|SESClient|Twilio|OpenAI|Anthropic|Octokit"
    r"|\w*(?:Sdk|SDK|Api|Http|Mail)Client"
    r"|MailerService|OAuth2Client|WebClient|Resend|FirebaseAdmin)$"
)
_PAYING = frozenset(
    {"payment", "payments", "stripe", "paypal", "billing", "checkout", "invoice", "invoices", "refund", "refunds"}
)
_SECRET = frozenset({"password", "hash", "token", "secret", "otp"})


def touched(analysis: Analysis, survey: Survey) -> dict[str, str]:
    """Facts by the names that criteria rules use, each with what shows it and where (`file:line`).

    Where resources are read, only what existing code they change stands on counts: that new code is hung in beside a
    guard changes no guard. How large a table is and how hot a route is, no code says.
    """
    if analysis.types and {one.type for one in analysis.types} <= _ASIDE:
        return {}
    files = _files(analysis)
    models = _models(analysis, survey)
    providers = [one for one in survey.providers if one.place.file in files]
    found: dict[str, str] = {}
    for one in providers:
        _of_provider(one, found)
    if not analysis.resources:
        for queue in survey.queues:
            places = (*queue.producers, *queue.processors, *queue.registered)
            _say(found, "touches-queue", f"queue {queue.name} is used", places, files)
        for gateway in survey.gateways:
            _say(found, "touches-gateway", f"{gateway.name} talks to clients", (gateway.place,), files)
    for route in survey.routes:
        if any(parameter.source == "file" for parameter in route.parameters):
            _say(found, "touches-upload", f"{route.method} {route.path} takes a file", (route.place,), files)
    for model in models:
        held = next((one for one in model.fields if set(parts(one.name)) & (fieldwords.PERSONAL | _SECRET)), None)
        if held:
            found.setdefault("touches-personal", f"{model.name} holds `{held.name}` ({held.place})")
    return found


def _files(analysis: Analysis) -> set[str]:
    """Files of what is affected; beside resources those that carry the name of an existing model that changes."""
    sure = [one for one in analysis.affected if one.score >= _SURE]
    files = {item.place.file for one in sure if _is_named(one) for item in one.evidence}
    if not analysis.resources:
        return files
    changed = {one.existing.lower() for one in analysis.resources if one.existing}
    names = changed | {plural(one) for one in changed}
    return {file for file in files if names & set(parts(file))}


def _is_named(one: Affected) -> bool:
    """Whether the request names it, or it gets what is asked; that its text bears a word of the request is no reason
    for a review."""
    return not one.evidence[0].reason.startswith(_BY_TEXT)


def _models(analysis: Analysis, survey: Survey) -> list[Model]:
    names = {one.component for one in analysis.affected if one.kind == "model" and one.score >= _SURE}
    if analysis.resources:
        names = {one.existing for one in analysis.resources}
    return [one for one in survey.schema.models if one.name in names]


def _of_provider(one: Provider, found: dict[str, str]) -> None:
    where = f"({one.place})"
    if one.kind in {"guard", "strategy"}:
        found.setdefault("touches-guard", f"{one.name} decides who is let in {where}")
    if set(parts(one.name)) & _PAYING:
        found.setdefault("touches-payment", f"{one.name} handles payments {where}")
    for parameter in one.injects:
        bare = parameter.type.partition("<")[0]
        if "cache" in bare.lower() or "cache" in parameter.key.lower():
            found.setdefault("touches-cache", f"{one.name} stands on the cache {where}")
        if _CLIENTS.match(bare):
            found.setdefault("touches-client", f"{one.name} calls out by {bare} {where}")


def _say(found: dict[str, str], name: str, what: str, places: tuple[Place, ...], files: set[str]) -> None:
    place = next((one for one in places if one.file in files), None)
    if place:
        found.setdefault(name, f"{what} ({place})")
