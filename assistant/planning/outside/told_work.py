"""Invariant: a clause tells data or model work by the parts its words play: what is done, to how much, by whom, what for.

No verb and no noun is enough by itself, but for the few that are said of nothing else. Each clause is judged alone, so
that one word of product work excuses only what stands beside it. What is found is likely, never sure.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.planning.outside import told_words as w
from assistant.planning.outside.kinds import Kind

DESK = 100
"""As `content.DESK_LIMIT`: so many pieces one person marks in a day or two."""
STORE = 1_000
"""As `content.EVAL_LIMIT`: more than an eval set holds."""
_LONGEST = 400
"""Characters of one clause that are read (project rule; the longest met while building this had 260)."""
_GAP = r"(?:[^\s.;:]+ ){0,5}?"
_CLAUSE = re.compile(
    r"[.;:!?](?=\s|$)|[\n()\[\]—–|•]+|, (?=then |dann |luego |puis |which |so that )|\band then\b|→|->"
)


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<![\w-]){pattern}" for pattern in patterns), re.I)


_NOT, _CONDITION, _DAILY, _SERVED, _TESTED = (
    re.compile(pattern, re.I) for pattern in (w.NOT, w.CONDITION, w.DAILY, w.SERVED, w.TESTED)
)
_BY_PRODUCT, _NO_LEARNER, _PAST, _SPAN = (
    re.compile(pattern, re.I) for pattern in (w.BY_PRODUCT, w.NO_LEARNER, w.PAST, w.SPAN)
)
_COUNTED = re.compile(rf"{w.AMOUNT}(?P<hours> {w.HOURS})?", re.I)
_OF_CLASSES = re.compile(
    r"\bone of (?:the |our )?\d+|\b(?:into|in|with) \d{1,3} (?:[\w-]+ )?(?:classes|categories|topics|types|intents)\b",
    re.I,
)
_IN_WORDS = re.compile(w.IN_WORDS, re.I)
_NO_MATTER = re.compile(rf"\W{{0,2}}(?:[\w-]+ )?{w.NO_MATTER}(?![\w-])", re.I)
_MARKING = _any(
    rf"{w.MARKING}(?![\w-])",
    rf"(?:are|is|be|being|been|gets?|get|have|werden|wird|sont|son|lassen) (?:all |then |each )?{w.MARKED}(?![\w-])",
    rf"{w.MARKED} (?:by|durch|von|por|par)\b",
    rf"{w.HIRED} (?:also |then )?{w.MARKS}\b",
)
_SORE = _any(rf"{w.SORE}(?![\w-])")
_NAMED = _any(rf"{w.DESCRIBING} {_GAP}{_GAP}{w.CLASSES}\b")
_DRAWN = _any(rf"{w.DRAWN}(?! (?:tool|screen|ui|view|page|app)\b)")
_DOES = _any(
    rf"{w.HIRED} {_GAP}(?:{w.MARKING}|{w.MARKS}|{w.DESCRIBING}|read)(?![\w-])",
    rf"{w.MARKED} (?:by|durch|von|por|par) {_GAP}{w.HIRED}(?![\w-])",
)
_GATHERING = _any(rf"{w.GATHERING}(?![\w-])")
_MASS = _any(rf"{w.MASS}\b")
_LEARNS = _any(w.LEARNS, w.FOR_LEARNER)
_TRAINING = _any(
    rf"{w.TRAINING}(?![\w-])(?! (?:{_GAP}){w.PEOPLE}\b) {_GAP}{w.LEARNER}(?![\w-])",
    rf"{w.LEARNER} {_GAP}(?:zu )?{w.TRAINING}(?![\w-])",
    rf"(?:train(?:ed|ing)?|fit(?:ted)?|trainier\w*|entren\w+|entraîn\w*) (?!(?:the |our |all )?{w.PEOPLE}\b){_GAP}(?:on|with|auf|con|sur|from) {_GAP}"
    r"(?:labels?|labelled|tagged|annotated|notes|records|examples|images|photos|data|documents|history|transactions|archive)\b",
    r"let (?:the |an? |our )?(?:model|network|algorithm|system) learn",
    r"learn\w* (?:an? |the |our )?[\w-]+ (?:function|policy|representation|ranking|score|weights) ",
)
_BUILDING = _any(rf"{w.BUILDING} {_GAP}{w.LEARNER}(?![\w-])(?! (?:prompt|ui|screen|api|client|view|endpoint|widget)\b)")
_MODELLED = _any(rf"{w.BUILDING} (?:the|a|our) model (?:on|from|with|out of) ")
_JARGON = _any(rf"{w.JARGON}(?![\w-])")
_PLATFORM = _any(rf"{w.SET_UP} {_GAP}{w.PLATFORM}\b")
_AIMED = re.compile(rf"(?:{w.AIMS}\W.{{0,30}}?\b{w.AIMED}|\b{w.AIMED}\b.{{0,20}}?{w.AIMS})(?!\w)", re.I)
_OF_MODELS = re.compile(
    r"\b(?:models?|networks?|r&d|research|learning|ml|ai|tagger|classifier|training|trained)\b", re.I
)
_TRAIN_LIST = _any(
    r"train\b.{0,30}\b(?:validat\w+|hold-?out|architectures?)", r"architectures?\b.{0,40}\b(?:train|tune|loss)\b"
)


def told_work(text: str) -> tuple[Kind, str] | None:
    """The kind of data or model work that a clause of the text tells, and its words; None when none does."""
    for clause in _CLAUSE.split(" ".join(text.split())):
        said = clause[:_LONGEST].strip(" ,")
        if not said or _CONDITION.search(said):
            continue
        for kind, told in _TOLD:
            found = told(said)
            if found and not _NOT.search(said[: said.find(found) + len(found)]):
                return kind, found
    return None


def _amount(said: str) -> tuple[float, bool]:
    """The largest number of pieces named, and whether it counts hours or gigabytes."""
    found = [(float(STORE), False)] if _IN_WORDS.search(said) else []
    for each in _COUNTED.finditer(_OF_CLASSES.sub(" ", said)):
        if not each["hours"] and (_NO_MATTER.match(each.string, each.end()) or _is_year(each[0])):
            continue
        digits = re.sub(r"[., \u00a0\u202f](?=\d{3}\b)", "", each["digits"]).replace(",", ".")
        times = (each["scale"] or "").strip().lower()[:3]
        found.append((float(digits) * _SCALES.get(times, 1), bool(each["hours"])))
    return max(found, default=(0.0, False))


_SCALES = {
    "k": 1e3, "tho": 1e3, "tau": 1e3, "mil": 1e3, "m": 1e6, "bil": 1e9, "bn": 1e9,
}  # fmt: skip


def _is_year(number: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", number) is not None


def _marked(said: str) -> str:
    """People say of each of many pieces what it is."""
    found = _MARKING.search(said) or _NAMED.search(said)
    if not found or _is_use(said, found.start()) or _PROMPTED.search(said):
        return ""
    amount, in_hours = _amount(said)
    least = DESK if in_hours or _SORE.search(said) or _DOES.search(said) else STORE - 1
    if amount > (STORE if _TESTED.search(said) else least):
        return found[0]
    return found[0] if not amount and _PAST.search(said) and (_DOES.search(said) or _SORE.search(said)) else ""


_ON_SCREEN = re.compile(r"\bon (?:the |its |a )?screen\b|\bso that (?:\w+ ){1,3}see\b", re.I)


def _drawn(said: str) -> str:
    found = _DRAWN.search(said)
    if not found or _TESTED.search(said) or _ON_SCREEN.search(said) or _is_use(said, found.start()):
        return ""
    amount, _ = _amount(said)
    return "" if 0 < amount <= DESK else found[0]


_FOR_SITE = re.compile(r"\bfor the (?:[\w-]+ )?(?:site|app|shop|page|portal|customers?|users?)\b", re.I)


def _gathered(said: str) -> str:
    """Many examples, or years of them, are got together, and nothing serves or shows them."""
    found = _GATHERING.search(said)
    if not found or _TESTED.search(said) or _is_use(said, found.start()):
        return ""
    if _LEARNS.search(said):
        return found[0]
    if _SERVED.search(said) or _PROMPTED.search(said) or _FOR_SITE.search(said):
        return ""
    amount, in_hours = _amount(said)
    long = (_SPAN.search(said) or _PAST.search(said)) and _MASS.search(said)
    return found[0] if amount >= (DESK if in_hours else STORE) or long else ""


def _fed(said: str) -> str:
    """Many pieces, or people's judgement, are there for something to learn from."""
    found = _LEARNS.search(said)
    if not found or _TESTED.search(said) or _is_use(said, found.start()):
        return ""
    return found[0] if _amount(said)[0] > DESK or _MASS.search(said) or _DOES.search(said) else ""


def _is_use(said: str, before: int) -> bool:
    """Whether it is done by the product or its users, or again every day."""
    return _DAILY.search(said) is not None or _BY_PRODUCT.search(said[:before]) is not None


def _trained(said: str) -> str:
    if _NO_LEARNER.search(said):
        return ""
    for pattern in (_TRAINING, _BUILDING, _MODELLED, _TRAIN_LIST):
        found = pattern.search(said)
        if found and not _PROMPTED.search(said):
            return found[0]
    aimed = _AIMED.search(said)
    if aimed and _OF_MODELS.search(said) and not re.search(r"\b(?:questions|cases|prompts?)\b", said, re.I):
        return aimed[0]
    return ""


_PROMPTED = re.compile(
    r"\b(?:prompts?|rented|hosted|rules?|rule-based|heuristic|api|vendor['’]?s?|in-context|spike|interface|wrapper)\b",
    re.I,
)


def _by_jargon(said: str) -> str:
    found = _JARGON.search(said) or _PLATFORM.search(said)
    return found[0] if found and not _PROMPTED.search(said) and not _CONSENT.search(said) else ""


_CONSENT = re.compile(r"\b(?:consent|opt[- ](?:in|out)|by default|permission)\b", re.I)
_TOLD: tuple[tuple[Kind, Callable[[str], str]], ...] = (
    ("label", _drawn),
    ("label", _marked),
    ("train", _trained),
    ("collect", _gathered),
    ("train", _by_jargon),
    ("collect", _fed),
)
