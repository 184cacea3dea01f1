"""Invariant: the same plan and evidence give the same findings, and no valid plan can make a review fail.

Run on every load, save, model answer and in CI. It calls no model, reads no file and knows no clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from assistant.planning.elements import Waiver
from assistant.planning.evidence import Evidence
from assistant.planning.findings import Finding, Severity
from assistant.planning.rulebook import NOT_WAIVABLE, applies
from assistant.planning.rules import RULES
from assistant.planning.schema import Plan

_ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "not_measured": 2}


def review(plan: Plan, evidence: Evidence) -> tuple[Finding, ...]:
    """What the rules that apply under the verdict have to say: errors, warnings, then what was not measured.

    A waiver with role, reason and an unexpired date turns the errors of exactly its rule into warnings.
    """
    waived = {
        waiver.rule: waiver for waiver in plan.waivers if _holds(waiver, evidence) and waiver.rule not in NOT_WAIVABLE
    }
    found = [
        _excused(finding, waived[finding.code]) if finding.code in waived else finding
        for code, rule in RULES.items()
        if applies(code, plan.verdict.path)
        for finding in rule(plan, evidence)
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: (_ORDER[finding.severity], finding.code)))


def is_draft(findings: Iterable[Finding]) -> bool:
    """Whether any finding is an error: such a plan is a draft, never valid."""
    return any(finding.severity == "error" for finding in findings)


def _holds(waiver: Waiver, evidence: Evidence) -> bool:
    return bool(waiver.role.strip() and waiver.reason.strip()) and waiver.expires >= evidence.today


def _excused(finding: Finding, waiver: Waiver) -> Finding:
    if finding.severity != "error":
        return finding
    note = f"{finding.message} Waived by {waiver.role} until {waiver.expires}: {waiver.reason}"
    return replace(finding, severity="warning", message=note)
