"""Whoever asks to be forgotten is forgotten everywhere below the data folder, and is told what cannot be reached."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.agent.ids import uuid7
from assistant.agent.turn import Turn
from assistant.errors import InputError
from assistant.usage import whole_export
from assistant.usage.backup import backup
from assistant.usage.forgetting import Which, forget, select
from assistant.usage.log import UsageLog
from tests.usage import made

JANE = "jane.doe@example.org"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[UsageLog]:
    with UsageLog.open(tmp_path / "data", clock=made.noon) as opened:
        yield opened


def record(log: UsageLog, text: str, *, session: str = "s", started_at: str = "") -> str:
    turn = made.turn(text, session=session)
    turn = replace(turn, started_at=started_at or turn.started_at)
    log.record("started", made.begun(turn))
    log.record("finished", turn)
    assert log.not_recorded == 0
    return turn.id


def bytes_below(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


@pytest.mark.parametrize("asked", [JANE, JANE.upper(), "pseudonym", "Jane Doe"])
def test_a_person_is_forgotten_by_address_pseudonym_or_name(log: UsageLog, asked: str) -> None:
    gone = record(log, f"a bot for Jane Doe, {JANE}, and her bakery")
    kept = record(log, "a bot for somebody else", session="t")
    wanted = log.redactor.text(JANE) if asked == "pseudonym" else asked
    assert forget(log, Which(person=wanted)).turns == (gone,)
    assert [turn.id for turn in log.turns()] == [kept]
    assert b"bakery" not in bytes_below(log.home)
    assert log.verify() == []


def test_a_person_named_only_in_feedback_is_found_too(log: UsageLog) -> None:
    turn = record(log, "a bot")
    log.feedback(turn, kind="bad", comment="Frau Lindqvist did not like it")
    assert select(log, Which(person="lindqvist")) == (turn,)
    assert select(log, Which(person="nobody we know")) == ()


def test_sessions_days_and_ages_are_forgotten_whole(log: UsageLog) -> None:
    first = record(log, "one", session="a")
    second = record(log, "two", session="a", started_at="2026-09-01T08:00:00+00:00")
    third = record(log, "three", session="b")
    assert select(log, Which(session="a")) == (second, first)
    assert select(log, Which(day=date(2026, 9, 1))) == (second,)
    assert forget(log, Which(older_than=30)).turns == (second,)
    assert forget(log, Which(session="a")).turns == (first,)
    assert [turn.id for turn in log.turns()] == [third]
    assert log.verify() == []


@pytest.mark.parametrize("which", [Which(), Which(turn="last", session="s"), Which(person="x"), Which(session="none")])
def test_what_means_nothing_or_too_much_is_refused(log: UsageLog, which: Which) -> None:
    record(log, "one")
    with pytest.raises(InputError):
        forget(log, which)
    assert log.stats()["turns"] == 1


def test_a_forgotten_turn_is_not_taken_back_under_another_id(log: UsageLog) -> None:
    turn = made.turn("a brief to forget")
    log.record("finished", turn)
    log.forget(turn.id)
    log.record("finished", replace(turn, id=uuid7()))
    assert log.stats()["turns"] == 0
    log.record("finished", replace(turn, id=uuid7(), started_at="2026-11-24T09:00:00+00:00"))
    assert log.stats()["turns"] == 1


def test_history_plans_and_eval_runs_are_cleaned(log: UsageLog) -> None:
    gone, kept = record(log, "a brief to forget for good"), record(log, "a brief to keep", session="t")
    history = log.home / "history"
    history.write_text(
        "\n# 2026-11-23 12:00:00.1\n+/plan a brief to forget for good\n\n# 2026-11-23 12:01:00.1\n+a brief to keep\n",
        encoding="utf-8",
    )
    plans, runs = log.home / "plans", log.home / "evals" / "run"
    plans.mkdir()
    runs.mkdir(parents=True)
    (plans / "one.json").write_text(f'{{"id": "{gone}"}}', encoding="utf-8")
    (plans / "two.json").write_text(f'{{"id": "{kept}"}}', encoding="utf-8")
    (runs / "results.jsonl").write_text(f'{{"turn": "{gone}"}}\n{{"turn": "{kept}"}}\n', encoding="utf-8")
    (runs / "report.json").write_text('{"brief": "a brief to forget for good"}', encoding="utf-8")
    report = forget(log, Which(turn=gone))
    assert {path.name for path in report.cleaned} == {"history", "one.json", "results.jsonl", "report.json"}
    assert history.read_text(encoding="utf-8") == "\n# 2026-11-23 12:01:00.1\n+a brief to keep\n"
    assert (runs / "results.jsonl").read_text(encoding="utf-8") == f'{{"turn": "{kept}"}}\n'
    assert [path.name for path in plans.iterdir()] == ["two.json"]
    assert b"forget for good" not in bytes_below(log.home)


def test_no_folder_by_the_name_of_a_forgotten_plan_is_left_behind(log: UsageLog) -> None:
    turn = made.turn("a brief to forget for good")
    log.record("finished", turn)
    assert turn.plan is not None
    folder, empty, other = (log.home / "plans" / name for name in (turn.plan.id, "left-empty", "another-plan"))
    for place in (folder, empty, other):
        place.mkdir(parents=True)
    (folder / "r1.json").write_text('{"title": "an edited plan that repeats nothing"}', encoding="utf-8")
    (other / "r1.json").write_text("{}", encoding="utf-8")
    reports = log.home / "reports"
    reports.mkdir()
    (reports / "fault-1.txt").write_text("ValueError: 'a brief to forget for good'", encoding="utf-8")
    report = forget(log, Which(turn=turn.id))
    assert {path.name for path in report.cleaned} == {"r1.json", "fault-1.txt"}
    assert [path.name for path in (log.home / "plans").iterdir()] == ["another-plan"]
    assert b"forget for good" not in bytes_below(log.home)


def test_backups_made_before_are_named_and_those_made_after_hold_nothing(log: UsageLog, tmp_path: Path) -> None:
    gone = record(log, "a brief to forget for good")
    record(log, "a brief to keep", session="t")
    before = backup(log)
    report = forget(log, Which(turn=gone))
    assert report.still_holding == (before,)
    assert report.scrubbed
    after = backup(log, tmp_path / "after.sqlite3")
    live = b"".join(path.read_bytes() for path in log.home.glob("usage*"))
    for data in (after.read_bytes(), live):
        assert b"forget for good" not in data
        assert b"a brief to keep" in data
    assert b"forget for good" in before.read_bytes()


def test_a_reader_that_holds_the_file_is_told_of(log: UsageLog, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = record(log, "a brief to forget for good")
    log.store.alone(lambda db: db.execute("PRAGMA busy_timeout = 50"))
    with closing(sqlite3.connect(log.store.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM turns").fetchone()
        assert not forget(log, Which(turn=gone)).scrubbed
        reader.execute("COMMIT")
    other = record(log, "another brief")
    assert forget(log, Which(turn=other)).scrubbed
    assert b"forget for good" not in b"".join(path.read_bytes() for path in log.home.glob("usage*"))


def revised(log: UsageLog, first: Turn, text: str) -> str:
    """A turn that drafts the plan of `first` again, as a revision does: under its id, from the whole brief."""
    assert first.plan is not None
    again = replace(made.turn(text, session="later"), started_at="2026-11-23T13:00:00+00:00")
    assert again.plan is not None
    again = replace(again, plan=again.plan.model_copy(update={"id": first.plan.id, "parent": first.plan.id}))
    log.record("finished", again)
    return again.id


@pytest.mark.parametrize("text", ["a brief to forget for good\n\nmake it three engineers", "make it three engineers"])
def test_a_revision_is_forgotten_with_the_turn_it_was_made_from(log: UsageLog, text: str) -> None:
    first = made.turn("a brief to forget for good")
    log.record("finished", first)
    kept = record(log, "a brief to keep", session="t")
    second = revised(log, first, text)
    (log.home / "history").write_text("\n# 2026-11-23 12:00:00.1\n+make it three engineers\n", encoding="utf-8")
    report = forget(log, Which(turn=first.id))
    assert (report.turns, report.derived) == ((first.id,), (second,))
    assert [turn.id for turn in log.turns()] == [kept]
    after = backup(log)
    for data in (bytes_below(log.home), after.read_bytes()):
        assert b"forget for good" not in data
        assert b"three engineers" not in data
    assert log.verify() == []


def test_the_turn_a_revision_was_made_from_stays_when_only_the_revision_is_forgotten(log: UsageLog) -> None:
    first = made.turn("a brief to keep all the same")
    log.record("finished", first)
    second = revised(log, first, "a brief to keep all the same\n\nmake it three engineers")
    assert forget(log, Which(turn=second)).derived == ()
    assert [turn.id for turn in log.turns()] == [first.id]


def test_short_words_take_no_other_turn_with_them(log: UsageLog) -> None:
    gone, kept = record(log, "yes"), record(log, "yes, and for the returns too", session="t")
    assert forget(log, Which(turn=gone)).derived == ()
    assert [turn.id for turn in log.turns()] == [kept]


def test_files_that_left_the_log_are_named_by_their_place(log: UsageLog, tmp_path: Path) -> None:
    gone = record(log, "a brief to forget for good")
    lines, _ = whole_export.rows(log, "jsonl", tmp_path / "log.jsonl")
    assert lines
    whole_export.rows(log, "csv")
    before = backup(log, tmp_path / "copy.sqlite3")
    whole_export.rows(log, "jsonl", tmp_path / "again.jsonl")
    listed = [(export["format"], export["path"]) for export in log.stats()["exports"]]
    places = [("jsonl", str(tmp_path / "log.jsonl")), ("csv", ""), ("backup", str(before))]
    assert listed == [*places, ("jsonl", str(tmp_path / "again.jsonl"))]
    reached = forget(log, Which(turn=gone)).exports
    assert [(export.format, export.path) for export in reached] == listed
    assert reached[1].where() == "standard output"
    assert log.verify() == []


def test_a_file_written_over_since_is_not_said_to_hold_the_turn(log: UsageLog, tmp_path: Path) -> None:
    gone = record(log, "a brief to forget for good")
    backup(log, tmp_path / "copy.sqlite3")
    record(log, "a brief to keep", session="t")
    assert len(forget(log, Which(turn=gone)).exports) == 1
    backup(log, tmp_path / "copy.sqlite3", force=True)
    assert [export["rows"] for export in log.stats()["exports"]] == [1]
    assert forget(log, Which(turn="last")).exports[0].path == str(tmp_path / "copy.sqlite3")


def test_bytes_left_behind_go_with_the_next_forget_though_the_log_is_empty(log: UsageLog) -> None:
    gone = record(log, "a brief to forget for good")
    log.store.alone(lambda db: db.execute("PRAGMA busy_timeout = 50"))
    with closing(sqlite3.connect(log.store.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM turns").fetchone()
        assert not forget(log, Which(turn=gone)).scrubbed
        reader.execute("COMMIT")
    assert b"forget for good" in b"".join(path.read_bytes() for path in log.home.glob("usage*"))
    report = forget(log, Which(turn="last"))
    assert (report.turns, report.scrubbed) == ((), True)
    assert b"forget for good" not in b"".join(path.read_bytes() for path in log.home.glob("usage*"))
    with pytest.raises(InputError):
        forget(log, Which(turn="last"))
