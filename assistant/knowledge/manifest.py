"""Invariant: a manifest says what an index was made from and with, so "nothing changed" is compared, never guessed.

Its key covers the documents, the chunker, the tokenizer, the embedder and the version of Chroma; its seals are the
sha256 of everything that is only read after it was built.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path

import pydantic_core

from assistant.knowledge import chunks as chunking
from assistant.knowledge import lexical, sealing
from assistant.knowledge.embedding import Embedder
from assistant.knowledge.material import Material
from assistant.knowledge.passages import content_hash
from assistant.knowledge.stores import VectorStoreError

FILE = "manifest.json"
LEXICAL = "lexical.sqlite3"
VECTORS = "vectors"
_FORMAT = "4"  # raise it when a generation is laid out or its graph built otherwise
_LIMIT = 64_000_000  # bytes; some 600,000 chunks


@dataclass(frozen=True)
class Manifest:
    """What a generation was made from and with. `chunks` is their number; which they are follows
    from the documents and the chunker."""

    key: str
    format: str
    chunker: str
    lexical: str
    embedder: str
    chromadb: str
    documents: Mapping[str, str]
    chunks: int
    seals: Mapping[str, str]


def identity(material: Material, embedder: Embedder | None) -> str:
    """The key of what this material and this embedder make: equal exactly when nothing changed."""
    parts = [_FORMAT, chunking.VERSION, lexical.VERSION, _embedder(embedder), _chromadb(embedder)]
    if not material.headings:
        parts.append("without headings")
    for document in material.documents:
        parts += [document.source, document.id, document.title, document.hash]
    return content_hash(*parts)


def describe(folder: Path, key: str, material: Material, embedder: Embedder | None) -> str:
    """The manifest, as JSON, of the generation just built in `folder` from what the `key` covers."""
    manifest = Manifest(
        key=key,
        format=_FORMAT,
        chunker=chunking.VERSION,
        lexical=lexical.VERSION,
        embedder=_embedder(embedder),
        chromadb=_chromadb(embedder),
        documents=material.hashes,
        chunks=len(material.chunks),
        seals=_seals(folder),
    )
    return json.dumps(vars(manifest))


def read(folder: Path) -> Manifest | None:
    """The manifest of a finished generation; None when it is missing or is not one."""
    try:
        data = (folder / FILE).read_bytes()
        return Manifest(**pydantic_core.from_json(data, allow_inf_nan=False)) if len(data) <= _LIMIT else None
    except (OSError, ValueError, TypeError):
        return None


def moved_on(manifest: Manifest, embedder: Embedder | None) -> tuple[str, ...]:
    """What this installation does otherwise than the one that built the generation, in the user's words."""
    pairs = {
        "the index format": (manifest.format, _FORMAT),
        "the cutting of texts": (manifest.chunker, chunking.VERSION),
        "the word index": (manifest.lexical, lexical.VERSION),
        "the embedding model": (manifest.embedder, _embedder(embedder)),
        "Chroma's version": (manifest.chromadb, _chromadb(embedder)),
    }
    return tuple(name for name, (then, now) in pairs.items() if then != now)


def intact(folder: Path, manifest: Manifest) -> bool:
    """Whether every sealed file is byte for byte what was built. 28 MB (10,000 chunks) take about 20 ms."""
    try:
        found = _seals(folder)
        return all(found.get(name) == seal for name, seal in manifest.seals.items())
    except (OSError, AttributeError, VectorStoreError):
        return False


def _seals(folder: Path) -> dict[str, str]:
    words = hashlib.sha256((folder / LEXICAL).read_bytes()).hexdigest()
    inner = sealing.seals(folder / VECTORS)
    return {LEXICAL: words, **{f"{VECTORS}/{name}": seal for name, seal in inner.items()}}


def _embedder(embedder: Embedder | None) -> str:
    return f"{embedder.fingerprint}:{embedder.dimension}" if embedder else ""


def _chromadb(embedder: Embedder | None) -> str:
    return _chromadb_version() if embedder else ""


@cache
def _chromadb_version() -> str:
    try:
        return installed_version("chromadb")
    except PackageNotFoundError:
        return ""
