"""A vector that was made is kept, whatever ends the build."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge import embedding_cache
from tests.knowledge.shelf import Hashed

TEXTS = {f"key{n}": f"text {n}" for n in range(100)}


def stop_at(count: int) -> embedding_cache.OnProgress:
    """An impatient user."""

    def stop(done: int, of_all: int) -> None:
        if done >= count:
            raise KeyboardInterrupt

    return stop


def test_a_build_the_user_stops_goes_on_where_it_was(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        embedding_cache.vectors(tmp_path, TEXTS, Hashed(), stop_at(64))
    assert embedding_cache.held(tmp_path, TEXTS, Hashed()) == 64
    told: list[tuple[int, int]] = []
    made = embedding_cache.vectors(tmp_path, TEXTS, Hashed(), lambda *done: told.append(done))
    assert told == [(32, 36), (36, 36)]
    assert made.keys() == TEXTS.keys()
    assert embedding_cache.held(tmp_path, TEXTS, Hashed()) == 100


def test_a_slow_build_writes_down_what_it_has_while_it_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding_cache, "_SAVE_EVERY", 0.0)
    held: list[int] = []
    embedding_cache.vectors(
        tmp_path, TEXTS, Hashed(), lambda *_: held.append(embedding_cache.held(tmp_path, TEXTS, Hashed()))
    )
    assert held == [32, 64, 96, 100]
