"""Invariant: of every malformed file made, the trial says whether it was read or named; nothing is left uncounted.

python -m benchmarks.malformed                        1,000 files; exit 1 when one hung or vanished unnamed
python -m benchmarks.malformed --count 60 --seed 7

Each goes through what a user's note goes through: the walk, the parser in its child process, the cutting into passages
and the word index. A crash shows as the traceback it is.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.knowledge.documents import NotesRead, note_documents, printable
from assistant.knowledge.extraction import Extractor
from assistant.knowledge.lexical import Lexical
from assistant.knowledge.material import gather
from assistant.knowledge.note_reading import NoteReader
from benchmarks import malformed_files, malformed_places

SECONDS = 10.0  # for one file; the product allows more, and who hangs is stopped either way
_SLACK = 3.0  # times; what else a busy machine may take


@dataclass(frozen=True)
class Outcome:
    """What came of a trial. `unnamed` are files neither read nor left out with a reason, `slow` those that hung."""

    files: int
    read: int
    reasons: Counter[str]
    unnamed: tuple[str, ...]
    slow: tuple[str, ...]
    passages: int
    seconds: float

    @property
    def failed(self) -> bool:
        """Whether the promise was broken."""
        return bool(self.unnamed or self.slow)


def trial(folder: Path, count: int, seed: int, seconds: float = SECONDS) -> Outcome:
    """Makes `count` files below the empty `folder`, reads them all, and says what came of each.

    Whatever the product raises is passed on: it may raise nothing.
    """
    made = malformed_files.make(folder, count, seed)
    begun = time.monotonic()
    moments = [begun]
    try:
        with NoteReader(extractor=Extractor(seconds)) as reader:
            read = note_documents([folder], reader=reader, on_file=lambda *_: moments.append(time.monotonic()))
    finally:
        malformed_places.unlock(folder)
    material = gather(read.documents)
    Lexical.in_memory(material).close()
    slow = [after - before for before, after in pairwise(moments)]
    return Outcome(
        files=len(made),
        read=len(read.documents),
        reasons=Counter(re.sub(r"[\d,.]+|: .*", "…", file.reason) for root in read.roots for file in root.skipped),
        unnamed=unnamed(made, read),
        slow=tuple(f"file {place} took {each:.0f} s" for place, each in enumerate(slow, 1) if each > seconds * _SLACK),
        passages=len(material.chunks),
        seconds=time.monotonic() - begun,
    )


def unnamed(made: tuple[Path, ...], read: NotesRead) -> tuple[str, ...]:
    """The files that are neither a document nor named, themselves or by a folder above them, as left out."""
    told = {printable(file.path) for root in read.roots for file in root.skipped}
    told |= {document.path for document in read.documents}
    places = {path: {printable(str(place)) for place in (path, *path.parents)} for path in made}
    return tuple(printable(str(path)) for path, names in places.items() if not names & told)


def main(arguments: list[str] | None = None) -> int:
    """Runs the trial in a folder of its own and prints what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.malformed", description=__doc__)
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=20261123)
    chosen = parser.parse_args(arguments)
    if chosen.count < 1:
        parser.error(f"--count is {chosen.count}; make at least one file")
    with TemporaryDirectory() as place:
        outcome = trial(Path(place).resolve(), chosen.count, chosen.seed)
    print(f"{outcome.files} files in {outcome.seconds:.0f} s: {outcome.read} read into {outcome.passages} passages")
    for reason, number in outcome.reasons.most_common():
        print(f"  {number:4} left out: {reason}")
    for sentence in (*(f"neither read nor named: {name}" for name in outcome.unnamed), *outcome.slow):
        print(f"  FAILED: {sentence}")
    return int(outcome.failed)


if __name__ == "__main__":
    sys.exit(main())
