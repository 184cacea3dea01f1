"""Invariant: the slice that ships first is told as requirements once; each tool's format only arranges them.

What a plan leaves unsaid becomes an assumption or a question of the spec, never an invented requirement.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from assistant.errors import InputError
from assistant.planning.course import Event
from assistant.planning.markdown_course import condition
from assistant.planning.numbers import amount, plain
from assistant.planning.prose import day, down, sentence, up
from assistant.planning.schema import Plan

_CLAIM = re.compile(r"\s*\[c\d{1,2}(?:,\s*c\d{1,2})*\]")
_TO_A_PERSON = re.compile(r"^to a (?:person|human)\s*[:,]?\s*", re.I)
_ALWAYS = re.compile(r"^always:\s*", re.I)
_NAME_ENDS = re.compile(r"[;:.!?(]|, (?:and|or|but)\b")
_LONGEST_NAME = 60
_SLUG_WORDS = 5
_DANGLING = frozenset(
    ("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "that", "the", "to", "with")
)


@dataclass(frozen=True)
class Scenario:
    """One acceptance scenario; `given` may be empty."""

    name: str
    given: str
    when: str
    then: str


@dataclass(frozen=True)
class Requirement:
    """Something the slice must do: a short name, the sentence with MUST, and how one sees that it does."""

    name: str
    must: str
    scenarios: tuple[Scenario, ...]


@dataclass(frozen=True)
class Story:
    """A user's reason, most important first; `requirements` belong to it."""

    title: str
    told: str
    why: str
    test: str
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True)
class SliceSpec:
    """The slice, ready to be arranged."""

    name: str
    title: str
    summary: str
    stories: tuple[Story, ...]
    criteria: tuple[str, ...]
    assumptions: tuple[str, ...]
    questions: tuple[str, ...]
    non_goals: tuple[str, ...]
    entities: tuple[str, ...]


def slice_spec(plan: Plan) -> SliceSpec:
    """The ship slice of the plan. Raises InputError when the plan stops: nothing is to be built."""
    if plan.verdict.path == "stop":
        raise InputError(
            "This plan says stop, so there is no slice to specify",
            fix="Read what would reopen it, or export it as html.",
            code="nothing_to_build",
        )
    return SliceSpec(
        name=slug(plan.title),
        title=said(plan.title),
        summary=_summary(plan),
        stories=(_use(plan), _hand_over(plan), _measure(plan)),
        criteria=_criteria(plan),
        assumptions=_assumptions(plan),
        questions=tuple(said(f"{q.text} Taken meanwhile: {sentence(q.default)}") for q in plan.questions),
        non_goals=tuple(said(sentence(up(goal))) for goal in plan.product.non_goals),
        entities=tuple(
            said(f"**{up(event.name)}**: {', '.join(event.fields) or 'no fields yet'}") for event in plan.data.events
        ),
    )


def slug(words: str) -> str:
    """A folder name: a few words in small letters with dashes, `product-slice` when no letter can be kept."""
    ascii_only = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    kept = re.findall(r"[a-z0-9]+", ascii_only)[:_SLUG_WORDS]
    while len(kept) > 1 and kept[-1] in _DANGLING:
        kept.pop()
    return "-".join(kept)[:60].strip("-") or "product-slice"


def _summary(plan: Plan) -> str:
    """The slice and the answer; the answer alone, when it tells the slice too."""
    slice_, answer = said(sentence(plan.product.slice)), said(sentence(plan.answer))
    first = slice_.partition(". ")[0].rstrip(".").lower()
    return answer if first in answer.lower() else f"{slice_} {answer}"


def said(words: str) -> str:
    """One line of text without references to claims, so that it stands on its own and opens no heading."""
    return re.sub(r"^[#>\-\s]+", "", " ".join(_CLAIM.sub("", words).split()))


def _use(plan: Plan) -> Story:
    product = plan.product
    user, job = said(product.user) or "the first user", said(product.job).rstrip(".") or "the job"
    cases = plan.success.eval_set
    bar = f"On {amount(cases.size)}: {sentence(said(cases.bar))}" if cases else "A person judges every result."
    use = Scenario(
        "The slice is used",
        f"the slice stands here: {_place(plan)}",
        f"this job comes up for {down(user)}: {down(job)}",
        said(sentence(product.slice)),
    )
    guards = [
        Requirement(
            _name(guard),
            f"The system MUST keep to this: {down(said(sentence(guard)))}",
            (Scenario(f"It holds: {down(_name(guard))}", "", "a case touches it", said(sentence(guard))),),
        )
        for guard in product.guardrails
    ]
    serves = f"The system MUST do this for {user}: {down(said(sentence(product.slice)))}"
    must = Requirement("The slice", serves, (use,))
    why = f"It is what ships first, by {day(product.ship_by)}; all else waits for its use."
    return Story(f"The job gets done for {down(user)}", f"{up(job)}. Who: {user}.", why, said(bar), (must, *guards))


def _name(words: str) -> str:
    """A short name for what the words ask: their first clause, cut at a word."""
    first = _NAME_ENDS.split(said(words))[0].strip()
    short = first if len(first) <= _LONGEST_NAME else first[:_LONGEST_NAME].rsplit(" ", 1)[0]
    return up(short.rstrip(",")) or "A guardrail"


def _place(plan: Plan) -> str:
    return said(down(plan.product.surface)).rstrip(".") or "the place of use"


def _hand_over(plan: Plan) -> Story:
    product = plan.product
    over = up(_ALWAYS.sub("", said(sentence(product.hand_over)))) or "A person takes over when asked."
    rule = _TO_A_PERSON.sub("", over)
    goes = f"the work goes to a person {down(rule)}" if rule != over else over
    down_text = said(sentence(product.when_model_fails)) or "The work is done as today."
    return Story(
        "A person takes over when the machine should not go on",
        f"Whoever is helped can always reach a person. {up(goes)}",
        "An early mistake is cheap only while somebody can step in.",
        "Ask for a person, then switch the model off: both times the work goes on.",
        (
            Requirement(
                "Hand over",
                f"The system MUST hand over to a person{' ' if rule != over else ': '}{down(rule)}",
                (Scenario("A case for a person", "", "a case meets the hand-over rule", goes),),
            ),
            Requirement(
                "Without the model",
                f"The system MUST stay usable when the model fails or is slow: {down(down_text)}",
                (Scenario("The model is down", "the model does not answer", "somebody uses the slice", down_text),),
            ),
        ),
    )


def _measure(plan: Plan) -> Story:
    events = tuple(_recorded(event) for event in plan.data.events)
    feedback = said(sentence(plan.data.feedback)) or "What people change is kept beside what was offered."
    learn = Requirement(
        "Feedback",
        f"The system MUST capture feedback from use: {down(feedback)}",
        (
            Scenario(
                "Somebody corrects a result",
                "",
                "a person changes or rejects a result",
                f"this is kept: {down(feedback)}",
            ),
        ),
    )
    return Story(
        "The team reads how it goes",
        "The team sees from the first day whether the slice is worth going on with.",
        "Every later step, and every amount spent on data or models, has to be justified by this record.",
        "Use the slice once and read the record of it.",
        (*events, learn),
    )


def _recorded(event: Event) -> Requirement:
    name, days = said(event.name), event.retention_days
    consent = f"; content under this consent: {sentence(said(event.consent))}" if event.holds_content else "."
    kept = f" and kept {said(plain(days.value, days.unit))}" if days else ""
    return Requirement(
        f"Record {name}",
        f"The system MUST record {name} with {said(', '.join(event.fields)) or 'its time'}{consent}",
        (Scenario(f"{up(name)} is recorded", "", f"it happens: {name}", f"one record is written{kept}."),),
    )


def _criteria(plan: Plan) -> tuple[str, ...]:
    found = [
        f"{said(m.name)}: {plain(m.target.value, m.target.unit)} or better by {day(m.read_on)}"
        f" (today: {down(said(m.today)) or 'unknown'}; stop at {plain(m.stop.value, m.stop.unit)})."
        for m in plan.success.measures
    ]
    cases = plan.success.eval_set
    if cases is not None:
        found.append(f"By {day(cases.due)}, on {plain(cases.size.value, cases.size.unit)}: {sentence(said(cases.bar))}")
    for stage in plan.stages:
        if stage.kind == "ship":
            found.append(sentence(said(f"{stage.title}: {stage.exit_test}")))
    for gate in plan.gates:
        if gate.kind == "kill":
            triggers = "; ".join(map(condition, (*gate.all_of, *gate.any_of)))
            found.append(f"Stop: {said(gate.title).removeprefix('Stop: ')}, when {triggers}.")
    if not found:
        found = [f"{sentence(action.what)} Done when {down(sentence(action.done_when))}" for action in plan.this_week]
    return tuple(said(line) for line in found)


def _assumptions(plan: Plan) -> tuple[str, ...]:
    found = [f"{sentence(said(plan.riskiest_assumption))} Cheapest test: {sentence(down(said(plan.cheapest_test)))}"]
    found += [
        sentence(said(f"{claim.text} ({claim.range})" if claim.range else claim.text))
        for claim in plan.claims
        if claim.origin == "assumption"
    ]
    found += [sentence(said(decision.text)) for decision in plan.decisions]
    return tuple(line for line in found if line)
