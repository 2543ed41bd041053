"""How fast a repository is surveyed, beside a bare parse of the same files and the TypeScript compiler's.

Run it with `.venv/bin/python bench/survey.py REPOSITORY [--project PART] [--typescript NODE_MODULES]`. Everything is
measured in one run, each in processes of its own: the survey cold (no cache), warm (the same tree again), on another
tree of which all facts are kept, and with one file changed; tree-sitter's parser alone, on two processes that read the
same blobs; and `ts.createSourceFile` with a walk over every node, where a folder of node_modules with TypeScript is
given. Shown are processor seconds (user and system, of all processes), wall seconds, megabytes of source per processor
second, and the survey's largest process.
"""

import argparse
import contextlib
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from podium.git import open_repository
from podium.survey import survey
from podium.survey.cache import NAME
from podium.survey.files import is_source
from podium.survey.kept import FOLDER

SURVEY = """
import json, resource, sys
from pathlib import Path
from podium.survey import survey
repository, project, cache = sys.argv[1:]
survey(Path(repository), project=project, cache=Path(cache) if cache else None)
whole = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps(max(whole)))
"""
BARE = """
import sys
from pathlib import Path
from podium.git import Repository
from podium.survey.typescript import parser
blobs = sys.stdin.read().split()
contents = Repository(path=Path(sys.argv[1])).read([one.partition(".")[0] for one in blobs])
for one in blobs:
    blob, _, dialect = one.partition(".")
    parser(dialect).parse(contents[blob])
"""
TYPESCRIPT = """
const ts = require(process.argv[2] + '/typescript'), fs = require('fs');
let nodes = 0;
for (const file of fs.readFileSync(0, 'utf8').split('\\n').filter(Boolean)) {
  const kind = file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const root = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true, kind);
  const walk = (node) => { nodes++; ts.forEachChild(node, walk); };
  walk(root);
}
"""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What some processes took together: processor and wall seconds, and what the first of them said."""

    processor: float
    wall: float
    said: str


def take(commands: Sequence[Sequence[str]], inputs: Sequence[str]) -> Taken:
    """Run processes side by side and wait for all; Python finds its own modules compiled, as where it is installed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    running = [
        subprocess.Popen(list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        for command in commands
    ]
    for process, given in zip(running, inputs, strict=True):
        if process.stdin is not None:
            process.stdin.write(given)
            process.stdin.close()
    said = [process.stdout.read() if process.stdout is not None else "" for process in running]
    if any(process.wait() for process in running):
        raise SystemExit(f"{commands[0][0]} failed")
    after, ended = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(processor=processor, wall=ended - began, said=said[0])


def halves(sizes: dict[str, int]) -> list[list[str]]:
    """The keys dealt to two processes, the largest first, each to the one with less."""
    shares: list[list[str]] = [[], []]
    loads = [0, 0]
    for key in sorted(sizes, key=lambda key: (-sizes[key], key)):
        least = loads.index(min(loads))
        shares[least].append(key)
        loads[least] += sizes[key]
    return shares


def forget_one(cache: Path) -> None:
    """Drop the facts of one file and every whole survey, as if the file had just been changed."""
    forget_surveys(cache)
    with contextlib.closing(sqlite3.connect(cache / NAME)) as store, store:
        store.execute("DELETE FROM facts WHERE key IN (SELECT key FROM facts ORDER BY key LIMIT 1)")


def forget_surveys(cache: Path) -> None:
    """Drop the whole surveys, as for a tree that was never seen but has the same files."""
    for path in (cache / FOLDER).iterdir():
        path.unlink()


def main() -> None:
    """Measure all of them and print a table with the ratios that matter."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("repository", type=Path)
    parser.add_argument("--project", default="")
    parser.add_argument("--typescript", type=Path)
    given = parser.parse_args()
    found = survey(given.repository, project=given.project)
    repository = open_repository(given.repository)
    read = {path for path in found.files if is_source(path)}
    files = [one for one in repository.files(found.revision) if one.path in read and not one.is_link]
    sizes = {f"{one.blob}.{'tsx' if one.path.endswith('x') else 'ts'}": one.size for one in files}
    megabytes = sum(sizes.values()) / 1e6
    rows: dict[str, Taken] = {}
    with tempfile.TemporaryDirectory() as folder:
        cache = str(Path(folder) / "cache")
        command = [sys.executable, "-c", SURVEY, str(given.repository), given.project]
        take([[*command, cache]], [""])
        rows["survey cold"] = take([[*command, ""]], [""])
        rows["survey warm"] = take([[*command, cache]], [""])
        forget_surveys(Path(cache))
        rows["survey, facts kept"] = take([[*command, cache]], [""])
        forget_one(Path(cache))
        rows["survey, one file changed"] = take([[*command, cache]], [""])
        bare = [sys.executable, "-c", BARE, str(repository.path)]
        shares = halves(sizes)
        rows["bare parse"] = take([bare, bare], [" ".join(share) for share in shares])
        if given.typescript is not None:
            written = write(Path(folder) / "source", repository.read([key.partition(".")[0] for key in sizes]), sizes)
            script = Path(folder) / "parse.cjs"
            script.write_text(TYPESCRIPT)
            rows["TypeScript"] = take([["node", str(script), str(given.typescript.resolve())]], ["\n".join(written)])
    show(rows, megabytes=megabytes, files=len(files))


def write(folder: Path, contents: dict[str, bytes], keys: dict[str, int]) -> list[str]:
    """Put blobs into files, and give their paths."""
    folder.mkdir()
    paths = [folder / key for key in keys]
    for path in paths:
        path.write_bytes(contents[path.name.partition(".")[0]])
    return [str(path) for path in paths]


def show(rows: dict[str, Taken], *, megabytes: float, files: int) -> None:
    """Print a line for each measurement, then the ratios."""
    out = sys.stdout.write
    out(f"{files} files, {megabytes:.2f} MB\n{'':<26}{'processor s':>12}{'wall s':>9}{'MB/s':>8}\n")
    for name, one in rows.items():
        out(f"{name:<26}{one.processor:>12.2f}{one.wall:>9.2f}{megabytes / one.processor:>8.1f}\n")
    cold = rows["survey cold"]
    out(f"cold against the bare parse: {rows['bare parse'].processor / cold.processor:.2f} of its throughput\n")
    if "TypeScript" in rows:
        out(f"cold against TypeScript: {rows['TypeScript'].processor / cold.processor:.2f} times its throughput\n")
    else:
        out("TypeScript was not measured: give --typescript a folder of node_modules that holds it\n")
    out(f"largest process of the cold survey: {json.loads(cold.said) / 1024:.0f} MB\n")


if __name__ == "__main__":
    main()
