"""Whatever happens to the files of an index, the question is answered, and the next start has a sound index again."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.knowledge import building, dense, generation, opening, vectors
from assistant.knowledge.embedding import Embedder
from assistant.knowledge.index import Index
from assistant.knowledge.passages import Document
from assistant.knowledge.stores import VectorStoreError
from tests.knowledge.shelf import MINILM, SHELF, Counting, Hashed, note

MANY = tuple(note(f"n{number}.md", f"Number {number} is word{number}.\n") for number in range(1100))


def delete(file: Path) -> None:
    file.unlink()


def truncate(file: Path) -> None:
    with file.open("r+b") as open_file:
        open_file.truncate(file.stat().st_size // 2)


def zero(file: Path) -> None:
    file.write_bytes(b"\0" * file.stat().st_size)


def zero_head(file: Path) -> None:
    with file.open("r+b") as open_file:
        open_file.write(b"\0" * 512)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a built index of a few notes, which Chroma keeps in its database."""
    home = tmp_path_factory.mktemp("small")
    Index.open(home, SHELF, embedder=MINILM).close()
    return home


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with so many notes that Chroma writes its graph files."""
    home = tmp_path_factory.mktemp("large")
    Index.open(home, MANY, embedder=Hashed()).close()
    return home


def answers_now_and_is_sound_next_time(
    home: Path, documents: tuple[Document, ...], embedder: Embedder, query: str, expected: str
) -> tuple[str, ...]:
    index = Index.open(home, documents, embedder=embedder)
    found = index.search(query)
    assert (found.passages[0].chunk.note, found.lexical_only) == (expected, False)
    notices = index.notices
    index.close()
    again = Index.open(home, documents, embedder=embedder)
    assert again.search(query).passages == found.passages
    assert again.notices == ()
    again.close()
    return notices


FILES = (
    "CURRENT",
    "embeddings.sqlite3",
    "*/manifest.json",
    "*/lexical.sqlite3",
    "*/vectors/chroma.sqlite3",
    "*/vectors/*/data_level0.bin",
    "*/vectors/*/header.bin",
    "*/vectors/*/length.bin",
)


@pytest.mark.parametrize("damage", [delete, truncate, zero, zero_head])
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_costs_no_answer(small: Path, tmp_path: Path, name: str, damage: Callable[[Path], None]) -> None:
    home = tmp_path / "copy"
    shutil.copytree(small, home)
    damage(next((home / "index").glob(name)))
    notices = answers_now_and_is_sound_next_time(home, SHELF, MINILM, "when is a customer refunded", "refunds.md")
    assert bool(notices) == name.endswith((".json", "lexical.sqlite3", "chroma.sqlite3"))


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("data_level0.bin", zero_head),
        ("data_level0.bin", truncate),
        ("header.bin", truncate),
        ("link_lists.bin", zero),
        ("index_metadata.pickle", delete),
        ("length.bin", delete),
    ],
)
def test_files_that_would_end_the_process_are_never_loaded(
    large: Path, tmp_path: Path, name: str, damage: Callable[[Path], None]
) -> None:
    home = tmp_path / "copy"
    shutil.copytree(large, home)
    damage(next((home / "index").glob(f"*/vectors/*/{name}")))
    notices = answers_now_and_is_sound_next_time(home, MANY, Hashed(), "which is word777", "n777.md")
    assert len(notices) == 1


@pytest.mark.parametrize("seed", range(6))
def test_a_database_garbled_in_its_middle_is_built_again(
    small: Path, tmp_path: Path, seed: int, capfd: pytest.CaptureFixture[str]
) -> None:
    home, dice = tmp_path / "copy", random.Random(seed)
    shutil.copytree(small, home)
    database = next((home / "index").glob("*/vectors/chroma.sqlite3"))
    data = bytearray(database.read_bytes())
    for _ in range(50):
        data[dice.randrange(len(data))] = dice.randrange(256)
    database.write_bytes(data)
    answers_now_and_is_sound_next_time(home, SHELF, MINILM, "when is a customer refunded", "refunds.md")
    assert "panicked" not in capfd.readouterr().err


def test_a_flipped_byte_in_a_stored_vector_is_noticed(small: Path, tmp_path: Path) -> None:
    home = tmp_path / "copy"
    shutil.copytree(small, home)
    database = next((home / "index").glob("*/vectors/chroma.sqlite3"))
    with closing(sqlite3.connect(database)) as connection:
        (vector,) = connection.execute("SELECT vector FROM embeddings_queue ORDER BY seq_id").fetchone()
    part = vector[:64]
    database.write_bytes(database.read_bytes().replace(part, bytes([part[0] ^ 0xFF]) + part[1:]))
    notices = answers_now_and_is_sound_next_time(home, SHELF, MINILM, "when is a customer refunded", "refunds.md")
    assert notices == (building.REBUILT,)


def test_a_panic_of_chroma_is_trouble_with_the_vectors_and_an_interruption_is_not(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import chromadb

    class PanicException(BaseException):
        pass

    home = tmp_path / "copy"
    shutil.copytree(small, home)

    def ends(error: BaseException) -> Callable[..., None]:
        def client(**settings: object) -> None:
            raise error

        return client

    monkeypatch.setattr(chromadb, "PersistentClient", ends(KeyboardInterrupt()))
    with Index.open(home, SHELF, embedder=MINILM) as index, pytest.raises(KeyboardInterrupt):
        index.search("when is a customer refunded")
    monkeypatch.setattr(chromadb, "PersistentClient", ends(PanicException("called `Result::unwrap()`")))
    with Index.open(home, SHELF, embedder=MINILM) as index:
        found = index.search("when is a customer refunded")
        assert (found.passages[0].chunk.note, found.lexical_only) == ("refunds.md", False)
        assert index.notices == (dense.DAMAGED,)


def test_a_full_disk_is_no_damage_and_costs_no_index(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import chromadb

    home = tmp_path / "copy"
    shutil.copytree(small, home)

    def client(**settings: object) -> None:
        raise RuntimeError("error returned from database: (code: 13) database or disk is full")

    with monkeypatch.context() as full:
        full.setattr(chromadb, "PersistentClient", client)
        with Index.open(home, SHELF, embedder=MINILM) as index:
            found = index.search("when is a customer refunded")
            assert (found.passages[0].chunk.note, found.lexical_only) == ("refunds.md", False)
            assert index.notices == (dense.FULL,)
    before = generation.current(home / generation.FOLDER)
    with Index.open(home, SHELF, embedder=MINILM) as index:
        assert not index.search("when is a customer refunded").lexical_only
        assert index.notices == ()
    assert generation.current(home / generation.FOLDER) == before


def test_an_index_can_be_examined_from_outside(small: Path, large: Path, tmp_path: Path) -> None:
    for home, documents, embedder in ((small, SHELF, MINILM), (large, MANY, Hashed()), (tmp_path, SHELF, None)):
        with Index.open(home, documents, embedder=embedder) as index:
            assert index.probe() == ""


def test_a_whole_folder_that_is_gone_is_built_again_without_embedding(small: Path, tmp_path: Path) -> None:
    home = tmp_path / "copy"
    shutil.copytree(small, home)
    shutil.rmtree(next((home / "index").glob("*/vectors")))
    embedder = Counting()
    answers_now_and_is_sound_next_time(home, SHELF, embedder, "when is a customer refunded", "refunds.md")
    assert len(embedder.texts) == 2  # the two questions


def test_a_flipped_byte_in_a_kept_vector_is_noticed_and_embedded_again(small: Path, tmp_path: Path) -> None:
    home = tmp_path / "copy"
    shutil.copytree(small, home)
    database = home / "index" / "embeddings.sqlite3"
    data = bytearray(database.read_bytes())
    data[-100] ^= 0xFF
    database.write_bytes(data)
    embedder = Counting()
    Index.open(home, [*SHELF, note("new.md", "A new note.\n")], embedder=embedder).close()
    assert len(embedder.texts) == 2  # the new note, and the one whose vector was hurt


def test_a_process_that_died_loading_has_the_folder_examined_first(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "copy"
    shutil.copytree(small, home)
    examined: list[Path] = []

    def probe(folder: Path) -> str:
        examined.append(folder)
        return "loading it ends the process"

    monkeypatch.setattr(opening, "probe", probe)
    with Index.open(home, SHELF, embedder=MINILM) as clean:
        clean.search("refund")
    assert examined == []
    (home / "index" / "opening-4194999").touch()
    with Index.open(home, SHELF, embedder=MINILM) as index:
        found = index.search("when is a customer refunded")
        assert (found.passages[0].chunk.note, found.lexical_only) == ("refunds.md", False)
        assert index.notices == (dense.DAMAGED,)
    assert len(examined) == 1


def test_a_sound_folder_passes_the_probe_and_the_mark_is_cleared(small: Path, tmp_path: Path) -> None:
    home = tmp_path / "copy"
    shutil.copytree(small, home)
    mark = home / "index" / "opening-4194999"
    mark.touch()
    with Index.open(home, SHELF, embedder=MINILM) as index:
        assert not index.search("when is a customer refunded").lexical_only
        assert index.notices == ()
    assert list((home / "index").glob("opening-*")) == []


def test_the_probe_survives_a_folder_that_kills(large: Path, tmp_path: Path) -> None:
    shutil.copytree(next((large / "index").glob("*/vectors")), tmp_path / "vectors")
    zero(next((tmp_path / "vectors").glob("*/link_lists.bin")))
    assert opening.probe(tmp_path / "vectors") == "loading it ends the process"
    assert "missing" in opening.probe(tmp_path / "nothing")


def test_a_chroma_that_does_not_work_is_replaced_by_memory(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(folder: Path) -> None:
        raise VectorStoreError("no such module")

    monkeypatch.setattr(vectors, "_client", broken)
    with Index.open(own_home, SHELF, embedder=MINILM) as index:
        found = index.search("How does a buyer get reimbursed?")
        assert (found.passages[0].chunk.note, found.lexical_only) == ("refunds.md", False)
        assert index.notices == ("Chroma cannot be used (no such module); searching in memory instead.",)


def test_damage_on_a_disk_that_refuses_to_mend_leaves_the_words(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "copy"
    shutil.copytree(small, home)

    def refuse(folder: Path) -> Path:
        raise InputError("The data folder cannot be written")

    with Index.open(home, SHELF, embedder=MINILM) as index:
        zero(next((home / "index").glob("*/vectors/chroma.sqlite3")))
        monkeypatch.setattr(generation, "private_folder", refuse)
        found = index.search("when is a customer refunded")
        assert (found.passages[0].chunk.note, found.lexical_only) == ("refunds.md", True)
        assert found.why == "The data folder cannot be written."
