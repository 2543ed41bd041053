"""The words that reading knows, as data: function words, actors, verbs, entities."""

from podium.analysis.tables import phrases, word_map, word_set
from podium.plan.analysis import OperationKind

STOP = word_set(
    "a an the this that these those there here and or but so then also too as such well both either neither nor "
    "of on in at to for from by with into onto about over via per within between under above through i we you he "
    "she it they me us him her them my our your his its their mine ours theirs who whom whose which what is are "
    "was were be been being am do does did done have has had having can could may might must shall should will "
    "would able allowed let lets let's it's that's there's i'd we'd i'm we're they're you're i'll we'll i've "
    "we've please kindly thanks thank hi hello hey dear team folks guys cheers ok okay sorry all each every any "
    "some new existing one ones other etc e.g eg i.e ie namely how just like want wants need needs s t "
    "again re ll ve d x vs and/or he/she his/her"
)
"""Function words, politeness and connectives: they carry no demand of their own."""

NEGATIONS = word_set(
    "not never cannot can't don't doesn't didn't won't shouldn't mustn't isn't aren't couldn't wouldn't nobody "
    "none no nothing"
)
CONDITIONS = word_set(
    "if when whenever unless while after before until till since because where whereas except excluding without "
    "although though however instead otherwise provided assuming depending unlike whether"
)
PRESENT_STATE = word_set(
    "currently today now already still anymore actually instead somehow suddenly yesterday recently"
)
"""A clause with one of these tells how things are, not what is asked."""

DETERMINERS = word_set("a an the this that these those all any each every some another")
POSSESSIVES = word_set("my our your his her its their")
PREPOSITIONS = word_set(
    "of on in at to for from by with into onto about over via per within between under above through against among "
    "inside upon during as across toward towards"
)
MODALS = phrases(
    "can|can also|may|may also|could|might|should|should be able to|must be able to|should also be able to|must|"
    "will be able to|would be able to|should be allowed to|must be allowed to|are allowed to|is allowed to|"
    "be allowed to|are able to|is able to|be able to|want to|wants to|want to be able to|wants to be able to|"
    "need to|needs to|need to be able to|needs to be able to|would like to|would like to be able to|'d like to|"
    "get to|gets to|shall|shall be able to|can then|can only|may only|should only be able to|are only allowed to|"
    "is only allowed to|also can|will|can each|each can|have to be able to"
)
OBLIGATIONS = word_set("must will shall have")
"""Modals that say a duty when they stand alone: no permission is read from them."""

HAVE = phrases(
    "may have|might have|has|have|should have|must have|can have|will have|needs|need|has got|consists of|"
    "consist of|contains|contain|includes|include|should include|should contain|must include|must contain|"
    "should store|stores|store|comes with|with these fields|is made of|should consist of|are made of|holds|hold|"
    "keeps|has these fields|has the following fields|gets|get|should get|carries|records|has the fields|"
    "have the fields|also has|also have|should also have"
)
BE = phrases(
    "is|are|be|should be|must be|can be|may be|has to be|have to be|needs to be|need to be|will be|shall be|"
    "could be|is always|are always"
)

INTRODUCE = word_set(
    "add create implement introduce track build provide support need want design develop expose offer have "
    "set-up adding creating implementing introducing building"
)
LEAD_IN = phrases(
    "please|can you|could you|would you|can we|could we|we need to|we have to|we should|we want to|"
    "we would like to|we'd like to|i need to|i want to|i would like to|i'd like to|let's|let us|"
    "it should be possible to|it must be possible to|there should be|there must be|there needs to be|"
    "the api should|the backend should|the api must|the backend must|the service should|the system should|"
    "the system must|the app should|our api should|we need|we want|we would like|we'd like|i need|i want|"
    "i would like|i'd like|also|then|and|but|next|first|finally|additionally|furthermore|moreover|in addition|"
    "as well|hi|hello|hey|todo|task|feature request|feature|request|user story|goal|we also need|we also want|"
    "i also want|i also need|it would be nice to|it would be great to|it would be nice to have|"
    "it would be great to have|would be nice to have|would like to have|you need to|the task is to|"
    "your task is to|you should|you must|want|need|the api needs|the backend needs|the shop needs|the app needs|"
    "the system needs|our shop needs|feat|backend|api|so|it should|the following|new feature|new"
)

ACTOR_NOUNS = word_set(
    "user customer member client person people account buyer shopper reader subscriber consumer individual "
    "somebody someone"
)
"""Words for whoever is signed in; a repository's role of that name goes first."""

PEOPLE = ACTOR_NOUNS | word_set(
    "admin administrator manager editor moderator author owner creator teacher student doctor patient nurse "
    "seller vendor guest visitor agent staff employee member everyone everybody anyone anybody nobody nurse "
    "driver instructor coach tenant landlord host operator support sales reviewer commenter participant "
    "organizer organiser volunteer donor librarian receptionist technician"
)
"""Words for people, whether or not the repository has a role of that name."""
PUBLIC_ACTORS = phrases(
    "anyone|anybody|everyone|everybody|visitor|visitors|a visitor|the public|any visitor|"
    "all visitors|unauthenticated users|anonymous users|anonymous visitors|anonymous|not signed-in users|"
    "logged-out users|public"
)
SIGNED_IN = phrases(
    "signed-in|signed in|logged-in|logged in|authenticated|registered|authorized|authorised|loggedin|login|logged"
)
OWNER_ACTORS = phrases(
    "the reporter|its reporter|their reporter|the submitter|its submitter|the requester|the owner|its owner|"
    "their owner|owner|owners|the owners|the author|its author|their author|author|authors|the creator|"
    "its creator|their creator|creator|creators|whoever wrote it|whoever created it|the one who wrote it|"
    "the one who created it|the person who wrote it|the person who created it|the user who wrote it|"
    "the user who created it|the customer who wrote it|the customer who created it|the writer|its writer|"
    "the original author|the user who created them|the user who wrote them|the reviewer|the commenter|"
    "the user themselves|the same user|the same customer|the user who owns it"
)
ADMIN_ACTORS = phrases(
    "admin|admins|administrator|administrators|an admin|an administrator|the admin|the admins|admin users|"
    "an admin user|admin user"
)

VERBS: dict[str, tuple[OperationKind, ...]] = {
    **dict.fromkeys(
        word_set(
            "create post leave submit register record save store write make place enter insert ask raise issue "
            "open file"
        ),
        ("create",),
    ),
    **dict.fromkeys(("add", "define", "ask", "raise", "issue", "file"), ("create",)),
    **dict.fromkeys(word_set("list browse"), ("list",)),
    **dict.fromkeys(word_set("get view see show read fetch retrieve look-up"), ("get",)),
    **dict.fromkeys(word_set("update edit change modify amend correct"), ("update",)),
    **dict.fromkeys(word_set("delete remove"), ("delete",)),
    **dict.fromkeys(word_set("manage maintain administer crud"), ("create", "list", "get", "update", "delete")),
}
"""Verbs of operations; `get` becomes `list` before a plural."""

GERUNDS = word_map(
    "creating:create adding:add posting:post submitting:submit writing:write saving:save listing:list "
    "browsing:browse viewing:view reading:read fetching:fetch getting:get retrieving:retrieve showing:show "
    "updating:update editing:edit changing:change modifying:modify deleting:delete removing:remove "
    "managing:manage leaving:leave"
)
PARTICIPLES = word_map(
    "created:create added:add posted:post submitted:submit written:write saved:save listed:list browsed:browse "
    "viewed:view seen:see read:read fetched:fetch retrieved:retrieve shown:show updated:update edited:edit "
    "changed:change modified:modify deleted:delete removed:remove managed:manage displayed:list left:leave"
)
S_FORMS = word_map(
    "manages:manage sees:see views:view writes:write browses:browse returns:get lists:list creates:create "
    "updates:update deletes:delete gets:get shows:show edits:edit removes:remove fetches:fetch adds:add"
)
MAKING_VERBS: dict[str, tuple[str, str]] = {
    "rate": ("review", "rating"),
    "review": ("review", ""),
    "comment": ("comment", ""),
    "like": ("like", ""),
    "bookmark": ("bookmark", ""),
    "favorite": ("favorite", ""),
    "favourite": ("favourite", ""),
    "enrol": ("enrollment", ""),
    "enroll": ("enrollment", ""),
    "book": ("booking", ""),
    "reserve": ("reservation", ""),
    "report": ("report", ""),
    "star": ("star", ""),
}
"""Verbs whose act is an entity of its own, with the field that they give it."""

MADE = word_map(
    "rated:rate reviewed:review commented:comment liked:like bookmarked:bookmark favorited:favorite "
    "favourited:favourite booked:book reserved:reserve reported:report"
)
OTHER_VERBS = word_set(
    "send notify charge cache recalculate compute calculate emit publish broadcast log track schedule upload "
    "download export import approve reject cancel archive restore assign invite verify validate check ensure "
    "trigger enqueue sync email refund pay lock unlock block ban hide sum count aggregate generate convert index "
    "encrypt hash mark keep return redirect reindex merge split transfer escalate remind alert award deduct "
    "decrement increment reserve release expire rotate revoke close reopen move duplicate clone copy share "
    "follow report flag moderate translate subscribe unsubscribe confirm resend reset retry limit throttle "
    "document test deploy migrate refactor rename drop extend fix optimise optimize improve support allow filter "
    "sort search paginate order use apply show store record include exclude prevent forbid deny refuse respond "
    "reply answer add"
)
"""Verbs that begin a demand of their own after a comma or an `and`."""

ENTITY_MARKERS = word_set(
    "resource resources entity entities model models table module modules feature features functionality system "
    "crud collection object type section"
)
ENDPOINT_WORDS = word_set(
    "endpoint endpoints route routes api apis rest restful http crud operation operations handler handlers call calls"
)

NOT_ENTITIES = word_set(
    "dto dtos setup resource resources entity entities model models table tables module modules collection "
    "object objects route routes call calls operation operations number count sum total average amount score "
    "percentage list profile account me status pagination caching cache limiting limit limits throttling "
    "authentication authorization authorisation auth login logout signup registration support test tests testing "
    "coverage endpoint endpoints doc docs documentation swagger openapi index indexes indices migration "
    "migrations logging log logs logger search searching export exports import imports websocket websockets "
    "socket queue queues job jobs worker workers cron upload uploads download downloads webhook webhooks "
    "integration dashboard page pages button ui frontend screen form validation check checks healthcheck health "
    "monitoring metrics metric tracing telemetry alerting docker dockerfile compose container ci cd pipeline "
    "deployment config configuration environment variable variables env secret secrets password passwords token "
    "tokens session sessions oauth sso mfa totp otp cors helmet csrf middleware interceptor guard guards pipe "
    "filter filters filtering sorting ordering sort service services controller controllers repository database "
    "db schema prisma redis graphql grpc typescript eslint prettier lint handling handler error errors exception "
    "exceptions bug fix performance speed optimization security permission permissions role roles access rbac "
    "audit backup backups restore encryption hashing feature flag flags ability option possibility way "
    "functionality constraint constraints relation relations column columns field fields property properties "
    "attribute attributes method methods function functions class classes type types interface library package "
    "dependency dependencies version versioning api apis request requests response responses email emails mail "
    "mails sms push cronjob scheduler schedule seed seeds seeding script scripts transaction transactions retry "
    "retries timeout timeouts pool connection connections client server app application backend system platform "
    "website site store analytics statistics stats report reports reporting summary overview chart csv pdf excel "
    "everything something anything thing things stuff logic rule rules workflow workflows algorithm process "
    "processing logo image images photo photos picture pictures video videos file files avatar avatars "
    "attachment attachments detection moderation streaming chat notification notifications reminder reminders "
    "payment payments checkout billing refund refunds subscription isolation tenancy multi-tenancy localization "
    "localisation translation translations i18n rate hook hooks event events listener story"
)
"""Heads that are machinery, not things a user keeps; most become an entity only where the request gives them fields."""

MAY_BE_ENTITIES = word_set(
    "bug bugs method methods rule rules page pages notification notifications payment payments report reports "
    "event events subscription subscriptions reminder reminders role roles permission permissions service "
    "services session sessions transaction transactions file files attachment attachments registration "
    "registrations class classes client clients schedule schedules log logs request requests chat feature "
    "features type types version versions store stores"
)
"""Of those, the ones that fields (or the word `resource`) make an entity."""

ENTITY_NOUNS = word_set(
    "review comment note message post article tag category label brand genre topic address coupon voucher "
    "discount giftcard wishlist favorite favourite bookmark vote rating feedback question answer reply faq "
    "testimonial announcement newsletter event venue ticket task todo subtask project milestone sprint board "
    "checklist reminder appointment booking reservation visit meeting course lesson quiz exam assignment grade "
    "certificate enrollment student teacher book author publisher loan library movie song album playlist artist "
    "podcast episode recipe ingredient meal menu restaurant dish order invoice payment expense budget account "
    "transaction transfer wallet subscription plan product variant item movement shipment delivery parcel "
    "warehouse supplier vendor company contact deal lead opportunity activity campaign quote contract document "
    "vehicle car trip ride driver route flight hotel room property listing apartment tenant landlord lease "
    "inspection maintenance patient doctor prescription medication diagnosis allergy vaccination record "
    "treatment pet animal farm crop sensor device measurement reading alert incident report team department "
    "employee shift timesheet job application candidate interview skill resume office desk asset equipment tool "
    "part machine goal habit workout exercise diary journal mood badge achievement reward gift donation poll "
    "survey suggestion idea request complaint claim policy agent notification holiday absence vacation warranty "
    "repair stock card collection photo gallery group channel thread conversation permission preference setting "
    "country city currency language size color colour discount promotion price tax rate follower friend "
    "subscriber guest visitor donor volunteer sponsor speaker attendee participant tip prize chapter page "
    "section module unit slot timeslot"
)
"""Things that people keep: a request that names one needs less else to be believed."""

GENERIC_HEADS = word_set(
    "item entry line record detail list history log status type setting value option image file group"
)

QUALITIES = word_set(
    "private public nested threaded anonymous verified paid recurring real-time realtime live scheduled "
    "encrypted soft-deleted bulk batch multi-language translated versioned hierarchical temporary archived draft "
    "internal external automatic global shared secret hidden pending active inactive expired upcoming recent "
    "popular top best trending similar related unread open closed overdue recommended featured own daily weekly "
    "monthly yearly digital custom dynamic advanced smart basic simple full proper better separate dedicated "
    "personal single multiple several many few most more less extra additional certain different specific "
    "particular"
)
"""Adjectives that ask for more than the noun: never part of a name, and unread unless something else reads them."""

HARMLESS_QUALITIES = word_set(
    "simple basic full proper separate dedicated single new personal own saved full-blown complete minimal small little"
)

BREAK = (
    PREPOSITIONS
    | DETERMINERS
    | POSSESSIVES
    | CONDITIONS
    | NEGATIONS
    | word_set(
        "and or but nor so then also too both either neither plus is are was were be been being am do does did "
        "have has had having can could may might must shall should will would able allowed i we you he she it "
        "they me us him them who whom whose which what that there here null positive negative requires require "
        "required allows allow only once twice per least most more less than up down out off newest oldest "
        "latest most sorted ordered paginated paged filtered filterable searchable sortable first last optional "
        "required mandatory unique named called having including incl containing consisting by how why let "
        "please need needs want wants contains contain includes include consists belongs belong linked assigned "
        "attached related connected besides true false default defaults defaulting maximum minimum max min at together "
        "alphabetically chronologically newest-first using"
    )
)
"""Words that a noun phrase never runs over."""

READER_PRONOUNS = word_set("it them they these those one ones this that")
LIST_NOUNS = word_set("list lists listing result results entry entries collection overview items rows")

CONTAINERS = word_set(
    "wishlist cart basket watchlist favorites favourites collection reading-list shortlist playlist bookmarks "
    "list wish-list reading watch"
)
"""Nouns that hold other things: `add products to their wishlist` makes rows of a wishlist item."""

BARE_ENTITIES = word_set("star like bookmark favorite favourite follow enrollment vote")
"""Entities that need no field: their relations are all there is."""

BENIGN_PURPOSE = word_set(
    "see find read know reuse remember organise organize browse choose decide keep understand learn plan compare "
    "track use view pick group categorise categorize recognise recognize recall share discuss help manage"
)
CATALOGUE = word_set(
    "tag category label brand genre topic skill department supplier vendor coupon country city manufacturer"
)
"""Things that classify others: they belong to nobody, and what they are `for` refers to them, not they to it."""
PLAIN = word_set("manage create write issue post add ask update edit delete see view browse remove submit maintain")
"""Verbs that permit without a modal: `admins manage brands`."""
LINKED = phrases(
    "assigned to|linked to|related to|connected to|associated with|belonging to|that belongs to|that belong to|"
    "which belongs to|which belong to|belongs to|belong to|attached to|referencing|referring to|that reference|"
    "pointing to|each belonging to|which are assigned to|that are assigned to|is assigned to|are assigned to|"
    "is linked to|are linked to|which references|that references|references|refers to|tied to|that is linked to|"
    "that are linked to"
)
"""How a relation is said outright."""
SORTING = word_map(
    "sort:order sorting:order order:order ordering:order filter:filter filtering:filter search:search searching:search"
)
PARENT_PREPOSITIONS = word_set("on for of about to under")
