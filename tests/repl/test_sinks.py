"""Every known sequence, cut at every place, through every sink: nothing that drives a terminal comes out of any."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable

import pytest
from pydantic_core import from_json

from assistant import terminal
from assistant.cli import failure, output
from assistant.errors import InputError
from assistant.repl import rendering, showing
from assistant.repl.blocks import BlockPrinter
from tests.test_terminal import FORBIDDEN, HONEST, sequences

ATTACKS = [pytest.param(text[:120], id=name) for name, text in sequences()]
WHOLE = 24
Sink = Callable[[str], None]


def _blocks(text: str) -> None:
    printer = BlockPrinter(terminal.write)
    for char in text:
        printer.feed(char)
    printer.finish()


def _json(text: str) -> None:
    output.show_json({"quote": text, text: 1})


def _error(text: str) -> None:
    failure._tell(InputError(text, where=f"/a/{text}", fix=text), as_json=False)


def _json_error(text: str) -> None:
    failure._tell(InputError(text, where=f"/a/{text}", fix=text), as_json=True)


SINKS: dict[str, Sink] = {
    "show": terminal.show,
    "say": terminal.say,
    "warn": terminal.warn,
    "write": terminal.write,
    "blocks": _blocks,
    "a block": rendering.show_block,
    "markdown": showing.show_markdown,
    "json": _json,
    "an error": _error,
    "an error as json": _json_error,
}


@pytest.mark.parametrize("name", SINKS)
@pytest.mark.parametrize("text", ATTACKS)
def test_no_sink_lets_a_sequence_through(capsys: pytest.CaptureFixture[str], name: str, text: str) -> None:
    SINKS[name](f"before {text}\nafter")
    out, err = capsys.readouterr()
    assert not FORBIDDEN.search((out + err).replace("\\u", ""))
    assert "after" in out + err


@pytest.mark.parametrize("name", ["show", "say", "warn", "write", "blocks", "json", "an error", "an error as json"])
@pytest.mark.parametrize("text", ATTACKS)
def test_no_sink_lets_a_part_of_a_sequence_through(capsys: pytest.CaptureFixture[str], name: str, text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    for cut in _cuts(len(data)):
        for part in (data[:cut], data[cut:]):
            SINKS[name](f"{part.decode('utf-8', 'replace')}.")
    out, err = capsys.readouterr()
    assert not FORBIDDEN.search((out + err).replace("\\u", ""))


def _cuts(length: int) -> list[int]:
    """Every place of a short sequence; of a long one those near its ends, where its kind is told."""
    return [cut for cut in range(length + 1) if cut <= WHOLE or cut >= length - 4]


@pytest.mark.parametrize("text", ATTACKS)
def test_a_reply_cut_at_every_byte_is_shown_safe_and_the_same(text: str) -> None:
    data = f"before {text}\nafter".encode("utf-8", "surrogatepass")
    whole = _printed([data.decode("utf-8", "replace")])
    for cut in range(len(data) + 1):
        decoder = _decoder()
        shown = _printed([decoder.decode(data[:cut]), decoder.decode(data[cut:], final=True)])
        assert shown == whole
        assert not FORBIDDEN.search(shown)


@pytest.mark.parametrize("text", ATTACKS)
def test_what_is_drawn_in_colour_holds_no_code_but_the_drawing(text: str) -> None:
    drawn = rendering.drawn(terminal.clean(f"**before** {text}\n\nafter"), 80)
    left = rendering_codes(drawn)
    assert not FORBIDDEN.search(left)
    assert "after" in left


def rendering_codes(drawn: str) -> str:
    """The text without the colours rich has put in."""
    import re

    return re.sub(r"\x1b\[[0-9;]*m", "", drawn)


@pytest.mark.parametrize("name", ["show", "blocks", "a block", "markdown"])
@pytest.mark.parametrize("text", HONEST)
def test_honest_text_goes_through_every_sink_unchanged(
    capsys: pytest.CaptureFixture[str], name: str, text: str
) -> None:
    SINKS[name](text)
    assert text.rstrip("\n") in capsys.readouterr().out


@pytest.mark.parametrize("text", HONEST)
def test_honest_text_in_json_keeps_its_value(capsys: pytest.CaptureFixture[str], text: str) -> None:
    _json(text)
    assert from_json(capsys.readouterr().out)["quote"] == text


def _printed(pieces: list[str]) -> str:
    shown = io.StringIO()
    printer = BlockPrinter(shown.write)  # type: ignore[arg-type]
    for piece in pieces:
        printer.feed(piece)
    printer.finish()
    return shown.getvalue()


def _decoder() -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder("utf-8")("replace")
