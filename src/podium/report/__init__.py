"""What people and programs read: Markdown, JSON, Mermaid and HTML made from values, and nothing beyond them."""

from podium.report.drawing import mermaid
from podium.report.facts import (
    ApiDifference,
    CommitFacts,
    FoundTest,
    Measured,
    MigrationFacts,
    Proof,
    RiskyHunk,
    RunFacts,
    StatementLock,
    VerifyFacts,
)
from podium.report.json_forms import analysis_json, plan_json, run_json, verify_json
from podium.report.planned import plan_markdown
from podium.report.progress import progress_markdown
from podium.report.ran import run_markdown
from podium.report.understood import analysis_markdown
from podium.report.verified import verify_markdown

__all__ = [
    "ApiDifference",
    "CommitFacts",
    "FoundTest",
    "Measured",
    "MigrationFacts",
    "Proof",
    "RiskyHunk",
    "RunFacts",
    "StatementLock",
    "VerifyFacts",
    "analysis_json",
    "analysis_markdown",
    "mermaid",
    "plan_json",
    "plan_markdown",
    "progress_markdown",
    "run_json",
    "run_markdown",
    "verify_json",
    "verify_markdown",
]
