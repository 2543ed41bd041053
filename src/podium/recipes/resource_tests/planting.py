"""How a fault is planted: a place of the templates' own texts that stands there exactly once, and what comes there."""

import re
from dataclasses import dataclass, field

from podium.recipes import code, handlers, names
from podium.recipes.nouns import Action
from podium.recipes.resource_tests.scenes import Scenes

SILENT = ("IsString", "IsOptional", "Type", "Transform", "ArrayUnique")
"""Decorators whose loss no request can show, since the ones beside them refuse the same values."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A change of one place, or an SQL statement, that the tests have to notice; `topic` holds one word or more."""

    id: str
    topic: str
    file: str = ""
    find: str = ""
    replace: str = ""
    sql: str = ""
    by_unit: bool = False

    @property
    def topics(self) -> frozenset[str]:
        """What the fault is about: what requirements and tests are told by."""
        return frozenset(self.topic.split())


@dataclass
class Texts:
    """The feature's files as the templates give them."""

    view: Scenes
    texts: dict[str, str] = field(default_factory=dict[str, str])
    found: list[Fault] = field(default_factory=list[Fault])

    def cut(self, name: str, topic: str, path: str, find: str, replace: str, *, by_unit: bool = False) -> None:
        """Note a fault whose place stands in the file exactly once."""
        find, replace = (code.dressed(one, self.view.style) for one in (find, replace))
        if find and self.texts.get(path, "").count(find) == 1 and find != replace:
            fault = Fault(id=name, topic=topic, file=path, find=find, replace=replace, by_unit=by_unit)
            self.found.append(fault)


def widened(texts: Texts, action: Action, name: str, *, topic: str, kept: list[tuple[str, str]]) -> None:
    """The action with fewer conditions, in the method that is its own."""
    view, path = texts.view, texts.view.blueprint.files.service
    pairs = handlers.where(view.blueprint, action)
    if pairs == kept:
        return
    whole, rest = handlers.where_text(pairs), handlers.where_text(kept)
    text = texts.texts[path]
    method = text[text.find(f"  {view.service_line(action).strip().split('(')[0]}(") :]
    line = next((one for one in method.split("\n") if f"where: {whole}" in one or f" = {whole};" in one), "")
    before = text[: text.find(method) + method.find(line)].rstrip("\n").rpartition("\n")[2]
    if line:
        find = f"{before}\n{line}"
        texts.cut(name, topic, path, find, find.replace(whole, rest))


def stripped(texts: Texts, path: str, text: str, members: set[str]) -> None:
    """Each property without one of its decorators."""
    indent = texts.view.style.indent
    for block in re.split(r"\n\n|\{\n(?=\s+@)", text):
        lines = block.strip("\n").removesuffix("\n}").split("\n")
        starts = [number for number, line in enumerate(lines) if re.match(rf"{indent}@\w", line)]
        name = re.match(rf"{indent}(\w+)[!?]?:", lines[-1])
        if not name or name[1] not in members:
            continue
        for number, start in enumerate(starts):
            word = re.match(r"\s*@(\w+)", lines[start])
            rest = starts[number + 1] if number + 1 < len(starts) else len(lines) - 1
            if word is None or word[1] in SILENT:
                continue
            kept = _weakened(word[1], lines[start:rest])
            label = f"no-{names.kebab(word[1])}-{names.kebab(name[1])}"
            topic = "page" if path == texts.view.blueprint.files.list_dto else "input"
            texts.cut(label, topic, path, "\n".join(lines[start:]), "\n".join([*kept, *lines[rest:]]))


def _weakened(word: str, lines: list[str]) -> list[str]:
    """Nothing in the place of a decorator; a condition that lets null through in the place of one that does not."""
    return [line.replace("value !== undefined", "value != null") for line in lines] if word == "ValidateIf" else []
