"""Of a damaged log everything that still stands whole is there again, and what was forgotten is not."""

from __future__ import annotations

import random
import threading
from pathlib import Path
from typing import Any

import pytest

from assistant.usage import salvage
from assistant.usage.log import UsageLog
from tests.usage import made

PAGE = 4096


@pytest.fixture
def log(tmp_path: Path) -> UsageLog:
    with UsageLog.open(tmp_path, clock=made.noon) as log:
        for number in range(30):
            turn = made.turn(f"brief {number} " + "words " * 400, session=f"s{number % 4}")
            log.record("finished", turn)
        log.feedback("last", kind="accept")
        log.feedback("last", kind="outcome", outcome="resolved=true")
        log.set_consent("evals")
    return UsageLog.open(tmp_path, clock=made.noon)


def smash(log: UsageLog, at: int, length: int = 512) -> None:
    with log.store.path.open("r+b") as file:
        file.seek(at)
        file.write(random.Random(at).randbytes(length))


def test_a_log_without_its_first_page_is_read_back_whole(log: UsageLog) -> None:
    before = log.turns(100)
    log.close()
    smash(log, 0)
    assert log.turns(100) == before
    (notice,) = log.notices
    assert "30 turns could be read and are in it." in notice
    assert log.consent().level == "evals"
    assert log.turn("last").feedback == before[-1].feedback
    assert log.verify() == []


@pytest.mark.parametrize("seed", range(12))
def test_random_damage_is_reported_and_costs_little(log: UsageLog, seed: int) -> None:
    before = {turn.id: turn for turn in log.turns(100)}
    log.close()
    pages = log.store.path.stat().st_size // PAGE
    smash(log, PAGE * random.Random(seed).randrange(pages) + 8)
    faults = log.verify()
    after = {turn.id: turn for turn in log.turns(100)}
    kept = sum(after.get(id) == turn for id, turn in before.items())
    assert kept >= 25
    assert kept == 30 or faults or log.notices
    log.record("finished", made.turn("after"))
    assert log.not_recorded == 0


def test_what_was_forgotten_does_not_come_back(log: UsageLog) -> None:
    gone = log.turns(100)[3]
    log.forget(gone.id)
    log.close()
    smash(log, 0)
    assert gone.id not in {turn.id for turn in log.turns(100)}
    assert len(log.turns(100)) == 29


def test_what_was_not_yet_in_the_file_is_read_from_the_write_ahead_log(tmp_path: Path) -> None:
    home = tmp_path / "open"
    writer = UsageLog.open(home, clock=made.noon)
    for number in range(5):
        writer.record("finished", made.turn(f"brief {number}"))
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in home.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    writer.close()
    (copy / "usage.sqlite3").write_bytes(b"\xff" * PAGE)
    (copy / "usage.sqlite3-shm").unlink()
    with UsageLog.open(copy, clock=made.noon) as log:
        assert [turn.text for turn in log.turns()] == [f"brief {number}" for number in range(5)]
        assert all(turn.sound for turn in log.turns())


def test_nobody_takes_the_moment_before_rows_are_read_back_for_an_empty_log(
    log: UsageLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.close()
    smash(log, 0)
    seen: list[int] = []

    def look() -> None:
        with UsageLog.open(log.home, clock=made.noon) as another:
            seen.append(len(another.turns(100)))

    looking = threading.Thread(target=look)
    refill = salvage.refill

    def slowly(*given: Any) -> str:  # noqa: ANN401 - whatever the log gives it
        looking.start()
        looking.join(0.3)
        return refill(*given)

    monkeypatch.setattr(salvage, "refill", slowly)
    assert len(log.turns(100)) == 30
    looking.join()
    assert seen == [30]
