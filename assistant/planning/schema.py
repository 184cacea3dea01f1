"""Invariant: a Plan is data that code checks; Markdown, JSON and every other view are renderings of it.

Strict, frozen, versioned. `load` is the one way in from text and `dump` the one way out.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_core import from_json

from assistant.errors import InputError, PlanFileError
from assistant.planning import migrations, strict_json
from assistant.planning.costs import Costs
from assistant.planning.course import DataPlan, Gate, ModelPlan, Stage
from assistant.planning.elements import (
    Citation,
    Claim,
    Decision,
    Generator,
    Patch,
    Quantity,
    Question,
    Strict,
    Waiver,
)
from assistant.planning.purpose import Action, Brief, FitAnswer, Phase, Product, Stakes, Success, Verdict

SCHEMA_VERSION = 2
"""2 dates each price and tells options that failed the eval from those nobody measured (migrations.py)."""
MAX_PLAN_BYTES = 5_000_000
"""A larger file is refused unread (project rule: the largest honest plan measured is under 100 kB)."""


class Differentiation(Strict):
    """The edge that can fail: an asset only use builds, the indicator that proves it, and what if it stays flat."""

    asset: Literal[
        "workflow",
        "proprietary_data",
        "feedback_loop",
        "distribution",
        "integration",
        "trust",
        "internal",
        "none_yet",
    ]
    claim: str
    because: str
    indicator: str
    check_by: date | None = None
    if_flat: str


class Row(Strict):
    """One row of the comparison: our path beside the other one."""

    ours: str
    other: str


class Comparison(Strict):
    """The six rows of the corpus note `product-first`, for both paths, on the same assumptions."""

    other_path: Literal["traditional", "language_model_first"]
    starting_point: Row
    first_milestone: Row
    data_matters: Row
    custom_model_matters: Row
    risk_profile: Row
    failure_mode: Row
    spend_ours: Quantity
    spend_other: Quantity
    other_wins: str


class Risk(Strict):
    """What may go wrong, the early signal, what is done about it and by whom, and when it is looked at."""

    text: str
    trigger: str
    mitigation: str
    role: str
    check_on: date


class KillCriterion(Strict):
    """When to stop, written down before the data can argue. `gate` is the id of a kill gate, if it is computed."""

    text: str
    decided_on: date
    gate: str = ""


class CounterMetric(Strict):
    """What must not get worse while the outcome improves."""

    metric: str
    text: str


class Plan(Strict):
    """The whole plan (docs/plan.md tells each key). Every prose field may refer to claims as `[c1]`."""

    schema_version: Literal[2] = 2
    id: str
    revision: int = Field(default=1, ge=1)
    parent: str | None = None
    created_at: datetime
    title: str
    stakes: Stakes
    phase: Phase
    brief: Brief
    answer: str
    against: str
    verdict: Verdict
    fit: tuple[FitAnswer, ...]
    this_week: tuple[Action, ...]
    product: Product
    success: Success
    data: DataPlan
    model: ModelPlan
    stages: tuple[Stage, ...]
    gates: tuple[Gate, ...]
    costs: Costs
    differentiation: Differentiation
    comparison: Comparison
    risks: tuple[Risk, ...]
    riskiest_assumption: str
    cheapest_test: str
    kill_criteria: tuple[KillCriterion, ...] = ()
    counter_metrics: tuple[CounterMetric, ...] = ()
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    questions: tuple[Question, ...] = Field(default=(), max_length=3)
    decisions: tuple[Decision, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    history: tuple[Patch, ...] = ()
    generator: Generator

    def to_markdown(self) -> str:
        """The plan as people read it, ending in a newline."""
        from assistant.planning.markdown import render

        return render(self)

    def save(self, path: str | Path, *, force: bool = False) -> Path:
        """Writes the plan to `path`, as Markdown for `.md` and as JSON for `.json`, and returns the path.

        The file is whole or not there; what could drive a terminal is written as text. Raises InputError for another
        suffix, when the place cannot be written, and when the file exists (without `force`).
        """
        from assistant import saving, terminal

        path = Path(path)
        if path.suffix not in (".json", ".md"):
            raise InputError("A plan is saved as .json or .md", where=str(path), fix="Name it plan.json or plan.md.")
        text = terminal.json_safe(dump(self)) if path.suffix == ".json" else terminal.clean(self.to_markdown())
        return saving.save(path, text, force=force)


def dump(plan: Plan) -> str:
    """The plan as JSON text, two spaces deep, ending in a newline."""
    return plan.model_dump_json(indent=2) + "\n"


def is_json(text: str, where: str = "") -> bool:
    """Whether the text is meant as JSON: by its file's name, an opening brace, or because it is JSON as a whole."""
    start = text.lstrip()[:1]
    if where.lower().endswith(".json") or start == "{":
        return True
    if not start or start not in '["-0123456789tfnN':
        return False
    try:
        from_json(text)
    except ValueError:
        return False
    return True


def load(text: str | bytes, *, where: str = "") -> Plan:
    """The plan in `text`. Raises PlanFileError with the first place that is wrong."""
    if len(text) > MAX_PLAN_BYTES:
        raise PlanFileError(
            f"The plan is larger than {MAX_PLAN_BYTES:,} bytes", where=where, fix="Check that it is a plan."
        )
    try:
        raw = strict_json.read(text)
    except strict_json.Ambiguous as error:
        fix = "Keep one of the two." if "twice" in str(error) else "Give a plan.json written by this tool."
        raise PlanFileError(str(error), where=where, fix=fix) from error
    return parse(raw, where=where)


def parse(raw: object, *, where: str = "") -> Plan:
    """The plan in parsed JSON, older versions migrated. Raises PlanFileError for newer ones and for broken ones."""
    if not isinstance(raw, dict):
        raise PlanFileError("A plan is a JSON object", where=where, fix="Give a plan.json written by this tool.")
    try:
        return Plan.model_validate_json(_canonical(migrations.migrated(raw, to=SCHEMA_VERSION, where=where)))
    except ValidationError as error:
        raise _broken(error, where) from error


def _broken(error: ValidationError, where: str) -> PlanFileError:
    first = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    more = f" ({error.error_count()} in all)" if error.error_count() > 1 else ""
    if first["type"] == "extra_forbidden":
        return PlanFileError(
            f"The plan has a key that no plan has: {place!r}{more}",
            where=where,
            fix="Correct its name, or remove it; `assistant export --to schema` lists the keys.",
        )
    return PlanFileError(
        f"The plan breaks the schema at {place!r}: {first['msg']}{more}",
        where=where,
        fix="Correct that field, or plan again.",
    )


def _canonical(raw: object) -> bytes:
    from pydantic_core import to_json

    return to_json(raw)
