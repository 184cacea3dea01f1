"""Invariant: the text of a rule holds an example of one field that fails it and of the same field mended."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RuleText:
    """`failing` and `mended` are values of the field at `path`; a test puts both into a good plan."""

    what: str
    why: str
    fix: str
    path: str
    failing: object
    mended: object
