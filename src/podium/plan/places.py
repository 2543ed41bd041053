"""Where work happens in a repository: the folders, files and globs that an analysis points to."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from podium.plan.analysis import Affected, Analysis
from podium.plan.cues import found as cued
from podium.plan.evidence import Place
from podium.plan.survey import Route, Survey
from podium.plan.trace import frames

MOST = 10
"""How many affected components count for what a task reads and writes; the rest is shown in the analysis."""
COMMON = frozenset(
    re.findall(
        r"\w+",
        "get post put patch delete head the a an of to for with and or by id ids new add all list per on in "
        "is are be as service controller module file files src test tests route routes endpoint endpoints api "
        "app dto common",
    )
)
"""Words that tell no component from another."""
_ASYNC = re.compile(r"e-?mail|notif|queue|\bjobs?\b")
_MIGRATION = re.compile(r"((?:.*/)?)migrations/")
_CODE = re.compile(r"\.(ts|js|mts|cts)$")
_TEST = re.compile(r"(\.|-)(spec|test|e2e-spec)\.[a-z]+$")
SESSIONS = ("session", "sessions", "logout", "log out", "refresh token*", "revoke*", "signed out")
"""Words after which state of whoever is signed in has to be kept somewhere that all instances see."""
_DOCUMENTS = ("README.md", "CHANGELOG.md", "docs/**")
_SETTINGS = re.compile(r"(^|/)(env|environment|config|configuration)[^/]*(/|\.ts$|$)")

FANNED_OUT = (
    "pub/sub",
    "pubsub",
    "publish",
    "several instances",
    "every instance",
    "all instances",
    "multiple instances",
)
"""Words after which what one instance does has to be heard by the others."""
_TEXT_ALONE = re.compile(
    r"\bno (?:code |source )changes?\b|\bwithout (?:changing|touching) (?:the |any )?code\b|"
    r"\b(?:docs|documentation) only\b",
    re.IGNORECASE,
)
"""Words that keep documentation out of the code."""


@dataclass(frozen=True, kw_only=True)
class Places:
    """Paths and globs of an analysis in a survey, all relative to the repository's root."""

    analysis: Analysis
    survey: Survey

    @cached_property
    def root(self) -> str:
        """The folder of the part, with a trailing slash; empty where it is the whole repository."""
        return "" if self.survey.project in {"", "."} else f"{self.survey.project.rstrip('/')}/"

    @cached_property
    def source(self) -> str:
        """The folder of the source: `src` of the part, or the part itself where there is none."""
        inside = f"{self.root}src/"
        return inside if any(file.startswith(inside) for file in self.survey.files) else self.root

    @cached_property
    def affected(self) -> tuple[Affected, ...]:
        """The components that the request touches most, best first."""
        telling = [one for one in self.analysis.affected if _is_telling(one)]
        return tuple(sorted(telling or self.analysis.affected, key=lambda one: -one.score))[:MOST]

    @cached_property
    def files(self) -> tuple[str, ...]:
        """The files that the request names, by a trace, a name or a route, then those of the affected components, each
        once."""
        affected = (evidence.place.file for one in self.affected for evidence in one.evidence)
        named = [place.file for _, place in (*self.frames, *self.named)]
        return _unique((*named, *(one.place.file for one in self.named_routes), *affected))

    @cached_property
    def frames(self) -> tuple[tuple[str, Place], ...]:
        """The places that a stack trace in the request names, the innermost first."""
        return frames(self.analysis.request, self.survey.files, self._classes)

    @cached_property
    def _classes(self) -> dict[str, Place]:
        survey = self.survey
        parts = (*survey.providers, *survey.controllers, *survey.modules, *survey.dtos, *survey.gateways)
        return {one.name: one.place for one in parts if len(one.name) > 4}

    @cached_property
    def named(self) -> tuple[tuple[str, Place], ...]:
        """The classes, models and files whose whole name stands in the request, with their places."""
        words = set(re.findall(r"[\w./@-]+", self.analysis.request.replace("`", " ")))
        words |= {word.partition(".")[0] for word in words if word[:1].isupper()}
        classes = [(name, place) for name, place in self._classes.items() if name in words]
        files = [(file, Place(file=file)) for file in self.survey.files if file in words or f"./{file}" in words]
        return tuple(dict.fromkeys((*files, *classes)))

    @cached_property
    def code(self) -> tuple[str, ...]:
        """The source files among them, without tests and generated code."""
        return tuple(
            file for file in self.files if _CODE.search(file) and not is_test(file) and "/generated/" not in file
        )

    @cached_property
    def changed(self) -> tuple[str, ...]:
        """The source files among them that the request changes: who calls is known from guards and types as they are,
        unless it is they that are asked about."""
        if any(one.type in {"authentication", "security_audit"} for one in self.analysis.types):
            return self.code
        kept = {item.place.file for one in self.affected if one.kind in {"guard", "type"} for item in one.evidence}
        kept -= {place.file for _, place in (*self.frames, *self.named)} | {one.place.file for one in self.named_routes}
        others = {
            item.place.file for one in self.affected if one.kind not in {"guard", "type"} for item in one.evidence
        }
        return tuple(file for file in self.code if file in others or file not in kept) or self.code

    @cached_property
    def named_routes(self) -> tuple[Route, ...]:
        """The routes whose path stands in the request, with or without what all paths begin with, and those whose
        handler a stack trace names; with a method before the path, those of that method."""
        words = self.analysis.request
        paths = {
            one: rf"(?<![\w/:}}-]){_begun(one.path)}(?![\w/:-])"
            for one in self.survey.routes
            if len(one.path) > 1 and _bare(one.path) in words
        }
        named = [one for one, path in paths.items() if re.search(path, words)]
        exact = [one for one in named if re.search(rf"\b{one.method}\s+`?{paths[one]}", words)]
        traced = {name for name, _ in self.frames}
        handled = [one for one in self.survey.routes if f"{one.controller}.{one.handler}" in traced]
        return tuple(dict.fromkeys((*(exact or named), *handled)))

    @cached_property
    def spoken_routes(self) -> tuple[Route, ...]:
        """The routes of the affected files that are spoken of by what they do: `the orders list`, `placing orders`."""
        files, words = set(self.code), self.analysis.request
        return tuple(one for one in self.survey.routes if one.place.file in files and _is_spoken_of(one, words))

    @cached_property
    def new_folders(self) -> tuple[str, ...]:
        """Where new resources will live, by the convention that the code shows."""
        habit = self.survey.convention("feature-folder")
        pattern = habit.value if habit else f"{self.source}{{plural}}"
        return tuple(pattern.replace("{plural}", one.plural) for one in self.analysis.resources if not one.existing)

    @cached_property
    def app_module(self) -> str:
        """The file in which feature modules are listed, or an empty string."""
        habit = self.survey.convention("app-module")
        return habit.place.file if habit else ""

    @cached_property
    def source_writes(self) -> tuple[str, ...]:
        """Writes of a task that builds or mends code: new feature folders, the folders of the affected files (a file
        of the source's own folder by itself), the module list, missing packages."""
        flat = {self.source.rstrip("/"), self.root.rstrip("/"), ""}
        found = [f"path {folder.rstrip('/')}/**" for folder in self.new_folders]
        for file in _unique((*self.changed, *self.queue_files, *self.gateway_files, *self.session_files)):
            if "/migrations/" in f"/{file}":
                continue
            folder = file.rpartition("/")[0]
            found.append(f"path {file}" if folder in flat else f"path {folder}/**")
        if not found:
            found.append(f"path {self.source}**" if self.source else "path **/*.ts")
        if self.new_folders and self.app_module:
            found.append(f"share {self.app_module}#imports")
        if self.new_packages:
            found.append(f"share {self.root}package.json#dependencies")
        folders = [one for one in found if one.endswith("/**")]
        return _unique(one for one in found if not any(one != two and one.startswith(two[:-2]) for two in folders))

    @cached_property
    def fault_writes(self) -> tuple[str, ...]:
        """Writes of a task that mends a fault: the source, and what runs it where the fault lies there."""
        types = {one.type for one in self.analysis.types}
        outside = self.deployment_writes if "deployment_setup" in types else ()
        settings = self.configuration_writes if types & {"deployment_setup", "configuration"} else ()
        return _unique((*outside, *settings, *(self.source_writes if self.changed or not outside else ())))

    @cached_property
    def queue_files(self) -> tuple[str, ...]:
        """Where the queues are registered, filled and emptied whose name stands in a request for background work."""
        text = self.analysis.request.lower()
        if all(one.type != "background_job" for one in self.analysis.types) and not _ASYNC.search(text):
            return ()
        named = [one for one in self.survey.queues if one.name and one.name.lower() in text]
        return _unique(place.file for one in named for place in (*one.registered, *one.processors))

    @cached_property
    def migrations(self) -> str:
        """The folder that holds the migrations, whoever applies them; an empty string without any."""
        if self.survey.schema.migrations_folder:
            return self.survey.schema.migrations_folder
        inside = (file for file in self.survey.files if file.startswith(self.root) and _CODE.search(file))
        return next((f"{hit.group(1)}migrations" for file in inside if (hit := _MIGRATION.match(file))), "")

    @cached_property
    def session_files(self) -> tuple[str, ...]:
        """Where it is decided who is signed in, for a request that keeps or ends sessions."""
        deciding = (one.place.file for one in self.survey.providers if one.kind in {"guard", "strategy"})
        return _unique(deciding) if cued(SESSIONS, self.analysis.request) else ()

    @cached_property
    def gateway_files(self) -> tuple[str, ...]:
        """Where the gateways are, for a request in real time."""
        live = any(one.type == "realtime_feature" for one in self.analysis.types)
        return _unique(one.place.file for one in self.survey.gateways) if live else ()

    @cached_property
    def new_packages(self) -> tuple[str, ...]:
        """Packages that the request needs and package.json does not name."""
        return tuple(one for one in self.analysis.packages if one not in self.survey.stack.packages)

    @cached_property
    def schema_writes(self) -> tuple[str, ...]:
        """Writes of a task that changes the schema: shares of the models that are read from the request, or whose
        queries are slow; its files where new models may be due."""
        files = self.survey.schema.files
        if not files:
            return ()
        names = [resource.existing or resource.name for resource in self.analysis.resources]
        related = [
            f"{relation.model}.{resource.plural}"
            for resource in self.analysis.resources
            for relation in resource.relations
            if not resource.existing
        ]
        slow = any(one.type == "performance_issue" for one in self.analysis.types)
        touched = [one.component for one in self.affected if slow and self.survey.schema.model(one.component)]
        keys = _unique((*names, *related, *touched))
        return _unique(f"share {self._schema_file(key)}#{key}" for key in keys) or tuple(
            f"path {file}" for file in files
        )

    def _schema_file(self, key: str) -> str:
        model = self.survey.schema.model(key.partition(".")[0])
        return model.place.file if model else self.survey.schema.files[0]

    @cached_property
    def test_writes(self) -> tuple[str, ...]:
        """Writes of a task that writes tests: beside the code, and the folder of end-to-end tests."""
        unit = self._habit("unit-suffix", ".spec.ts")
        beside = [f"{write.removeprefix('path ').removesuffix('/**')}/**/*{unit}" for write in self._folders()]
        return tuple(f"path {glob}" for glob in _unique((*beside, f"{self.end_to_end}/**")))

    def _folders(self) -> Iterable[str]:
        return [one for one in self.source_writes if one.endswith("/**")] or [
            f"path {self.source.rstrip('/') or '.'}/**"
        ]

    @cached_property
    def end_to_end(self) -> str:
        """The folder of end-to-end tests."""
        return self._habit("e2e-folder", f"{self.root}test").rstrip("/")

    @cached_property
    def reproduction(self) -> str:
        """The file of a new test that shows a fault: among the end-to-end tests where the request names a route or no
        file is known, else beside the most affected file."""
        unit, whole = self._habit("unit-suffix", ".spec.ts"), self._habit("e2e-suffix", ".e2e-spec.ts")
        number, taken = 1, frozenset(self.survey.files)
        beside = bool(self.code) and not self.named_routes
        stem = f"{self.code[0].rpartition('.')[0]}.regression" if beside else f"{self.end_to_end}/regression"
        suffix = unit if beside else whole
        while (name := f"{stem}{'' if number == 1 else f'-{number}'}{suffix}") in taken:
            number += 1
        return name

    @cached_property
    def documentation_writes(self) -> tuple[str, ...]:
        """Writes of a task that documents: README, change log and docs; where documentation is what is asked, also the
        files that OpenAPI is read from. Else whoever builds a route describes it there."""
        found = [f"path {self.root}{name}" for name in _DOCUMENTS]
        asked = any(one.type == "documentation" for one in self.analysis.types) and not _TEXT_ALONE.search(
            self.analysis.request
        )
        if asked and self.survey.convention("swagger"):
            folders = [write.removesuffix("/**") for write in self.source_writes if write.endswith("/**")]
            found += [f"{folder}/**/*.{kind}.ts" for folder in folders for kind in ("controller", "dto")]
        return tuple(found)

    @cached_property
    def documents(self) -> tuple[str, ...]:
        """The documents that are there."""
        named = (f"{self.root}README.md", f"{self.root}CHANGELOG.md")
        docs = [file for file in self.survey.files if file.startswith(f"{self.root}docs/") and file.endswith(".md")]
        return (*(file for file in named if file in self.survey.files), *docs[:MOST])

    @cached_property
    def deployment_writes(self) -> tuple[str, ...]:
        """Writes of a task that sets up deployment: what is there of containers and CI, and where it belongs."""
        there = [*self.survey.containers, *self.survey.ci]
        usual = [f"{self.root}Dockerfile*", f"{self.root}.dockerignore", f"{self.root}{{docker-,}}compose*.y{{a,}}ml"]
        return tuple(f"path {one}" for one in _unique((*there, *usual, ".github/workflows/**")))

    @cached_property
    def configuration_writes(self) -> tuple[str, ...]:
        """Writes of a task that configures: where variables are declared, the examples, and the affected files."""
        declared = [place.file for one in self.survey.environment for place in one.declared]
        settings = [file for file in self.code if _SETTINGS.search(file.removeprefix(self.source))]
        found = _unique((*declared, *settings)) or (f"{self.source}config/**",)
        others = (file for file in self.code if file not in found and "/migrations/" not in f"/{file}")
        using = (file for file in others if file.rpartition("/")[0])
        found = _unique((*found, *(f"{file.rpartition('/')[0]}/**" for file in using)))
        examples = (f"{self.root}.env.example",)
        return tuple(f"path {one}" for one in _unique((*(one for one in found if not is_secret(one)), *examples)))

    def _habit(self, name: str, otherwise: str) -> str:
        habit = self.survey.convention(name)
        return habit.value if habit and habit.value else otherwise


def _is_telling(one: Affected) -> bool:
    """Whether more than words that every API has lead to the component: `its name shares get, id with the request`."""
    reasons = [re.fullmatch(r"its name shares (.+) with the request", item.reason) for item in one.evidence]
    return not all(found and set(re.findall(r"\w+", found.group(1))) <= COMMON for found in reasons)


def _begun(path: str) -> str:
    """The pattern of a path whose prefix and version (`/api/v1`) may be left out."""
    rest = _bare(path)
    return f"(?:{re.escape(path[: len(path) - len(rest)])})?{re.escape(rest)}"


def _bare(path: str) -> str:
    """The path without them."""
    return re.sub(r"^(/api)?(/v\d+)?(?=/)", "", path)


_ACTS = {
    "list": r"(?:list(?:s|ing)?|search\w*|browse|overview|all)",
    "POST": r"(?:creat\w+|plac(?:e|es|ing)|submit\w*|register\w*)",
    "PATCH": r"(?:updat\w+|edit\w*)",
    "PUT": r"(?:updat\w+|replac\w+)",
    "DELETE": r"(?:delet\w+|remov\w+)",
}


def _is_spoken_of(route: Route, words: str) -> bool:
    """Whether what the route does stands beside what it is about; a list may also come after it (`orders list`)."""
    *_, last = [part for part in route.path.split("/") if part] or [""]
    kind = "list" if route.method == "GET" and not last.startswith(":") else route.method
    about = next((part for part in reversed(route.path.split("/")) if part and not part.startswith(":")), "")
    stem = re.sub(r"(ies|s)$", "", about)
    act = _ACTS.get(kind)
    if act is None or len(about) < 3 or stem.lower() not in words.lower():
        return False
    noun = re.escape(stem) + r"\w*"
    before = rf"\b{act}\s+(?:(?:of|the|an?|all|new|their|my|his|her|its|every)\s+)*{noun}"
    after = rf"|\b{noun}\s+(?:list(?:ing)?|search|overview)\b" if kind == "list" else ""
    return re.search(before + after, words, re.IGNORECASE) is not None


def is_test(path: str) -> bool:
    """Whether a path or glob is one of tests, by its name or its folder."""
    return bool(_TEST.search(path)) or bool(set(path.split("/")) & {"test", "tests", "e2e", "__tests__"})


def is_document(path: str) -> bool:
    """Whether a path or glob is one of documents."""
    return path.endswith(".md") or "docs" in path.split("/")


def is_secret(path: str) -> bool:
    """Whether a path holds a user's secrets: `.env` and its kin, but no example."""
    name = path.rpartition("/")[2]
    return name.startswith(".env") and not re.search(r"example|sample|template|dist", name)


def _unique(values: Iterable[str] | Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
