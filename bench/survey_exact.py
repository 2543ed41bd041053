"""Whether the survey counts what the TypeScript compiler counts, on public repositories at fixed commits.

Run it with `.venv/bin/python bench/survey_exact.py --repos DIR --typescript NODE_MODULES [--record]`. The repositories,
commits and parts are those of `tests/survey/counts.json`; `DIR` holds clones, bare or not. The compiler reads the same
files: it counts classes with a decorator `@Module`, `@Controller` and `@Injectable`, and methods with one of a handler
in any class. Models are counted as blocks in the Prisma schema's files. `--record` writes the compiler's counts.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from podium.git import Repository
from podium.plan.survey import Survey
from podium.survey import survey
from podium.survey.facts import Facts
from podium.survey.files import is_product
from podium.survey.index import read_keys
from podium.survey.localisation import find_repository

COUNTS = Path(__file__).parent.parent / "tests" / "survey" / "counts.json"
SCRIPT = """
const ts = require(process.argv[2] + '/typescript'), fs = require('fs');
const verbs = new Set(['Get', 'Post', 'Put', 'Patch', 'Delete', 'All', 'Options', 'Head', 'Search', 'Sse']);
const counts = { modules: 0, controllers: 0, handlers: 0, injectables: 0 };
const kinds = { Module: 'modules', Controller: 'controllers', Injectable: 'injectables' };
const named = (node) => (ts.canHaveDecorators(node) ? ts.getDecorators(node) ?? [] : [])
  .map((one) => (ts.isCallExpression(one.expression) ? one.expression.expression : one.expression))
  .filter(ts.isIdentifier).map((one) => one.text);
for (const file of fs.readFileSync(0, 'utf8').split('\\n').filter(Boolean)) {
  const kind = file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const root = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true, kind);
  const walk = (node) => {
    if (ts.isClassLike(node)) for (const name of new Set(named(node))) if (kinds[name]) counts[kinds[name]]++;
    if (ts.isMethodDeclaration(node) && named(node).some((name) => verbs.has(name))) counts.handlers++;
    ts.forEachChild(node, walk);
  };
  walk(root);
}
console.log(JSON.stringify(counts));
"""


def surveyed(found: Survey, injectables: int) -> dict[str, int]:
    """The counts of a survey; a handler that several controllers inherit or that has several paths counts once."""
    return {
        "modules": len(found.modules),
        "controllers": len(found.controllers),
        "handlers": len({(one.place, one.handler) for one in found.routes}),
        "injectables": injectables,
        "models": len(found.schema.models),
    }


def injectables(facts: dict[str, Facts]) -> int:
    """How many classes the survey's reader saw with `@Injectable`."""
    classes = [one for found in facts.values() for one in found.get("classes", ())]
    return sum(any(item["name"] == "Injectable" for item in one.get("decorators", ())) for one in classes)


def compared(case: dict[str, Any], repositories: Path, typescript: Path) -> tuple[dict[str, int], dict[str, int]]:
    """What the survey counts in one case, and what the compiler counts."""
    repository = find_repository(repositories, case["repository"])
    found = survey(repository.path, revision=case["commit"], project=case["project"])
    listed = {one.path: one for one in repository.files(found.revision) if not one.is_link}
    product = [path for path in found.files if path in listed and is_product(path)]
    keys = {path: f"{listed[path].blob}.{'tsx' if path.endswith('x') else 'ts'}" for path in product}
    ours = surveyed(found, injectables(_read(repository, keys)))
    schemas = repository.read([listed[path].blob for path in found.schema.files])
    models = sum(len(re.findall(rb"^model\s+\w+\s*\{", content, re.MULTILINE)) for content in schemas.values())
    with tempfile.TemporaryDirectory() as folder:
        contents = repository.read([listed[path].blob for path in product])
        paths: list[str] = []
        for number, path in enumerate(product):
            target = Path(folder) / f"{number}{Path(path).suffix}"
            target.write_bytes(contents[listed[path].blob])
            paths.append(str(target))
        script = Path(folder) / "count.cjs"
        script.write_text(SCRIPT)
        command = ["node", str(script), str(typescript.resolve())]
        done = subprocess.run(command, input="\n".join(paths), check=True, capture_output=True, text=True)
    return ours, {**json.loads(done.stdout), "models": models}


def _read(repository: Repository, keys: dict[str, str]) -> dict[str, Facts]:
    found = read_keys(repository, list(dict.fromkeys(keys.values())))
    return {path: found[key] for path, key in keys.items() if key in found}


def main() -> None:
    """Compare every case and print a line for each count; the exit code is 1 where one differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--repos", type=Path, required=True)
    parser.add_argument("--typescript", type=Path, required=True)
    parser.add_argument("--record", action="store_true")
    given = parser.parse_args()
    cases: list[dict[str, Any]] = json.loads(COUNTS.read_text())
    differs = False
    for case in cases:
        ours, theirs = compared(case, given.repos, given.typescript)
        for name, count in theirs.items():
            same = ours[name] == count
            differs = differs or not same
            told = "equal" if same else f"the survey says {ours[name]}"
            sys.stdout.write(f"{case['repository']:<40}{name:<13}{count:>6}  {told}\n")
        sys.stdout.flush()
        if given.record:
            case["counts"] = theirs
    if given.record:
        COUNTS.write_text(json.dumps(cases, indent=2) + "\n")
    sys.exit(differs)


if __name__ == "__main__":
    main()
