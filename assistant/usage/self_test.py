"""Invariant: before anything is collected for training, the redactor shows on planted secrets that it works here.

Every kind in every wrapping, inside the shapes a turn has: text, tool arguments, tool results, an exception. The roll
of the dice is fixed, so that a pass today is a pass of the same test tomorrow.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from assistant.usage import planted
from assistant.usage.integrity import canonical

if TYPE_CHECKING:
    from assistant.usage.redaction import Redactor

BAR = 0.98
"""Share of planted secrets of each kind that must be gone (the bar of the trials, a project rule)."""


@dataclass
class Outcome:
    """How many were planted and found again, by kind."""

    planted: dict[str, int] = field(default_factory=dict)
    missed: dict[str, int] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """Share redacted overall; 0 when nothing was planted."""
        total = sum(self.planted.values())
        return 1 - sum(self.missed.values()) / total if total else 0.0

    @property
    def by_kind(self) -> dict[str, float]:
        """Share redacted of each kind."""
        return {kind: 1 - self.missed.get(kind, 0) / count for kind, count in self.planted.items()}

    @property
    def passed(self) -> bool:
        """Whether every kind reaches the bar."""
        return bool(self.planted) and min(self.by_kind.values()) >= BAR

    def as_json(self) -> dict[str, Any]:
        """For the journal of the switch."""
        return {"planted": sum(self.planted.values()), "missed": self.missed, "share": self.share}


def run(redactor: Redactor, *, seeds: int = 1) -> Outcome:
    """Plants every kind in every wrapping `seeds` times and counts what comes through."""
    outcome = Outcome()
    for kind in planted.KINDS:
        outcome.planted[kind] = 0
        for seed in range(seeds):
            for wrapping in planted.WRAPPINGS.values():
                secret = planted.plant(kind, random.Random(f"{kind} {seed} {wrapping}"))
                outcome.planted[kind] += 1
                if comes_through(redactor, kind, secret, wrapping):
                    outcome.missed[kind] = outcome.missed.get(kind, 0) + 1
    return outcome


def comes_through(redactor: Redactor, kind: str, secret: str, wrapping: str) -> bool:
    """Whether the secret can still be read after redaction, in any shape a turn may give it."""
    text = wrapping.format(secret)
    shapes: list[Any] = [
        text,
        {"role": "user", "text": text, "calls": [{"arguments": {"query": text, "deep": [text]}}]},
        {"results": [{"content": text, "is_error": True}]},
        f"{ValueError(text)!r}",
        f"Traceback (most recent call last):\n  raise ProviderError({text!r})",
    ]
    hidden = planted.secret_part(kind, secret)
    spellings = {hidden, repr(hidden)[1:-1], canonical(hidden)[1:-1]}
    stored = "\n".join(canonical(redactor.value(shape)) for shape in shapes)
    return any(spelling in stored for spelling in spellings)
