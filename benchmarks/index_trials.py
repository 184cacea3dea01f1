"""Invariant: whatever happens to the index, a question gets the answer a fresh index gives, and no command crashes.

    python -m benchmarks.index_trials [--kills N] [--rounds N] [--seed N]

Kills the indexer at random moments, lets two readers ask while a third process rebuilds, and damages each file of the
index in seven ways; after each the same questions are asked in a process of its own. Prints what was tried and every
answer that was wrong. Exit code 1 when there was one.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

NOTES = 1_100
"""Enough for Chroma to write its graph files."""
_STARTED = 120.0  # seconds a process may take before it counts as hanging
Damage = Callable[[Path, random.Random], None]


def _delete(file: Path, dice: random.Random) -> None:
    file.unlink()


def _empty(file: Path, dice: random.Random) -> None:
    file.write_bytes(b"")


def _halve(file: Path, dice: random.Random) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _zero_head(file: Path, dice: random.Random) -> None:
    data = file.read_bytes()
    file.write_bytes(b"\0" * min(512, len(data)) + data[512:])


def _random_head(file: Path, dice: random.Random) -> None:
    data = file.read_bytes()
    file.write_bytes(dice.randbytes(min(512, len(data))) + data[512:])


def _garble_middle(file: Path, dice: random.Random) -> None:
    data = bytearray(file.read_bytes())
    for _ in range(50 if data else 0):
        data[dice.randrange(len(data))] = dice.randrange(256)
    file.write_bytes(data)


def _flip(file: Path, dice: random.Random) -> None:
    data = bytearray(file.read_bytes())
    if data:
        data[dice.randrange(len(data))] ^= 0xFF
    file.write_bytes(data)


DAMAGES: Mapping[str, Damage] = {
    "deleted": _delete,
    "emptied": _empty,
    "cut in half": _halve,
    "its head zeroed": _zero_head,
    "its head made random": _random_head,
    "garbled in its middle": _garble_middle,
    "with a byte flipped": _flip,
}


def killed(home: Path, times: int, dice: random.Random) -> Iterator[str]:
    """Kills an indexer at a random moment, asks, and does so again; yields what went wrong."""
    begun = time.monotonic()
    _ask(home / "whole", 0)
    whole = time.monotonic() - begun
    for turn in range(times):
        process = _start(home / "killed", turn % 3)
        time.sleep(dice.uniform(0, whole))
        process.kill()
        process.communicate()
        if wrong := _ask(home / "killed", turn % 3):
            yield f"killed {turn}: {wrong}"


def together(home: Path, rounds: int) -> Iterator[str]:
    """Two readers ask while a third process builds other notes by turns; yields what went wrong."""
    for turn in range(rounds):
        asking = [_start(home, turn % 2), _start(home, (turn + 1) % 2), _start(home, 2 + turn)]
        for process in asking:
            if wrong := _outcome(process):
                yield f"together {turn}: {wrong}"


def damaged(home: Path, dice: random.Random, limit: int | None = None) -> Iterator[str]:
    """Damages each file of a sound index in seven ways, and asks twice: the second time it has to be sound again."""
    sound = home / "sound"
    _ask(sound, 0)
    files = sorted(file.relative_to(sound) for file in (sound / "index").rglob("*") if file.is_file())
    trials = [(file, name) for file in files for name in DAMAGES]
    for file, name in trials if limit is None else dice.sample(trials, limit):
        copy = home / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(sound, copy)
        DAMAGES[name](copy / file, dice)
        for again in ("", ", the second time"):
            if wrong := _ask(copy, 0):
                yield f"{file.name} {name}{again}: {wrong}"


def answer(home: Path, edition: int) -> str:
    """Nothing when an index of this edition of the notes answers as it should, else what was wrong."""
    from assistant.knowledge.index import Index
    from assistant.knowledge.passages import Document
    from tests.knowledge.shelf import Hashed

    notes = [
        Document(f"n{n}.md", f"Note {n}", f"Number {n} is word{n} of edition{edition}.\n", "notes", f"n{n}.md")
        for n in range(NOTES)
    ]
    with Index.open(home, notes, embedder=Hashed()) as index:
        for number in (7, 777, NOTES - 1):
            found = index.search(f"which is word{number}", limit=3)
            if not found.passages or found.passages[0].chunk.text != notes[number].text.strip():
                return f"word{number} was not found first"
            if found.lexical_only:
                return f"no vectors took part: {found.why}"
        near, held = index.halves("which is word7")[1], len(index.chunks())
        if held != NOTES or near is None or len(near) != min(100, NOTES):
            return f"{held} chunks, {len(near or ())} neighbours"
    return ""


def _start(home: Path, edition: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.index_trials", "--answer", str(home), str(edition)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _ask(home: Path, edition: int) -> str:
    return _outcome(_start(home, edition))


def _outcome(process: subprocess.Popen[str]) -> str:
    try:
        said, complained = process.communicate(timeout=_STARTED)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return f"no answer within {_STARTED:.0f} s"
    if process.returncode:
        return f"ended with {process.returncode}: {(said + complained).strip()[-300:]}"
    return said.strip()


def main() -> int:
    """Runs the trials and prints their outcome."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.index_trials", description="Try to break the index.")
    parser.add_argument("--kills", type=int, default=40, metavar="N", help="indexers to kill")
    parser.add_argument("--rounds", type=int, default=10, metavar="N", help="rounds of two readers and a rebuilder")
    parser.add_argument("--damages", type=int, default=None, metavar="N", help="only so many damages; default all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--answer", nargs=2, metavar=("HOME", "EDITION"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.answer:
        print(answer(Path(arguments.answer[0]), int(arguments.answer[1])))
        return 0
    dice = random.Random(arguments.seed)
    wrong: list[str] = []
    with tempfile.TemporaryDirectory(prefix="trials-") as scratch:
        home = Path(scratch)
        for name, trials in (
            (f"{arguments.kills} kills", killed(home / "a", arguments.kills, dice)),
            (f"{arguments.rounds} rounds of two readers and a rebuilder", together(home / "b", arguments.rounds)),
            ("damage to every file", damaged(home / "c", dice, arguments.damages)),
        ):
            found = list(trials)
            wrong += found
            print(f"{name}: {len(found)} wrong", *found, sep="\n  ", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
