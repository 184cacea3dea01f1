"""Invariant: what was found and quoted is judged against the passages of the turn itself, by code of its own.

A quote counts as verified when it stands, letter by letter, in a passage that this turn retrieved.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from assistant.evals.brief_scorers import terms
from assistant.evals.scoring import Seen, Value, scorer

DEPTH = 6
"""Passages looked at: those put before a model unasked (see agent.run)."""
_ASKED_FOR = 0.5
"""A search for fewer of a question's terms was for something else (project rule)."""
_Notes = Annotated[tuple[Annotated[str, StringConstraints(min_length=1)], ...], Field(min_length=1)]
_Share = Annotated[float, Field(gt=0, le=1)]


@scorer(_Notes)
def finds_any(seen: Seen) -> tuple[Value, str]:
    """One of these notes is among the first six passages found."""
    found = _found(seen)
    places = [place for place, note in enumerate(found, 1) if note in seen.wanted]
    return bool(places), f"at place {places[0]}" if places else f"found: {', '.join(found) or 'nothing'}"


@scorer(_Notes)
def finds_all(seen: Seen) -> tuple[Value, str]:
    """All of these notes are among the passages of the turn."""
    held = {passage.chunk.note for passage in seen.turn.passages}
    missing = [note for note in seen.wanted if note not in held]
    return not missing, f"missing: {', '.join(missing) or 'none'}"


@scorer(bool)
def abstains(seen: Seen) -> tuple[Value, str]:
    """The search finds nothing rather than something beside the point."""
    if seen.turn.status == "failed":
        return None, "the turn failed before it could search"
    searched = [(call.arguments or {}).get("query") for each in seen.turn.calls for call in each.reply.calls]
    asked = terms(seen.case.brief)
    if asked and asked.share_in(terms(" ".join(map(str, [seen.turn.text, *searched])))) < _ASKED_FOR:
        return None, "nothing was searched for that this question speaks of"
    found = _found(seen)
    return (not found) is seen.wanted, f"found: {', '.join(found) or 'nothing'}"


@scorer(bool)
def quotes_verified(seen: Seen) -> tuple[Value, str]:
    """Every quote stands letter by letter in a passage of this turn, and there is one."""
    plan = seen.plan
    if plan is None:
        return None, seen.lacks
    texts = {passage.chunk.hash: passage.chunk.text for passage in seen.turn.passages}
    false = [c.id for c in plan.citations if texts.get(c.chunk, "")[c.start : c.end] != c.quote or not c.quote.strip()]
    verified = bool(plan.citations) and not false
    return verified is seen.wanted, f"{len(plan.citations)} quotes, not verified: {', '.join(false) or 'none'}"


@scorer(_Notes)
def cites_any(seen: Seen) -> tuple[Value, str]:
    """One of these notes is quoted."""
    if seen.plan is None:
        return None, seen.lacks
    notes = sorted({citation.note for citation in seen.plan.citations})
    return bool(set(notes) & set(seen.wanted)), f"quoted: {', '.join(notes) or 'nothing'}"


@scorer(_Share)
def quotes_used(seen: Seen) -> tuple[Value, str]:
    """The share of quotes that some claim rests on: quoting everything is no support."""
    plan = seen.plan
    if plan is None or not plan.citations:
        return None, "nothing is quoted"
    used = {claim.citation for claim in plan.claims if claim.citation}
    share = sum(citation.id in used for citation in plan.citations) / len(plan.citations)
    return round(share, 3), f"{share:.0%} of {len(plan.citations)} quotes"


def _found(seen: Seen) -> list[str]:
    return [passage.chunk.note for passage in seen.turn.passages[:DEPTH]]
