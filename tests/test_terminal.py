"""What we print cannot drive the terminal, however the stream is cut, and honest text comes through unchanged."""

from __future__ import annotations

import codecs
import io
import json
import os
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import terminal

_SHIPPED = Path(__file__).parent / "data" / "terminal-sequences.jsonl"
_MORE = os.environ.get("ASSISTANT_TEST_TERMINAL")
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)

HONEST = [
    "plain ASCII, with a tab\tand a line\n",
    "déjà vu, Ærøskøbing, Ελληνικά, Русский, हिन्दी, العربية, עברית, ไทย",
    "e\u0301 combining accents stay",
    "日本語 中文 한국어",
    "👩‍💻 👨‍👩‍👧‍👦 🏳️‍🌈 ❤️ ❤️‍🔥 👍🏽 1️⃣ #️⃣ 🇩🇰 ☎️ ✈️ 🧑🏽‍⚕️",
    "box ┌─┐ arrows → ↔ maths ∑ ≤ \ufffd braille ⠿",
    "literal \\x1b[2J and ^[[2J stay",
]


def sequences() -> list[tuple[str, str]]:
    files = [_SHIPPED, *([Path(_MORE)] if _MORE else [])]
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line]
    return [(f"{row['id']} {row['name']}", row["text"]) for row in rows]


def test_a_sequence_of_half_a_character_is_read_like_any_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "more.jsonl"
    file.write_text('{"id": "x1", "name": "half", "text": "a\\ud800b"}\n', encoding="utf-8")
    monkeypatch.setitem(globals(), "_MORE", str(file))
    name, text = sequences()[-1]
    assert (name, terminal.clean(text)) == ("x1 half", "ab")


ATTACKS = [pytest.param(text, id=name) for name, text in sequences()]


def streamed(pieces: list[str]) -> str:
    sanitizer = terminal.Sanitizer()
    return "".join(sanitizer.feed(piece) for piece in pieces) + sanitizer.flush()


@pytest.mark.parametrize("text", ATTACKS)
def test_known_sequences_leave_no_forbidden_character(text: str) -> None:
    safe = terminal.clean(f"before {text}\nafter")
    assert not FORBIDDEN.search(safe)
    assert not any(unicodedata.category(char) == "Cs" for char in safe)
    assert safe.startswith("before ")
    assert safe.endswith("\nafter"), "a sequence left open swallowed the lines after it"


@pytest.mark.parametrize("text", ATTACKS)
def test_known_sequences_are_caught_wherever_the_stream_is_cut(text: str) -> None:
    shown = text[:80]
    whole = terminal.clean(shown)
    for cut in range(len(shown) + 1):
        assert streamed([shown[:cut], shown[cut:]]) == whole
    assert streamed(list(shown)) == whole


@pytest.mark.parametrize("text", HONEST)
def test_honest_text_is_unchanged_whole_by_character_and_by_byte(text: str) -> None:
    assert terminal.clean(text) == text
    assert streamed(list(text)) == text
    decoder = codecs.getincrementaldecoder("utf-8")()
    assert streamed([decoder.decode(bytes([byte])) for byte in text.encode()]) == text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("\x1b]8;;file:///etc/passwd\x1b\\ok\x1b]8;;\x1b\\", "ok"),
        ("a\x1b]52;c;aGk=\x07b", "ab"),
        ("a\x1bP$qm\x1b\\b\x1b_Gi=1;AAAA\x1b\\c\x1b^x\x1b\\d\x1bXx\x1b\\e", "abcde"),
        ("a\x9b31mb\x9d0;title\x9cc", "abc"),
        ("a\x1b]0;never closed\nthe next line", "a\nthe next line"),
        ("a\x1b]0;one\x1b[31mb", "ab"),
        ("a\x1b[3\nb", "a\nb"),
        ("a\x1b\x1b[31mb\x1b(0c\x1bcd", "abcd"),
        ("one\r\ntwo", "one\ntwo"),
        ("a\u200db \u200dc 1\ufe0f", "ab c 1"),
        ("👩\u200d\u200d\u200d x", "👩 x"),
        ("❤\ufe0f\ufe0f\ufe0e", "❤\ufe0f"),
        ("a\ufe0f\U000e0100\U000e0041b", "ab"),
        ("half a pair \ud83d gone", "half a pair  gone"),
    ],
)
def test_payloads_go_with_their_sequence(text: str, safe: str) -> None:
    assert terminal.clean(text) == safe
    assert streamed(list(text)) == safe


@given(st.lists(st.text(st.characters() | st.sampled_from("\x1b[]P\\\x07\x9b\x9d\x9c\u200d\ufe0f1👩;m\n")), max_size=8))
def test_any_stream_is_safe_and_does_not_depend_on_its_cuts(pieces: list[str]) -> None:
    safe = streamed(pieces)
    assert not FORBIDDEN.search(safe)
    assert safe == terminal.clean("".join(pieces))
    assert terminal.clean(safe) == safe


def test_a_flushed_sanitizer_starts_afresh() -> None:
    sanitizer = terminal.Sanitizer()
    sanitizer.feed("\x1b]0;open")
    sanitizer.flush()
    assert sanitizer.feed("plain") == "plain"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_json_keeps_its_value_and_prints_safely(text: str) -> None:
    import json

    document = json.dumps({"quote": text}, ensure_ascii=False)
    shown = terminal.json_safe(document)
    assert not FORBIDDEN.search(shown)
    assert json.loads(shown) == {"quote": text}


def test_markup_of_the_drawing_library_is_never_interpreted(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.show("[bold]not bold[/] [/]")
    terminal.say("[red]a note[/red]")
    out, err = capsys.readouterr()
    assert (out, err) == ("[bold]not bold[/] [/]\n", "[red]a note[/red]\n")


def test_an_encoding_that_lacks_a_character_gets_a_question_mark() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", write_through=True)
    terminal.write("naïve → ok", stream)
    assert raw.getvalue() == b"na?ve ? ok"
