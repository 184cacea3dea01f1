"""Invariant: the user is somebody the brief names: by role, else by team, craft or organisation, else the pattern's."""

from __future__ import annotations

import re

from assistant.models.offline.patterns import Task
from assistant.models.offline.phrases import plural
from assistant.models.offline.served import served
from assistant.planning.language import language_of

# fmt: off
SKIP = frozenset((
    "weekly", "rank", "order", "sort", "score", "flag", "predict", "forecast", "turn", "the", "a", "an", "and",
    "or", "of", "to", "in", "on", "for", "with", "from", "over", "into", "their", "its", "our", "his", "her",
    "that", "which", "wants", "want", "is", "are", "be", "it", "we", "they", "by", "at", "as", "own", "all",
    "writes", "write", "reads", "read", "drafts", "draft", "answers", "my", "your", "each", "every", "some", "this",
    "these", "up", "per", "one", "two", "three", "four", "five", "has", "have", "does", "not", "no", "but", "so",
    "than", "whose", "about", "gets", "get", "finds", "when", "where", "while", "if", "then", "only", "before", "after",
    "once", "until", "because",
))
# fmt: on
"""Words before a noun that are no part of its name."""

_ORGANISATIONS = (
    r"employer|bank|lender|insurer|hospital|clinic|school|university|college|museum|library|court|council|ministry|"
    r"municipality|city|hotel|restaurant|retailer|supermarket|shop|store|warehouse|factory|brewery|airline"
)
_TEAMS = r"([a-z]+) (?:team|department|desk|crew)s?"
_CRAFTS = {
    r"\b(?:legal|law)\b": "lawyers",
    r"\b(?:medical|clinical)[- ]coding\b": "coders",
    r"\b(?:medical|clinical)\b": "clinicians",
    r"\btax\b": "tax advisers",
    r"\b(?:trip|travel|itinerar)\w*": "travellers",
    r"\b(?:recipe|meal|household|famil)\w*": "households",
    r"\b(?:applicants? per job|CVs?|hiring|recruit\w*|employer)\b": "hiring staff",
}
"""Who is meant when a brief names the craft and not the person; asked only when no role and no team is named."""

_UNNAMED = re.compile(r"(?:the )?(?:people|officials|experts|professionals|customers|those)\b", re.I)
"""A pattern's user that names what is done rather than who does it."""
# fmt: off
_NO_TEAM = frozenset((
    "two", "three", "four", "five", "small", "large", "big", "new", "same", "whole", "first", "second", "help",
    "person",
))
# fmt: on

_BUILDERS = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|[1-9]) (?:\w+[- ])??"
    r"(?:engineers?|developers?|founders?|devs?|programmers?|data scientists?)\b",
    re.I,
)
"""A handful of engineers or founders in a brief are who builds it, not who uses it."""

_TRADES = {"claims", "sales", "news", "customs", "nursing"}
_NO_PLURAL = {"staff", "people", "personnel", "police", "children", "women", "men", "us"}
"""Roles that are many already; others are put in the plural, since the patterns speak of many."""

# fmt: off
_ORDERS = frozenset((
    "alert", "analyse", "analyze", "annotate", "answer", "assemble", "assign", "assist", "build", "categorise",
    "categorize", "check", "choose", "classify", "coach", "code", "collect", "combine", "compare", "compose",
    "convert", "correct", "create", "deduplicate", "edit", "estimate", "gather", "merge", "organise", "organize",
    "pick", "produce", "publish", "shorten",
    "describe", "detect", "digitise", "digitize", "draft", "evaluate", "explain", "extract", "file", "fill", "find",
    "flag", "forecast", "generate", "give", "grade", "group", "guide", "handle", "help", "identify", "improve",
    "index", "label", "let", "make", "mark", "match", "monitor", "moderate", "notify", "plan", "predict", "prepare",
    "process", "proofread", "rank", "read", "recommend", "remind", "reply", "review", "rewrite", "route", "score",
    "search", "send", "serve", "show", "simplify", "sort", "spot", "suggest", "summarise", "summarize", "support",
    "tag", "teach", "tell", "transcribe", "translate", "triage", "turn", "tutor", "write",
))
# fmt: on
"""What a brief orders; a trade of the same name (`support agents`) stays inside a sentence."""
_ORDERING = re.compile(
    r"(?:^|[.!?:;\n]|\b(?:to|please|must|should|shall|can|will|could|and|or|then))[\s\"'“‘*•(-]*$", re.I
)
"""Before a word that orders: the start of a sentence, or what stands before an infinitive."""
_STARTING = re.compile(r"(?:^|[.!?:\n]|\b(?:to|please|must|should))[\s\"'“‘*•(-]*$", re.I)
_OWNED = re.compile(r"['’]")
_STAFF = re.compile(
    r"(?:support|code|process|index|search|plan) (?:agents?|engineers?|staff|teams?|reps?|workers?)\b", re.I
)
"""Trades whose names open with a verb."""


def orders(text: str, start: int, end: int) -> bool:
    """Whether the first word of `text[start:end]` tells what to do rather than which people are meant.

    A verb that orders, where a sentence or an infinitive starts; before owners (`Answer tenants' …`) any word there.
    """
    before, words = text[:start], text[start:end]
    if _STAFF.match(words):
        return False
    if _OWNED.match(text[end:]) and _STARTING.search(before):
        return True
    return words.split()[0].lower() in _ORDERS and _ORDERING.search(before) is not None


def whom(text: str, task: Task) -> str:
    """Who uses it, in the brief's words."""
    if not task.roles:
        return task.user
    text = _BUILDERS.sub(" ", text)
    match = re.search(rf"\b((?:[a-z][\w-]*\s+)?(?:{task.roles}))\b", text, re.I)
    if match is None:
        return _stand_in(text, task)
    words = match[1].split()
    first = words[0].lower()
    skipped = first in SKIP or re.search(r"(ing|ed|(?<!s)s)$", first) or orders(text, *match.span(1))
    if len(words) > 1 and first not in _TRADES and skipped:
        words = words[1:]
    found = " ".join(words).lower()
    people = served(text) if language_of(text) == "en" else ""
    if people.endswith(f" {plural(found)}"):
        return people
    return found if words[-1].lower() in _NO_PLURAL or language_of(text) != "en" else plural(found)


def alone(text: str, task: Task) -> bool:
    """Whether the brief names nobody but its writer, and the pattern's user is only what is done."""
    named = _UNNAMED.match(whom(text, task)) is None
    return task.family == "language" and not named and re.search(r"\b(?:I|my|me)\b", text) is not None


def _stand_in(text: str, task: Task) -> str:
    """Who uses it when no role of the task is named: the team, the craft or the organisation the brief does name."""
    if language_of(text) != "en":
        return task.user
    people = served(text)
    if people:
        return people
    if not _UNNAMED.match(task.user):
        return task.user
    team = re.search(rf"\b{_TEAMS}\b", text, re.I)
    if team is not None and team[1].lower() not in SKIP | _NO_TEAM and not team[1].isdigit():
        return f"{team[1].lower()} staff"
    for words, people in _CRAFTS.items():
        if re.search(words, text, re.I):
            return people
    house = re.search(rf"\b({_ORGANISATIONS})s?\b", text, re.I)
    return f"{house[1].lower()} staff" if house is not None else task.user
