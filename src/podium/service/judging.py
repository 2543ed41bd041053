"""`podium verify`: a branch that anyone made, judged by the code path of runs, with no plan to go by."""

import itertools
import re
from collections.abc import Callable
from dataclasses import replace

from podium.errors import RepositoryError
from podium.execution.setup import RunSetup, directories
from podium.git import OWN, Repository
from podium.plan.analysis import Analysis
from podium.plan.events import GateResult
from podium.plan.plan import Header, Plan
from podium.plan.request import Request
from podium.plan.survey import Survey
from podium.plan.task import Estimate
from podium.report.facts import Proof, VerifyFacts
from podium.service.measuring import Difference, measured, summary
from podium.service.site import Site
from podium.service.understanding import survey_of
from podium.toolchain import find_node

Listener = Callable[[GateResult], None]


def verify(site: Site, span: str, *, request: str = "", listener: Listener) -> VerifyFacts:
    """Judge the commits of `BASE..HEAD`; `listener` hears each gate's verdict as it comes.

    Raises `RepositoryError` for a span that names no commits or holds no change, `MachineError` where this machine
    lacks something.
    """
    from podium.execution.verification import verify as judge
    from podium.gates.catalogue import for_verify

    find_node()
    base, head = _ends(site, span)
    before, after = survey_of(site, revision=base), survey_of(site, revision=head)
    analysis = _analysis(site, request, before) if request else None
    setup = _setup(site, before, name=f"verify-{base[:12]}-{head[:12]}")
    verified = judge(setup, head=head, gates=for_verify(after), on_result=listener)
    clone = Repository(path=setup.directories.clone, environment=OWN)
    difference = Difference(repository=clone, base=before, head=after, results=verified.results)
    failed = not all(result.holds for result in verified.results)
    passed = any(result.status == "passed" for result in verified.results)
    return VerifyFacts(
        repository=str(site.repository.path),
        base=base,
        tip=head,
        outcome="failed" if failed else "done" if passed else "not_checked",
        reason=summary(verified.results),
        results=verified.results,
        base_results=verified.base_results,
        analysis=analysis,
        components=_components(difference),
        weakened=_weakened(verified.results),
        proofs=_proofs(analysis),
        notes=(verified.isolation, *verified.installed),
        **measured(difference, {}),
    )


def _ends(site: Site, span: str) -> tuple[str, str]:
    """Base and head of `BASE..HEAD`, `BASE...HEAD` (from their common ancestor) or `BASE` (to HEAD)."""
    match = re.fullmatch(r"(.*?)(\.{2,3})(.*)", span)
    base, dots, head = match.groups() if match else (span, "..", "HEAD")
    repository = site.repository
    start, end = repository.resolve(base or "HEAD"), repository.resolve(head or "HEAD")
    if dots == "..." or not repository.is_ancestor(start, end):
        start = repository.merge_base(start, end)
    if not start:
        raise RepositoryError(f"the ends of {span} have no common ancestor", hint="name a base that HEAD grew from")
    if start == end:
        raise RepositoryError(f"{span!r} holds no commits", hint="give it as BASE..HEAD, the older end first")
    return start, end


def _analysis(site: Site, text: str, survey: Survey) -> Analysis:
    from podium.analysis import analyse
    from podium.request import read_request

    return analyse(read_request(text), survey, site.rules)


def _setup(site: Site, survey: Survey, *, name: str) -> RunSetup:
    """A run of nothing on the base: its workspaces, servers and gates are what verification needs."""
    configuration = site.configuration
    header = Header(
        title=name,
        repository=survey.repository,
        project=survey.project,
        base=survey.revision,
        tree=survey.tree,
        request="",
        rules=site.rules.digest,
        configuration=configuration.decisive_digest,
        history="",
        runners=(),
        size="",
    )
    plan = Plan(
        header=header,
        request=Request(text=""),
        analysis=Analysis(request="", is_backend=True),
        tasks=(),
        phases=(),
        team=(),
        estimate=Estimate(seconds=(0.0, 0.0)),
        complexity="",
    )
    folders = directories(configuration.state_home, configuration.cache_home, site.repository.path, name)
    return RunSetup(
        run=name,
        repository=site.repository.path,
        plan=plan,
        survey=survey,
        rules=site.rules,
        directories=replace(folders, run=folders.run.parent / "verifications" / name),
        isolation=configuration.isolation,
    )


def _components(difference: Difference) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The changed files by component."""
    from podium.gates.scope import component

    files = sorted((component(change.path), change.path) for change in difference.changes)
    grouped = itertools.groupby(files, key=lambda pair: pair[0])
    return tuple((name, tuple(path for _, path in group)) for name, group in grouped)


def _weakened(results: tuple[GateResult, ...]) -> tuple[str, ...] | None:
    found = next((one for one in results if one.gate == "weakened-tests" and one.status != "not_checked"), None)
    return None if found is None else tuple(str(finding) for finding in found.findings)


def _proofs(analysis: Analysis | None) -> tuple[Proof, ...]:
    """The request's requirements; which test shows which is not known of a branch that somebody else made."""
    note = "not checked: nothing says which test shows it"
    requirements = analysis.requirements if analysis is not None else ()
    return tuple(Proof(requirement=one.id, text=one.text, note=note) for one in requirements)
