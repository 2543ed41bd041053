"""A branch that anyone made, judged by the code that judges a run: same gates, same base, same workspaces."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from podium.execution.judging import Case, Court
from podium.execution.leases import held
from podium.execution.setup import RunSetup, save
from podium.execution.workshop import Workshop, clear_the_ground
from podium.plan.events import GateResult
from podium.ports import Services
from podium.workspace import clones


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What the gates say of a branch against its base, what they say of the base, and what guarded their commands.

    `installed`: what had to be done differently when dependencies were installed, each once.
    """

    results: tuple[GateResult, ...]
    base_results: tuple[GateResult, ...]
    isolation: str
    installed: tuple[str, ...] = ()


def verify(setup: RunSetup, *, head: str, gates: tuple[str, ...], on_result: Callable[[GateResult], None]) -> Verified:
    """Judge commit `head` against the setup's base by every gate named, dear ones too when others have failed.

    `on_result` is called with each gate's verdict as it comes. Nothing of the user's repository is touched. Raises
    `RunError` where another process verifies in the same folder, `MachineError` where this machine lacks something.
    """
    folders = setup.directories
    save(setup)
    with held(folders.run):
        clear_the_ground(setup)
        shop = Workshop(setup, lambda _: None, None)
        try:
            with shop.scope.active():
                clones.own_clone(shop.source, folders.clone, base=head)
                court = Court(shop)
                workspace = shop.yard.prepare("head", commit=head, services=Services())
                results: list[GateResult] = []
                before: list[GateResult] = []
                for gate in gates:
                    case = Case(name="head", commit=head, base=shop.base, gates=(gate,), workspace=workspace)
                    results.extend(court.judge(case))
                    found = court.on_base(gate)
                    before += [found] if found is not None else []
                    on_result(results[-1])
                installed = tuple(dict.fromkeys(_installed(shop, commit) for commit in (shop.base, head)))
        finally:
            shop.close()
            shutil.rmtree(folders.workspaces, ignore_errors=True)
    return Verified(
        results=tuple(results),
        base_results=tuple(before),
        isolation=shop.isolation.sentence,
        installed=tuple(filter(None, installed)),
    )


def _installed(shop: Workshop, commit: str) -> str:
    """The note of the commit's dependencies; empty where there is nothing to say."""
    found = shop.yard.dependencies(commit)
    return f"dependencies of {commit[:12]}: {found.note}" if found is not None and found.note else ""
