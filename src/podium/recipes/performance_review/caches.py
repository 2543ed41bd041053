"""Whether what is cached is dropped where it is written, and whether every entry has an end of its life."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from podium.gates.syntax import arguments, callee, line, of_type, text
from podium.plan.evidence import Finding
from podium.recipes.performance_review.code import Code, Function
from podium.recipes.performance_review.notes import said, unchecked
from podium.recipes.performance_review.queries import READS, WRITES, Query, queries

CACHE = re.compile(r"^(Cache|Redis|Keyv|Cacheable|\w*Cache(Manager|Service)|RedisService|RedisClientType)$")
KEEPS = frozenset({"wrap", "set", "mset", "setex", "getOrSet", "remember"})
DROPS = frozenset(
    {"del", "delete", "mdel", "reset", "clear", "unlink", "set", "setex", "mset", "invalidate", "flushdb"}
)
LIVES = frozenset({"setex", "psetex", "mset", "getOrSet", "remember"})
DEFAULT_LIFE = re.compile(r"CacheModule\s*\.\s*register(?:Async)?\s*(?:<[^>]*>)?\s*\([\s\S]{0,600}?\bttl\b")

Key = tuple[str, str, str]


@dataclass(frozen=True, eq=False)
class Caches:
    """What the repository keeps in caches: by a model's name, the function that keeps rows of it."""

    code: Code

    @functools.cached_property
    def keepers(self) -> dict[str, Function]:
        """The first function that keeps rows of a model, by the model's name."""
        found: dict[str, Function] = {}
        for function in self._users:
            if any(name in KEEPS for name, _ in calls(self.code, function)):
                for one in self.reach(function):
                    for query in queries(self.code, one):
                        if query.method in READS:
                            found.setdefault(query.model.name, function)
        return found

    @functools.cached_property
    def _users(self) -> list[Function]:
        held = {
            one.name for one in self.code.survey.providers if any(CACHE.match(_bare(it.type)) for it in one.injects)
        }
        files = sorted({one.place.file for one in self.code.survey.providers if one.name in held})
        return [one for file in files for one in self.code.functions(file) if one.owner in held]

    def reach(self, function: Function) -> list[Function]:
        """The function and every one that it comes to."""
        found: dict[Key, Function] = {}
        pending = [function]
        while pending:
            one = pending.pop()
            if one.key not in found:
                found[one.key] = one
                targets = (self.code.leads_to(call, one) for call in of_type(one.node, "call_expression"))
                pending += [target for target in targets if target is not None]
        return list(found.values())

    def roots(self, function: Function) -> list[Function]:
        """The functions that lead here and that nothing in the repository calls; itself where there is none."""
        found: dict[Key, Function] = {}
        seen: set[Key] = set()
        pending = [function]
        while pending:
            one = pending.pop()
            if one.key in seen:
                continue
            seen.add(one.key)
            above = [caller for _, caller in self.code.callers.get(one.key, [])]
            pending += above
            if not above:
                found[one.key] = one
        return list(found.values()) or [function]

    def is_ever_dropped(self, keeper: Function) -> bool:
        """Whether the class that keeps rows drops them anywhere."""
        those = (one for one in self.code.functions(keeper.file) if one.owner == keeper.owner)
        return any(name in DROPS - KEEPS for one in those for name, _ in calls(self.code, one))

    def drops(self, function: Function) -> bool:
        """Whether the function comes to a call that drops or renews something that is kept."""
        return any(name in DROPS for one in self.reach(function) for name, _ in calls(self.code, one))


def _bare(name: str) -> str:
    return re.sub(r"<.*", "", name)


def calls(code: Code, function: Function) -> Iterator[tuple[str, Node]]:
    """The calls of a cache that the function's class is given: the method's name and the call."""
    held = {name for name, kind in code.injected(function).items() if CACHE.match(_bare(kind))}
    for call in of_type(function.node, "call_expression") if held else ():
        hit = re.fullmatch(r"this\.(\w+)\.(?:\w+\.)?(\w+)(?:<.*>)?", callee(call))
        if hit and hit.group(1) in held:
            yield hit.group(2), call


def stale(caches: Caches, function: Function) -> Iterator[Finding]:
    """Writes of rows that are cached, after which nothing drops what is kept."""
    for query in queries(caches.code, function):
        keeper = caches.keepers.get(query.model.name)
        if keeper is None or query.method not in WRITES:
            continue
        ways = [one.label for one in caches.roots(function) if not caches.drops(one)]
        if ways:
            yield _stale(query, keeper, ways[0], severity="medium" if caches.is_ever_dropped(keeper) else "info")


def _stale(query: Query, keeper: Function, way: str, *, severity: str) -> Finding:
    message = f"{query.label} by {way} changes what {keeper.label} keeps, and nothing drops that"
    hint = f"drop the entry after the write, as {keeper.owner} lets others do"
    if severity == "info":
        hint = "here an entry lives until its time is over: nobody ever drops one"
    return said("stale-cache", message, at=(query.function, query.line), severity=severity, hint=hint)


def endless(code: Code, function: Function) -> Iterator[Finding]:
    """Entries of a cache without an end of their life."""
    for name, call in calls(code, function):
        given = arguments(call)
        if name in KEEPS - LIVES and len(given) < 3 and not has_default_life(code):
            yield said("endless-entry", f"`{name}` keeps an entry for ever", at=(function, line(call)), hint="a ttl")


def has_default_life(code: Code) -> bool:
    """Whether the cache module is registered with a ttl."""
    return any(DEFAULT_LIFE.search(content) for _, content in code.sources.matching() if "CacheModule" in content)


def by_interceptor(code: Code, file: str) -> Iterator[Finding]:
    """Controllers whose whole answers are kept: when they are renewed is not looked at."""
    for one in of_type(code.root(file), "decorator"):
        if "CacheInterceptor" in text(one):
            place = Function(file=file, name="UseInterceptors", node=code.root(file))
            yield unchecked("how long CacheInterceptor keeps answers that have changed", at=(place, line(one)))
