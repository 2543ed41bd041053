"""Where a new model stands: at the end of the one schema, or in a file of its own, named as its siblings' are."""

from collections.abc import Callable

from podium.plan.survey import Survey
from podium.recipes import names
from podium.recipes.design.unknown import Unknown

FORMS: tuple[Callable[[str], str], ...] = (names.kebab, names.snake, names.camel, names.pascal)


def schema_file(model: str, survey: Survey) -> str:
    """The file. Raises `Unknown` where the schema has several and their names do not say what stands in them."""
    if len(survey.schema.files) == 1:
        return survey.schema.files[0]
    homes = [(one.name, one.place.file) for one in survey.schema.models]
    for form in (*FORMS, *(_many(one) for one in FORMS)):
        if homes and all(path.rpartition("/")[2] == f"{form(name)}.prisma" for name, path in homes):
            folders = {path.rpartition("/")[0] for _, path in homes}
            if len(folders) == 1:
                return f"{folders.pop()}/{form(model)}.prisma"
    place = f"{homes[0][1]}: " if homes else ""
    raise Unknown(f"{place}how a file of the schema is named for its model is not shown", recipe="prisma-model")


def _many(form: Callable[[str], str]) -> Callable[[str], str]:
    return lambda name: form(names.plural(names.kebab(name)))
