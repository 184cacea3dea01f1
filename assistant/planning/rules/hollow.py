"""Invariant: words that stand where something still has to be decided are told from words that decide it.

Patterns are classes of words (verbs of deciding with a word of delay, an unnamed somebody, a form's blank), never whole
sentences. Texts are judged by sight: what is put off with a day, a number or a name is a plan, not a placeholder.
"""

from __future__ import annotations

import re

_DECIDED = (
    r"(?:determin|decid|defin|confirm|announc|specif|agre|chose|chosen|select|nam|assign|clarif|fill|finali[sz]"
    r"|figur|choos"
    r"|appoint|set|work (?=out)|fix|pick|identif|establish|settl|found|filled)\w*(?: (?:in|out|up))?"
)
_LATER = (
    r"(?:later(?: on)?|at (?:a|some) (?:later|future) (?:point|date|stage|time)|at some point|in due (?:course|time)"
    r"|in (?:the )?(?:near )?future|as (?:needed|required|appropriate|necessary|we go)|as and when|when (?:needed"
    r"|ready)"
    r"|when the time comes|eventually|down the (?:line|road)|soon|afterwards)"
)
_SOMEBODY = r"(?:some(?:one|body|thing|where|time|how)|any(?:one|body|thing)|whoever|whatever)"
_VAGUE = (
    r"(?:some|various|suitable|appropriate|relevant|proper|certain|several|good(?: enough)?|enough|reasonable|adequate"
    r"|sufficient|respective|responsible|right|nice)"
)
_GENERIC = (
    r"(?:team|people|persons?|stakeholders?|users?|owners?|metrics?|values?|numbers?|thresholds?|dates?|days?"
    r"|amounts?|goals?"
    r"|targets?|names?|things?|measures?|kpis?|stuff|outcomes?|results?|tests?|criteria|criterion|improvements?|time"
    r"|company"
    r"|management|levels?|data|evidence|quality|departments?|part(?:y|ies)|roles?|reasons?|features?|text|sentences?)"
)
_LINKS = r"(?:from|in|of|on|within|by|for|and|or|at|to|a|an|the|our|your)"
_CHANGES = (
    r"(?:improves?|increases?|decreases?|rises?|falls?|works?|changes?|grows?|gets? better|(?:is|are|will be) met)"
)
_UNDATED = r"(?![^.;]{0,160}(?:\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\bby (?-i:[A-Z])))"
_BLANK = (
    r"(?:(?:type|name|kind|number|list|date|description) of [\w ]+|some [\w ]+|(?:the |your )?[\w ]{0,60}\b(?:name|date"
    r"|value|number"
    r"|owner|goal|metric|reason|role|user|amount|percent|person|url|text)s?(?: here)?|(?:please |to be )?"
    r"(?:replaced?|fill(?:ed)?|add(?:ed)?|enter(?:ed)?|complet(?:ed?)|describe|specify|insert)\b[^\])>]*)"
)

WITHIN = re.compile(
    rf"\b(?:to be|(?:will|shall|must|has to|have to|remains to) (?:still )?be|(?:we|i|they|you)(?: will|['’]ll|"
    rf" can| may)) {_UNDATED}(?:still |then )?{_DECIDED}\b(?:[\w' ]{{0,60}}? )??{_LATER}\b"
    rf"|\[(?!\w\d)(?:{_BLANK})\](?!\()|\((?:please )?(?:replace|fill|insert|complete)\b[^)]*\)"
    r"|\b(?:DD?|TT?|JJ?)[./-]MM?[./-](?:YY(?:YY)?|JJ(?:JJ)?|AA(?:AA)?)\b|\b(?:YYYY|JJJJ|AAAA)-MM-(?:DD|TT|JJ)\b"
    r"|\b(?:dummy|sample|filler|placeholder) (?:text|content|value|copy)\b(?! (?:of|in|for)\b)"
    r"|\b(?:first|fore|vor)name (?:last|sur|nach)name\b|\b(?:john|jane) doe\b|\b(?:max|erika) mustermann\b"
    r"|\b(?:wird|werden|muss|müssen) (?:erst |später |noch ){1,3}(?:[\w ]{1,60} )?\w{0,20}(?:legt|iert|klärt|stimmt"
    r"|schieden|fügt|nannt|tragen)"
    r"(?: werden)?\b|\bnoch (?:offen|unklar|unbekannt|festzulegen|zu (?:klären|definieren|bestimmen|entscheiden))\b"
    r"|\bbitte (?:[\w]+ ){0,4}?(?:ein|aus|nach)?(?:tragen|füllen|fügen|setzen|ergänzen|angeben)\b"
    r"|\bnader te bepalen\b|\bnog (?:in te vullen|te bepalen|niet bekend)\b|\bdo (?:ustalenia|uzupełnienia)\b",
    re.I,
)
"""A placeholder wherever it stands."""

_TO_DO = (
    r"(?:à|a|por|da|para|de|pendiente de) (?:(?:être )?(?:compl[ée]t|d[ée]fini|d[ée]termin|pr[ée]cis|rempl|confirm"
    r"|venir|voir"
    r"|valid|decid|compil|stabil|indic|especific|fissa|preench|rellen)\w*)"
)
WHOLE = re.compile(
    rf"\W*(?:(?:[\w ]{{1,30}}: *)?(?:t\.?b\.?[acds]\.?|n\.? ?n\.?|k\. ?a\.|n\. ?[av]\.|xx+|x+ \w+|pend(?:ing|iente)"
    rf"|unknown yet"
    rf"|not (?:yet )?(?:known|defined|set|available|specified|determined)(?: yet)?|undefined"
    rf"|unassigned|tk"
    rf"|(?!(?:later|afterwards)\W*$){_LATER}|as soon as possible|asap"
    rf"|when(?:ever)? (?:it is |we are )?(?:ready|possible|done)"
    rf"|it depends|and so on"
    rf"|same as above|see (?:above|below)|(?:it )?folgt(?: noch)?|wird (?:noch )?nachgereicht|offen|später|bald"
    rf"|siehe oben"
    rf"|plus tard|{_TO_DO}|wordt (?:later|nog) \w+|volgt)"
    rf"|{_SOMEBODY}(?: (?:{_LINKS}|{_VAGUE}|{_GENERIC}))*|(?:{_LINKS} )*(?:{_VAGUE} )+{_GENERIC}(?: (?:{_LINKS}"
    rf"|{_VAGUE}|{_GENERIC}|"
    rf"{_CHANGES}))*|(?:success|done|this|it|that) (?:means|is when|is) (?:that )?(?:it|everything|all)"
    rf" (?:works?|runs?|goes|is)(?: (?:well|fine|good|ok|great|as expected|smoothly))?"
    rf"|(?:[\w ]{{1,30}}[:,] *)?(?:(?:is |are |still |yet )*to be {_DECIDED}"
    rf"|(?:{_LINKS} )*(?:{_VAGUE} )+{_GENERIC}, to be {_DECIDED}))\W*",
    re.I,
)
"""A placeholder when it is all that a text says. `Not decided.` is none: plans that ask first say it in
every part."""
_STROKES = re.compile(r"\s*(?:[-–—]+|n/?a)\s*\.?\s*", re.I)


def unmade(text: str) -> str:
    """The words of `text` that put off what it has to say; empty when there are none."""
    match = WHOLE.fullmatch(text) or WITHIN.search(text)
    return match.group().strip() if match else ""


_FILLER = re.compile(
    r"(?:not applicable|does not apply|doesn['’]t apply|no(?:thing)?(?: comment| idea| answer)?|none|unknown|unclear"
    r"|idem|ditto|(?:the )?same(?: (?:here|thing))?|various|\?+|\.+|xx+)",
    re.I,
)
_ASSENT_WORDS = """
it is this that they are was were be will would should can could we i you think believe guess hope sure yes no
ok okay fine good great nice well very all just so too of course obviously clearly certainly probably true right correct
works work working do does done because see above as said always perfectly really totally absolutely definitely the a
and for us me here there to our in my opinion
"""
_ASSENT = frozenset(_ASSENT_WORDS.split())


def says_nothing(text: str) -> bool:
    """Whether a text that has to tell something is blank, a stroke, or a word that stands for nothing."""
    words = text.strip().strip(".!,;: ")
    return not words or stroke(text) or _FILLER.fullmatch(words) is not None or WHOLE.fullmatch(text) is not None


def no_reason(text: str) -> bool:
    """Whether a reason only says yes or no again: `Fine.`, `It is good.`, `Of course it works.`"""
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+", text.lower())
    return says_nothing(text) or len(words) < 2 or all(word in _ASSENT for word in words)


def stroke(text: str) -> bool:
    """Whether a text is a stroke or `n/a`, as forms have them where nothing applies."""
    return _STROKES.fullmatch(text) is not None
