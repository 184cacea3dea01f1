"""Invariant: what is due to be read again is told by the day it is asked on; looking writes nothing.

Notes, shipped and the user's own in our form, have `review_by`; provider facts expire; a stored plan is as old as what
it cites and what it is priced by.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from assistant import resources
from assistant.errors import AssistantError
from assistant.knowledge import front_matter, own_notes, provider_facts
from assistant.knowledge.documents import NotesRead, corpus_documents
from assistant.settings import Settings
from assistant.usage import reading_only
from assistant.usage.health import BUSY_SECONDS
from assistant.usage.log import LOG_NAME
from assistant.usage.revisions import Revisions

_NAMED = 5
_PLANS = "SELECT plan_id, plan_json FROM turns WHERE plan_json IS NOT NULL AND plan_id = id"


@dataclass(frozen=True)
class Overdue:
    """Notes past `review_by` and provider facts past expiry, each with its day; stored plans that cite such a note,
    with the notes.

    `shipped`: the notes that are not the user's. `unread`: why stored plans could not be looked at, or "".
    """

    notes: Mapping[str, date]
    facts: Mapping[str, date]
    plans: Mapping[str, tuple[str, ...]]
    shipped: frozenset[str] = frozenset()
    unread: str = ""

    def sentence(self) -> str:
        """What a doctor says; "" when nothing is overdue."""
        told = []
        if self.notes:
            told.append(f"{_count(self.notes, 'note')} past review_by: {_dated(self.notes)}")
        if self.facts:
            told.append(f"{_count(self.facts, 'provider fact')} expired: {_dated(self.facts)}")
        if self.plans:
            named = _few([f"{name[:13]} ({', '.join(notes)})" for name, notes in self.plans.items()])
            told.append(f"{_count(self.plans, 'stored plan')} citing such a note: {named}")
        return "; ".join(told)


def told(chosen: Settings) -> tuple[Literal["ok", "warning"], str, str]:
    """(state, what a doctor says, the command to type) by this machine's clock."""
    try:
        own = own_notes.read(chosen.home, chosen.notes)
        found = overdue(chosen.home, own, datetime.now(UTC).date())
    except AssistantError as error:
        return "warning", f"not measured: {error.message}", "assistant notes list"
    seen = "; ".join(part for part in (found.sentence(), found.unread) if part)
    if not seen:
        return "ok", "no note and no price is past the day it is to be read again", ""
    ours = found.facts or any(name in found.notes for name in found.shipped)
    return "warning", seen, "pip install --upgrade product-first-assistant" if ours else "assistant notes list"


def overdue(home: Path, own: NotesRead, today: date) -> Overdue:
    """What is overdue on this day, among the notes, the provider facts and the plans stored below `home`."""
    corpus = corpus_documents(resources.folder("corpus"))
    shipped = frozenset(document.id for document in corpus)
    due = {document.id: _review_by(document.text) for document in (*own.documents, *corpus)}
    notes = {name: day for name, day in due.items() if day is not None and day < today}
    facts = {fact.id: fact.expires for fact in provider_facts.expired(provider_facts.load(), today)}
    if not notes:
        return Overdue(notes, facts, {}, shipped)
    try:
        cited = _cited(home)
    except (sqlite3.Error, OSError, ValueError, AssistantError) as error:
        return Overdue(notes, facts, {}, shipped, f"stored plans could not be looked at: {error}")
    plans = {name: tuple(sorted(said & notes.keys())) for name, said in cited.items() if said & notes.keys()}
    return Overdue(notes, facts, plans, shipped)


def _review_by(text: str) -> date | None:
    return front_matter.day(front_matter.read(text).fields.get("review_by", ""))


def _cited(home: Path) -> dict[str, set[str]]:
    """The notes each stored plan cites, in its newest revision, by the plan's id."""
    from pydantic_core import from_json

    found: dict[str, set[str]] = {}
    log = home / LOG_NAME
    if log.exists():
        with closing(reading_only.connect(log, seconds=BUSY_SECONDS)) as db:
            for name, text in db.execute(_PLANS):
                found[name] = {str(cited["note"]) for cited in from_json(text, allow_inf_nan=False)["citations"]}
    revisions = Revisions(home)
    for name in revisions.ids():
        found[name] = {cited.note for cited in revisions.load(name, revisions.of(name)[-1]).citations}
    return found


def _count(things: Mapping[str, object], name: str) -> str:
    return f"{len(things)} {name}{'s' * (len(things) != 1)}"


def _dated(days: Mapping[str, date]) -> str:
    return _few([f"{name} ({day})" for name, day in sorted(days.items(), key=lambda item: (item[1], item[0]))])


def _few(names: list[str]) -> str:
    rest = len(names) - _NAMED
    return f"{', '.join(names[:_NAMED])}{f' and {rest} more' if rest > 0 else ''}"
