"""Invariant: whoever is to be forgotten is looked for everywhere content may stand, under pseudonym and own name alike.

A person is given as text (an e-mail address, a name) or as the pseudonym the log shows. The text is redacted as the
log redacts, so that an address that was replaced is found by what replaced it.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from assistant.errors import InputError
from assistant.usage.integrity import canonical

if TYPE_CHECKING:
    from assistant.usage.redaction import Redactor

SHORTEST = 3
_TURN = ("text", "answer", "plan_json", "findings", "notices", "error", "variables")
_FEEDBACK = ("comment", "edited_plan", "edited_text", "source", "source_ref")


def needles(person: str, redactor: Redactor) -> tuple[str, ...]:
    """What to look for, in lower case. Raises InputError when the text is too short to mean somebody."""
    plain = person.strip()
    if len(plain) < SHORTEST:
        raise InputError(
            f"{person!r} is too short to mean one person",
            fix="Give an address, a whole name, or a pseudonym such as «email:0a1b2c3d».",
            code="person",
        )
    spellings = {plain, redactor.text(plain)}
    return tuple(sorted({form.casefold() for text in spellings for form in (text, canonical(text)[1:-1])}))


def turns_with(db: sqlite3.Connection, wanted: tuple[str, ...]) -> list[str]:
    """Ids of the turns that hold one of the needles, in their own words, their messages or their feedback."""
    db.create_function("mentions", 1, lambda text: int(_holds(text, wanted)), deterministic=True)
    own = " OR ".join(f"mentions({column})" for column in _TURN)
    said = " OR ".join(f"mentions({column})" for column in _FEEDBACK)
    rows = db.execute(
        "WITH RECURSIVE hit (hash) AS ("
        " SELECT hash FROM message WHERE mentions(body)"
        " UNION SELECT m.hash FROM message m JOIN hit ON m.parent = hit.hash"
        "), blobs (hash) AS (SELECT hash FROM blob WHERE kind <> 'consent_text' AND mentions(body))"
        f" SELECT id FROM turns WHERE {own}"
        " OR system_hash IN (SELECT hash FROM blobs) OR tools_hash IN (SELECT hash FROM blobs)"
        " OR id IN (SELECT turn FROM calls WHERE mentions(error) OR tip IN (SELECT hash FROM hit)"
        "   OR reply IN (SELECT hash FROM hit))"
        " OR id IN (SELECT turn FROM retrieval WHERE mentions(note))"
        " OR id IN (SELECT turn FROM told WHERE mentions(body))"
        f" OR id IN (SELECT turn FROM feedback WHERE {said})"
        " ORDER BY started_at, rowid"
    )
    return [row[0] for row in rows]


def _holds(text: str | None, wanted: tuple[str, ...]) -> bool:
    if not text:
        return False
    folded = text.casefold()
    return any(needle in folded for needle in wanted)
