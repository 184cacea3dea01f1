"""Invariant: each rule that words can show is asked of a foreign plan with the number of the line it is broken on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.planning.findings import Finding, Severity
from assistant.planning.language import language_of
from assistant.planning.outside.conditions import condition_in
from assistant.planning.outside.gates import asks_for_use, unguarded
from assistant.planning.outside.kinds import DATA, Mapped
from assistant.planning.outside.reading import Reading
from assistant.planning.outside.ship_signs import ship_sign
from assistant.planning.rules.rule import named
from assistant.planning.rules.shipping import own_model

_DATED = re.compile(
    r"\b(?:\d{1,2}\.? ?(?:jan|feb|mar|mär|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])\w*"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d|20\d\d"
    r"|(?:weeks?|months?|days?|quarters?|sprints?|wochen?|monate?) \d+|q[1-4]|kw ?\d+"
    r"|spring|summer|autumn|winter|today|tomorrow|(?:mon|tues|wednes|thurs|fri)day)\b",
    re.I,
)


def about_order(reading: Reading) -> Iterator[Finding]:
    """PF101, PF105 and PF204: what comes before what."""
    severity: Severity = "warning" if reading.other_order else "error"
    ship = reading.ships[0] if reading.ships else None
    for step in reading.before_shipping(reading.heavy):
        same = ship is not None and ship.step.line == step.step.line
        ships = f"line {ship.step.line} ships" if ship else "no line ships anything"
        where = "shipping comes after it on the same line" if same else ships
        yield Finding(
            "PF101",
            severity,
            _line(step),
            f"Data or model work comes first: {named(step.because)}, and {where}.",
            "Ship on a rented model or a baseline first, or show by the six fit questions that another order is right.",
        )
    for step, needed in cheaper_missing(reading):
        yield Finding(
            "PF105",
            severity,
            _line(step),
            f"{named(step.step.text)} comes before any {needed}.",
            f"Put {needed} before it, and let it prove what is still missing.",
        )
    if late := late_eval(reading):
        yield Finding(
            "PF204",
            severity,
            _line(late),
            f"The eval set is made after line {reading.ships[0].step.line} ships.",
            "Make it before anything ships.",
        )


def cheaper_missing(reading: Reading) -> Iterator[tuple[Mapped, str]]:
    """Own language models before any fine-tuning, classical models before a baseline: the step, what it lacks."""
    before: set[str] = set()
    for step in reading.steps:
        if step.is_heavy and step.kind == "custom_model" and "fine_tune" not in before:
            yield step, "fine-tuning"
        elif step.is_heavy and step.kind == "train_classical" and not before & {"baseline", "back_test"}:
            yield step, "back-test of a simple baseline"
        before.add(step.kind)


def late_eval(reading: Reading) -> Mapped | None:
    """The first listed eval step, when something ships before it that is not done and it does not say it is early."""
    evals = [step for step in reading.steps if step.kind == "eval_set" and step.counts]
    ships = [step for step in reading.ships if step.step.form != "prose"] or reading.ships
    if not evals or not ships or not evals[0].step.is_listed or ships[0].step.is_done:
        return None
    if evals[0].says_before:
        return None
    return evals[0] if reading.place(evals[0]) > reading.place(ships[0]) else None


def about_gates(reading: Reading) -> Iterator[Finding]:
    """PF104 and PF107: what guards data and model work."""
    severity: Severity = "warning" if reading.other_order else "error"
    for step in unguarded(reading):
        if not step.step.is_done:
            yield Finding(
                "PF104",
                severity,
                _line(step),
                f"Nothing guards {named(step.because)}: no condition with a number stands with it.",
                "Say which metric, over which window, lets it begin.",
            )
    for step in reading.heavy:
        gate = condition_in(step)
        if step.kind in DATA and gate and not asks_for_use(gate):
            yield Finding(
                "PF107",
                severity,
                _line(step),
                f"What opens {named(step.because)} is volume alone, not an outcome that held.",
                "Add a condition on an outcome or on people coming back, held for weeks.",
            )


def about_shipping(reading: Reading) -> Iterator[Finding]:
    """PF103 and PF108: what ships first, to whom and when; and what is called shipping but is data or model work."""
    for step in reading.before_shipping(reading.heavy):
        if ship_sign(step.step.text):
            yield Finding(
                "PF108",
                "error",
                _line(step),
                f"{named(step.step.text)} is called shipping but describes data or model work: {named(step.because)}.",
                "Say what a person can use at its end; move that work into its own step behind a gate.",
            )
    if not reading.ships:
        return
    first = reading.ships[0]
    if phrase := own_model(first.step.text):
        yield Finding(
            "PF103",
            "error",
            _line(first),
            f"What ships first relies on a model of its own: {named(phrase)}.",
            "Ship on a rented or bought model or a baseline; the own model waits for its gate.",
        )
    if first.sure != "sure" and language_of(reading.text) == "en":
        yield Finding(
            "PF108", "warning", _line(first), f"{named(first.step.text)} does not say who gets it.", "Name the people."
        )
    if not first.step.time and not first.step.is_done and not _DATED.search(_said_of(first)):
        yield Finding("PF108", "warning", _line(first), f"{named(first.step.text)} has no date.", "Give the day.")


def about_ids(reading: Reading) -> Iterator[Finding]:
    """PF102 and PF106: what depends on what, where steps bear ids."""
    by_id: dict[str, Mapped] = {}
    for step in reading.all_steps:
        if step.step.id and not step.step.is_aside:
            by_id.setdefault(step.step.id, step)
    for step in by_id.values():
        for name in step.step.depends_on:
            if name not in by_id:
                yield Finding(
                    "PF106",
                    "error",
                    _line(step),
                    f"It depends on {name.upper()}, which is no step of this plan.",
                    "Correct the id or remove it.",
                )
        behind = _ancestors(step, by_id)
        if step.step.id in {other.step.id for other in behind}:
            yield Finding(
                "PF106", "error", _line(step), "It waits for itself, through other steps.", "Remove one dependency."
            )
        heavy = next((other for other in behind if other.is_heavy), None)
        if step.ships and heavy and step is reading.ships[0]:
            yield Finding(
                "PF102",
                "error",
                _line(step),
                f"It depends on line {heavy.step.line}, which is data or model work: {named(heavy.because)}.",
                "Remove the dependency; what needs that work is a later release.",
            )


def has_ids(reading: Reading) -> bool:
    """Whether any step says by id what it depends on."""
    return any(step.step.depends_on for step in reading.all_steps)


def _ancestors(step: Mapped, by_id: dict[str, Mapped]) -> list[Mapped]:
    found: dict[str, Mapped] = {}
    waiting = list(step.step.depends_on)
    while waiting:
        name = waiting.pop(0)
        if name in by_id and name not in found:
            found[name] = by_id[name]
            waiting += by_id[name].step.depends_on
    return list(found.values())


def _said_of(step: Mapped) -> str:
    return " ".join((step.step.around, step.step.text, *step.step.section))


def _line(step: Mapped) -> str:
    return f"line {step.step.line}"
