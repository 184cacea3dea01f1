"""Which of the found chunks are shown, and what is indexed."""

from __future__ import annotations

from assistant.knowledge.choosing import choose, relevant
from assistant.knowledge.fusion import fuse
from assistant.knowledge.material import gather, indexed_text
from assistant.knowledge.passages import Chunk
from tests.knowledge.shelf import SHELF, note


def chunk(of: str, text: str) -> Chunk:
    return Chunk(of, of, "", text, 0, len(text), "hash")


def test_words_and_meaning_are_summed_as_measured() -> None:
    fused = dict(fuse([("a", 10.0), ("b", 5.0)], [("b", 0.9), ("c", 0.5), ("d", 0.1)]))
    assert fused == {"a": 0.6, "b": 0.6 * 0.5 + 0.4, "c": 0.4 * 0.5, "d": 0.0}


def test_one_list_alone_and_equal_scores_still_rank() -> None:
    assert fuse([("b", 4.0), ("a", 2.0)], None) == [("b", 1.0), ("a", 0.5)]
    assert fuse([], [("b", 0.3), ("a", 0.3)]) == [("a", 0.4), ("b", 0.4)]
    assert fuse([], []) == fuse([], None) == []


def test_one_note_does_not_crowd_out_the_others_but_may_fill_the_rest() -> None:
    ranked = [(chunk("long", f"part {n}"), 1 - n / 10) for n in range(6)] + [(chunk("short", "only"), 0.1)]
    assert [c.text for c, _ in choose(ranked, 4)] == ["part 0", "part 1", "part 2", "only"]
    assert [c.text for c, _ in choose(ranked, 6)] == ["part 0", "part 1", "part 2", "part 3", "part 4", "only"]


def test_the_same_text_in_other_clothes_is_the_same() -> None:
    ranked = [(chunk("a", "Same  text"), 0.9), (chunk("b", "same\nte\u200bxt"), 0.8), (chunk("c", "Other"), 0.7)]
    assert [c.note for c, _ in choose(ranked, 3)] == ["a", "c"]


def test_nearly_the_same_text_is_shown_once_and_a_short_overlap_is_not_the_same() -> None:
    said = "the quick brown fox jumps over the lazy dog and runs away into the wide dark wood before the night falls in"
    ranked = [
        (chunk("a", said), 0.9),
        (chunk("b", said + " again"), 0.8),
        (chunk("c", said[: len(said) // 2]), 0.7),
        (chunk("d", "the quick brown fox"), 0.6),
    ]
    assert [c.note for c, _ in choose(ranked, 4)] == ["a", "c", "d"]


def test_a_budget_takes_the_best_that_fit() -> None:
    ranked = [(chunk("a", "x" * 40), 0.9), (chunk("b", "y" * 400), 0.8), (chunk("c", "z" * 41), 0.7)]
    assert [c.note for c, _ in choose(ranked, 3, budget=21)] == ["a", "c"]
    assert [c.note for c, _ in choose(ranked, 3, budget=20)] == ["a"]
    assert choose(ranked, 3, budget=9) == []
    assert len(choose(ranked, 2, budget=1000)) == 2


def test_a_tail_far_below_the_best_does_not_fill_the_places() -> None:
    best, close, far, near = (chunk(name, name) for name in ("best", "close", "far", "near"))
    ranked = [(best, 0.8), (close, 0.2), (near, 0.19), (far, 0.1)]
    assert [c.note for c, _ in relevant(ranked, {near.hash: 0.36, far.hash: 0.34})] == ["best", "close", "near"]
    assert relevant([(far, 0.0)], {}) == [(far, 0.0)]
    assert relevant([], {}) == []


def test_the_question_a_note_answers_is_indexed_with_each_of_its_chunks() -> None:
    asked = note(
        "a.md", "---\ntitle: A\nquestion: When do we\u200b stop?\n---\n# A\n\n## One\n\nText.\n\n## Two\n\nMore.\n"
    )
    assert sorted(gather([asked]).texts.values()) == [
        "A > One > When do we stop?\nText.",
        "A > Two > When do we stop?\nMore.",
    ]
    long = chunk("x" * 5000, "text")
    assert len(indexed_text(long)) < 400


def test_the_order_of_the_documents_changes_nothing() -> None:
    forth, back = gather(SHELF), gather(tuple(reversed(SHELF)))
    assert forth == back
    assert forth.version == back.version
    assert gather(SHELF[1:]).version != forth.version
