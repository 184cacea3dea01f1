"""Invariant: a turn that holds the words of an earlier one is found from it, however many turns lie between.

A revision is drafted from the whole brief again: it carries the plan's id, and its text holds the earlier text.
"""

from __future__ import annotations

import sqlite3

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
    " AND (instr(other.text, said.text) OR (json_valid(other.plan_json)"
    " AND instr(json_extract(other.plan_json, '$.brief.text'), said.text)))"
    f" WHERE said.id = ? AND length(said.text) >= {SHORTEST_TEXT}"
)


def made_from(db: sqlite3.Connection, turns: tuple[str, ...]) -> tuple[str, ...]:
    """Ids of the turns made from these, oldest first, these left out: later ones of the same plan, drafts of a plan
    that names theirs as its parent, and any whose text or brief holds theirs (a shorter text than a trace needs is
    matched by nothing)."""
    found, waiting = set(turns), list(turns)
    while waiting:
        turn = waiting.pop()
        for query in (_OF_THE_SAME_PLAN, _OF_A_CHILD, _HOLDING_ITS_TEXT):
            fresh = {row[0] for row in db.execute(query, (turn,))} - found
            found |= fresh
            waiting += fresh
    rows = db.execute("SELECT id FROM turns ORDER BY started_at, rowid")
    return tuple(id for (id,) in rows if id in found.difference(turns))
