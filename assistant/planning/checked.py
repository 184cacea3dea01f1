"""Invariant: what a check found is one value, whatever kind of plan was checked; what was not looked at is None."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from assistant.planning.findings import Finding
from assistant.planning.outside.review import Outside
from assistant.planning.rules.quotations import STATES, Quoted


@dataclass(frozen=True)
class Checked:
    """The findings; `outside` for a plan in Markdown; `citations` for a plan of ours, None where none can be read."""

    findings: tuple[Finding, ...]
    outside: Outside | None = None
    citations: tuple[Quoted, ...] | None = None

    def as_json(self) -> dict[str, object]:
        """One JSON document of it."""
        document: dict[str, object] = {"findings": [finding.as_json() for finding in self.findings]}
        if self.outside is not None:
            document["reading"] = self.outside.as_json()
        if self.citations is not None:
            document["citations"] = [quoted.as_json() for quoted in self.citations]
        return document


def quotation_lines(citations: tuple[Quoted, ...]) -> tuple[str, ...]:
    """The number in each state, then a line for every quotation that does not stand where it was cited from."""
    if not citations:
        return ("quotations: none",)
    states = Counter(quoted.found.state for quoted in citations)
    standings = Counter(backed.standing for quoted in citations for backed in quoted.backed)
    counted = ", ".join(f"{states[state]} {state.replace('_', ' ')}" for state in STATES)
    claims = ", ".join(f"{standings[standing]} {standing}" for standing in ("supported", "quoted", "unverified"))
    moved = [_line(quoted) for quoted in citations if quoted.found.state != "verified"]
    return (f"quotations: {counted}; the claims on them: {claims}", *moved)


def _line(quoted: Quoted) -> str:
    cited, found = quoted.citation, quoted.found
    place = f"{cited.heading or cited.title or 'its passage'} {cited.start}–{cited.end}"
    said = f"  {cited.id} {found.state.replace('_', ' ')}: {cited.note} › {place}"
    if found.now is not None:
        note = f"{found.now.note} › " if found.now.note != cited.note else ""
        return f"{said} → {note}{found.now.heading or found.now.title or 'its passage'} {found.start}–{found.end}"
    if found.state == "moved":
        return f"{said} → across two passages"
    return f"{said} ({found.why})" if found.why else said
