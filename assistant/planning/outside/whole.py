"""Invariant: some rules ask the whole text one question, and no word that answers it means that nothing does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.planning.findings import Finding, Severity
from assistant.planning.outside import german
from assistant.planning.outside.blocks import blocks


@dataclass(frozen=True)
class _Asked:
    """A question to the whole text: the pattern that answers it, and what to say when nothing does."""

    code: str
    severity: Severity
    pattern: re.Pattern[str]
    message: str
    fix: str


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.I)


WHOLE = (
    _Asked(
        "PF203",
        "error",
        _words(
            r"(?<!\bi )(?:stop|stops|stopped)|kill|abandon|cancel|walk away|pull the plug|give up"
            r"|shut (?:it )?down|no[- ]go|terminate|roll (?:it )?back|withdraw|(?:we|to) end it"
            r"|(?:remove|switch|turn|take) (?:it |this )(?:off|down|out)"
            rf"|we remove (?:it|this)|{german.STOPS}"
        ),
        "Nothing says when to stop.",
        "Write down, with a date, the reading at which the work ends.",
    ),
    _Asked(
        "PF204",
        "error",
        _words(
            r"evals?|evaluat\w+|test (?:set|cases?|questions|calls|invoices)|golden|held[- ]out|back-?test|benchmark"
            r"|labelled cases|bar(?: before[\w ]{1,30}| of| is)?:? .{0,12}\d|\d+ (?:unseen|test|held[- ]back)"
            r"|(?:tested|tried|checked|measured|judged|scored|right|correct|accurate)"
            r"(?: [\w-]+){0,3} (?:on|against|in|of|over)"
            r" (?:the |all |our )?\d+"
            r"|\d+ (?:[\w-]+ ){1,6}?(?:must be|have to be|need to be|be) (?:answered|judged|right|correct)"
            rf"|score .{{0,20}}rules|label \d{{1,2}} (?:\w+ )?(?:past|old|real|closed)|{german.EVALS}"
        ),
        "No eval set is named.",
        "Name one before launch: its size, its source and its bar.",
    ),
    _Asked(
        "PF305",
        "warning",
        _words(rf"buy|buying|bought|vendors?|off[- ]the[- ]shelf|saas|licen[cs]e|for sale|{german.BUYS}"),
        "Building is not compared with buying.",
        "Put the price of buying, and of today's way, beside the build.",
    ),
    _Asked(
        "PF601",
        "warning",
        _words(
            f"this week|next week|today|tomorrow|monday|week (?:1|one)|weeks 1|first week|days? 1|{german.THIS_WEEK}"
        ),
        "Nothing is to be done this week.",
        "Name one to three actions, each with a done-when.",
    ),
    _Asked(
        "PF605",
        "warning",
        _words(
            r"against|objections?|counter-?arguments?|why (?:this|it) (?:may|might|could) (?:fail|be wrong)"
            rf"|spricht .{{0,20}}gegen|{german.AGAINST}"
        ),
        "The case against the plan is missing.",
        "State the strongest one.",
    ),
)
_CLARIFIES = re.compile(r"^\W*path\W+clarify\b", re.I | re.M)
"""A plan that only finds out what to build ships nothing that an eval could stand before."""
_PLACEHOLDER = re.compile(r"\b(?:TODO|TBD|FIXME|lorem ipsum|NEEDS CLARIFICATION)\b|\[(?:insert|your|tbd)\b", re.I)


def asked_of_all(text: str) -> Iterator[Finding]:
    """The findings about what the whole text does not say, and about what was left in it."""
    lines = [line for block in blocks(text) for line in block.lines]
    said = " \n".join(line for _, line in lines)
    for question in WHOLE:
        if not question.pattern.search(said) and not (question.code == "PF204" and _CLARIFIES.search(text)):
            yield Finding(question.code, question.severity, "text", question.message, question.fix)
    for number, line in lines:
        if _PLACEHOLDER.search(line):
            yield Finding("PF602", "error", f"line {number}", "A placeholder was left in.", "Say what is meant.")
