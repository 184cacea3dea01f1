"""Invariant: a disk without room is tried as one: a file system of its own that is full, and a file that may not grow.

    python -m benchmarks.usage_full [--points 20]

Whether every acknowledged turn stays, what is missing is told and counted, the log is read while the disk is full, and
recording resumes once there is room. A file system of its own is a tmpfs in a mount namespace (Linux, `unshare -Urm`);
where none may be mounted, that half is printed as not measured, with the reason. Ends with exit 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from assistant.usage.log import UsageLog
from tests.usage import made

_FORK = multiprocessing.get_context("fork")
_ROOT = Path(__file__).resolve().parents[1]
SIZE = 4_000_000
"""Bytes of the file system, most of which is filled before a trial; large enough for the log's own beginning."""


def rooms(points: int) -> list[int]:
    """Bytes left to grow, from nearly none to what several turns take."""
    return [512 + 37_013 * number for number in range(points)]


def limited(home: Path, room: int) -> bool:
    """Whether all holds in a process whose files may grow by `room` bytes only."""

    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        with UsageLog.open(home) as log:
            old = _old(log)
            size = max(path.stat().st_size for path in home.iterdir())
            resource.setrlimit(resource.RLIMIT_FSIZE, (size + room, resource.RLIM_INFINITY))
            kept = _until_full(log)
            held = log.last_error.startswith("the disk") and _are_there(log, [*old, *kept])
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            sys.exit(0 if held and _resumes(log) else 1)

    process = _FORK.Process(target=work)
    process.start()
    process.join()
    return process.exitcode == 0


def filled(home: Path, room: int) -> str:
    """What did not hold on the file system of `home` with `room` bytes left on it; '' when all did."""
    ballast = home.with_name("ballast")
    with UsageLog.open(home) as log:
        turns = _old(log)
        _fill(ballast, room)
        turns += _until_full(log)
        if log.last_error != "the disk is full":
            return f"told {log.last_error!r}"
        if log.missed.read()[0] != log.not_recorded:
            return "not counted for doctor"
        if not _are_there(log, turns):
            return "a turn is gone"
    _fill(ballast, 0)
    with UsageLog.open(home) as log:
        if not _are_there(log, turns):
            return "a turn cannot be read by the next process"
        ballast.unlink()
        if not (_resumes(log) and _are_there(log, turns)):
            return "does not resume"
    _fill(ballast, 0)
    with UsageLog.open(home) as log:
        return "" if _are_there(log, turns) and not log.verify() else "cannot be read at rest"


def on_a_file_system(points: int) -> tuple[list[str], str]:
    """What did not hold at each of so many points ('' for all held), or why no file system could be mounted."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return [], "no unshare on this machine"
    with tempfile.TemporaryDirectory(prefix="usage-") as folder:
        command = [unshare, "-Urm", sys.executable, "-m", "benchmarks.usage_full", "--points", str(points), "--on"]
        ran = subprocess.run([*command, folder], cwd=_ROOT, capture_output=True, text=True, check=False)
    lines = ran.stdout.splitlines()
    if ran.returncode == 0 and len(lines) == points:
        return [line.removeprefix("point:") for line in lines], ""
    return [], (ran.stderr.strip().splitlines() or ["the trial ended early"])[-1]


def tell(points: int) -> bool:
    """Prints what came of both halves; whether every bar holds. What is not measured misses none."""
    with tempfile.TemporaryDirectory(prefix="usage-") as folder:
        good = sum(limited(Path(folder) / str(number), room) for number, room in enumerate(rooms(points)))
    print(f"{good} of {points} sizes at which a file may not grow: old turns intact, told, resumed")
    found, why = on_a_file_system(points)
    if why:
        print(f"a file system that is full: not measured ({why})")
        return good == points
    print(f"{found.count('')} of {points} points at which a file system is full: old turns intact, told, resumed")
    for number, fault in enumerate(found):
        if fault:
            print(f"  with {rooms(points)[number]:,} bytes left: {fault}")
    return good == points and found.count("") == points


def _old(log: UsageLog) -> list[str]:
    turns = [made.turn(f"old {place}") for place in range(3)]
    for turn in turns:
        log.record("finished", turn)
    return [turn.id for turn in turns]


def _until_full(log: UsageLog) -> list[str]:
    """Sixty large turns; the ids of those that were acknowledged."""
    kept = []
    for _ in range(60):
        turn, missed = made.turn("x" * 20_000), log.not_recorded
        log.record("finished", turn)
        if log.not_recorded == missed:
            kept.append(turn.id)
    return kept


def _are_there(log: UsageLog, turns: Sequence[str]) -> bool:
    return {turn.id for turn in log.turns(1000)} >= set(turns)


def _resumes(log: UsageLog) -> bool:
    missed = log.not_recorded
    log.record("finished", made.turn("room again"))
    return log.not_recorded == missed and log.turn("last").text == "room again" and not log.verify()


def _fill(ballast: Path, room: int) -> None:
    free = os.statvfs(ballast.parent)
    with ballast.open("ab", buffering=0) as file:
        file.write(bytes(max(0, free.f_bavail * free.f_frsize - room)))


def _inside(folder: Path, points: int) -> None:
    """Runs in a mount namespace of its own: a fresh file system for each point, one line for each."""
    for room in rooms(points):
        mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "tmpfs", str(folder)]
        subprocess.run(mount, check=True)
        print(f"point:{filled(folder / 'home', room)}", flush=True)
        subprocess.run(["umount", str(folder)], check=True)


def main() -> None:
    """Runs both halves and prints what came of them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.usage_full", description="Fill the log's disk.")
    parser.add_argument("--points", type=int, default=20)
    parser.add_argument("--on", type=Path, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.on is not None:
        try:
            _inside(wanted.on, wanted.points)
        except subprocess.CalledProcessError as error:
            sys.exit(f"{error.cmd[0]} ended with {error.returncode}")
        return
    sys.exit(0 if tell(wanted.points) else 1)


if __name__ == "__main__":
    main()
