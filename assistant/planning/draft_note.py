"""Invariant: a plan that breaks a rule says so on its first lines, in every rendering that people read."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.planning.evidence import Evidence
from assistant.planning.findings import Finding
from assistant.planning.schema import Plan

OFFLINE = "No language model wrote this plan: the offline drafter did."


def draft_note(plan: Plan, findings: Iterable[Finding] | None = None) -> str:
    """`This is a draft: it breaks PF104 and PF605 …`, or '' for a plan without error findings.

    Without `findings` the plan is reviewed as of the day it was made, with what it holds itself; what its sources and
    prices say then stays unjudged.
    """
    from assistant.planning.review import review

    if findings is None:
        findings = review(plan, Evidence(today=plan.created_at.date()))
    broken = list(dict.fromkeys(finding.code for finding in findings if finding.severity == "error"))
    if not broken:
        return ""
    named = " and ".join([", ".join(broken[:-1]), broken[-1]] if len(broken) > 1 else broken)
    return f"This is a draft, not to be acted on: it breaks {named}. What that means: assistant rule {broken[0]}"


def offline_note(plan: Plan) -> str:
    """That no language model wrote the plan, and what its lines rest on."""
    return f"{OFFLINE} {lines_from(plan)}"


def lines_from(plan: Plan) -> str:
    """What the lines of an offline draft rest on."""
    made = plan.generator
    return (
        f"Of its lines {made.lines_from_brief or 0} come from your brief, {made.lines_from_notes or 0} rest on a "
        f"quoted note, {made.lines_from_pattern or 0} come from patterns for this kind of work."
    )
