"""What a reviewer of performance looks at: every function of the files that were written, and the models behind it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from podium.plan.evidence import Finding
from podium.recipes.performance_review.bounds import bounded, extent, in_memory
from podium.recipes.performance_review.caches import Caches, by_interceptor, endless, stale
from podium.recipes.performance_review.code import Code, Scope
from podium.recipes.performance_review.flows import apart, blocking, loops
from podium.recipes.performance_review.notes import unchecked
from podium.recipes.performance_review.queries import LISTS, Query, Unknown, found_in
from podium.recipes.performance_review.serving import foreign_keys, served
from podium.recipes.performance_review.shapes import Shape, origins, shape

NO_WORSE = frozenset({"unbounded-page", "unindexed-filter", "unindexed-order"})
"""Where every row was read before, these cost no more than that."""
RANKS = ("high", "medium", "low", "info")


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What is reviewed: files with their paths from the repository's root, and models by name."""

    files: tuple[str, ...]
    models: tuple[str, ...] = ()


def together(those: Sequence[Subject]) -> Subject:
    """All of them as one, each file and model once."""
    files = dict.fromkeys(file for one in those for file in one.files)
    return Subject(files=tuple(files), models=tuple(dict.fromkeys(model for one in those for model in one.models)))


def look(code: Code, subject: Subject) -> tuple[Finding, ...]:
    """Everything that is found, each once, the gravest first, then by place."""
    return _sorted({one.identity: one for one in reversed(list(_look(code, subject)))}.values())


def since(now: Sequence[Finding], before: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings; what was so before is reported only, and what is no worse than reading every row was before."""
    known = {one.identity for one in before}
    whole = {(one.file, one.symbol) for one in before if one.rule == "unbounded-list"}
    return _sorted(_against(one, known=one.identity in known, whole=(one.file, one.symbol) in whole) for one in now)


def _against(one: Finding, *, known: bool, whole: bool) -> Finding:
    if known:
        return replace(one, severity="info", hint="it was so before this change")
    if whole and one.rule in NO_WORSE:
        return replace(one, severity="low", hint=f"every row was read here before; {one.hint}")
    return one


def _sorted(those: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(those, key=lambda one: (RANKS.index(one.severity), one.file, one.line, one.rule)))


def _look(code: Code, subject: Subject) -> Iterator[Finding]:
    caches = Caches(code)
    for file in subject.files:
        yield from by_interceptor(code, file)
        for function in code.functions(file):
            for one in found_in(code, function):
                if isinstance(one, Unknown):
                    yield unchecked(one.reason, at=(one.function, one.line))
                else:
                    yield from _query(code, one)
            yield from loops(code, function)
            yield from apart(code, function)
            yield from blocking(function)
            yield from stale(caches, function)
            yield from endless(code, function)
    for model in code.survey.schema.models:
        if model.name in subject.models:
            yield from foreign_keys(code, model)


def _query(code: Code, query: Query) -> Iterator[Finding]:
    """What is found of a query, for every call that gives it its argument."""
    for held in _asked(code, query):
        yield from served(code, query, held)
        yield from bounded(code, query, held)
        if query.method in LISTS and extent(code, query, held) == "unbounded":
            yield from in_memory(query)


def _asked(code: Code, query: Query) -> list[Shape]:
    """What the query is asked; one shape per caller where its argument is one of the function's own."""
    scope, node = Scope(function=query.function), query.argument
    those = origins(code, node, scope) if node is not None and node.type == "identifier" else []
    return [shape(code, one, there) for one, there in those] or [shape(code, node, scope)]
