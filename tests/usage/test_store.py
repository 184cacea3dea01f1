"""Many processes, sudden ends, full disks and broken files: acknowledged turns stay, and no turn dies of the log."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.usage.log import UsageLog
from assistant.usage.migrations import MIGRATIONS
from tests.usage import made

ROOT = Path(__file__).resolve().parents[2]


def writers(home: Path, *names: str, count: int) -> list[subprocess.Popen[str]]:
    """Starts writing processes and lets them begin together."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.usage.writer", str(home), name, str(count)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    return started


def ended(processes: list[subprocess.Popen[str]]) -> list[str]:
    """Waits for all and returns their last lines."""
    said = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes), said
    return [out.splitlines()[-1].strip() for out, _ in said]


def test_eight_processes_start_together_on_an_empty_folder(tmp_path: Path) -> None:
    for attempt in range(3):
        home = tmp_path / str(attempt)
        assert ended(writers(home, *"abcdefgh", count=1)) == ["not recorded: 0"] * 8
        with UsageLog.open(home) as log:
            assert log.stats()["turns"] == 8
        with closing(sqlite3.connect(home / "usage.sqlite3")) as db:
            assert db.execute("SELECT COUNT(*) FROM migrations").fetchone() == (len(MIGRATIONS),)


def test_eight_processes_write_at_once(tmp_path: Path) -> None:
    assert ended(writers(tmp_path, *"abcdefgh", count=20)) == ["not recorded: 0"] * 8
    with UsageLog.open(tmp_path) as log:
        assert log.stats()["turns"] == 160
        for name in "abcdefgh":
            turns = log.turns(limit=100, session=name)
            assert [turn.seq for turn in turns] == list(range(1, 21))
            assert {turn.status for turn in turns} == {"complete"}
        assert log.verify() == []


def test_eight_threads_share_one_log(tmp_path: Path) -> None:
    with UsageLog.open(tmp_path) as log:

        def record(name: str) -> None:
            for _ in range(5):
                log.record("finished", made.turn(session=name))

        threads = [threading.Thread(target=record, args=(f"t{number}",)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (log.stats()["turns"], log.not_recorded) == (40, 0)


@pytest.mark.parametrize("acknowledged", [1, 3, 7])
def test_a_killed_writer_loses_no_acknowledged_turn(tmp_path: Path, acknowledged: int) -> None:
    (process,) = writers(tmp_path, "s", count=10_000)
    assert process.stdout is not None
    seen = [process.stdout.readline().strip() for _ in range(acknowledged)]
    process.kill()
    rest, _ = process.communicate(timeout=60)
    seen += [line for line in rest.splitlines() if len(line) == 36]
    with UsageLog.open(tmp_path) as log:
        stored = {turn.id: turn.status for turn in log.turns(limit=10_000)}
        assert {stored.get(turn) for turn in seen} == {"complete"}
        assert set(stored.values()) <= {"complete", "started"}
        assert log.verify() == []
        log.record("finished", made.turn())
        assert log.not_recorded == 0


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from assistant.usage.log import UsageLog
from tests.usage import made
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
home = Path(sys.argv[1])
log = UsageLog.open(home)
kept = made.turn("kept before")
log.record("finished", kept)
size = max(file.stat().st_size for file in home.iterdir())
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 4096, resource.RLIM_INFINITY))
turn = made.turn("x" * 300_000)
log.record("started", made.begun(turn))
log.record("finished", turn)
print(log.not_recorded, "not recorded:", log.last_error)
print(log.turn("last").text)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
log.record("finished", made.turn("space again"))
print(log.not_recorded, log.turn("last").text)
"""


def test_a_full_disk_costs_the_record_and_not_the_turn(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FULL_DISK, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    full, still_there, again = done.stdout.splitlines()
    assert full.startswith("1 not recorded: the disk ")
    assert still_there == "kept before"
    assert again == "1 space again"


def test_a_folder_that_cannot_be_made_costs_the_record_and_not_the_turn(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    log = UsageLog.open(tmp_path / "file" / "data")
    log.record("finished", made.turn())
    assert log.not_recorded == 1
    assert "data folder cannot be written" in log.last_error
    with pytest.raises(InputError):
        log.turn("last")


def test_a_value_that_cannot_be_written_costs_the_record_and_not_the_turn(tmp_path: Path) -> None:
    nested: list[object] = []
    nested.append(nested)
    turn = made.turn()
    with UsageLog.open(tmp_path) as log:
        for call in turn.calls:
            assert call.reply.calls[0].arguments is not None
            dict.update(call.reply.calls[0].arguments, loop=nested)
        log.record("finished", turn)
        assert log.not_recorded == 1
        assert log.last_error == "the turn could not be written down (RecursionError)"


def test_without_a_usable_key_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "usage.key").write_bytes(b"cut")
    with UsageLog.open(tmp_path) as log:
        log.record("finished", made.turn())
        assert log.not_recorded == 1
        assert "key of the usage log is damaged" in log.last_error
        assert log.stats()["turns"] == 0


FORK = """
import os, sys
from pathlib import Path
from assistant.usage.log import UsageLog
from tests.usage import made
log = UsageLog.open(Path(sys.argv[1]))
log.record("finished", made.turn(session="parent"))
child = os.fork()
log.record("finished", made.turn(session="child" if child == 0 else "parent"))
if child == 0:
    os._exit(log.not_recorded)
_, ended = os.waitpid(child, 0)
print(os.waitstatus_to_exitcode(ended), log.not_recorded, log.stats()["turns"], log.verify())
"""


def test_a_log_that_was_open_at_a_fork_serves_both_processes(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FORK, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "0 0 3 []"


@pytest.mark.parametrize("spoiled", ["not a database, " * 500, ""])
def test_a_damaged_log_is_set_aside_and_told(tmp_path: Path, spoiled: str) -> None:
    with UsageLog.open(tmp_path) as log:
        log.record("finished", made.turn("before"))
    file = tmp_path / "usage.sqlite3"
    damaged = spoiled.encode() or file.read_bytes()[:6000] + b"\xff" * (file.stat().st_size - 6000)
    file.write_bytes(damaged)
    with UsageLog.open(tmp_path) as log:
        turn = made.turn("after")
        log.record("finished", turn)
        assert log.not_recorded == 0
        assert [stored.text for stored in log.turns()] == ["after"]
        (notice,) = log.notices
    (aside,) = tmp_path.glob("usage.damaged-*.sqlite3")
    assert aside.name in notice
    assert aside.read_bytes() == damaged


def test_a_log_damaged_while_it_is_open_is_set_aside_too(tmp_path: Path) -> None:
    with UsageLog.open(tmp_path) as first:
        for number in range(30):
            first.record("finished", made.turn(f"before {number} " + "y" * 5000))
    with UsageLog.open(tmp_path) as log:
        log.stats()
        size = (tmp_path / "usage.sqlite3").stat().st_size
        with (tmp_path / "usage.sqlite3").open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * (size - 4096))
        for number in range(3):
            log.record("finished", made.turn(f"after {number}"))
        assert log.not_recorded == 0
        assert log.turn("last").text == "after 2"
        assert len(log.notices) == 1


def test_a_log_that_was_removed_is_started_anew(tmp_path: Path) -> None:
    with UsageLog.open(tmp_path) as log:
        log.record("finished", made.turn("before"))
        for file in tmp_path.glob("usage.sqlite3*"):
            file.unlink()
        log.record("finished", made.turn("after"))
        assert [turn.text for turn in log.turns()] == ["after"]


def test_a_log_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    with UsageLog.open(tmp_path) as log:
        log.record("finished", made.turn())
    with closing(sqlite3.connect(tmp_path / "usage.sqlite3")) as db:
        db.execute("INSERT INTO migrations VALUES ('m999_from_the_future')")
        db.commit()
    with UsageLog.open(tmp_path) as log:
        with pytest.raises(InputError) as refused:
            log.stats()
        assert refused.value.code == "newer_log"
        log.record("finished", made.turn())
        assert "newer version" in log.last_error


@pytest.mark.parametrize("change", ["UPDATE turns SET text = 'changed'", "UPDATE calls SET cost_usd = 9.0"])
def test_a_row_changed_behind_our_back_is_noticed(tmp_path: Path, change: str) -> None:
    with UsageLog.open(tmp_path) as log:
        log.record("finished", made.turn())
        with closing(sqlite3.connect(tmp_path / "usage.sqlite3")) as db:
            db.execute(change)
            db.commit()
        assert not log.turn("last").sound
        (fault,) = log.verify()
        assert log.turn("last").id in fault


def test_a_changed_message_or_feedback_is_noticed(tmp_path: Path) -> None:
    with UsageLog.open(tmp_path) as log:
        log.record("finished", made.turn())
        log.feedback("last", kind="accept")
        with closing(sqlite3.connect(tmp_path / "usage.sqlite3")) as db:
            db.execute("UPDATE message SET body = replace(body, 'one passage', 'two passages')")
            db.execute("UPDATE feedback SET kind = 'good'")
            db.commit()
        faults = log.verify()
    assert len(faults) == 2
    assert {fault.split()[0] for fault in faults} == {"message", "feedback"}


def test_a_shared_beginning_is_stored_once(tmp_path: Path) -> None:
    with UsageLog.open(tmp_path) as log:
        for _ in range(10):
            log.record("finished", made.turn())
        with closing(sqlite3.connect(tmp_path / "usage.sqlite3")) as db:
            assert db.execute("SELECT COUNT(*) FROM message").fetchone() == (4,)
            assert db.execute("SELECT COUNT(*) FROM blob").fetchone() == (2,)
            assert db.execute("SELECT COUNT(*) FROM calls").fetchone() == (10,)
