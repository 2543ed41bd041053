"""Named edits of a Prisma schema: a model, an enum, a field of a model, an attribute of a block."""

import re

from podium.recipes.edits.problem import EditProblem

_BLOCK = re.compile(r"^(model|enum)[ \t]+(\w+)[ \t]*\{[ \t]*$(.*?)^\}", re.MULTILINE | re.DOTALL)


def _block(text: str, kind: str, name: str) -> re.Match[str] | None:
    return next((one for one in _BLOCK.finditer(text) if one[1] == kind and one[2] == name), None)


def with_block(text: str, kind: str, name: str, lines: list[str]) -> str:
    """The schema with a model or enum at its end; an enum goes behind the last enum.

    Raises `EditProblem` where a block of that name is there with another content.
    """
    block = f"{kind} {name} {{\n" + "".join(f"  {line}\n" if line else "\n" for line in lines) + "}\n"
    found = _block(text, kind, name)
    if found:
        if re.sub(r"\s+", " ", found[0]) == re.sub(r"\s+", " ", block.rstrip()):
            return text
        raise EditProblem(f"{kind} {name} is there already", line=text.count("\n", 0, found.start()) + 1)
    enums = [one for one in _BLOCK.finditer(text) if one[1] == "enum"]
    if kind == "enum" and enums:
        end = enums[-1].end()
        return f"{text[:end]}\n\n{block.rstrip()}{text[end:]}"
    return f"{text.rstrip()}\n\n{block}"


def with_field(text: str, model: str, line: str) -> str:
    """The schema with a field (its line without indent) behind the model's last one, a plain field before the lists.

    A field of that name that reads alike is left as it is. Raises `EditProblem` for another, or without the model.
    """
    found = _model(text, model)
    name = line.split()[0]
    body = found[3]
    present = re.search(rf"^[ \t]*({re.escape(name)}[ \t]+\S.*)$", body, re.MULTILINE)
    if present:
        if present[1].split() == line.split():
            return text
        raise EditProblem(f"model {model} has another {name}", line=text.count("\n", 0, found.start()) + 1)
    fields = list(re.finditer(r"^[ \t]*\w+[ \t]+\S.*\n", body, re.MULTILINE))
    if not line.endswith("[]"):
        fields = [one for one in fields if not re.search(r"^\s*\w+\s+\w+\[\]", one[0])] or fields
    at = found.start(3) + (fields[-1].end() if fields else 1)
    return f"{text[:at]}  {line}\n{text[at:]}"


def with_attribute(text: str, model: str, line: str) -> str:
    """The schema with a block attribute (`@@index([…])`) at the model's end, unless it is there."""
    found = _model(text, model)
    body = found[3]
    if re.search(rf"^[ \t]*{re.escape(line)}[ \t]*$", body, re.MULTILINE):
        return text
    gap = "" if re.search(r"^[ \t]*@@", body, re.MULTILINE) else "\n"
    end = found.end() - 1
    return f"{text[:end]}{gap}  {line}\n{text[end:]}"


def _model(text: str, name: str) -> re.Match[str]:
    found = _block(text, "model", name)
    if found is None:
        raise EditProblem(f"there is no model {name}")
    return found
