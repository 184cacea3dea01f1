"""Invariant: a citation is written by code at the place where its quote stands; models write no offsets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.planning.draft import DraftClaim
from assistant.planning.elements import Citation, Claim
from assistant.planning.evidence import KnownChunk
from assistant.planning.findings import Finding

MAX_QUOTE = 400
"""Longest quote kept, in characters (project rule: a quote supports one claim)."""


def cite(
    drafts: Sequence[DraftClaim], passages: Mapping[str, KnownChunk]
) -> tuple[tuple[Claim, ...], tuple[Citation, ...], tuple[Finding, ...]]:
    """Claims and citations of a draft. `passages` maps this run's cite keys to chunks.

    A quote that is not in its passage leaves its claim without a citation and yields a PF402 error.
    """
    claims: list[Claim] = []
    citations: list[Citation] = []
    findings: list[Finding] = []
    for i, draft in enumerate(drafts):
        citation = _citation(draft, passages) if draft.origin == "corpus" else None
        if draft.origin == "corpus" and citation is None:
            findings.append(_lost(i, draft, passages))
        if citation is not None:
            citations.append(citation)
        claims.append(
            Claim(
                id=draft.id,
                text=draft.text,
                origin=draft.origin,
                citation=citation.id if citation else "",
                fact=draft.fact,
                range=draft.range,
            )
        )
    return tuple(claims), tuple(citations), tuple(findings)


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Where `quote` stands in `text`, white space folded; None when it does not."""
    wanted = quote.strip()
    if not wanted or len(wanted) > MAX_QUOTE:
        return None
    start = text.find(wanted)
    if start >= 0:
        return start, start + len(wanted)
    pattern = r"\s+".join(re.escape(word) for word in wanted.split())
    match = re.search(pattern, text)
    return (match.start(), match.end()) if match else None


def _citation(draft: DraftClaim, passages: Mapping[str, KnownChunk]) -> Citation | None:
    chunk = passages.get(draft.passage)
    place = locate(draft.quote, chunk.text) if chunk else None
    if chunk is None or place is None:
        return None
    return Citation(
        id=f"s{draft.id[1:]}",
        note=chunk.note,
        title=chunk.title,
        heading=chunk.heading,
        path=chunk.path,
        chunk=chunk.hash,
        document=chunk.document,
        quote=chunk.text[slice(*place)],
        start=place[0],
        end=place[1],
    )


def _lost(index: int, draft: DraftClaim, passages: Mapping[str, KnownChunk]) -> Finding:
    if draft.passage not in passages:
        message = f"Claim {draft.id} cites {draft.passage or 'nothing'}, which was not retrieved for this plan."
    else:
        message = f"Claim {draft.id} quotes words that do not stand in {draft.passage}: {draft.quote[:80]!r}."
    fix = "Quote an exact sentence of a retrieved passage, or mark the claim as an assumption with its range."
    return Finding("PF402", "error", f"claims[{index}]", message, fix)
