"""Invariant: what a later gate, eval case or training row needs has a column, and what seals the log is append-only.

`chain` holds one entry per row written, named by a keyed hash of its content: content can be forgotten while the chain
still holds, and nobody without the key can test a guess against it. `signals` reads one piece of feedback as the
typed signals it stands for, so that an edit is stored once and learned from several times.
"""

from __future__ import annotations

_COLUMNS = (
    ("turns", "variables TEXT"),
    ("turns", "config_hash TEXT REFERENCES config_snapshots (hash)"),
    ("turns", "variant TEXT"),
    ("turns", "propensity REAL"),
    ("turns", "content_id TEXT"),
    ("turns", "content_dropped_at TEXT"),
    ("calls", "ttft_ms INTEGER"),
    ("calls", "price_version TEXT"),
    ("calls", "params TEXT"),
    ("tombstones", "content_id TEXT"),
)

_FEEDBACK = (
    """CREATE TABLE feedback_now (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        turn TEXT NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('accept', 'edit', 'bad', 'good', 'outcome')),
        comment TEXT,
        edited_plan TEXT,
        edited_text TEXT,
        source TEXT NOT NULL,
        created_at TEXT NOT NULL,
        redaction_policy TEXT NOT NULL,
        supersedes TEXT,
        row_hash TEXT NOT NULL DEFAULT '',
        stands INTEGER NOT NULL CHECK (stands IN (0, 1)),
        metric TEXT REFERENCES metric_defs (name),
        value REAL,
        source_ref TEXT
    )""",
    """INSERT INTO feedback_now (number, id, turn, kind, comment, edited_plan, edited_text, source, created_at,
        redaction_policy, supersedes, row_hash, stands)
        SELECT number, id, turn, kind, comment, edited_plan, edited_text, source, created_at,
        redaction_policy, supersedes, row_hash, stands FROM feedback""",
    "DROP TABLE feedback",
    "ALTER TABLE feedback_now RENAME TO feedback",
    "CREATE UNIQUE INDEX feedback_one_stands ON feedback (turn, COALESCE(metric, '')) WHERE stands = 1",
)

_SIGNALS = """CREATE VIEW signals AS
    SELECT id AS feedback, turn, 'bool' AS type, 'accepted' AS metric, CAST(kind <> 'bad' AS TEXT) AS value,
        source, created_at FROM feedback WHERE stands = 1 AND kind IN ('accept', 'edit', 'bad')
    UNION ALL SELECT id, turn, 'bool', 'good', '1', source, created_at FROM feedback WHERE stands = 1 AND kind = 'good'
    UNION ALL SELECT f.id, f.turn, m.type, f.metric, CAST(f.value AS TEXT), f.source, f.created_at
        FROM feedback f JOIN metric_defs m ON m.name = f.metric WHERE f.stands = 1
    UNION ALL SELECT id, turn, 'comment', 'comment', comment, source, created_at
        FROM feedback WHERE comment IS NOT NULL AND comment <> ''
    UNION ALL SELECT id, turn, 'demonstration', 'plan', COALESCE(edited_plan, edited_text), source, created_at
        FROM feedback WHERE stands = 1 AND COALESCE(edited_plan, edited_text) IS NOT NULL
    UNION ALL SELECT f.id, f.turn, 'preference', 'plan',
        json_object('chosen', f.edited_plan, 'rejected', t.plan_json), f.source, f.created_at
        FROM feedback f JOIN turns t ON t.id = f.turn
        WHERE f.stands = 1 AND f.edited_plan IS NOT NULL AND t.plan_json IS NOT NULL AND f.edited_plan <> t.plan_json
"""

_TABLES = (
    """CREATE TABLE config_snapshots (
        hash TEXT PRIMARY KEY,
        body TEXT NOT NULL,
        app_version TEXT NOT NULL,
        created_at TEXT NOT NULL
    )""",
    """CREATE TABLE metric_defs (
        name TEXT PRIMARY KEY,
        type TEXT NOT NULL CHECK (type IN ('bool', 'number')),
        level TEXT NOT NULL CHECK (level IN ('turn', 'session')),
        optimize TEXT NOT NULL CHECK (optimize IN ('max', 'min', 'unknown')),
        unit TEXT NOT NULL DEFAULT '',
        floor REAL,
        created_at TEXT NOT NULL
    )""",
    """CREATE TABLE switch_events (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        task TEXT NOT NULL,
        from_state TEXT NOT NULL,
        to_state TEXT NOT NULL,
        evidence TEXT NOT NULL,
        actor TEXT NOT NULL,
        created_at TEXT NOT NULL,
        prev_hash TEXT NOT NULL,
        hash TEXT NOT NULL
    )""",
    """CREATE TABLE chain (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        mac TEXT NOT NULL,
        hash TEXT NOT NULL
    )""",
)

_APPEND_ONLY = tuple(
    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
    f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    for table in ("chain", "switch_events")
    for verb in ("UPDATE", "DELETE")
)

M002_LEARNING: tuple[str, ...] = (
    *_TABLES,
    *(f"ALTER TABLE {table} ADD COLUMN {column}" for table, column in _COLUMNS),
    *_FEEDBACK,
    _SIGNALS,
    *_APPEND_ONLY,
    "CREATE INDEX chain_by_row ON chain (kind, id)",
    "CREATE INDEX tombstones_by_content ON tombstones (content_id) WHERE content_id IS NOT NULL",
    "CREATE INDEX turns_with_content ON turns (started_at) WHERE text IS NOT NULL",
)
