"""Invariant: a model may say what the rules left open, with words that stand on the line, and silences no error.

What it says is outside text: typed, counted, and checked against the plan before it is used.
"""

from __future__ import annotations

from dataclasses import replace

from pydantic import BaseModel, ConfigDict, Field

from assistant.errors import NotMeasured
from assistant.planning.findings import Finding
from assistant.planning.outside.kinds import DATA, MODEL, Kind, Mapped
from assistant.planning.outside.mending import mend
from assistant.planning.outside.reading import Reading
from assistant.planning.outside.review import Outside, judged
from assistant.planning.rules.rule import named

MOST_OPINIONS = 300
_THEIRS = " So the model reads it, not the rules."


class Opinion(BaseModel):
    """What one line of the plan does. `quote` is copied from that line, word for word."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    line: int = Field(ge=1, le=1_000_000)
    kind: Kind
    quote: str = Field(min_length=2, max_length=300)


class Opinions(BaseModel):
    """What the lines of the plan do: one entry for each line that sets down a step."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    steps: tuple[Opinion, ...] = Field(max_length=MOST_OPINIONS)


def with_opinions(reading: Reading, opinions: Opinions) -> Outside:
    """The review by the rules with what the model adds. Raises NotMeasured when neither recognises a step of a plan."""
    filled: dict[int, Mapped] = {}
    notes: list[str] = []
    lines = reading.text.splitlines()
    for opinion in opinions.steps:
        step = _step_of(reading, opinion, lines)
        if isinstance(step, str):
            notes.append(f"the model's word on line {opinion.line} was not used: {step}")
        elif not step.counts:
            if opinion.kind != "other":
                filled[step.step.place] = Mapped(step.step, opinion.kind, "likely", opinion.quote, "model")
        elif _family(step.kind) != _family(opinion.kind):
            notes.append(
                f"line {opinion.line}: the rules read {step.kind} ({named(step.because)}), the model {opinion.kind};"
                " the rules' reading stands"
            )
    return _united(reading, reading.changed(filled), tuple(notes))


def _step_of(reading: Reading, opinion: Opinion, lines: list[str]) -> Mapped | str:
    """The step an opinion is about, or why there is none."""
    if opinion.line > len(lines):
        return f"the text has {len(lines)} lines"
    wanted = _plain(opinion.quote)
    if wanted not in _plain(lines[opinion.line - 1]):
        return f"{named(opinion.quote)} does not stand on it"
    on_line = [step for step in reading.all_steps if step.step.line == opinion.line]
    if not on_line:
        return "no step begins on it"
    return next((step for step in on_line if wanted in _plain(step.step.text)), on_line[0])


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _family(kind: Kind) -> str:
    return "data" if kind in DATA else "model" if kind in MODEL else "ship" if kind == "ship" else "product"


def _united(reading: Reading, more: Reading, notes: tuple[str, ...]) -> Outside:
    """Every finding of the rules alone, and what the model's reading adds."""
    added = judged(more)
    alone = _alone(reading)
    known = {(finding.code, finding.path) for finding in alone}
    seen = {(finding.code, finding.path) for finding in added.findings}
    new = tuple(
        finding if finding.severity == "not_measured" else replace(finding, message=finding.message + _THEIRS)
        for finding in added.findings
        if (finding.code, finding.path) not in known
    )
    notes += tuple(
        f"{finding.code} at {finding.path} stands by the rules, though by the model's reading it would not"
        for finding in alone
        if finding.severity == "error" and (finding.code, finding.path) not in seen
    )
    findings = (*alone, *new)
    return Outside(more, findings, mend(more, findings), notes)


def _alone(reading: Reading) -> tuple[Finding, ...]:
    """What the rules find without the model; nothing when they recognise no step."""
    try:
        return tuple(finding for finding in judged(reading).findings if finding.severity != "not_measured")
    except NotMeasured:
        return ()
