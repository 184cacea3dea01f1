"""Invariant: weeks become dates, names become ids, and every trigger's metric and event exist or a rule will say so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.planning.course import DataPlan, Event, Gate, Metric, Stage, Trigger, When
from assistant.planning.draft import Draft, DraftEvent, DraftMeasure, DraftStage, DraftTrigger
from assistant.planning.elements import Quantity

REVIEW_WEEKS = 12
"""A gate that nobody looked at for a quarter is looked at again (project rule)."""


@dataclass(frozen=True)
class Course:
    """Stages, gates and data of a plan; `kill_gate` is the id of the gate computed from the outcome's stop value."""

    stages: tuple[Stage, ...]
    gates: tuple[Gate, ...]
    data: DataPlan
    kill_gate: str


def slug(text: str) -> str:
    """An id made of a name: lower case, words joined by `_`, at most 48 characters."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:48] or "x"


def build(draft: Draft, today: date, break_even: Quantity | None, deadline: date | None = None) -> Course:
    """The course of a draft, with dates counted from today.

    A launch has one date, that of the draft's `ship_week`, unless only the stage keeps the brief's `deadline`.

    `break_even`, calls a month, replaces the threshold of a tuning stage's volume trigger: that gate follows from
    the money, not from a guess. A model of one's own, which costs more, never opens below it. A number of calls that
    follows from no break-even is the draft's guess, and is marked as an assumption from half to twice of it.
    """
    events = tuple(_event(event) for event in draft.events)
    names = tuple(event.id for event in events)
    counted = {} if break_even is None else {name: break_even.unit for name in _replaced(draft)}
    metrics = tuple(_metrics(draft, names, counted))
    gates = [_gate(stage, today, break_even) for stage in draft.stages if stage.triggers]
    outcome = next((m for m in draft.measures if m.kind == "outcome"), None)
    kill = _kill_gate(draft, outcome, today) if outcome else None
    launch = _launch(draft)
    stages = tuple(
        _launched(_stage(stage, today, names), _day(today, draft.ship_week), deadline)
        if stage is launch
        else _stage(stage, today, names)
        for stage in draft.stages
    )
    data = DataPlan(events=events, metrics=metrics, feedback=draft.feedback, curation=draft.curation)
    return Course(stages, tuple(gates) + ((kill,) if kill else ()), data, kill.id if kill else "")


def _event(event: DraftEvent) -> Event:
    retention = event.retention_days
    return Event(
        id=slug(event.name),
        name=event.name,
        fields=tuple(event.fields),
        holds_content=event.holds_content,
        consent=event.consent,
        retention_days=None
        if retention is None
        else Quantity(label="kept", value=retention, unit="days", origin="project_rule"),
    )


def _replaced(draft: Draft) -> Iterator[str]:
    """Metrics whose threshold code takes from the money, in its unit and not the draft's."""
    return (slug(t.metric) for stage in draft.stages for t in stage.triggers if _counts_calls(stage, t))


def _metrics(draft: Draft, events: tuple[str, ...], counted: Mapping[str, str]) -> Iterator[Metric]:
    """`counted`: the unit of each metric that the money counts in another one than the draft."""
    seen: set[str] = set()
    for measure in draft.measures:
        name = slug(measure.metric)
        if name not in seen:
            seen.add(name)
            used = tuple(slug(event) for event in measure.events) or (events if measure.source == "event" else ())
            yield Metric(
                id=name, name=measure.name, definition=measure.definition, source=measure.source,
                unit=counted.get(name, measure.unit), events=used,
            )  # fmt: skip
    for trigger in (trigger for stage in draft.stages for trigger in stage.triggers):
        name = slug(trigger.metric)
        if name not in seen and trigger.definition:
            seen.add(name)
            used = events if trigger.source == "event" else ()
            yield Metric(
                id=name, name=trigger.metric, definition=trigger.definition, source=trigger.source,
                unit=counted.get(name, trigger.unit), events=used,
            )  # fmt: skip


def _trigger(trigger: DraftTrigger) -> Trigger:
    return Trigger(
        metric=slug(trigger.metric),
        source=trigger.source,
        op=trigger.op,
        threshold=Quantity(label=trigger.metric, value=trigger.threshold, unit=trigger.unit, origin="project_rule"),
        window_days=trigger.window_days,
        min_n=trigger.min_n,
        bound=trigger.bound,
    )


def _counts_calls(stage: DraftStage, trigger: DraftTrigger) -> bool:
    """Whether it is the trigger that asks of a tuning stage how many calls there are."""
    is_calls = trigger.source == "bill" and re.search(r"\bcalls?\b", trigger.unit, re.I) is not None
    return is_calls and stage.kind in ("distil", "fine_tune", "custom_model")


def _tuning_volume(stage: DraftStage, trigger: DraftTrigger, break_even: Quantity | None) -> Trigger:
    made = _trigger(trigger)
    if not _counts_calls(stage, trigger):
        return made
    value = made.threshold.value
    if break_even is None or (stage.kind == "custom_model" and value >= break_even.value):
        guessed = {"origin": "assumption", "low": value / 2, "high": value * 2}
        return made.model_copy(update={"threshold": made.threshold.model_copy(update=guessed)})
    return made.model_copy(update={"threshold": break_even})


def _gate(stage: DraftStage, today: date, break_even: Quantity | None) -> Gate:
    week = stage.start_week if stage.start_week is not None else REVIEW_WEEKS
    return Gate(
        id=f"g_{slug(stage.id)}",
        title=f"Before: {stage.title}",
        guards=(slug(stage.id),),
        all_of=tuple(_tuning_volume(stage, trigger, break_even) for trigger in stage.triggers),
        on_open=stage.pays_for or f"Start: {stage.title}",
        on_timeout=stage.if_not or "Stay at the stage before, and read the traces again.",
        review_on=_day(today, max(week, 1)),
    )


def _cases(unit: str) -> int:
    """Cases before a kill gate may fire: all of the few that `of 5` names, else a hundred (project rule)."""
    few = re.fullmatch(r"of (\d{1,2})", unit)
    return int(few[1]) if few else 100


def _kill_gate(draft: Draft, outcome: DraftMeasure, today: date) -> Gate:
    falls = outcome.target >= outcome.stop
    later = tuple(slug(s.id) for s in draft.stages if s.state == "planned" and s.triggers)
    trigger = Trigger(
        metric=slug(outcome.metric),
        source=outcome.source,
        op="<" if falls else ">",
        threshold=Quantity(label=outcome.name, value=outcome.stop, unit=outcome.unit, origin="project_rule"),
        window_days=28,
        min_n=_cases(outcome.unit),
        bound="upper" if falls else "lower",
    )
    return Gate(
        id="g_stop",
        title=f"Stop: {outcome.name}",
        kind="kill",
        guards=later,
        all_of=(trigger,),
        on_open="Stop, or record who decides to go on and why.",
        on_timeout="Read it by hand; without a reading nothing later starts.",
        review_on=_day(today, outcome.read_week),
    )


def _stage(stage: DraftStage, today: date, events: tuple[str, ...]) -> Stage:
    start = None if stage.start_week is None else _day(today, stage.start_week)
    end = None if stage.end_week is None else _day(today, stage.end_week)
    emits = tuple(slug(name) for name in stage.emits)
    if stage.kind == "ship" and not emits:
        emits = events
    done = stage.state == "done"
    return Stage(
        id=slug(stage.id),
        kind=stage.kind,
        title=stage.title,
        when=When(start=start, end=end, text="" if end or done else _waits(stage)),
        role=stage.role,
        state=stage.state,
        done_on=(end or today) if done else None,
        depends_on=tuple(slug(name) for name in stage.after),
        gates=(f"g_{slug(stage.id)}",) if stage.triggers else (),
        deliverable=stage.deliverable,
        exit_test=stage.exit_test,
        emits=emits,
        pays_for=stage.pays_for,
    )


def _launch(draft: Draft) -> DraftStage | None:
    """The stage that brings the first user, when that is still to come and waits for no gate."""
    kinds = [stage.kind for stage in draft.stages]
    first = next((kind for kind in ("ship", "shadow") if kind in kinds), None)
    stage = draft.stages[kinds.index(first)] if first is not None else None
    if stage is None or draft.phase in ("live", "scaling") or stage.state == "done" or stage.triggers:
        return None
    return stage


def _launched(stage: Stage, planned: date, deadline: date | None) -> Stage:
    """The stage ending on the day of the launch; where stage and launch are both late, a rule says so."""
    own = stage.when.end or planned
    if deadline is not None and min(own, planned) > deadline:
        return stage
    end = planned if deadline is None else min(planned, deadline)
    start = stage.when.start
    when = When(start=start if start is None else min(start, end), end=end, text="")
    return stage.model_copy(update={"when": when})


def _waits(stage: DraftStage) -> str:
    if stage.triggers:
        return "when its gate opens"
    return "after the stage before it" if stage.after else "no date yet"


def _day(today: date, week: float) -> date:
    return today + timedelta(days=round(week * 7))
