"""Looks whether what a request asks for, and what is said to be there already, is there; it writes nothing."""

from typing import TYPE_CHECKING

from podium.plan.evidence import Finding
from podium.plan.standing import missing, named
from podium.survey import survey

if TYPE_CHECKING:
    from podium.ports import Assignment


class Standing:
    """The recipe `standing`: no feature offers it, planning itself gives it what stands already."""

    id = "standing"
    specialist = "test-engineering-specialist"

    def apply(self, assignment: "Assignment") -> tuple[Finding, ...]:
        """A finding for each name of the task's gate `standing` that the workspace does not have."""
        project = "" if assignment.survey.project == "." else assignment.survey.project
        now = survey(assignment.workspace.root, revision="HEAD", project=project)
        gates = (one for one in assignment.task.gates if one.gate == self.id)
        names = [name for one in gates for name in named(one.parameters)]
        message = "is said to be there already and is not"
        return tuple(
            Finding(gate=self.id, rule="not-there", message=message, symbol=name) for name in missing(names, now)
        )
