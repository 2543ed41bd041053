"""A plan of a repository that was looked at before starts nothing and imports nothing that it does not use."""

import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import NEST, MakeRepository

PROGRAM = """
import sys
from podium.cli.app import run
code = run(sys.argv[1:])
print(*sys.modules, sep="\\n", file=sys.stderr)
sys.exit(code)
"""
OTHERS = {
    "asyncio",
    "jinja2",
    "logging",
    "tree_sitter",
    "yaml",
    "podium.execution.engine",
    "podium.plan.events",
    "podium.ports",
    "podium.recipes.resources",
    "podium.report.page",
    "podium.runners.choice",
    "podium.survey.build",
    "podium.toolchain",
}
"""What runs, surveys, recipes and pages need."""


@pytest.mark.slow
@pytest.mark.parametrize("form", [("--json",), ()])
def test_a_second_plan_imports_only_what_plans(make_repository: MakeRepository, form: tuple[str, ...]) -> None:
    root: Path = make_repository(NEST)
    argv = [sys.executable, "-c", PROGRAM, "plan", "Make the endpoints faster", "--repo", str(root), *form]
    first, second = (subprocess.run(argv, capture_output=True, text=True, timeout=120) for _ in range(2))
    assert (second.returncode, second.stdout) == (0, first.stdout)
    assert OTHERS & set(second.stderr.split()) == set()
