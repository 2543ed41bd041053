"""What Podium answers about a repository to anybody's agent: survey, recipes, a plan, its runs, its judgement."""

from typing import Any

from podium.errors import PodiumError
from podium.execution.tools import Arguments, Mistaken, Tool, answered, survey_tools
from podium.service.site import Site


class Desk:
    """The tools for a site, as a server of the Model Context Protocol takes them."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._tools: dict[str, Tool] = {}

    def tools(self) -> list[dict[str, Any]]:
        """Name, description and input schema of each; the repository is surveyed when they are first asked for."""
        return [one.described() for one in self._known().values()]

    def call(self, name: str, arguments: dict[str, Any]) -> tuple[str, bool]:
        """The answer, and whether it is an error."""
        try:
            said = answered(self._known(), {"tool": name, "arguments": arguments})
        except PodiumError as error:
            return f"{error.message}{f' ({error.hint})' if error.hint else ''}", True
        return str(said["text"]), bool(said["error"])

    def _known(self) -> dict[str, Tool]:
        if not self._tools:
            from podium.service.understanding import survey_of

            own = (*survey_tools(survey_of(self._site)), *_of_site(self._site))
            self._tools = {one.name: one for one in own}
        return self._tools


def _of_site(site: Site) -> tuple[Tool, ...]:
    return (
        Tool(
            name="draw_up_plan",
            description="Draw up Podium's plan for a request: tasks, specialists, gates, risks, the way back. Nothing "
            "is carried out.",
            takes={"request": "what the back end should do, in plain words"},
            required=("request",),
            answer=lambda arguments: _plan(site, arguments),
        ),
        Tool(
            name="run_status",
            description="Show how far a run of Podium's is, by phase and task.",
            takes={"run": "its name; without: the latest"},
            answer=lambda arguments: _status(site, arguments),
        ),
        Tool(
            name="judge_branch",
            description="Judge a branch that anyone made against its base, by every gate. It takes minutes; verdicts "
            "on an equal tree are kept.",
            takes={"span": "BASE..HEAD", "request": "what the branch is for, in plain words"},
            required=("span",),
            answer=lambda arguments: _judged(site, arguments),
        ),
    )


def _plan(site: Site, arguments: Arguments) -> str:
    from podium.report.planned import plan_markdown
    from podium.service.understanding import analyse, plan_for

    found = analyse(site, str(arguments["request"]))
    if not found.analysis.is_backend:
        raise Mistaken(f"this is not a backend request: {found.analysis.reason}")
    return plan_markdown(plan_for(site, found))


def _status(site: Site, arguments: Arguments) -> str:
    from podium.report.progress import progress_markdown
    from podium.service.runs import find

    run = find(site, str(arguments.get("run", "")))
    return f"{run.setup.run}\n\n{progress_markdown(run.state.plan, run.state)}"


def _judged(site: Site, arguments: Arguments) -> str:
    from podium.report.verified import verify_markdown
    from podium.service.judging import verify

    span, request = str(arguments["span"]), str(arguments.get("request", ""))
    return verify_markdown(verify(site, span, request=request, listener=lambda _: None))
