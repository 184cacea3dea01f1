"""Invariant: where the chain ends is sealed too, and a file that left the log is known by its place.

`chain_head` has one row, an HMAC over the number and the hash of the newest entry: entries cut off at the end are
noticed. `exports.path` is NULL for what went to standard output and for exports from before there was a path.
"""

from __future__ import annotations

M004_ENDS: tuple[str, ...] = (
    """CREATE TABLE chain_head (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        seq INTEGER NOT NULL,
        mac TEXT NOT NULL
    )""",
    "ALTER TABLE exports ADD COLUMN path TEXT",
)
