"""Invariant: a word stands here only when no note is about it, so that a question of such words asks for nothing.

English function words: articles, pronouns, prepositions, conjunctions, auxiliaries and question words (the closed
classes of any grammar; project rule). A word in capitals, such as IT or US, is a name and none of them.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+")
_GRAMMAR = """
a an the this that these those i me my mine myself we us our ours ourselves you your yours yourself yourselves
he him his himself she her hers herself it its itself they them their theirs themselves one ones who whom whose
what which when where why how am is are was were be been being do does did doing done have has had having can
could may might must shall should will would ought and or but nor so yet if then else than because while as
until unless though although whether about above across after against along among around at before behind below
beneath beside between beyond by during for from in inside into like near of off on onto out outside over per
since through to toward towards under up upon via with within without not no yes any all both each either
neither every few more most much many other others another some such same only own too very just also again ever
never here there now s t d ll m re ve don doesn didn isn aren wasn weren won wouldn couldn shouldn
"""
_STOP = frozenset(_GRAMMAR.split())


def says_something(text: str) -> bool:
    """Whether any word of the text is more than grammar. A text without words does not."""
    return any((len(word) > 1 and word.isupper()) or word.lower() not in _STOP for word in _WORD.findall(text))
