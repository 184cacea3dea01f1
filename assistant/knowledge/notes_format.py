"""Invariant: a shipped note has one form, so every line of it can be found, cited and reviewed when it is due.

The head is plain `key: value` lines and `- item` lists between two `---` lines; no YAML library is needed to read it.
Pure: nothing here reads a file or a clock. `problems` reports, it never raises.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from assistant.knowledge import front_matter

SECTIONS = (
    "Definition",
    "Mental model",
    "Core insight",
    "Facts",
    "How the plan uses it",
    "Anti-patterns",
    "Checklist",
)
WORDS = (250, 700)  # as `wc -w` counts the body; project rule: one idea a note, so that a note is a few chunks
RESTATED_WORDS = (250, 1_100)  # `product-first.md` restates a whole article, both orders row by row; it is no note
CONFIDENCE = ("high", "medium", "low")
PLAIN_KEYS = ("id", "title", "question", "as_of", "review_by", "confidence")
LIST_KEYS = ("sources", "related")
_PROOF = re.compile(r"\[([^\[\]]+)\]$")


@dataclass(frozen=True)
class NoteHead:
    """What a note says about itself. `sources` maps a short key to author, title, date and how it was seen."""

    id: str
    title: str
    question: str
    as_of: date
    review_by: date
    confidence: str
    sources: Mapping[str, str]
    related: tuple[str, ...]

    def overdue(self, today: date) -> bool:
        """Whether the note should have been read again before `today`."""
        return today > self.review_by


def split(text: str) -> tuple[str, str]:
    """(head, body) of a note; the head is empty when the text does not open with a closed `---` block."""
    body = front_matter.read(text).body
    return text[:body], text[body:]


def sections(body: str) -> dict[str, str]:
    """The `## ` sections of a body in their order, by title; a repeated title keeps both texts."""
    found: dict[str, str] = {}
    for part in re.split(r"^## ", body, flags=re.MULTILINE)[1:]:
        title, _, content = part.partition("\n")
        found[title.strip()] = (found.get(title.strip(), "") + content).strip()
    return found


def bullets(section: str) -> tuple[str, ...]:
    """The `- ` lines of a section without their mark; an indented next line belongs to the bullet above it."""
    joined = re.sub(r"\n[ \t]+(?!- )", " ", section)
    return tuple(line[2:].strip() for line in joined.split("\n") if line.startswith("- "))


def read_head(text: str) -> NoteHead:
    """The head of a note. Raises ValueError with one sentence that names the missing key or the bad value."""
    plain, lists = front_matter.read(text).fields, _lists(split(text)[0])
    for key in PLAIN_KEYS:
        if not plain.get(key):
            raise ValueError(f"front matter lacks {key!r}")
    for key in LIST_KEYS:
        if not lists.get(key):
            raise ValueError(f"front matter lacks items under {key!r}")
    if plain["confidence"] not in CONFIDENCE:
        raise ValueError(f"confidence is {plain['confidence']!r}, not one of {', '.join(CONFIDENCE)}")
    return NoteHead(
        id=plain["id"],
        title=plain["title"],
        question=plain["question"],
        as_of=_day(plain, "as_of"),
        review_by=_day(plain, "review_by"),
        confidence=plain["confidence"],
        sources=dict(_source(item) for item in lists["sources"]),
        related=tuple(lists["related"]),
    )


def problems(
    text: str,
    known_ids: Collection[str],
    *,
    stem: str = "",
    words: tuple[int, int] = WORDS,
    required: tuple[str, ...] = SECTIONS,
) -> tuple[str, ...]:
    """Everything wrong with the form of one note, one sentence each; empty when it is sound.

    `known_ids` are the ids a note may link to, `stem` its file name without `.md` (empty: not compared), `words` the
    least and most words of the body, `required` the exact `## ` titles in their order.
    """
    try:
        head = read_head(text)
    except ValueError as error:
        return (str(error),)
    body = split(text)[1]
    return (
        *_head_problems(head, known_ids, stem),
        *_body_problems(head, body, words, required),
        *_fact_problems(head, sections(body).get("Facts", "")),
    )


def _lists(head: str) -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    key = ""
    for line in head.split("\n"):
        if line.startswith("- "):
            lists.setdefault(key, []).append(line[2:].strip())
        else:
            key = line.partition(":")[0]
    return lists


def _day(plain: Mapping[str, str], key: str) -> date:
    try:
        return date.fromisoformat(plain[key])
    except ValueError:
        raise ValueError(f"{key} is {plain[key]!r}, not a date like 2026-11-23") from None


def _source(item: str) -> tuple[str, str]:
    key, mark, description = item.partition(": ")
    if not mark or not description.strip():
        raise ValueError(f"source {item!r} is not 'key: who, what, when, how seen'")
    return key.strip(), description.strip()


def _head_problems(head: NoteHead, known_ids: Collection[str], stem: str) -> Iterator[str]:
    if stem and head.id != stem:
        yield f"id {head.id!r} is not the file name {stem!r}"
    if head.review_by <= head.as_of:
        yield f"review_by {head.review_by} is not after as_of {head.as_of}"
    for other in head.related:
        if other == head.id or other not in known_ids:
            yield f"related {other!r} is not another note"


def _body_problems(head: NoteHead, body: str, words: tuple[int, int], required: tuple[str, ...]) -> Iterator[str]:
    if not body.lstrip().startswith(f"# {head.title}\n"):
        yield f"the body does not open with '# {head.title}'"
    found = sections(body)
    if tuple(found) != required:
        yield f"sections are {', '.join(found) or 'none'}; they must be {', '.join(required)}"
    for title, content in found.items():
        if not content:
            yield f"section {title!r} is empty"
    count = len(body.split())
    if not words[0] <= count <= words[1]:
        yield f"the body has {count} words; it must have {words[0]} to {words[1]}"


def _fact_problems(head: NoteHead, facts: str) -> Iterator[str]:
    found = bullets(facts)
    if not found:
        yield "section 'Facts' has no bullet"
    for fact in found:
        proof = _PROOF.search(fact)
        parts = [part.strip() for part in re.split(r"[;,]", proof.group(1))] if proof else []
        if len(parts) < 2 or parts[-1] not in CONFIDENCE:
            yield f"fact without '[source-key; confidence]' at its end: {fact[:60]}"
            continue
        for key in parts[:-1]:
            if key not in head.sources:
                yield f"fact cites {key!r}, which is not in sources: {fact[:60]}"
