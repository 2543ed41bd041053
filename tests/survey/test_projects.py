"""Which part of a repository is surveyed."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from podium.errors import ProjectError, RepositoryError
from podium.plan.survey import Survey
from podium.survey import survey

Look = Callable[..., Survey]
Make = Callable[[Mapping[str, str]], Path]

NEST = '{"name": "NAME", "dependencies": {"@nestjs/core": "^11.0.0"}}'
MAIN = "import { NestFactory } from '@nestjs/core';\nNestFactory.create(A);\n"
CONTROLLER = "@Controller('x') export class X { @Get() a() {} }\n"


def workspace(*names: str) -> dict[str, str]:
    files = {"package.json": '{"name": "root", "workspaces": ["apps/*"]}'}
    for name in names:
        files |= {
            f"apps/{name}/package.json": NEST.replace("NAME", f"@org/{name}"),
            f"apps/{name}/src/main.ts": MAIN,
            f"apps/{name}/src/x.controller.ts": CONTROLLER,
        }
    return files


def test_the_only_backend_part_is_chosen_by_itself(make: Make) -> None:
    files = workspace("api") | {"apps/web/package.json": '{"name": "web"}', "apps/web/src/main.ts": "render();\n"}
    found = survey(make(files))
    assert (found.project, [part.path for part in found.projects]) == ("apps/api", ["apps/api"])
    assert "apps/web/src/main.ts" not in found.files and "package.json" in found.files


def test_several_backend_parts_have_to_be_chosen_from(make: Make) -> None:
    with pytest.raises(ProjectError) as caught:
        survey(make(workspace("api", "jobs")))
    assert caught.value.choices == ("apps/api", "apps/jobs") and "apps/api" in caught.value.hint


@pytest.mark.parametrize("asked", ["apps/jobs", "./apps/jobs/", "@org/jobs"])
def test_a_part_may_be_named_by_path_or_name(make: Make, asked: str) -> None:
    found = survey(make(workspace("api", "jobs")), project=asked)
    assert found.project == "apps/jobs" and {route.place.file for route in found.routes} == {
        "apps/jobs/src/x.controller.ts"
    }


def test_a_part_that_is_not_there_is_an_error(make: Make) -> None:
    with pytest.raises(ProjectError, match="'apps/none' is no backend part"):
        survey(make(workspace("api")), project="apps/none")


def test_a_folder_inside_a_part_means_that_part(make: Make) -> None:
    assert survey(make(workspace("api", "jobs")) / "apps/api/src").project == "apps/api"


def test_applications_of_one_package_are_parts(make: Make) -> None:
    files = {"package.json": NEST, "tsconfig.json": '{"compilerOptions": {"paths": {"@lib/*": ["libs/lib/src/*"]}}}'}
    for name in ("api", "admin"):
        files |= {
            f"apps/{name}/src/main.ts": MAIN,
            f"apps/{name}/src/x.ts": "import { L } from '@lib/l';\n" + CONTROLLER,
        }
    found = survey(
        make(files | {"libs/lib/src/l.ts": "export const L = 1;\n", "libs/lib/src/m.ts": ""}), project="apps/api"
    )
    assert [part.path for part in found.projects] == ["apps/admin", "apps/api"]
    assert len(found.routes) == 1 and "libs/lib/src/l.ts" in found.files and "libs/lib/src/m.ts" not in found.files


def test_packages_of_the_workspace_are_followed(make: Make) -> None:
    files = workspace("api") | {
        "packages/core/package.json": '{"name": "@org/core"}',
        "packages/core/src/index.ts": "export * from './path';\n",
        "packages/core/src/path.ts": "export const PATH = 'deep';\n",
        "apps/api/src/x.controller.ts": "import { PATH } from '@org/core';\n" + CONTROLLER.replace("'x'", "PATH"),
    }
    found = survey(make(files))
    assert [route.path for route in found.routes] == ["/deep"] and "packages/core/src/path.ts" in found.files


def test_without_nest_there_is_nothing_to_survey(make: Make) -> None:
    with pytest.raises(RepositoryError, match="no NestJS project") as caught:
        survey(make({"package.json": '{"dependencies": {"express": "5"}}'}))
    assert caught.value.hint


def test_without_a_package_there_is_nothing_to_survey(make: Make) -> None:
    with pytest.raises(RepositoryError, match=r"no package\.json"):
        survey(make({"README.md": "# Hello\n"}))


def test_an_unknown_revision_is_an_error(make: Make) -> None:
    with pytest.raises(RepositoryError, match="'nowhere'"):
        survey(make({"package.json": NEST}), revision="nowhere")
