"""Invariant: the plan of a conversation changes step by step, and every step can be taken back and taken again.

A step back is itself a revision, so the history of a plan only grows; what is undone is still there to be redone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.errors import InputError

if TYPE_CHECKING:
    from assistant.planning.schema import Plan


class Trail:
    """The plan a conversation is about: as it was drafted, as it is now, and the steps between.

    `turn` is the id of the turn that drafted it, for the feedback on it.
    """

    def __init__(self) -> None:
        self.drafted: Plan | None = None
        self.current: Plan | None = None
        self.turn = ""
        self._past: list[Plan] = []
        self._undone: list[Plan] = []

    def begin(self, plan: Plan, turn: str, *, current: Plan | None = None) -> None:
        """Another plan, as the turn drafted it; `current` when it has been changed since."""
        self.drafted, self.current, self.turn = plan, current or plan, turn
        self._past = [plan] if current is not None and current != plan else []
        self._undone = []

    def step(self, plan: Plan) -> None:
        """The plan is changed."""
        if self.current is not None:
            self._past.append(self.current)
        self._undone = []
        self.current = plan

    def before(self) -> Plan:
        """The plan one step back. Raises InputError when nothing was changed."""
        if not self._past:
            raise InputError("Nothing was changed that could be undone", fix="Change the plan first, or /plan it anew.")
        return self._past[-1]

    def undone(self) -> Plan:
        """The plan that was undone last. Raises InputError."""
        if not self._undone:
            raise InputError("Nothing was undone that could be done again", fix="/undo comes first.")
        return self._undone[-1]

    def back(self, plan: Plan) -> None:
        """One step was taken back: `plan` says what it said before."""
        assert self.current is not None
        self._past.pop()
        self._undone.append(self.current)
        self.current = plan

    def again(self, plan: Plan) -> None:
        """The step was taken again."""
        assert self.current is not None
        self._undone.pop()
        self._past.append(self.current)
        self.current = plan
