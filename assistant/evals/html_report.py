"""Invariant: the report is one file that asks for nothing: no script, no request, no text that could become either.

Every case opens to its turn: what was asked, what the model did call by call, what each tool was asked and answered,
the plan, the findings, what each scorer said and why. What did not pass stands open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.evals.points import Point
from assistant.evals.results import Report, Result
from assistant.evals.table import GATE_HEAD, closing, gate_rows, headline, passed_of
from assistant.evals.tallies import Tally
from assistant.planning.renderings.html import POLICY
from assistant.planning.renderings.markup import Markup, join, tag

_WIDTH, _HEIGHT = 220, 18
_SHORT = 160
"""Letters of a tool's arguments or answer that are shown before it is opened (project rule)."""
_CSS = """
:root{--ink:#1b2228;--soft:#55616b;--rule:#dfe4e8;--pass:#0e6b63;--fail:#a3362b;--unmeasured:#9a6200;--told:#55616b}
*{box-sizing:border-box}body{font:15px/1.5 Helvetica,Arial,sans-serif;color:var(--ink);max-width:1040px;
margin:0 auto;padding:24px;overflow-wrap:anywhere}h1{font-size:1.5em}h2{font-size:1.05em;margin-top:1.8em}
table{border-collapse:collapse;width:100%;font-size:.92em}th,td{text-align:left;vertical-align:top;
padding:.35em .9em .35em 0;border-bottom:1px solid var(--rule)}
details{border-bottom:1px solid var(--rule);padding:.3em 0}
summary{cursor:pointer}details details{margin-left:1.2em}.pass{color:var(--pass)}.fail{color:var(--fail)}
.unmeasured,.not-measured{color:var(--unmeasured)}.told,.soft,.not-selected{color:var(--soft)}
.box{margin:.4em 0 .8em 1.2em}pre{white-space:pre-wrap;font:.86em/1.45 monospace;margin:.3em 0}
@media print{details{break-inside:avoid}}
"""


def render(report: Report) -> str:
    """The report as one HTML document."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("link", rel="icon", href="data:,"),
        tag("title", headline(report)),
        tag("style", Markup(_CSS)),
    )
    body = tag(
        "body",
        tag("h1", headline(report)),
        tag("p", f"Run {report.run_id or '-'}, begun {report.started_at}.", class_="soft"),
        *(tag("p", line) for line in closing(report)),
        tag("h2", "Gates"),
        _gates(report),
        tag("h2", "Scorers"),
        _scorers(report),
        tag("h2", "Cases"),
        *(_case(result) for result in report.results),
    )
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='en')}\n"


def _gates(report: Report) -> Markup:
    rows = []
    for reading, cells in zip(report.readings, gate_rows(report), strict=True):
        kind = reading.outcome.replace("_", "-")
        rows.append(tag("tr", *(tag("td", cell, class_=kind if at == 1 else "") for at, cell in enumerate(cells))))
    return tag("table", tag("thead", tag("tr", *(tag("th", name) for name in GATE_HEAD))), tag("tbody", *rows))


def _scorers(report: Report) -> Markup:
    asked = {(reading.gate.scorer, reading.gate.group): reading.gate.min_pass_rate for reading in report.readings}
    rows = []
    for tally in report.tallies():
        bar = asked.get((tally.scorer, tally.group), asked.get((tally.scorer, "*")))
        counts = passed_of(tally) + (f", {tally.unmeasured} unmeasured" if tally.unmeasured else "")
        cells = (tally.scorer, tally.group, counts, _bar(tally, bar))
        rows.append(tag("tr", *(tag("td", cell) for cell in cells)))
    heads = ("scorer", "group", "passed", "share with its 95% interval; the tick is what a gate asks")
    return tag("table", tag("thead", tag("tr", *(tag("th", name) for name in heads))), tag("tbody", *rows))


def _bar(tally: Tally, asked: float | None) -> Markup:
    low, high = tally.interval
    share = tally.share
    told = f"{share:.0%}, between {low:.0%} and {high:.0%}" if tally.total else "nothing was counted"
    middle = str(_HEIGHT // 2)
    shapes = [
        tag("title", told),
        tag("rect", x="0", y="4", width=str(_WIDTH), height=str(_HEIGHT - 8), fill="#eef1f3"),
        tag("rect", x="0", y="4", width=f"{share * _WIDTH:.1f}", height=str(_HEIGHT - 8), fill="#0e6b63"),
        tag("line", x1=f"{low * _WIDTH:.1f}", x2=f"{high * _WIDTH:.1f}", y1=middle, y2=middle, stroke="#1b2228",
            stroke_width="2"),
    ]  # fmt: skip
    if asked is not None:
        at = f"{asked * _WIDTH:.1f}"
        shapes.append(tag("line", x1=at, x2=at, y1="0", y2=str(_HEIGHT), stroke="#a3362b", stroke_width="2"))
    box = f"0 0 {_WIDTH + 2} {_HEIGHT}"
    # SVG's own names are in two cases, which attributes written in Python are too.
    return tag("svg", *shapes, role="img", viewBox=box, width=str(_WIDTH + 2), height=str(_HEIGHT))


def _case(result: Result) -> Markup:
    head = tag("summary", tag("b", result.outcome, class_=result.outcome), f" {result.group}/{result.name} ",
               tag("span", result.model, class_="soft"))  # fmt: skip
    rows = [
        tag("tr", tag("td", score.outcome, class_=score.outcome), tag("td", score.name), tag("td", _value(score.value)),
            tag("td", score.reason))
        for score in result.scores
    ]  # fmt: skip
    parts = [head, *([tag("p", result.error, class_="fail box")] if result.error else [])]
    parts.append(tag("table", tag("tbody", *rows), class_="box"))
    parts += _points(result.points)
    parts += _turn(result)
    return tag("details", *parts, open="open" if result.outcome != "pass" else "")


def _points(points: tuple[Point, ...]) -> list[Markup]:
    if not points:
        return []
    rows = [tag("tr", tag("td", p.state), tag("td", p.kind.replace("_", " ")), tag("td", p.text), tag("td", p.reason))
            for p in points]  # fmt: skip
    return [tag("details", tag("summary", f"{len(points)} points"), tag("table", tag("tbody", *rows)))]


def _turn(result: Result) -> list[Markup]:
    turn = result.turn
    if not turn:
        return []
    facts = ", ".join(f"{name} {turn[name]}" for name in ("status", "verdict", "phase", "repairs") if name in turn)
    parts = [tag("summary", f"the turn: {facts}"), tag("pre", str(turn.get("text", "")))]
    for number, call in enumerate(turn.get("calls", ()), 1):
        said = f"call {number}: {call['stop']}, {call['ms']} ms, {call['tokens']} tokens"
        asked = "" if "asked" in call else "".join(f"\n  {name}" for name in call["tools"])
        parts.append(tag("pre", f"{said}{asked}\n{call['text']}".rstrip()))
        parts += [part for each in call.get("asked", ()) for part in _tool(each)]
    if turn.get("ended"):
        parts.append(tag("p", str(turn["ended"]), class_="fail"))
    parts += [tag("p", str(finding)) for finding in turn.get("findings", ())]
    if turn.get("answer"):
        parts.append(tag("pre", str(turn["answer"])))
    if turn.get("stages"):
        parts.append(tag("ol", join(tag("li", str(stage)) for stage in turn["stages"])))
    if turn.get("plan"):
        parts.append(tag("details", tag("summary", "the whole plan"), tag("pre", str(turn["plan"]))))
    elif turn.get("stages"):
        parts.append(tag("p", "The whole plan is kept of small runs and of cases that did not pass.", class_="soft"))
    return [tag("details", *parts)]


def _tool(asked: Mapping[str, Any]) -> list[Markup]:
    """What one tool was asked, and what it answered: shortened, and whole when opened."""
    answered = "no answer was sent on" if asked["result"] is None else str(asked["result"])
    kind = "refused" if asked["refused"] else "answered"
    return [_opened(f"{asked['name']}, asked", str(asked["arguments"])), _opened(f"{asked['name']}, {kind}", answered)]


def _opened(head: str, text: str) -> Markup:
    flat = " ".join(text.split())
    if len(flat) <= _SHORT:
        return tag("p", tag("b", head), f" {flat}", class_="box")
    short = tag("summary", tag("b", head), f" {flat[:_SHORT]}…")
    return tag("details", short, tag("pre", text))


def _value(value: object) -> str:
    return "" if isinstance(value, bool) or value is None else str(value)
