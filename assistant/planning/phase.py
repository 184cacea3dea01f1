"""Invariant: how far a product is follows from what the brief says exists and who uses it, not from its ambitions.

idea: nothing exists · built: it works, nobody outside uses it · live: people use it · scaling: volume or the bill hurts.
"""

from __future__ import annotations

import re

from assistant.planning.purpose import Phase, Stakes

_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|winter|20\d\d)"
_DOES = (
    r"(?:suggests?|answers?|drafts?|writes?|translates?|summari[sz]es?|classif\w+|sorts?|labels?|recommends?|generates?|"
    r"transcribes?|detects?|extracts?|handles?|serves?|runs|reviews?|triages?)"
)
_TOOL = r"(?:product|app|tool|bot|assistant|guide|service|system|feature|plug-?in|copilot|agent|model|chatbot)"
_LIVE = (
    r"(?<!competitor )(?<!rival )(?<!they )\b(?:already |was |were |we |it )?(?:shipped|launched|rolled out)\b",
    r"\bopened (?:it|our|the|this)\b[^.]{0,40}\b(?:to|for) (?:the )?(?:public|customers|users|everyone|everybody|members|staff|all)\b",
    rf"(?<!first )(?<!next )(?<!new )(?<!a )\b(?:model|version|API) (?:behind|under|inside|of) our\b|\bour (?:[\w-]+ ){{0,3}}{_TOOL} (?:has|have|gets?|got|receives?|sees) [\d~]",
    rf"\bsince (?:last )?{_MONTH}\b[^.]{{0,40}}\b(?:have|has) (?:had|used|been using|relied)\b",
    r"\b\d[\d.,]*k? (?:\w+ ){1,3}(?:a (?:day|week|month) )?(?:use|rely on|depend on) (?:it|our)\b",
    r"\bwent live\b|\bin production\b|\b(?:is|are|been) live\b|(?<!go )(?<!goes )(?<!going )(?<!go-)\blive (?:product|since|for|with|in)\b",
    rf"\bour (?:[\w-]+ ){{0,3}}{_TOOL} {_DOES}\b",
    rf"\b(?:started|launched|opened|running|used|public|out|available|in use|in operation|in service|operating)\b[^.]{{0,25}}\b(?:since|in) (?:last )?{_MONTH}\b",
    r"\b(?:running|runs|in use|used|live|public|online)\b[^.]{0,12}\b(?:for )?(?:the last )?(?!(?:a|per|each|every) )(?:\w+ )(?:weeks?|months?|years?|terms?|quarters?)\b",
    r"\bhas been (?:public|running|live|in use|online)\b|\bon the market\b",
    r"\b(?:existing|active|weekly|monthly|daily|paying) (?:\w+ )?(?:users|customers)\b[^.]{0,40}\b(?:use|ask|rate|open|complain)",
    r"\b\d[\d,.]*\s?k? (?:weekly|monthly|daily|active) [a-z]+s\b",
    rf"\bsince (?:last )?{_MONTH}\b[^.]{{0,60}}\b(?:use|uses|rely|relies|work with)\b",
    r"\bsince (?:the |our |its )?launch\b|\bwe (?:have )?(?:use|used|been using)\b[^.]{0,60}\bsince\b",
    r"\blive (?:at|on|to|across)\b|\b(?:has|have) been (?:\w+ing)\b[^.]{0,30}\bfor \w+ (?:weeks?|months?|years?|terms?)\b",
    r"\bruns on (?:a|the|an) (?:[\w-]+ ){0,2}model\b|\bmodel (?:that's|that is|which is|is being|gets) (?:switched off|retired|shut down|deprecated)\b",
    r"\b(?:move|switch|migrate|change)\w*\b[^.]{0,60}\bto (?:a |the |its )?(?:newer|new|another|different|cheaper|smaller|successor)\b[^.]{0,20}",
    r"\b(?:the )?(?:current|old|our) (?:model|version)\b[^.]{0,20}\b(?:retires?|is retired|shuts? down|goes away|ends?)\b",
    r"\b(?:turns? off|retir\w+|shuts? down|discontinu\w+)\b[^.]{0,30}\b(?:version|model) we use\b",
    rf"\b(?:runs?|running|works|working|goes|is used|operates|operating)\b[^.]{{0,20}}\bsince (?:last |early |late |the )?{_MONTH}\b",
    r"\b(?:no ?(?:body|one)|few|\d+|\w+ of them|all \w+) (?:\w+ )?(?:opened|used|installed|deleted|uninstalled) (?:it|the app)\b",
    r"\bfrom \d[\d,.]*k? to \d[\d,.]*k? (?:\w+ )?(?:users?|pupils?|students?|customers?|members?|subscribers?|teams?|shops?|patients?|drivers?|teachers?|schools?|players?|readers?|clinics?|farms?|households?)\b",
    r"\b(?:seit|depuis|desde|od|sinds|dal|dalla|da)\b[^.]{0,60}\b(?:online|live|in gebruik|in bedrijf|in funzione|in produzione|in uso|em produção|em funcionamento|no ar|en ligne|en línea|en funcionamiento|w użyciu)\b",
    r"\b(?:seit|depuis|desde|od)\b[^.]{0,30}\b(?:live|im einsatz|in betrieb|en service|en marche|en producci[oó]n|działa)\b",
)
_SCALING = (
    r"\b\d[\d.,]*\s?(?:m|million|billion) (?:[\w-]+ ){1,3}(?:a|per|each|every) (?:day|week|month)\b[^.]{0,80}\b(?:pay|spend|bill|costs?|invoice)\b",
    r"\b(?:million|billion|[1-9]\d{2},\d{3}|\d{3,}k|\d+(?:\.\d+)?m) (?:[\w-]+ ){0,3}(?:calls|requests|queries|listings|items|messages|conversations)\b[^.]{0,20}\b(?:a|per|each) (?:day|week|month)\b",
    r"\b(?:calls|requests|queries|items|listings)\b[^.]{0,25}\b(?:a|per|each) month\b[^.]{0,80}\b(?:bill|costs? us)\b",
    r"\b(?:API|model|inference|token) (?:bill|costs?|spend)\b[^.]{0,40}\d|\bbill\b[^.]{0,10}[$€£]\s?(?:\d{1,3}[,.]\d{3}|\d{4,}|\d[\d.]*\s?(?:k|m|million))\b",
    r"\b\d[\d,.]*\s?(?:k|m|million)? [a-z]+s?\s?/\s?(?:month|mo|day|week)\b[^.]{0,40}[$€£]|[$€£]\s?\d[\d,.]*\s?k?\s?/\s?(?:mo|month)\b",
    r"\bwent from [\d,.]+k? to [\d,.]+k? [a-z]+s? (?:a|per) (?:day|week|month)\b|\b(?:invoice|bill) hurts\b",
    r"\bfrom [\d,.]+k? to [\d,.]+k? (?:\w+ )?(?:users?|pupils?|students?|customers?|members?|subscribers?|teams?|shops?|patients?|drivers?|teachers?|schools?|players?|readers?|households?)\b",
    r"\b(?:bill|invoice|costs?) (?:went|rose|grew|jumped|climbed|exploded) from\b",
    r"\bwent from [\d,.]+\w* to [\d,.]+\w* (?:\w+ )?(?:users|customers|repositories|teams|sites|accounts)\b",
    r"\b\d[\d.,]*\s?(?:m|million|billion) (?:[\w-]+ ){1,3}(?:a|per|each|every) (?:day|week|month)\b[^.]{0,25}[$€£]\s?\d",
    r"\b(?:USD|EUR|CHF|GBP)\s?(?:\d{1,3}[,.]\d{3}|\d{4,}|\d[\d.]*\s?(?:k|m|million))\b[^.]{0,12}\bmonth\b",
    r"\b(?:\d{1,3}[,.]\d{3}|\d{4,}|\d+\s?k) (?:euros?|dollars?|pounds?|francs?|USD|EUR|CHF|zł)\b[^.]{0,4}(?:a|per|each|every|last) month\b",
    r"[$€£]\s?(?:\d{1,3}[,.]\d{3}|\d{4,}|\d[\d.]*\s?(?:k|m|million))\b[^.]{0,4}(?:a|per) month\b",
)
_BUILT = (
    r"\b(?:we|i)(?:'ve| have)? (?:already )?(?:programmed|coded|developed|made) (?:a|an|our|the)\b[^.]{0,60}",
    r"\bnot (?:one|a single) \w+ has (?:used|seen|tried) (?:it|this)\b",
    r"\b(?:is|are) (?:done|finished|ready)\b[^.]{0,20}\b(?:sits|lies|waits|waiting|behind a password|in a drawer|unused)\b",
    r"\b(?:has|have) been (?:ready|complete|finished|done)\b|\b(?:is|are) complete\b|\b(?:nobody|no one) (?:outside|else)?[^.]{0,15}\bknows (?:it|of it|about it)\b",
    r"\b(?:prototype|demo|MVP|proof of concept|poc)\b[^.]{0,60}\b(?:works|exists|ready|built|finished|done|runs|convinc\w+|impress\w+)\b",
    r"\b(?:we|i|they|have|has|'ve|is|it's|already) (?:have |has )?(?:already )?(?:built|finished|completed)\b(?![^.]{0,30}\b(?:before|first)\b)",
    r"\bnot (?:yet )?(?:been )?(?:launched|released|shipped|announced|published|opened)\b|\bready to launch\b",
    r"\b(?:no|zero|0) (?:outside |external |real )?users\b(?! want)[^.]{0,20}$|\b0 outside users\b",
    r"\b(?:nobody|no one) (?:else )?(?:has )?(?:seen|used|tried)\b(?! (?:any|some|some|an off|off)\w*)",
    r"\bfertig (?:programmiert|gebaut|entwickelt)\b|\bTestserver\b|\bhat (?:ihn|sie|es) noch niemand\b|\btest server\b|\bstaging\b",
    r"\b(?:is|are) (?:coded|built|implemented|done|finished)\b[^.]{0,40}\b(?:switched off|off|unused|behind a flag|not|never|nobody)\b|\bin the build\b|\bbehind a flag\b",
    r"\b(?:est|sont) (?:fini|prêt|terminé)\w*\b|\bestá (?:terminad|list)\w*\b|\bjest gotow\w*\b",
)
_HOBBY = r"\b(?:hobby|side project|for fun|weekends?(?: only)?|for myself|my own use|personal project|my kids?|my family|the cousins|my club|D&D|my grand\w+)\b"
_INTERNAL = r"\b(?:internal(?:ly)?|our (?:own )?(?:staff|team|employees|agents|lawyers|clerks|engineers|handlers|nurses)|staff|employees|colleagues|back office|consultancy|firm)\b"
_PUBLIC = r"\bcustomers?\b|\busers?\b|\bconsumers?\b|\bvisitors?\b|\bsubscribers?\b"


def phase_of(text: str) -> Phase:
    """How far the product of a brief is (see the module's docstring)."""
    live, scaling, built = (_found(cues, text) for cues in (_LIVE, _SCALING, _BUILT))
    if scaling and (live or _money_or_growth(text)):
        return "scaling"
    if built and live <= built:
        return "built"
    return "live" if live else "idea"


def stakes_of(text: str, phase: Phase) -> Stakes:
    """hobby, internal or launch: who is hurt when it fails."""
    if phase != "scaling" and re.search(_HOBBY, text, re.I) and not re.search(r"\bcompany|customers?\b", text, re.I):
        return "hobby"
    internal = re.search(_INTERNAL, text, re.I) and not re.search(_PUBLIC, text, re.I)
    return "internal" if internal else "launch"


def _money_or_growth(text: str) -> bool:
    return bool(
        re.search(
            r"\bbill\b|\binvoice hurts\b|\bpay (?:[$€£]|\d)|\bspend\b|\bcosts? us\b|\bwent from\b|\bdrafts/month|[$€£]\s?\d[\d,.]*\s?k?/mo|[$€£]\s?\d[\d,.]*\s?k? (?:a|per) month|(?:m|million|billion) (?:[\w-]+ ){1,3}(?:a|per|each|every) (?:day|week|month)\b[^.]{0,25}[$€£]\s?\d",
            text,
            re.I,
        )
    )


def _found(cues: tuple[str, ...], text: str) -> int:
    return sum(bool(re.search(cue, text, re.I)) for cue in cues)
