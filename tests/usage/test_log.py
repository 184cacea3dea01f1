"""What was asked and answered can be found again, with what somebody said about it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import InputError, PlanFileError
from assistant.models.base import Message, ToolResult
from assistant.planning import schema
from assistant.usage.log import UsageLog
from tests.usage import made


@pytest.fixture
def log(tmp_path: Path) -> Iterator[UsageLog]:
    with UsageLog.open(tmp_path / "data", clock=made.noon) as opened:
        yield opened


def test_the_users_turn_stands_before_the_model_has_answered(log: UsageLog) -> None:
    turn = made.turn()
    log.record("started", made.begun(turn))
    stored = log.turn("last")
    assert (stored.id, stored.status, stored.text) == (turn.id, "started", made.BRIEF)
    assert stored.finished_at is None
    assert stored.calls == ()


def test_a_finished_turn_holds_everything_it_saw_and_produced(log: UsageLog) -> None:
    turn = made.turn()
    log.record("started", made.begun(turn))
    log.record("finished", turn)
    stored = log.turn(turn.id)
    assert stored.status == "complete"
    assert stored.plan_json is not None
    assert schema.load(stored.plan_json) == turn.plan
    assert stored.system == turn.system
    assert stored.tools[0]["name"] == "search_notes"
    assert stored.findings[0]["code"] == "PF603"
    (call,) = stored.calls
    assert [message["role"] for message in call.messages] == ["user", "assistant", "tool"]
    assert call.messages[0]["text"] == made.BRIEF
    assert call.reply is not None
    assert call.reply["calls"][0]["name"] == "submit_plan"
    assert (call.model_answered, call.response_id) == ("scripted-2026-11-23", "r1")
    assert (stored.tokens, stored.cost_usd) == (turn.tokens, 0.01)
    assert [passage.cited for passage in stored.passages] == [True, False]
    assert stored.sound
    assert log.verify() == []


def test_each_call_shows_all_that_was_said_before_it(log: UsageLog) -> None:
    turn = made.turn()
    answered = made.call().reply
    said = Message("assistant", answered.text, answered.calls)
    mended = Message("tool", results=(ToolResult("t2", "PF101: mend it"),))
    later = replace(made.call(), messages=(*made.call().messages, said, mended))
    log.record("finished", replace(turn, calls=(made.call(), later)))
    first, second = log.turn().calls
    assert first.reply is not None
    assert first.reply["text"] == answered.text
    assert second.messages[:-1] == (*first.messages, first.reply)
    assert second.messages[-1]["results"][0]["content"] == "PF101: mend it"
    messages = log.store.read(lambda db: db.execute("SELECT COUNT(*) FROM message").fetchone()[0])
    assert messages == 6, "what both calls sent is kept once"


def test_recording_twice_changes_nothing(log: UsageLog) -> None:
    turn = made.turn()
    for stage in ("started", "finished", "finished", "started"):
        log.record("started" if stage == "started" else "finished", turn)
    before = log.turn(turn.id)
    log.record("finished", replace(turn, answer="another answer"))
    assert log.turn(turn.id) == before
    assert log.stats()["turns"] == 1
    assert log.not_recorded == 0


def test_turns_of_a_session_are_numbered_in_order(log: UsageLog) -> None:
    for number in range(3):
        log.record("finished", made.turn(f"brief {number}", session="a"))
    log.record("finished", made.turn("elsewhere", session="b"))
    assert [(turn.seq, turn.text) for turn in log.turns(session="a")] == [
        (1, "brief 0"),
        (2, "brief 1"),
        (3, "brief 2"),
    ]
    assert [turn.text for turn in log.turns(limit=2)] == ["brief 2", "elsewhere"]


def test_a_turn_is_found_by_id_beginning_plan_or_last(log: UsageLog) -> None:
    turn = made.turn()
    log.record("finished", turn)
    assert turn.plan is not None
    for wanted in (turn.id, turn.id[:30], turn.plan.id, "last"):
        assert log.turn(wanted).id == turn.id


def test_an_unknown_turn_is_one_clear_sentence(log: UsageLog) -> None:
    with pytest.raises(InputError) as none_yet:
        log.turn("last")
    assert none_yet.value.code == "no_turns"
    log.record("finished", made.turn())
    with pytest.raises(InputError) as unknown:
        log.turn("ffffffff")
    assert "ffffffff" in unknown.value.sentence()
    assert unknown.value.fix


def test_a_beginning_shared_by_two_turns_is_refused(log: UsageLog) -> None:
    for ending in ("1", "2"):
        log.record("finished", replace(made.turn(), id=f"019aaf00-0000-7000-8000-00000000000{ending}"))
    with pytest.raises(InputError) as refused:
        log.turn("019aaf00")
    assert refused.value.code == "ambiguous_turn"


def test_text_that_is_not_well_formed_is_kept_readable(log: UsageLog) -> None:
    turn = made.turn("broken \ud800 half, joined \ud83d\ude00, zero \x00 byte")
    log.record("finished", turn)
    assert log.not_recorded == 0
    assert log.turn().text == "broken \ufffd half, joined \U0001f600, zero \x00 byte"


def test_the_latest_decision_stands_and_kindness_does_not_undo_it(log: UsageLog) -> None:
    turn = made.turn()
    log.record("finished", turn)
    accepted = log.feedback(turn.id, kind="accept")
    log.feedback(turn.id, kind="good")
    assert log.turn().outcome is not None
    assert log.turn().outcome == log.turn().feedback[0]
    bad = log.feedback("last", kind="bad", comment="the budget is ignored")
    stored = log.turn()
    assert stored.outcome is not None
    assert (stored.outcome.id, stored.outcome.supersedes, stored.outcome.comment) == (
        bad,
        accepted,
        "the budget is ignored",
    )
    assert [feedback.kind for feedback in stored.feedback] == ["accept", "good", "bad"]
    stats = log.stats()
    assert (stats["accepted"], stats["bad"]) == (0, 1)
    assert log.verify() == []


def test_feedback_given_twice_with_one_id_counts_once(log: UsageLog) -> None:
    log.record("finished", made.turn())
    assert log.feedback("last", kind="accept", id="f1") == log.feedback("last", kind="accept", id="f1") == "f1"
    assert len(log.turn().feedback) == 1


def test_feedback_before_the_turn_ends_survives_its_end(log: UsageLog) -> None:
    turn = made.turn()
    log.record("started", made.begun(turn))
    log.feedback(turn.id, kind="good")
    log.record("finished", turn)
    assert [feedback.kind for feedback in log.turn().feedback] == ["good"]


def test_an_edited_plan_is_kept_as_a_plan_and_other_text_as_text(log: UsageLog) -> None:
    turn = made.turn()
    log.record("finished", turn)
    edited = made.plan("A better title")
    log.feedback(turn.id, kind="edit", edited_plan=schema.dump(edited))
    outcome = log.turn().outcome
    assert outcome is not None
    assert outcome.edited_plan is not None
    assert schema.load(outcome.edited_plan) == edited
    log.feedback(turn.id, kind="edit", edited_plan="# My own plan\n\nShip it.")
    outcome = log.turn().outcome
    assert outcome is not None
    assert (outcome.edited_plan, outcome.edited_text) == (None, "# My own plan\n\nShip it.")


@pytest.mark.parametrize(
    ("kind", "comment", "edited"),
    [("bad", " ", None), ("edit", "", None), ("accept", "", "text"), ("maybe", "", None), ("edit", "", "  ")],
)
def test_incomplete_feedback_says_what_to_give(log: UsageLog, kind: str, comment: str, edited: str | None) -> None:
    log.record("finished", made.turn())
    with pytest.raises(InputError) as refused:
        log.feedback("last", kind=kind, comment=comment, edited_plan=edited)
    assert refused.value.fix
    assert log.turn().feedback == ()


def test_an_edit_that_is_json_but_no_plan_is_refused(log: UsageLog) -> None:
    log.record("finished", made.turn())
    with pytest.raises(PlanFileError):
        log.feedback("last", kind="edit", edited_plan='{"title": "half a plan"}')
    assert log.turn().feedback == ()


def test_statistics_count_turns_money_and_outcomes(log: UsageLog) -> None:
    first, second = made.turn(session="a"), made.turn(session="b")
    log.record("finished", first)
    log.record("finished", replace(second, calls=(made.call(), made.call(cost_usd=None))))
    log.record("finished", made.turn(session="b", status="answered"))
    log.feedback(first.id, kind="accept")
    log.feedback(second.id, kind="edit", edited_plan=made.plan())
    stats = log.stats()
    assert (stats["turns"], stats["plans"], stats["sessions"]) == (3, 2, 2)
    assert (stats["accepted"], stats["edited"], stats["bad"]) == (1, 1, 0)
    assert stats["tokens"] == {
        "input": 400,
        "cached": 80,
        "written": 20,
        "output": 200,
        "total": 700,
        "estimated": 0,
    }
    assert (stats["cost_usd"], stats["unpriced_calls"]) == (pytest.approx(0.03), 1)
    assert stats["by_model"]["scripted"]["calls"] == 4
    assert stats["by_status"] == {"answered": 1, "complete": 2}


def test_everything_written_is_private_whatever_the_umask(tmp_path: Path) -> None:
    home = tmp_path / "open"
    before = os.umask(0)
    try:
        with UsageLog.open(home) as log:
            log.record("finished", made.turn())
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in home.iterdir()}
    finally:
        os.umask(before)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert {"usage.sqlite3", "usage.sqlite3-wal", "usage.sqlite3-shm", "usage.key"} <= modes.keys()
    assert set(modes.values()) == {0o600}


def test_a_log_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    with UsageLog.open(tmp_path) as log:
        log.record("finished", made.turn())
    files = (tmp_path / "usage.sqlite3", tmp_path / "usage.key")
    for file in files:
        file.chmod(0o644)
    with UsageLog.open(tmp_path) as log:
        log.record("finished", made.turn())
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600, 0o600]


def test_what_was_stored_reads_as_json(log: UsageLog) -> None:
    turn = made.turn()
    log.record("finished", turn)
    log.feedback(turn.id, kind="edit", edited_plan=made.plan("Edited"))
    body = log.turn().as_json()
    assert body["plan"]["title"] == "Returns helper"
    assert body["feedback"][0]["edited_plan"]["title"] == "Edited"
    assert body["tokens"]["output"] == 50
