"""Invariant: each fit answer shows what it rests on, and one that rests on nothing yet says so.

What it rests on: the claims it names, in its reason or beside it, and the user's own words about what it asks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.planning.fit import to_check
from assistant.planning.language import language_of
from assistant.planning.purpose import Constraint, ConstraintKind, FitAnswer
from assistant.planning.schema import Plan

_REFERENCE = re.compile(r"\[((?:c\d{1,3})(?:,\s*c\d{1,3})*)\]")
_QUOTED = re.compile(r"\bYour brief: ((?:“[^”]*”(?:, )?)+)")
ASKED_BY: Mapping[ConstraintKind, int] = {"latency": 3, "volume": 3, "place": 3, "privacy": 4, "regulation": 6}
"""Kind of constraint → the fit question that its words answer."""
_FEW = 100
"""Fewer things without a period say nothing of load (project rule)."""
_OFTEN = re.compile(
    r"\b(?:a|an|per|each|every)\b|/|\b(?:daily|nightly|weekly|monthly|yearly|annually|hourly|day|week|month|year)\b",
    re.I,
)
_CHECKED_BY: Mapping[int, str] = {
    1: r"\b(?:eval|model|prompt|cases|drafts?|samples?|arms?|scor|count|compar|try|tries|tried|test|pilot|passably)",
    2: r"\b(?:check|review|undo|undone|correct|approv|agree|edit|by hand|revers|second reader)",
    3: r"\b(?:latency|second|minute|speed|p95|volume|calls? |on[- ]device|offline|oldest device|cost per|time both)",
    4: r"\b(?:data|privacy|gdpr|consent|terms|dpa|contract|legal|lawyer|counsel|redact|anonymi|retention|secrecy"
    r"|personal|on[- ]prem|self-hosted|local model)",
    5: r"\b(?:rule|heuristic|baseline|keyword|search|without any model|today's|by hand|spreadsheet|regex|classical"
    r"|templates?|arms?)",
    6: r"\b(?:mistake|error|harm|wrong|damage|grave|false|risk|worst|incident|complain|unanswerable|hostile|never)",
}
"""Fit question → words by which an action of the week shows that it looks at it (project rule)."""


def references(text: str) -> tuple[str, ...]:
    """The claims that prose refers to, in their order: `[c1, c2]` → c1, c2."""
    return tuple(name.strip() for found in _REFERENCE.findall(text) for name in found.split(","))


def of_brief(text: str) -> tuple[str, ...]:
    """The words that prose gives as the brief's: `Your brief: “a”, “b”.` → a, b."""
    return tuple(words for found in _QUOTED.findall(text) for words in re.findall(r"“([^”]*)”", found))


def stands_in(plan: Plan, words: str) -> bool:
    """Whether the brief says these words, white space folded."""
    return bool(words.strip()) and " ".join(words.split()) in " ".join(plan.brief.text.split())


def because(plan: Plan, answer: FitAnswer) -> str:
    """The reason of an answer with its evidence behind it: claims as `[c1]`, and the brief's words in quotes."""
    named = references(answer.reason)
    marks = "".join(f"[{claim}]" for claim in answer.claims if claim not in named)
    words = [
        f"“{c.text.strip()}”"
        for c in plan.brief.constraints
        if ASKED_BY.get(c.kind) == answer.question and not _says_no_load(c)
    ]
    told = f" Your brief: {', '.join(words)}." if words else ""
    quoted = any(stands_in(plan, said) for said in of_brief(answer.reason))
    if not (named or marks or told or quoted or answer.answer == "not_applicable"):
        told = f" No evidence yet{_by_when(plan, answer)}."
    reason = _ended(answer.reason)
    reason = f"{reason[:-1]} {marks}{reason[-1]}" if marks and reason and reason[-1] in ".!?…" else reason + marks
    return f"{reason}{told}"


def _says_no_load(constraint: Constraint) -> bool:
    """Whether a count is of a few things that are simply there: `30 families` is no load, `30 families a day` is."""
    few = constraint.quantity is not None and constraint.quantity.value < _FEW
    return constraint.kind == "volume" and few and _OFTEN.search(constraint.text) is None


def _by_when(plan: Plan, answer: FitAnswer) -> str:
    """What becomes of an answer in doubt: this week's check is promised only where an action speaks of it."""
    if answer.question not in to_check((answer,)):
        return ""
    actions = " ".join(f"{action.what} {action.done_when}" for action in plan.this_week)
    if language_of(actions) != "en":
        return ""
    is_planned = re.search(_CHECKED_BY[answer.question], actions, re.I) is not None
    return "; checked this week" if is_planned else "; no action of this week checks it"


def _ended(text: str) -> str:
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."
