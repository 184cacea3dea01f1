"""The packaged model: the known weights, the known meaning, and nothing else."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.errors import InputError
from assistant.knowledge import embedding
from tests.knowledge.shelf import MINILM

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer


def cosine(one: str, other: str) -> float:
    first, second = MINILM.embed([one, other])
    return sum(a * b for a, b in zip(first, second, strict=True))


def test_vectors_have_length_one_and_do_not_depend_on_their_company() -> None:
    texts = ["Ship first.", "", "Erst ausliefern, dann lernen. " * 80]
    together = MINILM.embed(texts)
    assert [len(vector) for vector in together] == [MINILM.dimension] * 3
    assert all(math.isclose(math.sqrt(sum(n * n for n in vector)), 1, abs_tol=1e-5) for vector in together)
    assert together == [MINILM.embed([text])[0] for text in texts]


def test_meaning_is_nearer_than_words() -> None:
    assert (
        cosine("How do I get my money back?", "refund policy")
        > cosine("How do I get my money back?", "back pain") + 0.1
    )


def test_the_known_values_of_the_model_come_out() -> None:
    assert cosine("A man is eating food.", "A man is eating a piece of bread.") == pytest.approx(0.7553, abs=0.01)


def test_only_the_first_256_tokens_count() -> None:
    long = "product " * 300
    assert MINILM.embed([long + "apple"]) == MINILM.embed([long + "pear"])


def test_other_weights_are_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(InputError, match="not the ones this version knows"):
        embedding.MiniLM().embed(["x"])


def test_another_vocabulary_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "VOCABULARY_SHA256", "0" * 64)
    with pytest.raises(InputError) as raised:
        embedding.MiniLM().embed(["x"])
    assert raised.value.where == "minilm-tokenizer.json"


def test_without_the_weights_there_is_no_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "_WEIGHTS_PACKAGE", "weights_that_nobody_installed")
    assert embedding.packaged() is None


def test_the_vocabulary_is_part_of_the_package() -> None:
    assert (Path(embedding.__file__).parent / "minilm-tokenizer.json").is_file()


def test_a_question_asked_again_is_not_embedded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    question, real = "Who pays for it?", embedding._vector
    expected, made = MINILM.embed([question]), list[str]()

    def counting(tokenizer: Tokenizer, session: InferenceSession, text: str) -> NDArray[np.float32]:
        made.append(text)
        return real(tokenizer, session, text)

    monkeypatch.setattr(embedding, "_vector", counting)
    fresh = embedding.MiniLM()
    assert fresh.embed([question]) == fresh.embed([question]) == expected
    assert made == [question]
