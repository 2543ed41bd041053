"""What the code talks to outside: packages of HTTP and service clients, and of caches, with the files that use them."""

import re
from collections import defaultdict
from collections.abc import Iterator

from podium.plan.evidence import Place
from podium.plan.survey import Convention
from podium.survey.evidence import Known, shown

CLIENTS = {
    "outbound-client": re.compile(
        r"^(?:axios|@nestjs/axios|got|ky|undici|node-fetch|cross-fetch|superagent|stripe|braintree|@paypal/.+|twilio"
        r"|nodemailer|@nestjs-modules/mailer|@sendgrid/.+|mailgun.*|postmark|resend|openai|@anthropic-ai/.+"
        r"|@aws-sdk/.+|aws-sdk|@google-cloud/.+|googleapis|google-auth-library|@azure/.+|firebase-admin|minio"
        r"|@slack/.+|@octokit/.+|@elastic/elasticsearch|algoliasearch|meilisearch|@sentry/.+|posthog-node)$"
    ),
    "cache-client": re.compile(r"^(?:cache-manager|@nestjs/cache-manager|ioredis|redis|@keyv/.+|keyv)$"),
}
"""Packages by what their use says of a file: it calls a service outside, or it keeps things in a cache."""


def clients(known: Known) -> Iterator[Convention | None]:
    """`outbound-client` and `cache-client`, once for each package: its first import, and how many files use it."""
    firsts: dict[str, dict[str, int]] = defaultdict(dict)
    for file, facts in known.code.shipped.items():
        for one in facts.get("imports", ()):
            if one.get("names"):
                firsts[one["source"]].setdefault(file, one["line"])
    for name, pattern in CLIENTS.items():
        for package in sorted(filter(pattern.match, firsts)):
            file, line = min(firsts[package].items())
            yield shown(name, package, Place(file=file, line=line), uses=len(firsts[package]))
