"""Invariant: what a call was told of an earlier turn is kept under that turn, and never for a turn that is not kept.

A call names what it heard; the words stand in `told`, owned by the turn they came from. A turn that was forgotten, or
of which nothing may be kept, owns nothing: the calls that heard it keep a name that leads nowhere.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.usage.integrity import canonical
from assistant.usage.stored import read_or

if TYPE_CHECKING:
    from assistant.usage.chain import Chain

FORGOTTEN: Mapping[str, Any] = {"role": "", "text": "(not kept)", "calls": [], "results": []}
"""Stands where a message of an earlier turn is no longer, or never was, in the log."""
_ANYBODY = ""


@dataclass(frozen=True)
class Told:
    """A message of an earlier turn as a call heard it: who spoke, a question's words, all of it as JSON; redacted."""

    role: str
    text: str
    body: str


def told_name(chain: Chain, turn: str, role: str, body: str) -> str:
    """The keyed name of what was told of a turn: nobody without the key can try whether a guess was said."""
    return chain.content_id("told", turn, role, body)


def write_told(
    db: sqlite3.Connection, session: str, turn: str, heard: Sequence[Sequence[Told]], chain: Chain
) -> list[str | None]:
    """Keeps what may be kept of what each call heard; returns for each the names as JSON, None when it heard nothing.

    The calls of a turn hear the same: a message is named and written once.
    """
    kept = _kept(db, session, turn) if any(heard) else {}
    named = dict[tuple[str, Told], str]()
    for told in heard:
        for owner, message in _owned(kept, told):
            if (owner, message) not in named:
                named[owner, message] = told_name(chain, owner, message.role, message.body)
    db.executemany(
        "INSERT OR IGNORE INTO told (hash, turn, role, body) VALUES (?, ?, ?, ?)",
        [(name, owner, said.role, said.body) for (owner, said), name in named.items() if owner != _ANYBODY],
    )
    return [canonical([named[key] for key in _owned(kept, told)]) if told else None for told in heard]


def _kept(db: sqlite3.Connection, session: str, turn: str) -> dict[str, str]:
    """The earlier turns of the session of which something is kept: their words and their ids."""
    return dict(
        db.execute(
            "SELECT text, id FROM turns WHERE session = ? AND id <> ? AND text IS NOT NULL ORDER BY seq",
            (session, turn),
        ).fetchall()
    )


def _owned(kept: Mapping[str, str], told: Sequence[Told]) -> Iterator[tuple[str, Told]]:
    """Each message with the earlier turn of the session that began with it or with the question before it."""
    owner = _ANYBODY
    for message in told:
        owner = kept.get(message.text, _ANYBODY) if message.role == "user" else owner
        yield owner, message


def load_told(db: sqlite3.Connection, names: str | None) -> tuple[Mapping[str, Any], ...]:
    """The messages of these names, FORGOTTEN where one is gone."""
    found = []
    for name in read_or(names, []):
        row = db.execute("SELECT body FROM told WHERE hash = ?", (str(name),)).fetchone()
        found.append(FORGOTTEN if row is None else read_or(row[0], dict(FORGOTTEN)))
    return tuple(found)


def told_faults(db: sqlite3.Connection, chain: Chain) -> list[str]:
    """What is not what was written, one line each."""
    rows = db.execute("SELECT hash, turn, role, body FROM told ORDER BY rowid")
    return [
        f"told {name}: its content is not what was written"
        for name, turn, role, body in rows
        if told_name(chain, str(turn), str(role), str(body)) != name
    ]
