"""Content and numbers leave on clocks of their own when the log is opened, and the chain still holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant import app, settings
from assistant.usage.log import UsageLog
from assistant.usage.retention import Retention
from tests.usage import made


def opened(home: Path, days: int, kept: Retention | None = None) -> UsageLog:
    def later() -> datetime:
        return made.NOON + timedelta(days=days)

    return UsageLog.open(home, clock=later, kept=kept)


def a_log(home: Path) -> str:
    with UsageLog.open(home, clock=made.noon) as log:
        turn = made.turn("an old brief")
        log.record("finished", turn)
        log.feedback(turn.id, kind="bad", comment="an old remark")
        newer = replace(made.turn("a newer brief", session="t"), started_at="2027-02-01T12:00:00+00:00")
        log.record("finished", newer)
    return turn.id


def test_within_the_clocks_nothing_changes(tmp_path: Path) -> None:
    old = a_log(tmp_path)
    with opened(tmp_path, 89) as log:
        assert log.turn(old).text == "an old brief"
        assert log.verify() == []


def test_content_goes_first_and_numbers_stay(tmp_path: Path) -> None:
    old = a_log(tmp_path)
    with opened(tmp_path, 91) as log:
        stored = log.turn(old)
        assert (stored.text, stored.plan_json, stored.system, stored.passages) == (None, None, None, ())
        assert (stored.tokens.output, stored.cost_usd, stored.feedback[0].kind) == (50, 0.01, "bad")
        assert stored.findings == ({"code": "PF603", "severity": "warning"},)
        assert (stored.feedback[0].comment, stored.content_dropped_at is not None, stored.sound) == ("", True, True)
        assert log.verify() == []
        assert "a newer brief" in {turn.text for turn in log.turns()}
        raw = b"".join(path.read_bytes() for path in tmp_path.glob("usage*"))
        assert b"an old brief" not in raw
        assert b"an old remark" not in raw


def test_a_turn_whose_date_was_changed_is_named_and_kept(tmp_path: Path) -> None:
    old = a_log(tmp_path)
    with closing(sqlite3.connect(tmp_path / "usage.sqlite3")) as db, db:
        db.execute("UPDATE turns SET started_at = '2020-01-01T00:00:00+00:00' WHERE id = ?", (old,))
    with opened(tmp_path, 1) as log:
        assert any(old in fault for fault in log.verify())
        assert log.turn(old).text == "an old brief"


def test_a_clock_far_ahead_deletes_nothing_and_is_told(tmp_path: Path) -> None:
    old = a_log(tmp_path)
    with opened(tmp_path, 14 * 365) as log:
        assert log.turn(old).text == "an old brief"
        (said,) = log.notices
        assert "2040" in said and "usage forget --older-than" in said
    with opened(tmp_path, 91) as log:
        assert (log.turn(old).text, log.notices) == (None, ())


def test_a_message_under_another_role_is_noticed(tmp_path: Path) -> None:
    a_log(tmp_path)
    with closing(sqlite3.connect(tmp_path / "usage.sqlite3")) as db, db:
        db.execute("UPDATE message SET role = 'system' WHERE role = 'user'")
    with opened(tmp_path, 1) as log:
        assert any("its role is not what was written" in fault for fault in log.verify())


def test_numbers_go_too_in_the_end(tmp_path: Path) -> None:
    a_log(tmp_path)
    with opened(tmp_path, 401) as log:
        (stored,) = log.turns()
        assert stored.text is None
        assert log.verify() == []


def test_the_clocks_can_be_set(tmp_path: Path) -> None:
    old = a_log(tmp_path)
    with opened(tmp_path, 10, Retention(content_days=5)) as log:
        assert log.turn(old).text is None


def test_the_clocks_are_the_ones_the_user_set(tmp_path: Path) -> None:
    old = a_log(tmp_path)
    days = (datetime.now(UTC) - made.NOON).days
    chosen = settings.load(
        environ={"ASSISTANT_HOME": str(tmp_path), "ASSISTANT_CONTENT_DAYS": str(max(days, 0) + 4000)}, cwd=tmp_path
    )
    with app.open_log(chosen) as log:
        assert log.kept == Retention(chosen.content_days, chosen.content_days)
        assert log.turn(old).text == "an old brief"
    with opened(tmp_path, 11, Retention(content_days=10)) as log:
        assert log.turn(old).text is None
