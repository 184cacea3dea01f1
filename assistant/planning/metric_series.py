"""Invariant: a metric is read over the window its trigger asks for; a window not yet lived through gives no number.

Shares and means are averaged over the cases, counts are added up, and what is said "a month" is scaled to a month.
Days that are missing inside a window are left out of the number and named in one sentence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import get_close_matches

from assistant.errors import InputError
from assistant.planning.course import Metric, Trigger
from assistant.planning.gate_readings import Observed
from assistant.planning.metric_rows import Happening, Reading
from assistant.planning.metric_shares import WHOLES, in_unit
from assistant.planning.prose import day as said
from assistant.planning.schema import Plan

_MEANS = re.compile(
    r"(?:%|(?:share|points?|seconds?|ms|minutes?|hours?|days?|USD(?! an? (?:day|week|month|year)\b))\b)"
)
_PERIOD = re.compile(r"\ban? (day|week|month|year)\b")
_DAYS = {"day": 1.0, "week": 7.0, "month": 365 / 12, "year": 365.0}
_NAMED_GAPS = 4
_LONGEST = 36_500
"""A window of more days is read as a hundred years: dates go no further back."""
_FRESH_DAYS = 7
"""A record that ends earlier is said to be old (project rule)."""


@dataclass(frozen=True)
class MetricSeries:
    """What was read: whole readings, and daily ones by metric. Windows end at `last`, the newest day of the record.

    A metric with one reading counts as read over its whole window; one read on several days is windowed here.
    """

    metrics: Mapping[str, Metric]
    whole: Mapping[str, Observed]
    daily: Mapping[str, Mapping[date, Observed]]
    last: date
    today: date

    def seen(self, trigger: Trigger) -> Observed | None:
        """The metric over the trigger's window, None when it was not read or the window is not yet full."""
        if trigger.metric in self.whole:
            return self.whole[trigger.metric]
        recorded = self.daily.get(trigger.metric)
        if not recorded or min(recorded) > self._start(trigger) or self._is_over(trigger):
            return None
        days = [seen for when, seen in recorded.items() if self._start(trigger) <= when]
        return _together(days, self.metrics[trigger.metric], trigger.window_days or len(days)) if days else None

    def gaps(self, triggers: Iterable[Trigger]) -> tuple[str, ...]:
        """A sentence for each metric with missing days, or whose window is longer than its record."""
        widest: dict[str, Trigger] = {}
        for trigger in triggers:
            known = widest.get(trigger.metric)
            if trigger.metric in self.daily and (
                known is None or (trigger.window_days or 0) > (known.window_days or 0)
            ):
                widest[trigger.metric] = trigger
        age = (self.today - self.last).days
        old = (f"The record ends on {said(self.last)}, {age} days ago.",) if self.daily and age > _FRESH_DAYS else ()
        return (*old, *(sentence for trigger in widest.values() if (sentence := self._gap(trigger))))

    def _start(self, trigger: Trigger) -> date:
        days = min(trigger.window_days or 0, _LONGEST)
        return self.last - timedelta(days=days - 1) if days else min(self.daily[trigger.metric])

    def _is_over(self, trigger: Trigger) -> bool:
        return (self.today - self.last).days > max(trigger.window_days or 0, _FRESH_DAYS)

    def _gap(self, trigger: Trigger) -> str:
        name, start, recorded = trigger.metric.replace("_", " "), self._start(trigger), self.daily[trigger.metric]
        first = min(recorded)
        if first > start:
            window = f"{trigger.window_days} days"
            return f"{name}: the record begins on {said(first)}, so its window of {window} is not full yet."
        missing = [when for when in _days(start, self.last) if when not in recorded]
        if not missing:
            return ""
        shown = ", ".join(_span(*span) for span in _spans(missing)[:_NAMED_GAPS])
        more = f" and {len(_spans(missing)) - _NAMED_GAPS} more gaps" if len(_spans(missing)) > _NAMED_GAPS else ""
        total = (self.last - start).days + 1
        return f"{name}: {len(missing)} of {total} days are missing ({shown}{more}); the number is without them."


def series(plan: Plan, rows: Iterable[Reading | Happening], today: date) -> MetricSeries:
    """The rows as series. Raises InputError, naming the line, for what the plan does not know and for future days."""
    rows = tuple(rows)
    metrics = {metric.id: metric for metric in plan.data.metrics}
    dated = [row for row in rows if row.day is not None]
    for row in dated:
        if row.day is not None and row.day > today + timedelta(days=1):
            raise _refused(f"{said(row.day)} has not come yet", row.place, "Correct the date.")
    whole, daily = _readings(plan, metrics, [row for row in rows if isinstance(row, Reading)])
    daily.update(_counted(plan, [row for row in rows if isinstance(row, Happening)]))
    last = max((row.day for row in dated if row.day is not None), default=today)
    return MetricSeries(metrics, whole, daily, last, today)


def _readings(
    plan: Plan, metrics: Mapping[str, Metric], rows: Iterable[Reading]
) -> tuple[dict[str, Observed], dict[str, dict[date, Observed]]]:
    whole: dict[str, Observed] = {}
    daily: defaultdict[str, dict[date, Observed]] = defaultdict(dict)
    named = _names(metrics)
    for given in rows:
        metric = metrics.get(given.metric) or named.get(_folded(given.metric))
        if metric is None:
            raise _unknown("metric", given.metric, metrics, given.place)
        row = replace(given, metric=metric.id)
        value = in_unit(plan, metric, row)
        if value < 0 and metric.unit not in WHOLES and not _MEANS.match(metric.unit):
            raise _refused(f"{row.metric} counts {metric.unit}, and {value:g} is below 0", row.place, "Correct it.")
        days = daily[row.metric] if row.day is not None else {}
        if row.metric in whole or (row.day is None and row.metric in daily) or row.day in days:
            raise _refused(f"{row.metric} is there twice", row.place, "Give one row a metric, or one a day with dates.")
        if row.day is None:
            whole[row.metric] = Observed(value, row.n)
        else:
            days[row.day] = Observed(value, row.n)
    for name in [name for name, days in daily.items() if len(days) == 1]:
        (whole[name],) = daily.pop(name).values()
    return whole, dict(daily)


def _names(metrics: Mapping[str, Metric]) -> dict[str, Metric]:
    """The metrics by their names as people write them: whole, and up to the first comma or colon."""
    named = {_folded(metric.id): metric for metric in metrics.values()}
    for metric in metrics.values():
        for name in (metric.name, re.split("[:,]", metric.name)[0]):
            named.setdefault(_folded(name), metric)
    return named


def _folded(name: str) -> str:
    return "_".join(re.findall(r"\w+", name.casefold().replace("_", " ")))


def _counted(plan: Plan, rows: Iterable[Happening]) -> dict[str, dict[date, Observed]]:
    """Events as daily numbers: the share that went well for a share, how many for a count."""
    known = {_folded(name): event.id for event in plan.data.events for name in (event.name, event.id)}
    shares = {metric.id for metric in plan.data.metrics if metric.unit in ("%", "share")}
    by_name: defaultdict[str, defaultdict[date, list[bool | None]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        name = row.event if row.event in shares else known.get(_folded(row.event))
        if name is None:
            raise _unknown("event", row.event, {**known, **dict.fromkeys(shares, "")}, row.place)
        by_name[name][row.day].append(row.ok)
    daily: dict[str, dict[date, Observed]] = {}
    for metric in plan.data.metrics:
        merged: defaultdict[date, list[bool | None]] = defaultdict(list)
        for name in (metric.id, *metric.events):
            for when, oks in by_name.get(name, {}).items():
                merged[when] += oks
        if metric.id not in by_name and _ambiguous(plan, metric):
            continue
        if found := {when: seen for when, oks in merged.items() if (seen := _observed(metric, oks))}:
            daily[metric.id] = found
    return daily


def _ambiguous(plan: Plan, metric: Metric) -> bool:
    """Whether `ok` of the metric's events could as well mean another share made of them."""
    others = [m for m in plan.data.metrics if m.unit in ("%", "share") and m.id != metric.id and m.events]
    return metric.unit in ("%", "share") and any(set(m.events) & set(metric.events) for m in others)


def _observed(metric: Metric, oks: list[bool | None]) -> Observed | None:
    judged = [ok for ok in oks if ok is not None]
    if metric.unit in ("%", "share"):
        whole = 100.0 if metric.unit == "%" else 1.0
        return Observed(whole * sum(judged) / len(judged), len(judged)) if judged else None
    return None if _MEANS.fullmatch(metric.unit) else Observed(float(len(oks)), len(oks))


def _together(days: list[Observed], metric: Metric, window: int) -> Observed | None:
    n = sum(day.n for day in days)
    if _MEANS.match(metric.unit):
        return Observed(sum(day.value * day.n for day in days) / n, n) if n else None
    total = sum(day.value for day in days)
    period = _PERIOD.search(metric.unit)
    return Observed(total * _DAYS[period[1]] / window if period else total, n)


def _days(start: date, end: date) -> list[date]:
    return [start + timedelta(days=i) for i in range((end - start).days + 1)]


def _spans(days: list[date]) -> list[tuple[date, date]]:
    spans: list[tuple[date, date]] = []
    for when in days:
        if spans and (when - spans[-1][1]).days == 1:
            spans[-1] = (spans[-1][0], when)
        else:
            spans.append((when, when))
    return spans


def _span(first: date, last: date) -> str:
    return said(first) if first == last else f"{said(first)} to {said(last)}"


def _unknown(what: str, name: str, known: Mapping[str, object], place: str) -> InputError:
    near = get_close_matches(name, known, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else f"It knows {', '.join(sorted(known)[:12]) or 'none'}."
    return _refused(f"The plan knows no {what} {name[:60]!r}", place, hint)


def _refused(message: str, where: str, fix: str) -> InputError:
    return InputError(message, where=where, fix=fix, code="metrics_file")
