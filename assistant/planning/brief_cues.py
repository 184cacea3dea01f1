"""Invariant: what a brief demands beside numbers (speed, place, privacy, law, quality) is kept in its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.planning.purpose import ConstraintKind
from assistant.planning.written_numbers import NUMBER

_WHOSE = r"(?:our|the|their|its|your|this|that|his|her|any|a|one|of) "
_PLACE = (
    r"(?:countr(?:y|ies)|border\w*|frontiers?|nation|jurisdiction|province|state|canton|continent|region|islands?|EU|EEA|"
    r"European Union|UK|Europe|buildings?|premises|hospitals?|wards?|clinics?|practice|network|intranet|site|house|campus|"
    r"plant|ministry|authority|court|embassy|bank|firm|company|organi[sz]ation|school|university|office|archive|firewall|"
    r"walls|servers?|machines?|data ?cent(?:re|er)s?|soil|territory|device|laptop|phone)\b"
)
_NAMED = r"(?-i:[A-Z][a-z]+(?: [A-Z][a-z]+)?)\b"
_NEVER = r"(?:not|never|no|none|nothing|neither|nobody|cannot|\w+n['’]t|without|forbid\w*|prohibit\w*|ban(?:s|ned)?)"
_LEAVE = (
    r"(?:leav(?:e|es|ing)|exit\w*|cross(?:es|ing)?|(?:go(?:es|ing)?|get(?:s|ting)?|come(?:s)?|(?:be |being )?(?:sent|moved|taken|"
    r"transferred|stored|processed|kept|hosted|held|shared|exported|shipped)|transfer\w*|export\w*)(?: anything| anywhere| it)? "
    r"(?:outside|out of|off|beyond|across|abroad from))"
)
_GOERS = (
    r"(?:staff|employees?|children|pupils?|students?|patients?|residents?|visitors?|guests?|drivers?|nurses?|workers?|people|"
    r"customers?|we|i|you|he|she|prisoners?|inmates?|goods|books?|vehicles?|ships?|trucks?|they who|who)"
)
_MATTER = (
    r"(?:data|records?|files?|texts?|documents?|notes?|names?|voices?|audio|recordings?|images?|photos?|pictures?|faces?|video\w*|"
    r"footage|letters?|messages?|e-?mails?|transcripts?|information|content|details|logs?|tickets?|contracts?|scans?|answers?|"
    r"everything|anything|it all|all of it|code|numbers|speech|calls?)"
)
_KEPT = r"(?:stays?|staying|remains?|remaining|(?:be|are|is) (?:kept|stored|processed|hosted|held|handled)|reside[s]?)"
_CUES: tuple[tuple[ConstraintKind, str], ...] = (
    ("latency", rf"(?:under|within|in|below|less than)\s+{NUMBER}\s*(?:ms|milliseconds?|seconds?|s)\b"),
    ("latency", r"\breal[- ]time\b|\binstant(?:ly)?\b"),
    ("place", r"\boffline\b|\bon[- ]device\b|\bno (?:internet|connectivity|network)\b|\bair[- ]gapped\b|\bon[- ]prem(?:ises)?\b"),
    ("privacy", r"\bconfidential\w*|\bpermissions?\b|\bGDPR\b|\bHIPAA\b|\bprivacy\b|\bpersonal data\b"),
    ("regulation", r"\bregulat\w+|\bMDR\b|\bFDA\b|\bEU AI Act\b|\bhigh[- ]risk\b|\bcompliance\b|\bworks? council\b"),
    ("quality", r"\bzero (?:errors|mistakes)\b|\b\d{2}(?:\.\d+)?\s?% (?:accura\w+|precision|recall)\b"),
)  # fmt: skip
_LEAVING = (
    rf"(?:\b(?P<what>[\w-]+)\s+)?\b(?:may|must|can|shall|should|is|are|could|will|has|have|do|does)?\s?\b{_NEVER}\b"
    rf"[^.;!?\n]{{0,50}}?\b{_LEAVE} (?:{_WHOSE})*(?:own )?(?:[\w-]+ ){{0,2}}?(?:{_PLACE}|{_NAMED})"
)
_STAY = (
    rf"\b{_MATTER}\b[^.;!?\n]{{0,40}}?\b(?:must|has to|have to|needs? to|should|shall|may only|can only|only)\b[^.;!?\n]{{0,15}}?"
    rf"\b{_KEPT} (?:\w+ )?(?:in|inside|within|on|at) (?:{_WHOSE})*(?:own )?(?:{_PLACE}|{_NAMED})",
    r"\bdata (?:residency|sovereignty|locali[sz]ation)\b|\bin-country\b|\b(?:EU|UK|Swiss)[- ](?:only|hosted) (?:data|hosting|processing|servers?)\b",
    rf"\b(?:{_MATTER}\b[^.;!?\n]{{0,40}}?\b)?{_NEVER}\b[^.;!?\n]{{0,25}}?\b(?:abroad|overseas)\b",
)


def cues(text: str) -> Iterator[tuple[ConstraintKind, str]]:
    """The constraints that words alone tell, each with the words of the brief: at most one for each cue."""
    for kind, pattern in _CUES:
        if match := re.search(pattern, text, re.I):
            yield kind, match[0]
    if words := _staying(text):
        yield "privacy", words


def _staying(text: str) -> str:
    """The words that keep the data in a place; '' without any. People who may not leave a house are no data."""
    for match in re.finditer(_LEAVING, text, re.I):
        if not re.fullmatch(_GOERS, match["what"] or "", re.I):
            return " ".join(match[0].split())
    found = next((m for pattern in _STAY if (m := re.search(pattern, text, re.I))), None)
    return " ".join(found[0].split()) if found else ""
