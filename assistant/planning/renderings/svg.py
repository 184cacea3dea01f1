"""Invariant: a drawing names itself to a screen reader, takes no style from outside, and no text leaves its place."""

from __future__ import annotations

import unicodedata

from assistant.planning.course import DATA_KINDS, MODEL_KINDS, Stage
from assistant.planning.renderings.markup import Markup, tag

WIDTH = 1000
"""Units across every drawing; the page scales it."""


def drawing(name: str, title: str, described: str, height: float, *parts: Markup) -> Markup:
    """The picture as one `<svg>`; `name` tells its ids from those of the others on the page."""
    return tag(
        "svg",
        tag("title", title, id=f"{name}-title"),
        tag("desc", described, id=f"{name}-desc"),
        *parts,
        class_=name,
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        viewBox=f"0 0 {WIDTH} {at(height)}",
    )


def at(number: float) -> str:
    """A coordinate, to a tenth of a unit."""
    return f"{number:.1f}".removesuffix(".0")


def label(x: float, y: float, words: str, class_: str = "", anchor: str = "") -> Markup:
    """One line of text whose baseline is at y."""
    return tag("text", words, x=at(x), y=at(y), class_=class_, text_anchor=anchor)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    """A straight line."""
    return tag("line", x1=at(x1), y1=at(y1), x2=at(x2), y2=at(y2), class_=class_)


def box(x: float, y: float, width: float, height: float, class_: str) -> Markup:
    """A rectangle with round corners."""
    return tag("rect", x=at(x), y=at(y), width=at(width), height=at(height), rx="4", class_=class_)


def family(stage: Stage) -> str:
    """The class of a stage: product, data or model work, and whether it is done."""
    kind = "data" if stage.kind in DATA_KINDS else "model" if stage.kind in MODEL_KINDS else "product"
    return f"{kind} done" if stage.state == "done" else kind


def wrap(words: str, columns: int, lines: int) -> tuple[str, ...]:
    """The text in at most so many lines of so many columns (an East Asian letter takes two), cut with an ellipsis."""
    rows: list[str] = [""]
    for word in words.split():
        joined = f"{rows[-1]} {word}".strip()
        if _columns(joined) <= columns:
            rows[-1] = joined
        else:
            rows = [*rows, word] if rows[-1] else [word]
    shown = [_cut(row, columns) for row in rows[:lines]]
    if len(rows) > lines:
        shown[-1] = _cut(f"{shown[-1]} …", columns)
    return tuple(shown)


def _columns(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)


def _cut(words: str, columns: int) -> str:
    if _columns(words) <= columns:
        return words
    while words and _columns(words) >= columns:
        words = words[:-1]
    return words.rstrip(" …") + "…"
