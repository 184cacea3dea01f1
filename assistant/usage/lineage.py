"""Invariant: a turn that holds the words of an earlier one is found from it, however many turns lie between.

A revision is drafted from the whole brief again: it carries the plan's id, and its text holds the earlier text. A
question about a plan carries the plan as people read it, also in another chat. What neither tells is found by what the
turn said (see `echoes`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from assistant.usage.echoes import echoing, texts_of_plans
from assistant.usage.traces import SHORTEST_TEXT

_OF_THE_SAME_PLAN = (
    "SELECT later.id FROM turns said JOIN turns later ON later.plan_id = said.plan_id"
    " AND (later.started_at, later.rowid) > (said.started_at, said.rowid) WHERE said.id = ?"
)
_OF_A_CHILD = (
    "SELECT later.id FROM turns said JOIN turns later"
    " ON json_valid(later.plan_json) AND json_extract(later.plan_json, '$.parent') = said.plan_id WHERE said.id = ?"
)
_HOLDING_ITS_TEXT = (
    "SELECT other.id FROM turns said JOIN turns other ON other.id <> said.id"
    " AND (instr(other.text, said.text) OR instr(other.variables, substr(json_quote(said.text), 2,"
    " length(json_quote(said.text)) - 2)) OR (json_valid(other.plan_json)"
    " AND instr(json_extract(other.plan_json, '$.brief.text'), said.text)))"
    f" WHERE said.id = ? AND length(said.text) >= {SHORTEST_TEXT}"
)
_ABOUT_ITS_PLAN = (
    "SELECT later.id FROM turns said JOIN turns later ON later.session = said.session AND later.seq > said.seq"
    " AND json_valid(later.variables) AND json_extract(later.variables, '$.plan') <> ''"
    " WHERE said.id = ? AND said.plan_json IS NOT NULL AND NOT EXISTS (SELECT 1 FROM turns between_them"
    " WHERE between_them.session = said.session AND between_them.plan_json IS NOT NULL"
    " AND between_them.seq > said.seq AND between_them.seq < later.seq)"
)
"""What was asked while the turn's plan was the newest of its session, and so had that plan before it."""
_HOLDING_ITS_PLAN = (
    "SELECT id FROM turns WHERE id <> ? AND json_valid(variables) AND instr(json_extract(variables, '$.plan'), ?)"
)


def made_from(db: sqlite3.Connection, turns: tuple[str, ...]) -> tuple[str, ...]:
    """Ids of the turns made from these, oldest first, these left out: later ones of the same plan, drafts of a plan
    that names theirs as its parent, what was asked about their plans, and any whose text, brief or prompt holds theirs
    (a shorter text than a trace needs is matched by nothing), or, later in the session, what only they said."""
    found, waiting = set(turns), list(turns)
    while waiting:
        fresh = set(_next(db, waiting.pop())) - found
        found |= fresh
        waiting += fresh
    rows = db.execute("SELECT id FROM turns ORDER BY started_at, rowid")
    return tuple(id for (id,) in rows if id in found.difference(turns))


def _next(db: sqlite3.Connection, turn: str) -> Iterator[str]:
    for query in (_OF_THE_SAME_PLAN, _OF_A_CHILD, _HOLDING_ITS_TEXT, _ABOUT_ITS_PLAN):
        yield from (id for (id,) in db.execute(query, (turn,)))
    for text in texts_of_plans(db, turn):
        yield from (id for (id,) in db.execute(_HOLDING_ITS_PLAN, (turn, text)))
    yield from echoing(db, turn)
