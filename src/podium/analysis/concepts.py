"""What words of requests stand for, as data: intents, interfaces and stored data by their cues."""

CONCEPTS: dict[str, str] = {
    "wish_add": (
        "add|adds|adding|implement|implementing|create|creating|introduce|provide|support for|build|new|allow*|"
        "enable users|we need|i need|would like|feature request|user story|as a|as an|should be able to|able to|"
        "make it possible|possibility|offer|expose|missing feature|want to|would be nice|would be great|first version|"
        "mvp|scaffold*|bootstrap*|set up a"
    ),
    "wish_change": (
        "change|changes|extend|extended|adapt|adjust|update the|modify|increase|raise|lower|let|should also|"
        "should use|make the|make it|turn|instead of|no more|not only|optional|configurable|support|allow"
    ),
    "replace": (
        "replace*|switch to|switch from|move to|move from|move away|migrate to|migrate from|swap|drop|get rid of|out|"
        "in favor of|in favour of|instead of our|rather than|convert*|port|porting|rewrite"
    ),
    "remove": (
        "remove|removes|removing|delete the|drop|clean up|cleanup|get rid|unused|dead|obsolete|deprecat*|"
        "no longer needed|retire"
    ),
    "broken": (
        "bug|bugs|broken|breaks|break|doesnt work|does not work|not working|didnt work|dont work|fails|failing|failed|"
        "fail|crash*|wrong|wrongly|incorrect*|unexpected*|weird|strange|stuck|hang|hangs|freez*|nothing happens|"
        "no effect|ignored|ignores|has no effect|lost|loses|losing|vanish*|disappear*|corrupt*|duplicat*|twice|double|"
        "never|never ends|not found|cannot|cant|isnt|arent|doesnt|does not|didnt|wont|not respected|misbehav*|"
        "inconsisten*|out of sync|mismatch|stale|garbage|mangled|truncated|missing from|silently|swallow*|orphan*|"
        "stops|stopped|dies|died|goes away|off by|false positive*|shouldnt|should not|must not happen"
    ),
    "error_text": (
        "error|errors|exception|exceptions|typeerror|referenceerror|syntaxerror|nullpointer*|stack trace|stacktrace|"
        "traceback|throws|threw|thrown|unhandled|uncaught|cannot read|undefined|null|econnrefused|econnreset|"
        "enotfound|etimedout|eaddrinuse|panic|segfault|exit code|internal server error|invalid|refused|cant resolve|"
        "cannot resolve|cannot find|no such|not a function|not supported|unknown|violat*|p2002|p2025|p1001|p3009|"
        "p3014|p2024"
    ),
    "http_failure": (
        "500|501|502|503|504|internal server error|bad gateway|gateway timeout|404|400|401|403|409|422|status code|"
        "returns 500"
    ),
    "template_bug": (
        "steps to reproduce|to reproduce|reproduction|reproduce|reproducib*|repro|minimal repro*|expected behavior|"
        "expected behaviour|actual behavior|actual behaviour|current behavior|current behaviour|describe the bug|"
        "bug report|bug description|what happened|expected result|actual result|expected|actual|regression|"
        "environment|version|screenshots|relevant log output|platform|operating system|node version|system info"
    ),
    "template_feature": (
        "feature request|feature description|describe the solution|solution you would like|solution youd like|"
        "alternatives|additional context|is your feature request|acceptance criteria|acceptance|user story|"
        "definition of done|done when|out of scope|proposal|motivation|use case|use cases|tasks|scope|goal|goals|"
        "background|requirements|deliverables|non goals|context|why|how|notes"
    ),
    "since_upgrade": (
        "after upgrad*|since upgrad*|after updat*|since the update|after the update|used to work|worked before|"
        "worked fine|worked in|regress*|no longer|anymore|any more|since version|since the last|latest version|"
        "after deploying|since the release|newest release|stopped working"
    ),
    "question": (
        "how do i|how can i|how to|how do|is there a way|is it possible|any idea|question|what is the best|best way|"
        "could you explain|can someone|does anyone|would it be possible|why does|why is|whats the|what is|"
        "is there any|anyone|am i|what am i|any ideas|any help|help|thanks in advance|wondering|not sure|confus*|"
        "does it|do you|can i|can we|should i|should we|or is|any plans|what does|right way"
    ),
    "research": (
        "research|investigate|find out|look into|evaluate|evaluation|compare|spike|analyse|analyze|analysis|"
        "figure out|explore|consider|assess*|poc|proof of concept|benchmark|review|audit|rfc|discuss*|think about|"
        "decide"
    ),
    "races": (
        "race|races|race condition*|concurren*|concurrently|in parallel|parallel requests|at the same time|"
        "simultaneous*|lock|locks|locking|locked|deadlock*|atomic*|idempot*|optimistic|pessimistic|double booking|"
        "double spend|exactly once|at least once|transaction|transactions|transactional|rollback|isolation level|"
        "serializable|compare and swap|lost update*"
    ),
    "http_method": "get|post|put|patch|delete|head|options",
    "endpoint": (
        "endpoint|endpoints|route|routes|api|apis|rest|restful|rest api|controller|controllers|resource|resources|"
        "handler|handlers|request|requests|response|responses|http|url|urls|path|query param*|query parameter*|body|"
        "payload|header|headers|json|api call*|backend api|v1|v2|server side"
    ),
    "crud": (
        "crud|list|lists|listing|fetch|retrieve|view|views|show|get all|create|edit|update|delete|read|save|store|"
        "manage|browse|detail|details|by id|bulk|batch|archive|restore|duplicate|copy|assign|unassign|approve|reject|"
        "cancel|publish|mark as|toggle|reorder|rename|upvote|like|follow|favorite|favourite|bookmark"
    ),
    "listing": (
        "pagination|paginat*|paginated|page size|limit|offset|cursor|sort|sorted|sorting|order by|orderby|filter|"
        "filters|filtering|filtered|query|range|by date|date range|include|fields|select|group by|count|counts|total|"
        "totals|sum|top|latest|newest|recent"
    ),
    "search": (
        "search|searches|searching|searchable|full text|fulltext|autocomplete|typeahead|elastic|elasticsearch|"
        "opensearch|meilisearch|typesense|algolia|fuzzy|trigram|pg trgm|tsvector|vector search|embedding|embeddings|"
        "semantic|pgvector|suggest*|lookup"
    ),
    "report": (
        "report|reports|reporting|dashboard|dashboards|statistics|stats|analytics|metric|summary|summaries|overview|"
        "chart|kpi|aggregat*|insights|history|timeline|activity|leaderboard|ranking|scores|score|trend*|export|"
        "exports|csv|xlsx|excel|pdf|invoice pdf|usage"
    ),
    "import": (
        "import|imports|importing|importer|csv|upload a csv|bulk import|ingest*|feed|feeds|etl|scrap*|crawl*|"
        "pull from|parse|parser|sync from|seed|seeding|seeder|seeds"
    ),
    "commerce": (
        "payment|payments|pay|paid|stripe|paypal|billing|bill|invoice|invoices|invoicing|checkout|subscription|"
        "subscriptions|plan|plans|refund*|payout*|wallet|balance|ledger|credit|credits|coupon*|discount*|price|prices|"
        "pricing|order|orders|cart|basket|purchase*|tax|vat|currency|donation*|escrow|transfer|bank|booking|bookings|"
        "reservation*|stock|inventory|shipment|shipping"
    ),
    "webhook": (
        "webhook|webhooks|callback|callback url|hmac|signature|signed|svix|deliver|delivery|deliveries|event delivery|"
        "subscriber url|inbound|outbound"
    ),
    "external": (
        "third party|external|integration|integrations|integrate|integrat* with|provider|providers|vendor|sdk|"
        "client library|openai|anthropic|gemini|llm|gpt|slack|discord|telegram|twilio|sendgrid|mailgun|resend|google|"
        "github|gitlab|jira|salesforce|hubspot|zapier|facebook|linkedin|twitter|youtube|instagram|shopify|aws|azure|"
        "gcp|firebase|supabase|s3|ses|sns|sqs|maps|calendar|zoom|sap|erp|crm|oracle|weather|blockchain|stellar|solana|"
        "ethereum|rpc|smart contract|partner"
    ),
    "notify": (
        "email|emails|e mail|mail|mails|mailer|smtp|nodemailer|newsletter|sms|push|push notification*|fcm|apns|"
        "notification|notifications|notify|notified|reminder|reminders|digest|alert|alerts|inbox|template|templates"
    ),
    "files": (
        "upload|uploads|uploading|uploaded|file|files|attachment*|avatar|avatars|image|images|photo|photos|video|"
        "videos|media|thumbnail*|presigned|pre signed|signed url*|multipart|multer|download|downloads|s3|minio|bucket|"
        "buckets|blob|storage|object storage|mime|content type|zip|document upload|stream|streaming|file size"
    ),
    "graphql": (
        "graphql|resolver|resolvers|apollo|mutation|mutations|subscription|subscriptions|dataloader|federation|"
        "schema stitching|typedefs|complexity|introspection|query depth"
    ),
    "dto": (
        "dto|dtos|class validator|validation|validate|validated|validator|validators|zod|joi|pipe|pipes|"
        "validationpipe|whitelist|transform|schema validation|required field*|sanitiz*|sanitis*|serializer|serializ*|"
        "serialis*|interceptor*|parse int|payload validation|input"
    ),
    "error_response": (
        "error message*|error response*|error code*|exception filter*|error handling|error format|status code*|"
        "problem json|envelope|response format|response shape|consistent response|user friendly|readable message|"
        "http status"
    ),
    "contract": (
        "contract|contracts|breaking change*|backwards compatible|backward compatible|compatib*|versioning|"
        "api version*|deprecat*|public api|client sdk|consumers|response shape|field in the response|return the"
    ),
    "schema": (
        "schema|schemas|table|tables|column|columns|field|fields|model|models|entity|entities|relation|relations|"
        "relationship*|foreign key*|primary key*|join table|many to many|one to many|nullable|not null|notnull|unique|"
        "constraint|constraints|check constraint|enum|enums|uuid|uuids|json column|jsonb|decimal|numeric|varchar|"
        "text column|timestamp|timestamps|createdat|updatedat|default value|data model|erd|er diagram|ddl|cascade|"
        "on delete|polymorphic|collation|sequence|autoincrement|trigger|triggers|view|materialized|stored procedure*|"
        "extension"
    ),
    "db_index": (
        "index|indexes|indices|indexing|composite index|partial index|unique index|gin|btree|brin|covering index|"
        "missing index|explain|seq scan|query plan|full table scan"
    ),
    "db_engine": (
        "database|databases|db|postgres|postgresql|mysql|mariadb|sqlite|mongodb|mongo|mongoose|dynamodb|cockroach*|"
        "sql server|mssql|oracle|cassandra|clickhouse|timescale*|neon|planetscale|rds|aurora|sql|nosql|firestore|"
        "persist|persisted|persistence|persistent|stored in|save to|query|queries|row|rows|record|records"
    ),
    "orm": (
        "prisma|prisma client|prismaclient|prismaservice|typeorm|sequelize|mikro orm|drizzle|knex|objection|orm|"
        "repository|repositories|findmany|findunique|findfirst|createmany|upsert|queryraw|executeraw|raw sql|"
        "query builder|querybuilder|include|select|hibernate|sqlalchemy|django|activerecord|eloquent|kysely|"
        "datasource|prisma schema|schema prisma|generate"
    ),
    "softdelete": (
        "soft delete*|soft deleted|softdelete|deletedat|deleted at|archived|tombstone|restore|undelete|retention|"
        "purge|cleanup job|hard delete"
    ),
    "audit_log": (
        "audit log*|audit trail|audit table|auditlog|audit|who changed|history table|append only|immutable|"
        "unalterable|change log|activity log|event log|event sourc*|outbox"
    ),
    "tenancy": (
        "tenant|tenants|multi tenant*|multitenan*|tenancy|organization|organisations|organizations|organisation|"
        "workspace|workspaces|row level security|rls|isolation|per tenant|cross tenant|schema per tenant|policies|"
        "policy"
    ),
    "migrate_tool": (
        "migration|migrations|migrate|migrated|migrating|prisma migrate|migrate deploy|migrate dev|db push|"
        "shadow database|flyway|liquibase|alembic|migration history|baseline|p3009|p3018|p3005|drift|migration file*|"
        "migration script*|failed migration|roll back|up and down|rollback migration|pending migrations|resolve"
    ),
    "backfill": (
        "backfill*|existing data|existing rows|existing records|existing users|old data|legacy data|data migration|"
        "convert existing|zero downtime|without downtime|no downtime|expand and contract|dual write|double write|"
        "in batches|copy over|transfer data|import the old|cut over|cutover|rename column|rename the column|"
        "drop the column|split the table"
    ),
    "upgrade": (
        "upgrade|upgrades|upgrading|upgraded|update to|bump|bumping|new version|latest version|major version|v2|v3|v4|"
        "v5|v6|v7|version|versions|next major|outdated|dependencies|dependency|renovate|dependabot|node 18|node 20|"
        "node 22|nestjs 10|nestjs 11|prisma 5|prisma 6|prisma 7|peer dependency|lts|eol|end of life|esm|"
        "breaking changes|migration guide|compatible with"
    ),
    "framework_swap": (
        "from express|to fastify|from typeorm|to prisma|from mongo*|to postgres*|to nestjs|to nest|from mysql|"
        "from sqlite|to typescript|from javascript|monolith|microservice|microservices|nx|turborepo|from django|"
        "from rails|from php|from laravel|rewrite in|port to|switch orm|other orm|to drizzle|to kysely|from firebase|"
        "to supabase|from redis to|bull to bullmq|rabbitmq to|to kafka"
    ),
    "backup": (
        "backup|backups|restore|dump|pg dump|snapshot|disaster recovery|point in time|replica|replicas|replication|"
        "failover|standby|high availability|ha"
    ),
    "pool": (
        "connection pool*|pool|pool size|pool timeout|pgbouncer|too many connections|connection limit|max connections|"
        "connections|connection leak|idle in transaction|connection timeout|p2024|exhausted|exhaust*"
    ),
}
"""Cues in lower case with `|` between; a trailing `*` takes any ending. They lean, they never decide alone."""
