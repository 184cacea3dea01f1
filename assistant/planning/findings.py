"""Invariant: a finding names a stable code, a place in the plan, what is wrong and the one way to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "not_measured"]


@dataclass(frozen=True)
class Finding:
    """One thing a rule has to say. `path` is a JSON path such as `stages[2].gates`."""

    code: str
    severity: Severity
    path: str
    message: str
    fix: str

    def as_json(self) -> dict[str, str]:
        """For `--json` and for the repair prompt."""
        return {
            "code": self.code,
            "severity": self.severity,
            "path": self.path,
            "message": self.message,
            "fix": self.fix,
        }

    def __str__(self) -> str:
        return f"{self.code} {self.severity} {self.path}: {self.message} {self.fix}"
