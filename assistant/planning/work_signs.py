"""Invariant: what looks like data or model work is listed here as pairs of words; whether it is, content.py decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.planning.clauses import Clause
from assistant.planning.work_paraphrases import data_spans, model_spans
from assistant.planning.work_plainly import plain_data_spans, plain_model_spans

Kind = Literal["data", "model"]
Span = tuple[Kind, int, int]
"""What kind of work, and the places of its first and last word."""


@dataclass(frozen=True)
class _Pair:
    """A word of class `first` and, at most `within` words later, one of class `second`; `over` must not lie between."""

    kind: Kind
    first: str
    second: str
    within: int
    over: str = "bridge"


_PAIRS = (
    _Pair("data", "label", "thing", 6, "forward"),
    _Pair("data", "label", "campaign", 1),
    _Pair("data", "marking", "campaign", 1),
    _Pair("data", "make", "set", 7),
    _Pair("data", "set", "gathering", 1),
    _Pair("data", "gather", "sample", 4),
    _Pair("data", "labelled", "set", 2),
    _Pair("model", "train", "model", 7),
    _Pair("model", "trained", "model", 4),
    _Pair("model", "model", "trained", 3),
    _Pair("model", "train", "job", 1),
    _Pair("model", "model", "training", 1),
    _Pair("model", "fit", "model", 4, "forward"),
    _Pair("model", "distil", "model", 9),
    _Pair("model", "distil", "size", 9),
    _Pair("model", "model", "distil", 1),
    _Pair("model", "teach", "model", 3, "forward"),
    _Pair("model", "model", "learn", 2),
    _Pair("model", "adapt", "size", 2),
    _Pair("data", "labelled", "raw", 1),
    _Pair("model", "run", "lora", 2),
    _Pair("model", "model", "fit", 1),
    _Pair("model", "train", "bot", 3),
    _Pair("model", "teach", "bot", 3, "forward"),
    _Pair("model", "tuning", "model", 4, "forward"),
    _Pair("model", "learn", "model", 4, "which"),
    _Pair("model", "checkpoint", "model", 4),
)
_ALONE: tuple[tuple[Kind, str], ...] = (
    ("model", "method"),
    ("model", "pretrain"),
    ("model", "tune"),
    ("data", "trainset"),
)


def spans(clause: Clause) -> Iterator[Span]:
    """Every stretch of the clause that looks like data or model work."""
    for pair in _PAIRS:
        for start in clause.where(pair.first):
            end = clause.next(start, pair.second, pair.within, pair.over)
            if end is not None and not _is_noun(clause, pair.first, start):
                yield pair.kind, start, end
    for kind, name in _ALONE:
        yield from ((kind, at, at) for at in clause.where(name))
    yield from _labelled(clause)
    yield from _counted(clause)
    yield from _for_training(clause)
    yield from _made_models(clause)
    for reads in (data_spans, plain_data_spans):
        yield from (("data", start, end) for start, end in reads(clause))
    for reads in (model_spans, plain_model_spans):
        yield from (("model", start, end) for start, end in reads(clause))


def _is_noun(clause: Clause, name: str, at: int) -> bool:
    """`label` after an article is a noun; what users or their edits label is the product at work."""
    if name not in ("label", "fit", "tag"):
        return False
    return not clause.words[at].endswith("ing") and (
        clause.has(at - 1, "article", "forward", "edits") or clause.words[at - 1 : at] in (["users"], ["customers"])
    )


def _labelled(clause: Clause) -> Iterator[Span]:
    """`tag emails by hand`, `agents label every ticket`, `labels for 15k invoices`, `built from labelled tickets`."""
    for at in clause.where("tag"):
        end = clause.next(at, "thing", 4, "bridge")
        if end is not None and ("by_hand" in clause.words or clause.where("learns") or clause.has(at - 1, "others")):
            yield "data", at, end
    for at in clause.where("marks"):
        end = clause.next(at, "thing", 5, "bridge") or clause.next(at, "one", 3, "bridge")
        by_people = clause.has(at - 1, "doer") or (clause.words[at - 1] == "and" and clause.near(at, 4, "doer"))
        made = clause.words[at] == "labels" and clause.near(at, 2, "make", "gather")
        if end is not None and (by_people or (made and clause.numbers(at, end))):
            yield "data", at, end
    for at in clause.where("labelled"):
        if clause.has(at + 1, "thing") and (clause.near(at, 4, "make", "gather") or clause.near(at, 1, "forward")):
            yield "data", at, at + 1
    for at in clause.where("gathering"):
        of_data = clause.near(at, 1, "raw") or clause.words[at : at + 2] == ["annotation", "of"]
        if of_data and not clause.has(at + 1, "notice"):
            yield "data", at - clause.near(at, 1, "raw"), at


def _counted(clause: Clause) -> Iterator[Span]:
    """`10,000 labelled tickets`, `10,000 tickets are labelled`, `a dataset of 12k`, `dataset v1`, `dataset` alone."""
    for at in clause.where("labelled"):
        if clause.has(at + 1, "thing") and clause.numbers(at - 2, at):
            yield "data", at - 1, at + 1
        thing = next((back for back in (at - 1, at - 2, at - 3) if clause.has(back, "thing")), None)
        if thing is not None and clause.numbers(thing - 2, thing) and not clause.where("machine"):
            yield "data", max(0, thing - 1), at
    for at in clause.where("set"):
        version = re.fullmatch(r"v\d+", "".join(clause.words[at + 1 : at + 2])) is not None
        if clause.numbers(at + 1, at + 3) or version or len(clause.words) == 1:
            yield "data", at, min(at + 2, len(clause.words) - 1)


def _for_training(clause: Clause) -> Iterator[Span]:
    """`training data`, `trained on 18 months of orders`, `conversations for model training`."""
    for at in clause.where("train", "trained"):
        is_noun = clause.words[at] == "training"
        made = clause.near(at, 2, "make", "gather") and clause.has(at + 1, "thing")
        if is_noun and (made or clause.has(at + 1, "material")):
            yield "data", at, at + 1
        on = at + 2 if clause.words[at + 1 : at + 2] in (["it"], ["them"], ["this"]) else at + 1
        if clause.words[on : on + 1] and clause.words[on] in ("on", "with", "from", "using"):
            end = clause.next(on, "thing", 6, "article" if clause.words[on] == "with" else "bridge")
            if end is not None:
                yield "model", at, end
        lead = at - 1 - clause.has(at - 1, "model")
        things = [back for back in clause.where("thing") if back < lead]
        if is_noun and clause.words[lead : lead + 1] in (["for"], ["as"]) and things:
            yield "data", things[-1], at


def _made_models(clause: Clause) -> Iterator[Span]:
    """`develop a custom language model`, `build our own model`."""
    for start in clause.where("construct"):
        own = clause.next(start, "own", 4, "forward")
        end = clause.next(own, "model", 3, "forward") if own is not None else None
        if end is not None and not any(clause.has(at, "bridge") for at in range(start, end)):
            yield "model", start, end
