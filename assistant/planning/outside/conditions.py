"""Invariant: a step is guarded when its own words, its gate column or what stands below it name a condition.

A condition is a word such as *when* or *only if* with a number behind it; what says when to stop opens nothing.
"""

from __future__ import annotations

import re

from assistant.planning.outside import german
from assistant.planning.outside.kinds import Mapped

_CONDITION = re.compile(
    r"\b(?:if|when|once|unless|only after|as soon as|as long as|not (?:before|until)|(?:closed|shut|nothing) until"
    r"|waits? (?:for|until)|gate[ds]?|threshold|should (?:the|our|its?|they|this|that)"
    rf"|triggers?|opens? (?:if|when|at|once|after)|provided that|{german.CONDITION})\b",
    re.I,
)
_NUMBER = re.compile(r"\d|\b(?:half|third|quarter|two|three|four|five|six|eight|ten|twelve)\b", re.I)
_STOP = re.compile(rf"\b(?:stop|kill|abandon|cancel|walk away|give up|no[- ]go|{german.STOPS})\b", re.I)


def condition_in(step: Mapped) -> str:
    """The words that guard the step; empty when no condition with a number is there."""
    own = step.step
    if _NUMBER.search(own.gate):
        return own.gate
    heading = own.section[-1] if own.section else ""
    around = own.around if own.is_listed else own.text
    for text in (own.text, around, heading):
        for sentence in re.split(r"(?<=[.!?;])\s", text):
            found = _CONDITION.search(sentence)
            if found and _NUMBER.search(sentence, found.end()) and not _STOP.search(sentence):
                return sentence[found.start() :]
    return ""
