"""Where a command works: the repository, its part, the configuration and the rules."""

from dataclasses import dataclass, replace
from pathlib import Path

from podium.catalog import load_rules
from podium.config import Configuration, Limits, load_configuration, over
from podium.errors import RepositoryError
from podium.git import Repository, open_repository
from podium.plan.codec import digest
from podium.plan.rules import Rules

OWN_FOLDER = ".podium"
"""The folder of a repository that holds its configuration, rules and specialists for Podium."""

PEOPLE = frozenset({"human"})
"""Runners that are no agents and need no profile."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """A repository with everything that is decided before a request is read. `project` is empty where not said.

    `is_named`: the runners of the configuration were named for this very command.
    """

    repository: Repository
    project: str
    configuration: Configuration
    rules: Rules
    is_named: bool = False


NO_LIMITS = Limits()


def open_site(folder: Path, *, project: str = "", runners: tuple[str, ...] = (), budget: Limits = NO_LIMITS) -> Site:
    """The site for a folder inside a repository; `runners` and the limits of `budget` take the configured ones' place.

    Raises `RepositoryError` where there is no repository with a commit, `ConfigurationError` for a wrong file or a
    runner that is not known.
    """
    repository = open_repository(_place(folder))
    for name in (str(repository.path), project):
        if not _is_text(name):
            raise RepositoryError(f"{name!r} is not UTF-8", hint="plans and reports are: give the folder another name")
    configuration = load_configuration(repository.path)
    limits = over(configuration.budget, budget)
    configuration = replace(configuration, runners=runners or configuration.runners, budget=limits)
    _check_runners(configuration)
    rules = _rules(configuration, repository.path)
    return Site(
        repository=repository,
        project=project.strip("/"),
        configuration=configuration,
        rules=_for_everyone(rules) if runners else rules,
        is_named=bool(runners),
    )


def _place(folder: Path) -> Path:
    try:
        return folder.resolve()
    except (OSError, RuntimeError) as error:
        hint = "give the repository's folder with --repo, by its whole path"
        raise RepositoryError(f"{folder} cannot be found: {error}", hint=hint) from error


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _for_everyone(rules: Rules) -> Rules:
    """The rules without the runners that specialists' files name: whom the user names goes before them."""
    if not any(one.runner for one in rules.specialists):
        return rules
    freed = replace(rules, specialists=tuple(replace(one, runner="") for one in rules.specialists), digest="")
    return replace(freed, digest=digest(freed))


def _check_runners(configuration: Configuration) -> None:
    if set(configuration.runners) - PEOPLE:
        from podium.runners.profiles import profile

        for name in configuration.runners:
            if name not in PEOPLE:
                profile(name, configuration.user_folder / "agents")


def rules_for(folder: Path) -> Rules:
    """The rules as they hold in a folder: with its repository's own where it is in one, else the shipped and user's."""
    try:
        return open_site(folder).rules
    except RepositoryError:
        if not folder.is_dir():
            raise
        return _rules(configuration_here(), None)


def configuration_here() -> Configuration:
    """The configuration where there is no repository: the user's and the environment's."""
    return load_configuration()


def _rules(configuration: Configuration, root: Path | None) -> Rules:
    own = root / OWN_FOLDER if root is not None else None
    own = own if own is not None and own.is_dir() else None
    return load_rules(configuration.user_folder, own, cache=configuration.cache_home)
