"""Invariant: when no pattern's own cues decide, the kind of input and the kind of result do.

Numbers in, a number, an order or a timetable out: classical. Words, pictures or talk in or out: language.
"""

from __future__ import annotations

import re

from assistant.models.offline.patterns import Family

_NUMBERS = (
    r"\b(?:predict|forecast|anticipat|estimat|project)\w*", r"\bhow (?:many|much|long|likely)\b", r"\b(?:likelihood|probabilit\w+|chances?|odds)\b",
    r"\b(?:score|scoring|risk (?:score|number|class))\b", r"\bwhich\b[^.?]{0,60}\bwill\b", r"\b(?:optimi[sz]|minimi[sz]|maximi[sz])\w*", r"\b(?:schedul|roster|rota\b|allocat|assign)\w*",
    r"\broutes?\b|\brouting\b", r"\b(?:anomal|outlier|fraud|intrusion)\w*", r"\b(?:sensors?|telemetry|readings?|vibration|accelerometer|meters?|GPS)\b", r"\btime[- ]series\b",
    r"\b(?:rows?|columns?|tables?|tabular|spreadsheets?|database|records?)\b", r"\b(?:transactions?|bookings?|purchases?|clicks?|logs?|orders)\b", r"\b(?:histor\w+|past) (?:data|rows|records|bookings|sales|orders|cases|prices|deliveries)\b",
    r"\byears? of (?:\w+ )?(?:data|history|records|sales|logs|readings|measurements)\b|\bhistory\b", r"\b(?:a|per|each) second\b", r"\b\d+\s?(?:ms|milliseconds)\b", r"\b(?:demand|load|sales|stock|inventory|occupancy|throughput|yield|consumption)\b",
    r"\b(?:churn|default|no-?shows?|failures?|breakdowns?|delays?|cancellations?)\b", r"\b(?:set|adjust)\w* (?:the )?prices?\b|\bpricing\b", r"\b(?:rank|order|sort|recommend)\w*\b[^.]{0,50}\b(?:million|second|ms|users|items|products|results)\b",
    r"\b(?:tomorrow|next (?:day|week|month|hour|season)|days? ahead|hours? ahead)\b", r"\b(?:Vorhersage|Prognose|prévoir|prédire|predecir|pronosticar|przewid\w+|vorhersag\w+)",
)  # fmt: skip
_WORDS = (
    r"\b(?:writ(?:e|es|ing)|written|draft\w*|compos\w*|rephras\w*|rewrit\w*)\b", r"\b(?:letters?|e-?mails?|messages?|texts?|replies|reply|notes?|reports?|articles?|posts?|minutes|memos?|essays?|stories)\b",
    r"\b(?:summar\w+|digest|recap)\b", r"\b(?:translat\w+|interpret\w+|languages?|multilingual|subtitles?|captions?)\b", r"\b(?:answers?|questions?|ask|asks|chat\w*|conversations?|dialogues?|talk\w*)\b",
    r"\b(?:explain\w*|describ\w+|descriptions?|wording|in (?:their|your|own|plain) words?|language)\b", r"\b(?:documents?|contracts?|policies|manuals?|transcripts?|PDFs?|scans?|files?|clauses?)\b", r"\b(?:read|reads|reading)\b[^.]{0,40}\b(?:documents?|letters?|text|notes|files?|forms?|essays?)\b",
    r"\b(?:photos?|pictures?|images?|video|audio|recordings?|voice|speech|calls?)\b", r"\b(?:search|find|look up)\b[^.]{0,40}\b(?:documents?|articles?|notes|cases|passages?)\b", r"\b(?:code|queries|query|SQL|release notes|pull requests?|tests?)\b",
    r"\b(?:tutor\w*|coach\w*|feedback|comment\w*|review(?:s|ing)?)\b", r"\b(?:extract\w*|fields|forms?|fill\w*)\b", r"\b(?:assistant|helper|bot|copilot)\b",
)  # fmt: skip


def family_of(text: str) -> Family:
    """`classical` when signs of numbers clearly outweigh signs of words, else `language`."""
    numbers, words = _count(_NUMBERS, text), _count(_WORDS, text)
    return "classical" if (numbers >= 3 and numbers >= words + 2) or (numbers >= 2 and words == 0) else "language"


def _count(signs: tuple[str, ...], text: str) -> int:
    return sum(bool(re.search(sign, text, re.I)) for sign in signs)
