"""What words of requests stand for, as data: areas of a back end, and what is none, by their cues."""

AREAS: dict[str, str] = {
    "redis": (
        "redis|ioredis|valkey|dragonfly|upstash|keydb|redis cluster|sentinel|memcached|memorydb|elasticache|"
        "key prefix|lua|sorted set|hash|redisstore"
    ),
    "cache": (
        "cache|caches|cached|caching|cacheable|cache manager|cachemanager|memoiz*|memoise*|keyv|lru|in memory|"
        "hit rate|cache hit|cache miss|stampede|thundering herd|warm|warmup|precompute*|denormali*"
    ),
    "invalidate": (
        "ttl|expire|expires|expiry|expiration|invalidat*|stale|stale while revalidate|refresh|evict*|bust|purge|"
        "outdated|freshness|revalidat*|flush"
    ),
    "http_cache": (
        "etag|etags|cdn|cloudflare|cloudfront|cache control|if none match|304|last modified|max age|varnish|fastly|"
        "edge|browser cache"
    ),
    "queue_lib": (
        "queue|queues|queued|queueing|enqueue*|bull|bullmq|bull board|bee queue|agenda|celery|sidekiq|rabbitmq|sqs|"
        "amqp|kafka|nats|pubsub|pub sub|broker|message broker|consumer|consumers|producer|producers|rq|hangfire|"
        "temporal|resque|graphile|pg boss|pgboss|jobs|job|processor|processors|job queue"
    ),
    "worker": (
        "worker|workers|background|in the background|background job*|background task*|background process*|async|"
        "asynchron*|offload|long running|long lived|daemon|process jobs|concurrency|sandboxed|stalled|stall|waiting|"
        "active jobs|delayed|repeatable|removeoncomplete|job id|jobid|progress|fire and forget"
    ),
    "schedule": (
        "cron|crons|cronjob|cron job|schedule|scheduled|scheduler|scheduling|every night|nightly|every hour|hourly|"
        "daily|weekly|every day|every morning|every minute|every minutes|monthly|periodic*|recurring|interval|"
        "at midnight|once a day|regularly|automatically|per day|timer|expire old|node cron|setinterval"
    ),
    "retry": (
        "retry|retries|retried|retrying|backoff|back off|exponential|attempts|max attempts|dead letter*|dlq|poison|"
        "replay|redeliver*|requeue*|failed jobs|circuit breaker|timeout|resilien*|fallback|graceful degradation|"
        "compensat*|saga"
    ),
    "sync": (
        "sync|syncs|synchroni*|synced|syncing|keep in sync|replicate|mirror|two way|poll|polling|polls|fetch every|"
        "pull|periodically fetch|batch process*|process in batches|indexer|reindex|events|event driven|event emitter|"
        "emit an event|listener|listeners|subscribe"
    ),
    "ws": (
        "websocket|websockets|web socket*|socket|sockets|socket io|socketio|ws|wss|gateway|gateways|websocketgateway|"
        "subscribemessage|signalr|pusher|ably|centrifugo|mqtt|webrtc|long polling|realtime|real time|live|sse|"
        "server sent|eventsource|event stream|event source|push to clients|graphql subscription*|listen notify|"
        "channel|channels|namespace|namespaces"
    ),
    "presence": (
        "presence|online|offline|typing|typing indicator|last seen|read receipt*|who is online|rooms|room|broadcast|"
        "broadcasts|join|leave|chat|chats|message|messages|messaging|conversation*|collaborat*|multiplayer|cursor|"
        "cursors|live update*|live feed|live notification*|instant|instantly|immediately"
    ),
    "connect": (
        "connect|connects|connected|connection|connections|disconnect|disconnects|disconnected|reconnect|reconnects|"
        "reconnection|handshake|heartbeat|ping|pong|sticky|sticky sessions|redis adapter|adapter|clients"
    ),
    "docker": (
        "docker|dockerfile|dockerfiles|docker compose|compose|compose file|docker compose yml|container|containers|"
        "containeri*|image|images|docker image|multi stage|multistage|alpine|distroless|docker hub|ghcr|registry|"
        "entrypoint|volume|volumes|podman|devcontainer|buildx|arm64"
    ),
    "k8s": (
        "kubernetes|k8s|helm|chart|charts|helm chart|kustomize|manifest|manifests|pod|pods|namespace|ingress|"
        "statefulset|configmap|crashloop*|deployment yaml|replica|replicas|hpa|autoscal*|eks|gke|aks|openshift|"
        "minikube|argo|argocd|istio|swarm|nomad"
    ),
    "ci": (
        "ci|cd|ci cd|cicd|pipeline|pipelines|github actions|github action|workflow|workflows|gitlab ci|jenkins|"
        "circleci|travis|build|builds|release|releases|publish|artifact*|pre commit|husky|lint in ci|runner|runners|"
        "semantic release|deploy on merge|workflow file"
    ),
    "hosting": (
        "deploy|deploys|deployed|deploying|deployment|deployments|hosting|hosted|self host*|selfhost*|heroku|render|"
        "railway|vercel|fly io|flyio|aws|ec2|ecs|fargate|lambda|serverless|cloud run|app engine|azure|digitalocean|"
        "vps|terraform|pulumi|ansible|cloudformation|iac|staging|production|prod|environment|environments|"
        "preview environment*|blue green|canary|pm2|systemd|install script|installer|unraid|server setup|provision*"
    ),
    "proxy": (
        "nginx|traefik|caddy|haproxy|reverse proxy|proxy|load balancer|loadbalancer|tls|ssl|https|certificate|"
        "certificates|lets encrypt|acme|domain|subdomain|dns|cloudflare|port|ports|sticky|trust proxy|x forwarded*|"
        "base path"
    ),
    "health": (
        "health|healthcheck|health check*|healthz|readiness|liveness|readyz|livez|probe|probes|terminus|"
        "graceful shutdown|gracefully|sigterm|sigint|shutdown|drain*|startup|boot|boots|starts|start up|on start|"
        "uptime|ping"
    ),
    "monitoring": (
        "monitoring|monitor|metrics|prometheus|grafana|sentry|datadog|newrelic|opentelemetry|otel|tracing|trace|"
        "traces|span|spans|apm|observability|alerting|alert|telemetry|slo|dashboards|error tracking|jaeger"
    ),
    "logging": (
        "log|logs|logged|logger|logging|log level|loglevel|winston|pino|morgan|structured log*|json logs|"
        "correlation id|request id|trace id|log rotation|loki|elk|verbose|debug|stdout|console log|redact"
    ),
    "env": (
        "env|env file|dotenv|environment variable*|env var*|env variable*|environment|configservice|configmodule|"
        "process env|database url|port|hardcoded|hard coded|hardcode*|env example|variable|variables|development|dev|"
        "local|per environment|node env"
    ),
    "config": (
        "config|configs|configuration|configurations|configure|configured|configuring|configurable|setting|settings|"
        "option|options|default|defaults|parameter|parameters|yaml|toml|ini|customi*|override|overrid*|constants|"
        "limit|threshold|disable|disabled|enable|enabled|turn off|turn on|switch off|opt out|opt in|allow setting|"
        "set up|setup|timezone|locale|i18n"
    ),
    "flags": (
        "feature flag*|feature toggle*|flag|flags|toggle|toggles|launchdarkly|unleash|flagsmith|kill switch|rollout|"
        "rollouts|gradual|a b test*|experiment|experiments|dark launch|openfeature|growthbook|percentage|beta"
    ),
    "secrets": (
        "secret|secrets|vault|kms|secret manager|secrets manager|api key in|credentials|credential|rotate|rotation|"
        "key rotation|private key|committed to|plaintext|plain text|in the repo|leaked|password in"
    ),
    "cors": (
        "cors|origin|origins|allowed origins|access control allow|preflight|csrf|xsrf|samesite|cookie|cookies|helmet|"
        "csp|content security policy|hsts|security headers|x frame options"
    ),
    "login": (
        "login|log in|logs in|logging in|logged in|logout|log out|signin|sign in|signed in|sign up|signup|sign out|"
        "register|registration|registered|authenticate*|authentication|auth|authn|passport|local strategy|magic link*|"
        "passwordless|passkey*|webauthn|ldap|active directory|account|accounts|session|sessions|remember me|who am i|"
        "current user"
    ),
    "jwt": (
        "jwt|jwts|token|tokens|access token*|refresh token*|bearer|jti|jwks|expired token|token expir*|token rotation|"
        "revoke|revoked|revocation|rotate|blacklist|denylist|paseto|claims|sign|kid"
    ),
    "oauth": (
        "oauth|oauth2|oidc|openid|sso|saml|single sign on|keycloak|auth0|okta|cognito|clerk|google login|login with|"
        "sign in with|social login|github login|entra|azure ad|pkce|authorization code|identity provider|idp|scim|"
        "better auth|nextauth|supabase auth|firebase auth"
    ),
    "mfa": (
        "2fa|mfa|totp|otp|otps|two factor|multi factor|authenticator|backup code*|recovery code*|one time password|"
        "verification code|sms code"
    ),
    "password": (
        "password|passwords|passwd|reset password|password reset|forgot password|forgotten password|bcrypt|argon2|"
        "hash|hashed|hashing|salt|email verification|verify email|confirm email|verification email|confirmation|"
        "account lock*|lockout|brute force|strength"
    ),
    "rbac": (
        "rbac|abac|role|roles|permission|permissions|privilege|privileges|acl|access control|authoriz*|authoris*|"
        "guard|guards|policy|policies|casl|casbin|admin|admins|superadmin|moderator|owner|owners|ownership|scope|"
        "scopes|allowed to|only admins|admin only|may only|restrict*|access|forbidden|unauthorized|unauthenticated|"
        "public|private|viewer|editor|member|members|group|groups|team|teams|impersonat*"
    ),
    "apikey": (
        "api key|api keys|apikey|apikeys|service account*|machine to machine|m2m|client credentials|"
        "personal access token*|pat|api token*|hmac|client secret"
    ),
    "invite": (
        "invite|invites|invited|invitation|invitations|invitee*|join a team|onboarding|onboard|waitlist|referral*"
    ),
    "userdata": (
        "user|users|profile|profiles|customer|customers|account|accounts|personal data|user data|pii|gdpr|ccpa|"
        "privacy|private|anonymi*|consent|sensitive|phone|address|email address|date of birth|delete my account|"
        "account deletion|right to be forgotten|export my data|patient|patients|medical|health data|student*|"
        "employee*|contact|contacts|preferences|name"
    ),
    "vuln": (
        "vulnerab*|cve|cves|exploit*|attack*|attacker|attackers|malicious|injection|sql injection|xss|ssrf|csrf|idor|"
        "bola|rce|path traversal|traversal|prototype pollution|redos|dos|ddos|open redirect|clickjacking|"
        "deserialization|mass assignment|timing attack|enumerat*|bypass|bypasses|bypassed|escalat*|"
        "privilege escalation|hijack*|spoof*|forge*|tamper*|replay attack|bug bounty|pentest|penetration test*|owasp|"
        "advisory|security issue|security hole|security bug|security risk|security audit|severity|impact|critical|"
        "high severity|exposed|exposes|exposure|leak|leaks|leaking|leaked|disclos*|unsafe|insecure|hardening|harden|"
        "hardened|security|secure|secur*|untrusted|sanitiz*|sanitis*|escape|escaping|zip bomb|abuse|abusive|spam|bots|"
        "captcha"
    ),
    "trust": (
        "anyone can|anybody can|any user can|everyone can|without authentication|without auth|without login|"
        "without permission|without being|no auth|no authentication|unauthenticated|not protected|unprotected|"
        "unguarded|any authenticated|any signed in|any logged in|another user|other users|somebody else|someone else|"
        "others data|other peoples|another tenant|other tenant|trusts|trusting|trusted|client supplied|user supplied|"
        "from the client|doesnt check|does not check|not checked|nobody checks|never checked|no check|guess*|"
        "ownership check*|verify that|permission check*|scoped"
    ),
    "ratelimit": (
        "rate limit*|ratelimit*|rate limiter|limiter|throttl*|throttler|brute force|quota|quotas|too many requests|"
        "429|sliding window|fixed window|token bucket|per ip|requests per minute|captcha|abuse|burst|ip ban*|lockout"
    ),
    "crypto": (
        "encrypt*|decrypt*|aes|at rest|in transit|hmac|sha256|sha 256|hash|hashed|hashing|signature|signatures|sign|"
        "signed|tls|mtls|certificate*|private key*|public key*|crypto|key management|kms|pgcrypto"
    ),
    "deps_cve": (
        "npm audit|dependabot|snyk|trivy|vulnerable dependenc*|vulnerable package*|security update*|security patch|"
        "advisories|supply chain|sbom|dependency scan*|sast|semgrep|codeql|secret scan*|gitleaks"
    ),
    "slow": (
        "slow|slower|slowly|slowness|sluggish|takes seconds|takes minutes|takes long|takes too long|takes forever|"
        "takes ages|too long|seconds|ms|milliseconds|latency|p95|p99|response time|response times|fast|faster|speed|"
        "speed up|performance|performant|performance issue|perf|optimi*|optimisation|bottleneck*|inefficien*|"
        "expensive|heavy|crawl|crawls|lag|lags|improve performance|reduce|overhead|cheap"
    ),
    "memory": (
        "memory|memory leak*|leak|leaks|leaking|heap|heap out of memory|out of memory|oom|oomkilled|ram|"
        "garbage collect*|gc|rss|gb of|mb of|memory usage|high memory|max old space size|buffer|buffers|grows|growing|"
        "unbounded"
    ),
    "cpu": (
        "cpu|cpu usage|100 cpu|event loop|blocking|blocks the event loop|spikes|spike|load|high load|under load|"
        "load test*|stress test*|throughput|rps|requests per second|qps|concurrent users|traffic|high traffic|scale|"
        "scales|scaling|scalab*|horizontal*|cluster|clustering|profil*|flame graph|clinic|bench*|k6|artillery|"
        "autocannon"
    ),
    "nplus1": (
        "n 1|n plus one|nplusone|eager|lazy|lazy load*|eager load*|too many queries|query per|queries per|one query|"
        "single query|loop|in a loop|dataloader|join|joins|batch|batched|batching|findmany in|select only|"
        "unnecessary quer*|over fetch*|overfetch*|heavy query|slow query|slow queries|query time|large table|"
        "large tables|million*|millions of|rows|10k|100k|1m|thousands"
    ),
    "timeout": (
        "timeout|timeouts|time out|timed out|times out|deadline|hanging|stuck|not responding|unresponsive|504|"
        "gateway timeout"
    ),
    "docs": (
        "documentation|docs|doc|document|documented|documenting|documents|undocumented|readme|wiki|guide|guides|"
        "tutorial|how to guide|manual|handbook|runbook|faq|cookbook|getting started|quickstart|quick start|"
        "contributing|changelog|release notes|jsdoc|tsdoc|docstring*|comments|comment in the code|adr|adrs|"
        "architecture decision|diagram|diagrams|mermaid|glossary|page|section|docs page|typo|typos|spelling|wording|"
        "clarify|clarification|describe|describes|explain|explains|explained|explanation|mention|write up|write down|"
        "outdated docs|says|dead link|broken link*|example|examples|snippet|code sample*"
    ),
    "openapi": (
        "swagger|openapi|open api|api docs|apidoc|api documentation|apiproperty|redoc|scalar|postman|insomnia|"
        "api reference|swagger ui|api spec|spec|yaml spec|json schema|asyncapi|client generat*|generated client|"
        "api first|stoplight|operationid|schema names"
    ),
    "refactor": (
        "refactor*|restructur*|reorgani*|re organi*|clean up|cleanup|clean code|clean architecture|hexagonal|"
        "ports and adapters|onion|ddd|domain driven|cqrs|solid|separation of concerns|decoupl*|tight coupling|"
        "tightly coupled|couples|untangle|tech debt|technical debt|code smell*|spaghetti|god class|god object|"
        "god service|too big|too large|too many lines|lines long|loc|monolith*|modular*|layer|layers|layering|"
        "abstraction|abstractions|abstract class|interface|interfaces|base class|design pattern*|factory|"
        "strategy pattern|repository pattern|service layer|business logic|thin controller*|fat controller*|extract|"
        "extracted|split|splitting|split up|break up|separate|move the|moved into|into its own|into a service|"
        "into services|into modules|into a module|consolidat*|unify|unified|dedupl*|duplicat* code|duplicated|"
        "copy paste*|copied|dry|reusab*|reuse|shared|common|one place|single place|centrali*|rename|naming|consistent|"
        "consistency|simplif*|readab*|maintainab*|hard to follow|structure|folder structure|architecture|boilerplate|"
        "redesign|rethink|no behaviour change|no behavior change|same behaviour"
    ),
    "types_lint": (
        "typescript|strict|strict mode|strictnullchecks|any types|typed|typing|typings|type safe*|type safety|eslint|"
        "lint|linter|linting|prettier|biome|tsconfig|formatting|code style|ts ignore|unused|dead code|circular|"
        "circular dependenc*|circular import*|barrel|path alias*|imports"
    ),
    "di": (
        "dependency injection|di|inject|injected|injection token*|injectable|provider|providers|module|modules|"
        "dynamic module*|forroot|forrootasync|registerasync|global module|forwardref|circular dependenc*|"
        "nest cant resolve|cannot resolve dependenc*|resolve dependencies|request scope*|scope request|lifecycle|"
        "onmoduleinit|decorator|decorators|middleware|middlewares|interceptor|interceptors|guard|pipe|reflector|"
        "custom decorator|nestjs|nest|nest js|monorepo|library|libs"
    ),
    "tests": (
        "test|tests|testing|tested|untested|unit test*|integration test*|e2e|end to end|test suite|test cases|"
        "test case|test coverage|coverage|jest|vitest|mocha|supertest|testcontainers|pactum|cypress|playwright|mock|"
        "mocks|mocked|mocking|stub*|spy|fixture*|factory|factories|faker|snapshot|assert*|spec|specs|codecov|tdd|"
        "regression test*|contract test*|pact|smoke test*|load test*|mutation test*|flaky|test database|test db|"
        "test data|ci red|green|failing test*|write tests|add tests|cover"
    ),
    "ui": (
        "button|buttons|css|scss|tailwind|bootstrap css|dark mode|layout|padding|margin|aligned|align*|navbar|sidebar|"
        "header bar|footer|modal|dialog|dropdown|tooltip|spinner|toast|popup|checkbox|icon|icons|font|fonts|color|"
        "colour|colors|colours|colored|coloured|animation|responsive|hover|scroll|scrolling|drag|drop down|tab|tabs|"
        "form|forms|"
        "screen|screens|page|pages|ui|ux|user interface|gui|design|figma|mockup*|wireframe*|design system|theme|"
        "themes|storybook|component|components|widget|widgets|chart|charts|table component|datatable|date picker|"
        "datepicker|"
        "calendar view|picker|placeholder|label|labels|card|cards|badge|badges|avatar|banner|click|clicks|clicking|"
        "clicked|tap|press|visible|displayed|display|displays|shown|render|renders|rendering|looks|view|accessibility|"
        "a11y|screen reader|keyboard|mobile view|desktop view|indicator|progress bar|loading state|emoji|gif|"
        "screenshot|screenshots|video"
    ),
    "front_tech": (
        "react|reactjs|react native|vue|vuejs|nuxt|angular|svelte|sveltekit|solidjs|next js|nextjs|gatsby|astro|remix|"
        "redux|zustand|usestate|useeffect|hook|hooks|jsx|tsx|webpack|vite|rollup|parcel|bundler|ng serve|frontend|"
        "front end|front ends|client side|web app|web client|web ui|browser|browsers|chrome|firefox|safari|extension|"
        "localstorage|local storage|session storage|indexeddb|service worker|pwa|dom|html|javascript|hydration|msw|"
        "single page|spa|website|site|landing page|homepage|seo"
    ),
    "mobile": (
        "android|ios|iphone|ipad|flutter|dart|swift|swiftui|kotlin|xcode|gradle|cocoapods|expo|mobile|mobile app|"
        "phone|device|app crashes|app store|play store|apk|firebase messaging|crashlytics|emulator|simulator|tablet|"
        "watch|launcher"
    ),
    "desktop": (
        "electron|desktop|desktop app|tauri|windows app|macos app|tray|installer|game|games|unity|unreal|minecraft|"
        "cli tool|"
        "vscode|vs code|editor plugin|ide|terminal ui|bundle|plugin|theme"
    ),
    "reading": (
        "article|articles|blog|blog post|blogpost|post outline|outline|to read|read later|reading list|link|links|"
        "bookmark|saved for later|newsletter|podcast|talk|conference|meetup|slides|video tutorial|course|courses|"
        "lesson|lessons|book|books|medium|youtube|cheatsheet|cheat sheet|roadmap|interview question*|translate|"
        "translation|korean|chinese|japanese|spanish|french|german|audience|words|concepts|homework|assignment|"
        "exercise|exercises|kata|my solution|portfolio|notes|catalogue|catalog|awesome|awesome list|"
        "listing page|ecosystem page|add to the list|curated|directory|marketing|landing|website content|showcase|"
        "skill|prompt|prompts|sharing|epic|see the linked|stories"
    ),
    "backend_words": (
        "backend|back end|server|server side|serverside|service|services|microservice*|nest|nestjs|express|fastify|"
        "koa|hono|node|nodejs|spring|django|rails|laravel|fastapi|flask|go|golang|middleware|api|database|endpoint|"
        "endpoints|cron|queue|worker|be"
    ),
}
"""Cues in lower case with `|` between; a trailing `*` takes any ending. They lean, they never decide alone."""
