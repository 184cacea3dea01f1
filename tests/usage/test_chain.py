"""A log that somebody changed behind our back says so, also when the change fits its own hashes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from assistant.tuning import switch
from assistant.usage.integrity import dictionaries, turn_hash
from assistant.usage.log import UsageLog
from tests.usage import made


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with UsageLog.open(tmp_path, clock=made.noon) as log:
        switch.enable(log)
        switch.disable(log)
        for text in ("one", "two"):
            log.record("finished", made.turn(text))
        log.feedback("last", kind="accept")
        log.feedback("last", kind="outcome", outcome="resolved=true")
        assert log.verify() == []
    return tmp_path


def faults(home: Path) -> list[str]:
    with UsageLog.open(home, clock=made.noon) as log:
        return log.verify()


def change(home: Path, *statements: str) -> None:
    with closing(sqlite3.connect(home / "usage.sqlite3")) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()


def test_a_turn_changed_together_with_its_hash_is_noticed(home: Path) -> None:
    with closing(sqlite3.connect(home / "usage.sqlite3")) as db:
        db.execute("UPDATE turns SET status = 'failed' WHERE text = 'one'")
        (row,) = dictionaries(db, "SELECT * FROM turns WHERE text = 'one'")
        db.execute("UPDATE turns SET row_hash = ? WHERE id = ?", (turn_hash(db, row), row["id"]))
        db.commit()
    (fault,) = faults(home)
    assert "not what the chain sealed" in fault


@pytest.mark.parametrize(
    ("statements", "says"),
    [
        (("DELETE FROM turns WHERE text = 'one'",), "gone and nobody forgot it"),
        (("UPDATE consent SET level = 'evals' WHERE level = 'local_log'",), "not what the chain sealed"),
        (("UPDATE episodes SET task = 'other'",), "not what the chain sealed"),
        (("UPDATE metric_defs SET optimize = 'min' WHERE name = 'resolved'",), "not what the chain sealed"),
        (("UPDATE config_snapshots SET body = '{}'",), "not what was written"),
        (("DROP TRIGGER chain_no_delete", "DELETE FROM chain WHERE seq = 2"), "does not follow"),
        (("DROP TRIGGER chain_no_update", "UPDATE chain SET mac = 'x' WHERE seq = 3"), "does not follow"),
        (("DROP TRIGGER switch_events_no_delete", "DELETE FROM switch_events WHERE seq = 1"), "switch event 2"),
    ],
)
def test_what_was_changed_is_named(home: Path, statements: tuple[str, ...], says: str) -> None:
    change(home, *statements)
    found = faults(home)
    assert any(says in fault for fault in found), found


@pytest.mark.parametrize("statement", ["DELETE FROM chain", "UPDATE switch_events SET to_state = 'on'"])
def test_chain_and_journal_only_grow(home: Path, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        change(home, statement)


def test_another_key_is_told_once(home: Path) -> None:
    (home / "usage.key").write_bytes(b"k" * 32)
    (fault,) = faults(home)
    assert "not the key" in fault


def test_entries_hold_no_content(home: Path) -> None:
    with closing(sqlite3.connect(home / "usage.sqlite3")) as db:
        entries = "\n".join(repr(row) for row in db.execute("SELECT * FROM chain"))
    assert "one" not in entries.split()
    assert made.BRIEF not in entries
