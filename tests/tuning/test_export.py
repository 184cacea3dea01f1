"""A training file holds what the user allowed and stood behind, and says why the rest is not in it."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.planning import schema
from assistant.tuning.examples import SENTENCES
from assistant.tuning.export import export_chat_jsonl
from assistant.usage import patterns
from assistant.usage.consent import LEVELS, Level
from assistant.usage.log import UsageLog
from tests.usage import made


@pytest.fixture
def log(tmp_path: Path) -> Iterator[UsageLog]:
    with UsageLog.open(tmp_path / "data", clock=made.noon) as opened:
        yield opened


@pytest.mark.parametrize("now", LEVELS)
@pytest.mark.parametrize("then", LEVELS)
@pytest.mark.parametrize("kind", ["accept", "edit", "bad", "good", None])
def test_only_consent_then_and_now_and_a_decision_make_a_row(
    log: UsageLog, tmp_path: Path, then: Level, now: Level, kind: str | None
) -> None:
    log.set_consent(then)
    log.record("finished", made.turn())
    if kind:
        edited = made.plan("Edited") if kind == "edit" else None
        log.feedback("last", kind=kind, comment="why", edited_plan=edited)
    log.set_consent(now)
    report = export_chat_jsonl(log, tmp_path / "out.jsonl")
    wanted = then == now == "training" and kind in ("accept", "edit")
    assert report.rows == int(wanted)
    assert (tmp_path / "out.jsonl").exists() == wanted
    if not wanted:
        reason = "no_consent" if then != "training" else "withdrawn" if now != "training" else None
        assert report.dropped == {reason or {"bad": "bad"}.get(str(kind), "not_judged"): 1}
        assert len(report.sentences()) == 1


def test_an_accepted_turn_becomes_one_chat_row(log: UsageLog, tmp_path: Path) -> None:
    log.set_consent("training")
    turn = made.turn()
    log.record("finished", turn)
    log.feedback("last", kind="accept")
    out = tmp_path / "out.jsonl"
    report = export_chat_jsonl(log, out)
    (row,) = [json.loads(line) for line in out.read_text().splitlines()]
    assert list(row) == ["messages"]
    assert [message["role"] for message in row["messages"]] == ["system", "user", "assistant"]
    assert [row["messages"][0]["content"], row["messages"][1]["content"]] == [turn.system, made.BRIEF]
    assert schema.load(row["messages"][2]["content"]) == turn.plan
    assert (report.rows, report.edited, report.path, report.dropped) == (1, 0, out, {})
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert list(tmp_path.glob(".out*")) == []


@pytest.mark.parametrize("text", ["{half a brief", '{"brief": "as JSON"}', "12", "[]"])
def test_a_brief_may_look_like_json(log: UsageLog, text: str) -> None:
    log.set_consent("training")
    log.record("finished", made.turn(text))
    log.feedback("last", kind="accept")
    out = io.StringIO()
    assert export_chat_jsonl(log, out).rows == 1
    assert json.loads(out.getvalue())["messages"][1]["content"] == text


def test_an_edited_turn_teaches_the_edited_plan(log: UsageLog) -> None:
    log.set_consent("training")
    log.record("finished", made.turn())
    log.feedback("last", kind="accept")
    log.feedback("last", kind="edit", edited_plan=made.plan("As I would have it"))
    out = io.StringIO()
    report = export_chat_jsonl(log, out)
    answer = json.loads(out.getvalue())["messages"][2]["content"]
    assert schema.load(answer).title == "As I would have it"
    assert (report.rows, report.edited, report.path) == (1, 1, None)


def test_what_cannot_teach_is_counted_by_reason(log: UsageLog) -> None:
    log.set_consent("training")
    draft = made.turn("a", session="a", status="draft")
    prose = made.turn("b", session="b", status="answered")
    text, same = made.turn("c", session="c"), made.turn("d", session="d")
    for turn in (draft, prose, text, same, replace(same, id=made.turn().id, session="e")):
        log.record("finished", turn)
        edited = "# In my own words" if turn is text else None
        log.feedback(turn.id, kind="edit" if edited else "accept", edited_plan=edited)
    report = export_chat_jsonl(log, io.StringIO())
    assert report.rows == 1
    assert report.dropped == {"draft": 1, "no_plan": 1, "edited_as_text": 1, "duplicate": 1}
    assert len(report.sentences()) == 4
    assert report.as_json()["why"] == list(report.sentences())


def test_an_edited_draft_teaches_the_edit(log: UsageLog) -> None:
    log.set_consent("training")
    log.record("finished", made.turn(status="draft"))
    log.feedback("last", kind="edit", edited_plan=made.plan("Mended"))
    assert export_chat_jsonl(log, io.StringIO()).rows == 1


def test_a_follow_up_is_taught_with_what_was_said_before(log: UsageLog) -> None:
    log.set_consent("training")
    first, question, second = made.turn(), made.turn("why?", status="answered"), made.turn("make it cheaper")
    for turn in (first, question, second):
        log.record("finished", turn)
    log.feedback(second.id, kind="accept")
    out = io.StringIO()
    report = export_chat_jsonl(log, out)
    assert (report.rows, report.dropped) == (1, {"not_judged": 2})
    said = json.loads(out.getvalue())["messages"]
    assert [message["role"] for message in said] == ["system", *["user", "assistant"] * 3]
    assert [message["content"] for message in said[1::2]] == [made.BRIEF, "why?", "make it cheaper"]
    assert said[4]["content"] == question.answer


def test_a_follow_up_to_what_may_not_be_used_stays_out(log: UsageLog) -> None:
    log.record("finished", made.turn(session="a"))
    log.set_consent("training")
    log.record("finished", made.turn("make it cheaper", session="a"))
    log.feedback("last", kind="accept")
    log.record("finished", made.turn("make it cheaper", session="b"))
    log.feedback("last", kind="accept")
    report = export_chat_jsonl(log, io.StringIO())
    assert (report.rows, report.dropped) == (1, {"no_consent": 1, "context": 1})


def test_an_empty_log_says_so(log: UsageLog) -> None:
    report = export_chat_jsonl(log, io.StringIO())
    assert (report.rows, report.sentences()) == (0, ("The usage log has no turns yet.",))


def test_a_row_changed_behind_our_back_teaches_nothing(log: UsageLog) -> None:
    log.set_consent("training")
    log.record("finished", made.turn())
    log.feedback("last", kind="accept")
    with closing(sqlite3.connect(log.store.path)) as db:
        db.execute("UPDATE turns SET plan_json = replace(plan_json, 'helper', 'hindrance')")
        db.commit()
    assert export_chat_jsonl(log, io.StringIO()).dropped == {"damaged": 1}


def test_what_a_newer_policy_finds_stays_out(log: UsageLog, monkeypatch: pytest.MonkeyPatch) -> None:
    log.set_consent("training")
    with monkeypatch.context() as older:
        older.setattr("assistant.usage.redaction.PATTERNS", ())
        log.record("finished", made.turn("ask jane.doe@acme.com about returns"))
    assert patterns.PATTERNS
    log.feedback("last", kind="accept")
    out = io.StringIO()
    assert export_chat_jsonl(log, out).dropped == {"redaction": 1}
    assert out.getvalue() == ""


def test_a_file_is_never_replaced_unless_told(log: UsageLog, tmp_path: Path) -> None:
    log.set_consent("training")
    log.record("finished", made.turn())
    log.feedback("last", kind="accept")
    out = tmp_path / "out.jsonl"
    out.write_text("mine")
    with pytest.raises(InputError) as refused:
        export_chat_jsonl(log, out)
    assert (refused.value.code, out.read_text()) == ("file_exists", "mine")
    assert export_chat_jsonl(log, out, force=True).rows == 1
    assert out.read_text() != "mine"


def test_the_file_is_private_whatever_the_umask(log: UsageLog, tmp_path: Path) -> None:
    log.set_consent("training")
    log.record("finished", made.turn())
    log.feedback("last", kind="accept")
    before = os.umask(0)
    try:
        export_chat_jsonl(log, tmp_path / "out.jsonl")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out.jsonl").stat().st_mode) == 0o600


def test_a_place_that_cannot_be_written_is_one_sentence(log: UsageLog, tmp_path: Path) -> None:
    log.set_consent("training")
    log.record("finished", made.turn())
    log.feedback("last", kind="accept")
    with pytest.raises(InputError) as refused:
        export_chat_jsonl(log, tmp_path / "absent" / "out.jsonl")
    assert "out.jsonl" in refused.value.sentence()


def test_the_log_remembers_which_turns_left_it(log: UsageLog) -> None:
    log.set_consent("training")
    log.record("finished", made.turn())
    log.feedback("last", kind="accept")
    report = export_chat_jsonl(log, io.StringIO())
    with closing(sqlite3.connect(log.store.path)) as db:
        assert db.execute("SELECT export, turn FROM export_rows").fetchall() == [(report.id, log.turn().id)]
        assert db.execute("SELECT format, rows, dropped FROM exports").fetchall() == [("chat-jsonl", 1, "{}")]


def test_every_reason_has_its_sentence() -> None:
    assert all(sentence and not sentence.endswith(".") for sentence in SENTENCES.values())
