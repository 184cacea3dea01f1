"""Invariant: every figure is a ratio to something measured in the same run, on the same rows, by turns.

    python -m benchmarks.index [--chunks 1000 --chunks 10000 …] [--default-embedder]

Compares the index with a peer (Chroma holding exactly the rows we store there: ids and vectors), with an exact search
by numpy, and, when asked, with Chroma's default embedder fed from the packaged weights. A child process measures each
size, so that its memory is its own. The bars are those of `BARS`; a figure beyond its bar ends with exit code 1.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping

BARS: Mapping[str, float] = {"query": 3.0, "indexing": 1.2, "unchanged": 0.05}
FROM: Mapping[str, int] = {"unchanged": 10_000}
"""Chunks from which a bar is held: in a small folder, what every opening costs outweighs what was saved."""
SIZES = (1_000, 10_000, 100_000)
_MEANING = {
    "query": "a warm search / (the peer's query + one embedding)",
    "indexing": "indexing beyond chunking and embedding / the peer's add (processor time)",
    "unchanged": "an unchanged folder of files read and opened again / the first time, embedding free (processor time)",
}


def main() -> int:
    """Prints the figures of each size. Exit code 1 when a bar is not held, 5 when nothing could be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.index", description="Measure the index against peers.")
    parser.add_argument("--chunks", type=int, action="append", metavar="N", help="sizes; default 1000, 10000, 100000")
    parser.add_argument("--default-embedder", action="store_true", help="also time Chroma's own embedder")
    arguments = parser.parse_args()
    if any(size < 1 for size in arguments.chunks or ()):
        parser.error("--chunks takes a number of chunks of 1 or more")
    missed = 0
    for size in arguments.chunks or SIZES:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.index_size", str(size)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(f"{size:,} chunks: not measured: {done.stderr.strip().splitlines()[-1]}")
            return 5
        missed += judged(size, json.loads(done.stdout))
    if arguments.default_embedder:
        from benchmarks.default_embedder import compared

        print(compared())
    return 1 if missed else 0


def judged(size: int, figures: Mapping[str, float]) -> int:
    """How many bars these figures of so many chunks miss; prints each figure with its bar."""
    print(f"{size:,} chunks")
    missed = 0
    for name, bar in BARS.items():
        if size < FROM.get(name, 0):
            print(f"  {figures[name]:8.3f}  no bar below {FROM[name]:,} chunks  {_MEANING[name]}")
            continue
        held = figures[name] <= bar
        missed += not held
        print(f"  {figures[name]:8.3f}  {'held' if held else 'NOT HELD'} (bar {bar})  {_MEANING[name]}")
    for name, value in figures.items():
        if name not in BARS:
            print(f"  {value:8.3f}  {name}")
    return missed


if __name__ == "__main__":
    sys.exit(main())
