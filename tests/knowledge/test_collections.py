"""Collections in the BEIR layout come in many hands' forms: each is read, or named in one sentence."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks import retrieval
from benchmarks.collections import CollectionError, read
from benchmarks.retrieval import OURS, RANKS, VECTORS, WORDS, Figures, missed, tied

CORPUS = '{"_id": 1, "title": null, "text": "Refunds take a week."}\n\n{"_id": "b", "text": "Lamps are blue."}\n'
QUERIES = '{"_id": "q1", "text": "how long do refunds take"}\n\n{"_id": "q2", "text": "lamp colour"}\n'


def collection(folder: Path, qrels: str | None, corpus: str = CORPUS, queries: str = QUERIES) -> Path:
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text(corpus, encoding="utf-8")
    (folder / "queries.jsonl").write_text(queries, encoding="utf-8")
    if qrels is not None:
        (folder / "qrels" / "test.tsv").write_text(qrels, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "qrels",
    [
        "query-id\tcorpus-id\tscore\nq1\t1\t1\nq2\tb\t2\n",
        "q1\t1\t1\nq2\tb\t2",
        "\nquery-id\tcorpus-id\tscore\r\n\r\nq1\t1\t1.0\r\nq2\tb\t0.5\r\nq2\t1\t0.0\r\n",
        "q1 0 1 1\nq2 0 b 1\n",
        "\ufeffquery-id\tcorpus-id\tscore\nq1\t1\t1\nq2\tb\t1\nq2\t1\t-1\n",
    ],
    ids=["as published", "no header", "blank lines and floats", "as TREC has it", "with a mark"],
)
def test_judgements_are_read_however_they_are_written(tmp_path: Path, qrels: str) -> None:
    found = read(collection(tmp_path / "set", qrels))
    assert found.answers == {"q1": frozenset({"1"}), "q2": frozenset({"b"})}
    assert [(document.id, document.title) for document in found.documents] == [("1", ""), ("b", "")]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"qrels": None}, "test.tsv is missing"),
        ({"qrels": "q1\t1\t1\nq1\t1\tmuch\n"}, "not question, document and grade"),
        ({"qrels": "q1\tnowhere\t1\n"}, "no question in it has an answer"),
        ({"qrels": "q1\t1\t1", "corpus": "{broken\n"}, "line 1 is not JSON"),
        ({"qrels": "q1\t1\t1", "corpus": "[1]\n"}, "not a JSON object"),
        ({"qrels": "q1\t1\t1", "corpus": '{"text": "x"}'}, "not as published"),
    ],
    ids=["no judgements", "no grade", "no answer", "no JSON", "no object", "no id"],
)
def test_what_cannot_be_read_is_one_sentence(
    tmp_path: Path,
    change: dict[str, str],
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = collection(tmp_path / "set", **change)
    with pytest.raises(CollectionError, match=says):
        read(folder)
    monkeypatch.setattr(sys, "argv", ["retrieval", "--set", str(folder)])
    assert retrieval.main() == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_missing_file_and_an_empty_folder_are_named(tmp_path: Path) -> None:
    folder = collection(tmp_path / "set", "q1\t1\t1")
    (folder / "queries.jsonl").unlink()
    with pytest.raises(CollectionError, match=r"queries\.jsonl is missing"):
        read(folder)
    with pytest.raises(CollectionError, match="no test collection"):
        read(tmp_path / "nowhere")


def test_two_folders_of_one_name_are_two_collections(tmp_path: Path) -> None:
    folders = [collection(tmp_path / place / "set", "q1\t1\t1") for place in ("a", "b")]
    assert [found.name for found in retrieval._named(folders)] == ["set", "set-2"]


def test_a_tie_with_rank_fusion_is_said_and_not_judged() -> None:
    same = {way: Figures((1.0,), (1.0,)) for way in (WORDS, VECTORS, RANKS, OURS)}
    assert missed({"a": same}) == []
    assert "do not tell them apart" in tied({"a": same})
    better = {**same, RANKS: Figures((0.9,), (1.0,))}
    assert (missed({"a": better}), tied({"a": better})) == ([], "")
