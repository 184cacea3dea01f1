"""Invariant: what a stage is follows from what its text says is done there, not from the label it was given.

`work_in` names the phrases that describe data or model work. Making an eval set, examples for a prompt, logging with
consent and training people are product work; so is saying that something is not done, or waits. English only: see
`reads_as_english`. The labelled sentences in tests/planning/sentences.py show where the lines run.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.planning.lexicon import CLASSES, COMPOUNDS

EVAL_LIMIT = 1_000
"""More cases than this are no eval set, whatever they are called (project rule; corpus note `eval-design`)."""
DESK_LIMIT = 100
"""So many cases one person labels at a desk in a day or two: an eval set, even where the text does not say so."""

Kind = Literal["data", "model"]

_CLAUSE = re.compile(r"[.;:!?](?=\s|$)|[\n()\[\]—–|•]+")
_WORD = re.compile(r"\d[\d,.]*\d(?:k|b)?|\d+(?:k|b)?|[^\W\d_][\w'’]*|,")
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{3})+k?|\d+(?:[.,]\d+)?k?")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


@dataclass(frozen=True)
class Work:
    """A phrase that describes data or model work."""

    kind: Kind
    phrase: str


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
    _Pair("data", "gathering", "campaign", 1),
    _Pair("data", "make", "set", 7),
    _Pair("data", "set", "gathering", 1),
    _Pair("data", "gather", "sample", 4),
    _Pair("data", "labelled", "set", 2),
    _Pair("model", "train", "model", 7),
    _Pair("model", "trained", "model", 4),
    _Pair("model", "model", "trained", 3),
    _Pair("model", "train", "job", 1),
    _Pair("model", "model", "train", 1),
    _Pair("model", "fit", "model", 4, "forward"),
    _Pair("model", "distil", "model", 9),
    _Pair("model", "distil", "size", 9),
    _Pair("model", "model", "distil", 1),
    _Pair("model", "teach", "model", 3, "forward"),
    _Pair("model", "model", "learn", 2),
    _Pair("model", "adapt", "size", 2),
    _Pair("model", "checkpoint", "model", 4),
)
_ALONE: tuple[tuple[Kind, str], ...] = (
    ("model", "method"),
    ("model", "pretrain"),
    ("model", "tune"),
    ("data", "trainset"),
)

Span = tuple[Kind, int, int]


class _Clause:
    """The words of one clause, with the classes each belongs to."""

    def __init__(self, text: str) -> None:
        self.words = _WORD.findall(text)

    def has(self, at: int, *classes: str) -> bool:
        """Whether the word at that place belongs to one of the classes; False beyond the ends."""
        return 0 <= at < len(self.words) and any(CLASSES[name].fullmatch(self.words[at]) for name in classes)

    def where(self, *classes: str) -> list[int]:
        """The places of all words of these classes."""
        return [at for at in range(len(self.words)) if self.has(at, *classes)]

    def next(self, after: int, name: str, within: int, over: str) -> int | None:
        """The first place of that class at most `within` words on, unless a word of class `over` comes first."""
        for at in range(after + 1, min(after + within + 1, len(self.words))):
            if self.has(at, name):
                return at
            if self.has(at, over):
                return None
        return None

    def numbers(self, start: int, end: int) -> list[float]:
        """The numbers from `start` to `end`, both included; `3k` is 3000, `10.000` and `10,000` are ten thousand."""
        return [_number(word) for word in self.words[max(0, start) : end + 1] if _NUMBER.fullmatch(word)]


def _number(word: str) -> float:
    digits = word.rstrip("k")
    grouped = re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", digits)
    plain = re.sub(r"[.,]", "", digits) if grouped else digits.replace(",", ".")
    return float(plain) * (1000 if word.endswith("k") else 1)


def work_in(text: str) -> tuple[Work, ...]:
    """The phrases of `text` that describe data or model work; empty when it is product work. Never raises."""
    found: list[Work] = []
    for part in _CLAUSE.split(_plain(text)):
        clause = _Clause(part)
        for kind, start, end in _spans(clause):
            if not _is_exempt(clause, kind, start, end):
                found.append(Work(kind, " ".join(clause.words[start : end + 1]).replace(" ,", ",").replace("_", " ")))
    return tuple(dict.fromkeys(found))


def _plain(text: str) -> str:
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).lower()
    text = re.sub(r"[\u2010-\u2012\u2212_]", "-", text)
    text = re.sub(r"\s+", " ", re.sub(r"[ \t]*\n[ \t]*", " | ", text))
    for pattern, joined in COMPOUNDS:
        text = pattern.sub(joined, text)
    return text


def _spans(clause: _Clause) -> Iterator[Span]:
    for pair in _PAIRS:
        for start in clause.where(pair.first):
            end = clause.next(start, pair.second, pair.within, pair.over)
            if end is not None and not _is_noun(clause, pair.first, start):
                yield pair.kind, start, end
    for kind, name in _ALONE:
        yield from ((kind, at, at) for at in clause.where(name))
    yield from _counted(clause)
    yield from _for_training(clause)
    yield from _made_models(clause)


def _is_noun(clause: _Clause, name: str, at: int) -> bool:
    """`label` and `fit` after an article are nouns; what users label is the product at work."""
    if name not in ("label", "fit", "tag"):
        return False
    return not clause.words[at].endswith("ing") and (
        clause.has(at - 1, "article", "forward") or clause.words[at - 1 : at] in (["users"], ["customers"])
    )


def _counted(clause: _Clause) -> Iterator[Span]:
    """`10,000 labelled tickets`, `tickets are labelled`, `a dataset of 12k`, `tag 4,000 emails by hand`."""
    for at in clause.where("labelled"):
        if clause.has(at + 1, "thing") and clause.numbers(at - 2, at):
            yield "data", at - 1, at + 1
        thing = next((back for back in (at - 1, at - 2, at - 3) if clause.has(back, "thing")), None)
        if thing is not None and clause.numbers(thing - 2, thing) and not clause.where("machine"):
            yield "data", max(0, thing - 1), at
    for at in clause.where("set"):
        if clause.numbers(at + 1, at + 3) or re.fullmatch(r"v\d+", "".join(clause.words[at + 1 : at + 2])):
            yield "data", at, min(at + 2, len(clause.words) - 1)
    for at in clause.where("tag"):
        end = clause.next(at, "thing", 4, "bridge")
        by_hand = "by_hand" in clause.words or clause.where("learns") or clause.has(at - 1, "others")
        if end is not None and by_hand:
            yield "data", at, end


def _for_training(clause: _Clause) -> Iterator[Span]:
    """`training data`, `trained on 18 months of orders`, `conversations for model training`, `data collection`."""
    for at in clause.where("train", "trained"):
        if clause.words[at] == "training" and clause.has(at + 1, "material"):
            yield "data", at, at + 1
        if clause.words[at + 1 : at + 2] and clause.words[at + 1] in ("on", "with", "from", "using"):
            end = clause.next(at + 1, "thing", 6, "article" if clause.words[at + 1] == "with" else "bridge")
            if end is not None:
                yield "model", at, end
        lead = at - 1 - clause.has(at - 1, "model")
        things = [back for back in clause.where("thing") if back < lead]
        if clause.words[at] == "training" and clause.words[lead : lead + 1] in (["for"], ["as"]) and things:
            yield "data", things[-1], at
    for at in clause.where("gathering"):
        if at and clause.words[at - 1] == "data":
            yield "data", at - 1, at


def _made_models(clause: _Clause) -> Iterator[Span]:
    """`develop a custom language model`, `build our own model`."""
    for start in clause.where("construct"):
        own = clause.next(start, "own", 4, "forward")
        end = clause.next(own, "model", 3, "forward") if own is not None else None
        if end is not None and not any(clause.has(at, "bridge") for at in range(start, end)):
            yield "model", start, end


def _is_exempt(clause: _Clause, kind: Kind, start: int, end: int) -> bool:
    if _is_negated(clause, start, end):
        return True
    if kind == "data":
        return _is_measuring(clause, start, end) or _is_kept_with_consent(clause, start)
    if clause.has(start, "tune"):
        return any(clause.has(at, "wording") for at in range(start + 1, start + 4))
    if clause.has(start, "train") and any(clause.has(at, "people") for at in range(start + 1, min(start + 5, end))):
        return True
    if clause.has(start, "teach", "model") and clause.has(end, "model", "learn") and clause.where("prompt"):
        return True
    return any(clause.has(at, "others") and clause.has(at - 2, "forward") for at in clause.where("others"))


def _is_measuring(clause: _Clause, start: int, end: int) -> bool:
    """An eval set, or examples for a prompt or an index: product work, unless something is to learn from them."""
    if any(at < start or at > end for at in clause.where("learns")) or clause.has(start, "trainset"):
        return False
    numbers = clause.numbers(start - 1, end)
    if any(number > EVAL_LIMIT for number in numbers):
        return False
    if clause.where("eval"):
        return True
    if clause.has(start, "label", "tag", "labelled") or clause.has(end, "labelled"):
        return bool(numbers) and max(numbers) <= DESK_LIMIT
    return bool(clause.where("prompt")) or (bool(numbers) and max(numbers) <= DESK_LIMIT)


def _is_kept_with_consent(clause: _Clause, start: int) -> bool:
    """Training named where consent is asked for or kept is no data work; making a training set with consent is."""
    return clause.words[start] == "training" and bool(clause.where("consent")) and not clause.where("make", "gather")


def _is_negated(clause: _Clause, start: int, end: int) -> bool:
    at = start - 1
    while clause.has(at, "filler"):
        at -= 1
    if clause.words[at : at + 1] == ["before"] and at >= 0:
        return True
    is_noun = re.search(r"(?:ing|ion|data|sets?|corpus)$", clause.words[start]) is not None
    for back in range(start - 1, max(-1, start - 9), -1):
        if clause.has(back, "not"):
            return True
        if clause.has(back, "turn") or (clause.words[back] == "," and not is_noun):
            break
    for ahead in range(end + 1, end + 5):
        if clause.has(ahead, "later"):
            return True
        if clause.has(ahead, "turn") or clause.words[ahead : ahead + 1] in ([","], ["and"]):
            break
    return False
