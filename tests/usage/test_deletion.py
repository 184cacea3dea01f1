"""A forgotten turn is gone from the file, stays gone, and takes nothing of the other turns with it."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.tuning.export import export_chat_jsonl
from assistant.usage.log import UsageLog
from tests.usage import made


@pytest.fixture
def log(tmp_path: Path) -> Iterator[UsageLog]:
    with UsageLog.open(tmp_path, clock=made.noon) as opened:
        yield opened


def test_a_forgotten_turn_leaves_no_byte_behind(log: UsageLog) -> None:
    kept, gone = made.turn("a brief to keep", session="a"), made.turn("a brief to forget", session="b")
    for turn in (kept, gone):
        log.record("finished", turn)
        log.feedback(turn.id, kind="bad", comment=f"remark on {turn.text}")
    log.feedback(gone.id, kind="accept")
    assert log.forget(gone.id).exports == ()
    raw = b"".join(file.read_bytes() for file in log.home.glob("usage*"))
    assert b"a brief to forget" not in raw
    assert b"a brief to keep" in raw
    assert log.verify() == []
    stored = log.turn("last")
    assert (stored.id, len(stored.calls[0].messages), stored.system) == (kept.id, 3, kept.system)
    with pytest.raises(InputError):
        log.turn(gone.id)


def test_a_forgotten_turn_stays_forgotten_when_recorded_again(log: UsageLog) -> None:
    turn = made.turn()
    log.record("finished", turn)
    log.forget("last", reason="asked")
    log.record("started", turn)
    log.record("finished", turn)
    assert (log.stats()["turns"], log.not_recorded) == (0, 0)
    with closing(sqlite3.connect(log.store.path)) as db:
        assert db.execute("SELECT id, reason FROM tombstones").fetchall() == [(turn.id, "asked")]
        for table in ("turns", "calls", "retrieval", "feedback", "episodes", "message", "blob"):
            assert db.execute(f"SELECT COUNT(*) FROM {table}").fetchone() == (0,), table


def test_exports_that_hold_a_forgotten_turn_are_named(log: UsageLog) -> None:
    log.set_consent("training")
    log.record("finished", made.turn())
    log.feedback("last", kind="accept")
    report = export_chat_jsonl(log, io.StringIO())
    assert [export.id for export in log.forget("last").exports] == [report.id]
    assert export_chat_jsonl(log, io.StringIO()).rows == 0


def test_an_unknown_turn_cannot_be_forgotten(log: UsageLog) -> None:
    log.record("finished", made.turn())
    with pytest.raises(InputError):
        log.forget("ffffffff")
    assert log.stats()["turns"] == 1
