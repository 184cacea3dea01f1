"""Invariant: a public test collection is read as it was published: documents, questions, and which answers which.

Three layouts: BEIR (`corpus.jsonl`, `queries.jsonl`, `qrels/*.tsv`), the Cranfield files of the TREC edition
(`cran.all.1400.xml`, `cran.qry.xml`, `cranqrel.trec.txt`), and documentation sections with a question set
(`*_docs.json` with `chunk_link`, `docs_evaluation_dataset.json` with `correct_chunks`). None of them is shipped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from assistant.knowledge.passages import Document


class CollectionError(Exception):
    """A folder that cannot be read as a test collection, in one sentence that names it."""


@dataclass(frozen=True)
class Collection:
    """Documents, questions by id, and the ids of the documents that answer each question."""

    name: str
    documents: tuple[Document, ...]
    questions: Mapping[str, str]
    answers: Mapping[str, frozenset[str]]


def read(folder: Path) -> Collection:
    """The collection in `folder`, whatever its layout.

    Raises CollectionError, one sentence, when it is none of the three or a file of it is missing or not as published.
    """
    try:
        found = _read(folder)
    except FileNotFoundError as error:
        raise CollectionError(f"{folder}: {Path(error.filename or '').name or error} is missing") from error
    except (KeyError, ValueError, TypeError) as error:
        raise CollectionError(f"{folder}: a file of it is not as published: {type(error).__name__}: {error}") from error
    if not found.answers:
        raise CollectionError(f"{folder}: no question in it has an answer among its documents")
    return found


def _read(folder: Path) -> Collection:
    if (folder / "corpus.jsonl").is_file():
        return _beir(folder)
    if (folder / "cran.qry.xml").is_file():
        return _cranfield(folder)
    if (folder / "docs_evaluation_dataset.json").is_file():
        return _sections(folder)
    raise CollectionError(
        f"{folder}: no test collection; name a folder with corpus.jsonl, queries.jsonl and qrels/test.tsv"
    )


def _beir(folder: Path) -> Collection:
    documents = tuple(
        Document(str(row["_id"]), str(row.get("title") or ""), str(row.get("text") or ""))
        for row in _lines(folder / "corpus.jsonl")
    )
    questions = {str(row["_id"]): str(row["text"]) for row in _lines(folder / "queries.jsonl")}
    test = folder / "qrels" / "test.tsv"
    table = test if test.is_file() else next(iter(sorted((folder / "qrels").glob("*.tsv"))), test)
    answers: dict[str, set[str]] = {}
    lines = table.read_text(encoding="utf-8-sig").splitlines()
    for place, line in enumerate(line for line in lines if line.strip()):
        judged = _judged(line, place, table)
        if judged is not None and judged[2] > 0:
            answers.setdefault(judged[0], set()).add(judged[1])
    return _collection(folder, documents, questions, answers)


def _judged(line: str, place: int, table: Path) -> tuple[str, str, float] | None:
    """(question, document, grade) of a line of qrels, with or without TREC's second column; None for a header."""
    cells = line.split("\t") if "\t" in line else line.split()
    try:
        return cells[0].strip(), cells[-2].strip(), float(cells[-1])
    except (IndexError, ValueError) as error:
        if place == 0:
            return None
        raise CollectionError(f"{table}: this is not question, document and grade: {line[:80]!r}") from error


def _cranfield(folder: Path) -> Collection:
    text = (folder / "cran.all.1400.xml").read_text(encoding="utf-8")
    documents = tuple(
        Document(number.strip(), " ".join(title.split()), body.strip())
        for number, title, body in re.findall(
            r"<docno>(.*?)</docno>.*?<title>(.*?)</title>.*?<text>(.*?)</text>", text, re.DOTALL
        )
    )
    raw = (folder / "cran.qry.xml").read_text(encoding="utf-8")
    found = re.findall(r"<title>(.*?)</title>", raw, re.DOTALL)
    questions = {str(place): " ".join(question.split()) for place, question in enumerate(found, 1)}
    answers: dict[str, set[str]] = {}
    for line in (folder / "cranqrel.trec.txt").read_text(encoding="utf-8").splitlines():
        question, _, document, grade = line.split()
        if int(grade) > 0:
            answers.setdefault(question, set()).add(document)
    return _collection(folder, documents, questions, answers)


def _sections(folder: Path) -> Collection:
    documents = {
        str(row["chunk_link"]): Document(
            str(row["chunk_link"]), f"{_page(str(row['chunk_link']))} > {row['chunk_heading']}", str(row["text"])
        )
        for row in from_json((folder / "anthropic_docs.json").read_bytes())
    }
    rows = from_json((folder / "docs_evaluation_dataset.json").read_bytes())
    questions = {str(row["id"]): str(row["question"]) for row in rows}
    answers = {str(row["id"]): set(map(str, row["correct_chunks"])) for row in rows}
    return _collection(folder, tuple(documents.values()), questions, answers)


def _page(link: str) -> str:
    return link.partition("#")[0].partition("/docs/")[2].replace("/", " > ").replace("-", " ")


def _lines(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for place, line in enumerate(path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            row = from_json(line)
        except ValueError as error:
            raise CollectionError(f"{path}: line {place} is not JSON: {error}") from error
        if not isinstance(row, dict):
            raise CollectionError(f"{path}: line {place} is not a JSON object")
        rows.append(row)
    return rows


def _collection(
    folder: Path, documents: tuple[Document, ...], questions: Mapping[str, str], answers: Mapping[str, set[str]]
) -> Collection:
    known = {document.id for document in documents}
    kept = {question: frozenset(wanted & known) for question, wanted in answers.items() if question in questions}
    return Collection(folder.name, documents, questions, {q: wanted for q, wanted in kept.items() if wanted})
