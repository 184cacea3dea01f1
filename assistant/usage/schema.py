"""Invariant: what was said is stored once by its hash; what happened is rows that point at it by that hash.

`message` is a chain: a message's hash covers its parent's, so a shared beginning of many calls is kept once and a call
needs only the hash of its last message. `turns.text` and the other content columns are NULL under consent `none`.
`row_hash` covers a turn with its calls and retrieval, so that damage and edits are noticed before rows are used.
"""

from __future__ import annotations

M001_TABLES: tuple[str, ...] = (
    """CREATE TABLE consent (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        session TEXT NOT NULL DEFAULT '',
        level TEXT NOT NULL CHECK (level IN ('none', 'local_log', 'evals', 'training')),
        text_version TEXT NOT NULL,
        text_hash TEXT NOT NULL,
        created_at TEXT NOT NULL
    )""",
    """CREATE TABLE episodes (
        session TEXT PRIMARY KEY,
        started_at TEXT NOT NULL,
        consent TEXT NOT NULL,
        consent_text_hash TEXT NOT NULL,
        plan_id TEXT,
        task TEXT NOT NULL DEFAULT 'plan'
    )""",
    """CREATE TABLE blob (
        hash TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        body TEXT NOT NULL
    )""",
    """CREATE TABLE message (
        hash TEXT PRIMARY KEY,
        parent TEXT REFERENCES message (hash),
        role TEXT NOT NULL,
        body TEXT NOT NULL
    )""",
    """CREATE TABLE turns (
        id TEXT PRIMARY KEY,
        session TEXT NOT NULL REFERENCES episodes (session),
        seq INTEGER NOT NULL,
        status TEXT NOT NULL
            CHECK (status IN ('started', 'complete', 'draft', 'answered', 'interrupted', 'failed')),
        consent TEXT NOT NULL,
        consent_text_hash TEXT NOT NULL,
        redaction_policy TEXT NOT NULL,
        started_at TEXT NOT NULL,
        finished_at TEXT,
        model TEXT NOT NULL,
        prompts TEXT NOT NULL DEFAULT '{}',
        corpus_version TEXT NOT NULL DEFAULT '',
        repairs INTEGER NOT NULL DEFAULT 0,
        plan_id TEXT,
        system_hash TEXT REFERENCES blob (hash),
        tools_hash TEXT REFERENCES blob (hash),
        text TEXT,
        answer TEXT,
        plan_json TEXT,
        findings TEXT,
        notices TEXT,
        error TEXT,
        row_hash TEXT NOT NULL DEFAULT '',
        UNIQUE (session, seq)
    )""",
    """CREATE TABLE calls (
        turn TEXT NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
        idx INTEGER NOT NULL,
        tip TEXT REFERENCES message (hash),
        reply TEXT REFERENCES message (hash),
        system_hash TEXT REFERENCES blob (hash),
        tools_hash TEXT REFERENCES blob (hash),
        model_requested TEXT NOT NULL,
        model_answered TEXT NOT NULL,
        response_id TEXT,
        input_tokens INTEGER NOT NULL,
        cached_tokens INTEGER NOT NULL,
        written_tokens INTEGER NOT NULL,
        output_tokens INTEGER NOT NULL,
        cost_usd REAL,
        latency_ms INTEGER NOT NULL,
        retries INTEGER NOT NULL,
        stop TEXT NOT NULL,
        error TEXT,
        PRIMARY KEY (turn, idx)
    ) WITHOUT ROWID""",
    """CREATE TABLE retrieval (
        turn TEXT NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
        rank INTEGER NOT NULL,
        chunk_hash TEXT NOT NULL,
        document_hash TEXT NOT NULL,
        note TEXT NOT NULL,
        score REAL NOT NULL,
        cited INTEGER NOT NULL CHECK (cited IN (0, 1)),
        PRIMARY KEY (turn, rank)
    ) WITHOUT ROWID""",
    """CREATE TABLE feedback (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        turn TEXT NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('accept', 'edit', 'bad', 'good')),
        comment TEXT,
        edited_plan TEXT,
        edited_text TEXT,
        source TEXT NOT NULL,
        created_at TEXT NOT NULL,
        redaction_policy TEXT NOT NULL,
        supersedes TEXT REFERENCES feedback (id),
        row_hash TEXT NOT NULL DEFAULT '',
        stands INTEGER NOT NULL CHECK (stands IN (0, 1))
    )""",
    "CREATE UNIQUE INDEX feedback_one_stands ON feedback (turn) WHERE stands = 1",
    """CREATE TABLE tombstones (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        reason TEXT NOT NULL,
        created_at TEXT NOT NULL
    )""",
    """CREATE TABLE exports (
        id TEXT PRIMARY KEY,
        created_at TEXT NOT NULL,
        format TEXT NOT NULL,
        rows INTEGER NOT NULL,
        dropped TEXT NOT NULL,
        content_hash TEXT NOT NULL,
        redaction_policy TEXT NOT NULL
    )""",
    """CREATE TABLE export_rows (
        export TEXT NOT NULL REFERENCES exports (id) ON DELETE CASCADE,
        turn TEXT NOT NULL,
        PRIMARY KEY (export, turn)
    ) WITHOUT ROWID""",
    "CREATE INDEX turns_by_plan ON turns (plan_id)",
    "CREATE INDEX turns_by_time ON turns (started_at)",
)
