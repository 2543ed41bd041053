"""Reviews the new routes as they stand in the workspace: who may, whose rows, what comes in, what goes out."""

from typing import TYPE_CHECKING

from podium.plan.evidence import Finding
from podium.recipes.apply import blueprints_of
from podium.recipes.security_review.look import look
from podium.survey import survey

if TYPE_CHECKING:
    from podium.ports import Assignment


class SecurityReview:
    """The recipe `security-review`: it writes nothing."""

    id = "security-review"
    specialist = "security-guardian"

    def apply(self, assignment: "Assignment") -> tuple[Finding, ...]:
        """Everything that is not as it should be, each with its place; a high or medium one fails the attempt."""
        root = assignment.workspace.root
        project = "" if assignment.survey.project == "." else assignment.survey.project
        now = survey(root, revision="HEAD", project=project)
        return tuple(dict.fromkeys(one for it in blueprints_of(assignment) for one in look(it, now, root)))
