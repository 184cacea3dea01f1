"""Text appears by whole blocks, once, and no cut of the stream changes what is seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.repl.blocks import BlockPrinter

TEXT = "One.\ntwo\n\n\n- a\n- b\n\n```python\nx = 1\n\ny = 2\n```\n\n~~~~\n```\n\n~~~\n~~~~\nafter\n\nlast"
BLOCKS = [
    "One.\ntwo\n\n",
    "- a\n- b\n\n",
    "```python\nx = 1\n\ny = 2\n```\n\n",
    "~~~~\n```\n\n~~~\n~~~~\nafter\n\n",
    "last\n\n",
]


def printed(pieces: list[str]) -> list[str]:
    blocks: list[str] = []
    printer = BlockPrinter(blocks.append)
    for piece in pieces:
        printer.feed(piece)
    printer.finish()
    return blocks


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_a_block_ends_at_a_blank_line_outside_a_fence(size: int) -> None:
    assert printed([TEXT[start : start + size] for start in range(0, len(TEXT), size)]) == BLOCKS


def test_a_block_is_printed_when_it_is_whole_and_not_before() -> None:
    blocks: list[str] = []
    printer = BlockPrinter(blocks.append)
    printer.feed("One.")
    printer.feed("\n")
    assert blocks == []
    printer.feed("\nTwo")
    assert blocks == ["One.\n\n"]
    printer.finish()
    assert blocks == ["One.\n\n", "Two\n\n"]


def test_an_open_fence_ends_with_the_reply() -> None:
    blocks: list[str] = []
    printer = BlockPrinter(blocks.append)
    printer.feed("```\ncut")
    printer.finish()
    printer.feed("next\n\nreply")
    assert blocks == ["```\ncut\n\n", "next\n\n"]


def test_inline_code_marks_open_no_fence() -> None:
    assert printed(["```not a fence``` here\n\nnext"]) == ["```not a fence``` here\n\n", "next\n\n"]


@given(st.lists(st.text(st.sampled_from("ab`~\n \x1b[]1;m\x07\u200d👩"), max_size=12), max_size=6))
def test_no_text_is_lost_and_none_is_unsafe(pieces: list[str]) -> None:
    from assistant import terminal

    whole = terminal.clean("".join(pieces))
    assert "".join("".join(printed(pieces)).split()) == "".join(whole.split())
