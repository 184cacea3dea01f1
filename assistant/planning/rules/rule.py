"""Invariant: a rule is a pure function of plan and evidence with a stable code; it finds, or says it cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistant.planning.evidence import Evidence
from assistant.planning.findings import Finding, Severity
from assistant.planning.schema import Plan

Check = Callable[[Plan, Evidence], Iterable[Finding]]


@dataclass(frozen=True)
class Rule:
    """`title` is the rule in one sentence, `severity` that of its gravest finding, `why` the id of a corpus note."""

    code: str
    title: str
    severity: Severity
    why: str
    check: Check

    def __call__(self, plan: Plan, evidence: Evidence) -> Iterable[Finding]:
        """The findings of this rule."""
        return self.check(plan, evidence)


def rule(code: str, title: str, *, why: str, severity: Severity = "error") -> Callable[[Check], Rule]:
    """Makes a Rule of the function below it."""

    def registered(check: Check) -> Rule:
        return Rule(code, title, severity, why, check)

    return registered


def error(code: str, path: str, message: str, fix: str) -> Finding:
    """What makes the plan a draft."""
    return Finding(code, "error", path, message, fix)


def warning(code: str, path: str, message: str, fix: str) -> Finding:
    """What a reader should know, though the plan holds."""
    return Finding(code, "warning", path, message, fix)


def not_measured(code: str, path: str, message: str, fix: str) -> Finding:
    """What could not be looked at, because the evidence is not here."""
    return Finding(code, "not_measured", path, message, fix)


def blank(*texts: str) -> bool:
    """Whether any of the texts says nothing."""
    return any(not text.strip() for text in texts)


def named(title: str) -> str:
    """A title in quotation marks, cut to a length that keeps a message one sentence."""
    text = " ".join(title.split())
    return f"“{text[:77]}…”" if len(text) > 78 else f"“{text}”"
