"""Invariant: what is scored is the plan as data, with code of its own beside the rules; no plan means unmeasured."""

from __future__ import annotations

from collections.abc import Set
from typing import Annotated

from pydantic import Field

from assistant.evals.scoring import Seen, Value, scorer
from assistant.planning.course import DATA_KINDS, MODEL_KINDS, StageKind
from assistant.planning.elements import Claim
from assistant.planning.purpose import Path, Phase

_MAY_COME_FIRST = frozenset(("audit_data",))
"""Looking at what exists already is not collecting (project rule)."""
_WAITS = (DATA_KINDS | MODEL_KINDS) - _MAY_COME_FIRST
_AT_LEAST = Annotated[int, Field(ge=1, le=100)]


@scorer(bool)
def valid_plan(seen: Seen) -> tuple[Value, str]:
    """There is a plan and no rule finds an error in it."""
    if seen.plan is None:
        return (False if seen.wanted else None), seen.lacks
    errors = sorted({finding.code for finding in seen.turn.findings if finding.severity == "error"})
    return (not errors) is seen.wanted, f"errors: {', '.join(errors) or 'none'}"


@scorer(Annotated[tuple[Path, ...], Field(min_length=1)])
def verdict_in(seen: Seen) -> tuple[Value, str]:
    """The verdict is one of those the case accepts."""
    if seen.plan is None:
        return None, seen.lacks
    path = seen.plan.verdict.path
    return path in seen.wanted, f"{path}; accepted: {', '.join(seen.wanted)}"


@scorer(Phase)
def phase_is(seen: Seen) -> tuple[Value, str]:
    """The plan has read how far the product is."""
    if seen.plan is None:
        return None, seen.lacks
    return seen.plan.phase == seen.wanted, f"{seen.plan.phase}; expected: {seen.wanted}"


@scorer(_AT_LEAST)
def notes_cited_at_least(seen: Seen) -> tuple[Value, str]:
    """So many different notes are quoted, each at its exact place."""
    if seen.plan is None:
        return None, seen.lacks
    texts = {passage.chunk.hash: passage.chunk.text for passage in seen.turn.passages}
    notes = sorted(
        {c.note for c in seen.plan.citations if c.quote.strip() and texts.get(c.chunk, "")[c.start : c.end] == c.quote}
    )
    return len(notes) >= seen.wanted, f"{len(notes)} notes: {', '.join(notes)}"


@scorer(bool)
def every_claim_supported(seen: Seen) -> tuple[Value, str]:
    """Each claim that is not the user's own has its citation, fact or measurement, or says it is an assumption."""
    if seen.plan is None:
        return None, seen.lacks
    ours = [claim for claim in seen.plan.claims if claim.origin != "user_stated"]
    if not ours:
        return None, "the plan makes no claim of its own"
    quotes = {citation.id for citation in seen.plan.citations}
    bare = [claim.id for claim in ours if not _supported(claim, quotes)]
    return (not bare) is seen.wanted, f"{len(ours)} claims, without support: {', '.join(bare) or 'none'}"


@scorer(bool)
def ship_before_data(seen: Seen) -> tuple[Value, str]:
    """Something ships before data is collected or labelled and before a model is trained."""
    plan = seen.plan
    if plan is None:
        return None, seen.lacks
    counts_as_shipped: set[StageKind] = {"ship"}
    if plan.verdict.path in ("classical", "adapted"):
        counts_as_shipped.add("shadow")
    places = [place for place, stage in enumerate(plan.stages) if stage.kind in counts_as_shipped]
    waiting = [place for place, stage in enumerate(plan.stages) if stage.kind in _WAITS]
    if not places and not waiting:
        return None, "the plan neither ships nor collects nor trains"
    early = [plan.stages[place].id for place in waiting if not places or place < places[0]]
    return (not early) is seen.wanted, f"before the first shipped stage: {', '.join(early) or 'none'}"


def _supported(claim: Claim, quotes: Set[str]) -> bool:
    proofs = {
        "corpus": claim.citation,
        "provider_fact": claim.fact,
        "measured": claim.measured,
        "assumption": claim.range,
    }
    proof = proofs.get(claim.origin, "").strip()
    return proof in quotes if claim.origin == "corpus" else bool(proof)
