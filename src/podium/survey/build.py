"""From a repository to its survey: what is read from git, in which order, and how the pieces come together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import basename, normpath

from podium.git import Repository, TreeFile
from podium.plan.codec import Json
from podium.plan.evidence import Finding
from podium.plan.survey import Project, Schema, Survey
from podium.survey import files, projects, schemas
from podium.survey.code import Code, code_of
from podium.survey.conventions import read_conventions
from podium.survey.entities import read_entities
from podium.survey.environment import read_environment
from podium.survey.evidence import Known
from podium.survey.facts import Facts
from podium.survey.graphql import ENDINGS, read_operations
from podium.survey.imports import Aliases, Resolver, aliases
from podium.survey.index import LARGEST, collect
from podium.survey.infrastructure import UNREAD, commit_convention, read_commands, read_owners, read_stack
from podium.survey.middleware import read_middleware
from podium.survey.nest import read_application
from podium.survey.pipelines import read_toolchain
from podium.survey.prisma import blocks_of, read_schema
from podium.survey.providers import read_dtos, read_gateways, read_messages, read_providers, read_queues, read_schedules
from podium.survey.routes import read_controllers
from podium.survey.tests import graph, read_tests
from podium.survey.tokens import read_tokens

LACKING = "this file is not in this clone: it is not read"
"""What is said of a file whose content git does not have."""

TSCONFIGS = ("tsconfig.json", "tsconfig.app.json", "tsconfig.lib.json", "tsconfig.base.json", "tsconfig.build.json")
"""The files that may set a folder's import aliases, the first with any wins."""


@dataclass(frozen=True, kw_only=True)
class Tree:
    """A revision's files that count, by path, and the contents of those that are no source."""

    repository: Repository
    commit: str
    id: str
    files: Mapping[str, TreeFile]
    contents: Mapping[str, bytes]
    part: Project
    parts: tuple[Project, ...]
    packages: Mapping[str, dict[str, Json]]
    cache: Path | None = None
    notes: list[Finding] = field(default_factory=list[Finding])

    @property
    def holders(self) -> list[str]:
        """The part's folder and those above it that have a package.json, the nearest first."""
        return list(dict.fromkeys((self.part.path, *projects.above(self.part.path, self.packages))))

    @property
    def manifests(self) -> list[Mapping[str, Json]]:
        """The package.json of each of them that has one."""
        return [self.packages[one] for one in self.holders if one in self.packages]

    def chosen(self, names: Iterable[str]) -> dict[str, bytes]:
        """The contents of some of the files."""
        return {name: self.contents[name] for name in names if name in self.contents}


def build(root: Repository, commit: str, *, tree: str, part: tuple[str, str], cache: Path | None) -> Survey:
    """A new survey of a commit and its tree; `part` is what was asked for, and the folder that it was asked from."""
    read = _open(root, commit, tree=tree, part=part, cache=cache)
    own = projects.own_files(read.files, read.part, parts=read.parts, known=read.packages)
    resolver = _resolver(read)
    facts = _facts(read, [path for path in own if files.is_source(path)], resolver)
    return _link(read, code_of(facts, resolver, read.notes), own)


def _open(root: Repository, commit: str, *, tree: str, part: tuple[str, str], cache: Path | None) -> Tree:
    listed = {one.path: one for one in root.files(commit) if files.counts(one.path) and not one.is_link}
    read = [one for one in listed.values() if _is_read_whole(one.path) and one.size < 1_000_000]
    blobs = root.read([one.blob for one in read])
    contents = {one.path: blobs[one.blob] for one in read if one.blob in blobs}
    parts = projects.find_parts(contents)
    return Tree(
        repository=root,
        commit=commit,
        id=tree,
        files=listed,
        contents=contents,
        part=projects.choose(parts, part[0], here=part[1]),
        parts=parts,
        packages=projects.packages(contents),
        cache=cache,
    )


def _is_read_whole(path: str) -> bool:
    """Whether a file is needed as it is: it says how the project is laid out, or is short prose about it."""
    if path.endswith(files.SOURCE):
        return projects.may_start(path) or schemas.CONFIGURATION.search(path) is not None
    return (
        projects.is_manifest(path)
        or path.endswith(".prisma")
        or files.is_environment_example(path)
        or basename(path).lower() == "readme.md"
        or schemas.CONFIGURATION.search(path) is not None
        or path in files.OWNERS
        or files.PIPELINES.match(path) is not None
        or files.ACTIONS.match(path) is not None
        or (files.HOOKS.match(path) is not None and "commitlint" in path)
    )


def _resolver(tree: Tree) -> Resolver:
    configurations: dict[str, Aliases] = {}
    for path in sorted(
        tree.contents, key=lambda one: TSCONFIGS.index(basename(one)) if basename(one) in TSCONFIGS else 9
    ):
        if basename(path) in TSCONFIGS:
            found = aliases(path, tree.contents)
            if found != Aliases():
                configurations.setdefault(files.folder(path), found)
    named = {str(package["name"]): where for where, package in tree.packages.items() if package.get("name")}
    return Resolver(files=frozenset(tree.files), configurations=configurations, packages=named)


def _facts(tree: Tree, own: list[str], resolver: Resolver) -> dict[str, Facts]:
    """The facts of the part's own files, then of what they import elsewhere in the repository, and so on.

    The packages of the workspace that the part depends on are read along with it, and dropped where nothing leads.
    """
    likely = tuple(f"{one}/" for one in projects.depended(tree.part.path, tree.packages))
    beside = [path for path in tree.files if path.startswith(likely) and files.is_product(path)]
    read: dict[str, Facts] = {}
    reached, waiting, asked = set(own), {*own, *beside}, set[str]()
    while waiting:
        asked |= waiting
        read |= collect(tree.repository, [tree.files[path] for path in sorted(waiting)], folder=tree.cache)
        frontier = reached & read.keys()
        while frontier:
            frontier = {
                path
                for file in frontier
                for path in resolver.targets(file, read[file])
                if path not in reached and files.is_source(path)
            }
            reached |= frontier
            frontier &= read.keys()
        waiting = reached - asked
    return {path: read[path] for path in reached & read.keys()}


def _know(tree: Tree, code: Code) -> Known:
    application = read_application(code)
    controllers, routes = read_controllers(code, application)
    readmes = [normpath(f"{where}/README.md") for where in tree.holders]
    return Known(
        code=code,
        project=tree.part.path,
        start=tree.part.place.file,
        application=application,
        schema=_schema(tree, code),
        controllers=controllers,
        routes=routes,
        providers=read_providers(code),
        dtos=read_dtos(code, routes),
        tests=read_tests(code),
        readme={path: content.decode("utf-8", "replace") for path, content in tree.chosen(readmes).items()},
        commitlint=commit_convention(tree.manifests, tree.contents),
    )


def _link(tree: Tree, code: Code, own: list[str]) -> Survey:
    known = _know(tree, code)
    schema = known.schema
    configured = (tree.contents.get(normpath(f"{where}/tsconfig.json"), b"") for where in tree.holders)
    tsconfig = next(filter(None, configured), b"")
    beside = [tree.packages[one] for one in sorted(projects.depended(tree.part.path, tree.packages))]
    stack = read_stack(tree.manifests, beside=beside, files=tree.files, tsconfig=tsconfig, provider=schema.provider)
    operations = read_operations(code, known.application, _graphs(tree, own))
    _note_unread(tree, code, own, packages=stack.packages)
    everything = sorted({*own, *code.facts, *schema.files, *_shared(tree)})
    return Survey(
        repository=tree.repository.path.name,
        revision=tree.commit,
        tree=tree.id,
        project=tree.part.path,
        projects=tree.parts,
        files=tuple(everything),
        stack=stack,
        modules=known.application.modules,
        controllers=known.controllers,
        routes=known.routes,
        providers=known.providers,
        dtos=known.dtos,
        gateways=read_gateways(code),
        queues=read_queues(code),
        schedules=read_schedules(code),
        messages=read_messages(code),
        operations=operations,
        entities=read_entities(code),
        middleware=read_middleware(code),
        tokens=read_tokens(code),
        toolchain=read_toolchain(tree.holders, tree.contents, files=tree.files, notes=tree.notes),
        environment=read_environment(code, _variables(tree, schema)),
        schema=schema,
        tests=known.tests,
        imports=graph(code),
        conventions=read_conventions(known),
        commands=read_commands(tree.manifests[0] if tree.manifests else {}),
        containers=tuple(path for path in everything if files.CONTAINERS.search(path)),
        ci=tuple(path for path in everything if files.PIPELINES.match(path)),
        hooks=tuple(path for path in everything if files.HOOKS.match(path)),
        owners=read_owners(tree.contents),
        findings=tuple(sorted(set(tree.notes), key=lambda one: (one.file, one.line, one.message, one.symbol))),
    )


def _schema(tree: Tree, code: Code) -> Schema:
    folders = list(dict.fromkeys((*tree.holders, ".", *projects.implied(tree.part.path, tree.contents))))
    found = schemas.locate(
        folders, tree.files, packages=tree.packages, contents=tree.contents, reached=code.facts.keys()
    )
    for path in schemas.unknown_places(folders, tree.contents):
        code.note(path, 0, "where the schema or its migrations are is made by code in Prisma's configuration")
    for path in found.others:
        if b"datasource" in tree.contents.get(path, b""):
            code.note(path, 0, f"there are several Prisma schemas; {found.files[0]} was read and this one was not")
    texts = {path: tree.contents[path].decode("utf-8", "replace") for path in found.files if path in tree.contents}
    for path, words in texts.items():
        for block in blocks_of(path, words):
            if block.kind in {"view", "type"}:
                code.note(path, block.line, f"a {block.kind} of the schema is not read as a model", symbol=block.name)
    names = schemas.migration_names(found.migrations, tree.files)
    return read_schema(texts, folder=found.migrations, migrations=names)


def _graphs(tree: Tree, own: list[str]) -> dict[str, str]:
    """The texts of the part's GraphQL files."""
    listed = [tree.files[path] for path in own if path.endswith(ENDINGS) and tree.files[path].size < LARGEST]
    found = tree.repository.read([one.blob for one in listed])
    return {one.path: found[one.blob].decode("utf-8", "replace") for one in listed if one.blob in found}


def _variables(tree: Tree, schema: Schema) -> dict[str, bytes]:
    """Examples of .env files for the part, and its Prisma schema."""
    examples = [
        path for path in tree.contents if files.is_environment_example(path) and files.folder(path) in tree.holders
    ]
    return tree.chosen((*examples, *schema.files))


def _shared(tree: Tree) -> list[str]:
    """The files that belong to every part: at the root, or configuring containers, pipelines and hooks."""
    others = tuple(f"{one.path}/" for one in tree.parts if one.path not in {".", tree.part.path})
    patterns = (files.CONTAINERS, files.PIPELINES, files.HOOKS)
    return [
        path
        for path in tree.files
        if "/" not in path
        or (
            (not path.endswith(files.CODE) and any(pattern.search(path) for pattern in patterns))
            and not path.startswith(others)
        )
    ]


def _note_unread(tree: Tree, code: Code, own: list[str], *, packages: Mapping[str, str]) -> None:
    manifest = normpath(f"{tree.part.path}/package.json")
    for name in UNREAD.keys() & packages.keys():
        code.note(manifest if manifest in tree.files else "package.json", 0, UNREAD[name], symbol=name)
    for path in sorted(path for path in own if files.is_source(path) and path not in code.facts):
        code.note(path, 0, "this file is too large: it is not read" if tree.files[path].size > LARGEST else LACKING)
    scripts = [path for path in own if files.is_script(path)]
    if scripts:
        code.note(scripts[0], 0, f"JavaScript is not read: {len(scripts)} files of it are in `src` folders")
    for file, facts in code.facts.items():
        for one in facts.get("missed", ()) if file in code.shipped else ():
            code.note(file, one["line"], f"not read: {one.get('text', '')}")
        if "broken" in facts:
            code.note(file, facts["broken"], "the syntax is broken here: what follows may be missing")
