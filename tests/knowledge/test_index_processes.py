"""Several processes and one home: one builds, the others wait for its result; a killed one leaves nothing behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from assistant.knowledge.index import Index
from tests.knowledge.shelf import MINILM, SHELF

PROGRAM = """
import sys
from pathlib import Path
from assistant.knowledge.index import Index
from tests.knowledge.shelf import SHELF, Counting
embedder = Counting()
index = Index.open(Path(sys.argv[1]), SHELF, embedder=embedder)
embedded = len(embedder.texts)
found = index.search("when is a customer refunded")
print(embedded, found.passages[0].chunk.note, found.lexical_only, index.notices)
"""
DYING = """
import os, signal, sys
from pathlib import Path
from assistant.knowledge import generation, lexical
from assistant.knowledge.index import Index
from tests.knowledge.shelf import SHELF, Counting
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
setattr(*{"words": (lexical.Lexical, "write"), "vectors": (generation.ChromaStore, "write"),
          "manifest": (generation, "_write_whole"), "prune": (generation, "prune")}[sys.argv[2]], die)
Index.open(Path(sys.argv[1]), SHELF, embedder=Counting())
"""


def test_processes_that_start_together_build_once_and_all_answer(own_home: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(own_home)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    said = [process.communicate()[0].split(maxsplit=1) for process in started]
    assert {answer.strip() for _, answer in said} == {"refunds.md False ()"}
    assert sorted(int(embedded) for embedded, _ in said) == [0, 0, 6]
    assert len([folder for folder in (own_home / "index").iterdir() if folder.is_dir()]) == 1


def test_a_build_killed_at_any_step_is_never_seen(own_home: Path) -> None:
    for step in ("words", "vectors", "manifest", "prune"):
        done = subprocess.run([sys.executable, "-c", DYING, str(own_home), step], capture_output=True, check=False)
        assert done.returncode == -9, done.stderr
        with Index.open(own_home, SHELF[:2], embedder=None) as other:
            assert other.search("when is a customer refunded").passages[0].chunk.note == "refunds.md"
    with Index.open(own_home, SHELF, embedder=MINILM) as index:
        assert index.search("when is a customer refunded").passages[0].chunk.note == "refunds.md"
        assert index.notices == ()
