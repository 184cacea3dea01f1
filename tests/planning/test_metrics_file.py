"""What a gate reads from a metrics file: the right window, no day passed over in silence, no line misread."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pydantic_core import to_json

from assistant import plan as plan_of
from assistant.errors import InputError
from assistant.planning.course import Trigger
from assistant.planning.gate_readings import Observed, Reading, cases_to_decide, judge_gates, wilson
from assistant.planning.metric_rows import read_rows
from assistant.planning.metric_series import MetricSeries, series
from assistant.planning.schema import Plan
from tests.planning.changes import changed
from tests.planning.plans import support
from tests.planning.plans.parts import trigger

TODAY = date(2027, 3, 10)


def read(text: str, plan: Plan | None = None, today: date = TODAY) -> MetricSeries:
    return series(plan or support(), read_rows(text, where="metrics.csv"), today)


def gates(text: str, plan: Plan | None = None, today: date = TODAY) -> dict[str, Reading]:
    plan = plan or support()
    return {reading.gate: reading for reading in judge_gates(plan, read(text, plan, today).seen, today)}


def days(count: int, line: str, *, last: date = TODAY, without: tuple[int, ...] = ()) -> str:
    rows = [f"{last - timedelta(days=i)},{line}" for i in range(count) if i not in without]
    return "\n".join(["date,metric,value,n", *reversed(rows)])


def about(rows: MetricSeries, wanted: Trigger) -> tuple[int, int]:
    seen = rows.seen(wanted)
    assert seen is not None
    return round(seen.value), seen.n


def by_month(window: int = 28) -> Trigger:
    return trigger("calls", ">=", 1, "calls a month", days=window)


def test_a_reading_opens_a_gate_only_when_its_lower_end_is_above_the_bar() -> None:
    assert gates("metric,value,n\nsolved,31,900")["g_data"].state == "open"
    close = gates("metric,value,n\nsolved,26,900")["g_data"]
    assert close.state == "closed"
    (judged,) = close.triggers
    assert judged.low is not None and judged.low < 25 < 26
    assert judged.required_n > 900
    assert f"it takes {judged.required_n:,} cases to tell" in close.lines[0]


@pytest.mark.parametrize(("share", "threshold"), [(0.31, 0.25), (0.26, 0.25), (0.9, 0.8), (0.1, 0.15), (0.02, 0.5)])
def test_the_cases_to_decide_are_the_fewest_at_which_the_interval_clears_the_bar(
    share: float, threshold: float
) -> None:
    n = cases_to_decide(share, threshold)
    assert n is not None

    def clears(cases: int) -> bool:
        low, high = wilson(share, cases)
        return not low <= threshold <= high

    assert clears(n + 1)
    assert n < 3 or not clears(n - 1)
    assert cases_to_decide(threshold, threshold) is None


def test_too_few_cases_are_insufficient_whatever_they_show() -> None:
    reading = gates("metric,value,n\nsolved,99,399")["g_data"]
    assert reading.state == "insufficient data"
    assert reading.triggers[0].required_n == 400
    assert "1 more case is needed to tell" in reading.lines[0]


def test_a_kill_gate_fires_and_an_opening_gate_does_not() -> None:
    read = gates("metric,value,n\nsolved,8,900")
    assert read["g_stop"].fired
    assert not any(reading.fired for name, reading in read.items() if name != "g_stop")
    assert not gates("metric,value,n\nsolved,14.5,900")["g_stop"].fired


def test_a_gate_nobody_read_expires_after_its_review() -> None:
    assert gates("metric,value,n\nsolved,31,900", today=date(2027, 3, 12))["g_tune"].state == "insufficient data"
    assert gates("metric,value,n\nsolved,31,900", today=date(2027, 4, 10))["g_tune"].state == "expired"


def test_days_are_weighed_by_their_cases_and_only_the_window_counts() -> None:
    old = [f"{TODAY - timedelta(days=i)},solved,90,100" for i in range(56, 70)]
    new = [f"{TODAY - timedelta(days=i)},solved,{20 if i % 2 else 40},{30 if i % 2 else 10}" for i in range(56)]
    rows = read("\n".join(["date,metric,value,n", *old, *new]))
    assert rows.seen(trigger("solved", ">=", 25, "%", days=56)) == Observed(25.0, 28 * 40)
    assert rows.gaps([trigger("solved", ">=", 25, "%", days=56)]) == ()


def test_counts_a_month_are_scaled_to_a_month() -> None:
    seen = read(days(28, "calls,1000,1000")).seen(by_month())
    assert seen is not None
    assert seen.value == pytest.approx(1000 * 365 / 12)
    assert seen.n == 28_000


def test_missing_days_are_named_and_left_out() -> None:
    rows = read(days(28, "calls,1000,1000", without=(3, 10, 11)))
    (sentence,) = rows.gaps([by_month()])
    assert "3 of 28 days are missing (27 Feb 2027 to 28 Feb 2027, 7 Mar 2027)" in sentence
    assert about(rows, by_month()) == (27_158, 25_000)


def test_a_window_that_is_not_full_gives_no_number() -> None:
    rows = read(days(27, "calls,1000,1000"))
    assert rows.seen(by_month()) is None
    assert "is not full yet" in rows.gaps([by_month()])[0]
    assert rows.seen(by_month(27)) is not None


def test_an_old_record_says_so_and_opens_nothing() -> None:
    rows = read(days(28, "calls,1000,1000", last=TODAY - timedelta(days=60)))
    assert rows.seen(by_month()) is None
    assert rows.gaps([by_month()])[0] == "The record ends on 9 Jan 2027, 60 days ago."


def test_a_window_without_end_is_survived() -> None:
    assert read(days(3, "calls,1,1")).seen(by_month(10**12)) is None


def test_events_become_shares_and_counts() -> None:
    rows = [
        f"{TODAY - timedelta(days=i)}T10:0{j}:00Z,outcome,{'true' if j < 3 else 'false'}"
        for i in range(56)
        for j in range(10)
    ]
    asked = [f"{TODAY - timedelta(days=i)}T09:00:00+02:00,answered," for i in range(56)]
    seen = read("\n".join(["time,event,ok", *rows, *asked]))
    assert about(seen, trigger("solved", ">=", 25, "%", days=56)) == (30, 560)
    assert about(seen, by_month()) == (30, 28)
    assert seen.seen(trigger("satisfaction", ">=", -3, "points")) is None


def test_an_ok_that_could_mean_two_shares_is_asked_for_by_the_metrics_name() -> None:
    kept = {"id": "kept", "name": "Kept", "definition": "d", "source": "event", "unit": "%", "events": ["outcome"]}
    two = changed(support(), {"data.metrics[+]": kept})
    vague = read("time,event,ok\n2027-03-09,outcome,true\n2027-03-10,outcome,false", two)
    assert vague.seen(trigger("solved", ">=", 25, "%", days=2)) is None
    plain = read("time,event,ok\n2027-03-09,solved,true\n2027-03-10,solved,false", two)
    assert plain.seen(trigger("solved", ">=", 25, "%", days=2)) == Observed(50.0, 2)


def test_json_says_the_same_as_csv() -> None:
    rows = [{"metric": "solved", "value": 31, "n": 900}, {"metric": "right", "value": 85.5, "n": 60, "date": None}]
    from_json = read(to_json(rows).decode())
    assert from_json == read("metric,value,n\nsolved,31,900\nright,85.5,60")


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("metric,value,n\nsolved,NaN,10", "line 2", "no number"),
        ("metric,value,n\nsolved,31,900\n\nsolvd,1,1", "line 4", "Did you mean 'solved'?"),
        ("metric,value,n\nsolved,131,900", "line 2", "outside 0 to 100"),
        ("metric,value,n\nsolved,31,-1", "line 2", "whole number"),
        ("metric,value,n\nsolved,31,1.5", "line 2", "whole number"),
        ("metric,value,n\nsolved,31", "line 2", "2 fields"),
        ("metric,value,n\nsolved,31,9\nsolved,32,9", "line 3", "twice"),
        ("metric,value,n,date\nsolved,31,9,2027-03-01\nsolved,31,9,2027-03-01", "line 3", "twice"),
        ("metric,value,n,date\nsolved,31,9,soon", "line 2", "no date"),
        ("metric,value,n,date\nsolved,31,9,2028-03-01", "line 2", "not come yet"),
        ("metric,value,n,unit\nsolved,31,9,%\nright,0.8,60,points", "line 3", "right is measured in %"),
        ('[{"metric": "calls", "value": 3, "n": 3, "unit": "calls a day"}]', "row 1", "calls a month"),
        ("metric,value,n\nsolved,31 percent,9", "line 2", "no number"),
        ('metric,value,n\nsolved,"1,031",9', "line 2", "no number"),
        ("metric,value,n,date\nsolved,31,9,2027-02-30", "line 2", "no date"),
        ("metric,value,n,date\nsolved,31,9,01/03/2027", "line 2", "no date"),
        ("metric,metric,value,n\nsolved,solved,31,9", "line 1", "columns are not known"),
        ("metric,value\nsolved,31", "line 1", "metric,value,n[,date]"),
        ("metric,value,n,mood\nsolved,31,3,good", "line 1", "mood"),
        ("metric,value,n\n,31,3", "line 2", "missing"),
        ("time,event,ok\n2027-03-01,outcome,maybe", "line 2", "maybe"),
        ("time,event,ok\n2027-03-01,outcom,true", "line 2", "'outcome'"),
        ('metric,value,n\n"solved,31,3', "line 2", "not CSV"),
        ("metric,value,n\n", "metrics.csv", "no rows"),
        ("", "metrics.csv", "empty"),
        ("[", "metrics.csv", "not JSON"),
        ('[{"metric": "solved", "value": NaN, "n": 3}]', "metrics.csv", "NaN"),
        ('[{"metric": "solved", "value": NaN, "n": 3}]', "metrics.csv", "'0.value', line 1"),
        ('[{"metric": "solved", "value": 1,\n"value": 3}]', "metrics.csv", "'0.value' stands twice, on lines 1 and 2"),
        ("metric,value,n\n\x00,31,3", "metrics.csv", "binary"),
        ('{"solved": 3}', "metrics.csv", "not a list"),
        ('[{"metric": "solved", "value": 3, "n": 3}, 7]', "row 2", "not an object"),
        ('[{"metric": "solved", "value": {"a": 1}, "n": 3}]', "row 1", "no number"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_gets_its_line_and_one_sentence(text: str, place: str, says: str) -> None:
    with pytest.raises(InputError) as refused:
        read(text)
    assert place in refused.value.where
    assert says in refused.value.sentence()
    assert refused.value.code == "metrics_file"


def test_a_huge_file_is_refused_unread() -> None:
    with pytest.raises(InputError, match="larger"):
        read_rows("x" * 20_000_001, where="metrics.csv")


@pytest.mark.parametrize(
    "text",
    [
        "metric,value,n\nsolved,33.3,900",
        "metric,value,n\nsolved,33.3%,900",
        "metric,value,n,unit\nsolved,0.333,900,share",
        "metric,value,n,unit\nsolved,33.3,900,%",
        '[{"metric": "solved", "value": 0.333, "n": 900, "unit": "share"}]',
        '[{"metric": "solved", "value": "33.3 %", "n": 900}]',
    ],
)
def test_a_share_is_read_in_the_unit_that_is_written(text: str) -> None:
    found = gates(text)
    assert not any(reading.fired for reading in found.values())
    seen = read(text).seen(trigger("solved", ">=", 25, "%"))
    assert seen is not None and seen.value == pytest.approx(33.3)


def test_a_share_of_a_metric_in_percent_fires_nothing_and_is_refused_in_one_sentence() -> None:
    with pytest.raises(InputError) as refused:
        gates("metric,value,n\nsolved,0.333,900")
    assert refused.value.message == "0.333 could be 0.333% or 33.3% of solved"
    assert "Write 33.3" in refused.value.fix


def test_percents_of_a_metric_in_shares_are_refused_or_converted() -> None:
    plan = changed(support(), {"data.metrics[0].unit": "share"})
    name = plan.data.metrics[0].id
    with pytest.raises(InputError, match="outside 0 to 1 share"):
        read(f"metric,value,n\n{name},33.3,900", plan)
    seen = read(f"metric,value,n\n{name},33.3%,900", plan).seen(trigger(name, ">=", 1, "share"))
    assert seen is not None and seen.value == pytest.approx(0.333)


def test_a_metric_whose_bar_is_below_one_percent_may_be_below_one_percent() -> None:
    plan = changed(support(), {"gates[1].all_of[0].threshold.value": 0.8})
    seen = read("metric,value,n\nsolved,0.4,900", plan).seen(trigger("solved", ">=", 0.8, "%"))
    assert seen is not None and seen.value == 0.4


def test_a_change_in_percent_may_be_below_zero_and_is_no_share_of_cases() -> None:
    plan = changed(
        support(),
        {"gates[0].all_of[0].threshold.value": -5, "gates[0].all_of[0].op": "<=", "gates[0].all_of[0].min_n": 1},
    )
    trigger = plan.gates[0].all_of[0]
    assert trigger.threshold.unit == "%"
    for value in ("-6", "-6%"):
        reading = gates(f"metric,value,n\n{trigger.metric},{value},200", plan)[plan.gates[0].id]
        assert "−6% from 200 cases" in reading.lines[0] and "95%" not in reading.lines[0]
    with pytest.raises(InputError, match="lies outside 0 to 100"):
        gates("metric,value,n\nsolved,-6,200")


@pytest.mark.parametrize("name", ["Truly solved", "truly_solved", "SOLVED", " solved "])
def test_a_metric_may_be_named_as_people_read_it(name: str) -> None:
    assert gates(f"metric,value,n\n{name},31,900") == gates("metric,value,n\nsolved,31,900")


def test_a_count_below_zero_and_columns_set_apart_by_other_marks_are_refused_with_what_to_do() -> None:
    with pytest.raises(InputError, match="counts calls a month, and -5 is below 0"):
        gates("metric,value,n\ncalls,-5,900")
    with pytest.raises(InputError, match="not known: metric;value;n") as refused:
        gates("metric;value;n\nsolved;31;900")
    assert refused.value.fix.startswith("Separate the columns by commas")
    with pytest.raises(InputError, match=r"not known: x$"):
        gates('[{"metric": "solved", "value": 31, "n": 900, "x": 1}]')


def test_three_of_five_is_said_so_and_asks_for_no_more_than_five() -> None:
    made = plan_of("We want to add AI to our project-management app this quarter.", model="offline")
    (stop,) = made.gates
    assert stop.all_of[0].min_n == 5
    (reading,) = gates(f"metric,value,n\n{stop.all_of[0].metric},0,5", made, made.created_at.date()).values()
    assert reading.fired and "< 1 of 5: 0 of 5 from 5 cases" in reading.lines[0]
