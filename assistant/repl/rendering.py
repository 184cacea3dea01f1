"""Invariant: a block is made safe before it is drawn, so every escape code on the terminal is one of the drawing's own.

On a terminal with colour, Markdown is drawn by rich (no links, and markup in square brackets is text like any other);
anywhere else it is printed as it is written.
"""

from __future__ import annotations

import io
import shutil
import sys

from assistant import terminal

_LONGEST = 20_000
"""Characters of a block that is drawn; a longer one is printed as it is (parsing a megabyte takes seconds)."""
_WIDEST = 100


def show_block(block: str) -> None:
    """Appends one block to stdout."""
    if not terminal.uses_colour() or len(block) > _LONGEST:
        terminal.write(block)
        return
    sys.stdout.write(drawn(terminal.clean(block), min(shutil.get_terminal_size().columns, _WIDEST)))
    sys.stdout.flush()


def drawn(safe: str, width: int) -> str:
    """Safe Markdown as text with colours, at most `width` columns wide."""
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console(file=io.StringIO(), force_terminal=True, width=width, markup=False, emoji=False, highlight=False)
    with console.capture() as captured:
        console.print(Markdown(safe, hyperlinks=False, code_theme="bw"))
    return captured.get().rstrip("\n") + "\n\n"
