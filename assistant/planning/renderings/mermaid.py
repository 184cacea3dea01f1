"""Invariant: whatever a title says, the text is Mermaid: of a title only letters, digits and harmless signs are kept.

Two diagrams: the stages over time (gantt), and the stages with their gates (flowchart). Ids are made by counting.
"""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta

from assistant.planning.course import Gate
from assistant.planning.markdown_course import condition
from assistant.planning.renderings.spans import Span, deadline, spans
from assistant.planning.renderings.svg import family
from assistant.planning.schema import Plan

_HARMLESS = frozenset(" .,'()/+-–−×=≥≤‹›&?!…€$£%§°")
_SPELLED = {":": " –", ";": ",", "#": "no.", '"': "'", "<": "‹", ">": "›", "[": "(", "]": ")", "_": " "}
_LONGEST = 120
_WAITING_DAYS = 30
"""The length drawn for a stage that waits for its gate; its name says that it waits."""
_STYLES = (
    "classDef product fill:#e3f1ef,stroke:#0e6b63,color:#1b2228",
    "classDef data fill:#faf0dc,stroke:#9a6200,color:#1b2228",
    "classDef model fill:#f0e9f5,stroke:#4b2f63,color:#1b2228",
    "classDef kill fill:#fbebe8,stroke:#a3362b,color:#1b2228",
)


def render(plan: Plan) -> str:
    """Both diagrams as Markdown that code hosts draw, ending in a newline."""
    if not plan.stages:
        return f"# {words(plan.title)}\n\nThis plan has no stages to draw.\n"
    drawn = (("Stages over time", gantt(plan)), ("Stages and their gates", flowchart(plan)))
    parts = [f"## {name}\n\n```mermaid\n{text}```\n" for name, text in drawn]
    return "\n".join([f"# {words(plan.title)}\n", *parts])


def gantt(plan: Plan) -> str:
    """The stages over time; those that wait for a gate stand in a section of their own, after the last date."""
    rows = spans(plan)
    last = max((row.end for row in rows if row.end), default=plan.created_at.date())
    lines = ["gantt", f"    title {words(plan.title)}", "    dateFormat YYYY-MM-DD", "    axisFormat %d %b %Y"]
    dated = [_dated(row) for row in rows if row.end]
    waiting = [_waiting(row, last) for row in rows if not row.end]
    lines += ["    section Dated", *dated] if dated else []
    due = deadline(plan)
    lines += [f"    {due[0].capitalize()} :milestone, due, {due[1].isoformat()}, 0d"] if due and dated else []
    lines += ["    section Waiting for a gate", *waiting] if waiting else []
    return "\n".join(lines) + "\n"


def _dated(row: Span) -> str:
    assert row.start is not None and row.end is not None
    state = {"done": "done, ", "active": "active, "}.get(row.stage.state, "")
    days = f"{row.start.isoformat()}, {row.end.isoformat()}"
    return f"    {row.number} {words(row.stage.title)} :{state}s{row.number}, {days}"


def _waiting(row: Span, last: date) -> str:
    first = min(last, date.max - timedelta(days=_WAITING_DAYS))
    return f"    {row.number} {words(row.stage.title)} :s{row.number}, {first.isoformat()}, {_WAITING_DAYS}d"


def flowchart(plan: Plan) -> str:
    """The stages as boxes, each gate as a hexagon on the way into what it guards, gates that stop the plan beside."""
    number = {stage.id: i for i, stage in enumerate(plan.stages, 1)}
    lines = ["flowchart LR"]
    for stage in plan.stages:
        lines.append(f'    s{number[stage.id]}["{number[stage.id]} {words(stage.title)}"]:::{family(stage).split()[0]}')
    for i, gate in enumerate(plan.gates, 1):
        style = ":::kill" if gate.kind == "kill" else ""
        lines.append(f'    g{i}{{{{"{words(gate.title)}<br/>{words(_conditions(gate))}"}}}}{style}')
    lines += [f"    {start} --> {end}" for start, end in _edges(plan, number)]
    return "\n".join([*lines, *(f"    {style}" for style in _STYLES)]) + "\n"


def _edges(plan: Plan, number: dict[str, int]) -> list[tuple[str, str]]:
    edges = []
    for stage in plan.stages:
        place = f"s{number[stage.id]}"
        gates = [
            f"g{i}"
            for i, gate in enumerate(plan.gates, 1)
            if gate.kind == "open" and (gate.id in stage.gates or stage.id in gate.guards)
        ]
        before = [f"s{number[each]}" for each in dict.fromkeys(stage.depends_on) if each in number]
        edges += [(start, gate) for gate in gates for start in before] + [(gate, place) for gate in gates]
        edges += [] if gates else [(start, place) for start in before]
    return list(dict.fromkeys(edges))


def _conditions(gate: Gate) -> str:
    both, either = " and ".join(map(condition, gate.all_of)), " or ".join(map(condition, gate.any_of))
    return ", ".join(part for part in (both, either) if part) or "no condition"


def words(title: str) -> str:
    """The title with what means something to Mermaid spelled otherwise or left out; never empty."""
    spelled = "".join(_SPELLED.get(letter, letter) for letter in title)
    kept = "".join(letter if _readable(letter) else " " for letter in spelled)
    while "%%" in kept:
        kept = kept.replace("%%", "%")
    return " ".join(kept.split())[:_LONGEST].strip() or "untitled"


def _readable(letter: str) -> bool:
    return letter in _HARMLESS or unicodedata.category(letter)[0] in "LMN"
