"""The recipe `standing` looks at the workspace as it is, and names what is not there after all."""

from pathlib import Path
from typing import Any

import pytest

from podium.git import Repository
from podium.plan.task import RunnerChoice, Task, TaskGate
from podium.ports import Assignment, Workspace
from podium.recipes.standing import Standing
from podium.survey import survey

NO_PLAN: Any = None
FILES = {
    "package.json": '{"dependencies": {"@nestjs/core": "12.0.0", "@prisma/client": "7.0.0"}}',
    "prisma/schema.prisma": "model Product {\n  id Int @id\n  sku String @unique\n}\n",
    "src/products.controller.ts": "import { Controller, Get } from '@nestjs/common';\n"
    "@Controller('products')\nexport class ProductsController {\n  @Get(':id')\n  one() {}\n}\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A committed project with one model and one route."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    git = Repository(path=tmp_path)
    git.ask("init", "-q")
    git.ask("add", "-A")
    git.ask("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "Begin")
    return tmp_path


def looked(root: Path, *names: str) -> list[str]:
    """The names that the recipe does not find."""
    gates = (TaskGate(gate="standing", parameters={"names": list(names)}),)
    choice = RunnerChoice(kind="recipe", name="standing")
    task = Task(id="T1", title="", specialist="", layer="quality", phase=3, goal="", gates=gates, runner=choice)
    place = Workspace(root=root, project=root, tip="", home=root)
    given = Assignment(run="r", task=task, attempt=1, workspace=place, plan=NO_PLAN, survey=survey(root))
    return [one.symbol for one in Standing().apply(given)]


def test_what_is_there_leaves_no_finding_and_nothing_is_written(root: Path) -> None:
    assert looked(root, "Product", "Product.sku", "GET /products/:id") == []
    assert Repository(path=root).ask("status", "--porcelain") == ""


def test_what_is_not_there_after_all_is_named(root: Path) -> None:
    assert looked(root, "Product", "Product.colour", "POST /products") == ["Product.colour", "POST /products"]
