"""Invariant: an amount is the budget only where the brief gives it to be spent; what something costs today is none.

Bills, fees, losses and what one piece costs are amounts of the brief too, but nobody may spend them on building.
"""

from __future__ import annotations

import re

from assistant.planning.purpose import Phase
from assistant.planning.written_numbers import NUMBER, number

_CURRENCY = r"(?:dollars|euros?|EUR|USD|GBP|CHF|pounds|zł|PLN)"
_AMOUNT = re.compile(
    rf"[$€£]\s?(?P<after>{NUMBER})|\b(?P<before>{NUMBER})\s?(?:{_CURRENCY}\b|[$€£])|\b(?:USD|EUR|GBP|CHF|PLN) ?(?P<code>{NUMBER})"
    rf"|(?<=budget of )(?P<bare>{NUMBER})|(?<=budget is )(?P<bare2>{NUMBER})|(?<=budget: )(?P<bare3>{NUMBER})"
    rf"|(?<=budget )(?P<bare4>{NUMBER})|(?<![\w.,])(?=\d)(?P<bare5>{NUMBER})(?= budget\b)",
    re.I,
)
_NO_MONEY = re.compile(
    r"\s?(?:%|(?:people|persons?|hours?|days?|weeks?|months?|years?|ms|seconds?|minutes?|calls?)\b)", re.I
)
"""Behind a number without a currency: no money."""
_CLAUSE = r"(?:[^.;!\n]|[.,](?=\d)){0,60}$"
_GIVEN = re.compile(
    r"(?:\b(?:budget\w*|afford|funding|grants?|granted|set aside|approved|earmarked|allocated|raised|invest|"
    r"(?:can|could|may|might|will|would|want to|wants to|willing to|ready to|able to|to) (?:only )?(?:spend|pay|invest)|"
    r"(?:may|must|can|should|shall)(?: ?not|n.t)? cost(?: us)?|spend(?:ing)? (?:is |at |no |up |under |less |below |within )\w*)\b"
    + _CLAUSE
    + r"|\b(?:have|has|had|got|gave us|gives us|given|there (?:is|are)|there's)(?: (?:us|only|about|around|roughly|some|a|just|"
    r"up to|at most))*\s$|\bspend under\s$)",
    re.I,
)
"""Before an amount: it is there to be spent."""
_FOR_US = re.compile(
    r"\s*(?:budget|in funding|of funding|to spend|to invest|all in\b|altogether|in total|available|in the bank|at most|max\w*\b|"
    r"tops?\b|and not (?:a|one) \w+ more|for (?:the|this|it|all|everything|building) ?(?:whole|all|build\w*|pilot|project)?)",
    re.I,
)
_TOLD = re.compile(
    r"\b(?:bills?|invoices?d?|costs?|costing|pays?|paying|paid|fees?|fines?|price[ds]?|loses?|losing|lost|losses|saves?|"
    r"saving|worth|revenue|turnover|earn\w*|refunds?|charge[sd]?|charging|spend\w*|spent|expenses?|went|rent|salar\w+|wages?|"
    r"payments?|penalt\w+|stock|credits?|plus|from|orders?|claims?|damage\w*|offer\w*|quoted?|suppliers?|vendors?|"
    r"\w+ (?:stelt|bietet)\b)" + _CLAUSE,
    re.I,
)
"""Before an amount: it is what something costs, brings or loses today."""
_TOLD_AFTER = re.compile(
    r"\s*(?:fees?|fines?|bills?|invoices?|refunds?|worth|(?:in|of) (?:\w+ )?(?:revenue|turnover|credits?|sales|losses|bills)|"
    r"(?:or more|and more|and above)\b)",
    re.I,
)
_PIECE = re.compile(
    r"\s*(?:each|apiece|a piece|(?:per|/|for each|an?)\s?(?!(?:day|week|month|mo|quarter|year|yr|night)s?\b)[a-z]+)\b",
    re.I,
)
"""Behind an amount: the price of one piece of work or of an hour."""
_TIMED = re.compile(r"\b(?:minutes?|mins?|hours?)\b[^.;?]{0,20}\b(?:at|costing|for)\s*$", re.I)
_OFTEN = re.compile(
    r"\s*(?:(?:a|per|each|every)\s+|/\s?)(?:day|week|month|mo|quarter|year|yr)\b|\s*(?:daily|weekly|monthly|yearly)\b",
    re.I,
)
_OTHER_QUESTION = re.compile(r"(?:What|How|Which|Who)\b(?!.*\b(?:money|budget)\b)[^?]*\? ")


def budget(text: str, phase: Phase) -> tuple[float | None, str]:
    """The money that may be spent, in the brief's currency, with its words; None without one.

    An amount that is called a budget comes first. An amount that is called nothing is one before a product runs; in a
    product that runs it is more likely its bill.
    """
    amounts = [match for match in _AMOUNT.finditer(text) if not _is_else(text, match)]
    given = [match for match in amounts if _is_given(text, match)]
    open_ = [match for match in amounts if not _is_told(text, match)] if phase in ("idea", "built") else []
    for match in (*given, *open_):
        words = match[0] if match["after"] or match["before"] or match["code"] else f"budget {match[0]}"
        value = next(number(match[name]) for name in match.groupdict() if match[name])
        tail = _OFTEN.match(text[match.end() :])
        return value, words + (tail[0] if tail else "")
    return None, ""


def _is_else(text: str, match: re.Match[str]) -> bool:
    """Whether it is the price of a piece or an hour, the answer to another question, the rest of a longer number, or no money at all."""
    before, after = text[: match.start()], text[match.end() :]
    if re.search(r"\d\s$", before):
        return True
    if not (match["after"] or match["before"] or match["code"]) and _NO_MONEY.match(after):
        return True
    return bool(_TIMED.search(before) or _PIECE.match(after) or _OTHER_QUESTION.match(before.rpartition("\n")[2]))


def _is_given(text: str, match: re.Match[str]) -> bool:
    return bool(_GIVEN.search(text[: match.start()]) or _FOR_US.match(text[match.end() :])) and not _TOLD_AFTER.match(
        text[match.end() :]
    )


def _is_told(text: str, match: re.Match[str]) -> bool:
    return bool(_TOLD.search(text[: match.start()]) or _TOLD_AFTER.match(text[match.end() :]))
