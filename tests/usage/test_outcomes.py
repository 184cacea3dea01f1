"""What use brought about is kept beside what was said, once, whenever it becomes known."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.agent.turn import Turn
from assistant.errors import InputError
from assistant.usage.log import UsageLog
from assistant.usage.outcomes import take
from assistant.usage.transactions import Work
from tests.usage import made


@pytest.fixture
def log(tmp_path: Path) -> Iterator[UsageLog]:
    with UsageLog.open(tmp_path / "data", clock=made.noon) as opened:
        yield opened


@pytest.fixture
def turn(log: UsageLog) -> Turn:
    turn = made.turn()
    log.record("finished", turn)
    return turn


def test_an_outcome_stands_beside_the_decision_and_is_replaced_by_a_later_one(log: UsageLog, turn: Turn) -> None:
    log.feedback(turn.id, kind="accept")
    log.feedback(turn.id, kind="outcome", outcome="resolved=true")
    log.feedback(turn.id, kind="outcome", outcome="hours_saved=3.5")
    log.feedback(turn.id, kind="outcome", outcome="resolved = no")
    stored = log.turn()
    assert stored.outcome is not None
    assert stored.outcome.kind == "accept"
    assert {said.metric: said.value for said in stored.feedback if said.stands} == {
        None: None,
        "resolved": 0.0,
        "hours_saved": 3.5,
    }
    assert log.stats()["metrics"] == {
        "hours_saved": {"type": "number", "n": 1, "mean": 3.5},
        "resolved": {"type": "bool", "n": 1, "mean": 0.0},
    }
    assert log.verify() == []


@pytest.mark.parametrize("said", ["resolved", "=1", "Resolved=1", "x=nan", "x=inf", "x=soon", "cost_usd=1", "x y=1"])
def test_what_is_no_reading_is_refused(log: UsageLog, turn: Turn, said: str) -> None:
    with pytest.raises(InputError):
        log.feedback(turn.id, kind="outcome", outcome=said)
    assert log.turn().feedback == ()


def test_a_metric_keeps_its_type(log: UsageLog, turn: Turn) -> None:
    log.feedback(turn.id, kind="outcome", outcome="resolved=true")
    with pytest.raises(InputError, match="resolved is a bool"):
        log.feedback(turn.id, kind="outcome", outcome="resolved=0.7")


def test_outcomes_from_a_file_are_matched_by_id_and_counted_once(log: UsageLog, turn: Turn, tmp_path: Path) -> None:
    assert turn.plan is not None
    file = tmp_path / "outcomes.csv"
    file.write_text(
        f"turn,metric,value,remark\n{turn.id},resolved,true,good\n{turn.plan.id},hours_saved,2,\n"
        "ffffffff-0000,resolved,true,\nlast,resolved,true,\n",
        encoding="utf-8-sig",
    )
    for _ in range(2):
        taken = take(log, file)
        assert taken.kept == 2
        assert [sentence.partition(":")[0] for sentence in taken.refused] == ["line 4", "line 5"]
    feedback = log.turn().feedback
    assert [(said.metric, said.value, said.source) for said in feedback] == [
        ("resolved", 1.0, "outcome"),
        ("hours_saved", 2.0, "outcome"),
    ]
    assert feedback[0].source_ref == "outcomes.csv:2"


@pytest.mark.parametrize("data", [b"", b"id,metric,value\n", b"\xff\xfe\x00", None])
def test_a_file_that_is_none_is_one_sentence(log: UsageLog, tmp_path: Path, data: bytes | None) -> None:
    file = tmp_path / "outcomes.csv"
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(InputError) as refused:
        take(log, file)
    assert refused.value.fix


def test_one_edit_reads_as_several_signals(log: UsageLog, turn: Turn) -> None:
    log.feedback(turn.id, kind="edit", comment="shorter", edited_plan=made.plan("A better title"))
    log.feedback(turn.id, kind="outcome", outcome="resolved=true")
    with closing(sqlite3.connect(log.store.path)) as db:
        signals = db.execute("SELECT type, metric, value FROM signals ORDER BY type, metric").fetchall()
    assert [(type_, metric) for type_, metric, _ in signals] == [
        ("bool", "accepted"),
        ("bool", "resolved"),
        ("comment", "comment"),
        ("demonstration", "plan"),
        ("preference", "plan"),
    ]
    assert "A better title" in signals[3][2]
    assert "Returns helper" in signals[4][2]


def test_many_outcomes_are_one_transaction_and_a_bad_row_leaves_nothing_behind(
    log: UsageLog, turn: Turn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "outcomes.csv"
    lines = [f"{turn.id},metric_{number},1" for number in range(300)]
    lines[7] = f"{turn.id},fresh_metric,soon"
    file.write_text("turn,metric,value\n" + "\n".join(lines), encoding="utf-8")
    written, store = [0], log.store
    write = store.write

    def counted(work: Work[list[str]]) -> list[str]:
        written[0] += 1
        return write(work)

    monkeypatch.setattr(store, "write", counted)
    taken = take(log, file)
    assert (taken.kept, len(taken.refused), written[0]) == (299, 1, 1)
    assert taken.refused[0].startswith("line 9: ")
    assert "fresh_metric" not in log.stats()["metrics"]
    assert len(log.turn().feedback) == 299
    assert log.verify() == []
