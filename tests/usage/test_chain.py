"""A log that somebody changed behind our back says so, also when the change fits its own hashes."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.agent import prompts
from assistant.tuning import switch
from assistant.usage.chain import HEAD
from assistant.usage.integrity import dictionaries, turn_hash
from assistant.usage.log import UsageLog
from tests.usage import made


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with UsageLog.open(tmp_path, clock=made.noon) as log:
        switch.enable(log)
        switch.disable(log)
        for text in ("one", "two"):
            log.record("finished", replace(made.turn(text), templates=tuple(prompts.load().values())))
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
        (("UPDATE metric_defs SET optimize = 'min' WHERE name = 'accepted'",), "metric accepted"),
        (("DELETE FROM templates",), "gone and nobody forgot it"),
        (("DELETE FROM chain_head",), "the seal of its end is gone"),
        (("DROP TRIGGER switch_events_no_delete", "DELETE FROM switch_events WHERE seq = 1"), "switch event 2"),
    ],
)
def test_what_was_changed_is_named(home: Path, statements: tuple[str, ...], says: str) -> None:
    change(home, *statements)
    found = faults(home)
    assert any(says in fault for fault in found), found


@pytest.mark.parametrize("flip", ["bad", "accept", "first word", "last word"])
def test_feedback_made_to_stand_or_fall_by_hand_is_noticed(home: Path, flip: str) -> None:
    with UsageLog.open(home, clock=made.noon) as log:
        ids = {"first word": log.feedback("last", kind="good")}
        ids["bad"] = log.feedback("last", kind="bad", comment="too long")
        ids["last word"] = log.feedback("last", kind="good")
        ids["accept"] = log.feedback("last", kind="accept")
        log.feedback("last", kind="outcome", outcome="resolved=false")
        assert log.verify() == []
    change(home, "DROP INDEX feedback_one_stands", f"UPDATE feedback SET stands = 1 - stands WHERE id = '{ids[flip]}'")
    assert faults(home) == [
        f"feedback {ids[flip]}: whether it stands is not what follows from what was said later",
    ]


def test_an_episode_changed_behind_our_back_is_not_sealed_over_by_its_next_turn(home: Path) -> None:
    change(home, "UPDATE episodes SET consent = 'training'")
    with UsageLog.open(home, clock=made.noon) as log:
        log.record("finished", made.turn("three"))
        assert log.not_recorded == 0
    assert faults(home) == ["episode s1: it is not what the chain sealed"]


def test_the_hash_made_before_writing_is_the_one_the_file_gives(tmp_path: Path) -> None:
    odd = made.turn("odd numbers")
    odd = replace(
        odd,
        calls=(
            replace(odd.calls[0], cost_usd=0),
            replace(odd.calls[0], cost_usd=3),
            replace(odd.calls[0], cost_usd=-0.0),
        ),
        passages=tuple(replace(found, score=score) for found, score in zip(odd.passages, (1, -0.0), strict=True)),
    )
    with UsageLog.open(tmp_path, clock=made.noon) as log:
        log.record("started", made.begun(odd))
        assert log.verify() == []
        log.record("finished", odd)
        assert (log.not_recorded, log.verify()) == (0, [])


CUT = (
    "DROP TRIGGER chain_no_delete",
    "DELETE FROM feedback WHERE id IN (SELECT id FROM chain ORDER BY seq DESC LIMIT 1)",
    "DELETE FROM chain WHERE seq = (SELECT MAX(seq) FROM chain)",
)


def test_the_newest_entry_cut_off_with_its_row_is_noticed_also_after_more_was_written(home: Path) -> None:
    change(home, *CUT)
    assert any("it ended at entry" in fault for fault in faults(home))
    with UsageLog.open(home, clock=made.noon) as log:
        log.record("finished", made.turn("three"))
        assert log.not_recorded == 0
    assert any("it ended at entry" in fault for fault in faults(home))


def test_the_seal_of_the_end_is_not_made_anew_when_it_was_taken_away(home: Path) -> None:
    change(home, *CUT, "DELETE FROM chain_head")
    with UsageLog.open(home, clock=made.noon) as log:
        log.record("finished", made.turn("three"))
    assert any("the seal of its end is gone" in fault for fault in faults(home))


@pytest.mark.parametrize("statements", [("DELETE FROM chain",), ("DELETE FROM chain", "DELETE FROM turns")])
def test_a_chain_that_is_gone_whole_is_noticed(home: Path, statements: tuple[str, ...]) -> None:
    change(home, "DROP TRIGGER chain_no_delete", *statements)
    assert any("it ended at entry" in fault for fault in faults(home))


def test_a_log_from_before_the_end_was_sealed_holds_and_is_sealed_by_its_next_row(home: Path) -> None:
    change(home, "DROP TRIGGER chain_no_delete", f"DELETE FROM chain WHERE kind = '{HEAD}'", "DELETE FROM chain_head")
    relink(home)
    assert faults(home) == []
    with UsageLog.open(home, clock=made.noon) as log:
        log.record("finished", made.turn("three"))
    assert faults(home) == []
    change(home, "DELETE FROM chain WHERE seq = (SELECT MAX(seq) FROM chain)")
    assert any("it ended at entry" in fault for fault in faults(home))


def relink(home: Path) -> None:
    """Links the entries as an older version did, which began with the first row."""
    with closing(sqlite3.connect(home / "usage.sqlite3")) as db:
        db.execute("DROP TRIGGER chain_no_update")
        before = ""
        for seq, kind, id, mac in db.execute("SELECT seq, kind, id, mac FROM chain ORDER BY seq").fetchall():
            before = hashlib.sha256("\0".join((before, kind, id, mac)).encode()).hexdigest()
            db.execute("UPDATE chain SET hash = ? WHERE seq = ?", (before, seq))
        db.commit()


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
