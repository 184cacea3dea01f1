"""Invariant: a must or must-not point is decided only where code can tell from the plan; the rest is unmeasured.

A matcher recognises a point by its words and decides it by the plan's structure: its stages, gates, techniques,
events, eval set, money. The first matcher that recognises a point decides it. Nothing gates on points: they show where
a reader should look.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from assistant.evals.brief_scorers import plan_terms, terms
from assistant.planning.course import DATA_KINDS, MODEL_KINDS

if TYPE_CHECKING:
    from assistant.evals.cases import Case
    from assistant.planning.schema import Plan

Kind = Literal["must", "must_not"]
State = Literal["met", "missed", "unmeasured"]
_NO_MATCHER = "no code can tell"
_WAITING = (DATA_KINDS | MODEL_KINDS) - {"audit_data"}


@dataclass(frozen=True)
class Point:
    """One point of a case with what was found. A must-not point is met when the plan does not do it."""

    text: str
    kind: Kind
    state: State
    reason: str

    def as_json(self) -> dict[str, Any]:
        """For the stored line of a case."""
        return asdict(self)


@dataclass(frozen=True)
class Matcher:
    """`points` recognises the words of a point; `holds` tells by the plan whether it is met; `why` says by what."""

    kind: Kind
    points: re.Pattern[str]
    why: str
    holds: Callable[[Plan, str], bool]


def read(case: Case, plan: Plan | None) -> Iterator[Point]:
    """Every point of the case, decided or not. Without a plan none is."""
    if plan is None:
        yield from unread(case, "there is no plan")
        return
    for text, kind in _points(case):
        matcher = next((each for each in MATCHERS if each.kind == kind and each.points.search(text)), None)
        if matcher is None:
            yield Point(text, kind, "unmeasured", _NO_MATCHER)
        else:
            yield Point(text, kind, "met" if matcher.holds(plan, text) else "missed", matcher.why)


def unread(case: Case, reason: str) -> Iterator[Point]:
    """Every point of the case as unmeasured."""
    for text, kind in _points(case):
        yield Point(text, kind, "unmeasured", reason)


def _points(case: Case) -> Iterator[tuple[str, Kind]]:
    for text in case.must:
        yield text, "must"
    for text in case.must_not:
        yield text, "must_not"


def _has_stage(*kinds: str) -> Callable[[Plan, str], bool]:
    return lambda plan, point: any(stage.kind in kinds for stage in plan.stages)


def _has_option(*kinds: str) -> Callable[[Plan, str], bool]:
    return lambda plan, point: any(option.kind in kinds for option in plan.costs.options)


def _eval_set_before_launch(plan: Plan, point: str) -> bool:
    found = plan.success.eval_set
    return found is not None and found.size.value > 0 and bool(found.source.strip() and found.bar.strip())


def _waits_for_use(plan: Plan, point: str) -> bool:
    """Nothing is collected, labelled or trained before something ships, and all of that waits for a gate."""
    shipped = [place for place, stage in enumerate(plan.stages) if stage.kind in ("ship", "shadow")]
    waiting = [(place, stage) for place, stage in enumerate(plan.stages) if stage.kind in _WAITING]
    return all(bool(stage.gates) and bool(shipped) and place > shipped[0] for place, stage in waiting)


def _tuning_is_gated(plan: Plan, point: str) -> bool:
    training = [stage for stage in plan.stages if stage.kind in MODEL_KINDS]
    return all(stage.gates for stage in training) and bool(training or plan.model.options)


def _content_is_consented(plan: Plan, point: str) -> bool:
    holding = [event for event in plan.data.events if event.holds_content]
    return bool(holding) and all(event.consent.strip() and event.retention_days is not None for event in holding)


def _asks_who_and_what(plan: Plan, point: str) -> bool:
    return bool(plan.questions) and plan.verdict.path == "clarify"


def _no_technique(*names: str) -> Callable[[Plan, str], bool]:
    return lambda plan, point: not set(names) & set(plan.product.techniques)


def _says_the_numbers(plan: Plan, point: str) -> bool:
    return terms(point).numbers <= plan_terms(plan).numbers


def _must(words: str, why: str, holds: Callable[[Plan, str], bool]) -> Matcher:
    return Matcher("must", re.compile(words, re.I), why, holds)


def _must_not(words: str, why: str, holds: Callable[[Plan, str], bool]) -> Matcher:
    return Matcher("must_not", re.compile(words, re.I), why, holds)


MATCHERS = (
    _must(r"^(?!.*\b(?:shadow|back-?test)).*\beval (?:set|cases)\b", "an eval set with size, source and bar",
          _eval_set_before_launch),
    _must(r"\bback-?test", "a back-test among the stages", _has_stage("back_test")),
    _must(r"\bshadow\b", "a shadow stage", _has_stage("shadow")),
    _must(r"\b(?:staged roll-?out|A/B)\b", "a roll-out among the stages", _has_stage("roll_out")),
    _must(r"\bgates?\b.*\b(?:tun|train)|(?:tun\w+|train\w*)\b.*\b(?:only|later|justif|gate)|\bjustify tuning",
          "training waits for a gate, or is an option with what it must prove", _tuning_is_gated),
    _must(r"\bno (?:training|fine-?tuning)\b|without training", "nothing is trained before use", _waits_for_use),
    _must(r"\bhuman hand-?over\b|\bhand-?over (?:rule|path)", "a way to a person",
          lambda plan, point: len(plan.product.hand_over.split()) >= 4),
    _must(r"\b(?:baseline|scorecard|heuristic|gradient boosting)\b.*\b(?:baseline|historical|comparison|data|compar)",
          "a baseline or a back-test among the stages, or a heuristic among the techniques",
          lambda plan, point: _has_stage("baseline", "back_test")(plan, point)
          or bool({"heuristic", "classical_baseline"} & set(plan.product.techniques))),
    _must(r"\b(?:recording consent|consent and retention|with consent)\b", "consent and retention of content",
          _content_is_consented),
    _must(r"\bbuying\b.*\bcompared\b|\bbought, not built\b|\bcompared? with buying", "buying beside building",
          _has_option("buy")),
    _must(r"\basks? (?:for|about|who)\b.*\b(?:user|job)\b|\buser and job are missing", "asks, and clarifies",
          _asks_who_and_what),
    _must(r"\bopen-weights\b|\bon-device model|\bself-?hosted", "a self-hosted option", _has_option("self_hosted")),
    _must(r"^(?:uses? |baseline of )?[^.]*\d[^.]*\b(?:baseline|minutes?|hours?|value)\b", "the point's numbers",
          _says_the_numbers),
    _must_not(r"^(?!say|stop|wait|refuse|assume|switch)(?=.*\b(?:train|fine-?tun\w*|label|collect\w*|annotat\w*)\b)"
              r"(?=.*\b(?:first|early|before|early step|from scratch|start|next|old|past|collection)\b)",
              "nothing is collected or trained before use, or without a gate", _waits_for_use),
    _must_not(r"^(?:call an? |use a |general )?(?:LLM|language model|vision model)\b.*\b(?:per|sets?|scor\w+|predicts?"
              r"|estimates?|in the|on the|decides?)\b", "no prompting among the techniques",
              _no_technique("prompting")),
    _must_not(r"^(?:start with |build )?(?:a )?(?:vector database|retrieval|embed)", "no retrieval as a technique",
              _no_technique("retrieval")),
    _must_not(r"\b(?:no|without(?: an?)?) eval", "an eval set with size, source and bar", _eval_set_before_launch),
    _must_not(r"architecture without a problem|choose a model before the job", "verdict clarify with a question",
              _asks_who_and_what),
)  # fmt: skip
"""Tried in order; the first that recognises a point decides it."""
