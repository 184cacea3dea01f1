"""Invariant: feedback is appended, never changed; for each turn at most one stands, the latest that decides.

`accept`, `edit` and `bad` decide and supersede what stood. `good` is a kind word: it supersedes `bad` or an earlier
`good`, but an acceptance or an edit stays what it is. An `outcome` is the value of a metric that use brought about; it
supersedes the earlier value of the same metric and nothing else.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, get_args

from assistant.errors import InputError
from assistant.usage import consent, metrics
from assistant.usage.chain import Chain
from assistant.usage.integrity import canonical, dictionaries, row_hash
from assistant.usage.metrics import Reading
from assistant.usage.stored import FeedbackKind
from assistant.usage.writing import insert_row

if TYPE_CHECKING:
    from assistant.planning.schema import Plan
    from assistant.usage.redaction import Redactor

KINDS: tuple[str, ...] = get_args(FeedbackKind)


@dataclass(frozen=True)
class Said:
    """Feedback as somebody gave it, checked. `edited` is a plan, or any other text (a plan somebody keeps as prose).

    `reading` is the metric and value of an outcome, `source_ref` where it was read (a file and line).
    """

    kind: str
    comment: str = ""
    edited: Plan | str | None = None
    source: str = "user"
    reading: Reading | None = None
    source_ref: str = ""

    def columns(self, redactor: Redactor) -> dict[str, Any]:
        """The content columns, redacted."""
        plan = None if self.edited is None or isinstance(self.edited, str) else self.edited.model_dump(mode="json")
        return {
            "comment": redactor.text(self.comment),
            "edited_plan": None if plan is None else canonical(redactor.value(plan)),
            "edited_text": redactor.text(self.edited) if isinstance(self.edited, str) else None,
            "source_ref": redactor.text(self.source_ref) or None,
        }


def checked(
    kind: str,
    comment: str,
    edited: Plan | str | None,
    source: str,
    *,
    outcome: str | None = None,
    source_ref: str = "",
) -> Said:
    """What was said, with an edit read as a plan when it is one.

    Raises InputError when a part is missing, and PlanFileError when the edit is JSON but not a plan.
    """
    if kind not in KINDS:
        raise InputError(f"There is no feedback {kind!r}", fix=f"Choose one of: {', '.join(KINDS)}.", code="feedback")
    if kind == "bad" and not comment.strip():
        raise InputError("Say what was bad", fix="For example: --bad 'the budget is ignored'.", code="feedback")
    if (kind == "edit") != (edited is not None):
        raise InputError(
            "An edited plan goes with the feedback `edit`, and only with it",
            fix="Give the file you changed: --edit plan.json.",
            code="feedback",
        )
    if (kind == "outcome") != (outcome is not None):
        raise InputError(
            "A metric and its value go with the feedback `outcome`, and only with it",
            fix="For example: --outcome resolved=true, or --outcome hours_saved=3.5.",
            code="feedback",
        )
    if isinstance(edited, str):
        edited = _plan_or_text(edited)
    return Said(kind, comment, edited, source, None if outcome is None else metrics.parse(outcome), source_ref)


def _plan_or_text(text: str) -> Plan | str:
    from assistant.planning import schema

    if not text.strip():
        raise InputError("The edited plan is empty", fix="Give the plan as you would have it.", code="feedback")
    return schema.load(text, where="the edited plan") if text.lstrip().startswith("{") else text


def write_feedback(
    db: sqlite3.Connection,
    turn: str,
    said: Said,
    *,
    id: str,
    content: Mapping[str, Any],
    policy: str,
    now: datetime,
    chain: Chain,
) -> str:
    """Appends feedback to the turn of that exact id and returns the feedback's id; the same id again changes nothing.

    Call it inside a write transaction. `content` is what `Said.columns` made.
    """
    if db.execute("SELECT 1 FROM feedback WHERE id = ?", (id,)).fetchone():
        return id
    session, level = db.execute("SELECT session, consent FROM turns WHERE id = ?", (turn,)).fetchone()
    silent = consent.lower(consent.for_words(db, session).level, level) == "none"
    stamp = now.isoformat(timespec="milliseconds")
    metric = None if said.reading is None else metrics.define(db, said.reading, stamp, chain)
    same = "turn = ? AND stands = 1 AND metric IS ?"
    standing = db.execute(f"SELECT id, kind FROM feedback WHERE {same}", (turn, metric)).fetchone()
    decides = standing is None or said.kind != "good" or standing[1] in ("bad", "good")
    if decides:
        db.execute(f"UPDATE feedback SET stands = 0 WHERE {same}", (turn, metric))
    fields = dict.fromkeys(content) if silent else dict(content)
    fields |= {
        "id": id,
        "turn": turn,
        "kind": said.kind,
        "source": said.source,
        "created_at": stamp,
        "redaction_policy": policy,
        "supersedes": standing[0] if standing and decides else None,
        "stands": int(decides),
        "metric": metric,
        "value": None if said.reading is None else said.reading.value,
    }
    insert_row(db, "feedback", fields)
    (written,) = dictionaries(db, "SELECT * FROM feedback WHERE id = ?", (id,))
    db.execute("UPDATE feedback SET row_hash = ? WHERE id = ?", (row_hash(written), id))
    chain.seal(db, "feedback", id)
    return id


def misplaced(db: sqlite3.Connection) -> list[str]:
    """Ids of feedback that stands though something took its place, or does not stand though nothing did."""
    query = "SELECT id, turn, metric, kind, supersedes, stands FROM feedback ORDER BY number"
    rows = db.execute(query).fetchall()
    replaced, earlier, found = {row[4] for row in rows}, set[tuple[object, object]](), []
    for id, turn, metric, kind, supersedes, stands in rows:
        undecided = kind == "good" and supersedes is None and (turn, metric) in earlier
        earlier.add((turn, metric))
        if bool(stands) != (id not in replaced and not undecided):
            found.append(str(id))
    return found


def faults(db: sqlite3.Connection) -> list[str]:
    """Which feedback stands is no part of a row's hash: it follows from what was said later."""
    return [f"feedback {id}: whether it stands is not what follows from what was said later" for id in misplaced(db)]
