"""Toolchain commands: of scripts, lockfile and pipelines, by what they are for."""

import pytest
from tests.survey.conftest import PACKAGE, Look

from podium.survey.pipelines import purposes, steps

WORKFLOW = """jobs:
  test:
    steps:
      - uses: actions/checkout@v4
      - run: npm ci
      - name: Types
        run: |
          cd api && npx tsc --noEmit
          npx prisma migrate \\
            deploy
      - run: "npm run lint" # all of it
      - run: echo build
  shared:
    uses: acme/shared/.github/workflows/e2e.yml@main
"""
GITLAB = """.base: &base
  script:
    - echo
test:
  before_script: [pnpm install, "pnpm build"]
  script:
  - pnpm test:e2e
  - |
    pnpm vitest run
    ls
"""


def test_commands_come_from_scripts_the_lockfile_and_pipelines(look: Look) -> None:
    scripts = PACKAGE[:-1] + ',\n"scripts": {\n"build": "nest build",\n"test": "jest"}}'
    found = look({"package.json": scripts, "pnpm-lock.yaml": "", ".github/workflows/ci.yml": WORKFLOW})
    assert [(one.purpose, one.line, str(one.place)) for one in found.toolchain] == [
        ("build", "nest build", "package.json:3"),
        ("unit", "jest", "package.json:4"),
        ("install", "pnpm install --frozen-lockfile", "pnpm-lock.yaml"),
        ("install", "npm ci", ".github/workflows/ci.yml:5"),
        ("types", "npx tsc --noEmit", ".github/workflows/ci.yml:8"),
        ("migrate", "npx prisma migrate deploy", ".github/workflows/ci.yml:9"),
        ("lint", "npm run lint", ".github/workflows/ci.yml:11"),
    ]
    assert [(one.file, one.line) for one in found.findings] == [(".github/workflows/ci.yml", 14)]


def test_text_in_bold_within_a_block_is_no_alias(look: Look) -> None:
    text = "jobs:\n  a:\n    steps:\n      - run: |\n          cat << EOF\n          **Version:** 1\n          EOF\n"
    assert look({"package.json": PACKAGE, ".github/workflows/ci.yml": text}).findings == ()


def test_steps_are_texts_blocks_and_lists() -> None:
    assert list(steps(GITLAB.splitlines())) == [
        (3, "echo"),
        (5, "pnpm install"),
        (5, "pnpm build"),
        (7, "pnpm test:e2e"),
        (9, "pnpm vitest run"),
        (10, "ls"),
    ]


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("npx nx affected -t lint test build", ("lint", "unit", "build")),
        ("pnpm turbo run build --filter=api", ("build",)),
        ("npm run test:e2e -- --ci", ("e2e",)),
        ("yarn", ("install",)),
        ("pnpm --filter api type-check", ("types",)),
        ("npm run prettier:check", ("format",)),
        ("npx tsc -p tsconfig.build.json", ("build",)),
        ("npm publish", ()),
    ],
)
def test_a_command_says_what_it_is_for(line: str, meant: tuple[str, ...]) -> None:
    assert purposes(line) == meant
