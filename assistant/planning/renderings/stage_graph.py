"""Invariant: every stage, every dependency and every gate of the plan is in the drawing, and nothing else.

A gate is a diamond on the way into the stages it guards; a gate that says when to stop stands below.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from assistant.planning.course import Gate
from assistant.planning.markdown_course import condition
from assistant.planning.renderings.layers import layers
from assistant.planning.renderings.markup import Markup, tag
from assistant.planning.renderings.svg import WIDTH, at, box, drawing, family, label, line, wrap
from assistant.planning.schema import Plan

_HEIGHT, _GAP, _WAY = 70.0, 14.0, 34.0
_WIDEST = 210.0
_LETTER = 6.5
"""Width of an average letter at the drawing's text size."""
_KILL_ROW = 22.0


@dataclass(frozen=True)
class _Spot:
    x: float
    y: float
    width: float

    @property
    def middle(self) -> float:
        return self.y + _HEIGHT / 2


def stage_graph(plan: Plan) -> Markup:
    """The stages, what each waits for, and the gates between; nothing without stages."""
    if not plan.stages:
        return Markup("")
    spots = _spots(plan)
    below = max(spot.y for spot in spots.values()) + _HEIGHT
    kills = [gate for gate in plan.gates if gate.kind == "kill"]
    parts = [_edge(spots[a], spots[b]) for a, b in _edges(plan)]
    parts += [_stage(plan, i, spots[stage.id]) for i, stage in enumerate(plan.stages)]
    parts += [_gate(plan, stage.id, spots[stage.id]) for stage in plan.stages if _guards(plan, stage.id)]
    parts += [_kill(gate, below + _KILL_ROW * (i + 1)) for i, gate in enumerate(kills)]
    height = below + _KILL_ROW * len(kills) + 10
    return drawing("graph", "The stages and their gates", _described(plan), height, *parts)


def _spots(plan: Plan) -> dict[str, _Spot]:
    column = layers(plan.stages)
    pitch = (WIDTH - 2) / (max(column.values()) + 1)
    way = min(_WAY, pitch * 0.3)
    width = min(pitch - way, _WIDEST)
    taken: Counter[int] = Counter()
    spots = {}
    for stage in plan.stages:
        place = column[stage.id]
        spots[stage.id] = _Spot(place * pitch + way, 4 + taken[place] * (_HEIGHT + _GAP), width)
        taken[place] += 1
    return spots


def _edges(plan: Plan) -> list[tuple[str, str]]:
    known = {stage.id for stage in plan.stages}
    return [
        (each, stage.id)
        for stage in plan.stages
        for each in dict.fromkeys(stage.depends_on)
        if each in known and each != stage.id
    ]


def _guards(plan: Plan, stage: str) -> list[Gate]:
    named = {id for each in plan.stages if each.id == stage for id in each.gates}
    return [gate for gate in plan.gates if gate.kind == "open" and (gate.id in named or stage in gate.guards)]


def _edge(start: _Spot, end: _Spot) -> Markup:
    x1, y1, x2, y2 = start.x + start.width, start.middle, end.x, end.middle
    bend = min(abs(x2 - x1) / 2, 40)
    path = f"M{at(x1)} {at(y1)} C{at(x1 + bend)} {at(y1)} {at(x2 - bend)} {at(y2)} {at(x2)} {at(y2)}"
    return tag("path", d=path, class_="edge")


def _stage(plan: Plan, place: int, spot: _Spot) -> Markup:
    stage = plan.stages[place]
    rows = wrap(f"{place + 1}  {stage.title}", max(int((spot.width - 14) / _LETTER), 4), 4)
    top = spot.middle - (len(rows) - 1) * 7.5 + 4
    words = [label(spot.x + 9, top + i * 15, row) for i, row in enumerate(rows)]
    told = f"{place + 1} {stage.title}: {stage.kind.replace('_', ' ')}, {stage.state}"
    return tag("g", tag("title", told), box(spot.x, spot.y, spot.width, _HEIGHT, f"node {family(stage)}"), *words)


def _gate(plan: Plan, stage: str, spot: _Spot) -> Markup:
    gates = _guards(plan, stage)
    told = "; ".join(f"{gate.title}: {_conditions(gate)}" for gate in gates)
    x, y, size = spot.x - 15, spot.middle, 9
    points = f"{at(x - size)},{at(y)} {at(x)},{at(y - size)} {at(x + size)},{at(y)} {at(x)},{at(y + size)}"
    return tag("g", tag("title", told), tag("polygon", points=points, class_="gate"))


def _kill(gate: Gate, y: float) -> Markup:
    title = gate.title if gate.title.lower().startswith("stop") else f"Stop: {gate.title}"
    words = wrap(f"{title} – {_conditions(gate)}", 120, 1)[0]
    return tag(
        "g",
        tag("title", f"{gate.title}: {_conditions(gate)}"),
        line(_WAY, y - 4, _WAY + 14, y - 4, "kill"),
        label(_WAY + 22, y, words, "stop"),
    )


def _conditions(gate: Gate) -> str:
    both, either = (" and ".join(map(condition, gate.all_of)), " or ".join(map(condition, gate.any_of)))
    return "; ".join(part for part in (both, either) if part)


def _described(plan: Plan) -> str:
    told = []
    number = {stage.id: i for i, stage in enumerate(plan.stages, 1)}
    for stage in plan.stages:
        after = ", ".join(str(number[each]) for each in stage.depends_on if each in number)
        gated = f", behind a gate: {'; '.join(map(_conditions, gates))}" if (gates := _guards(plan, stage.id)) else ""
        told.append(f"{number[stage.id]} {stage.title}{f', after {after}' if after else ''}{gated}")
    return "; ".join(told)
