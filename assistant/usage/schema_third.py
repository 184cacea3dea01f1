"""Invariant: what a call was asked can be put together again to the letter: templates, earlier turns, own messages.

`told` holds what a call was told of earlier turns, by a keyed name and with the turn it came from: when that turn is
forgotten, what was told of it goes too, and the calls that heard it keep only the name.
"""

from __future__ import annotations

M003_EXACT: tuple[str, ...] = (
    """CREATE TABLE templates (
        hash TEXT PRIMARY KEY,
        fingerprint TEXT NOT NULL,
        name TEXT NOT NULL,
        version TEXT NOT NULL,
        variables TEXT NOT NULL,
        body TEXT NOT NULL
    )""",
    """CREATE TABLE told (
        hash TEXT PRIMARY KEY,
        turn TEXT NOT NULL,
        role TEXT NOT NULL,
        body TEXT NOT NULL
    )""",
    "CREATE INDEX told_by_turn ON told (turn)",
    "CREATE INDEX templates_by_fingerprint ON templates (fingerprint)",
    "ALTER TABLE calls ADD COLUMN reasoning_tokens INTEGER",
    "ALTER TABLE calls ADD COLUMN told TEXT",
)
