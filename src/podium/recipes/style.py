"""The project's style, read from the survey's conventions and, where they say no more, from the code they point to."""

import re

from podium.plan.survey import Survey
from podium.recipes import names
from podium.recipes.design.unknown import Unknown
from podium.recipes.guarding import read_guarding
from podium.recipes.nouns import IdKind, Import, Style
from podium.recipes.paging import read_paging
from podium.recipes.sources import Sources
from podium.recipes.testing import read_manner
from podium.recipes.versions import read_base

PLAIN_PIPES = {"int": "ParseIntPipe", "uuid": "ParseUUIDPipe", "cuid": ""}
NEEDED = {
    "prisma-service": "which class holds the Prisma client",
    "app-module": "which module lists the features",
    "feature-folder": "where a feature has its folder",
}


def read_style(survey: Survey, sources: Sources) -> Style:
    """The style. Raises `Unknown` where something that every feature needs is not shown."""
    for name, what in NEEDED.items():
        if survey.convention(name) is None:
            raise Unknown(
                f"the code does not show {what}", hint=f"convention {name} was looked for in {survey.project}"
            )
    folder = value(survey, "feature-folder")
    layout, base = _layout(survey, sources), read_base(survey)
    return Style(
        project=survey.project,
        source=folder.partition("/{")[0],
        extension=value(survey, "import-extension"),
        quote='"' if value(survey, "quotes") == "double" else "'",
        indent=layout[1],
        width=layout[0],
        bang=_bang(survey, sources),
        plural_classes=value(survey, "class-plural", "plural") == "plural",
        feature_folder=folder,
        module_file=value(survey, "module-file", "{plural}.module.ts"),
        controller_file=value(survey, "controller-file", "{plural}.controller.ts"),
        service_file=value(survey, "service-file", "{plural}.service.ts"),
        dto_file=value(survey, "dto-file", "dto/{action}-{singular}.dto.ts"),
        prisma=class_of(survey, "prisma-service"),
        prisma_property=value(survey, "prisma-property", "prisma"),
        prisma_types=_types(survey),
        app_module=class_of(survey, "app-module"),
        module_imports=_module_imports(survey),
        provides_prisma=_provides_prisma(survey),
        guarding=read_guarding(survey, sources),
        whitelist="whitelist" in value(survey, "validation-pipe"),
        forbid="forbidNonWhitelisted" in value(survey, "validation-pipe"),
        paging=read_paging(survey, sources),
        id_kind=id_kind(value(survey, "id-type", "Int autoincrement")),
        id_pipe=_pipe(survey, sources),
        largest_integer=_largest(sources),
        unique_violation=_optional_class(survey, "unique-violation"),
        not_found=_not_found(survey),
        swagger=survey.convention("swagger") is not None,
        partial_type=_partial_type(survey),
        prefix=base.path,
        version=base.written,
        tests=read_manner(survey, sources),
    )


def value(survey: Survey, name: str, default: str = "") -> str:
    """A convention's value, or the default."""
    found = survey.convention(name)
    return found.value if found else default


def class_of(survey: Survey, name: str) -> Import:
    """The class that a convention names, from the file where it stands."""
    found = survey.convention(name)
    return Import(name=found.value, source=found.place.file) if found else Import(name="", source="")


def _optional_class(survey: Survey, name: str) -> Import | None:
    return class_of(survey, name) if survey.convention(name) else None


def id_kind(written: str) -> IdKind:
    """Which kind of id a convention's text or a field's default means."""
    return "uuid" if "uuid" in written else "cuid" if "cuid" in written else "int"


def _types(survey: Survey) -> str:
    written = value(survey, "prisma-types", "@prisma/client")
    if written.startswith("@") or written in survey.stack.packages:
        return written
    return written + ".ts" if survey.project == "." else f"{survey.project}/{written}.ts"


def _layout(survey: Survey, sources: Sources) -> tuple[int, str]:
    """Line width and indent as prettier is told to print them."""
    text = "".join(content for path, content in sources.matching(suffix="") if "/.prettierrc" in f"/{path}")
    package = sources.text("package.json" if survey.project == "." else f"{survey.project}/package.json")
    text += package[package.find('"prettier": {') :] if '"prettier": {' in package else ""
    numbers = {
        key: int(found[1]) for key in ("printWidth", "tabWidth") if (found := re.search(rf"{key}\W+(\d+)", text))
    }
    tabs = re.search(r"useTabs\W+true", text)
    return numbers.get("printWidth", 80), "\t" if tabs else " " * numbers.get("tabWidth", 2)


def _bang(survey: Survey, sources: Sources) -> bool:
    required = [field for dto in survey.dtos for field in dto.fields if not field.optional]
    lines = [sources.text(field.place.file).split("\n")[field.place.line - 1 : field.place.line] for field in required]
    texts = [line[0] for line in lines if line]
    return not texts or any(re.search(r"\w!:", text) for text in texts)


def _pipe(survey: Survey, sources: Sources) -> Import:
    found = survey.convention("id-pipe")
    if found and re.search(rf"class {found.value}\b", sources.text(found.place.file)):
        return Import(name=found.value, source=found.place.file)
    plain = PLAIN_PIPES[id_kind(value(survey, "id-type", "Int autoincrement"))]
    return Import(name=plain, source="@nestjs/common")


def _largest(sources: Sources) -> Import | None:
    for path, text in sources.matching():
        found = re.search(r"^export const (\w+) = 2_?147_?483_?647;", text, re.MULTILINE)
        if found:
            return Import(name=found[1], source=path)
    return None


def _not_found(survey: Survey) -> str:
    """The exception's argument with marks for the entity and the id, as the siblings write it."""
    found = re.fullmatch(r"throw new NotFoundException\((.*)\);?", value(survey, "not-found"), re.DOTALL)
    if not found:
        return "`<name> ${<id>} not found`"
    text = re.sub(r"\$\{[^}]*\}", "${<id>}", found[1].strip())
    for model in sorted({names.words(one.name) for one in survey.schema.models}, key=len, reverse=True):
        text = re.sub(rf"\b{model}\b", "<name>", text)
        text = re.sub(rf"\b{model[:1].upper()}{model[1:]}\b", "<Name>", text)
    return text.replace('"', "'") if text.startswith('"') and "'" not in text else text


def _partial_type(survey: Survey) -> str:
    packages = survey.stack.packages
    for package, least in (("@nestjs/swagger", (8,)), ("@nestjs/mapped-types", (2, 0, 3))):
        numbers = tuple(int(one) for one in re.findall(r"\d+", packages.get(package, ""))[:3])
        if numbers >= least and (package != "@nestjs/swagger" or survey.convention("swagger")):
            return package
    return ""


def _module_imports(survey: Survey) -> tuple[Import, ...]:
    """What a feature's module imports so that Prisma and the guard can be injected."""
    wanted = {value(survey, "prisma-service")}
    guard = next((one for one in survey.providers if one.name == value(survey, "auth-guard")), None)
    if guard:
        wanted |= {parameter.type for parameter in guard.injects} - {"Reflector"}
    carriers = {"JwtModule"} if "JwtService" in wanted else set[str]()
    found = [
        Import(name=module.name, source=module.place.file)
        for module in survey.modules
        if (wanted | carriers) & set(module.exports)
        and not module.is_global
        and module.name != value(survey, "app-module")
    ]
    used = {name for module in survey.modules if module.controllers for name in module.imports}
    return tuple(sorted(one for one in found if one.name in used))


def _provides_prisma(survey: Survey) -> bool:
    """Whether features list the Prisma service among their own providers, since no module exports it."""
    name = value(survey, "prisma-service")
    exported = any(name in module.exports for module in survey.modules)
    return not exported and any(name in module.providers for module in survey.modules if module.controllers)
