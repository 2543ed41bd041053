"""How the project knows who calls, read from its guards, decorators and handlers."""

import posixpath
import re

from podium.plan.survey import Survey
from podium.recipes.nouns import Guarding, Import
from podium.recipes.sources import Sources

PARAMETERS = {"Req", "Request", "Headers", "Session"}


def read_guarding(survey: Survey, sources: Sources) -> Guarding:
    """Guard, caller and roles; what the code does not show stays empty."""
    guard = _located(survey, "auth-guard") or _located(survey, "global-guard")
    everywhere = survey.convention("global-guard") is not None
    caller = survey.convention("current-user")
    identity = _value(survey, "current-user-id") or (
        _identity(sources.text(caller.place.file), caller.value) if caller else ""
    )
    form, role_imports = _roles(survey, sources)
    user_type = _class(survey, "current-user-type")
    if user_type:
        user_type = Import(name=user_type.name, source=user_type.source, type_only=True)
    return Guarding(
        guard=guard,
        everywhere=everywhere,
        public=_declared(survey, sources, "public-decorator"),
        caller=caller.value if caller else "",
        caller_imports=_caller_imports(survey, sources, caller.value, caller.place.file) if caller else (),
        caller_id=identity,
        caller_user=identity.rpartition(".")[0],
        user_type=user_type,
        user_is_small=len(_properties(sources, user_type)) == 2,
        roles_guard=_located(survey, "roles-guard"),
        roles_decorator=_declared(survey, sources, "roles-decorator"),
        roles_type=role_imports,
        roles=tuple(one for one in _value(survey, "roles-values").split(",") if one),
        role_form=form,
        role_property=_role_property(sources, user_type),
    )


def _value(survey: Survey, name: str) -> str:
    found = survey.convention(name)
    return found.value if found else ""


def _class(survey: Survey, name: str) -> Import | None:
    found = survey.convention(name)
    return Import(name=found.value.removesuffix("()"), source=found.place.file) if found else None


def _located(survey: Survey, name: str) -> Import | None:
    """A guard that a convention names, from the file where its class stands."""
    found = _class(survey, name)
    provider = next((one for one in survey.providers if found and one.name == found.name), None)
    return Import(name=provider.name, source=provider.place.file) if provider else found


def _identity(text: str, written: str) -> str:
    """The expression of the caller's id in a file that has the caller as a parameter, or an empty string."""
    name = re.search(r"(\w+)\s*[?]?:", re.sub(r"@\w+\([^)]*\)", "", written))
    found = re.search(rf"\b{name[1]}\.(\w*[iI]d|sub)\b", text) if name else None
    return f"{name[1]}.{found[1]}" if name and found else ""


def _declared(survey: Survey, sources: Sources, name: str) -> Import | None:
    """What a convention names, from the file that declares it."""
    found = survey.convention(name)
    if found is None:
        return None
    word = found.value.split("(")[0]
    return imported(survey, sources, found.place.file, word) or Import(name=word, source=found.place.file)


def imported(survey: Survey, sources: Sources, file: str, name: str) -> Import | None:
    """Where `file` has `name` from: another file of the repository, or a package; None where it declares it itself."""
    text = sources.text(file)
    found = re.search(rf"import\s+(?:type\s+)?\{{[^}}]*\b{name}\b[^}}]*\}}\s+from\s+['\"]([^'\"]+)['\"]", text)
    if not found:
        return None
    declaration = re.compile(
        rf"export\s+(?:declare\s+)?(?:abstract\s+)?(?:const|function|class|interface|type|enum)\s+{name}\b"
    )
    for path in survey.imports.get(file, ()):
        if declaration.search(sources.text(path)):
            return Import(name=name, source=path)
    if found[1].startswith("."):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(file), found[1]))
        return Import(name=name, source=re.sub(r"\.[cm]?js$", "", target) + ".ts")
    return Import(name=name, source=found[1])


def _caller_imports(survey: Survey, sources: Sources, written: str, file: str) -> tuple[Import, ...]:
    found: list[Import] = []
    for name in re.findall(r"@(\w+)", written):
        source = imported(survey, sources, file, name)
        if source or name in PARAMETERS:
            found.append(source or Import(name=name, source="@nestjs/common"))
    return tuple(found)


def _roles(survey: Survey, sources: Sources) -> tuple[str, Import | None]:
    """How a role is written in the decorator, and what that needs imported."""
    found, decorator = survey.convention("roles-written"), survey.convention("roles-decorator")
    written, file = (found.value, found.place.file) if found else ("", "")
    if not written and decorator:
        uses = ((path, re.search(rf"@{decorator.value}\(([^),]+)", text)) for path, text in sources.matching())
        file, written = next(((path, use[1].strip()) for path, use in uses if use), ("", ""))
    if not written or written[:1] in {"'", '"', "`"}:
        return "'{role}'", None
    holder = written.partition(".")[0]
    return f"{holder}.{{role}}", imported(survey, sources, file, holder)


def _role_property(sources: Sources, user_type: Import | None) -> str:
    """The property of the caller that holds the one role, or an empty string."""
    if user_type is None:
        return ""
    return "role" if "role" in _properties(sources, user_type) else ""


def _properties(sources: Sources, user_type: Import | None) -> list[str]:
    """The properties of the caller's type that are no lists."""
    text = sources.text(user_type.source) if user_type else ""
    name = user_type.name if user_type else ""
    body = re.search(rf"(?:interface|class|type)\s+{name}\b[^{{]*\{{(.*?)\n\}}", text, re.DOTALL)
    lines = body[1] if body else ""
    return re.findall(r"^\s*(?:readonly\s+)?(\w+)[!?]?:\s*(?!.*\[\])", lines, re.MULTILINE)
