"""The page about the log describes the log there is, and every name in it exists."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from assistant.usage import otel
from assistant.usage.description import TABLES, columns, page
from assistant.usage.log import UsageLog
from assistant.usage.migrations import migrate
from assistant.usage.protocol import LogStore

PAGE = Path(__file__).resolve().parents[2] / "docs" / "usage-log.md"


def test_the_page_is_the_one_the_schema_gives() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m assistant.usage.description > docs/usage-log.md"


def test_every_table_is_described() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrate(db)
        names = db.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
        )
        assert {name for (name,) in names} == set(TABLES)


def test_every_name_for_others_is_a_column_of_ours() -> None:
    known = {f"{table}.{column}" for table, fields in columns().items() for column, _ in fields}
    assert set(otel.NAMES) <= known
    assert all(name.startswith("gen_ai.") for name in otel.NAMES.values())


def test_the_log_keeps_the_protocol(tmp_path: Path) -> None:
    with UsageLog.open(tmp_path) as log:
        store: LogStore = log
        assert store.verify() == []
        assert (store.not_recorded, store.notices) == (0, ())
