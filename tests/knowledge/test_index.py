"""Search over a shelf of notes: found, cited, confined, withheld; and an index that is only written when it must be."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import resources
from assistant.errors import InputError, ProviderError
from assistant.knowledge import generation
from assistant.knowledge.documents import corpus_documents
from assistant.knowledge.index import Index
from assistant.knowledge.scope import Scope
from tests.knowledge.shelf import MINILM, SHELF, Counting, Hashed, contents, note

Open = Callable[..., Index]


@pytest.fixture
def opened(own_home: Path) -> Iterator[Open]:
    """Opens indexes below the test's home and closes them afterwards."""
    made: list[Index] = []

    def open_index(documents: object = SHELF, embedder: object = MINILM, home: Path = own_home) -> Index:
        made.append(Index.open(home, documents, embedder=embedder))  # type: ignore[arg-type]
        return made[-1]

    yield open_index
    for index in made:
        index.close()


def notes(index: Index, query: str, **how: object) -> list[str]:
    return [passage.chunk.note for passage in index.search(query, **how).passages]  # type: ignore[arg-type]


def test_a_question_in_other_words_finds_its_note_with_a_place_and_a_key(opened: Open) -> None:
    index = opened()
    found = index.search("How does a buyer get reimbursed?")
    best = found.passages[0]
    assert (best.cite, best.chunk.note) == ("p1", "refunds.md")
    assert [passage.cite for passage in found.passages] == [f"p{n}" for n in range(1, len(found.passages) + 1)]
    assert all(0 <= passage.score <= 1 for passage in found.passages)
    document = index.document(best.chunk.note)
    assert document is not None
    assert document.text[best.chunk.start : best.chunk.end] == best.chunk.text
    assert index.chunks()[best.chunk.hash] == best.chunk
    assert (found.abstained, found.lexical_only, found.why, found.corpus_version) == (False, False, "", index.version)
    assert index.notices == ()


def test_a_limit_and_a_source_are_kept(opened: Open) -> None:
    index = opened()
    assert len(notes(index, "train the product on data", limit=2)) == 2
    assert set(notes(index, "train the product on data", scope=Scope(source="corpus"))) <= {"order", "evals"}
    assert "tuning.md" in notes(index, "train a model", scope=Scope(source="notes"))


def test_the_same_text_is_shown_once(opened: Open) -> None:
    copies = [note(f"copy{n}.md", "Refunds are paid  within thirty days.\n") for n in range(3)]
    found = opened([*SHELF, *copies]).search("Refunds are paid within thirty days")
    assert sum(passage.chunk.note.startswith("copy") for passage in found.passages) == 1


@pytest.mark.parametrize("query", ["", "   ", "\u200b", "What is the best pizza in Naples?", "asdkjh qwe zxcmn"])
def test_nothing_relevant_is_said_instead_of_something(opened: Open, query: str) -> None:
    found = opened(corpus_documents(resources.folder("corpus"))[:3]).search(query)
    assert found.abstained
    assert found.passages == ()
    assert found.why


def test_without_an_embedder_words_are_searched_and_that_is_said(opened: Open) -> None:
    found = opened(embedder=None).search("When is a customer refunded?")
    assert found.passages[0].chunk.note == "refunds.md"
    assert found.passages[0].score == 1
    assert found.lexical_only
    assert "product-first-assistant[local]" in found.why


def test_an_empty_shelf_is_searched_without_complaint(opened: Open) -> None:
    for embedder in (MINILM, None):
        assert opened((), embedder).search("anything").abstained


@pytest.mark.parametrize(
    "query", ['"refund', "refund AND -money", "refund* NEAR(", "Erstattung für Kunden", "返金 refund"]
)
def test_any_signs_and_languages_can_be_asked_in(opened: Open, query: str) -> None:
    assert isinstance(opened().search(query).abstained, bool)
    assert notes(opened(), f"{query} refund customer")[0] == "refunds.md"


def test_a_question_in_another_language_finds_words_that_are_the_same(opened: Open) -> None:
    german = note("frist.md", "# Kündigungsfrist\n\nDie Kündigungsfrist beträgt drei Monate zum Quartalsende.\n")
    assert notes(opened([*SHELF, german]), "Wie lang ist die Kundigungsfrist?")[0] == "frist.md"


def test_an_unchanged_shelf_is_opened_without_a_write_or_a_lock(
    opened: Open, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened()
    before = contents(own_home)
    monkeypatch.setattr(generation, "writer", None)
    embedder = Counting()
    again = opened(tuple(reversed(SHELF)), embedder)
    assert contents(own_home) == before
    assert embedder.texts == []
    assert again.version == first.version
    moved = opened([replace(document, path="elsewhere/" + document.path) for document in SHELF])
    assert moved.version == first.version


def test_a_changed_note_embeds_only_what_changed(opened: Open, own_home: Path) -> None:
    first = opened()
    embedder = Counting()
    progress: list[tuple[int, int]] = []
    changed = note("refunds.md", SHELF[0].text + "\n## New\n\nGift cards are never refunded.\n")
    index = Index.open(
        own_home, [changed, *SHELF[1:]], embedder=embedder, on_progress=lambda *done: progress.append(done)
    )
    assert [text.splitlines()[-1] for text in embedder.texts] == ["Gift cards are never refunded."]
    assert progress == [(1, 1)]
    assert notes(index, "gift cards")[0] == "refunds.md"
    assert index.version != first.version
    index.close()


def test_a_removed_note_is_not_found_any_more(opened: Open) -> None:
    assert notes(opened(), "latency of a reply")[0] == "latency.md"
    shorter = opened([document for document in SHELF if document.id != "latency.md"])
    assert "latency.md" not in notes(shorter, "latency of a reply")


def test_going_back_to_earlier_notes_takes_the_earlier_index(opened: Open, own_home: Path) -> None:
    opened()
    opened(SHELF[:3])
    before = contents(own_home)
    opened()
    assert contents(own_home) == before


def test_old_generations_and_killed_builds_are_cleared(opened: Open, own_home: Path) -> None:
    (own_home / "index" / "0123-killed" / "vectors").mkdir(parents=True)
    for size in range(1, 7):
        opened(SHELF[:size])
    folders = [folder for folder in (own_home / "index").iterdir() if folder.is_dir()]
    assert len(folders) == 3
    assert (own_home / "index" / "CURRENT").read_text() in {folder.name for folder in folders}


def test_two_builds_of_the_same_notes_answer_alike(opened: Open, tmp_path: Path) -> None:
    one, other = opened(home=tmp_path / "one"), opened(home=tmp_path / "other")
    for query in ("train a model", "money back", "before launch"):
        assert one.search(query) == other.search(query)


def test_vectors_of_two_models_are_never_mixed(opened: Open) -> None:
    opened()
    assert notes(opened(embedder=Hashed()), "refund") != []


def test_an_embedder_that_fails_costs_the_vectors_only(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(texts: object) -> list[list[float]]:
        raise ProviderError("The embedding model failed", fix="Check its key.")

    embedder = Counting()
    monkeypatch.setattr(embedder, "embed", fail)
    unbuilt = opened(embedder=embedder).search("refund for a customer")
    assert (unbuilt.passages[0].chunk.note, unbuilt.lexical_only) == ("refunds.md", True)
    assert unbuilt.why == "The embedding model failed. Check its key."
    opened()
    unasked = opened(embedder=embedder).search("refund for a customer")
    assert (unasked.passages[0].chunk.note, unasked.lexical_only) == ("refunds.md", True)


@pytest.mark.parametrize("made", [[], [[1.0, 2.0]], [[float("nan")] * 384]])
def test_vectors_that_are_none_are_not_kept(
    opened: Open, monkeypatch: pytest.MonkeyPatch, made: list[list[float]]
) -> None:
    embedder = Counting()
    monkeypatch.setattr(embedder, "embed", lambda texts: made)
    assert "another number or size" in opened(SHELF[2:3], embedder).search("latency of a reply").why


def test_several_threads_search_and_open_at_once(opened: Open) -> None:
    index = opened()
    queries = ["refund for a customer", "consent to keep data", "latency of a reply", "train a model"] * 10
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda query: notes(index, query)[0], queries))
        shelves = list(pool.map(lambda size: opened(SHELF[:size]), [2, 3, 2, 3]))
    assert found == ["refunds.md", "consent.md", "latency.md", "tuning.md"] * 10
    assert [len(shelf.chunks()) for shelf in shelves] == [2, 3, 2, 3]


def test_everything_written_is_private(opened: Open, own_home: Path) -> None:
    mask = os.umask(0)
    try:
        index = opened()
        index.search("refund")
    finally:
        os.umask(mask)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [own_home, *own_home.rglob("*")]}
    assert len(modes) > 8
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}


def test_a_home_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for home in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(InputError, match="cannot be written"):
            Index.open(home, SHELF, embedder=None)
    assert list(tmp_path.glob("index")) == []


def test_a_folder_that_can_only_be_read_is_searched_by_words(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_home.mkdir(exist_ok=True)

    def refuse(folder: Path) -> Path:
        raise InputError("The data folder cannot be written")

    monkeypatch.setattr(generation, "private_folder", refuse)
    with pytest.raises(InputError, match="cannot be written"):
        Index.open(own_home, SHELF, embedder=None)
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)
    with Index.open(own_home, SHELF, embedder=None) as index:
        found = index.search("when is a customer refunded")
    assert (found.passages[0].chunk.note, found.lexical_only) == ("refunds.md", True)
    assert "cannot be written" in found.why


def test_a_full_disk_is_one_sentence_and_later_the_index_is_built(own_home: Path) -> None:
    program = (
        "import resource, sys; from pathlib import Path\n"
        "from assistant.errors import InputError; from assistant.knowledge.index import Index\n"
        "from tests.knowledge.shelf import SHELF\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)\n"
        "try: Index.open(Path(sys.argv[1]), SHELF, embedder=None)\n"
        "except InputError as error: print('said:', error.sentence())\n"
    )
    for size in (0, 512, 5000, 20_000):
        done = subprocess.run(
            [sys.executable, "-c", program, str(own_home), str(size)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("said: ")
        assert done.stdout.count("\n") == 1
    index = Index.open(own_home, SHELF, embedder=None)
    assert notes(index, "refund")[0] == "refunds.md"
    index.close()


def test_nothing_heavy_loads_before_the_first_search(own_home: Path) -> None:
    Index.open(own_home, SHELF, embedder=MINILM).close()
    program = (
        "import sys; from pathlib import Path\n"
        "from assistant.knowledge.embedding import packaged; from assistant.knowledge.index import Index\n"
        "from tests.knowledge.shelf import SHELF\n"
        "index = Index.open(Path(sys.argv[1]), SHELF, embedder=packaged())\n"
        "heavy = {'chromadb', 'onnxruntime', 'tokenizers', 'numpy', 'langchain_core', 'pydantic'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(own_home)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
