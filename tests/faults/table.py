"""The table of docs/faults.md: what each cell is said to end as."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "faults.md"
COLUMNS = tuple((sdk, seen) for sdk in ("anthropic", "openai", "compatible") for seen in (True, False))
"""SDK, and whether a person sees the text as it comes."""


def stated() -> Mapping[str, tuple[str, ...]]:
    """Row → its six cells; for a row behind the wire one cell, the reason why it has no others."""
    found: dict[str, tuple[str, ...]] = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
        if re.match(r"\| \d+ \|", line):
            found[cells[0]] = cells[2:] if any(cells[3:]) else cells[2:3]
    return found
