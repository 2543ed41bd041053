"""Names of fields and what they say about a type; units; names that ask for more than a column."""

from podium.analysis.tables import phrases, word_set
from podium.plan.analysis import FieldType

FIELD_TYPES: dict[str, FieldType] = {
    **dict.fromkeys(
        word_set(
            "name title label code sku slug color colour brand city country region street zip postcode zipcode "
            "phone telephone mobile fax isbn ean barcode reference subject headline heading subtitle nickname "
            "username surname lastname firstname company manufacturer vendor room venue place location symbol "
            "currency locale language timezone icon iban keyword species breed plate vin nationality occupation "
            "profession department floor size material format genre publisher state province address specialty "
            "speciality specialization emoji prefix suffix identifier medication dosage allergy author-name "
            "alias motto tagline number model make house suite hashtag tracking-number license sector industry "
            "landmark topic theme flavor flavour cuisine"
        ),
        "string",
    ),
    **dict.fromkeys(
        word_set(
            "description comment text body content contents message note notes bio biography summary "
            "instructions details remark remarks reason feedback review answer question abstract excerpt caption "
            "diagnosis symptoms treatment agenda transcript ingredients directions about terms explanation "
            "justification synopsis annotation prescription quote"
        ),
        "text",
    ),
    **dict.fromkeys(
        word_set(
            "rating stars star score quantity stock count age year position rank duration minutes hours days "
            "weeks months seats capacity points pages percentage percent progress servings calories credits "
            "mileage bedrooms bathrooms rooms floors inventory attempts steps reps sets streak amount-of-people "
            "guests people participants attendees copies isbn-count"
        ),
        "integer",
    ),
    **dict.fromkeys(
        word_set(
            "price amount total cost fee salary balance budget weight height width length depth distance "
            "latitude longitude temperature tax deposit revenue wage rent volume discount subtotal income "
            "expense worth area turnover payout"
        ),
        "decimal",
    ),
    **dict.fromkeys(
        word_set(
            "active enabled disabled published done completed finished visible hidden featured urgent available "
            "pinned recommended in-stock resolved"
        ),
        "boolean",
    ),
    **dict.fromkeys(word_set("expires from to date birthday birthdate dob deadline day"), "date"),
    **dict.fromkeys(word_set("time timestamp datetime start end arrival departure check-in check-out"), "datetime"),
    **dict.fromkeys(word_set("email e-mail mail"), "email"),
    **dict.fromkeys(word_set("url link website homepage uri webpage"), "url"),
    **dict.fromkeys(word_set("metadata json payload"), "json"),
    **dict.fromkeys(
        word_set(
            "role frequency interval method status type kind priority severity gender stage visibility level "
            "difficulty category mood channel medium outcome"
        ),
        "enum",
    ),
}
"""What the last word of a field's name says about its type; an `enum` needs its values from the request."""

_TYPES: dict[FieldType, str] = {
    "string": "string|short text|varchar|short string|char|single line|str|strings",
    "text": (
        "text|long text|longtext|free text|plain text|multiline text|multi-line text|textarea|long string|"
        "free-form text"
    ),
    "integer": "int|ints|integer|whole number|number|numeric|bigint|smallint|integers|whole numbers",
    "decimal": "decimal|float|double|money|decimal number|numeric value|monetary amount|money amount|monetary value",
    "boolean": "bool|boolean|booleans|flag|true/false|yes/no|true or false|yes or no|checkbox|toggle|switch",
    "date": "date|dates|calendar date",
    "datetime": "datetime|date-time|timestamp|date time|date and time|timestamptz|iso date|date/time",
    "email": "email|email address|e-mail|e-mail address|valid email|valid email address",
    "url": "url|link|uri|valid url|web address|valid link",
    "json": "json|jsonb|json object",
}
TYPE_WORDS: dict[str, FieldType] = {phrase: kind for kind, said in _TYPES.items() for phrase in said.split("|")}
"""How a type is said outright."""
TYPE_PHRASES = phrases("|".join(TYPE_WORDS))

TRAP_FIELDS = word_set(
    "profile photo photos image images picture pictures avatar file files attachment attachments document documents "
    "upload uploads video videos audio recording logo thumbnail screenshot pdf signature password secret token "
    "tokens pin cvv ssn passcode iban-hash key keys credential credentials hash moderation validation protection "
    "handling authentication authorization caching logging tests test pagination replies likes votes history "
    "versions translations mentions reactions error errors messages notification notifications support endpoint "
    "endpoints ability option swagger documentation"
)
"""Nouns that ask for more than a column: uploads, secrets, behaviour."""

TRAP_MODIFIERS = word_set(
    "shared translated nested multiple several many more profile cover card credit hashed encrypted "
    "average mean total-number calculated computed derived aggregated overall sum latest last current"
)
"""Before a field's name they ask for a computed or protected value."""

PERSONS = word_set("assignee reviewer approver manager customer member client author owner creator reporter user")
"""Names of fields that say somebody who signs in."""
PLURAL_FIELDS = word_set(
    "expires notes details remarks instructions symptoms ingredients directions terms contents stars hours minutes "
    "days "
    "weeks months seats points pages servings calories credits bedrooms bathrooms rooms floors attempts steps "
    "reps sets guests people participants attendees copies address status series species news canvas sms gps "
    "business class process access progress success bonus campus metadata media data"
)
"""Field names that end like a plural and are one value all the same."""

UNITS = word_set(
    "euro euros eur dollar dollars usd gbp pounds cents minutes minute hours hour days day weeks week months "
    "month years year seconds second kg grams gram km kilometers kilometres meters metres cm mm celsius degrees "
    "litres liters percent stars star points pages people persons seats units pieces kilograms calories kcal "
    "kilometer miles ml lbs"
)
LENGTH_UNITS = word_set("characters character chars char letters symbols signs")

QUERY_FRIENDLY = word_set(
    "name title description content text body comment message summary subject headline question answer"
)
"""Fields where looking for equal text would find nothing: they are searched by contained text."""

PERSONAL = word_set(
    "email phone telephone mobile address street birthday birthdate dob surname lastname firstname iban passport "
    "gender diagnosis symptoms allergy medication"
)
