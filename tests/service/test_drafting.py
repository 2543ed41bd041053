"""A draft that keeps the rules is taken; one that breaks them goes back once, and then the rules' own plan stands."""

import json
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from podium.catalog import load_rules
from podium.config import load_configuration
from podium.errors import RequestError
from podium.git import Repository
from podium.plan.codec import DecodeError, load
from podium.plan.draft import Draft, DraftRisk, DraftTask
from podium.plan.plan import Plan
from podium.plan.rules import Rules
from podium.plan.survey import Survey
from podium.plan.task import RunnerChoice
from podium.runners import optional
from podium.runners.model_server import serving
from podium.service.drafting import advised, with_draft
from podium.service.site import Site
from podium.service.understanding import problems_of

GOLDEN = Path(__file__).parents[1] / "plan" / "golden" / "reviews.json"
TASK = DraftTask(
    id="T2",
    title="Reviews over REST",
    specialist="nestjs-api-master",
    layer="api",
    phase=2,
    goal="both routes answer",
    instructions=("In the manner of src/products/products.controller.ts:22",),
    needs=("T1",),
    writes=("path src/reviews/*.ts", "share src/app.module.ts#imports"),
    outputs=("two routes",),
    requirements=("R1", "R2", "R3", "R4", "R5"),
    clauses=("C1", "C2", "C3", "C4"),
)


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load_rules()


@pytest.fixture(scope="session")
def plan() -> Plan:
    """The plan for reviews, in which no recipe builds the routes."""
    made = load(Plan, GOLDEN.read_text())
    nobody = RunnerChoice(kind="agent", reason="no agent is set up")
    return replace(made, tasks=tuple(replace(one, runner=nobody) if one.id == "T2" else one for one in made.tasks))


@dataclass
class Advisor:
    """Gives its drafts one after another and keeps what it was told."""

    drafts: list[Draft]
    told: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])
    name: str = "double"

    def draft(self, plan: Plan, problems: tuple[str, ...]) -> Draft:
        self.told.append(problems)
        if not self.drafts:
            raise DecodeError((("tasks", "is missing"),))
        return self.drafts.pop(0)


def test_a_good_draft_is_in_the_plan_with_gates_and_estimates_of_our_own(plan: Plan, rules: Rules) -> None:
    risk = DraftRisk(text="a slow list", likelihood="low", impact="low", task="T2", answer="an index")
    made = advised(plan, Advisor([Draft(tasks=(TASK,), risks=(risk,))]), rules)
    task, before = made.task("T2"), plan.task("T2")
    assert task is not None and before is not None and (task.title, task.runner) == (TASK.title, before.runner)
    assert {one.gate for one in before.gates} <= {one.gate for one in task.gates} and task.undo == before.undo
    assert made.decisions[0].answer == "double drafted it" and made.risks[-1].source == "T2 (the draft)"
    assert (made.request, made.checks, made.task("T1")) == (plan.request, plan.checks, plan.task("T1"))
    assert problems_of(made, rules) == ()


def test_a_bad_draft_goes_back_with_what_is_wrong_and_its_repair_is_taken(plan: Plan, rules: Rules) -> None:
    advisor = Advisor([Draft(tasks=(replace(TASK, specialist="nestjs-api-mastr"),)), Draft(tasks=(TASK,))])
    made = advised(plan, advisor, rules)
    assert advisor.told[0] == () and any("did you mean nestjs-api-master" in one for one in advisor.told[1])
    assert made.decisions[0].answer == "double drafted it after one repair"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"requirements": ("R1",)}, "nobody builds R2, R4, R5 any more"),
        ({"writes": ("path /etc/passwd",)}, "outside the repository"),
        ({"writes": ("src/x.ts",)}, "which is none of: path GLOB"),
        ({"needs": ("T3",)}, "wait for each other"),
        ({"phase": 4}, "phase: T3"),
        ({"id": "T1"}, "T1 is carried out by a recipe and stands as it is"),
        ({"needs": ("T9",)}, "waits for T9"),
        ({"writes": ()}, "nobody builds R2, R4, R5 any more"),
    ],
)
def test_a_draft_that_stays_wrong_is_refused_and_the_rules_plan_stands(
    plan: Plan, rules: Rules, changes: dict[str, Any], sentence: str
) -> None:
    bad = Draft(tasks=(replace(TASK, **changes),))
    advisor = Advisor([bad, bad])
    made = advised(plan, advisor, rules)
    assert replace(made, decisions=made.decisions[1:]) == plan
    assert made.decisions[0].answer == "the rules: the draft of double was refused 2 times"
    assert sentence in made.decisions[0].reason


def test_an_advisor_without_a_draft_changes_nothing(plan: Plan, rules: Rules) -> None:
    advisor = Advisor([])
    made = advised(plan, advisor, rules)
    assert made.tasks == plan.tasks and "tasks: is missing" in made.decisions[0].reason
    assert advisor.told == [(), ("tasks: is missing",)]


@pytest.fixture
def site(tmp_path: Path, rules: Rules) -> Site:
    configuration = load_configuration(environ={"HOME": str(tmp_path), "PODIUM_ISOLATION": "off"})
    return Site(
        repository=Repository(path=tmp_path, environment={}), project="", configuration=configuration, rules=rules
    )


def script(folder: Path, *texts: str) -> str:
    file = folder / "script.json"
    file.write_text(json.dumps([[{"write": "draft.json", "text": text}, {"say": "drafted"}] for text in texts]))
    return f"scripted:{file}"


def text_of(task: DraftTask) -> str:
    return json.dumps({"tasks": [task.__dict__]})


SURVEY = Survey(repository="shop", revision="b" * 40, tree="t")


def test_the_scripted_runner_drafts_in_a_folder_of_its_own(plan: Plan, site: Site, tmp_path: Path) -> None:
    made = with_draft(plan, SURVEY, site, script(tmp_path, text_of(TASK)))
    assert made.decisions[0].answer == "scripted drafted it" and made.tasks[1].title == TASK.title


def test_the_second_attempt_of_a_script_is_the_repair(plan: Plan, site: Site, tmp_path: Path) -> None:
    made = with_draft(plan, SURVEY, site, script(tmp_path, '{"tasks": [{"id": 7}]}', text_of(TASK)))
    assert made.decisions[0].answer == "scripted drafted it after one repair"
    worse = with_draft(plan, SURVEY, site, script(tmp_path, "not json"))
    assert worse.tasks == plan.tasks and "line 1" in worse.decisions[0].reason


@pytest.mark.parametrize("step", [{"end": "refused", "message": "no"}, {"ask": "may I?", "id": "q"}, {"say": "done"}])
def test_a_runner_that_leaves_no_draft_is_reported(plan: Plan, site: Site, tmp_path: Path, step: Any) -> None:
    (tmp_path / "script.json").write_text(json.dumps([[step]]))
    made = with_draft(plan, SURVEY, site, f"scripted:{tmp_path / 'script.json'}")
    assert made.tasks == plan.tasks and "scripted" in made.decisions[0].reason


def test_a_script_that_is_not_there_is_the_users_mistake(plan: Plan, site: Site) -> None:
    with pytest.raises(RequestError, match="no script"):
        with_draft(plan, SURVEY, site, "scripted:/nowhere.json")


@pytest.mark.slow
@pytest.mark.skipif(not optional.installed("pydantic_ai"), reason="pydantic-ai is not installed: the extra `model`")
@pytest.mark.filterwarnings("default")
def test_a_bare_model_drafts_through_the_same_door(
    plan: Plan, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    agents = site.configuration.user_folder / "agents"
    agents.mkdir(parents=True)
    (agents / "mine.yaml").write_text("title: Mine\ndoor: model\nmodel: openai-chat:gpt-4o\nkeep: [OPENAI_API_KEY]\n")
    with serving([{"write": "draft.json", "text": text_of(TASK)}, {"say": "drafted"}]) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "dummy")
        monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
        made = with_draft(plan, SURVEY, site, "mine")
    assert made.decisions[0].answer == "mine drafted it" and made.tasks[1].title == TASK.title


def test_an_agent_of_the_users_own_drafts_by_its_profile(plan: Plan, site: Site, tmp_path: Path) -> None:
    agents = site.configuration.user_folder / "agents"
    agents.mkdir(parents=True)
    steps = [{"write": "draft.json", "text": text_of(TASK)}, {"say": "drafted"}]
    (tmp_path / "turns.json").write_text(json.dumps({"steps": steps}))
    argv = [sys.executable, "-m", "podium.runners.double", str(tmp_path / "turns.json")]
    (agents / "mine.yaml").write_text(json.dumps({"title": "Mine", "argv": argv}))
    made = with_draft(plan, SURVEY, site, "mine")
    assert made.decisions[0].answer == "mine drafted it", made.decisions[0]
    assert made.tasks[1].title == TASK.title
