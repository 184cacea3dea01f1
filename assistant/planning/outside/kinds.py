"""Invariant: the words for what a step of somebody else's plan does are these, for rules and models alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assistant.planning.outside.steps import Step

Kind = Literal[
    "ship", "instrument", "eval_set", "improve_prompt", "add_retrieval", "add_tools", "baseline", "back_test",
    "shadow", "buy",
    "audit_data", "collect", "label",
    "train", "distil", "fine_tune", "train_classical", "custom_model",
    "other",
]  # fmt: skip
"""The kinds of our own stages, an eval set by itself, `train` where it is not said what, and what is no stage."""

DATA: frozenset[Kind] = frozenset(("collect", "label"))
MODEL: frozenset[Kind] = frozenset(("train", "distil", "fine_tune", "train_classical", "custom_model"))
HEAVY = DATA | MODEL
"""What has to wait for use."""

Sure = Literal["sure", "likely", "unsure"]
"""sure: its words say so in a pattern tested for it · likely: one word or German says so · unsure: it may be."""
_BEFORE = re.compile(r"\bbefore\b|\bvor(?:her| dem)\b", re.I)


def signs(*pairs: tuple[Kind, str]) -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    """Kinds with the patterns by which they are told, in the order they are tried; capitals do not matter."""
    return tuple((kind, re.compile(pattern, re.I)) for kind, pattern in pairs)


@dataclass(frozen=True, eq=False)
class Mapped:
    """A step, what it does, how sure that is, and the words it rests on. `source` is who says so."""

    step: Step
    kind: Kind
    sure: Sure
    because: str
    source: Literal["rules", "model"] = "rules"

    @property
    def counts(self) -> bool:
        """Whether rules may be applied to it: what is unsure is asked about, never judged."""
        return self.sure != "unsure"

    @property
    def says_before(self) -> bool:
        """Whether its words put it before something, wherever it stands: `checked before the pilot`."""
        return _BEFORE.search(self.step.text) is not None

    @property
    def is_heavy(self) -> bool:
        """Whether it is data or model work that counts."""
        return self.kind in HEAVY and self.counts

    @property
    def ships(self) -> bool:
        """Whether it puts something into people's hands."""
        return self.kind == "ship" and self.counts

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {
            "line": self.step.line,
            "text": self.step.text,
            "kind": self.kind,
            "sure": self.sure,
            "because": self.because,
            "source": self.source,
        }
