"""The gate that looks whether what a plan says to be there is there: routes, columns and models by their names."""

from podium.gates.bench import Bench
from podium.gates.definition import ToolGate
from podium.gates.handlers import tip
from podium.gates.verdict import Verdict, counted
from podium.plan.standing import missing


def look(bench: Bench) -> Verdict:
    """Each of the parameter `names` (`GET /products/:id`, `Product.price`, `Product`) is in the tree."""
    names = bench.names("names")
    if not names:
        return Verdict(summary="no name is given", findings=(bench.finding("no-name", "names nothing to look at"),))
    gone = missing(names, tip(bench).survey)
    findings = tuple(bench.finding("not-there", "is said to be there already and is not", symbol=name) for name in gone)
    return Verdict(summary=f"{len(names) - len(gone)} of {counted(len(names), 'name')} there", findings=findings)


GATES = (
    ToolGate(id="standing", title="what is said to be there already is there", look=look, cost="free", compares=True),
)
