"""Chunks are exact places in a file: whole bullets where that is possible, nothing lost, nothing twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import resources
from assistant.knowledge import front_matter
from assistant.knowledge.chunks import LIMIT, split
from assistant.knowledge.documents import corpus_documents
from assistant.knowledge.material import indexed_text
from assistant.knowledge.notes_format import bullets, sections
from assistant.knowledge.passages import Document
from assistant.knowledge.searchable import visible, words

_INLINE = st.text(
    st.sampled_from([*"abc .,!?|*`~-#>_\t\r", "é", "字", "😀", "\u200b", "\u202e", "\U000e0041", "\u2028", "\ufeff"]),
    max_size=60,
)
_LINE = st.builds(
    lambda mark, text: mark + text,
    st.sampled_from(
        ["", "# ", "## ", "### ", "- ", "  - ", "1. ", "| ", "    ", "> ", "```", "~~~", "===", "---", "* * *"]
    ),
    _INLINE,
)
_MARKDOWN = st.builds(
    lambda head, lines, end: head + end.join(lines),
    st.sampled_from(["", "---\ntitle: x\n---\n", "---\nopen", "\ufeff", "\n\n"]),
    st.lists(st.one_of(_LINE, st.just(""), st.builds(lambda t: t * 40, _INLINE)), max_size=25),
    st.sampled_from(["\n", "\r\n", "\n\n"]),
)


def document(text: str, title: str = "Title") -> Document:
    return Document("note", title, text, "notes", "note.md")


@given(st.one_of(_MARKDOWN, st.text(max_size=2500)))
def test_every_chunk_is_an_exact_stretch_in_order_and_short_enough(text: str) -> None:
    source = document(text)
    chunks = split(source)
    last = front_matter.read(text).body
    for chunk in chunks:
        assert chunk.text == text[chunk.start : chunk.end]
        assert chunk.text == chunk.text.strip()
        assert 0 < len(chunk.text) <= LIMIT
        assert chunk.start >= last
        assert chunk.document_hash == source.hash
        last = chunk.end


@given(st.lists(st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=1500), max_size=6))
def test_no_word_of_plain_paragraphs_is_lost(paragraphs: list[str]) -> None:
    text = "\n\n".join(f"x{paragraph}" for paragraph in paragraphs)
    kept = "".join(chunk.text for chunk in split(document(text)))
    assert "".join(kept.split()) == "".join(text.split())


def test_headings_name_the_place_and_the_title_is_not_repeated() -> None:
    text = "# Title\n\nIntro.\n\n## Facts ##\n\nOne.\n\n### Costs\n\nTwo.\n\nOld style\n---------\n\nThree.\n"
    assert [(chunk.heading, chunk.text) for chunk in split(document(text))] == [
        ("", "Intro."),
        ("Facts", "One."),
        ("Facts > Costs", "Two."),
        ("Old style", "Three."),
    ]


def test_bullets_table_rows_and_code_stay_whole() -> None:
    rows = [f"| row {number} | {'cell ' * 30}|" for number in range(12)]
    items = [f"- item {number} {'word ' * 30}\n  continued {number}." for number in range(12)]
    code = "```python\n# not a heading\n\n- not a bullet\n```"
    text = "\n".join([*items, "", *rows, "", code])
    chunks = split(document(text))
    for whole in (*items, *rows, code):
        assert any(whole.strip() in chunk.text for chunk in chunks), whole
    assert {chunk.heading for chunk in chunks} == {""}


def test_every_bullet_of_the_shipped_notes_lies_whole_in_one_chunk() -> None:
    for shipped in corpus_documents(resources.folder("corpus")):
        chunks = split(shipped)
        for section in sections(shipped.text).values():
            for bullet in bullets(section):
                assert any(bullet in " ".join(chunk.text.split()) for chunk in chunks), bullet


def test_a_long_paragraph_is_cut_at_a_sentence() -> None:
    sentence = "This sentence has some forty characters. "
    chunks = split(document(sentence * 50))
    assert len(chunks) > 1
    assert all(chunk.text.endswith(".") for chunk in chunks)


def test_a_note_of_headings_alone_can_still_be_found() -> None:
    [chunk] = split(document("# A heading\n\n## Another\n"))
    assert chunk.text == "# A heading\n\n## Another"


@pytest.mark.parametrize("text", ["", "\n \t\n", "---\nid: x\n---\n", "\ufeff"])
def test_an_empty_note_has_no_chunks(text: str) -> None:
    assert split(document(text)) == ()


def test_hidden_characters_keep_their_place_in_the_chunk_but_not_in_the_index() -> None:
    text = "# Ti\u200btle\n\nThe re\u00adfund \u202epolicy\u202c is fair.\U000e0068\U000e0069\n"
    [chunk] = split(document(text, "Ti\u200btle"))
    assert chunk.text == text[chunk.start : chunk.end]
    assert indexed_text(chunk) == "Title\nThe refund policy is fair."
    assert "refund" in words(chunk.text)


def test_a_lone_surrogate_and_controls_never_reach_the_index() -> None:
    assert visible("a\ud800b\x1b[31mc") == "a b [31mc"
