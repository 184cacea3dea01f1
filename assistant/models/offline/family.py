"""Invariant: the kind of work follows from what is asked to come out, and only then from what goes in.

A number, an order, a timetable or an alarm out of records: classical. The result of a written rule: code. Words out,
or words, pictures or talk in: language. The signs are project rules; they decide where a pattern's own cues do not.
"""

from __future__ import annotations

import re

from assistant.models.offline.patterns import Family

_NUMBERS_OUT = (
    r"\b(?:predict|forecast|anticipat|estimat|back-?cast)\w*|\b(?:project|extrapolat)ing\b",
    r"\bhow (?:many|much|long|likely|often)\b[^.?]{0,60}\b(?:will|need\w*|to (?:order|expect|staff|stock))\b",
    r"\b(?:likelihood|probabilit\w+|chances?|odds) (?:of|that|for)\b|\b(?:risk|propensity) (?:scores?|numbers?|class)\b",
    r"\b(?:who|which|when|whether)\b[^.?]{0,60}\b(?:will|is going to|are going to|is likely|are likely|is about to)\b",
    r"\blikely to\b|\blikely (?:late|no-?shows?)\b|\b(?:early|advance|days?.?|weeks?.?) (?:warning|early)\b",
    r"\b(?:optimi[sz]|minimi[sz]|maximi[sz])\w*|\b(?:shortest|fewest|least|cheapest|fastest|tightest|best) (?:\w+ )?(?:routes?|paths?|way|waste|scrap|gaps?|kilomet\w+|empty)\b",
    r"\b(?:schedul(?:e|es|ing)|rosters?|rotas?|timetables?|allocat\w+)\b|\b(?:plan|find)\w* (?:the |our )?(?:\w+ )?routes?\b",
    r"\b(?:anomal|outlier|fraud|intrusion|botnet|scam)\w*",
    r"\b(?:set|adjust|choose|optimi[sz]e)\w* (?:\w+ ){0,2}(?:prices?|fares?)\b|\b(?:dynamic|yield) pricing\b",
    r"\bre-?rank\w*|\b(?:rank|order|recommend)\w*\b[^.]{0,50}\b(?:million|second|ms|visitors|items|products|results|hits)\b",
    r"\b(?:cluster|segment)\w* (?:our |the )?(?:customers|users|shops|readings|households)\b|\b(?:count|measur|track)\w* (?:the )?(?:cars|people|vehicles|parts|flow|level)\b|\bcount\w*\b[^.]{0,40}\b(?:tiles|images|frames)\b",
    r"\b(?:Vorhersage|Prognose|prévoir|prédire|predecir|pronosticar|przewid\w+|vorhersag\w+|prognoz\w+)",
)  # fmt: skip
_NUMBERS_IN = (
    r"\b(?:sensors?|telemetry|readings?|vibration|accelerometer|meters?|GPS|weather|radar|swipes?|netflow|packets?)\b",
    r"\b(?:rows?|columns?|tabular|structured|spreadsheets?|time[- ]series|ledger|scan events)\b",
    r"\b(?:transactions?|bookings?|purchases?|clicks?|logs?|orders|payments|visits|trips|appointments|attendance)\b",
    r"\b(?:histor\w+|past|previous) (?:\w+ )?(?:data|rows|records|bookings|sales|orders|cases|prices|deliveries|weights)\b",
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten) (?:years?|seasons?|months?) of\b|\bhistory\b",
    r"\b(?:per|a|each) second\b|/ ?s(?:ec)?\b|\b\d+\s?(?:ms|milliseconds)\b",
    r"\b(?:demand|load|sales|stock|inventory|occupancy|throughput|yield|consumption|traffic|capacity)\b",
    r"\b(?:churn|default|no-?shows?|failures?|breakdowns?|delays?|cancell?ations?|chargebacks?)\b",
    r"\b(?:tomorrow|next (?:day|week|month|hour|season|quarter)|days? ahead|hours? ahead)\b",
)  # fmt: skip
_WORDS_OUT = (
    r"\b(?:writ(?:e|es|ing)|written|draft\w*|compos\w*|rephras\w*|rewrit\w*|reword\w*|word(?:s|ed|ing)\b|phras\w+|polish\w*|tidy\w*|compil\w+)\b",
    r"\b(?:summar\w+|digest|recaps?|condens\w*|minutes of|one-pager?|overview|abstracts?)\b",
    r"\b(?:translat\w+|interpret\w+|subtitl\w+|caption\w*|transcri\w+|simplif\w+|localis\w+|localiz\w+)\b",
    r"\b(?:answers?|answering|repl(?:y|ies)|respon[sd]\w*|chat\w*|convers\w+|talks?|dialogues?)\b",
    r"\b(?:explain\w*|describ\w+|descriptions?|comment(?:s|ing)?|feedback|tutor\w*|coach\w*|hints?|advi[cs]e)\b",
    r"\b(?:letters?|e-?mails?|messages?|notes?|reports?|articles?|posts?|memos?|essays?|stor(?:y|ies)|newsletters?|letters|titles?|blurbs?|speech(?:es)?)\b",
    r"\b(?:code completion|quer(?:y|ies)|SQL|snippets?|release notes|pull requests?|unit tests?)\b",
    r"\b(?:extract\w*|fields|forms?|fill\w* in|suggest\w*|propos\w+)\b",
)  # fmt: skip
_WORDS_IN = (
    r"\b(?:documents?|contracts?|policies|manuals?|handbooks?|transcripts?|PDFs?|scans?|clauses?|wiki|archives?)\b",
    r"\b(?:photos?|pictures?|images?|videos?|audio|recordings?|voice|calls|phone|handwrit\w+|scribbl\w+|dictat\w+)\b",
    r"\b(?:in (?:their|your|own|plain) (?:own )?words|languages?|free[- ]text|questions?|asks?|text)\b",
    r"\b(?:reviews?|comments|complaints?|letters?|e-?mails?|mails?|essays?|notes|reports?|messages?|articles?)\b",
    r"\b(?:assistant|helper|bot|copilot|chatbot|chat|avatar|speech|speaker|announcements?|sign[- ]language)\b",
)  # fmt: skip
_WORK = re.compile(
    r"\b(?:writ|draft|compos|rewrit|rephras|summar|condens|translat|answer|repl(?:y|ies)|explain|describ|transcri|"
    r"subtitl|caption|extract|classif|categor|label|tag(?:s|ged)\b|sort|rank|scor|rat(?:e|es|ing)\b|check|verif|review|"
    r"compar|convert|calculat|comput|count|match|merg|look(?:s|ing)? up|find|search|spot|detect|flag|catch|block|predict|forecast|"
    r"estimat|warn|remind|e-?mails? (?!a\b)|notif|suggest|propos|recommend|schedul|book|order|reserv|pack|rout|assign|"
    r"tutor|coach|comment|prepar|redact|anonymi|illustrat|narrat|read|listen|fill|tidy|shorten|correct|proofread|"
    r"moderat|triag|pick|choos|select|shortlist|filter|screen|clean(?:s|ing)? up|merg|dub|sing|play|teach|quiz|test|monitor|measur|inspect|recogni|identif|interview|negotiat|appl(?:y|ies) for|advis|help|guid|tell|show|give|let|post|publish|pay|clos|rewrit|prioriti|approv|refus|decid|diagnos|turn(?:s|ed|ing)? (?:\w+ ){1,6}into|(?:make|produce|generate|create) "
    r"(?:\w+ )?(?:one|two|three|four|five|\d+|versions?|lists?|drafts?|texts?|tables?|notes?|summar\w+|minutes|"
    r"questions?|exercises?|worksheets?|captions?|pictures?))\w*",
    re.I,
)
_TECHNOLOGY = re.compile(
    r"\b(?:AI|KI|IA|LLMs?|GPT|ChatGPT|Claude|Gemini|agents?|RAG|vector|knowledge graph|neural|transformers?|fine-?tun\w+|GenAI|generative|agentic|(?:with|using|about|by|AI) agents|machine learning|chat ?bots?|copilots?|models?|smart|"
    r"digital\w*|innovati\w+|platforms?|licen[cs]es?|GPUs?|H100s?|strateg\w+)\b",
    re.I,
)
_CLEAR = 2
"""By how much one side must outweigh the other before it overrules a pattern (project rule)."""


def family_of(text: str) -> Family:
    """`classical` when what is asked is a number or an order, or only records go in; else `language`."""
    numbers, words = _weigh(_NUMBERS_OUT, _NUMBERS_IN, text), _weigh(_WORDS_OUT, _WORDS_IN, text)
    return "classical" if numbers >= _CLEAR and numbers > words else "language"


def asked_of(text: str) -> Family | None:
    """The family whose kind of result is clearly asked for, or None where the brief shows signs of both or neither."""
    numbers, words = _weigh(_NUMBERS_OUT, _NUMBERS_IN, text), _weigh(_WORDS_OUT, _WORDS_IN, text)
    if _count(_NUMBERS_OUT, text) and numbers >= words + _CLEAR:
        return "classical"
    if _count(_WORDS_OUT, text) >= _CLEAR and not _count(_NUMBERS_OUT, text) and words >= numbers + _CLEAR:
        return "language"
    return None


def names_work(text: str) -> bool:
    """Whether the brief names something that is to be done, other than to have or to train a model."""
    return bool(_WORK.search(text))


def wishes_technology(text: str) -> bool:
    """Whether the brief speaks of a technology or a programme, which alone is no job."""
    return bool(_TECHNOLOGY.search(text))


def _weigh(outs: tuple[str, ...], ins: tuple[str, ...], text: str) -> int:
    return 2 * _count(outs, text) + _count(ins, text)


def _count(signs: tuple[str, ...], text: str) -> int:
    return sum(bool(re.search(sign, text, re.I)) for sign in signs)
