"""Reviews the performance of what was written, as it stands in the workspace: queries, lists, loops, caches."""

from typing import TYPE_CHECKING

from podium.git import Repository
from podium.plan.evidence import Finding
from podium.plan.survey import Survey
from podium.recipes.apply import blueprints_of
from podium.recipes.nouns import Blueprint
from podium.recipes.performance_review.code import Code
from podium.recipes.performance_review.look import Subject, look, since, together
from podium.recipes.sources import read_sources
from podium.survey import survey

if TYPE_CHECKING:
    from podium.ports import Assignment


class PerformanceReview:
    """The recipe `performance-review`: it writes nothing."""

    id = "performance-review"
    specialist = "performance-optimization-expert"

    def apply(self, assignment: "Assignment") -> tuple[Finding, ...]:
        """What is slow or grows without an end, each with its place; a high or medium one fails the attempt.

        What the base had already is reported only.
        """
        root, before = assignment.workspace.root, assignment.survey
        project = "" if before.project == "." else before.project
        now = survey(root, revision="HEAD", project=project)
        git = Repository(path=root)
        changed = tuple(one.path for one in git.changed(before.revision, "HEAD"))
        subject = together([subject_of(one, now, changed) for one in blueprints_of(assignment)])
        tip = Code(survey=now, sources=read_sources(root, "HEAD", project=before.project))
        base = Code(survey=before, sources=read_sources(root, before.revision, project=before.project))
        known = look(base, subject) if set(subject.files) & set(before.files) else ()
        return since(look(tip, subject), known)


def subject_of(blueprint: Blueprint, survey: Survey, changed: tuple[str, ...]) -> Subject:
    """What the writers of a resource touched: its files, those of its folder, and what was changed of what it takes."""
    paths = blueprint.files
    own = {paths.module, paths.controller, paths.service, paths.create_dto, paths.update_dto, paths.list_dto}
    files = {path for path in changed if path in own or path.startswith(f"{paths.folder}/")}
    classes = (*survey.controllers, *survey.providers)
    pending = set(files)
    while pending:
        taken = {one.type for it in classes if it.place.file in pending for one in it.injects}
        pending = {it.place.file for it in survey.providers if it.name in taken and it.place.file in changed} - files
        files |= pending
    tests = {one.path for one in survey.tests}
    code = sorted(path for path in files if path.endswith(".ts") and path not in tests)
    return Subject(files=tuple(code), models=(blueprint.model,))
