"""Invariant: slots are filled with the brief's own words where it has them, and say plainly where it has none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assistant.models.offline.patterns import Task
from assistant.models.offline.phrases import COUNTING, capital, grammar, plural, singular
from assistant.models.offline.whom import SKIP, alone, orders, whom
from assistant.planning.brief_counts import Count
from assistant.planning.brief_reader import BriefFacts

_MATERIAL = (
    r"help cent(?:re|er)s?|playbooks?|knowledge bases?|manuals?|handbooks?|polic(?:y|ies)|guidelines?|docs|"
    r"documentation|documents?|case files?|files|records|rows|catalogues?|attribute tables?|databases?|listings?|"
    r"recordings?|transcripts?|notes|letters|bookings|logs|readings|meter data|sensor data|spreadsheets?|invoices?|"
    r"contracts?|"
    r"photos?|episodes?|articles?|standards?|regulations?|recipe cards?|applications?|CVs|resumes|calendars?|emails?|"
    r"tickets|reviews|reports|scripts?|history|schema|tables?|videos|songs|posts|products|parts|clips|events"
)
_TIMES = {"minutes", "minute", "hours", "hour"}
_COUNTED = re.compile(
    r"(?:\d|\b(?:two|three|four|five|six|eight|ten|twelve|fifteen|twenty|thirty|forty|few|many))[ -]$", re.I
)
"""`twenty minutes` is a duration, `minutes` alone is a paper."""
_OFTEN = re.compile(r"\s+(?:a|an|per|each|every)\s+(?:second|minute|hour|day|night|week|month|year)\b", re.I)
_MANY = 10_000
"""Fewer past cases say little about a month (project rule)."""
_STOCK_OF_DATA = r"\b(?:rows?|records?|labels?|histor\w+|past|old|examples|logged|recorded|closed|archived?)\b"
"""Counts of what there is to learn from, not of work to be done."""


_WISH = re.compile(
    r"^(?:I|we)(?:['’]d| would| am| are)? (?:want(?:ing)?|like|plan(?:ning)?|hop(?:e|ing)|need|going|trying|looking) "
    r"to (?:build|make|create|develop|launch|start) (?!on\b|upon\b|from\b|with\b)",
    re.I,
)
"""How somebody opens a wish; the job is what is wished for."""


@dataclass(frozen=True)
class Slots:
    """The fillings of a pattern's slots."""

    user: str
    unit: str
    units: str
    material: str
    volume: str
    owner: str
    ship: str

    def fill(self, text: str) -> str:
        """`text` with every slot filled, except evidence markers."""
        for name, value in self.__dict__.items():
            slot = "{" + name + "}"
            if slot not in text:
                continue
            for end in (". ", "! ", "? "):
                text = text.replace(end + slot, end + capital(value))
            if value.startswith("the "):
                text = re.sub(rf"\b({COUNTING}|the|The|your|our|an?) {re.escape(slot)}", rf"\1 {value[4:]}", text)
            text = text.replace(slot, value)
        return capital(grammar(text))


def slots(facts: BriefFacts, task: Task, ship: date) -> Slots:
    """Slots for a brief and its task."""
    text = facts.text
    unit, units = _unit(text, task)
    return Slots(
        user="you" if facts.stakes == "hobby" and alone(text, task) else whom(text, task),
        unit=unit,
        units=units,
        material=_material(text, unit),
        volume=_volume(facts, task, units),
        owner=_owner(text),
        ship=f"{ship.day} {ship:%B %Y}",
    )


def volume_count(facts: BriefFacts, task: Task) -> Count | None:
    """The count in the brief that tells how much work there is, preferring the task's own units and a period."""
    counts = [c for c in facts.counts if c.period or not re.search(_STOCK_OF_DATA, c.noun, re.I)]
    matching = [c for c in counts if task.units and re.search(rf"\b(?:{task.units})\b", c.noun, re.I)]
    others = [c for c in counts if c.noun and c.period and not task.counts_own_units]
    bare = [c for c in counts if not c.noun]
    for wanted in ([c for c in matching if c.period], bare if matching else [], others, bare, matching):
        if wanted:
            return wanted[0]
    return None


def history_count(facts: BriefFacts) -> Count | None:
    """The largest count of past cases on record, from which a flow can be guessed; None when there are few."""
    past = [
        c for c in facts.counts if not c.period and re.search(r"\b(?:rows?|records?|histor\w+|past|closed)\b", c.noun)
    ]
    return max((c for c in past if c.value >= _MANY), key=lambda c: c.value, default=None)


def ask(text: str) -> str:
    """The sentence of the brief that says what is wanted, else the first that orders something, else its first."""
    text = re.sub(r"\n(?!\s*[-*•\n])", " ", text)
    sentences = [s.strip(" -•\n") for s in re.split(r"(?<=[.!?])\s+|\n+", text.strip()) if s.strip(" -•\n")]
    wanting = re.compile(
        r"\b(wants?|wanted|need(?:s|ed)?|would like|we'd like|should|asks? for|looking for|help|wollen|möchten?|soll|"
        r"voulons|queremos|chcemy|plan(?:s|ned)? to)\b",
        re.I,
    )
    wanted = (s for s in sentences if wanting.search(s))
    ordered = (s for s in sentences if orders(s, 0, len(s)))
    chosen = next(wanted, None) or next(ordered, None) or next(iter(sentences), text)
    chosen = capital(_WISH.sub("", chosen))
    return chosen if len(chosen) <= 240 else chosen[:237].rsplit(" ", 1)[0] + " …"


def _unit(text: str, task: Task) -> tuple[str, str]:
    found = re.finditer(rf"(?<![\d,.])\b(?!\d)({task.units})\b", text, re.I) if task.units else ()
    match = next((m for m in found if not (m[1].lower() in _TIMES and _COUNTED.search(text[: m.start()]))), None)
    many = _named(text, match) if match else plural(task.unit)
    return singular(many), plural(many)


def _named(text: str, match: re.Match[str]) -> str:
    """The unit a brief names, without the verb or the small word before it."""
    first, _, rest = match[1].lower().partition(" ")
    return rest if rest and (first in SKIP or orders(text, *match.span(1))) else match[1].lower()


def _material(text: str, unit: str) -> str:
    for match in re.finditer(rf"((?:[\w,.'’-]+\s+){{0,3}})\b({_MATERIAL})\b", text, re.I):
        if singular(match[2].lower()) == unit:
            continue
        kept: list[str] = []
        for word in reversed(match[1].split()):
            if word.lower().strip(",.") in SKIP or word.endswith((",", ".", ":")):
                break
            kept.insert(0, word)
        if _OFTEN.match(text, match.end(2)):  # `50,000 events a second` come and go: they are no stock to name
            kept = [word for word in kept if not word[0].isdigit()]
        if kept and orders(text, match.end(1) - len(" ".join(kept)) - 1, match.end(2)):
            kept = kept[1:]
        return " ".join(["the", *kept, match[2]])
    return "your own material"


def _volume(facts: BriefFacts, task: Task, units: str) -> str:
    count = volume_count(facts, task)
    if count:
        return count.words
    _, low, high = task.numbers.get("volume_month", (1_000, 200, 5_000))
    return f"{low:,.0f} to {high:,.0f} {units} a month (assumed)"


def _owner(text: str) -> str:
    verbs = r"(?:wants?|needs?|with|is|has|would|asks?|runs?|uses?|that|which|whose)"
    match = re.match(rf"['\"“]?(An?|The)\s+([\w ,'’-]{{3,60}}?)\s+{verbs}\b", text.strip())
    if match and "," not in match[2]:
        return f"{match[1].lower()} {match[2]}"
    return "you"


def replace_evidence(text: str, keys: Mapping[str, str]) -> str:
    """`{e:key}` markers replaced by `[c1]` where the evidence was found, and removed where it was not."""
    filled = re.sub(r"\s*\{e:([\w-]+)\}", lambda m: f" [{keys[m[1]]}]" if keys.get(m[1]) else "", text)
    return re.sub(r"\s+([.,;:])", r"\1", filled)
