"""Invariant: a point is recognised by its words and decided by the plan's structure, never by the plan's prose.

Structure: stages, gates, techniques, events, the eval set, the money. A point whose words may mean something that no
part of a plan shows is left to readers. `python -m benchmarks.scorers` measures what is recognised.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from assistant.evals.brief_scorers import plan_terms, terms
from assistant.planning.course import DATA_KINDS, MODEL_KINDS

if TYPE_CHECKING:
    from assistant.planning.schema import Plan

Kind = Literal["must", "must_not"]
_WAITING = (DATA_KINDS | MODEL_KINDS) - {"audit_data"}


@dataclass(frozen=True)
class Matcher:
    """`points` recognises the words of a point; `holds` tells by the plan whether it is met; `why` says by what.

    `matter` names what the point asks for.
    """

    kind: Kind
    matter: str
    points: re.Pattern[str]
    why: str
    holds: Callable[[Plan, str], bool]


def matcher_of(text: str, kind: Kind) -> Matcher | None:
    """The first matcher that recognises a point; None when no code can tell."""
    return next((each for each in MATCHERS if each.kind == kind and each.points.search(text)), None)


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
    said = terms(point).numbers
    return bool(said) and said <= plan_terms(plan).numbers


def _must(matter: str, words: str, why: str, holds: Callable[[Plan, str], bool]) -> Matcher:
    return Matcher("must", matter, re.compile(words, re.I), why, holds)


def _must_not(matter: str, words: str, why: str, holds: Callable[[Plan, str], bool]) -> Matcher:
    return Matcher("must_not", matter, re.compile(words, re.I), why, holds)


MATCHERS = (
    _must("eval_set", r"^(?!.*\b(?:shadow|back-?test))(?=.*\b(?:evals?|evaluation|golden set|test (?:set|cases))\b)",
          "an eval set with size, source and bar", _eval_set_before_launch),
    _must("back_test", r"\bback-?test|\breplay(?:s|ed|ing)?\b",
          "a back-test among the stages", _has_stage("back_test")),
    _must("shadow", r"\bshadow\b|\bsilently (?:beside|next to|alongside)\b", "a shadow stage", _has_stage("shadow")),
    _must("roll_out", r"\b(?:(?:staged|gradual|phased|stepwise) roll-?out|A/B)\b", "a roll-out among the stages",
          _has_stage("roll_out")),
    _must("gated_training",
          r"\bgates?\b.*\b(?:tun|train)|\b(?:tun\w+|train\w*|fine-?tun\w*)\b.*\b(?:only|later|justif|gate)"
          r"|\bjustify (?:tuning|training)|\bbreak-even before (?:tuning|training)",
          "training waits for a gate, or is an option with what it must prove", _tuning_is_gated),
    _must("no_training",
          r"\bno (?:training|fine-?tuning)\b|without training|\b(?:not train any|trains? nothing|nothing is trained)",
          "nothing is trained before use", _waits_for_use),
    _must("hand_over",
          r"\bhuman hand-?over\b|\bhand-?over (?:rule|path|or call-back|when)"
          r"|\breach(?:es)? (?:an? )?(?:human|person)\b"
          r"|\b(?:hands? over|escalat\w+)\b.*\b(?:agent|person|human|staff|colleague)\b",
          "a way to a person", lambda plan, point: len(plan.product.hand_over.split()) >= 4),
    _must("baseline",
          r"\b(?:baseline|scorecard|heuristic|gradient boosting)\b.*\b(?:baseline|historical|comparison|data|compar)"
          r"|\b(?:persistence|naive|seasonal|average|last[- ](?:day|week|month|year|season))\b.*\bbaseline\b",
          "a baseline or a back-test among the stages, or a heuristic among the techniques",
          lambda plan, point: _has_stage("baseline", "back_test")(plan, point)
          or bool({"heuristic", "classical_baseline"} & set(plan.product.techniques))),
    _must("consent", r"\b(?:recording consent|consent and retention|with consent)\b|\bhow long\b.*\b(?:kept|stored)\b",
          "consent and retention of content", _content_is_consented),
    _must("buying",
          r"\bbuying\b.*\bcompared\b|\bbought, not built\b|\bcompared? with buying"
          r"|\b(?:prices?|offers?)\b.*\bbeside building",
          "buying beside building", _has_option("buy")),
    _must("asks",
          r"\basks? (?:for|about|who)\b.*\b(?:user|job)\b|\buser and job are missing"
          r"|\b(?:asks|inquires) which \w+\b.*\b(?:task|job|use it)\b|\bthree questions at most\b",
          "asks, and clarifies", _asks_who_and_what),
    _must("self_hosted",
          r"\bopen-weights\b|\bon-device model|\bself-?hosted|\b(?:local|in-house) model\b|\bmodel runs in[- ]house",
          "a self-hosted option", _has_option("self_hosted")),
    _must("numbers",
          r"^(?:uses? |baseline of )?[^.]*\d[^.]*\b(?:baseline|minutes?|hours?|value)\b|\b(?:baseline|value) of \d",
          "the point's numbers", _says_the_numbers),
    _must_not("early_training",
              r"^(?!say|stop|wait|refuse|assume|switch)(?!.*\btrain\w* (?:the |our |all )?(?:\w+ )?(?:staff|shift|crew"
              r"|team|agents|drivers|nurses|people)\b)(?!.*\bcollect\w* (?:the )?(?:fees|payments|money|debts)\b)"
              r"(?:(?=.*\b(?:train|fine-?tun\w*|labell?\w*|collect\w*|annotat\w*|data lake)\b)"
              r"(?=.*\b(?:first|early|before|early step|from scratch|start|begin|next|now|old|past|collection)\b)"
              r"|train on\b)",
              "nothing is collected or trained before use, or without a gate", _waits_for_use),
    _must_not("language_model",
              r"^(?:call an? |use a |let (?:a |the )?|general |large )?(?:LLM|GPT|language model|vision model)\b"
              r".*\b(?:per|sets?|scor\w+|predicts?|estimates?|in the|on the|decides?"
              r"|for the (?:price|score|sum|forecast)|make the plan"
              r"|reading each)\b", "no prompting among the techniques", _no_technique("prompting")),
    _must_not("retrieval", r"^(?:start with |build )?(?:a )?(?:vector database|retrieval|embed|RAG\b)",
              "no retrieval as a technique", _no_technique("retrieval")),
    _must_not("no_eval", r"\b(?:no|without(?: an?)?) eval|\bnothing measured\b",
              "an eval set with size, source and bar",
              _eval_set_before_launch),
    _must_not("before_job",
              r"architecture without a problem|choose a model before the job|\bpick a (?:technology|model|tool) first",
              "verdict clarify with a question", _asks_who_and_what),
)  # fmt: skip
"""Tried in order; the first that recognises a point decides it."""
