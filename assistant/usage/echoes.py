"""Invariant: what only one turn of a chat could have brought up is looked for in every later turn of that chat.

A turn is known by the sentences of its text, the names in it, and its plan's title and job. Where one of them comes
back later in the same chat, in what was asked, told, answered, planned or said about it, that turn counts as made from
it: one turn too many is forgotten sooner than a word is left behind (project rule).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

from assistant.errors import AssistantError
from assistant.usage.stored import read_or

SHORTEST_CLAUSE = 20
"""A stretch of a text between two signs of punctuation tells its turn from this many characters and four words on;
shorter ones, such as "two engineers", many briefs share (project rule)."""
SHORTEST_NAME = 5
_CLAUSE = re.compile(r"[^\n.!?;:,]+")
_NAME = re.compile(rf"(?<=[\w,;:(\"'] )[^\W\d_a-z][^\W_]{{{SHORTEST_NAME - 1},}}|(?<=[\w,;:(\"'])-[^\W\d_a-z]\w+")
"""A word with a capital that does not begin a sentence."""
_SAID = ("text", "answer", "variables", "notices", "error")
_BODIES = (
    "WITH RECURSIVE held (hash) AS ("
    " SELECT tip FROM calls WHERE turn = :turn UNION SELECT reply FROM calls WHERE turn = :turn"
    " UNION SELECT m.parent FROM message m JOIN held ON m.hash = held.hash WHERE m.parent IS NOT NULL"
    ") SELECT m.body FROM message m JOIN held ON m.hash = held.hash WHERE m.role <> 'tool'"
)
_FEEDBACK = "SELECT COALESCE(comment, '') || COALESCE(edited_plan, '') || COALESCE(edited_text, '') FROM feedback"


def echoing(db: sqlite3.Connection, turn: str) -> Iterator[str]:
    """Ids of the later turns of its session in which something comes back that the turn brought up."""
    session, seq, text, plan = db.execute(
        "SELECT session, seq, text, plan_json FROM turns WHERE id = ?", (turn,)
    ).fetchone()
    names, clauses, lines = _names(text or ""), _clauses(text or ""), _lines(plan)
    if not (names or clauses or lines):
        return
    before = _spoken(db, "session = ? AND seq < ?", (session, seq))
    known = "\n".join(said for _, said, _ in before)
    names, clauses, lines = ([mark for mark in marks if mark not in known] for marks in (names, clauses, lines))
    for id, said, planned in _spoken(db, "session = ? AND seq > ?", (session, seq)):
        if any(mark in said for mark in (*names, *clauses, *lines)) or any(m in planned for m in (*names, *clauses)):
            yield id


def texts_of_plans(db: sqlite3.Connection, turn: str) -> Iterator[str]:
    """The turn's plan, and the plans it was edited to, as later prompts show them."""
    from assistant.planning import schema
    from assistant.planning.markdown import render

    rows = db.execute(
        "SELECT plan_json FROM turns WHERE id = :turn UNION SELECT edited_plan FROM feedback WHERE turn = :turn",
        {"turn": turn},
    )
    for (text,) in rows.fetchall():
        if text is not None:
            try:
                yield render(schema.load(text, where=f"the plan of turn {turn}")).strip()
            except AssistantError:  # a plan of another schema: nothing of today's prompts was made from it
                continue


def _spoken(db: sqlite3.Connection, where: str, values: tuple[object, ...]) -> list[tuple[str, str, str]]:
    """Of each turn: its id, what was said in it, and its plan; in small letters."""
    rows = db.execute(
        f"SELECT id, plan_json, {', '.join(_SAID)} FROM turns WHERE {where} ORDER BY seq", values
    ).fetchall()
    found = []
    for id, plan, *said in rows:
        bodies = [body for (body,) in db.execute(_BODIES, {"turn": id})]
        feedback = [text for (text,) in db.execute(f"{_FEEDBACK} WHERE turn = ?", (id,))]
        errors = [text for (text,) in db.execute("SELECT error FROM calls WHERE turn = ?", (id,))]
        whole = "\n".join(part for part in (*said, *bodies, *feedback, *errors) if part)
        found.append((id, whole.casefold(), (plan or "").casefold()))
    return found


def _names(text: str) -> list[str]:
    return [name.casefold().lstrip("-") for name in _NAME.findall(text)]


def _clauses(text: str) -> list[str]:
    """Without quotation marks and line breaks inside them: these are spelled otherwise in JSON."""
    parts = (part.strip().casefold() for part in _CLAUSE.findall(text))
    return [part for part in parts if len(part) >= SHORTEST_CLAUSE and len(part.split()) >= 4 and '"' not in part]


def _lines(plan: str | None) -> list[str]:
    body = read_or(plan, {})
    product = body.get("product")
    found = (body.get("title"), product.get("job") if isinstance(product, dict) else None)
    return [line.casefold() for line in found if isinstance(line, str) and len(line) >= SHORTEST_CLAUSE]
