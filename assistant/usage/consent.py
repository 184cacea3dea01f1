"""Invariant: content is kept and reused only as far as the user said, and each turn carries what held when it was made.

Four levels, each including the ones before it. What was said for a session holds for that session; what is said later
for all sessions can only lower it. A statement is appended, never changed, with the hash of the exact words agreed to.
What was said under `none` is held to it until another session begins, whatever is allowed later (see `for_words`).
Lowering the level later withdraws the older turns from exports as well (see tuning.examples).
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from assistant.agent.ids import uuid7
from assistant.errors import InputError
from assistant.knowledge.passages import content_hash
from assistant.usage.chain import Chain

Level = Literal["none", "local_log", "evals", "training"]
LEVELS: tuple[Level, ...] = get_args(Level)
DEFAULT: Level = "local_log"

TEXT_VERSION = "1"
TEXTS: dict[Level, str] = {
    "none": (
        "Nothing you write and nothing the assistant answers is kept. Each turn leaves one row of numbers: when, "
        "which model, how many tokens, what it cost, how it ended."
    ),
    "local_log": (
        "Your briefs and the answers are kept in a log on this machine, with secrets and personal details replaced, "
        "so that you can look back and repair. They are not used for anything else and go nowhere."
    ),
    "evals": (
        "As local_log. In addition, turns may become cases that measure this assistant on this machine. "
        "They go nowhere."
    ),
    "training": (
        "As evals. In addition, turns you accepted or edited may be written to a training file when you export one. "
        "Nothing is sent: what happens to that file is up to you."
    ),
}
"""The words the user agrees to. Changing one needs a new TEXT_VERSION; old words stay in the log by their hash."""


@dataclass(frozen=True)
class Consent:
    """What holds for a session. `since` is '' while the default stands and nobody was asked."""

    level: Level
    since: str = ""
    session: str = ""
    text_version: str = TEXT_VERSION
    text_hash: str = ""

    @property
    def text(self) -> str:
        """The words of this level."""
        return TEXTS[self.level]

    def as_json(self) -> dict[str, str]:
        """For `usage consent --json`."""
        return {
            "level": self.level,
            "since": self.since,
            "session": self.session,
            "text": self.text,
            "text_version": self.text_version,
            "text_hash": self.text_hash,
        }


def allows(given: str, wanted: Level) -> bool:
    """Whether the level `given` covers the use `wanted`."""
    return given in LEVELS and LEVELS.index(given) >= LEVELS.index(wanted)


def lower(first: Level, second: Level) -> Level:
    """The more careful of two levels."""
    return min(first, second, key=LEVELS.index)


def text_hash(level: Level) -> str:
    """sha256 of version and words."""
    return content_hash(TEXT_VERSION, TEXTS[level])


def parse(level: str) -> Level:
    """The level of that name. Raises InputError naming the four."""
    for known in LEVELS:
        if level == known:
            return known
    raise InputError(
        f"There is no consent level {level!r}", fix=f"Choose one of: {', '.join(LEVELS)}.", code="unknown_consent"
    )


def current(db: sqlite3.Connection, session: str = "") -> Consent:
    """What holds for the session: its own latest statement, lowered by a later one for all; without one of its own
    the latest for all, and the default when there is none."""
    general, own = _latest(db, ""), _latest(db, session) if session else None
    if own is None:
        return general[1] if general else Consent(DEFAULT, text_hash=text_hash(DEFAULT))
    lowered = general is not None and general[0] > own[0] and not allows(general[1].level, own[1].level)
    return general[1] if general is not None and lowered else own[1]


def for_words(db: sqlite3.Connection, session: str) -> Consent:
    """What holds for words still to come in the session: `none` once a turn of it was made under `none`.

    The model remembers that turn, and what it answers from then on may tell of it.
    """
    found = current(db, session)
    silent = "SELECT 1 FROM turns WHERE session = ? AND consent = 'none' LIMIT 1"
    if found.level == "none" or not db.execute(silent, (session,)).fetchone():
        return found
    return Consent("none", since=found.since, session=session, text_hash=text_hash("none"))


def _latest(db: sqlite3.Connection, session: str) -> tuple[int, Consent] | None:
    """The number and the words of the latest statement for exactly this session ('' for all)."""
    row = db.execute(
        "SELECT seq, level, created_at, session, text_version, text_hash FROM consent"
        " WHERE session = ? ORDER BY seq DESC LIMIT 1",
        (session,),
    ).fetchone()
    if row is None:
        return None
    return row[0], Consent(parse(row[1]), since=row[2], session=row[3], text_version=row[4], text_hash=row[5])


def give(db: sqlite3.Connection, level: Level, *, session: str, now: datetime, chain: Chain) -> Consent:
    """Appends a statement for one session, or for all ('')."""
    stamp, digest = now.isoformat(timespec="milliseconds"), text_hash(level)
    db.execute("INSERT OR IGNORE INTO blob (hash, kind, body) VALUES (?, 'consent_text', ?)", (digest, TEXTS[level]))
    statement = uuid7()
    db.execute(
        "INSERT INTO consent (id, session, level, text_version, text_hash, created_at) VALUES (?, ?, ?, ?, ?, ?)",
        (statement, session, level, TEXT_VERSION, digest, stamp),
    )
    chain.seal(db, "consent", statement)
    return Consent(level, since=stamp, session=session, text_hash=digest)
