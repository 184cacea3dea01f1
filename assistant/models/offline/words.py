"""Invariant: slots are filled with the brief's own words where it has them, and say plainly where it has none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assistant.models.offline.patterns import Task
from assistant.planning.brief_reader import BriefFacts, Count
from assistant.planning.language import language_of

_MATERIAL = (
    r"help cent(?:re|er)s?|playbooks?|knowledge bases?|manuals?|handbooks?|policies|guidelines?|documentation|docs|"
    r"documents?|case files?|files|records|rows|catalogues?|attribute tables?|databases?|listings?|recordings?|"
    r"transcripts?|notes|letters|bookings|logs|readings|meter data|sensor data|spreadsheets?|invoices?|contracts?|"
    r"photos?|episodes?|articles?|standards?|regulations?|recipe cards?|applications?|CVs|resumes|calendars?|emails?|"
    r"tickets|reviews|reports|scripts?|history|schema|tables?"
)
_SKIP = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "or",
        "of",
        "to",
        "in",
        "on",
        "for",
        "with",
        "from",
        "over",
        "into",
        "their",
        "its",
        "our",
        "his",
        "her",
        "that",
        "which",
        "wants",
        "want",
        "is",
        "are",
        "be",
        "it",
        "we",
        "they",
        "by",
        "at",
        "as",
        "own",
        "all",
        "writes",
        "write",
        "reads",
        "read",
        "drafts",
        "draft",
        "answers",
        "my",
        "your",
        "each",
        "every",
        "some",
        "this",
        "these",
        "up",
        "per",
        "has",
        "have",
        "does",
        "not",
        "no",
        "but",
        "so",
        "than",
        "whose",
        "about",
        "gets",
        "get",
        "finds",
    ]
)

_NO_PLURAL = {"staff", "people", "personnel", "police", "children", "women", "men", "us"}
"""Roles that are many already; others are put in the plural, since the patterns speak of many."""


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
            for end in (". ", "! ", "? "):
                text = text.replace(end + slot, end + _capital(value))
            text = text.replace(slot, value)
        return _capital(grammar(text))


def slots(facts: BriefFacts, task: Task, ship: date) -> Slots:
    """Slots for a brief and its task."""
    text = facts.text
    unit, plural = _unit(text, task)
    return Slots(
        user=_user(text, task),
        unit=unit,
        units=plural,
        material=_material(text, task),
        volume=_volume(facts, task, plural),
        owner=_owner(text),
        ship=f"{ship.day} {ship:%B %Y}",
    )


def volume_count(facts: BriefFacts, task: Task) -> Count | None:
    """The count in the brief that tells how much work there is, preferring the task's own units and a period."""
    matching = [c for c in facts.counts if task.units and re.search(rf"\b(?:{task.units})\b", c.noun, re.I)]
    for wanted in ([c for c in matching if c.period], [c for c in facts.counts if c.period], matching):
        if wanted:
            return wanted[0]
    return None


def ask(text: str) -> str:
    """The sentence of the brief that says what is wanted, else its first."""
    sentences = [s.strip(" -•\n") for s in re.split(r"(?<=[.!?])\s+|\n+", text.strip()) if s.strip(" -•\n")]
    wanting = re.compile(
        r"\b(wants?|wanted|need(?:s|ed)?|would like|we'd like|should|asks? for|looking for|help|wollen|möchten?|soll|"
        r"voulons|queremos|chcemy|plan(?:s|ned)? to)\b",
        re.I,
    )
    chosen = next((s for s in sentences if wanting.search(s)), sentences[0] if sentences else text)
    return chosen if len(chosen) <= 240 else chosen[:237].rsplit(" ", 1)[0] + " …"


def lower(text: str) -> str:
    """Text with a small first letter, unless it starts with a name or an acronym."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def short(name: str) -> str:
    """The short form of a measure's name: what stands before its first colon or comma."""
    return lower(name.split(":")[0].split(",")[0])


def _user(text: str, task: Task) -> str:
    if not task.roles:
        return task.user
    match = re.search(rf"\b((?:[a-z][\w-]*\s+)?(?:{task.roles}))\b", text, re.I)
    if match is None:
        return task.user
    words = match[1].split()
    if len(words) > 1 and (words[0].lower() in _SKIP or re.search(r"(ing|ed|s)$", words[0].lower())):
        words = words[1:]
    found = " ".join(words).lower()
    return found if words[-1].lower() in _NO_PLURAL or language_of(text) != "en" else _plural(found)


def _unit(text: str, task: Task) -> tuple[str, str]:
    match = re.search(rf"\b({task.units})\b", text, re.I) if task.units else None
    plural = match[1].lower() if match else _plural(task.unit)
    return _singular(plural), plural if plural.endswith("s") else _plural(plural)


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _plural(word: str) -> str:
    if word.endswith("s"):
        return word
    return word[:-1] + "ies" if re.search(r"[^aeiou]y$", word) else word + "s"


def _material(text: str, task: Task) -> str:
    for match in re.finditer(rf"((?:[\w,.'’-]+\s+){{0,3}})\b({_MATERIAL})\b", text, re.I):
        if task.units and re.fullmatch(task.units, match[2], re.I):
            continue
        kept: list[str] = []
        for word in reversed(match[1].split()):
            if word.lower().strip(",.") in _SKIP or word.endswith((",", ".", ":")):
                break
            kept.insert(0, word)
        return " ".join(["the", *kept, match[2]])
    return "your own material"


def _volume(facts: BriefFacts, task: Task, plural: str) -> str:
    count = volume_count(facts, task)
    if count:
        return count.words
    _, low, high = task.numbers.get("volume_month", (1_000, 200, 5_000))
    return f"{low:,.0f} to {high:,.0f} {plural} a month (assumed)"


def _owner(text: str) -> str:
    verbs = r"(?:wants?|needs?|with|is|has|would|asks?|runs?|uses?|that|which|whose)"
    match = re.match(rf"['\"“]?(An?|The)\s+([\w ,'’-]{{3,60}}?)\s+{verbs}\b", text.strip())
    if match and "," not in match[2]:
        return f"{match[1].lower()} {match[2]}"
    return "you"


_COUNTING = (
    r"(?:first|past|closed|all|every|each|some|two|three|four|five|six|ten|more|other|our|your|few|these|those|\d+)"
)


def grammar(text: str) -> str:
    """A filled sentence with its articles mended: `first the people` → `first people`, `a applicant` → `an`."""
    text = re.sub(rf"\b({_COUNTING}) the (?=\w)", r"\1 ", text)
    text = re.sub(r"\b(the|The) (the|your|our|a|an) ", r"\1 ", text)
    return re.sub(r"\b([Aa]) (?=[aeio](?!ne\b|u)|honest|hour)", r"\1n ", text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:] if text else text


def replace_evidence(text: str, keys: Mapping[str, str]) -> str:
    """`{e:key}` markers replaced by `[c1]` where the evidence was found, and removed where it was not."""
    filled = re.sub(r"\s*\{e:([\w-]+)\}", lambda m: f" [{keys[m[1]]}]" if keys.get(m[1]) else "", text)
    return re.sub(r"\s+([.,;:])", r"\1", filled)
