"""What DTOs and parameters say of a value: whether it may be left out, and whether it has a greatest value."""

import re
from collections.abc import Sequence
from typing import Literal

from tree_sitter import Node

from podium.gates.handlers import inputs
from podium.gates.syntax import arguments, text
from podium.plan.survey import DtoField
from podium.recipes.performance_review.code import DEEPEST, Code, Scope, unwrapped
from podium.recipes.performance_review.shapes import Typed, name_of, origins, property_of

Limit = Literal["bounded", "unbounded", "unknown"]

LARGEST = 1000
"""The longest page that still is one: Prisma holds every row of an answer in memory."""
HARMLESS = frozenset({"ParseIntPipe", "ParseFloatPipe", "DefaultValuePipe", "ValidationPipe"})
"""Pipes that set no greatest value."""
LIMITING = frozenset({"Max", "IsIn", "IsEnum", "Equals"})
PLAIN = frozenset(
    {
        "IsInt",
        "IsNumber",
        "IsOptional",
        "IsPositive",
        "IsNumberString",
        "Min",
        "Type",
        "Transform",
        "Expose",
        "IsDefined",
    }
)


def dto_field(code: Code, name: str, property_: str, *, depth: int = DEEPEST) -> DtoField | None:
    """The field of a DTO or of what it is made from, or None."""
    known = {one.name: one for one in code.survey.dtos}
    bare = re.sub(r"<.*|\[\]|\s", "", name)
    dto = known.get(bare)
    if dto is None or not depth:
        return None
    own = next((one for one in dto.fields if one.name == property_), None)
    bases = [one for one in re.findall(r"\w+", dto.base) if one in known and one != bare]
    return own or next((found for one in bases if (found := dto_field(code, one, property_, depth=depth - 1))), None)


def is_optional(code: Code, node: Node, scope: Scope) -> bool:
    """Whether the value may be left out: an optional field of a DTO, an optional parameter, or `… ?? undefined`."""
    node = unwrapped(node)
    if node.type in {"ternary_expression", "binary_expression"} and "undefined" in text(node):
        return True
    if "?." in text(node):
        return True
    typed = property_of(node, scope)
    field = dto_field(code, typed.type, typed.property) if typed else None
    if field is not None:
        return field.optional or any(one.startswith("IsOptional") for one in field.decorators)
    optional = {
        text(one.child_by_field_name("pattern")) for one in _parameters(scope) if one.type == "optional_parameter"
    }
    return text(node) in optional


def _parameters(scope: Scope) -> list[Node]:
    found = scope.function.node.child_by_field_name("parameters")
    return found.named_children if found is not None else []


def is_missing(code: Code, node: Node, scope: Scope) -> bool:
    """Whether the value may be left out, and nothing stands for it then."""
    typed = property_of(unwrapped(node), scope)
    field = dto_field(code, typed.type, typed.property) if typed else None
    if field is None or field.place.line < 1:
        return is_optional(code, node, scope)
    written = code.sources.text(field.place.file).split("\n")
    return is_optional(code, node, scope) and "=" not in written[field.place.line - 1]


def limit(code: Code, node: Node, scope: Scope, *, depth: int = DEEPEST) -> Limit:
    """Whether a number has a greatest value that is a page's."""
    node = unwrapped(node)
    if depth <= 0:
        return "unknown"
    match node.type:
        case "number":
            digits = text(node).replace("_", "")
            return "bounded" if digits.isdigit() and int(digits) <= LARGEST else "unbounded"
        case "undefined":
            return "unbounded"
        case "unary_expression":
            return limit(code, node.named_children[-1], scope, depth=depth - 1)
        case "binary_expression" | "ternary_expression":
            parts = node.named_children if node.type == "binary_expression" else node.named_children[1:]
            return worst([limit(code, one, scope, depth=depth - 1) for one in parts if one.type != "comment"])
        case "call_expression":
            return _of_call(code, node, scope, depth)
        case "identifier" | "shorthand_property_identifier" | "member_expression":
            return _of_name(code, node, scope, depth)
        case _:
            return "unknown"


def _of_call(code: Code, call: Node, scope: Scope, depth: int) -> Limit:
    given: list[Limit] = [limit(code, one, scope, depth=depth - 1) for one in arguments(call)]
    if text(call.child_by_field_name("function")) == "Math.min":
        return "bounded" if "bounded" in given else worst(given)
    if name_of(call) in {"Number", "parseInt", "max", "floor", "ceil", "trunc", "abs"}:
        return worst(given[:1] if name_of(call) == "parseInt" else given)
    return "unknown"


def _of_name(code: Code, node: Node, scope: Scope, depth: int) -> Limit:
    typed = property_of(node, scope)
    if typed is not None:
        return _of_property(code, typed, node, scope, depth)
    given = _given(node, scope)
    if given is not None:
        return given
    those = origins(code, node, scope)
    return worst([limit(code, one, there, depth=depth - 1) for one, there in those]) if those else "unknown"


def _given(node: Node, scope: Scope) -> Limit | None:
    """What a handler's parameter says by its decorator (`@Query('limit', ParseIntPipe) limit: number`); else None."""
    one = next((one for one in inputs(scope.function.node) if one.name == text(node) and one.decorator), None)
    if one is None:
        return None
    names = {re.sub(r"^new |\(.*", "", pipe.replace(" (", "(")).strip() for pipe in one.pipes}
    return "unbounded" if names <= HARMLESS else "unknown"


def _of_property(code: Code, typed: Typed, node: Node, scope: Scope, depth: int) -> Limit:
    field = dto_field(code, typed.type, typed.property)
    if field is None:
        those = origins(code, node, scope, depth=depth)
        return worst([limit(code, one, there, depth=depth - 1) for one, there in those])
    words = {one.partition("(")[0] for one in field.decorators}
    if any(one.startswith("Max(") and not _is_page(one) for one in field.decorators):
        return "unbounded"
    if words & LIMITING:
        return "bounded"
    return "unbounded" if all(one in PLAIN or one.startswith("Api") for one in words) else "unknown"


def _is_page(decorator: str) -> bool:
    found = re.match(r"Max\(\s*([\d_]+)", decorator)
    return found is None or int(found[1].replace("_", "")) <= LARGEST


def worst(those: Sequence[Limit]) -> Limit:
    """Unbounded where one is, bounded where all are."""
    if "unbounded" in those:
        return "unbounded"
    return "bounded" if those and "unknown" not in those else "unknown"
