"""Bars stand where the dates are, boxes where the dependencies put them, and no plan is too odd to be drawn."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant.planning.course import Stage
from assistant.planning.elements import Quantity
from assistant.planning.renderings.layers import layers
from assistant.planning.renderings.spans import deadline, spans
from assistant.planning.renderings.stage_graph import stage_graph
from assistant.planning.renderings.svg import wrap
from assistant.planning.renderings.timeline import timeline
from assistant.planning.schema import Plan
from tests.planning.plans import stop, support
from tests.planning.plans.parts import TODAY
from tests.planning.renderings.hostile import Seen, read


def bars(plan: Plan, today: date = TODAY) -> list[tuple[float, float, str]]:
    """(left, width, class) of each bar, in the order of the stages."""
    rects = read(timeline(plan, today)).named("rect")
    return [
        (float(rect["x"] or 0), float(rect["width"] or 0), rect["class"] or "")
        for rect in rects
        if "bar" in (rect["class"] or "")
    ]


def mark(seen: Seen, name: str) -> float:
    (found,) = [line for line in seen.named("line") if line["class"] == name]
    return float(found["x1"] or 0)


def dated(plan: Plan, start: date | None, end: date | None) -> Plan:
    first = plan.stages[0]
    when = first.when.model_copy(update={"start": start, "end": end})
    return plan.model_copy(update={"stages": (first.model_copy(update={"when": when}), *plan.stages[1:])})


def test_each_stage_has_a_bar_as_long_as_its_days() -> None:
    ship, everybody, better, curate, tune = bars(support())
    assert ship[0] + ship[1] == pytest.approx(everybody[0], abs=0.2)
    assert everybody[0] + everybody[1] == pytest.approx(better[0], abs=0.2)
    days = (date(2026, 12, 18) - TODAY).days / (date(2027, 1, 15) - date(2026, 12, 18)).days
    assert ship[1] / everybody[1] == pytest.approx(days, rel=0.01)
    assert "waiting" in curate[2] and "data" in curate[2]
    assert "waiting" in tune[2] and "model" in tune[2]
    assert curate[0] > better[0] + better[1]


def test_today_and_the_deadline_stand_on_the_scale_of_the_bars() -> None:
    plan = support()
    seen = read(timeline(plan, date(2026, 12, 18)))
    ship, everybody, *_ = bars(plan, date(2026, 12, 18))
    assert mark(seen, "today") == pytest.approx(everybody[0], abs=0.2)
    assert mark(seen, "due") == pytest.approx(ship[0] + ship[1], abs=0.2)
    assert "today 18 Dec 2026" in seen.text


def test_the_deadline_of_the_brief_is_counted_from_the_day_of_the_plan() -> None:
    plan = support()
    assert deadline(plan) == ("ship by", date(2026, 12, 18))
    weeks = Quantity(value=8, unit="weeks", origin="brief")
    first = plan.brief.constraints[0].model_copy(update={"quantity": weeks})
    brief = plan.brief.model_copy(update={"constraints": (first, *plan.brief.constraints[1:])})
    assert deadline(plan.model_copy(update={"brief": brief})) == ("deadline", date(2027, 1, 18))
    assert deadline(stop()) is None


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(1, 1, 1), date(9999, 12, 31)),
        (date(2027, 5, 1), date(2026, 11, 24)),
        (TODAY, TODAY),
        (None, date(2026, 1, 1)),
        (date(2026, 11, 24), None),
        (None, None),
    ],
)
def test_odd_dates_are_drawn_within_the_picture(start: date | None, end: date | None) -> None:
    plan = dated(support(), start, end)
    for left, width, _ in bars(plan):
        assert 0 <= left <= 1000
        assert width > 0
        assert left + width <= 1000
    assert all((span.start is None) == (span.end is None) or span.start for span in spans(plan))
    assert len(read(timeline(plan, TODAY)).named("line")) < 20


def test_a_stage_without_a_start_begins_where_its_dependencies_end() -> None:
    plan = support()
    second = plan.stages[1]
    when = second.when.model_copy(update={"start": None})
    stages = (plan.stages[0], second.model_copy(update={"when": when}), *plan.stages[2:])
    assert spans(plan.model_copy(update={"stages": stages}))[1].start == date(2026, 12, 18)


def linked(*edges: tuple[str, str]) -> tuple[Stage, ...]:
    names = dict.fromkeys(name for edge in edges for name in edge)
    shape = support().stages[0]
    return tuple(
        shape.model_copy(update={"id": name, "depends_on": tuple(a for a, b in edges if b == name)}) for name in names
    )


def test_a_stage_stands_right_of_all_it_depends_on() -> None:
    assert layers(linked(("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("x", "d"))) == {
        "a": 0, "b": 1, "c": 2, "d": 3, "x": 0,
    }  # fmt: skip


def test_a_cycle_is_laid_out_too() -> None:
    found = layers(linked(("a", "b"), ("b", "c"), ("c", "b"), ("c", "d"), ("d", "d")))
    assert set(found) == {"a", "b", "c", "d"}
    assert found["a"] < found["b"]
    assert found["c"] < found["d"]


def test_a_thousand_stages_in_a_row_are_laid_out() -> None:
    found = layers(linked(*((f"s{i}", f"s{i + 1}") for i in range(1_000))))
    assert found["s1000"] == 1_000


def test_the_graph_shows_every_dependency_gate_and_stop() -> None:
    seen = read(stage_graph(support()))
    boxes = [rect for rect in seen.named("rect") if "node" in (rect["class"] or "")]
    assert len(boxes) == len(support().stages)
    assert len(seen.named("path")) == 4
    assert len(seen.named("polygon")) == 3
    assert len([line for line in seen.named("line") if line["class"] == "kill"]) == 1
    assert "Stop: Too little is solved – solved < 15%" in seen.text
    assert "behind a gate: solved ≥ 25%" in seen.text


def test_boxes_of_the_graph_do_not_overlap() -> None:
    plan = support()
    shape = plan.stages[1]
    wide = tuple(shape.model_copy(update={"id": f"w{i}", "depends_on": ("ship",)}) for i in range(5))
    rects = read(stage_graph(plan.model_copy(update={"stages": (*plan.stages, *wide)}))).named("rect")
    places = [tuple(float(rect[key] or 0) for key in ("x", "y", "width", "height")) for rect in rects]
    for i, (x, y, width, height) in enumerate(places):
        assert x + width <= 1000
        for other_x, other_y, *_ in places[i + 1 :]:
            assert abs(other_x - x) >= width or abs(other_y - y) >= height


@pytest.mark.parametrize("words", ["a b c", "word " * 40, "x" * 200, "顧客の請求書" * 20, "", "  \n "])
def test_a_label_keeps_to_its_lines_and_columns(words: str) -> None:
    rows = wrap(words, 20, 3)
    assert len(rows) <= 3
    assert all(len(row) <= 20 for row in rows)
    if len(words.split()) == 3:
        assert rows == ("a b c",)
    if len(words) > 100:
        assert rows[-1].endswith("…")
    assert not re.search(r"\s{2}", "".join(rows))
