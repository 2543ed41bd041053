"""How long plans of many tasks take to be scheduled and checked against every rule, beside one of an eighth.

Run it with `.venv/bin/python bench/graphs.py [TASKS]` (1,000 unless said). The demo request's plan is widened to so
many tasks, each behind two others and with files of its own. Shown are processor seconds for an eighth, a half and all
of them, the median of five, and the ratio of each to the eighth: 8 where the work grows as the tasks do.
"""

import statistics
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from time import process_time

from podium.plan.plan import Plan
from podium.plan.rules import Rules
from podium.plan.schedule import Limits, ready
from podium.plan.task import Write
from podium.plan.transitions import start
from podium.plan.validate import check
from podium.service.demo import REQUEST, make_shop
from podium.service.site import open_site
from podium.service.understanding import analyse, plan_for

ROUNDS = 5


def widened(plan: Plan, count: int) -> Plan:
    """The plan with so many tasks that write apart, each behind two others."""
    like = next(one for one in plan.tasks if one.writes)
    tasks = tuple(
        replace(
            like,
            id=f"T{number}",
            needs=tuple(f"T{one}" for one in (number - 10, number - 7) if one > 0),
            writes=(Write(kind="path", target=f"src/m{number}/*.ts"),),
        )
        for number in range(1, count + 1)
    )
    return replace(plan, tasks=tasks)


def seconds(plan: Plan, rules: Rules) -> float:
    """Processor seconds to find what may start and every problem."""
    began = process_time()
    ready(plan, start(plan), Limits(workers=8))
    check(plan, rules)
    return process_time() - began


def main(count: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        site = open_site(make_shop(Path(folder) / "shop"))
        plan = plan_for(site, analyse(site, REQUEST))
    sizes = [count // 8, count // 2, count]
    taken = {one: statistics.median(seconds(widened(plan, one), site.rules) for _ in range(ROUNDS)) for one in sizes}
    for size, found in taken.items():
        sys.stdout.write(f"{size:>6} tasks  {found:.3f} s  {found / taken[sizes[0]]:5.1f} x\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
