"""Both stores give the same nearest vectors; Chroma says when it cannot."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.knowledge.sealing import seals
from assistant.knowledge.stores import ExactStore, Vectors, VectorStore, VectorStoreError
from assistant.knowledge.vectors import ChromaStore

DICE = random.Random(7)
MANY = {f"id{n}": [DICE.gauss(0, 1) for _ in range(8)] for n in range(1200)}
FEW: Vectors = {"corpus": {"a": [1.0, 0.0], "b": [0.0, 1.0]}, "notes": {"c": [1.0, 1.0], "d": [-3.0, 0.0]}}


def chroma(folder: Path, vectors: Vectors) -> VectorStore:
    folder.mkdir()
    ChromaStore.write(folder, vectors)
    return ChromaStore.open(folder)


def exact(folder: Path, vectors: Vectors) -> VectorStore:
    return ExactStore(vectors)


@pytest.mark.parametrize("make", [chroma, exact])
def test_the_nearest_come_first_with_their_cosines(
    tmp_path: Path, make: Callable[[Path, Vectors], VectorStore]
) -> None:
    store = make(tmp_path / "store", FEW)
    found = store.query([2.0, 0.0], 10)
    assert [name for name, _ in found] == ["a", "c", "b", "d"]
    assert [cosine for _, cosine in found] == pytest.approx([1, math.sqrt(0.5), 0, -1], abs=1e-5)
    assert [name for name, _ in store.query([2.0, 0.0], 10, "notes")] == ["c", "d"]
    assert [name for name, _ in store.query([2.0, 0.0], 1, "corpus")] == ["a"]
    assert [name for name, _ in store.query([2.0, 0.0], 10, inside={"d", "b", "unknown"})] == ["b", "d"]
    assert [name for name, _ in store.query([2.0, 0.0], 1, "notes", {"d", "a"})] == ["d"]
    assert store.query([2.0, 0.0], 10, inside=set()) == []
    assert store.ids() == {"a", "b", "c", "d"}
    store.close()


def test_chroma_finds_what_an_exact_search_finds(tmp_path: Path) -> None:
    near, sure = chroma(tmp_path / "store", {"notes": MANY}), ExactStore({"notes": MANY})
    shared = [
        len({name for name, _ in near.query(vector, 100)} & {name for name, _ in sure.query(vector, 100)})
        for vector in list(MANY.values())[:20]
    ]
    assert sum(shared) >= 0.99 * 2000
    near.close()


def test_a_store_of_nothing_finds_nothing(tmp_path: Path) -> None:
    for store in (chroma(tmp_path / "store", {}), ExactStore({})):
        assert store.query([1.0, 0.0], 5) == []
        assert store.ids() == set()
        store.close()


@pytest.mark.parametrize("bad", [{"a": [1.0], "b": [1.0, 2.0]}, {"a": [float("nan"), 1.0]}, {"a": []}])
def test_vectors_that_are_none_are_refused(tmp_path: Path, bad: dict[str, list[float]]) -> None:
    with pytest.raises(VectorStoreError):
        ChromaStore.write(tmp_path, {"notes": bad})


def test_a_missing_store_is_not_silently_made_anew(tmp_path: Path) -> None:
    with pytest.raises(VectorStoreError, match="missing"):
        ChromaStore.open(tmp_path)
    assert not (tmp_path / "chroma.sqlite3").exists()


def test_a_store_that_chroma_fails_to_clean_up_after_is_an_error_that_names_the_cause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import chromadb

    chroma(tmp_path / "store", FEW).close()

    def opens(**_: object) -> None:
        try:
            raise OSError("attempt to write a readonly database")
        finally:
            raise AttributeError("bindings")

    monkeypatch.setattr(chromadb, "PersistentClient", opens)
    with pytest.raises(VectorStoreError, match="readonly database"):
        ChromaStore.open(tmp_path / "store")


def test_a_query_of_another_size_is_an_error_of_the_store(tmp_path: Path) -> None:
    store = chroma(tmp_path / "store", FEW)
    with pytest.raises(VectorStoreError):
        store.query([1.0, 2.0, 3.0], 2)
    store.close()


def test_reading_leaves_the_sealed_files_alone(tmp_path: Path) -> None:
    store = chroma(tmp_path / "store", {"notes": MANY})
    before = seals(tmp_path / "store")
    assert len(before) == 6
    store.query(MANY["id1"], 10)
    store.close()
    assert seals(tmp_path / "store") == before


def test_the_working_folder_cannot_redirect_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("CHROMA_API_IMPL=chromadb.api.fastapi.FastAPI\nCHROMA_SERVER_HOST=example.com\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHROMA_API_IMPL", "chromadb.api.fastapi.FastAPI")
    store = chroma(tmp_path / "store", FEW)
    assert store.query([1.0, 0.0], 1)[0][0] == "a"
    assert (tmp_path / "store" / "chroma.sqlite3").is_file()
    store.close()
