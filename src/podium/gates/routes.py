"""Gates on the routes themselves: those that were planned are added, and the README's table lists them all."""

import re
from collections.abc import Iterator

from podium.gates.bench import Bench
from podium.gates.definition import ToolGate
from podium.gates.handlers import base, route_name, tip
from podium.gates.openapi_difference import route_key
from podium.gates.verdict import Verdict, counted, unchecked
from podium.plan.survey import Survey


def has_routes(survey: Survey) -> str:
    """Empty where the project answers HTTP requests."""
    return "" if survey.routes else "the project has no routes"


def look(bench: Bench) -> Verdict:
    """The routes that the parameters name are there, nothing else is new, and none is gone that was not to go."""
    after = {route_key(route_name(one)): one for one in tip(bench).survey.routes}
    before = {route_key(route_name(one)): one for one in base(bench).survey.routes}
    new, gone = sorted(after.keys() - before.keys()), sorted(before.keys() - after.keys())
    may_go = {route_key(one) for one in bench.names("removed")}
    findings = [
        bench.finding("removed", "the route is gone", symbol=one, file=before[one].place.file)
        for one in gone
        if one not in may_go
    ]
    if bench.parameter("added") is not None:
        wanted = {route_key(one) for one in bench.names("added")}
        findings += [
            bench.finding("not-added", "was to be added and is not", symbol=one)
            for one in sorted(wanted - after.keys())
        ]
        findings += [
            bench.finding("unplanned", "was added and not planned", symbol=one, file=after[one].place.file)
            for one in new
            if one not in wanted
        ]
    return Verdict(
        summary=f"{counted(len(new), 'new route')}, {len(gone)} gone",
        findings=tuple(findings),
        facts={"added": new, "removed": gone},
    )


def look_at_table(bench: Bench) -> Verdict:
    """Every route stands in the README's table of routes, and every row of it is a route."""
    survey = tip(bench).survey
    table = survey.convention("readme-route-table")
    if table is None:
        return unchecked("no README has a table of routes")
    listed = dict(_rows(bench.tip(table.place.file).decode("utf-8", "replace")))
    there = {route_key(route_name(one)) for one in survey.routes}
    findings = [
        bench.finding(
            "not-listed", "is not in the table of routes", file=table.place.file, symbol=one, severity="medium"
        )
        for one in sorted(there - listed.keys())
    ]
    findings += [
        bench.finding(
            "no-route",
            "stands in the table and is no route",
            file=table.place.file,
            line=line,
            symbol=one,
            severity="medium",
        )
        for one, line in sorted(listed.items())
        if one not in there
    ]
    return Verdict(summary=f"{len(listed)} rows for {counted(len(there), 'route')}", findings=tuple(findings))


def _rows(document: str) -> Iterator[tuple[str, int]]:
    """(route, line) of every row of tables that have a column for the method and one for the path."""
    columns: tuple[int, int] | None = None
    for number, line in enumerate(document.splitlines(), 1):
        cells = (
            [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
            if line.strip().startswith("|")
            else []
        )
        if not cells:
            columns = None
            continue
        names = [cell.lower() for cell in cells]
        if columns is None and "method" in names:
            path = next((at for at, name in enumerate(names) if name in {"path", "route", "endpoint", "url"}), None)
            columns = (names.index("method"), path) if path is not None else None
        elif columns is not None and len(cells) > max(columns) and re.match(r"[A-Z]+$", cells[columns[0]]):
            yield route_key(f"{cells[columns[0]]} {cells[columns[1]]}"), number


def has_table(survey: Survey) -> str:
    """Empty where a README lists the routes."""
    return "" if survey.convention("readme-route-table") else "no README has a table of routes"


GATES = (
    ToolGate(
        id="routes", title="the routes change as planned", look=look, suits=has_routes, cost="free", compares=True
    ),
    ToolGate(id="docs-routes", title="the README lists every route", look=look_at_table, suits=has_table, cost="free"),
)
