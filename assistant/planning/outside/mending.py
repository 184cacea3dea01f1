"""Invariant: what is proposed mends the order with as few moves as can be, and says what no reordering can mend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.planning.findings import Finding
from assistant.planning.outside.kinds import Mapped
from assistant.planning.outside.order import Pair, fewest_moves, mended
from assistant.planning.outside.reading import Reading
from assistant.planning.rules.rule import named
from assistant.planning.rules.shipping import own_model

MOST_ORDERED = 150
"""Steps of the course that a reordering looks at; in a longer plan the first so many (project rule: the work grows with
the cube of their number)."""


@dataclass(frozen=True)
class Move:
    """One step that goes elsewhere: before another, or behind it when `after`."""

    step: Mapped
    to: Mapped
    after: bool = False

    def __str__(self) -> str:
        own, other = self.step.step, self.to.step
        what = "the section of line" if own.form == "heading" else "line"
        dated = f", and date it anew ({own.time.text} is too late)" if own.time and not self.after else ""
        where = "after" if self.after else "before"
        return f"move {what} {own.line} {named(own.text)} {where} line {other.line} {named(other.text)}{dated}"

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {
            "line": self.step.step.line,
            "text": self.step.step.text,
            "where": "after" if self.after else "before",
            "to_line": self.to.step.line,
            "to_text": self.to.step.text,
        }


@dataclass(frozen=True)
class Mending:
    """The smallest reordering, and what has to be added or rewritten besides."""

    moves: tuple[Move, ...]
    additions: tuple[str, ...]


def mend(reading: Reading, findings: Iterable[Finding]) -> Mending:
    """How to mend the findings."""
    findings = tuple(finding for finding in findings if finding.severity != "not_measured")
    course = _course(reading)
    choices = [_moves(course, _must(course, anchor)) for anchor in _anchors(reading, course)]
    moves = min(choices, key=len) if choices else _moves(course, _must(course, None))
    return Mending(moves, tuple(dict.fromkeys(_additions(reading, findings))))


def _course(reading: Reading) -> list[Mapped]:
    wanted = {"baseline", "back_test", "eval_set"}
    kept = [s for s in reading.steps if s in reading.ships or s.is_heavy or (s.kind in wanted and s.step.is_listed)]
    return kept[:MOST_ORDERED]


def _anchors(reading: Reading, course: list[Mapped]) -> list[Mapped]:
    """The steps that could ship first: those that need no model of their own."""
    able = [ship for ship in reading.ships if ship in course and not own_model(ship.step.text)]
    return able[:1] if reading.ships and able[:1] == [reading.ships[0]] else able[:20]


def _must(course: list[Mapped], anchor: Mapped | None) -> list[Pair]:
    """What must come before what: shipping before data and models, evals before shipping, cheap tries before dear."""
    places = {kind: [at for at, step in enumerate(course) if step.kind == kind] for kind in {s.kind for s in course}}
    heavy = [at for at, step in enumerate(course) if step.is_heavy]
    pairs: list[Pair] = []
    if anchor is not None:
        ship = course.index(anchor)
        pairs += [(ship, at) for at in heavy]
        if not anchor.step.is_done:
            pairs += [(at, ship) for at in places.get("eval_set", [])[:1] if not course[at].says_before]
    pairs += [(at, later) for at in places.get("fine_tune", [])[:1] for later in places.get("custom_model", [])]
    measured = sorted(places.get("baseline", []) + places.get("back_test", []))
    pairs += [(at, later) for at in measured[:1] for later in places.get("train_classical", [])]
    return pairs


def _moves(course: list[Mapped], must: list[Pair]) -> tuple[Move, ...]:
    moved = set(fewest_moves(len(course), must))
    order = mended(len(course), must)
    found = []
    for at, place in enumerate(order):
        if place in moved:
            behind = next((later for later in order[at + 1 :] if later not in moved), None)
            if behind is not None:
                found.append(Move(course[place], course[behind]))
            else:
                ahead = next(earlier for earlier in reversed(order[:at]) if earlier not in moved)
                found.append(Move(course[place], course[ahead], after=True))
    return tuple(found)


def _additions(reading: Reading, findings: tuple[Finding, ...]) -> Iterable[str]:
    first = next((finding for finding in findings if finding.code == "PF101"), None)
    able = [ship for ship in reading.ships if not own_model(ship.step.text)]
    if first is not None and not able:
        slice_ = "something people can use, on a rented model or a rule, with its day and its people"
        yield f"add, before {first.path}: {slice_}"
    for finding in findings:
        if finding.code == "PF103":
            yield f"rewrite {finding.path}: ship it on a rented or bought model"
        elif finding.code == "PF104":
            yield f"add to {finding.path}: the metric, the number and the weeks that let it begin"
        elif finding.code == "PF105" and not _has_cheaper(reading, finding):
            yield f"add, before {finding.path}: {finding.fix[4:].partition(' before it')[0]}"
        elif finding.code in ("PF107", "PF108"):
            yield f"rewrite {finding.path}: {_down(finding.fix)}"
        elif finding.code in ("PF102", "PF106"):
            yield f"change {finding.path}: {_down(finding.fix)}"
        elif finding.path == "text":
            yield f"add: {_down(finding.fix)}"


def _has_cheaper(reading: Reading, finding: Finding) -> bool:
    kinds = {step.kind for step in reading.steps}
    return "fine_tune" in kinds if "fine-tuning" in finding.fix else bool(kinds & {"baseline", "back_test"})


def _down(text: str) -> str:
    return (text[:1].lower() + text[1:]).rstrip(".")
