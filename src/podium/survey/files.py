"""Which files count, and what a path alone says of a file."""

import functools
import re
from posixpath import basename

SKIPPED = {
    "node_modules",
    "dist",
    "coverage",
    "generated",
    ".next",
    ".nuxt",
    ".yarn",
    "bower_components",
    "__generated__",
}
"""Folders whose content nobody wrote here."""

SOURCE = (".ts", ".tsx", ".mts", ".cts")
CODE = (".ts", ".tsx", ".vue", ".jsx", ".md", ".json", ".svg", ".png", ".sql", ".html", ".scss", ".css")
"""Endings of files that configure neither containers nor pipelines nor hooks."""

DECLARATION = (".d.ts", ".d.mts", ".d.cts")
TEST = re.compile(
    r"(?:[.-](?:e2e-spec|e2e-test|int-spec|integration-spec|spec|test|e2e)\.[cm]?tsx?$)|(?:^|/)__tests__/"
)
END_TO_END = re.compile(r"[.-](?:e2e-spec|e2e-test|e2e|e2e\.spec|e2e\.test)\.[cm]?tsx?$|(?:^|/)(?:e2e|test-e2e)/")
SUPPORT = re.compile(r"(?:^|/)(?:test|tests|e2e|__mocks__|mocks|fixtures|__fixtures__|__tests__|\.[^/]+)/")
SCRIPTS = re.compile(r"(?:^|/)[^/]*\.(?:config|setup)(?:\.[\w-]+)?\.[cm]?tsx?$")

SCRIPTS_OF_TOOLS = re.compile(
    r"(?:^|/)(?:[^/]*\.(?:config|setup|min)(?:\.[\w-]+)?|\.[^/]+)\.[cm]?jsx?$|(?:^|/)(?:public|assets)/"
)

CONTAINERS = re.compile(r"(?:^|/)(?:[\w.-]*Dockerfile[\w.-]*|(?:docker-)?compose[\w.-]*\.ya?ml)$", re.IGNORECASE)
PIPELINES = re.compile(
    r"^(?:\.github/workflows/[^/]+\.ya?ml|\.gitlab-ci\.ya?ml|\.circleci/config\.ya?ml|azure-pipelines\.ya?ml"
    r"|bitbucket-pipelines\.ya?ml|Jenkinsfile|\.travis\.ya?ml|\.drone\.ya?ml)$"
)
ACTIONS = re.compile(r"^\.github/actions/(?:[^/]+/)*action\.ya?ml$")
"""Steps that the pipelines of the repository share."""

HOOKS = re.compile(
    r"^(?:\.husky/[^/_]+|lefthook\.ya?ml|\.lintstagedrc[\w.]*|lint-staged\.config\.\w+|\.pre-commit-config\.ya?ml"
    r"|\.?commitlint(?:rc|\.config)[\w.]*)$"
)
OWNERS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where GitHub looks for owners, in its order."""

LOCKFILES = {
    "pnpm-lock.yaml": "pnpm",
    "yarn.lock": "yarn",
    "bun.lock": "bun",
    "bun.lockb": "bun",
    "package-lock.json": "npm",
    "npm-shrinkwrap.json": "npm",
}
ENVIRONMENT_EXAMPLE = re.compile(
    r"^\.?env[.-](?:[\w.-]*)?(?:example|sample|template|dist|test|defaults?)(?:[.-][\w-]+)*$"
)


def counts(path: str) -> bool:
    """Whether a tracked file is the project's own work."""
    return not SKIPPED.intersection(path.split("/")[:-1])


def is_source(path: str) -> bool:
    """Whether it is TypeScript that has code: no declarations."""
    return path.endswith(SOURCE) and not path.endswith(DECLARATION)


def is_script(path: str) -> bool:
    """Whether it is JavaScript among the sources, by its folder."""
    return path.endswith((".js", ".mjs", ".cjs", ".jsx")) and "src/" in path and not SCRIPTS_OF_TOOLS.search(path)


@functools.lru_cache(maxsize=1 << 16)
def is_test(path: str) -> bool:
    """Whether it holds tests."""
    return TEST.search(path) is not None and not SCRIPTS.search(path)


@functools.lru_cache(maxsize=1 << 16)
def is_end_to_end(path: str) -> bool:
    """Whether its tests drive the whole application."""
    return END_TO_END.search(path) is not None


@functools.lru_cache(maxsize=1 << 16)
def is_product(path: str) -> bool:
    """Whether it is code that ships: no test, no support of tests, no tool's configuration."""
    return is_source(path) and not TEST.search(path) and not SUPPORT.search(path) and not SCRIPTS.search(path)


def is_environment_example(path: str) -> bool:
    """Whether it lists environment variables for people to copy: `.env.example` and its like."""
    return ENVIRONMENT_EXAMPLE.match(basename(path)) is not None


@functools.lru_cache(maxsize=1 << 16)
def folder(path: str) -> str:
    """The folder of a file, `.` for the root."""
    return path.rpartition("/")[0] or "."


def inside(path: str, where: str) -> bool:
    """Whether a path lies in a folder; everything lies in `.`."""
    return where == "." or path == where or path.startswith(f"{where}/")
