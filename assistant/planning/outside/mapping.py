"""Invariant: what a step does is told by its words, with how sure that is; its number, heading and label prove nothing.

Data and model work is read by the same patterns that judge our own stages (`content.work_in`).
"""

from __future__ import annotations

import re

from assistant.planning.content import work_in
from assistant.planning.language import language_of
from assistant.planning.outside import german, romance
from assistant.planning.outside.kinds import DATA, Kind, Mapped, signs
from assistant.planning.outside.likely_work import likely_work
from assistant.planning.outside.ship_signs import ship_sign
from assistant.planning.outside.steps import Step
from assistant.planning.outside.told_work import told_work
from assistant.planning.rules.shipping import own_model

READABLE = ("en", "de")
"""Languages whose plans are mapped."""


_MODEL_KINDS = signs(
    ("distil", r"distil"),
    (
        "custom_model",
        r"from scratch|ground up|pre-?train|\bfoundation (?:language )?models?\b"
        r"|\b(?:own|custom|proprietary) (?:large )?language model",
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
_BARE = signs(
    ("label", r"(?:(?:data|hand|manual) )?(?:labell?ing|annotation|tagging)s?"),
    ("fine_tune", r"fine[- ]?tun(?:e|ing)"),
    ("train", r"model (?:training|development and training|training and \w+)|train(?: (?:a|the|our) models?)?"),
)
"""Work told by a line that holds nothing else, but for its time, its number and what stands in brackets."""
_TRAINING = re.compile(r"(?:the )?training(?: (?:phase|runs?|starts?|work))?", re.I)
_AROUND_BARE = re.compile(r"\([^()]*\)|\b(?:phase|sprint|work|campaign|round|continued|continues)\b|[^\w\s-]+", re.I)
_DATA_HEAD = re.compile(
    r"(?:\d+[.)]? )?data(?: (?:foundation|phase|work|collection|preparation|acquisition|set))?\W*", re.I
)
_MADE_THERE = re.compile(
    r"^\W*(?:[\w-]+ ){0,3}?(?:scores?|rates?|tags?|marks?|scrapes?|collects?|gathers?|records?|transcribes?|sorts?"
    r"|judges?|grades?|classif(?:y|ies)|describes?)\b",
    re.I,
)
"""Verbs that under a heading such as `Data` make data of what they are done to."""
_NOT = re.compile(r"\b(?:no|not|never|without|nothing|nobody|instead of|rather than|before any)\b", re.I)


def mapped(found: list[Step], text: str) -> list[Mapped]:
    """Each step with what it does. `text` is the whole plan, by which its language is told."""
    is_german = language_of(text) == "de"
    read = [_german(step) or _one(step) if is_german else _one(step) for step in found]
    has_data = any(step.kind in DATA and step.counts and not step.step.is_aside for step in read)
    return [_trained_on_it(step) if has_data else step for step in read]


def _trained_on_it(step: Mapped) -> Mapped:
    """`Training` alone is a model's where the plan has data made for it; elsewhere it may be the staff's."""
    alone = _alone(step.step)
    return Mapped(step.step, "train", "likely", alone) if _TRAINING.fullmatch(alone) else step


def _alone(step: Step) -> str:
    first = step.words.split("|")[0] if step.form == "row" else step.words
    return " ".join(_AROUND_BARE.sub(" ", first).split())


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
    told = told_work(step.words)
    if told:
        return Mapped(step, told[0], "likely", told[1])
    if ships:
        return Mapped(step, "ship", *ships)
    foreign = romance.sign(step.words)
    return Mapped(step, foreign[0], "likely", foreign[1]) if foreign else _guess(step)


def _without_own_model(text: str) -> str:
    """A shipped “custom-trained model” is a ship step with a model of its own, not the training of one."""
    return text.replace(phrase, " ") if (phrase := own_model(text)) else text


def _guess(step: Step) -> Mapped:
    alone = _alone(step)
    bare = next((kind for kind, pattern in _BARE if pattern.fullmatch(alone)), None)
    if bare:
        return Mapped(step, bare, "likely", alone)
    under = next((head for head in step.under[-2:] if _DATA_HEAD.fullmatch(head)), "")
    made = _MADE_THERE.search(step.words) if under else None
    if made and not _NOT.search(step.words) and not _PRODUCT_KINDS[0][1].search(step.words):
        return Mapped(step, "label", "likely", step.words[: made.end()])
    lasting = next(((kind, found) for kind, p in _FOR_MONTHS if (found := p.search(step.words))), None)
    if lasting and not _NOT.search(step.words):
        return Mapped(step, lasting[0], "likely", lasting[1][0])
    work = likely_work(step.words)
    if work and work[1] == "likely" and not _NOT.search(step.words):
        return Mapped(step, *work)
    product = next(((kind, found) for kind, p in _PRODUCT_KINDS if (found := p.search(step.words))), None)
    maybe = next(((kind, found) for kind, p in _MAYBE if (found := p.search(step.words))), None)
    if maybe and not product and not _NOT.search(step.words):
        return Mapped(step, maybe[0], "unsure", maybe[1][0])
    if product:
        return Mapped(step, product[0], "likely", product[1][0])
    if work and not _NOT.search(step.words):
        return Mapped(step, *work)
    return Mapped(step, "other", "unsure", "")


def _german(step: Step) -> Mapped | None:
    found = german.sign(step.words)
    return Mapped(step, found[0], "likely", found[1]) if found else None


def _first(kinds: tuple[tuple[Kind, re.Pattern[str]], ...], text: str) -> Kind | None:
    return next((kind for kind, pattern in kinds if pattern.search(text)), None)
