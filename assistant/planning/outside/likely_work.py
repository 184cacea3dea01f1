"""Invariant: data and model work in words that no tested pattern knows is told by its class: what is done, to how much.

A large amount, or hired hands, makes it likely; the same verbs without them are asked about, never judged. What feeds
an index, an eval set or a prompt is product work.
"""

from __future__ import annotations

import re

from assistant.planning.outside.kinds import Kind, Sure

_MATTER = (
    r"(?:data|reviews?|posts?|photos?|pictures?|images?|recordings?|transcripts?|documents?|decisions|examples?|samples?|logs?|"
    r"records?|pairs|articles|pages|comments|tweets|videos?|clips|calls|conversations|messages|e-?mails|texts?|notes|scans|"
    r"cases|files|histories|history|readings|measurements|corpus|corpora|archives?|queries|questions|answers|letters)"
)
_MANY = (
    r"(?:\d{1,3}(?:[,.]\d{3})+|\d{4,}|\d+(?:\.\d+)? ?(?:k|m|thousand|million|billion)\b|(?:one|two|three|five|ten|twenty|fifty|a hundred|some|half a|a) (?:thousand|million)|thousands|millions|hundreds of thousands"
    r"|tens of thousands|(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twenty|many|several) (?:years?|months?|decades?)"
    r"(?:['’]| of| worth)|(?:a|one|two) (?:year|decade)['’]?s?(?: of| worth))"
)
_GATHER = (
    r"(?:scrap(?:e[sd]?|ing)|crawl\w*|harvest\w*|min(?:e[sd]?|ing)|amass\w*|accumulat\w+|compil\w+|acquir\w+|purchas\w+|"
    r"download\w*|captur\w+|film(?:s|ed|ing)?|photograph(?:s|ed|ing)?|assembl\w+|obtain\w*|gather\w*|collect(?:s|ed|ing)?|"
    r"aggregat\w+|stockpil\w+|digiti[sz]\w+|synthesi[sz]\w+|generat\w+|pull(?:s|ed|ing)?|hoard\w*|sourc(?:e[sd]?|ing))"
)
_HANDS = (
    r"(?:crowd[- ]?sourc\w+|crowd[- ]?work\w*|mechanical turk|mturk|(?:paid |hired |external |freelance |offshore |human )"
    r"(?:raters?|graders?|annotators?|labell?ers?|judges|coders|taggers?)|(?:raters?|graders?|annotators?|labell?ers?|taggers?) "
    r"(?:score|rate|grade|judge|tag|mark|label|go|work|rank)s?|outsourc\w+ (?:the )?(?:\w+ )?(?:grading|rating|scoring|tagging|"
    r"labell?ing|annotation|judging|coding|marking)|(?:pay|hire|recruit|employ|contract)\w* (?:[\w-]+ ){0,4}?(?:to |who |for )"
    r"(?:rat(?:e|ing)|scor(?:e|ing)|grad(?:e|ing)|judg(?:e|ing)|tag(?:ging)?|mark(?:ing)?|label\w*|classif\w+|rank(?:ing)?|annotat\w+|categori\w+)\b|(?:grading|rating|tagging|scoring|marking) "
    r"(?:campaign|farm|vendor|agency|team|sprint|marathon))"
)
_JUDGE = (
    r"(?:have|has|get|gets|let|lets|ask|asks) (?:[\w-]+ ){1,4}?(?:to )?(?:rate|score|grade|judge|tag|mark|classify|categori[sz]e"
    r"|rank|sort)"
)
_MAKE = r"(?:built|fitted|fit|trained|learne?d|developed|created|designed|optimi[sz]ed|calibrated|taught)"
_NET = (
    r"(?:networks?|classifiers?|regressors?|recommenders?|predictors?|transformers?|embeddings|trees|forests?|weights)"
)
_TRAIN = (
    rf"(?:(?:neural |deep |own |the |a |graph |vision )*{_NET} (?:is|are|was|gets?|will be|being) (?:then )?{_MAKE}\b"
    rf"|(?:fit(?:s|ted|ting)?|learn(?:s|ing)?|optimi[sz]\w+|calibrat\w+) (?:[\w-]+ ){{0,4}}?{_NET}"
    r"|(?:gpu|training|compute) (?:hours?|runs?|cluster|budget) .{0,30}\b(?:model|network|train\w*))"
)
_PRODUCT = re.compile(
    r"\b(?:index\w*|retriev\w+|search|knowledge base|rag|prompts?|eval\w*|golden|test (?:set|cases?|questions)|held[- ]out|"
    r"benchmark|feedback|thumbs|requirements?|consent|interview\w*|invoices? to pay|back-?test\w*|report|dashboard)\b",
    re.I,
)
_OF_USERS = re.compile(r"\b(?:users?|customers?|readers?|visitors?|buyers?|callers?|they)\b", re.I)
_SAID: tuple[tuple[Kind, Sure, str], ...] = (
    ("label", "likely", _HANDS),
    (
        "collect",
        "likely",
        rf"{_GATHER} (?:[\w-]+ ){{0,3}}?{_MANY} (?:[\w-]+ ){{0,3}}?{_MATTER}\b(?! (?:a|per|every) (?:day|week|month))",
    ),
    ("train", "likely", _TRAIN),
    ("collect", "unsure", rf"{_GATHER} (?:[\w-]+ ){{0,4}}?{_MATTER}\b"),
    ("label", "unsure", _JUDGE),
)
_CLASSES = tuple((kind, sure, re.compile(rf"\b{pattern}", re.I)) for kind, sure, pattern in _SAID)


def likely_work(text: str) -> tuple[Kind, Sure, str] | None:
    """The class of data or model work the words belong to, how sure that is, and the words; None for product work."""
    if _PRODUCT.search(text):
        return None
    for kind, sure, pattern in _CLASSES:
        found = pattern.search(text)
        if found and not (kind == "label" and sure == "unsure" and _OF_USERS.search(found[0])):
            return kind, sure, found[0]
    return None
