"""Words that point to task types, intents, and to requests that are none of a backend, with their weights.

A cue is a word, a stem with a star, or a phrase whose words may be stems; weights add up over different cues.
"""

from podium.plan.analysis import TaskType

TYPES: dict[TaskType, dict[float, str]] = {
    "new_api_endpoint": {
        2.2: "endpoint|endpoints|crud|rest api|webhook|webhooks|new api|api for|graphql mutation|post /|get /|resource",
        1.6: (
            "upload*|download*|export my data|search endpoint|invite*|invitation*|checkout|subscription*|payment*|"
            "api to|apis for|can create|can leave|account deletion|profile|gdpr|inbound|crud for|manage|"
            "should be able to|be able to|let users|let admins|add product|wishlist|favourites|favorites|reviews"
        ),
        1.0: (
            "api|controller|route|routes|post|patch|put|filter*|pagina*|search|feature|users can|admins can|"
            "customers can|implement*|expose|list|invoice*|register|notification*|comments|stripe|audit|module"
        ),
        0.6: "add|create|new|support|allow|want|returns|response",
    },
    "database_change": {
        2.6: (
            "soft delete|soft-delete*|rls|row level security|row-level security|deleted_at|foreign key|schema change|"
            "data model|unique index|unique constraint|new table|prisma model|tsvector|missing index|db schema|"
            "database schema|audit trail"
        ),
        1.9: (
            "column|columns|table|tables|index|indexes|indices|constraint*|schema.prisma|model|models|schema|"
            "cascade*|enum|not null|isolation level|fk"
        ),
        1.0: (
            "field|fields|row|rows|primary key|postgres*|unique|stored|persist*|transaction*|metadata|entity|"
            "entities|relation*|nullable|db|uuid"
        ),
    },
    "background_job": {
        2.8: (
            "job|jobs|queue|queues|bullmq|bull|cron|crons|cronjob*|worker|workers|background|dead letter|dlq|celery|"
            "sidekiq|scheduler|enqueue*|stalled"
        ),
        1.8: (
            "schedul*|retry|retries|backoff|async*|every night|nightly|daily|hourly|every day|every hour|batch*|"
            "outbox|digest|reminder*|recurring|periodic*|sqs|kafka|rabbitmq|processor|processors|consumer*"
        ),
        1.0: (
            "sync|import|export|email*|mail|mails|send|every|processing|purge|cleanup|clean up|stuck|"
            "in the background|resend|concurren*|attempts"
        ),
    },
    "performance_issue": {
        2.8: (
            "slow|slowly|sluggish|memory leak|performance|latency|n+1|out of memory|oom|heap|bottleneck*|throughput|"
            "p95|p99|load test|cpu|timeouts|speed*|slowness|faster|optimi*|seq scan|memory usage|eats|hangs|scalab*|"
            "heavy load"
        ),
        1.7: (
            "memory|gc|profil*|benchmark*|pool|too many connections|seconds|load|scale|scaling|takes|too long|"
            "explain|rss|leak*|timeout|freez*|dataloader|concurrent"
        ),
        0.8: "queries|query|large|huge|million*|connections|ms|sec|many|populate|rows|limit|10k|1000",
    },
    "security_audit": {
        2.8: (
            "vulnerab*|cve|xss|csrf|injection|rate limit*|rate-limit*|throttl*|helmet|security|pentest|owasp|ssrf|"
            "idor|brute force|brute-force|tenant isolation|hardening|encrypt*|leak* the|exposed|sanitiz*|sanitis*|"
            "secrets|impersonat*|cross-tenant|timing-safe"
        ),
        1.8: (
            "headers|isolation|tenant|tenants|attack*|malicious|escap*|secret|hash*|privacy|gdpr|personal data|"
            "signature|abuse|lock out|lockout|another user*|other users*|without auth*|not checked|anyone can|"
            "plain text|plaintext|cors|limiter|allowlist|spoof*"
        ),
        0.8: "audit|permission*|authoriz*|password*|token|verify|role|rotation|sensitive|validation|protect*",
    },
    "realtime_feature": {
        3.0: (
            "websocket|websockets|socket.io|socketio|sse|real-time|realtime|real time|presence|typing indicator|"
            "server-sent|push updates|live updates|pusher|pubsub|pub/sub|sockets|socket|ws|wss"
        ),
        1.7: (
            "chat|broadcast*|live|typing|subscri* to|emit*|disconnect*|reconnect*|rooms|room|gateway|channel|"
            "listener*|stream*"
        ),
        0.8: "message|messages|event|events|notify|connected|notifications|client|clients|conversation*",
    },
    "deployment_setup": {
        2.8: (
            "docker*|dockerfile|compose|docker-compose|kubernetes|k8s|helm|ci/cd|ci|pipeline|github actions|"
            "terraform|nginx|deploy|deploys|deployment|deployments|deployed|ecs|heroku|aws|gcp|azure|vercel|railway|"
            "fly.io|probes|liveness|readiness|image|container|containers|traefik|caddy|reverse proxy|load balancer|"
            "self-host*|selfhost*"
        ),
        1.5: (
            "staging|production|prod|hosting|server|host|vm|ubuntu|build|workflow|workflows|replica*|zero-downtime|"
            "health check|healthcheck|volume*|port|yarn|npm install|proxy|droplet|rollback"
        ),
        0.7: "start|startup|restart*|environment|localhost|install*|node|env|script|local",
    },
    "authentication": {
        2.8: (
            "login|log in|sign in|sign-in|signin|oauth*|oidc|sso|saml|jwt|2fa|mfa|totp|refresh token*|password reset|"
            "reset password|forgot password|authentication|keycloak|auth0|authentik|session|sessions|rbac|logout|"
            "log out|magic link|passkey*|webauthn|logged out|sign up|signup|ldap|passport|invite|auth|cognito|clerk|"
            "better auth|google login|api key|api keys|api token*"
        ),
        1.7: (
            "authenticat*|token|tokens|password|passwords|role|roles|permission*|access token|cookie|cookies|"
            "credentials|callback|otp|bearer|guard|guards|authoriz*|verification|registration|logged in|revok*|"
            "admins only|unauthorized|401|403"
        ),
        0.7: "user|users|account|accounts|admin|owner|member*|verify|redirect*|organization*|email verification",
    },
    "bug_fix": {
        3.0: (
            "bug|fix|fixes|fixed|broken|crash*|doesn't work|does not work|not working|fails|fail|error|exception|"
            "wrong|regression|stack trace|to reproduce|steps to reproduce|expected behavior|actual behavior|"
            "expected behaviour|describe the bug|current behavior|unexpected*|incorrect*|cannot read|undefined|"
            "throws|blows up|stuck|duplicate*|corrupt*|race condition|can't|returns 500|return 500|status 500|"
            "a 500|http 500|500 error"
        ),
        1.8: (
            "instead of|but|even though|doesn't|didn't|isn't|won't|cannot|never|nothing happens|no longer|still|"
            "error:|failed|failing|missing|lost|not found|ignored|ignores|expected|after upgrading|since upgrading|"
            "since the|reproduc*|leaks|leak|problem|issue|trouble|breaks|hang|hangs|orphan*|timed out|refused|stops|"
            "stopped|disappear*|conflict*|invalid|should not|shouldn't|twice|mismatch|inconsisten*|any idea|"
            "what am i"
        ),
        0.8: "when|after|gives|seems|works|same|even|then|not|i get|answers|there is|why|while|already|just",
    },
    "refactoring": {
        3.0: (
            "refactor*|restructur*|clean up the code|clean architecture|decouple|decoupl*|technical debt|tech debt|"
            "code smell*|hexagonal|repository pattern|reorgani*|untangle|monorepo|split the|split into|rewrite|"
            "circular dependen*|extract into|business logic|dependency injection|duplicated code|dead code|layers|"
            "ddd|simplif*"
        ),
        1.7: (
            "extract|move|moved|separate|consolidat*|rename|structure|abstraction*|interface|shared|consisten*|"
            "get rid of|remove|replace|unify|modular*|inherit*|generic|readab*|pattern*|domain|into|clean|typed|"
            "strict|logic|redesign|split|lint|eslint"
        ),
        0.6: "service|services|module|modules|controllers|types|code|repository|one place|layer|context|each",
    },
    "documentation": {
        3.0: (
            "documentation|docs|readme|swagger|openapi|document|documented|guide|tutorial|jsdoc|changelog|runbook|"
            "documenting|apidoc|api reference|how-to|postman|adr|diagram*|typo|wiki"
        ),
        1.5: (
            "explain|describe|example|examples|write down|write up|section|page|clarify|description|says|policy|"
            "instructions|reference|explanation|overview"
        ),
        0.5: "how|usage|schema|mention*|response|generated|where",
    },
    "caching": {
        3.2: (
            "cache|caches|cached|caching|ttl|etag|cdn|memoiz*|invalidat*|redis cache|stale|if-none-match|"
            "cache-control|stale-while-revalidate|dragonfly|memcached|lru"
        ),
        1.2: "redis|expire*|in-memory|purge|hit rate|304|warm*|revalidat*|keyv|upstash",
        0.4: "minutes|keys|prefix|dashboard|results",
    },
    "configuration": {
        2.8: (
            "env|environment variable*|env variable*|env vars|env var|.env|config|configuration|configurable|"
            "feature flag*|feature toggle*|settings|setting|configure|configuring|configservice|pino|winston|"
            "log level|correlation id|structured log*|logger|logging|kill switch|smtp|toggle|flags"
        ),
        1.6: (
            "variable|variables|secret|secrets|default|defaults|port|option|options|enabled|disable|disabled|"
            "timezone|tls|ssl|url|logs|log|trace id|request id|database_url|rollout|hardcoded|hard-coded|dotenv|"
            "hosts"
        ),
        0.6: "production|startup|start|from|info|environment|process|validated|json|set|file|host|connection",
    },
    "migration": {
        3.0: (
            "migrat*|upgrade|upgrading|backfill*|zero downtime|typeorm to prisma|port to|move from|switch from|"
            "switch to|move to postgres*|from mongo*|prisma migrate|migrate deploy|p3009|baseline|from express|"
            "to fastify|drizzle|alembic|flyway|shadow database|expand and contract|double precision|data migration"
        ),
        1.5: (
            "typeorm|mikro*|sequelize|mongo*|existing data|existing rows|legacy|old|newer version|v2|v3|convert*|"
            "prisma 7|prisma 6|replace|import of|postgresql|sqlite|rename|rewrites"
        ),
        0.6: "prisma|schema|column|columns|table|database|existing|version|from|to|new|before|switch",
    },
    "testing": {
        3.0: (
            "unit test*|integration test*|e2e|e2e test*|test coverage|coverage|supertest|jest|vitest|testcontainers|"
            "test suite|tests|flaky|mocks|mock|mocked|fixtures|test setup|spec|playwright|k6|load tests"
        ),
        1.4: "test|testing|assert*|tested|codecov|stub*|seeded|regression test*|factories",
        0.4: "ci|runs|real|against|missing|cover*|controllers",
    },
}
"""Weights by strength: words that nearly name the type, words that often go with it, words that only lean."""

COMPLAINT: dict[float, str] = {
    1.0: (
        "bug|broken|crash*|doesn't work|does not work|not working|fails|failing|failed|exception*|"
        "stack trace|regression|incorrect*|steps to reproduce|to reproduce|expected behavior|expected behaviour|"
        "actual behavior|describe the bug|returns 500|return 500|status 500|a 500|http 500|error 500|500 error|"
        "throws|blows up|cannot read|undefined|fix|even though|without being|should not be able|nothing happens|"
        "no longer|unexpectedly|hangs|gets an error|get an error|an error|error:|wrongly|the wrong|"
        "can't reproduce|should have been|by mistake|vulnerab*|not work|leaks|leaking|deadlock*|timed out"
    ),
}
"""Words of somebody who tells what goes wrong: no resource is read from them."""
ASK: dict[float, str] = {
    2.0: (
        "how do i|how can i|how to|is there a way|is it possible|any idea|question:|what is the best|"
        "could you explain|can someone explain|does anyone|would it be possible|why does|what's the|is there any"
    ),
}
IMPROVE: dict[float, str] = {
    2.0: (
        "improve|optimi*|refactor*|speed up|reduce|clean up|upgrade|harden*|simplif*|migrate|faster|better|"
        "restructur*|rewrite"
    )
}

NOT_BACKEND: dict[float, str] = {
    3.0: (
        "react component|css|tailwind|dark mode|button|buttons|android|ios|flutter|swiftui|kotlin|angular|vue|svelte|"
        "jsx|tsx|usestate|useeffect|redux|figma|landing page|navbar|sidebar|modal|dropdown|tooltip|spinner|font|"
        "fonts|mobile app|browser extension|blog post|newsletter|awesome list|bookmarks list|reading list|webpack|"
        "ng serve|react native|expo|electron|desktop app|scroll|screen reader|responsive|hydration|next.js app|vite|"
        "toast|checkbox|widget|wordpress|article|front end only|frontend only|react only|ui only|popup|emoji picker|"
        "keyboard shortcut*|animation|component|components|icons|video tutorial|link list|storybook|"
        "swift|xcode|gradle|homepage design|wireframe*|mockup*|design system|electron app|seo|meta tags|podcast|"
        "conference"
    ),
    1.6: (
        "react|frontend|front-end|front end|ui|page|screen|form|click|clicks|clicking|browser|app crashes|layout|"
        "style|colour|color|icon|mobile|drag|hover|toggle|tab|tabs|display|display*|chart|view|render*|links to read|"
        "to read|add to the list|to the list|phone|keyboard|loading state|router|hook|badge|badges|theme|"
        "image gallery|avatar|markdown editor|input|placeholder|label|table view|admin ui|user interface|swipe|"
        "device"
    ),
    0.7: "show|shown|shows|looks|nice|web|site|app|see|notes|article:|visible",
}
BACKEND: dict[float, str] = {
    2.0: (
        "endpoint*|api|database|backend|server|prisma|postgres*|nestjs|nest|redis|queue*|docker*|migration*|"
        "controller*|service|sql|query|queries|jwt|oauth*|websocket*|cron*|env|webhook*|worker*|schema|bullmq|token*|"
        "deploy*|graphql|swagger|typeorm|auth|login|rate limit*|cache|caching|job|jobs|index|table|column|tenant|"
        "session|sessions|express|fastify|mongo*|log|logs|logging|crud|resource"
    ),
    1.0: (
        "users|customers|admins|products|orders|email*|data|permission*|request|requests|response|secret*|config*|"
        "test*|upload*|import|export|notification*|role|roles|record|model|models|container|module"
    ),
}
