"""Invariant: the reasons given for a stage are the plan's own, and each quote is shown with the note it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.planning.elements import Citation
from assistant.planning.markdown_course import condition, when_text
from assistant.planning.schema import Plan
from assistant.planning.stage_orders import stage

_CLAIM = re.compile(r"\[(c\d{1,3})\]")


def why(plan: Plan, number: str) -> tuple[str, ...]:
    """Why the stage of that number stands where it stands, one line each. Raises InputError for an unknown number."""
    return tuple(_why(plan, number))


def _why(plan: Plan, number: str) -> Iterator[str]:
    one = stage(plan, number)
    titles = {each.id: each.title for each in plan.stages}
    gates = [gate for gate in plan.gates if gate.id in one.gates]
    yield f"{number} {one.title} ({one.kind.replace('_', ' ')}, {one.state}): {when_text(one.when.end, one.when.text)}"
    if one.depends_on:
        yield f"after: {', '.join(titles.get(name, name) for name in one.depends_on)}"
    for gate in gates:
        for trigger in (*gate.all_of, *gate.any_of):
            yield f"opens if: {condition(trigger)}"
    yield f"delivers: {one.deliverable}"
    yield f"ends when: {one.exit_test}"
    if one.pays_for:
        yield f"pays for: {one.pays_for}"
    texts = " ".join([one.deliverable, one.exit_test, one.pays_for, *(g.on_open + g.on_timeout for g in gates)])
    quoted = list(cited(plan, texts))
    for citation in quoted:
        yield f"[{citation.note}] “{citation.quote}”"
    if not quoted:
        yield "No note is quoted for it: it comes from your brief and the pattern for this kind of work."


def cited(plan: Plan, text: str) -> Iterator[Citation]:
    """The citations behind the claims that the text refers to, each once."""
    citations = {citation.id: citation for citation in plan.citations}
    claims = {claim.id: claim.citation for claim in plan.claims}
    for name in dict.fromkeys(_CLAIM.findall(text)):
        if claims.get(name) in citations:
            yield citations[claims[name]]
