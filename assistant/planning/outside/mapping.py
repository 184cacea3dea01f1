"""Invariant: what a step does is told by its words, with how sure that is; its number, heading and label prove nothing.

Data and model work is read by the same patterns that judge our own stages (`content.work_in`).
"""

from __future__ import annotations

import re

from assistant.planning.content import work_in
from assistant.planning.language import language_of
from assistant.planning.outside import german
from assistant.planning.outside.kinds import Kind, Mapped, signs
from assistant.planning.outside.ship_signs import ship_sign
from assistant.planning.outside.steps import Step
from assistant.planning.rules.shipping import own_model

READABLE = ("en", "de")
"""Languages whose plans are mapped."""


_MODEL_KINDS = signs(
    ("distil", r"distil"),
    (
        "custom_model",
        r"from scratch|ground up|pre-?train|\bfoundation\b|\b(?:own|custom|proprietary) (?:large )?language model",
    ),
    ("fine_tune", r"fine.?tun|\blora\b|qlora|\bsft\b|\bpeft\b|adapt|instruct\w*.tun|preference|\bdpo\b|weights"),
    (
        "train_classical",
        r"classifier|regress|boost|forest|xgboost|lightgbm|catboost|\bsvm\b|forecast|predict(?:or|ion|ive)|churn",
    ),
)
_DATA_KINDS = signs(("label", r"label|annotat|\btag|\bmark|categor|classif|transcri"), ("collect", r""))
_PRODUCT_KINDS = signs(
    (
        "eval_set",
        r"\b(?:write|build|collect|make|create|label|gather|prepare|assemble|curate|agree|set up|choose)\b.{0,60}"
        r"\b(?:evals?|evaluation|test (?:set|cases?|questions)|golden|benchmark)\b"
        r"|\b\d[\d,]*\s+(?:[\w-]+ ){0,4}?(?:evals?|evaluation|test (?:cases?|questions)|held[- ]out|labelled cases)\b"
        r"|\blabel \d{1,2}\b|\b(?:eval|test|golden) set (?:has|of|with|is|stands)\b",
    ),
    ("back_test", r"\bback-?test\w*|\bscor(?:e|ing) .{0,30}\b(?:rules?|baselines?|weeks)\b"),
    ("baseline", r"\b(?:baselines?|heuristics?|weekday mean|rules? of thumb)\b"),
    ("shadow", r"\bshadow\b"),
    ("audit_data", r"\baudit\b.{0,30}\bdata\b|\bdata audit\b|\binventory of data\b"),
    ("buy", r"\b(?:buy|vendors?|off-the-shelf|licen[cs]e|quote)\b"),
    ("instrument", r"\b(?:log|logs|logging|logged|instrument\w*|telemetry|feedback|thumbs|analytics|consent)\b"),
    ("add_retrieval", r"\b(?:retrieval|rag|index|indexing|knowledge base)\b"),
    ("improve_prompt", r"\bprompts?\b"),
    ("add_tools", r"\btools?\b"),
)
_MAYBE = signs(
    (
        "collect",
        r"\bdata (?:phase|foundation|collection|acquisition|work|layer|readiness|engineering|preparation|pipeline)\b"
        r"|\bdata ?sets?\b|\bannotat\w+|\blabell?(?:ing|ed)\b|\bcorpus\b|^data\b\W*$|\b(?:acquire|gather|collect) \d",
    ),
    (
        "train",
        r"\bmodel (?:development|building|phase|design|creation|engineering|work)\b|\bmodell?ing\b|\bmachine learning\b"
        r"|\bml\b|\bai (?:model|engine|core|development)\b|\balgorithms?\b|\bneural\b|^(?:the )?models?\b\W*$"
        r"|\btrain(?:ing)? phase\b",
    ),
)
_FOR_MONTHS = signs(
    (
        "label",
        r"\b(?:label(?:s|ling|ing)?|annotat(?:e|es|ing)) for (?:about |some )?\w+"
        r" (?:days|weeks|months|years|quarters?)\b",
    ),
    (
        "train",
        r"\btrain(?:s|ing)? (?:(?:it|a model|the model|models) )?for (?:about |some )?"
        r"(?:another )?(?:\d+|two|three|four|five|six|eight|ten|twelve)(?: (?:weeks|months|years|quarters?))?\b\W*$",
    ),
)
"""Work told by how long it takes, as in a plan of one sentence; people are trained in hours and days."""
_NOT = re.compile(r"\b(?:no|not|never|without|nothing|nobody|instead of|rather than|before any)\b", re.I)


def mapped(found: list[Step], text: str) -> list[Mapped]:
    """Each step with what it does. `text` is the whole plan, by which its language is told."""
    is_german = language_of(text) == "de"
    return [_german(step) or _one(step) if is_german else _one(step) for step in found]


def is_readable(text: str) -> bool:
    """Whether the plan is in a language whose words are known here."""
    return language_of(text) in READABLE


def _one(step: Step) -> Mapped:
    ships = ship_sign(step.words, in_prose=not step.is_listed)
    work = work_in(_without_own_model(step.words) if ships and ships[0] == "sure" else step.words)
    if work:
        phrase = " ".join(part.phrase for part in work)
        model = next((part for part in work if part.kind == "model"), None)
        kinds = _MODEL_KINDS if model else _DATA_KINDS
        kind = _first(kinds, f"{phrase} {step.words}" if model else phrase) or "train"
        return Mapped(step, kind, "sure", (model or work[0]).phrase)
    if ships:
        return Mapped(step, "ship", *ships)
    return _guess(step)


def _without_own_model(text: str) -> str:
    """A shipped “custom-trained model” is a ship step with a model of its own, not the training of one."""
    return text.replace(phrase, " ") if (phrase := own_model(text)) else text


def _guess(step: Step) -> Mapped:
    lasting = next(((kind, found) for kind, p in _FOR_MONTHS if (found := p.search(step.words))), None)
    if lasting and not _NOT.search(step.words):
        return Mapped(step, lasting[0], "likely", lasting[1][0])
    product = next(((kind, found) for kind, p in _PRODUCT_KINDS if (found := p.search(step.words))), None)
    maybe = next(((kind, found) for kind, p in _MAYBE if (found := p.search(step.words))), None)
    if maybe and not product and not _NOT.search(step.words):
        return Mapped(step, maybe[0], "unsure", maybe[1][0])
    if product:
        return Mapped(step, product[0], "likely", product[1][0])
    return Mapped(step, "other", "unsure", "")


def _german(step: Step) -> Mapped | None:
    found = german.sign(step.words)
    return Mapped(step, found[0], "likely", found[1]) if found else None


def _first(kinds: tuple[tuple[Kind, re.Pattern[str]], ...], text: str) -> Kind | None:
    return next((kind for kind, pattern in kinds if pattern.search(text)), None)
