"""Invariant: a plan somebody else wrote is judged only by what its words can show; the rest is said to be not measured.

Markdown in English, and with less certainty in German: what each step does is told by its content, its line is kept,
and rules that need data nobody writes into prose are listed by code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from assistant.errors import NotMeasured
from assistant.planning.findings import Finding
from assistant.planning.language import language_of, name_of
from assistant.planning.outside import checks, romance
from assistant.planning.outside.kinds import Mapped
from assistant.planning.outside.mending import Mending, mend
from assistant.planning.outside.reading import MOST_STEPS, Reading, read
from assistant.planning.outside.whole import asked_of_all
from assistant.planning.rules import RULES
from assistant.planning.rules.rule import named, not_measured

BY_STEPS = ("PF101", "PF103", "PF104", "PF105", "PF107", "PF108")
BY_IDS = ("PF102", "PF106")
BY_TEXT = ("PF203", "PF204", "PF305", "PF601", "PF602", "PF605")
"""The rules that the words of a foreign plan can show: by its steps, by the ids of its steps, by its whole text."""

Confidence = Literal["high", "medium", "low"]
_NAMED_LINES = 8
_HIGH, _MEDIUM = 0.8, 0.5
"""Shares of the steps of the course that are sure (project rule: in a clear plan one in five may be doubtful)."""


@dataclass(frozen=True)
class Outside:
    """What a foreign plan was read as, what it breaks, and how to mend it."""

    reading: Reading
    findings: tuple[Finding, ...]
    mending: Mending
    notes: tuple[str, ...] = field(default=())

    @property
    def steps(self) -> tuple[Mapped, ...]:
        """The steps that say what they do, or may."""
        return tuple(step for step in self.reading.steps if step.kind != "other")

    @property
    def course(self) -> tuple[Mapped, ...]:
        """What decides about order: shipping, data and model work, and what may be such work."""
        reading = self.reading
        return tuple(step for step in reading.steps if step in (*reading.ships, *reading.heavy, *reading.unsure))

    @property
    def unplaced(self) -> tuple[Mapped, ...]:
        """The steps beside those of the course whose words nobody understood, in the same list, table or paragraph."""
        beside = {_siblings(step) for step in self.course if step.counts}
        return tuple(
            step
            for step in self.reading.steps
            if step.kind == "other" and not step.because and _siblings(step) in beside
        )

    @property
    def not_placed(self) -> str:
        """How many steps beside the course were not understood, and on which lines; '' when all were."""
        found = self.unplaced
        if not found:
            return ""
        lines = [str(line) for line in dict.fromkeys(step.step.line for step in found)]
        where = ", ".join(lines[:_NAMED_LINES]) + (" …" if len(lines) > _NAMED_LINES else "")
        total = len(found) + len(self.course)
        return f"{len(found)} of {total} steps could not be placed: line{'s' if len(lines) > 1 else ''} {where}"

    @property
    def confidence(self) -> Confidence:
        """How sure the reading is, by the share of its course that is; a step nobody could place may belong to it."""
        sure = sum(step.sure == "sure" for step in self.course) / max(1, len(self.course) + len(self.unplaced))
        return "high" if sure >= _HIGH else "medium" if sure >= _MEDIUM else "low"

    @property
    def unmeasured(self) -> tuple[str, ...]:
        """The codes of the rules that were not asked."""
        is_read = self.reading.is_readable or any(step.source == "model" for step in self.steps)
        asked = {*BY_TEXT, *(BY_STEPS if is_read else ())}
        asked |= set(BY_IDS) if checks.has_ids(self.reading) else set()
        asked |= {finding.code for finding in self.findings if finding.severity != "not_measured"}
        return tuple(code for code in RULES if code not in asked)

    def as_json(self) -> dict[str, object]:
        """For `--json`, beside the findings."""
        return {
            "confidence": self.confidence,
            "not_placed": [{"line": step.step.line, "text": step.step.text} for step in self.unplaced],
            "steps": [step.as_json() for step in self.steps],
            "moves": [move.as_json() for move in self.mending.moves],
            "additions": list(self.mending.additions),
            "not_measured": list(self.unmeasured),
            "notes": list(self.notes),
        }


def _siblings(step: Mapped) -> tuple[object, ...]:
    """Where a step stands: steps of one list, table or paragraph share it."""
    inside = step.step
    return (inside.form, inside.depth, inside.under, inside.block if inside.form == "prose" else 0)


def review_markdown(text: str) -> Outside:
    """Reviews a plan in Markdown. Raises NotMeasured when no step of a plan is recognised in it."""
    return judged(read(text))


def judged(reading: Reading, notes: tuple[str, ...] = ()) -> Outside:
    """Reviews what was read. Raises NotMeasured when nothing in it ships, collects or trains, even perhaps."""
    if not reading.ships and not reading.heavy and not reading.unsure:
        raise NotMeasured(
            "No step of a plan was recognised in the text",
            fix="Give a plan in English or German that says what is shipped, collected or trained, or a plan.json.",
        )
    findings = (
        *checks.about_order(reading),
        *checks.about_shipping(reading),
        *checks.about_gates(reading),
        *checks.about_ids(reading),
        *asked_of_all(reading.text),
        *_doubts(reading),
    )
    return Outside(reading, findings, mend(reading, findings), notes)


def _doubts(reading: Reading) -> list[Finding]:
    found = [
        not_measured(
            "PF101",
            f"line {step.step.line}",
            f"{named(step.step.text)} may be data or model work before anything ships; its words do not say.",
            "Say what is done there, or check again with --model.",
        )
        for step in reading.before_shipping(reading.unsure)
    ]
    if not reading.is_readable and not any(step.source == "model" for step in reading.steps):
        code = language_of(reading.text)
        language = name_of(code)
        in_part = "only a short list of its words is known, so silence about a line proves nothing"
        known = in_part if code in romance.LANGUAGES else "only what stands in it in English was mapped"
        found.append(
            not_measured(
                "PF101",
                "text",
                f"The text reads as {language}; {known}.",
                "Check again with --model, or give it in English or German.",
            )
        )
    if reading.is_cut:
        found.append(
            not_measured("PF101", "text", f"Only the first {MOST_STEPS:,} steps were read.", "Give the plan alone.")
        )
    return found
