"""Invariant: a piece of JSON text is looked over once in a process, always between the signs that stand around it.

A long plan or a tool's result mostly repeats what earlier ones said. JSON text falls into pieces at `","`, where one
string ends and the next begins, and a long piece at `\\",\\"` and `\\"},{\\"`, the same inside a quoted string. What a
look of `screening` needs to see never reaches across such a place (tests hold it to that), so a piece that passed
before need not be looked at again.
"""

from __future__ import annotations

from assistant.usage.screening import may_hold

_OUTER, _INNER, _NEXT = '","', '\\",\\"', '\\"},{\\"'
LONG = 2_048
"""Pieces of more characters than this are taken apart once more (project rule)."""
REMEMBERED = 8_000_000
"""Characters remembered; past them all are forgotten (project rule)."""


class Pieces:
    """The pieces that held nothing to replace, of one process."""

    def __init__(self) -> None:
        self._clean: set[str] = set()
        self._clean_inside: set[str] = set()
        self._size = 0

    def may_hold(self, encoded: str) -> bool:
        """As `screening.may_hold` on canonical JSON, looking only at what is new in it."""
        return self._look(self._new(encoded))

    def _new(self, encoded: str) -> list[str]:
        clean, inside, found = self._clean, self._clean_inside, []
        for piece in [piece for piece in encoded.split(_OUTER) if piece not in clean]:
            if len(piece) <= LONG:
                found.append(piece)
            else:
                found += [_INNER + part + _INNER for part in _inner(piece) if part not in inside]
        return found

    def _look(self, found: list[str]) -> bool:
        """Halves what raises a suspicion, so that what stands beside it is not looked at again."""
        if not may_hold(_OUTER.join(["", *found, ""])):
            self._remember(found)
            return False
        if len(found) < 2:
            return True
        half = len(found) // 2
        first, second = self._look(found[:half]), self._look(found[half:])
        return first or second

    def _remember(self, found: list[str]) -> None:
        size = sum(map(len, found))
        if self._size + size > REMEMBERED:
            self._clean.clear()
            self._clean_inside.clear()
            self._size = 0
        self._size += size
        for piece in found:
            if piece.startswith(_INNER) and piece.endswith(_INNER):
                self._clean_inside.add(piece[len(_INNER) : -len(_INNER)])
            else:
                self._clean.add(piece)


def _inner(piece: str) -> list[str]:
    return f"{_OUTER}{piece}{_OUTER}".replace(_NEXT, _INNER).split(_INNER)
