"""What the hand-written plans share: one day, some notes, dated prices, and short ways to say a number."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import Literal

from assistant.planning.course import Event, Gate, Metric, Stage, StageKind, Trigger, TriggerSource, When
from assistant.planning.elements import Citation, Claim, Generator, Origin, Quantity
from assistant.planning.evidence import Evidence, KnownChunk, ProviderFact
from assistant.planning.purpose import Action, FitAnswer, Measure
from assistant.planning.schema import Risk, Row

MeasureKind = Literal["outcome", "quality", "cost", "guardrail"]

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

NOTES: dict[str, str] = {
    "order-of-operations": "With a foundation model the order turns: ship a product first, collect data"
    " from its use, and pay for a model of your own last.",
    "fit-test": "A no to the first question or to the fifth means that a classical method should lead.",
    "case-support": "An airline was held to what its support bot had told a customer about refunds.",
    "when-classical-wins": "Taking the language model out of three forecasters did not hurt them. On 200 to 500 labels"
    " a small classifier beat prompted models at routing.",
    "rag-design": "Below about 200,000 tokens the whole corpus fits into the prompt, which is the first thing to try.",
    "fine-tune-gate": "Tuning waits for volume, for a quality gap that prompting did not close, and for 300 examples"
    " with consent.",
    "ships-but-undifferentiated": "Harvey's own legal model was overtaken by general models within two years; the model"
    " was no lasting edge.",
    "regulated-and-safety-critical": "Where a decision is regulated, a qualified person decides and the tool only"
    " prepares the file.",
    "eval-design": "Twenty honest cases that stand before launch tell more than a thousand that come after it.",
    "cost-and-latency-model": "A smaller model and a cached prompt come before tuning; most bills fall by that alone.",
    "frame-the-user-problem": "Without a named user and a job nobody can say what would help.",
    "success-metrics-and-guardrails": "A volume that grows can hide quality that falls; count what held.",
}
"""Note id → the text of its one chunk, in the words of these tests."""


def digest(text: str) -> str:
    """A content hash, as the index makes them."""
    return hashlib.sha256(text.encode()).hexdigest()


CHUNKS = {
    digest(text): KnownChunk(
        hash=digest(text), note=note, text=text, document=digest("whole " + text), title=note.replace("-", " ")
    )
    for note, text in NOTES.items()
}
FACTS = {
    f"{model}.{kind}": ProviderFact(
        id=f"{model}.{kind}",
        value=value,
        unit="USD per million tokens",
        as_of=date(2026, 10, 31),
        expires=date(2027, 1, 31),
        source="the provider's price page",
    )
    for model, prices in {
        "anthropic.claude-sonnet-5-5": {"price_input": 2.0, "price_cached": 0.2, "price_output": 10.0},
        "openai.gpt-6-luna": {"price_input": 0.1, "price_cached": 0.01, "price_output": 0.5},
    }.items()
    for kind, value in prices.items()
}
EVIDENCE = Evidence(today=TODAY, facts=FACTS, chunks=CHUNKS)


def number(value: float, unit: str, origin: Origin = "project_rule", label: str = "") -> Quantity:
    """A stated number."""
    return Quantity(label=label, value=value, unit=unit, origin=origin)


def assumed(value: float, low: float, high: float, unit: str, label: str = "") -> Quantity:
    """An assumption with its range."""
    return Quantity(label=label, value=value, unit=unit, origin="assumption", low=low, high=high)


def quoted(claim: str, note: str, text: str) -> tuple[Claim, Citation]:
    """A claim with the whole chunk of its note as the quote."""
    chunk = next(chunk for chunk in CHUNKS.values() if chunk.note == note)
    citation = Citation(
        id=f"s{claim[1:]}",
        note=note,
        title=chunk.title,
        chunk=chunk.hash,
        document=chunk.document,
        quote=chunk.text,
        start=0,
        end=len(chunk.text),
    )
    return Claim(id=claim, text=text, origin="corpus", citation=citation.id), citation


def fit(answers: str, reasons: tuple[str, ...], defaults: dict[int, str] | None = None) -> tuple[FitAnswer, ...]:
    """Six answers in one word each, such as `yes yes yes unknown yes yes`."""
    choices = answers.split()
    return tuple(
        FitAnswer.model_validate(
            {"question": i, "answer": choice, "reason": reason, "default": (defaults or {}).get(i, "")}
        )
        for i, (choice, reason) in enumerate(zip(choices, reasons, strict=True), 1)
    )


def action(role: str, hours: float, what: str, done_when: str) -> Action:
    """One action of this week."""
    return Action(role=role, hours=assumed(hours, hours / 2, hours * 2, "hours"), what=what, done_when=done_when)


def stage(
    id: str,
    kind: StageKind,
    title: str,
    start: date | None,
    end: date | None,
    deliverable: str,
    exit_test: str,
    *,
    role: str = "engineer",
    depends_on: tuple[str, ...] = (),
    gates: tuple[str, ...] = (),
    emits: tuple[str, ...] = (),
    done_on: date | None = None,
) -> Stage:
    """A stage; with `done_on` it is done, without dates it waits for its gate."""
    return Stage(
        id=id,
        kind=kind,
        title=title,
        when=When(start=start, end=end, text="" if end else "when its gate opens"),
        role=role,
        state="done" if done_on else "planned",
        done_on=done_on,
        depends_on=depends_on,
        gates=gates,
        deliverable=deliverable,
        exit_test=exit_test,
        emits=emits,
    )


def trigger(
    metric: str,
    op: str,
    value: float,
    unit: str,
    *,
    source: TriggerSource = "event",
    days: int = 28,
    n: int = 100,
    bound: str = "point",
) -> Trigger:
    """A complete trigger."""
    return Trigger.model_validate(
        {
            "metric": metric,
            "source": source,
            "op": op,
            "threshold": number(value, unit).model_dump(),
            "window_days": days,
            "min_n": n,
            "bound": bound,
        }
    )


def gate(id: str, title: str, guards: tuple[str, ...], review_on: date, *triggers: Trigger, kill: bool = False) -> Gate:
    """A gate that needs all its triggers."""
    return Gate(
        id=id,
        title=title,
        kind="kill" if kill else "open",
        guards=guards,
        all_of=triggers,
        on_open="Stop, and say so to the users." if kill else "Start the stage it guards.",
        on_timeout="Stay where we are and read fifty cases by hand.",
        review_on=review_on,
    )


def measure(
    kind: MeasureKind, metric: str, name: str, today: str, target: Quantity, stop: Quantity, read_on: date
) -> Measure:
    """One number that decides."""
    return Measure(kind=kind, metric=metric, name=name, today=today, target=target, stop=stop, read_on=read_on)


def event(id: str, *fields: str, consent: str = "", days: int = 0) -> Event:
    """Something recorded; with `consent` it holds content, kept for `days`."""
    return Event(
        id=id,
        name=id.replace("_", " "),
        fields=fields,
        holds_content=bool(consent),
        consent=consent,
        retention_days=number(days, "days") if days else None,
    )


def metric(id: str, name: str, definition: str, unit: str, *events: str, source: TriggerSource = "event") -> Metric:
    """How a number is made; with events it is computed from them."""
    return Metric(id=id, name=name, definition=definition, source=source, unit=unit, events=events)


def risk(text: str, signal: str, control: str, role: str, check_on: date) -> Risk:
    """What may go wrong."""
    return Risk(text=text, trigger=signal, mitigation=control, role=role, check_on=check_on)


def row(ours: str, other: str) -> Row:
    """One row of the comparison."""
    return Row(ours=ours, other=other)


def generator() -> Generator:
    """What made the plan: everything in NOTES was retrieved."""
    return Generator(tool_version="0.1.0", model="scripted", offline=True, retrieved=tuple(CHUNKS))
