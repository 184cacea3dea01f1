"""While a large index is built anew, words are searched and that is said; afterwards meaning takes part again."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.errors import ProviderError
from assistant.knowledge import building, generation, lexical, manifest
from assistant.knowledge.index import Index
from tests.knowledge.shelf import SHELF, Hashed, note

QUESTION = "when is a customer refunded"


@pytest.fixture(autouse=True)
def every_shelf_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "AT_ONCE", 0)


class Waiting(Hashed):
    """Embeds only once it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        self.go.wait()
        return super().embed(texts)


def spoil(home: Path) -> None:
    """Damages the index and forgets the kept vectors."""
    (home / "index" / generation.current(home / "index") / manifest.LEXICAL).write_bytes(b"\0")
    (home / "index" / "embeddings.sqlite3").unlink()


def finished(index: Index) -> None:
    for thread in threading.enumerate():
        if thread.name == "rebuild":
            thread.join()
    index.search("anything")


def test_words_answer_while_a_damaged_index_is_built_anew(own_home: Path) -> None:
    Index.open(own_home, SHELF, embedder=Hashed()).close()
    spoil(own_home)
    embedder = Waiting()
    with Index.open(own_home, SHELF, embedder=embedder) as index:
        found = index.search(QUESTION)
        assert found.passages[0].chunk.note == "refunds.md"
        assert (found.lexical_only, found.why) == (
            True,
            "the index was damaged and is being built anew; until then words alone are searched",
        )
        embedder.go.set()
        finished(index)
        assert not index.search(QUESTION).lexical_only
        assert index.notices == (building.REBUILT,)
    assert generation.kept_aside(own_home / "index")
    with Index.open(own_home, SHELF, embedder=Hashed()) as again:
        assert not again.search(QUESTION).lexical_only
        assert again.notices == ()


def test_other_notes_are_built_before_the_answer(own_home: Path) -> None:
    Index.open(own_home, SHELF, embedder=Hashed()).close()
    with Index.open(own_home, [*SHELF, note("new.md", "New.\n")], embedder=Hashed()) as other:
        assert not other.search(QUESTION).lexical_only


def test_an_index_of_another_version_is_built_anew_meanwhile(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Index.open(own_home, SHELF, embedder=Hashed()).close()
    monkeypatch.setattr(lexical, "VERSION", "next")
    (own_home / "index" / "embeddings.sqlite3").unlink()
    embedder = Waiting()
    with Index.open(own_home, SHELF, embedder=embedder) as index:
        assert "made by another version" in index.search(QUESTION).why
        embedder.go.set()
        finished(index)
        assert not index.search(QUESTION).lexical_only
        assert index.notices == ()


def test_a_rebuild_that_fails_says_why(own_home: Path) -> None:
    class Failing(Hashed):
        def embed(self, texts: Sequence[str]) -> list[list[float]]:
            raise ProviderError("The embedding model failed", fix="Check its key.")

    Index.open(own_home, SHELF, embedder=Hashed()).close()
    spoil(own_home)
    with Index.open(own_home, SHELF, embedder=Failing()) as index:
        finished(index)
        found = index.search(QUESTION)
        assert found.passages[0].chunk.note == "refunds.md"
        assert found.why == "The embedding model failed. Check its key."


def test_a_process_that_only_asks_once_mends_the_index_before_it_ends(own_home: Path) -> None:
    Index.open(own_home, SHELF, embedder=Hashed()).close()
    spoil(own_home)
    program = (
        "import sys; from pathlib import Path\n"
        "from assistant.knowledge import building; building.AT_ONCE = 0\n"
        "from assistant.knowledge.index import Index; from tests.knowledge.shelf import SHELF, Hashed\n"
        f"print(Index.open(Path(sys.argv[1]), SHELF, embedder=Hashed()).search({QUESTION!r}).passages[0].chunk.note)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(own_home)], capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("refunds.md", "")
    with Index.open(own_home, SHELF, embedder=Hashed()) as index:
        assert not index.search(QUESTION).lexical_only
        assert index.notices == ()


def test_an_index_whose_folder_others_have_cleared_away_still_answers(own_home: Path) -> None:
    with Index.open(own_home, SHELF, embedder=Hashed()) as first:
        for size in range(1, 6):
            Index.open(own_home, SHELF[:size], embedder=Hashed()).close()
        assert first.switched()
        assert not first.switched()
        found = first.search(QUESTION)
        assert (found.passages[0].chunk.note, found.lexical_only) == ("refunds.md", False)
        assert first.notices == ()
