"""Invariant: tuning waits for proof, and the wait is explained: each condition shows its number, its bar, its gap.

A pure function of the log's statistics and the bars. What nothing here measures is `not_measured`, never met, so the
gate cannot open by silence. The bars are project rules (corpus note `fine-tune-gate`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from assistant.usage.log import UsageLog

State = Literal["off", "collecting", "eligible"]
Z95 = 1.96


@dataclass(frozen=True)
class Thresholds:
    """The bars of the gate (project rules): examples for supervised tuning, weeks of use, shares from 0 to 1."""

    examples: int = 300
    human_share: float = 0.20
    weeks: int = 8
    kept_share: float = 0.50


@dataclass(frozen=True)
class Condition:
    """One condition. `value` and `threshold` are None when it is not measured; `missing` is '' when it is met."""

    name: str
    state: Literal["met", "missing", "not_measured"]
    text: str
    value: float | None = None
    threshold: float | None = None
    unit: str = ""
    missing: str = ""


@dataclass(frozen=True)
class Status:
    """Where tuning stands. `eligible` only when every condition is met."""

    state: State
    conditions: tuple[Condition, ...]

    @property
    def next_step(self) -> str:
        """The one thing that brings the gate nearer."""
        if self.state == "off":
            return "Nothing is collected for training. To begin: assistant tune enable."
        open_ones = [condition.missing for condition in self.conditions if condition.state == "missing"]
        return open_ones[0] if open_ones else "Measure the conditions that nothing has measured yet."

    def as_json(self) -> dict[str, Any]:
        """For `tune status --json`."""
        return {
            "state": self.state,
            "conditions": [asdict(condition) for condition in self.conditions],
            "next_step": self.next_step,
        }


def status(log: UsageLog, thresholds: Thresholds | None = None) -> Status:
    """The gate as the log stands now. Raises InputError when the log cannot be read."""
    return judge(log.stats(), thresholds or Thresholds())


def judge(stats: Mapping[str, Any], thresholds: Thresholds) -> Status:
    """The gate for these statistics (the keys are those of usage.stats)."""
    conditions = (
        _weeks(stats, thresholds),
        _growth(stats),
        _kept(stats, thresholds),
        _examples(stats, thresholds),
        _human(stats, thresholds),
        *(Condition(name, "not_measured", text) for name, text in NOT_MEASURED_HERE),
    )
    if stats["switch"] == "off" or stats["consent"] != "training":
        return Status("off", conditions)
    return Status("eligible" if all(entry.state == "met" for entry in conditions) else "collecting", conditions)


NOT_MEASURED_HERE = (
    ("plateau", "a validated eval stopped rising over three serious tries with prompt, retrieval and model"),
    ("kind_of_gap", "what fails is behaviour, cost or latency, not missing facts"),
    ("break_even", "tuning pays back within twelve months against the strongest untuned option"),
    ("trainer", "a trainer and a place to serve the result will both live twelve months"),
    ("owner", "somebody is named who trains again when the base model changes"),
    ("way_back", "the way back to the prompted baseline was tried"),
)


def wilson_lower(hits: int, n: int, z: float = Z95) -> float:
    """Lower end of the Wilson score interval for a share (Wilson 1927, JASA 22), 0 when nothing was seen."""
    if n == 0:
        return 0.0
    share = hits / n
    middle = share + z * z / (2 * n)
    margin = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, (middle - margin) / (1 + z * z / n))


def _measured(name: str, text: str, value: float, threshold: float, unit: str, missing: str) -> Condition:
    met = value >= threshold
    return Condition(name, "met" if met else "missing", text, value, threshold, unit, "" if met else missing)


def _weeks(stats: Mapping[str, Any], bars: Thresholds) -> Condition:
    seen = len(stats["by_week"])
    return _measured(
        "weeks_of_use", "weeks with at least one turn", seen, bars.weeks, "weeks", f"{bars.weeks - seen} weeks of use."
    )


def _growth(stats: Mapping[str, Any]) -> Condition:
    """The newest four weeks with turns against the four before them."""
    counts = [count for _, count in sorted(stats["by_week"].items())]
    text = "turns of the newest four weeks of use against the four before"
    if len(counts) < 8:
        return Condition("growing", "not_measured", text, missing="Eight weeks of use are needed to see a trend.")
    newest, before = sum(counts[-4:]), sum(counts[-8:-4])
    return _measured("growing", text, newest, before + 1, "turns", f"More use: {newest} turns after {before}.")


def _kept(stats: Mapping[str, Any], bars: Thresholds) -> Condition:
    kept = stats["accepted"] + stats["edited"]
    judged = kept + stats["bad"]
    text = f"plans accepted or edited, of {judged} judged (lower end of the 95 % interval)"
    if judged == 0:
        return Condition("kept", "not_measured", text, missing="Judge plans: assistant feedback TURN --accept.")
    return _measured(
        "kept",
        text,
        round(wilson_lower(kept, judged), 4),
        bars.kept_share,
        "share",
        f"A higher share of kept plans, or more judged ones: {kept} of {judged} were kept.",
    )


def _examples(stats: Mapping[str, Any], bars: Thresholds) -> Condition:
    count = stats["training_examples"]
    return _measured(
        "examples",
        "accepted or edited turns with consent to training",
        count,
        bars.examples,
        "examples",
        f"{bars.examples - count} more accepted or edited turns with consent to training.",
    )


def _human(stats: Mapping[str, Any], bars: Thresholds) -> Condition:
    edits, count = stats["training_edits"], stats["training_examples"]
    text = "share of examples that a person edited"
    if count == 0:
        return Condition("human_share", "not_measured", text, missing="There are no examples yet.")
    return _measured(
        "human_share",
        text,
        round(edits / count, 4),
        bars.human_share,
        "share",
        f"More edited plans: {edits} of {count} examples were edited.",
    )
