"""What of a request asks for nothing: politeness, and what it leaves out in so many words."""

import re
from functools import lru_cache

from podium.analysis.cursor import Cursor
from podium.analysis.tables import word_set

_COURTESY = (
    r"(?:(?:many |a lot of )?thanks|thank you|thx|tia|cheers)\b.{0,60}"
    r"|any (?:help|hints?|ideas?|pointers?|advice|feedback)\b.{0,60}(?:appreciated|welcome|great|nice|helpful).{0,30}"
    r"|(?:please )?let (?:me|us) know\b.{0,80}|i(?:'ve| have)? (?:already )?(?:searched|checked|looked through|read)"
    r" (?:the |for |all |through |existing |open )*(?:other |existing |open |similar |docs?"
    r"|documentation|issues|code of"
    r" conduct|contributing).{0,80}|(?:great|awesome|nice|amazing|fantastic) (?:project|work"
    r"|job|library|tool|product)\b.{0,40}"
    r"|(?:i )?(?:really )?love (?:this|the|your) (?:project|work|library|tool|app|product)\b.{0,40}|keep up .{0,30}"
    r"|sorry (?:if|for|in advance)\b.{0,80}|(?:(?:best|kind|warm|many) )?(?:regards|wishes"
    r"|greetings)[,.!]?\s*(?:[\w.-]+\s*){0,4}"
    r"|best,\s*\w+(?: \w+)?|sent from my .{0,40}|/?cc:? @.{0,60}|(?:@[\w-]+[ ,]*)+|yours,?\s*(?:\w+\s*){0,3}"
    r"|(?:see|please see|please find|i(?:'ve| have)? attached|attached(?: is| are)?) (?:the"
    r" |a |some |attached )*(?:screenshots?"
    r"|attachments?|pictures?|images?|video|recording|logs?|below|file)\b.{0,60}|hope (?:this"
    r"|that|it) (?:helps|is ok|makes sense).{0,30}"
    r"|(?:i(?:'m| am| would be|'d be) )?(?:happy|willing|glad) to (?:help|submit|open|provide"
    r"|contribute|send|work)\b.{0,80}"
    r"|i can (?:submit|open|send|provide) (?:a )?(?:pr|pull request|patch|more).{0,60}|not"
    r" sure if this is the right place.{0,60}"
    r"|(?:hi|hello|hey|dear|good morning|good afternoon)\b,?\s*(?:[\w-]+[ ,!.]*){0,4}|(?:am"
    r" i|i might be|maybe i'm) missing something.{0,30}"
    r"|what do you think\W*|does (?:this|that) make sense\W*|i hope .{0,60}(?:makes sense|is"
    r" clear|helps)|looking forward\b.{0,60}"
    r"|hope you(?:'re| are) (?:well|doing well|all well).{0,30}|ping me .{0,60}|(?:feel free|don't hesitate) to .{0,80}"
    r"|(?:(?:please|pls|can|could|would|will) )*(?:(?:you|someone|somebody|anyone|we) )?(?:please )?"
    r"(?:fix|look into|take a look(?: at)?|have a look(?: at)?|investigate|check|mend|repair|resolve|address)"
    r"(?: (?:it|this|that|these|them))?"
    r"(?:,? (?:asap|soon|quickly|urgently|as soon as possible|today|please|for me|for us|thanks))*"
    r"|(?:any )?questions\W*|no rush\b.{0,40}|quick (?:one|question|request)\W*|just checking in\b.{0,40}"
)
_THINGS = (
    r"(?:ui|user interface|front ?-?ends?|client(?: side)?|mobile(?: app)?|app|screens?|pages?"
    r"|admin (?:ui|panel|page|screen"
    r"|interface)|dashboards?|design|styling|graphql|e-?mails?|mails?|notifications?|push(?:"
    r" notifications)?|websockets?|uploads?"
    r"|images?|pictures?|search|filter(?:s|ing)?|sort(?:ing)?|caching|cache|queues?|export"
    r"|import|analytics|metrics|i18n"
    r"|translations?|localisation|localization|migration of .{3,40}|deployment|docker|kubernetes"
    r"|ci|payments?|tests for the ui"
    r"|seed(?: data|s)?|bulk .{3,30}|soft delete|versioning|history|audit(?: log)?|rate limit(?:s"
    r"|ing)?|documentation|docs"
    r"|moderation|editing|edit|update|delete|deletion|pagination|attachments?|likes?|replies|threads?|nesting)"
)
_NOW = (
    r"(?:for now|right now|at the moment|for the moment|yet|at this (?:stage|point|time)|in"
    r" this (?:step|ticket|task|issue"
    r"|iteration|version|phase|sprint|release|pr|round)|in the first (?:step|version|release"
    r"|iteration)|for this (?:ticket|task"
    r"|iteration|version|release)|here|initially|to begin with|this time|in v1|for v1|in the mvp|for the mvp)"
)
_ACCESS = (
    r"(?:log ?-?in|sign|auth|account|token|session|role|permission|duplicat|registration|credential"
    r"|password|admin(?! ?(?:panel|ui|page|screen|interface|area)))"
)
_LATER = (
    r"(?:later|separately|elsewhere|afterwards|next|in (?:a|an|the) (?:later|separate|follow-?up"
    r"|next|second|other|future|different)"
    r"[\w -]{0,30}|in (?:phase|step|version) ?(?:2|two)|in v2|another (?:day|time|ticket)|at a later .{3,20})"
)
_LEFT_OUT = (
    rf"(?:there (?:is|will be) )?no (?:need for (?:a |an |any )?)?(?:new |separate |own |actual"
    rf" )?{_THINGS}(?:(?:,| or| and|/) ?"
    rf"(?:no )?{_THINGS})*(?: (?:is |are )?(?:needed|required|necessary|wanted|work|changes?"
    rf"|yet|please|at all))*(?:,? {_NOW})?"
    rf"|no (?!.{{0,20}}{_ACCESS}).{{2,40}} {_NOW}|no need (?:for|to) (?!.{{0,25}}{_ACCESS}).{{3,60}}"
    rf"|(?:for now|at first|initially|in this (?:step|ticket|iteration|version|phase)),? (?:without"
    rf"|no|not|skip|ignore|leave out)\b.{{2,80}}"
    rf"|without (?:a |an |any )?{_THINGS}(?:(?:,| or| and) ?{_THINGS})*(?:,? {_NOW})?|without .{{2,40}},? {_NOW}"
    rf"|(?:.{{2,80}} )?(?:is|are|stays?|remains?|be)(?: explicitly| clearly| all| both)? (?:out[- ]of[- ]scope"
    rf"|not in scope|outside"
    r" (?:of )?(?:the |our )?scope|not part of (?:this|it|the)(?: \w+){0,3})(?: .{2,40})?"
    rf"|(?:explicitly |clearly )?(?:out[- ]of[- ]scope|not in scope|not part of (?:this|it)|non-?goals?)\b.{{0,120}}"
    rf"|(?:.{{2,80}} )?(?:comes?|follows?|will come|will follow|will be (?:done|added|handled"
    rf"|built|tackled|made)|can (?:come|follow|wait)"
    rf"|(?:is|are) (?:done|handled|built|planned|tracked|added)|may come|we (?:do|will do|'ll"
    rf" do|add|will add) (?:that|this|it)?)"
    rf" {_LATER}(?: .{{2,30}})?"
    rf"|(?:we|you|i|it) (?:do not|don't|won't|will not|does not|doesn't) (?:need|require|build"
    rf"|cover|tackle|implement|do|include)"
    rf"(?: to (?:build|do|cover|handle|implement|support|add|touch))? (?!.{{0,30}}{_ACCESS}).{{2,60}}"
    rf"|(?:please )?(?:do not|don't) (?:build|implement|add|create|include|bother with|worry"
    rf" about|do) (?:a |an |any |the )?{_THINGS}\b.{{0,40}}"
    r"|(?:show|add|build|do|change|implement|touch) nothing (?:else|more)\b.{0,30}|nothing"
    r" (?:else|more)(?: for now| here| please)?"
    rf"|that(?:'s| is) (?:all|it)(?: for now)?|(?:skip|ignore|leave out|omit|forget(?: about)?)"
    rf" (?:the |any )?{_THINGS}\b.{{0,40}}"
    rf"|(?:the |a )?{_THINGS} (?:is|are) not (?:needed|required|wanted|necessary|planned)\b.{{0,30}}"
    rf"|(?:the |our )?{_THINGS} (?:is|are|will be) (?:done|handled|built|made) by (?:another"
    rf"|a different|the \w+|some other|our \w+)"
    r" (?:team|person|colleague|group|devs?|people)\b.{0,30}"
)
_WISH = re.compile(
    r"\b(?:should|must|shall|please|i(?:'d| would) (?:like|love)|we(?:'d| would) (?:like|love)"
    r"|we (?:want|need)|i (?:want|need)|it would be (?:great|nice|good|helpful|useful) (?:to"
    r"|if))\b|^(?:add|create|implement|allow"
    r"|let|make|provide|introduce|fix|ensure|use|return|expose|remove|replace|extend|keep)\b",
    re.IGNORECASE,
)
_PRESENT = re.compile(
    r"(?:(?:but|and|instead|currently|actually|now|today|right now),? )*(?:i|we|it|you|they) (?:only |just |always )?"
    r"(?:gets?|got|sees?|saw|receives?|received)\b|(?:currently|actually|instead|right now)\b",
    re.IGNORECASE,
)
_TRIGGER = re.compile(
    r"\b(?:no|without|scope|not|nothing|skip|ignore|omit|leave|forget|for now|later|separate\w*"
    r"|elsewhere|afterwards|next"
    r"|another|different|other|part of|that'?s)\b|n't\b|goals?\b",
    re.IGNORECASE,
)
_FIRST = word_set(
    "ui frontend front-end mobile email emails notifications graphql pagination caching search uploads deployment"
)
_LONGEST = 240


def is_courtesy(text: str) -> bool:
    """Whether a clause only greets, thanks or offers help."""
    return len(text) <= _LONGEST and bool(_pattern(_COURTESY).fullmatch(_plain(text)))


def is_left_out(text: str) -> bool:
    """Whether a clause says in so many words that something is not asked: `no UI`, `emails come later`.

    What it denies of access or of doubles (`no login needed`, `no duplicates`) asks for something and is not meant.
    """
    if len(text) > _LONGEST or not _TRIGGER.search(text):
        return False
    return bool(_pattern(_LEFT_OUT).fullmatch(_plain(text)))


def is_wish(text: str) -> bool:
    """Whether a clause wants something, by its modal or by a verb that it begins with."""
    return bool(_WISH.search(text))


def is_present(text: str) -> bool:
    """Whether a clause tells what happens now: `instead I get a 500`."""
    return bool(_PRESENT.match(text))


def begins_left_out(cursor: Cursor) -> bool:
    """Whether `no UI`, `for now without …` stands at the cursor."""
    if cursor.word() in {"no", "without"}:
        rest = [cursor.word(ahead) for ahead in range(1, 4)]
        return rest[0] in _FIRST and (rest[1] in {"", "for", "yet", "or", "and", ".", ",", "needed", "at", "in", ")"})
    return cursor.word() == "for" and cursor.word(1) == "now" and cursor.word(2) in {"without", "no", "not", "skip"}


def _plain(text: str) -> str:
    return " ".join(text.split()).strip(" .,;:!?()-–—*_").lower().replace("’", "'")


@lru_cache(maxsize=2)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)
