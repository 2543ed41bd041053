"""Whether the survey's Prisma schemas equal Prisma's own model of them (DMMF), on public repositories.

Run it with `.venv/bin/python bench/survey_models.py --repos DIR --internals NODE_MODULES [--record]`. The repositories,
commits and parts are those of `tests/survey/counts.json`; `NODE_MODULES` holds `@prisma/internals` of Prisma 6 under
the name `internals6`, for schemas that name their database's address, and of Prisma 7 as `internals7`. Compared are the
lines of `podium.survey.schema_lines`; `--record` writes the counts and the digest of the lines that DMMF gives.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from podium.git import Repository
from podium.plan.survey import Survey
from podium.survey import survey
from podium.survey.localisation import find_repository
from podium.survey.schema_lines import counts_of, lines_of

COUNTS = Path(__file__).parent.parent / "tests" / "survey" / "counts.json"
SCRIPT = """
const { getDMMF } = require(process.argv[1]);
const datamodel = JSON.parse(require('fs').readFileSync(0, 'utf8'));
getDMMF({ datamodel }).then((found) => console.log(JSON.stringify(found.datamodel)));
"""


def told_by_prisma(repository: Repository, found: Survey, modules: Path) -> tuple[str, ...]:
    """The lines of the schema as DMMF has it."""
    texts = {path: (repository.file(found.revision, path) or b"").decode() for path in found.schema.files}
    has_address = any(line.split("=")[0].strip() == "url" for text in texts.values() for line in text.splitlines())
    package = modules.resolve() / ("internals6" if has_address else "internals7")
    command = ["node", "-e", SCRIPT, str(package)]
    done = subprocess.run(command, input=json.dumps(list(texts.items())), check=True, stdout=subprocess.PIPE, text=True)
    document: dict[str, list[dict[str, Any]]] = json.loads(done.stdout)
    lines = [f"enum {one['name']} {value['name']}" for one in document["enums"] for value in one["values"]]
    for model in document["models"]:
        name = model["name"]
        lines.append(f"model {name} {model['dbName'] or ''}".rstrip())
        lines += [f"unique {name} {','.join(one)}" for one in model["uniqueFields"]]
        lines += [f"id {name} {','.join(model['primaryKey']['fields'])}"] if model["primaryKey"] else []
        lines += [line for field in model["fields"] for line in field_lines(name, field)]
    return tuple(sorted(lines))


def field_lines(model: str, field: dict[str, Any]) -> list[str]:
    """The lines of one field of DMMF."""
    sign = "[]" if field["isList"] else "" if field["isRequired"] else "?"
    marks = {"id": "isId", "unique": "isUnique", "default": "hasDefaultValue", "updatedAt": "isUpdatedAt"}
    words = [
        f"field {model}.{field['name']} {field['type']}{sign}",
        *(one for one, key in marks.items() if field.get(key)),
    ]
    native = field.get("nativeType")
    found = [" ".join([*words, *([native[0]] if native else [])])]
    if field.get("relationFromFields"):
        ends = f"{','.join(field['relationFromFields'])} -> {','.join(field['relationToFields'])}"
        found.append(f"relation {model}.{field['name']} {ends} {field.get('relationOnDelete') or ''}".rstrip())
    return found


def main() -> None:
    """Compare every case with a schema and print what differs; the exit code is 1 where anything does."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--repos", type=Path, required=True)
    parser.add_argument("--internals", type=Path, required=True)
    parser.add_argument("--record", action="store_true")
    given = parser.parse_args()
    cases: list[dict[str, Any]] = json.loads(COUNTS.read_text())
    differs = False
    for case in cases:
        repository = find_repository(given.repos, case["repository"])
        found = survey(repository.path, revision=case["commit"], project=case["project"])
        if not found.schema.files:
            continue
        ours, theirs = lines_of(found.schema), told_by_prisma(repository, found, given.internals)
        differs = differs or ours != theirs
        counts = counts_of(theirs)
        told = ", ".join(f"{count} {kind}" for kind, count in counts.items() if kind != "digest")
        sys.stdout.write(f"{case['repository']:<40}{'equal' if ours == theirs else 'DIFFERENT'}: {told}\n")
        for line in sorted({*ours} ^ {*theirs}):
            sys.stdout.write(f"    {'only the survey' if line in ours else 'only Prisma'}: {line}\n")
        sys.stdout.flush()
        if given.record:
            case["schema"] = counts
    if given.record:
        COUNTS.write_text(json.dumps(cases, indent=2) + "\n")
    sys.exit(differs)


if __name__ == "__main__":
    main()
