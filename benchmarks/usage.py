"""Invariant: what recording costs is measured on real turns, and as a ratio to the same work without it.

    python -m benchmarks.usage [--turns 25] [--each 250]

Prints what recording adds to a turn, the rate of eight writers against one in the same run, how much smaller the log is
than full messages per call, and how often a turn reaches the disk (fdatasync, counted by strace where there is one).
Clock times depend on the machine; the ratios are what to compare.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import zip_longest
from pathlib import Path

from assistant import app
from assistant.agent.turn import Call, Turn
from assistant.knowledge.passages import Passage
from assistant.models.base import Message, ToolResult
from assistant.settings import Settings
from assistant.usage.integrity import canonical
from assistant.usage.log import UsageLog
from tests.usage import made

ROOT = Path(__file__).resolve().parents[1]
BRIEFS = ROOT / "evals" / "suites" / "fit"
"""Briefs of many trades, of which no two are alike: what a turn asks, finds and answers was not seen before."""


@dataclass(frozen=True)
class Pair:
    """The same turn without and with its record, and what the record alone took; milliseconds, by clock and by CPU."""

    without: tuple[float, float]
    recorded: tuple[float, float]
    record: tuple[float, float]


def briefs(count: int) -> list[str]:
    """So many different briefs, taken in turn from the files of the suite. Raises SystemExit when there are fewer."""
    files = [path.read_text(encoding="utf-8").splitlines() for path in sorted(BRIEFS.glob("*.jsonl"))]
    mixed = [str(json.loads(line)["brief"]) for lines in zip_longest(*files) for line in lines if line]
    different = list(dict.fromkeys(mixed))[:count]
    if len(different) < count:
        raise SystemExit(f"only {len(different)} different briefs; ask for fewer turns")
    return different


def pairs(home: Path, turns: int) -> list[Pair]:
    """Turns of two conversations alike, side by side in one process: one is recorded, the other is not.

    Every turn has a brief of its own, so that what is recorded is not what was looked over before. Which of the two
    goes first alternates, so that what the first warms for the second favours neither.
    """
    log, spent = UsageLog.open(home), [0.0, 0.0]
    settings = Settings(home=home)
    recorded = app.build(settings, wiring=app.Wiring(log=log))
    without = app.build(settings, wiring=app.Wiring(recorded=False))
    record = log.record

    def timed(stage: str, turn: Turn) -> None:
        clock, cpu = _timed(lambda: record("started" if stage == "started" else "finished", turn))
        spent[0], spent[1] = spent[0] + clock, spent[1] + cpu

    recorded.record = timed
    recorded.library.search("warm", 1)
    found = []
    for number, brief in enumerate(briefs(turns)):
        spent[:] = [0.0, 0.0]
        both = [recorded, without] if number % 2 else [without, recorded]
        took = {id(one): _timed(partial(one.turn, brief, want="plan")) for one in both}
        found.append(Pair(took[id(without)], took[id(recorded)], (spent[0], spent[1])))
    if log.not_recorded:
        raise SystemExit(f"not recorded: {log.last_error}")
    log.close()
    return found


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    clock, cpu = time.perf_counter(), time.process_time()
    work()
    return 1000 * (time.perf_counter() - clock), 1000 * (time.process_time() - cpu)


def rate(home: Path, writers: int, each: int) -> float:
    """Turns a second of that many processes, from their common start to the end of the last."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.usage.writer", str(home), f"w{number}", str(each)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(writers)
    ]
    for process in started:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
    begun = time.perf_counter()
    for process in started:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    ends = [process.communicate()[0].splitlines()[-1].strip() for process in started]
    spent = time.perf_counter() - begun
    if failed := [end for end in ends if end != "not recorded: 0" and not end.startswith("not recorded: 0 ")]:
        raise SystemExit(f"writers failed: {failed}")
    late = sum(end != "not recorded: 0" for end in ends)
    if late:
        print(f"  {late} of {writers} writers waited in vain before a model's call once; the turn was stored after it")
    return writers * each / spent


def storage(home: Path, chats: int = 20, turns: int = 8) -> tuple[float, float]:
    """How many times smaller content-addressed rows are than the full messages of every call, and the whole file is.

    Simulated chats as the loop of a model with native tools makes them: a turn searches four times for five passages,
    drafts, and repairs once, and is told of earlier turns as questions and answers. Full: what each call sent (system,
    tools, all messages so far) and its reply, as JSON.
    """
    full = 0
    with UsageLog.open(home) as log:
        for chat in range(chats):
            earlier: list[Message] = []
            for number in range(turns):
                turn = _chat_turn(chat, number, tuple(earlier))
                around = len(turn.system) + len(canonical([asdict(tool) for tool in turn.tools]))
                full += sum(around + len(canonical([asdict(said) for said in _exchange(call)])) for call in turn.calls)
                log.record("finished", turn)
                earlier += [Message("user", turn.text), Message("assistant", turn.calls[-1].reply.text)]
        log.store.alone(lambda db: db.execute("VACUUM"))
        log.store.alone(lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)"))
        rows = log.store.read(lambda db: sum(_size(db, table) for table in ("message", "told", "blob")))
        return full / rows, full / log.store.path.stat().st_size


def _size(db: sqlite3.Connection, table: str) -> int:
    """Characters in all columns of a table."""
    return sum(len(str(value)) for row in db.execute(f"SELECT * FROM {table}") for value in row)


def _exchange(call: Call) -> tuple[Message, ...]:
    return (*call.messages, Message("assistant", call.reply.text, call.reply.calls))


def _chat_turn(chat: int, number: int, earlier: tuple[Message, ...]) -> Turn:
    """Six calls: four searches of five passages of some 900 characters, a draft, and the draft mended."""
    words = " ".join(f"word{(chat * 131 + number * 17 + place) % 977}" for place in range(120))
    asked = Message("user", f"question {number} of chat {chat}: {words[:300]}")
    told, calls, passages = [*earlier, asked], [], []
    for step in range(6):
        reply = replace(made.call().reply, text=f"answer {number}, {step}: {words[:400]}")
        calls.append(replace(made.call(), messages=tuple(told), reply=reply, earlier=len(earlier)))
        chunks = [made.chunk(f"{(chat + 7 * number + 3 * step + at) % 200} " + words[at:60] * 15) for at in range(5)]
        results = tuple(ToolResult(f"t{at}", chunk.text) for at, chunk in enumerate(chunks))
        passages += [Passage(chunk, 0.5, f"p{step}{at}") for at, chunk in enumerate(chunks) if step < 4]
        told += [Message("assistant", reply.text, reply.calls)]
        told += [Message("tool", results=results if step < 4 else (ToolResult("t2", "PF101: mend it"),))]
    turn = made.turn(asked.text, session=f"chat {chat}", status="answered")
    return replace(turn, calls=tuple(calls), passages=tuple(passages), system="You plan product first. " * 200)


def syncs(home: Path, count: int = 50) -> float | None:
    """fdatasync calls a turn, counted by strace; None where there is none."""
    strace = shutil.which("strace")
    if strace is None:
        return None
    out = home.with_name(home.name + ".strace")
    command = [sys.executable, "-m", "tests.usage.writer", str(home), "s", str(count)]
    subprocess.run(
        [strace, "-f", "-e", "trace=fdatasync", "-o", str(out), *command],
        cwd=ROOT,
        input="\n",
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return out.read_text(encoding="utf-8", errors="replace").count("fdatasync(") / count


def _tell_pairs(found: list[Pair]) -> None:
    first, later = found[0], found[1:]
    print(f"load average: {', '.join(f'{load:.1f}' for load in os.getloadavg())} on {os.cpu_count()} cores")
    print(f"recording, first turn: {first.record[0]:.1f} ms ({first.record[1]:.1f} ms of CPU)")
    clock, cpu = (statistics.median(pair.record[place] for pair in later) for place in (0, 1))
    print(f"recording, second and later turns, median: {clock:.1f} ms ({cpu:.1f} ms of CPU; bar: 10)")
    for place, name in ((0, "clock"), (1, "CPU")):
        alone = statistics.median(pair.without[place] for pair in later)
        with_record = statistics.median(pair.recorded[place] for pair in later)
        ratio = statistics.median(pair.recorded[place] / pair.without[place] for pair in later)
        print(f"  {name}: unrecorded {alone:.1f} ms, recorded {with_record:.1f} ms, ratio {ratio:.3f} (paired median)")


def main() -> None:
    """Measures everything and prints it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.usage", description="Measure what the log costs.")
    parser.add_argument("--turns", type=int, default=25)
    parser.add_argument("--each", type=int, default=250, help="turns a writer")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="usage-") as folder:
        home = Path(folder)
        _tell_pairs(pairs(home / "turns", arguments.turns))
        one = rate(home / "one", 1, arguments.each)
        eight = rate(home / "eight", 8, arguments.each)
        print(f"turns a second: one writer {one:.0f}, eight {eight:.0f}; ratio {eight / one:.2f} (bar: 0.6)")
        rows, file = storage(home / "storage")
        print(f"full messages of every call / content-addressed rows: {rows:.1f} (bar: 4); / whole file: {file:.1f}")
        counted = syncs(home / "syncs")
        print(f"fdatasync a turn: {'not measured (no strace)' if counted is None else f'{counted:.2f}'} (bar: 1)")


if __name__ == "__main__":
    main()
