"""Prisma schemas read line by line: models, fields, relations, indexes, enums, with the line of each."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from podium.plan.evidence import Place
from podium.plan.survey import Enumeration, Field, Model, Relation, Schema

OPENING = re.compile(r"^\s*(model|view|type|enum|generator|datasource)\s+(\w+)\s*\{(.*)$")
FIELD = re.compile(r"^(\w+)\s+(Unsupported\(\"[^\"]*\"\)|\w+)(\[\])?(\?)?\s*(.*)$", re.DOTALL)
ATTRIBUTE = re.compile(r"@@?[\w.]+")
SETTING = re.compile(r"^(\w+)\s*=\s*(.+)$", re.DOTALL)
LITERAL = re.compile(r'"((?:\\.|[^"\\])*)"')
SIGNS = re.compile(r'"(?:\\.|[^"\\])*"|//.*|[()\[\]{}]')


@dataclass(frozen=True, kw_only=True)
class Block:
    """A block of a schema: its statements, each on one line with the line where it begins."""

    kind: str
    name: str
    file: str
    line: int
    end_line: int
    statements: tuple[tuple[int, str], ...]


def read_schema(contents: Mapping[str, str], *, folder: str = "", migrations: tuple[str, ...] = ()) -> Schema:
    """The schema that the files hold together; `contents` maps paths to texts, `folder` is that of the migrations."""
    blocks = [block for file in sorted(contents) for block in blocks_of(file, contents[file])]
    settings = {(block.kind, key): value for block in reversed(blocks) for key, value in _settings(block)}
    provider = settings.get(("datasource", "provider"), "")
    return Schema(
        files=tuple(sorted(contents)),
        provider="postgresql" if provider == "postgres" else provider,
        generator=settings.get(("generator", "provider"), ""),
        client_output=settings.get(("generator", "output"), ""),
        models=tuple(_model(block) for block in blocks if block.kind == "model"),
        enums=tuple(_enumeration(block) for block in blocks if block.kind == "enum"),
        migrations_folder=folder,
        migrations=migrations,
    )


def blocks_of(file: str, content: str) -> Iterator[Block]:
    """The blocks of one file, in order; comments are dropped, statements over several lines are joined."""
    lines = content.splitlines()
    at = 0
    while at < len(lines):
        opening = OPENING.match(_bare(lines[at]))
        if opening is None:
            at += 1
            continue
        statements: list[tuple[int, str]] = []
        start, waiting, begun, depth = at, "", 0, 0
        rest = opening.group(3)
        while at < len(lines):
            words, closes = _until_brace(rest, depth)
            depth += _depth(words)
            begun = begun if waiting else at + 1
            waiting = f"{waiting} {words.strip()}".strip()
            if waiting and depth <= 0:
                statements.append((begun, waiting))
                waiting, depth = "", 0
            if closes:
                break
            at += 1
            rest = _bare(lines[at]) if at < len(lines) else "}"
        kind, name = opening.group(1), opening.group(2)
        yield Block(kind=kind, name=name, file=file, line=start + 1, end_line=at + 1, statements=tuple(statements))
        at += 1


def _bare(line: str) -> str:
    """A line without its comment."""
    return SIGNS.sub(lambda found: "" if found.group().startswith("//") else found.group(), line)


def _until_brace(words: str, depth: int) -> tuple[str, bool]:
    """What stands before the brace that closes the block, and whether there is one."""
    for found in SIGNS.finditer(words):
        depth += (found.group() in "([{") - (found.group() in ")]}") if len(found.group()) == 1 else 0
        if found.group() == "}" and depth < 0:
            return words[: found.start()], True
    return words, False


def _depth(words: str) -> int:
    signs = [found.group() for found in SIGNS.finditer(words) if len(found.group()) == 1]
    return sum(1 if sign in "([{" else -1 for sign in signs)


def _settings(block: Block) -> Iterator[tuple[str, str]]:
    if block.kind not in {"generator", "datasource"}:
        return
    is_client = block.kind == "datasource" or any("prisma-client" in words for _, words in block.statements)
    for _, words in block.statements if is_client else ():
        found = SETTING.match(words)
        if found is not None:
            literal = LITERAL.match(found.group(2).strip())
            yield found.group(1), literal.group(1) if literal else found.group(2).strip()


def _model(block: Block) -> Model:
    fields: list[Field] = []
    relations: list[Relation] = []
    own: dict[str, list[tuple[str, ...]]] = {"@@unique": [], "@@index": [], "@@id": []}
    table = ""
    for line, words in block.statements:
        if words.startswith("@@"):
            name = words.partition("(")[0]
            if name in own:
                own[name].append(_names(words, "fields"))
            elif name == "@@map":
                table = (LITERAL.search(words) or [""])[0].strip('"')
            continue
        found = FIELD.match(words)
        if found is None:
            continue
        place = Place(file=block.file, line=line)
        field = _field(found, place)
        fields.append(field)
        relation = next((one for one in field.attributes if one.startswith("@relation") and "fields:" in one), "")
        if relation:
            relations.append(_relation(field, relation, place))
    identity = own["@@id"][0] if own["@@id"] else ()
    return Model(
        name=block.name,
        place=Place(file=block.file, line=block.line),
        end_line=block.end_line,
        fields=tuple(fields),
        relations=tuple(relations),
        uniques=tuple(own["@@unique"]),
        indexes=tuple(own["@@index"]),
        table=table,
        identity=identity,
        is_ignored=any(words.startswith("@@ignore") for _, words in block.statements),
    )


def _field(found: re.Match[str], place: Place) -> Field:
    attributes = tuple(split_attributes(found.group(5)))
    by_name = {one.partition("(")[0]: one for one in attributes}
    default = by_name.get("@default", "")
    return Field(
        name=found.group(1),
        type=found.group(2),
        place=place,
        is_list=found.group(3) is not None,
        optional=found.group(4) is not None,
        is_id="@id" in by_name,
        is_unique="@unique" in by_name,
        default=default.partition("(")[2].rpartition(")")[0],
        native=next((one.removeprefix("@") for one in attributes if one.startswith("@db.")), ""),
        attributes=attributes,
    )


def _relation(field: Field, words: str, place: Place) -> Relation:
    on_delete = re.search(r"onDelete:\s*(\w+)", words)
    return Relation(
        name=field.name,
        model=field.type,
        fields=_names(words, "fields"),
        references=_names(words, "references"),
        place=place,
        on_delete=on_delete.group(1) if on_delete else "",
    )


def split_attributes(words: str) -> Iterator[str]:
    """The attributes after a field's type, as written."""
    at = 0
    while (found := ATTRIBUTE.search(words, at)) is not None:
        end = found.end()
        if words[end : end + 1] == "(":
            depth = 0
            for sign in SIGNS.finditer(words, end):
                depth += (sign.group() in "([{") - (sign.group() in ")]}") if len(sign.group()) == 1 else 0
                if depth == 0 and len(sign.group()) == 1:
                    end = sign.end()
                    break
        yield words[found.start() : end]
        at = end


def _names(words: str, key: str) -> tuple[str, ...]:
    """The field names in the list of an attribute: under a key, or the first list there is."""
    found = re.search(rf"{key}:\s*\[([^\]]*)\]", words) or re.search(r"\[([^\]]*)\]", words)
    return tuple(re.findall(r"(\w+)(?:\([^)]*\))?", found.group(1))) if found else ()


def _enumeration(block: Block) -> Enumeration:
    values = tuple(words.split()[0] for _, words in block.statements if not words.startswith("@@"))
    return Enumeration(name=block.name, place=Place(file=block.file, line=block.line), values=values)
