import re
import shutil
from pathlib import Path

import pytest

from podium.catalog import SHIPPED, TABLES, load_rules
from podium.errors import ConfigurationError
from podium.plan.cues import found
from podium.plan.rules import Rules

SPEC_ROWS = [
    (
        "New API Endpoint",
        "nestjs-api-master",
        "prisma-database-architect, test-engineering-specialist, api-documentation-architect",
    ),
    ("Database Changes", "prisma-database-architect", "database-migration-strategist, test-engineering-specialist"),
    ("Background Jobs", "queue-processing-expert", "redis-caching-strategist, test-engineering-specialist"),
    ("Performance Issues", "performance-optimization-expert", "redis-caching-strategist, prisma-database-architect"),
    ("Security Audit", "security-guardian", "authentication-sentinel, test-engineering-specialist"),
    ("Real-time Features", "websocket-realtime-expert", "redis-caching-strategist, test-engineering-specialist"),
    ("Deployment Setup", "devops-containerization-expert", "environment-configuration-master, security-guardian"),
]
SPEC_PATTERNS = {
    "Feature Development Pattern": [
        "prisma-database-architect: Design schema if needed",
        "nestjs-api-master: Create API endpoints",
        "queue-processing-expert: Implement async tasks if needed",
        "test-engineering-specialist: Write comprehensive tests",
        "security-guardian: Security review",
        "api-documentation-architect: Update documentation",
    ],
    "Performance Optimization Pattern": [
        "performance-optimization-expert: Profile and identify issues",
        "prisma-database-architect: Optimize queries/indexes",
        "redis-caching-strategist: Implement caching",
        "test-engineering-specialist: Performance tests",
        "api-documentation-architect: Document changes",
    ],
    "Security Enhancement Pattern": [
        "security-guardian: Security audit",
        "authentication-sentinel: Auth improvements",
        "nestjs-api-master: Implement security fixes",
        "test-engineering-specialist: Security tests",
        "devops-containerization-expert: Update deployment",
    ],
    "Bug Fix Pattern": [
        "test-engineering-specialist: Reproduce with test",
        ": Fix the issue",
        "test-engineering-specialist: Verify fix",
        "api-documentation-architect: Update docs if needed",
    ],
}
SPEC_CRITERIA = {
    "several_agents": [
        "Task spans multiple layers (API + Database + Cache)",
        "Requires specialized expertise (Auth + WebSocket)",
        "Has quality requirements (Code + Tests + Docs)",
        "Involves infrastructure changes",
    ],
    "security_review": [
        "Handling user data",
        "Authentication/authorization changes",
        "External API integrations",
        "File uploads/downloads",
        "Payment processing",
    ],
    "performance_review": [
        "Large data operations",
        "High-frequency endpoints",
        "Real-time features",
        "Background job processing",
        "Cache implementations",
    ],
}


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules()


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return folder


def test_the_matrix_says_what_the_specification_says(rules: Rules) -> None:
    rows = [(row.title, row.primary, ", ".join(row.supporting)) for row in rules.matrix if not row.ours]
    assert rows == SPEC_ROWS


def test_the_patterns_say_what_the_specification_says(rules: Rules) -> None:
    said = {
        one.title: [f"{step.specialist}: {step.what}" for step in one.steps] for one in rules.patterns if not one.ours
    }
    assert said == SPEC_PATTERNS


def test_the_criteria_say_what_the_specification_says(rules: Rules) -> None:
    for name, lines in SPEC_CRITERIA.items():
        assert [one.text for one in rules.criteria if one.criterion == name] == lines


def test_every_task_type_has_a_row_a_pattern_and_a_known_primary(rules: Rules) -> None:
    types = {row.type for row in rules.matrix}
    assert len(types) == len(rules.matrix) == 15
    assert {type_ for one in rules.patterns for type_ in one.types} == types
    assert all(rules.specialist(row.primary) for row in rules.matrix)


def test_every_specialist_has_a_work_order_of_its_own(rules: Rules) -> None:
    names = {one.name for one in rules.specialists} - {"backend-task-orchestrator"}
    assert {one.id for one in rules.steps if one.id == one.specialist} == names
    assert len(names) == 14


def test_every_layer_and_runner_has_a_prior(rules: Rules) -> None:
    pairs = {(one.layer, one.runner) for one in rules.estimates}
    assert len(pairs) == sum(not one.specialist for one in rules.estimates) == 7 * 3
    assert all(one.seconds[0] < one.seconds[1] for one in rules.estimates)
    assert all((one.usd is not None) == (one.tokens[1] > 0) for one in rules.estimates)


ROW = "- type: {type}\n  {title}: T\n  primary: {primary}\n  supporting: []\n"
GOOD = {"type": "testing", "title": "title", "primary": "nestjs-api-master"}
MATRIX = "rules/matrix.yaml"
RISKS = "rules/risks.yaml"
EXPERT = "specialists/x.md"
MISTAKES = [
    (MATRIX, ROW.format_map(GOOD | {"title": "titel"}), r"yaml:2: \[0\].titel is not known in MatrixRow.*title\?", ""),
    (MATRIX, ROW.format_map(GOOD | {"type": "tests"}), r"yaml:1: \[0\].type should be one of", ""),
    (
        MATRIX,
        ROW.format_map(GOOD | {"primary": "nestjs-api-mastr"}),
        "yaml:1: .*did you mean nestjs-api-master",
        "testing",
    ),
    ("rules/matrx.yaml", "[]", "no rules are read from this file, did you mean matrix.yaml", "criteria.yaml"),
    (RISKS, "- id: a\n  id: b\n", "risks.yaml:2: .*stands twice, first in line 1", ""),
    (RISKS, "a: [", "risks.yaml:.: not YAML", ""),
    (RISKS, "a: b", "risks.yaml:1: .*should be a list", ""),
    (EXPERT, "---\nname: x\ndescriptoin: d\n---\n", "x.md:3: descriptoin .*did you mean description", "tools"),
    (EXPERT, "---\nname: x\n---\n", "description is missing", ""),
    (EXPERT, "---\nname: x\nname: y\n---\n", "x.md:3: name stands twice", ""),
    (EXPERT, "You are x.\n", "begins with front matter", ""),
]


@pytest.mark.parametrize(("name", "text", "message", "hint"), MISTAKES)
def test_a_mistake_is_told_with_file_line_and_the_nearest_word(
    tmp_path: Path, name: str, text: str, message: str, hint: str
) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        load_rules(write(tmp_path, name, text))
    assert hint in caught.value.hint


def test_a_row_of_the_project_wins_over_the_users_and_the_users_over_the_shipped(tmp_path: Path) -> None:
    row = "- type: caching\n  title: {}\n  primary: redis-caching-strategist\n  supporting: []\n"
    user = write(tmp_path / "user", "rules/matrix.yaml", row.format("the user's"))
    project = write(tmp_path / "project", "rules/matrix-more.yaml", row.format("the project's"))
    for folders, title in (((user, None), "the user's"), ((user, project), "the project's"), ((None, None), "Caching")):
        found_ = load_rules(*folders)
        assert [one.title for one in found_.matrix if one.type == "caching"] == [title]
        assert len(found_.matrix) == 15


def test_another_rule_gives_another_digest_and_the_place_of_the_package_does_not(tmp_path: Path) -> None:
    same = tmp_path / "copy"
    shutil.copytree(SHIPPED / "rules", same / "rules")
    assert load_rules(same).digest == load_rules().digest
    changed = write(tmp_path / "more", "rules/mergers.yaml", "['**/*.prisma']")
    assert load_rules(changed).mergers == ("**/*.prisma",)
    assert load_rules(changed).digest != load_rules().digest


BOTH = ("Read", "Grep")
TOOLS = [
    ("tools: Read, Grep", BOTH),
    ("tools: [Read, 'Grep']", BOTH),
    ("tools:\n  - Read\n  - Grep", BOTH),
    ("color: red", ()),
]


@pytest.mark.parametrize(("tools", "expected"), TOOLS)
def test_tools_are_a_list_or_a_comma_string(tmp_path: Path, tools: str, expected: tuple[str, ...]) -> None:
    text = f"---\nname: x-expert\ndescription: Does x: well\n{tools}\n---\n\nYou do x.\n"
    one = load_rules(write(tmp_path, "specialists/x.md", text)).specialist("x-expert")
    assert one is not None
    assert (one.tools, one.description, one.prompt, one.source) == (
        expected,
        "Does x: well",
        "You do x.\n",
        "user: x.md",
    )


def test_a_specialist_of_the_same_name_replaces_the_shipped_one(tmp_path: Path) -> None:
    text = "---\nname: security-guardian\ndescription: Ours\nmodel: opus\nrunner: human\n---\nLook.\n"
    found_ = load_rules(project=write(tmp_path, "specialists/guard.md", text))
    one = found_.specialist("security-guardian")
    assert one is not None and (one.description, one.model, one.runner) == ("Ours", "opus", "human")
    assert len(found_.specialists) == len(load_rules().specialists)


@pytest.mark.parametrize(
    ("cues", "text", "expected"),
    [
        (("authenticat*",), "Authentication and AUTHENTICATED", ("authentication",)),
        (("rate limit*",), "add rate  limiting", ("rate  limiting",)),
        (("role",), "roles and a role-based check", ("role",)),
        (("api key*",), "the apikey", ()),
        (("n+1",), "an N+1 query", ("n+1",)),
        (("ci/cd",), "our CI/CD", ("ci/cd",)),
    ],
)
def test_cues_are_whole_words_and_a_star_takes_any_ending(
    cues: tuple[str, ...], text: str, expected: tuple[str, ...]
) -> None:
    assert found(cues, text) == expected


def test_every_placeholder_of_a_work_order_is_a_fact(rules: Rules) -> None:
    from podium.plan.analysis import Analysis
    from podium.plan.facts import facts
    from podium.plan.survey import Survey

    known = facts(Analysis(request="x", is_backend=True), Survey(repository="x", revision="y", tree="z"))
    layers = {f"{prefix}layer_{one.layer}" for prefix in ("", "no_") for one in rules.estimates}
    lines = [text for one in rules.steps for text in (one.title, one.goal, *one.instructions, *one.writes, *one.idle)]
    named = {name for text in lines for name in re.findall(r"\{(\w+)\}", text)}
    named |= {name for one in rules.steps for name in one.busy}
    assert named <= set(known) | layers
    assert set(TABLES) == {file.name for file in (SHIPPED / "rules").glob("*.yaml")}
