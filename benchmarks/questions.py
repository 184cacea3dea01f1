"""Invariant: a question counts as found only by the passages a user would be shown, and an abstention finds nothing.

    python -m benchmarks.questions

Asks the questions of `evals/suites/retrieval/` of the shipped notes, and prints how often the right note is among the
first five passages, how many questions that need several notes get all of them in the first eight, and how often the
search abstains rightly and falsely.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic_core import from_json

from assistant import resources
from assistant.knowledge.documents import corpus_documents
from assistant.knowledge.embedding import packaged
from assistant.knowledge.index import Index

FILES = ("given", "titles", "blind")
_SEVERAL = "multi-hop"


@dataclass(frozen=True)
class Question:
    """A question, the notes that answer it (none: nothing does), and its kind."""

    question: str
    note: tuple[str, ...]
    kind: str


@dataclass(frozen=True)
class Answers:
    """Counts over a file of questions. `complete` is of those that need several notes, `found` of the other answered
    ones."""

    found: int
    of_one: int
    complete: int
    of_several: int
    rightly_silent: int
    of_unanswerable: int
    falsely_silent: int

    def line(self) -> str:
        """The counts as one row."""
        return (
            f"note in the first five {self.found} of {self.of_one}; "
            f"all notes in the first eight {self.complete} of {self.of_several}; "
            f"abstains rightly {self.rightly_silent} of {self.of_unanswerable}, "
            f"falsely {self.falsely_silent} of {self.of_one + self.of_several}"
        )


def questions(name: str) -> tuple[Question, ...]:
    """The questions of one file of the retrieval suite."""
    text = resources.folder("evals").joinpath("suites", "retrieval", f"{name}.jsonl").read_text(encoding="utf-8")
    rows = [from_json(line) for line in text.splitlines() if line.strip()]
    return tuple(Question(row["question"], tuple(row["note"]), row["kind"]) for row in rows)


def ask(index: Index, asked: Sequence[Question]) -> Answers:
    """Asks every question as `assistant notes search` would."""
    shown = {
        q: [passage.chunk.note for passage in index.search(q.question, limit=8, asked=True).passages] for q in asked
    }
    several = [q for q in asked if q.kind == _SEVERAL]
    one = [q for q in asked if q.note and q.kind != _SEVERAL]
    nothing = [q for q in asked if not q.note]
    return Answers(
        found=sum(bool({*q.note} & {*shown[q][:5]}) for q in one),
        of_one=len(one),
        complete=sum({*q.note} <= {*shown[q]} for q in several),
        of_several=len(several),
        rightly_silent=sum(not shown[q] for q in nothing),
        of_unanswerable=len(nothing),
        falsely_silent=sum(not shown[q] for q in (*one, *several)),
    )


def main() -> None:
    """Prints the figures with meaning and with words alone."""
    argparse.ArgumentParser(prog="python -m benchmarks.questions", description="Ask the shipped notes.").parse_args()
    with tempfile.TemporaryDirectory(prefix="questions-") as home:
        for way, embedder in (("words", None), ("words and meaning", packaged())):
            with Index.open(Path(home), corpus_documents(resources.folder("corpus")), embedder=embedder) as index:
                for name in FILES:
                    print(f"{name}, {way}: {ask(index, questions(name)).line()}")


if __name__ == "__main__":
    main()
