"""A few of the trials of `python -m benchmarks.index_trials`, which runs them all."""

from __future__ import annotations

import random
from pathlib import Path
from types import ModuleType

import pytest

from assistant.knowledge.embedding import MiniLM
from benchmarks import index, index_folder, index_size, index_trials

SEED = 3


def test_an_indexer_killed_at_random_leaves_a_usable_index(tmp_path: Path) -> None:
    assert list(index_trials.killed(tmp_path / "trial", 1, random.Random(SEED))) == []


def test_two_readers_and_a_rebuilder_get_the_right_answers(tmp_path: Path) -> None:
    assert list(index_trials.together(tmp_path / "trial", 1)) == []


def test_damage_to_any_file_costs_no_answer(tmp_path: Path) -> None:
    assert list(index_trials.damaged(tmp_path / "trial", random.Random(SEED), limit=1)) == []


@pytest.mark.parametrize("name", index_trials.DAMAGES)
def test_each_damage_is_damage(tmp_path: Path, name: str) -> None:
    file = tmp_path / "file"
    before = bytes(range(1, 256)) * 8
    file.write_bytes(before)
    index_trials.DAMAGES[name](file, random.Random(SEED))
    assert not file.exists() or file.read_bytes() != before


def test_a_wrong_answer_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_trials, "NOTES", 800)
    from assistant.knowledge.index import Index

    monkeypatch.setattr(Index, "halves", lambda index, query: ([], []))
    assert index_trials.answer(tmp_path / "trial", 0) == "800 chunks, 0 neighbours"


def test_an_unchanged_folder_embeds_nothing_and_writes_nothing(tmp_path: Path) -> None:
    figures = index_folder.unchanged(60, tmp_path)
    assert (figures["files on disk"], figures["passages in them"]) == (24, 60)
    assert 0 < figures["unchanged"] < 1


def test_a_text_that_is_embedded_again_is_an_error() -> None:
    free = index_folder.Free(1)
    assert len(free.embed(["a"])) == 1
    with pytest.raises(RuntimeError):
        free.embed(["a"])


def test_ours_and_the_peer_each_pay_for_their_embedding_of_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    whole = MiniLM._one

    def one(model: MiniLM, text: str) -> tuple[float, ...]:
        made.append(text)
        return whole(model, text)

    monkeypatch.setattr(MiniLM, "_one", one)
    figures = index_size.measure(120, MiniLM())
    asked = {text for text in made if text.startswith("what is the")}
    assert len([text for text in asked if not text.endswith(("too", " "))]) == 60
    assert len([text for text in asked if text.endswith(" ")]) == 60
    assert figures["query"] > 0


def test_a_small_folder_has_no_bar_for_the_second_look(capsys: pytest.CaptureFixture[str]) -> None:
    figures = {"query": 1.0, "indexing": 1.0, "unchanged": 0.07}
    assert (index.judged(1_000, figures), index.judged(10_000, figures)) == (0, 1)
    assert "no bar below 10,000 chunks" in capsys.readouterr().out


@pytest.mark.parametrize(("measured", "arguments"), [(index, ["--chunks", "0"]), (index_size, ["0"]), (index_size, [])])
def test_no_chunks_are_not_measured(
    measured: ModuleType, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["measure", *arguments])
    with pytest.raises(SystemExit, match="2"):
        measured.main()
