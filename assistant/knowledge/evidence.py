"""Invariant: the surer the signs that a note answers a question, the less it is withheld; no sign works backwards.

Five signs are weighed by a logistic rule whose weights lie in `abstention.json`, with the threshold: `python -m
benchmarks.abstention` reproduces them from questions that were written from the notes' titles alone. Its weights may
only have the sign that makes the rule monotone. A question that sounds as if the notes answered it gives itself away
by words the notes do not hold, above all by a name.

The rule was set on questions, put to some 300 chunks. A brief or a line of a plan describes and does not ask, and on
a handful of notes most words are missing anyway: there silence needs two witnesses, neither meaning nor words speaking
for an answer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.knowledge.lexical import Term
from assistant.knowledge.stop_words import says_something

LOOKED_AT = 5  # best chunks, of which one has to hold the words
FILE = "abstention.json"
WITH_MEANING, WORDS_ONLY = "with_meaning", "words_only"
_A_QUESTION = 25  # words; project rule: the longest question we were given has 20
_KEYWORDS = 4  # project rule: so few words ask, whatever their form
_JUDGEABLE = 200  # chunks; project rule: below, ordinary words are missing too
_COSINE = 0.25  # lowest cosine of a fair question or brief .26 (November 2026, packaged model)
_COVERAGE = 0.5
_COVERAGE_ALONE = 0.15  # without vectors; lowest of the fair ones .17
_NOTHING = "nothing in the notes is close to this question"
_MISSING = "the notes seem not to answer this; they do not mention {}"
_EMPTY = "the question is made of words that stand everywhere, such as “what” and “the”"
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_WORD = re.compile(r"[^\W_]+")
_OPENING = re.compile(
    r"\W*(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|am|do|does|did|can|could|may|might|must|shall|"
    r"should|will|would|has|have|had|list|name|tell|explain)\b",
    re.IGNORECASE,
)


_KIND = re.compile(
    r"\W*(?:what(?:\W?s| is| are)|define|explain)\b.*\w\W+"
    r"(approach|concept|idea|method|pattern|practice|principle|scheme|setup|strategy|system|technique|term|thing)\W*$",
    re.IGNORECASE | re.DOTALL,
)
"""Who asks what a thing is may say what kind of thing he takes it for; the notes need not."""


@dataclass(frozen=True)
class Grounds:
    """What speaks for an answer. Shares are 0 to 1.

    `cosine`: of the best chunk, None without vectors. `coverage`: share of the question's words that one of the best
    chunks holds, by squared weight, so that rare words decide; `plain`: the same by weight. `absent`: share of its
    words, by weight, that no chunk holds. `names`: its names that no chunk holds. `asks`: whether it is a question.
    `says`: whether any of its words is more than grammar.
    """

    cosine: float | None
    coverage: float
    plain: float
    absent: float
    names: tuple[str, ...]
    asks: bool
    says: bool = True


@dataclass(frozen=True)
class Rule:
    """Weights of the signs and the probability from which on the answer is given."""

    bias: float
    cosine: float
    coverage: float
    absent: float
    name: float
    threshold: float

    def chance(self, grounds: Grounds) -> float:
        """The estimated probability that some note answers the question (logistic regression)."""
        total = self.bias + self.cosine * (grounds.cosine or 0.0) + self.coverage * grounds.coverage
        total += self.absent * grounds.absent + self.name * bool(grounds.names)
        return 1 / (1 + math.exp(-total))


@cache
def rules() -> tuple[str, Mapping[str, Rule]]:
    """(fingerprint of the embedder whose cosines were weighed, the rules by name)."""
    from pydantic_core import from_json

    read = from_json(files("assistant.knowledge").joinpath(FILE).read_bytes(), allow_inf_nan=False)
    return str(read["embedder"]), {name: Rule(**read[name]) for name in (WITH_MEANING, WORDS_ONLY)}


def withheld(grounds: Grounds, chunks: int, embedder: str) -> str:
    """Why no answer is given, or "". `chunks` is the size of the index, `embedder` the fingerprint of what made the
    cosine: another model has other cosines, and then words alone decide."""
    if not grounds.says:
        return _EMPTY
    if not grounds.asks or chunks < _JUDGEABLE:
        return "" if _speaks(grounds) else _NOTHING
    calibrated, by_name = rules()
    rule = by_name[WITH_MEANING if grounds.cosine is not None and embedder == calibrated else WORDS_ONLY]
    if rule.chance(grounds) >= rule.threshold:
        return ""
    return _MISSING.format(", ".join(grounds.names)) if grounds.names else _NOTHING


def weigh(
    query: str,
    terms: Sequence[Term],
    holders: Mapping[str, Set[str]],
    cosine: float | None,
    *,
    asked: bool = False,
) -> Grounds:
    """The grounds for an answer. `holders` maps a term's word to those of the best chunks that hold it.

    The kind of thing at the end of "what is an X setup" does not count where no note says it.
    """
    kind = _KIND.match(query)
    if kind is not None:
        terms = [term for term in terms if term.chunks or term.word != kind[1].lower()]
    absent = [term for term in terms if not term.chunks]
    total = sum(term.weight for term in terms)
    missing = {term.word for term in absent}
    return Grounds(
        cosine=cosine,
        coverage=_covered(terms, holders, 2),
        plain=_covered(terms, holders, 1),
        absent=sum(term.weight for term in absent) / total if total else 0.0,
        names=tuple(name for name in names(query) if name.lower() in missing),
        asks=asks(query, searching=asked),
        says=says_something(query),
    )


def asks(text: str, *, searching: bool = False) -> bool:
    """Whether the text puts a question, or is a few keywords; anything else describes, and so does a long text.

    Somebody who is `searching` puts no mark at the end: then what is short enough asks.
    """
    length = len(_WORD.findall(text))
    question = text.rstrip().endswith(("?", "\uff1f", "\u061f")) or _OPENING.match(text) is not None
    return length <= _KEYWORDS or ((question or searching) and length <= _A_QUESTION)


def names(text: str) -> tuple[str, ...]:
    """Words that name something: with a capital inside a sentence, or with a digit."""
    found = []
    for sentence in _SENTENCE.split(text):
        for place, word in enumerate(_WORD.findall(sentence)):
            if any(sign.isdigit() for sign in word) or (place and word[0].isupper() and word != "I"):
                found.append(word)
    return tuple(dict.fromkeys(found))


def _speaks(grounds: Grounds) -> bool:
    if grounds.cosine is None:
        return grounds.plain >= _COVERAGE_ALONE
    return grounds.cosine >= _COSINE or grounds.plain >= _COVERAGE


def _covered(terms: Sequence[Term], holders: Mapping[str, Set[str]], power: int) -> float:
    total = sum(term.weight**power for term in terms)
    held: dict[str, float] = {}
    for term in terms:
        for name in holders.get(term.word, frozenset()):
            held[name] = held.get(name, 0.0) + term.weight**power
    return max(held.values(), default=0.0) / total if total else 0.0
