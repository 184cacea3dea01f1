"""Invariant: every file here is broken, hostile or odd on purpose, and the same seed makes the same ones again.

Texts, pages and names in `MAKERS`; what is no regular file in `malformed_places`; PDF and Word in `malformed_packed`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks import malformed_packed, malformed_places

Maker = Callable[[random.Random], bytes]
_SIZES = (300, 20_000, 20_000, 150_000, 1_900_000)
_WORDS = [
    "refund",
    "zeppelin",
    "hangar",
    "crown",
    "captain",
    "fog",
    "gust",
    "ticket",
    "§12",
    "été",
    "Ω",
    "漢字",
    "\u202e",
]


def make(folder: Path, count: int, seed: int) -> tuple[Path, ...]:
    """Makes `count` files below the empty folder and returns where they are, those in locked folders too."""
    kinds = [*MAKERS.items(), *malformed_packed.MAKERS.items()]
    places = tuple(malformed_places.MAKERS)
    made = []
    for number in range(count):
        rng = random.Random(f"{seed}:{number}")
        turn = number % (len(kinds) + len(places))
        if turn < len(kinds):
            kind, maker = kinds[turn]
            name, _, suffix = kind.partition(".")
            path = folder / f"{number:04}-{name.replace(' ', '-')}.{suffix}"
            path.write_bytes(maker(rng))
        else:
            path = places[turn - len(kinds)](folder, number, rng)
        made.append(path)
    return tuple(made)


def prose(rng: random.Random, size: int) -> str:
    """About so many characters of words."""
    return " ".join(rng.choices(_WORDS, k=max(size // 7, 1)))


def _size(rng: random.Random) -> int:
    return rng.choice(_SIZES)


def _repeated(*pieces: str) -> Maker:
    """A text that is one of the pieces over and over; a `…` in it is where the repetition stands."""

    def maker(rng: random.Random) -> bytes:
        piece = rng.choice(pieces)
        before, _, rest = piece.partition("‹")
        inner, _, after = rest.partition("›")
        return (before + inner * (_size(rng) // len(inner)) + after).encode()

    return maker


def _random(rng: random.Random) -> bytes:
    return rng.randbytes(_size(rng))


def _truncated_text(rng: random.Random) -> bytes:
    data = ("# Über\n\n" + prose(rng, 4_000)).encode()
    return data[: rng.randrange(len(data))]


def _broken_bytes(rng: random.Random) -> bytes:
    data = bytearray(("Gebühr é ü 漢字 " * 200).encode())
    for _ in range(rng.randrange(1, 400)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data)


def _wide(rng: random.Random) -> bytes:
    codec = rng.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7"))
    data = prose(rng, 3_000).encode(codec)
    return data[: len(data) - rng.randrange(4)]


def _surrogates(rng: random.Random) -> bytes:
    return ("word " * 50 + "\ud800\udfff\udc80" * rng.randrange(1, 60)).encode("utf-8", "surrogatepass")


def _nulls(rng: random.Random) -> bytes:
    return prose(rng, 2_000).encode() + b"\0" * rng.choice((1, 5_000))


def _controls(rng: random.Random) -> bytes:
    return b"".join(rng.choice((b"\x1b]52;c;aGk=\x07", b"\x9b31m", b"\x08", b"\r", b"word ")) for _ in range(4_000))


def _head(rng: random.Random) -> bytes:
    key = rng.choice(("title", "id", "as_of", "sources", "é", "- ", "{{", "&a [*a,*a]", "!!python/object:os.system"))
    lines = [f"{key}: {prose(rng, rng.choice((5, 40_000)))}" for _ in range(rng.randrange(1, 50))]
    end = rng.choice(("---\n", "...\n", "", "--- x\n", "---" * 40_000))
    return ("---\n" + "\n".join(lines) + "\n" + end + "Body.\n").encode()


def _deep_html(rng: random.Random) -> bytes:
    tag = rng.choice(("div", "b", "table", "ul", "li", "span", "h1", "svg", "template", "select", "a", "form"))
    depth = rng.choice((1_000, 100_000))
    return f"<{tag}>".encode() * depth + b"deep inside" + f"</{tag}>".encode() * rng.choice((0, depth))


def _torn_html(rng: random.Random) -> bytes:
    page = "<html><head><title>Fares</title></head><body><h1>A</h1><p title='x'>text <!-- c --><script>x</script></p>"
    cut = [page[: rng.randrange(1, len(page))] for _ in range(rng.randrange(1, 500))]
    return "".join(cut).encode(rng.choice(("utf-8", "utf-16", "cp1252")))


def _giant_mark(rng: random.Random) -> bytes:
    return b"<p " + b"a='" + b"x" * _size(rng) + rng.choice((b"'>", b"")) + b"&#x110000;&#55296;&nosuch;<p>end"


MAKERS: Mapping[str, Maker] = {
    "random.md": _random,
    "random.html": _random,
    "random.py": _random,
    "empty.md": lambda rng: b"",
    "blank.txt": lambda rng: b" \n\t\r\n" * rng.randrange(1, 9_000),
    "mark only.md": lambda rng: rng.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0")),
    "truncated.md": _truncated_text,
    "broken bytes.txt": _broken_bytes,
    "wide.txt": _wide,
    "surrogates.md": _surrogates,
    "nulls.md": _nulls,
    "controls.txt": _controls,
    "head.md": _head,
    "head of blanks.md": _repeated(
        "---\nkey: a‹ ›b\n---\nx", "---\n‹key: \n›", "---\n‹--- x\n›", "---\r\n‹a: b\r\r\n›"
    ),
    "heading of marks.md": _repeated("# ‹ #›x", "# a‹ ›x", "#‹ \t›x", "‹#›", "‹###### x\n\n›", "a\n‹-›x", "a\n‹=›"),
    "one line.md": _repeated("‹a›", "‹a ›", "‹漢›", "‹\u200b›", "a‹\u0301›", "‹. ›", "‹[[a|›", "‹![[›"),
    "marks.md": _repeated("‹- a\n›", "‹|a\n›", "‹```\n›", "‹`›", "‹* * ›x", "‹> ›", "‹1. ›", "‹<!--›", "‹  - ›"),
    "indented.md": _repeated("‹ ›x", "‹\t›x\n", "- a\n‹  ›x", "‹    - b\n›"),
    "code.py": _repeated("‹(›", "‹def f():\n›", "‹#\n›", "‹class A: ›", "‹export default ›x", "‹@\n\n›", "def ‹a.›"),
    "minified.js": _repeated("function a(){‹var b=1;›}", "‹//›", "/*‹*›", "‹async ›function x(){}"),
    "deep.html": _deep_html,
    "deep too.htm": _deep_html,
    "torn.html": _torn_html,
    "giant mark.html": _giant_mark,
    "tables.html": _repeated(
        "<table>‹<tr><td>a<td>b›", "<ul>‹<li>a›", "‹<title>a›", "‹<h1>a›", "‹<div hidden>a</div>›"
    ),
}
