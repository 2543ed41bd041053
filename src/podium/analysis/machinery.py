"""Lines of a request that a program wrote or would read: logs, traces, code, commands, answers, mail headers."""

import re
from functools import lru_cache

_STARTS: dict[str, str] = {
    "a log": (
        r"at (?:async )?[\w$.<>\[\] /@-]+ ?\(\S+\)?|at (?:async )?\S+:\d+(?::\d+)?\)?\s*$|at async \S+.*\(.*\)\s*$"
        r"|\[?\d{4}-\d\d-\d\d[T ]\d\d:|\[?\d\d:\d\d:\d\d[\].,]|\[?\d{1,2}/\w{3}/\d{4}[:,]|\[\d{1,2}/\d{1,2}/\d{4},"
        r"|\[?(?:ERROR|WARN|WARNING|INFO|DEBUG|TRACE|FATAL|LOG|VERBOSE)\]?[:\s]|\[Nest\]|npm (?:ERR!|WARN|error|warn)"
        r"|(?:Uncaught )?(?:[A-Z][A-Za-z]*)?(?:Error|Exception)(?: \[[\w ]+\])?: |Caused by: |Traceback"
        r" \(most|File \".*\", line \d"
        r"|[A-Za-z][\w .-]{0,40}(?:-\d+)?\s\|\s|node:internal|\s*\^+\s*$|error Command failed|Invalid `\S+` invocation"
        r"|\S+ exited with code \d|(?:/[\w.@-]+){2,}:\d+(?::\d+)?\s*$|(?:GET|POST|PUT|PATCH|DELETE)"
        r" /\S* (?:\d{3}\b|HTTP/)|[=-]{6,}\s*$|PANIC|panic: "
        r"|code: ['\"]\w+['\"],?\s*$|errno: |\[\w+\]\s+\d+\s+- |Query: |prisma:\w+ |\"?level\"?: ?\"|\{\"level\""
    ),
    "a block of code": (
        r"(?:export |async |public |private |static |await )*(?:const|let|var|function|class|interface"
        r"|enum|type) [\w${}\[\], ]+"
        r"(?:=|\(|\{|extends |implements |: )|import (?:\{|\* |[\w$]+ from |['\"])|export (?:default|\{|\*)|@[A-Z]\w*\("
        r"|(?:return|throw|await|yield|new|this\.)\b.*[;({]\s*$|(?:if|for|while|switch|catch) ?\(.*[{;]\s*$|try \{"
        r"|\}\s*(?:catch|else|finally|\)|;|,|$)|[\])}]+[;,)]*\s*$|//\s|/\*|\*/|[\w$.]+\(.*\);?\s*$(?<=;)"
        r"|[\w$.]+\(.*(?:\{|=>)\s*\{?\s*$"
        r"|[\w$.]+ = .*;\s*$|[\w$]+\([\w$]*\)\.[\w$]+\(|\.[a-z]\w*\(.*\)[;,]?\s*$|model [A-Z]\w*"
        r" \{|datasource |generator \w+ \{"
        r"|async [\w$]+\(|(?:public|private|protected|readonly|static) \w+.*[;{]\s*$|<[/\w][^>]*>\s*$"
        r"|console\.\w+\(|\{\s*$|\[\s*$"
        r"|\w+\s*[!?]?:\s*(?:string|number|boolean|Date|any)(?:\[\])?(?: \| \w+)*;\s*$|=> \{?\s*$|[\w$]+: .*[{\[(]\s*$"
        r"|[\w$]+: (?:\"[^\"]*\"|'[^']*'|\d+|true|false|null),\s*$|\"[\w$-]+\":\s"
    ),
    "a command": (
        r"[$%] \S|\$\$ |(?:sudo )?(?:curl|wget|http|docker|docker-compose|kubectl|git|psql|redis-cli"
        r"|npx|pnpm|yarn|npm|node|nest|cd"
        r"|cp|mkdir|apt|apt-get|pip|brew|helm|eb|aws|gcloud|k6|ab|autocannon) (?:-{1,2}[\w-]|https?://"
        r"|['\"]|\S+(?: -{1,2}\w|\s*$|\s*&&"
        r"|\s+\S+\s*$))|-(?:H|d|X|u|F|b)\s+['\"$\w{]|--[a-z][\w-]+(?:[ =]\S+)? ?\\?\s*$|.*\s\\\s*$"
        r"|export [A-Z_]+=|[A-Z][A-Z0-9_]{2,}=\S*\s*$"
    ),
    "a set-up file": (
        r"(?:FROM|RUN|COPY|ADD|WORKDIR|ENTRYPOINT|CMD|EXPOSE|ENV|ARG|USER|VOLUME|HEALTHCHECK) [\S\[]"
        r"|(?:version|services|volumes|networks|image|container_name|ports|environment|env_file"
        r"|command|restart|depends_on|build"
        r"|hostname|healthcheck|deploy|replicas|apiVersion|kind|metadata|spec|name|expose|entrypoint"
        r"|network_mode|labels):\s*"
        r"(?:['\"\[]?[\w./${}:@\[\]'\", -]*)$"
    ),
    "an answer of the server": (
        r"HTTP/\d(?:\.\d)? \d{3}|(?:content-type|content-length|authorization|accept|host|user-agent"
        r"|x-[\w-]+|cookie|set-cookie"
        r"|cache-control|etag|connection|server|date|vary): \S|\{ ?\"\w+\":.*\}?\s*,?\s*$|\[\{ ?\"|\"statusCode\": "
    ),
    "a mail's header": (
        r"On .{6,90}\bwrote:\s*$|-{3,} ?(?:Original|Forwarded) [Mm]essage ?-{3,}|Begin forwarded"
        r" message:|(?:From|Sent|To|Cc|CC|Bcc|Date"
        r"|Von|An|Gesendet): .*(?:@|\d{4}|<).*|Am .{6,60} schrieb .*:\s*$|_{10,}\s*$"
    ),
    "a picture": r"!\[[^\]]*\]\([^)]*\)\s*$|<img [^>]*>\s*$|\[?(?:image|screenshot)[^\]]*\]?\(?https?://\S+\)?\s*$",
    "a form's own text": (
        r"add any other (?:context|information).{0,60}|a clear and concise description of .{0,80}"
        r"|steps to reproduce the behaviou?r:?\s*$"
        r"|(?:please )?(?:fill (?:in|out)|complete|describe|explain|provide|paste) (?:the following"
        r"|the template|here|below|your).{0,60}"
        r"|if applicable, add screenshots.{0,60}|</?(?:details|summary|br|p|div|hr|sub|sup|b)[^>]*/?>.*$(?<=>)"
        r"|-{3,}\s*$|\*{3,}\s*$|_{3,}\s*$"
        r"|={3,}\s*$|_No response_\s*$"
        r"|no response\s*$|n/?a\s*$|\[[ xX]\] (?:regression|bug report|bug|feature request|documentation.*"
        r"|support request.*|performance|"
        r"other(?: ?[.:(-].*|, please.*)?|question|enhancement|refactor|chore|yes|no|i have .*"
        r"|i've .*|i agree .*|i searched.*|i checked.*|yes,? i .*)\s*$"
    ),
    "a quotation": r">(?:\s|>|$)",
}
_UNSURE = frozenset({"a set-up file", "an answer of the server", "a command", "a quotation"})
"""What prose may look like too: believed only beside another line of a machine."""
_INDENTED_YAML = re.compile(r"\s+(?:-\s+)?[\w.-]+:(?:\s+\S.*)?$|\s{2,}-\s+[\w./${}:'\"@-]+\s*$|\s{2,}[\w\"'\[{].*$")
_BULLET = re.compile(r"(?:[-*+•]|\d{1,2}[.)])\s+")


def written_by(line: str) -> str:
    """What wrote the line, for people (`a log`), or an empty string for prose."""
    stripped = line.strip()
    if not stripped:
        return ""
    bare = _BULLET.sub("", stripped, count=1)
    for name, pattern in _patterns():
        if pattern.match(stripped) or (name == "a form's own text" and pattern.match(bare)):
            return name
    return ""


def is_sure(name: str) -> bool:
    """Whether a line of that kind alone is enough to believe it."""
    return name not in _UNSURE


def goes_on(line: str) -> bool:
    """Whether the line may be the rest of what the machine's line before it began: it is indented."""
    return bool(_INDENTED_YAML.match(line))


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    flags = {"a form's own text": re.IGNORECASE, "an answer of the server": re.IGNORECASE}
    return tuple((name, re.compile(pattern, flags.get(name, 0))) for name, pattern in _STARTS.items())
