"""The shipped, the user's and the project's rules and specialists as one value; a misspelt key is an error."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from podium.catalog.kept import kept
from podium.errors import ConfigurationError
from podium.plan import analysis, rules
from podium.plan.codec import DecodeError, decode, digest, nearest
from podium.plan.rules import (
    CriterionRule,
    EstimatePrior,
    FailureRule,
    MatrixRow,
    Pattern,
    RiskRule,
    Rules,
    Specialist,
    Topic,
    WorkOrder,
)

SHIPPED = Path(__file__).parents[1]
"""The folder of the package: it holds `rules/` and `specialists/`, as the user's and the project's folders may."""


@dataclass(frozen=True, kw_only=True)
class _Table:
    """What a rule file holds: rows of `kind`, told apart by `key`, into the field `into` of `Rules`."""

    into: str
    kind: type
    key: Callable[[Any], str]


def _id(row: Any) -> str:
    return str(row.id)


TABLES: dict[str, _Table] = {
    "matrix.yaml": _Table(into="matrix", kind=MatrixRow, key=lambda row: row.type),
    "matrix-more.yaml": _Table(into="matrix", kind=MatrixRow, key=lambda row: row.type),
    "patterns.yaml": _Table(into="patterns", kind=Pattern, key=_id),
    "patterns-more.yaml": _Table(into="patterns", kind=Pattern, key=_id),
    "criteria.yaml": _Table(into="criteria", kind=CriterionRule, key=_id),
    "failures.yaml": _Table(into="failures", kind=FailureRule, key=_id),
    "estimates.yaml": _Table(
        into="estimates", kind=EstimatePrior, key=lambda row: f"{row.layer} {row.runner} {row.specialist}"
    ),
    "steps.yaml": _Table(into="steps", kind=WorkOrder, key=_id),
    "risks.yaml": _Table(into="risks", kind=RiskRule, key=_id),
    "topics.yaml": _Table(into="topics", kind=Topic, key=_id),
    "mergers.yaml": _Table(into="mergers", kind=str, key=str),
}
"""Every rule file by name, in the order in which they are read."""

SPECIALIST_KEYS = ("name", "description", "tools", "model", "effort", "runner", "group")
IGNORED_KEYS = ("color",)
"""Front matter that other tools write and that means nothing here."""


@dataclass(frozen=True, kw_only=True)
class _Collected:
    """Rows by field and key, each with the place that it came from."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    places: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])

    def put(self, into: str, key: str, row: Any, *, place: str) -> None:
        """Keep the row; one of an earlier folder with the same key gives way, in its place in the order."""
        self.rows.setdefault(into, {})[key] = row
        self.places[into, key] = place


def load_rules(user: Path | None = None, project: Path | None = None, *, cache: Path | None = None) -> Rules:
    """The rules of the package, overridden row by row (specialists: by name) by those in the folders given.

    A folder holds `rules/*.yaml` and `specialists/*.md`; the project's wins over the user's. `Rules.digest` names the
    whole. Raises `ConfigurationError` with file and line for a key, a value, a file or a specialist that is not known.
    `cache` is a folder where rules that were read are kept, under a digest of all these files.
    """
    given = {"shipped": SHIPPED, "user": user, "project": project}
    folders = {origin: folder for origin, folder in given.items() if folder is not None}
    files = {f"{origin}: {file.name}": file for origin, folder in folders.items() for file in _files(folder)}
    code = (__file__, rules.__file__, analysis.__file__)
    return kept(Rules, files, lambda: _load(folders), code=code, cache=cache)


def _files(folder: Path) -> list[Path]:
    return sorted((*(folder / "rules").glob("*.y*ml"), *(folder / "specialists").glob("*.md")))


def _load(folders: Mapping[str, Path]) -> Rules:
    collected = _Collected()
    for origin, folder in folders.items():
        _read_rules(folder / "rules", collected)
        for file in sorted((folder / "specialists").glob("*.md")):
            one = replace(_specialist(file), source=f"{origin}: {file.name}")
            collected.put("specialists", one.name, one, place=f"{file}:1")
    tables = {table.into: tuple(collected.rows.get(table.into, {}).values()) for table in TABLES.values()}
    specialists = tuple(collected.rows.get("specialists", {}).values())
    found = Rules(**tables, specialists=specialists, digest="")
    _check_names(found, collected)
    return replace(found, digest=digest(found))


def _read_rules(folder: Path, collected: _Collected) -> None:
    names = tuple(TABLES)
    for file in folder.glob("*.y*ml"):
        if file.name not in TABLES:
            known = f"known are {', '.join(names)}"
            raise ConfigurationError(f"{file}: no rules are read from this file{nearest(file.name, names)}", hint=known)
    for name, table in TABLES.items():
        file = folder / name
        if file.is_file():
            for row, line in _rows(file, table):
                collected.put(table.into, table.key(row), row, place=f"{file}:{line}")


def _rows(file: Path, table: _Table) -> Iterator[tuple[Any, int]]:
    value, lines = _yaml(file)
    try:
        rows = decode(cast("type[tuple[Any, ...]]", tuple[table.kind, ...]), value if value is not None else [])
    except DecodeError as error:
        path, sentence = error.problems[0]
        more = "; ".join(f"line {_line(lines, one)}: {one} {what}" for one, what in error.problems[1:])
        raise ConfigurationError(f"{file}:{_line(lines, path)}: {path} {sentence}", hint=more) from error
    return ((row, lines.get(f"[{number}]", 1)) for number, row in enumerate(rows))


def _line(lines: dict[str, int], path: str) -> int:
    while path and path not in lines:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return lines.get(path, 1)


def _yaml(file: Path) -> tuple[object, dict[str, int]]:
    """The value of a YAML file, and the line of each path in it (`[0].title`)."""
    import yaml  # importing it costs more than reading all the rules

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(_text(file))
    reader = _Reader(file=file)
    try:
        node = loader.get_single_node()
        return (None if node is None else reader.value(node)), reader.lines
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigurationError(f"{file}:{line}: not YAML: {error.problem}") from error
    finally:
        loader.dispose()


@dataclass(frozen=True, kw_only=True)
class _Reader:
    """Turns nodes of YAML into values and keeps the line of each path."""

    file: Path
    lines: dict[str, int] = field(default_factory=dict[str, int])

    def value(self, node: Any, path: str = "") -> Any:
        """The value of a node; a key that stands twice is an error."""
        line = node.start_mark.line + 1
        if path in self.lines:
            raise ConfigurationError(f"{self.file}:{line}: {path} stands twice, first in line {self.lines[path]}")
        self.lines[path] = line
        if node.id == "sequence":
            return [self.value(item, f"{path}[{number}]") for number, item in enumerate(node.value)]
        if node.id == "mapping":
            dot = "." if path else ""
            return {key.value: self.value(item, f"{path}{dot}{key.value}") for key, item in node.value}
        match node.tag.rpartition(":")[2]:
            case "int":
                return int(node.value)
            case "float":
                return float(node.value)
            case "bool":
                return node.value.lower() in {"true", "yes", "on"}
            case "null":
                return None
            case _:
                return node.value


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{file} is not UTF-8 text") from error
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}") from error


def _specialist(file: Path) -> Specialist:
    lines = _text(file).splitlines()
    end = next((number for number, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
    if not lines or lines[0].strip() != "---" or not end:
        raise ConfigurationError(f"{file}:1: a specialist begins with front matter between two lines of ---")
    values = _front_matter(file, lines[1:end])
    for key in ("name", "description"):
        if not values.get(key):
            raise ConfigurationError(f"{file}:1: {key} is missing")
    tools = values.pop("tools", "").strip("[]")
    return Specialist(
        **{key: values[key] for key in SPECIALIST_KEYS if key in values},
        tools=tuple(tool for one in tools.split(",") if (tool := one.strip(" \"'"))),
        prompt="\n".join(lines[end + 1 :]).strip() + "\n",
    )


def _front_matter(file: Path, lines: Iterable[str]) -> dict[str, str]:
    """Keys with their text. A value is the rest of its line, whatever it holds: descriptions have colons."""
    values: dict[str, str] = {}
    key = ""
    for number, line in enumerate(lines, 2):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line[0] in " -" and key:
            item = line.strip().removeprefix("- ").strip()
            joint = ", " if key == "tools" else " "
            values[key] = f"{values[key]}{joint}{item}" if values[key] else item
            continue
        key, colon, value = (part.strip() for part in line.partition(":"))
        if not colon or key not in (*SPECIALIST_KEYS, *IGNORED_KEYS):
            known = f"known are {', '.join(SPECIALIST_KEYS)}"
            raise ConfigurationError(f"{file}:{number}: {key} is not known{nearest(key, SPECIALIST_KEYS)}", hint=known)
        if key in values:
            raise ConfigurationError(f"{file}:{number}: {key} stands twice")
        quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
        values[key] = "" if value in {">", "|", ">-", "|-"} else value[1:-1] if quoted else value
    return values


def _check_names(rules: Rules, collected: _Collected) -> None:
    specialists = tuple(one.name for one in rules.specialists)
    orders = tuple(one.id for one in rules.steps)
    named: list[tuple[str, str, str, tuple[str, ...]]] = []
    for row in rules.matrix:
        named += [("matrix", row.type, name, specialists) for name in (row.primary, *row.supporting)]
    for pattern in rules.patterns:
        named += [("patterns", pattern.id, step.specialist, ("", *specialists)) for step in pattern.steps]
        named += [("patterns", pattern.id, step.step, orders) for step in pattern.steps if step.step]
    named += [("steps", one.id, one.specialist, ("", *specialists)) for one in rules.steps]
    topics = tuple(one.id for one in rules.topics)
    named += [("topics", one.id, one.by, ("", *specialists)) for one in rules.topics]
    named += [("risks", one.id, name, topics) for one in rules.risks for name in one.topics]
    for into, key, name, known in named:
        if name not in known:
            place = collected.places[into, key]
            raise ConfigurationError(f"{place}: {name} is not known{nearest(name, known)}", hint=f"named by {key}")
