"""Invariant: a step ships when its words put something into people's hands; speaking of a launch to come is not enough."""

from __future__ import annotations

import re
from typing import Literal

_PEOPLE = (
    r"(?:customers?|users?|people|persons?|staff|teams?|agents?|managers?|clients?|patients?|students?|pupils|teachers?|nurses?"
    r"|doctors?|physicians?|radiologists?|inspectors?|lawyers?|law firms?|sellers?|reps|buyers?|shops?|stores?|branches"
    r"|engineers?|developers?|editors?|colleagues?|everybody|everyone|drivers?|players?|members?|partners?|testers?"
    r"|insiders|visitors?|guests?|farmers?|families|households|clerks?|handlers?|advisers?|advisors?|carers?|tenants?"
    r"|employees?|officers?|analysts?|accountants?|volunteers?|departments?|offices?|wards?|hospitals?|clinics?|schools?"
    r"|pilot (?:group|site|customers?)|public|production|companies|subscribers?|applicants?|readers?|operators?|workers?"
    r"|recruiters?|tellers?|banks?|plants?|lines?|sites?|warehouses?|all (?:of )?\w+)"
)
_VERB = (
    r"(?:ship(?:s|ped|ping)?|launch(?:es|ed|ing)?|releas(?:e|es|ed|ing)|roll(?:s|ed|ing)?[ -]?out|rollout"
    r"|deploy(?:s|ed|ment|ing)?|pilot(?:s|ed|ing)?|go(?:es|ing)?[ -]live|beta|mvp|general availability|production launch"
    r"|hand(?:s|ed)? (?:it |\w+ )?(?:over )?to|open(?:s|ed)? (?:it |\w+ )?(?:up )?(?:to|for)|onboard(?:s|ed|ing)?"
    r"|introduc(?:e|es|ed|tion)|first users?|in production|in the hands of|available to|put \w+ in front of"
    r"|puts? (?:an? |the |it |our )(?:\w+ )?(?:on|in) (?:the|our) (?:web ?site|site|app|intranet|shop|help centre|inbox))"
)
_USE = (
    r"(?:use|uses|using|try|tries|get|gets|see|sees|ask|asks|read|reads|receive|receives|test|tests|chat|fill|fills|dictate"
    r"|dictates|draft|drafts|work with|works with|print|prints|order|orders|upload|uploads|open|opens)"
)
_THING = r"(?:access|app|assistant|bot|tool|product|system|version|service|widget|feature|solution|platform|prototype|chatbot)"
_MATERIAL = r"(?:data|logs?|database|archives?|gpus?|cluster|corpus|repositor\w+|servers?|recordings?|files|documents?)"
_RENTED = r"(?:hosted|rented|bought|stock|off[- ]the[- ]shelf|vendor'?s?)"
_STRONG = re.compile(
    rf"\b{_VERB}\b[^.;|]{{0,60}}?\b(?:\d[\d,.]*|ten|five|twelve|twenty|thirty|first|to|for|with|in|on|by)\b[^.;|]{{0,40}}?\b{_PEOPLE}\b"
    rf"|\b(?:\d[\d,]*|two|three|four|five|six|seven|eight|ten|twelve|fifteen|twenty|thirty|fifty|all|first|every)\s+"
    rf"(?:[\w-]+ ){{0,4}}?{_PEOPLE}\b(?: [\w-]+){{0,4}}? {_USE}\b"
    rf"|\b{_PEOPLE}\b(?: [\w-]+){{0,4}} (?:use|try) (?:it|the (?:first version|bot|assistant|app|tool))\b"
    rf"|\b{_PEOPLE}\b (?:[\w-]+ ){{1,4}}?(?:by|with|from|on) [^.;|]{{0,40}}?\b{_RENTED} (?:[\w-]+ )?(?:model|service|bot)\b"
    rf"|\b(?:product|service|app|assistant|bot|tool|version) as it runs today\b"
    rf"|\b{_PEOPLE}\b (?:[\w-]+ ){{0,3}}?(?:gets?|receives?|(?:is|are) given|gains?|starts? (?:to use|using)|begins? (?:to use|using)"
    rf"|can (?:use|try)|may use) (?:it\b|(?:the |an? |our |its |their )?(?:[\w-]+ ){{0,2}}?{_THING}\b)(?! to (?:the |our )?{_MATERIAL})"
    rf"|\bopens? (?:an?|the|our) (?:[\w-]+ ){{1,6}}?to (?:the |all |our )?(?:\d[\d,]* )?{_PEOPLE}\b",
    re.I,
)
_WEAK = re.compile(rf"\b{_VERB}\b", re.I)
_ALONE = re.compile(rf"\W*(?:and |then |finally )*{_VERB}(?: (?:it|(?:the|our) [\w-]+))?\W*", re.I)
_NOT_YET = re.compile(
    r"\b(?:before|until|prior to|towards?|not|never|no|pre|post|after|once|since|without|by the)[ -](?:\w+ ){0,2}$",
    re.I,
)
_IF = re.compile(
    r"\b(?:if|when|once|unless|until|(?:fewer|less|more) than|at least|below|above|half of|share of)\b[^,:;.]*$", re.I
)
_PICK = re.compile(r"(?:^|: )(?:pick|select|choose|recruit|identify|interview|find|name|invite|survey|ask)\b", re.I)
_ASKS = re.compile(r"^\W*(?:what|how|why|who|when|where|which)\b", re.I)
_SAYS = re.compile(r"\b(?:we|will|it|is|are|be|team|they|i|the \w+)\b", re.I)
_TALK = re.compile(
    r"^\W*(?:(?:we|the team)\s+(?:will\s+)?)?(?:prepar\w+|plan|plans|planning|define|defining|design\w*|scope|scoping|document\w*"
    r"|decid\w+|discuss\w*|draft|write|review\w*|agree\w*|schedul\w+|approve|estimat\w+|set up|create|configure)\b",
    re.I,
)
_OTHER_THING = re.compile(
    rf"\b{_VERB}\s+(?:the |an? |our |first |new )*(?:[\w-]+ ){{0,2}}?(?:plan\w*|checklist|readiness|criteria|budget"
    r"|requirements|scope|strategy|review|gate|infrastructure|cluster|pipelines?|environment|staging|campaign|labell?ing|annotation"
    r"|data ?sets?|corpus|server|database|schema|migrations?|tooling|date|0\.\d+ in git)\b"
    r"|\b(?:requirements|criteria|scope|plan|checklist|budget|label|labels|documents?) (?:for|of) (?:the )?(?:mvp|launch|release|pilot|beta)\b"
    r"|\b(?:tune|train|distil)\b[^.;|]{0,60}\bas an? (?:[\w-]+ )?pilot\b"
    r"|\b(?:tag|branch|version) (?:the )?releases?\b|\brelease notes\b|\bto staging\b|\bpre-?production\b|\bdeploy\w* pipeline\b",
    re.I,
)


def ship_sign(text: str, *, in_prose: bool = False) -> tuple[Literal["sure", "likely"], str] | None:
    """How sure it is that the words put something into people's hands, and which; None when they do not.

    A ship word beside the people it reaches is sure; a ship word alone is likely, and in prose needs a sentence.
    """
    if _OTHER_THING.search(text) or _ASKS.search(text) or text.rstrip().endswith("?"):
        return None
    if found := _first(_STRONG, text):
        return None if _PICK.search(text) else ("sure", found)
    if _TALK.search(text) or (in_prose and not _SAYS.search(text) and not _ALONE.fullmatch(text)):
        return None
    found = _first(_WEAK, text)
    return ("likely", found) if found else None


def _first(pattern: re.Pattern[str], text: str) -> str:
    """What of the text matches and is not said of another time or as a condition."""
    for found in pattern.finditer(text):
        before = text[: found.start()]
        if not _NOT_YET.search(before) and not _IF.search(before):
            return found[0]
    return ""
