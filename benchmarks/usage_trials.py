"""Invariant: every promise of the log that a crash, a full disk or a smashed byte could break is tried, and counted.

    python -m benchmarks.usage_trials [--kills 200] [--damages 200] [--starts 10] [--points 20] [--seeds 20]

Kills: eight writers are killed at a random moment; acknowledged turns must be there and every hash must hold. Damages:
512 random bytes at a random place; every one that changed a row must be reported, and rows it did not touch must be
readable. Starts: rounds of eight processes on an empty folder. Points: of a full disk (see usage_full). Seeds: planted
secrets a kind and wrapping (see usage_secrets). Ends with exit 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from multiprocessing.process import BaseProcess
from pathlib import Path

from assistant.agent import prompts
from assistant.agent.turn import Turn
from assistant.models.base import Message
from assistant.usage.log import UsageLog
from assistant.usage.pages import located
from assistant.usage.salvage import table_of
from benchmarks import usage_full, usage_secrets
from tests.usage import made

_FORK = multiprocessing.get_context("fork")


def _start(count: int, work: Callable[[int], None]) -> list[BaseProcess]:
    processes: list[BaseProcess] = [_FORK.Process(target=work, args=(number,)) for number in range(count)]
    for process in processes:
        process.start()
    return processes


def killed(home: Path, seed: int, writers: int = 8) -> tuple[int, int, int]:
    """Turns acknowledged, acknowledged turns lost, faults found, of one trial."""
    read, write = os.pipe()

    def work(number: int) -> None:
        with UsageLog.open(home) as log:
            while log.not_recorded == 0:
                turn = made.turn(f"brief of {number}", session=f"s{number}")
                log.record("started", made.begun(turn))
                log.record("finished", turn)
                os.write(write, f"{turn.id}\n".encode("ascii"))

    processes = _start(writers, work)
    time.sleep(0.3 + random.Random(seed).random() * 0.5)
    for process in processes:
        if process.pid is not None:
            os.kill(process.pid, signal.SIGKILL)
    for process in processes:
        process.join()
    os.close(write)
    with os.fdopen(read, encoding="ascii") as pipe:
        acknowledged = [line.strip() for line in pipe if len(line) == 37]
    with UsageLog.open(home) as log:
        complete = {turn.id for turn in log.each_turn() if turn.status == "complete"}
        return len(acknowledged), len(set(acknowledged) - complete), len(log.verify()) + len(log.notices)


def starts(home: Path, processes: int = 8) -> int:
    """How many of the processes that began together on an empty folder could record."""
    gate = _FORK.Barrier(processes)

    def work(number: int) -> None:
        gate.wait()
        with UsageLog.open(home) as log:
            log.record("finished", made.turn(session=f"s{number}"))
            sys.exit(log.not_recorded)

    started = _start(processes, work)
    for process in started:
        process.join()
    return sum(process.exitcode == 0 for process in started)


Rows = set[tuple[str, tuple[object, ...]]]


def _rows(path: Path) -> Rows:
    """Every row that can be read through SQLite, by table."""
    found: Rows = set()
    with closing(sqlite3.connect(path)) as db:
        db.text_factory = lambda data: data.decode("utf-8", "replace")
        for table in (
            "message",
            "blob",
            "told",
            "templates",
            "turns",
            "calls",
            "retrieval",
            "feedback",
            "consent",
            "exports",
        ):
            try:
                found.update((table, row) for row in db.execute(f"SELECT * FROM {table}"))
            except sqlite3.DatabaseError:
                continue
    return found


def damaged(original: Path, home: Path, seed: int, untouched_at: Callable[[int], Rows]) -> tuple[bool, bool, int, int]:
    """Whether the damage changed a row, whether it was reported, untouched rows, and how many of them are there."""
    home.mkdir(mode=0o700)
    for file in original.iterdir():
        if file.is_file():
            (home / file.name).write_bytes(file.read_bytes())
    dice, path = random.Random(seed), home / "usage.sqlite3"
    at = dice.randrange(path.stat().st_size - 512)
    with path.open("r+b") as spoiled:
        spoiled.seek(at)
        spoiled.write(dice.randbytes(512))
    changed = _readable(path) != _readable(original / "usage.sqlite3")
    with UsageLog.open(home) as log:
        faults = log.verify()
        log.turns(1000)
        reported = bool(faults or log.notices)
    untouched = untouched_at(at)
    return changed, reported, len(untouched), len(untouched & _rows(path))


def _readable(path: Path) -> object:
    """Rows and structure as SQLite sees them; two files that agree here differ in unused bytes only."""
    with closing(sqlite3.connect(path)) as db:
        db.text_factory = bytes
        try:
            names = [row[0].decode() for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            rows = [(name, db.execute(f"SELECT * FROM {name}").fetchall()) for name in names]
            return rows, db.execute("PRAGMA integrity_check(5)").fetchall()
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            return repr(error)


def _told_of(log: UsageLog, turn: Turn) -> Turn:
    """The turn with its prompts, and a call that was told of the one before it in its session."""
    before = [Message("user", said.text or "") for said in log.turns(1, session=turn.session)]
    calls = tuple(replace(call, messages=(*before, *call.messages), earlier=len(before)) for call in turn.calls)
    shipped = prompts.load()
    named = {name: prompt.fingerprint for name, prompt in shipped.items()}
    return replace(turn, calls=calls, templates=tuple(shipped.values()), prompts=named)


def a_log(home: Path) -> Callable[[int], Rows]:
    """Fills a log; returns what of its rows 512 bytes smashed at a place do not touch."""
    dice = random.Random(0)
    with UsageLog.open(home, clock=made.noon) as log:
        for number in range(60):
            turn = made.turn(f"brief {number} " + "word " * dice.randint(1, 900), session=f"s{number % 9}")
            log.record("finished", _told_of(log, turn))
            if number % 3 == 0:
                log.feedback(turn.id, kind="accept")
        log.set_consent("evals")
        log.store.alone(lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)"))
    path = home / "usage.sqlite3"
    known = _rows(path)
    places = []
    for (rowid, values), stretches in located(path):
        named = table_of(rowid, values)
        if named is not None and (row := _full(known, named)) is not None:
            places.append((row, stretches))

    def untouched(at: int) -> Rows:
        return {row for row, stretches in places if all(end <= at or at + 512 <= start for start, end in stretches)}

    return untouched


def _full(known: Rows, found: tuple[str, tuple[object, ...]]) -> tuple[str, tuple[object, ...]] | None:
    """The row as SQLite gives it: with the columns that were added later and its own kinds of numbers."""
    table, values = found
    return next((row for row in known if row[0] == table and row[1][: len(values)] == values), None)


def main() -> None:
    """Runs the trials that were asked for and prints what came of each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.usage_trials", description="Try to break the log.")
    for name, number in (("kills", 200), ("damages", 200), ("starts", 10), ("points", 20), ("seeds", 20)):
        parser.add_argument(f"--{name}", type=int, default=number)
    wanted = parser.parse_args()
    held = []
    with tempfile.TemporaryDirectory(prefix="usage-") as folder:
        home = Path(folder)
        if wanted.kills:
            found = [killed(home / f"k{number}", number) for number in range(wanted.kills)]
            acknowledged, lost, faults = (sum(part) for part in zip(*found, strict=True))
            print(f"{wanted.kills} kills: {acknowledged} acknowledged, {lost} lost, {faults} faults")
            held.append(lost == 0 and faults == 0)
        if wanted.damages:
            held.append(_damages(home, wanted.damages))
        if wanted.starts:
            good = sum(starts(home / f"s{number}") for number in range(wanted.starts))
            print(f"{good} of {8 * wanted.starts} concurrent starts")
            held.append(good == 8 * wanted.starts)
        if wanted.points:
            held.append(usage_full.tell(wanted.points))
        if wanted.seeds:
            held.append(usage_secrets.held(home / "secrets", wanted.seeds))
    sys.exit(0 if all(held) else 1)


def _damages(home: Path, count: int) -> bool:
    untouched_at = a_log(home / "original")
    found = [damaged(home / "original", home / f"d{number}", number, untouched_at) for number in range(count)]
    changed = sum(entry[0] for entry in found)
    reported = sum(entry[0] and entry[1] for entry in found)
    rows, there = sum(entry[2] for entry in found), sum(entry[3] for entry in found)
    print(f"{count} damages: {changed} changed something (the others hit unused bytes), {reported} of these reported")
    print(f"  {there} of {rows} untouched rows recovered ({there / rows:.3%})")
    return reported == changed and there >= 0.99 * rows


if __name__ == "__main__":
    main()
