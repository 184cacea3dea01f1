"""Every cell of the fault table on real sockets, and every cut of the scripted streams: python -m benchmarks.faults

Compares each cell with docs/faults.md and exits 1 on a difference or on anything no cell may do: a traceback, more
than three requests in one model call, a wait beyond the cap, a user's turn that was not recorded. `--table` prints the
rows as they were measured. No provider is asked: the server is one of ours on loopback.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from assistant import resources
from assistant.agent import prompts
from assistant.agent.assistant import Assistant
from assistant.agent.library import Library
from assistant.agent.turn import Turn
from assistant.knowledge.documents import corpus_documents
from assistant.knowledge.index import Index
from assistant.models.base import ChatModel
from tests.faults import cuts, table, trial
from tests.faults.rows import FAULTS


def main(arguments: list[str]) -> int:
    """Runs everything; the number of complaints decides the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        complaints = cells(_maker(Path(folder)), show="--table" in arguments) + cut_streams()
    for complaint in complaints:
        print(complaint)
    print(f"{len(complaints)} complaints")
    return 1 if complaints else 0


def cells(make: trial.Make, *, show: bool) -> list[str]:
    """Runs every cell."""
    complaints: list[str] = []
    stated, ran = table.stated(), 0
    for row in FAULTS:
        words: list[str] = []
        for place, (sdk, seen) in enumerate(table.COLUMNS):
            outcome = trial.cell(row, sdk, seen, make)
            where = f"row {row}, {sdk}, {'shown' if seen else 'unseen'}"
            complaints += [f"{where}: {wrong}" for wrong in outcome.wrong]
            said = stated[row][place].partition(" (")[0] if row in stated else ""
            if outcome.words != said:
                complaints.append(f"{where}: {outcome.words!r}, the table says {said!r}")
            words.append(outcome.words)
            ran += outcome.words != "-"
        if show:
            print(f"| {row} | {' | '.join(words)} |", flush=True)
    print(f"{ran} cells of {len(FAULTS)} rows ran")
    return complaints


def cut_streams() -> list[str]:
    """Cuts every scripted stream after every byte."""
    complaints: list[str] = []
    streams, made = 0, 0
    for shape in cuts.SHAPES:
        for body in cuts.bodies(shape):
            whole = cuts.whole_from(shape, body)
            complaints += [f"{shape.name}: whole after {n} bytes" for n in cuts.accepted(shape, body, range(whole))]
            if list(cuts.accepted(shape, body, [whole])) != [whole]:
                complaints.append(f"{shape.name}: the whole answer was not accepted, so the cuts prove nothing")
            streams, made = streams + 1, made + whole
    print(f"{streams} streams cut at {made:,} places")
    return complaints


def _maker(folder: Path) -> trial.Make:
    documents = list(corpus_documents(resources.folder("corpus")))
    library = Library(lambda: Index.open(folder, documents, embedder=None))
    library.index  # noqa: B018 - opened once, before the first cell

    def make(model: ChatModel, record: Callable[[str, Turn], None]) -> Assistant:
        now = datetime(2026, 11, 23, 9, tzinfo=UTC)
        return Assistant(
            model=model, library=library, prompts=prompts.load(), now=lambda: now, version="1", record=record
        )

    return make


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
