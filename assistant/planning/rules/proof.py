"""Invariant: a claim is believed for its proof alone; a quote counts only where it stands in the source it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from assistant.planning.elements import Citation, Claim
from assistant.planning.evidence import Evidence, KnownChunk
from assistant.planning.findings import Finding
from assistant.planning.fit_evidence import of_brief, stands_in
from assistant.planning.rules.course_view import HEAVY_KINDS, guarded_by
from assistant.planning.rules.quotations import Found, find, lacking
from assistant.planning.rules.rule import blank, error, named, not_measured, rule, warning
from assistant.planning.rules.walk import references, texts
from assistant.planning.schema import Plan

_PROOF: dict[str, tuple[str, str]] = {
    "corpus": ("citation", "Cite a passage by its exact quote, or call it an assumption with its range."),
    "provider_fact": ("fact", "Name the provider fact, or call it an assumption with its range."),
    "measured": ("measured", "Name the log or eval it was measured on."),
    "assumption": ("range", "State the range it may lie in."),
}
_ELSEWHERE = "not on this machine, or not among your notes"
_OUTSIDE = ("brief.text", "brief.constraints", "citations", "generator", "history")
"""Texts that are not the plan's own prose."""


@rule(
    "PF401",
    "Every claim has the proof its origin asks for; the user's own words are never the only support of verdict, gate or"
    " edge",
    why="failure-statistics",
)
def claims_are_proved(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """Every claim that is referred to has to exist, and its proof has to be there."""
    claims = {claim.id: claim for claim in plan.claims}
    citations = {citation.id for citation in plan.citations}
    for at, claim in enumerate(plan.claims):
        field, fix = _PROOF.get(claim.origin, ("", ""))
        proof = getattr(claim, field) if field else "the user's words"
        if blank(proof) or (field == "citation" and proof not in citations):
            yield error(
                "PF401",
                f"claims[{at}]",
                f"The claim {claim.id} {named(claim.text)} is called {claim.origin} but has no {field}.",
                fix,
            )
        if [other.id for other in plan.claims].index(claim.id) != at:
            yield error("PF401", f"claims[{at}].id", f"Two claims are called {claim.id}.", "Give each its own id.")
    yield from _unproved_evals(plan, claims)
    yield from _unknown_references(plan, claims)
    yield from _user_words_only(plan, claims)
    yield from _not_of_the_brief(plan)


def _unproved_evals(plan: Plan, claims: Mapping[str, Claim]) -> Iterator[Finding]:
    for at, option in enumerate(plan.costs.options):
        claim = claims.get(option.eval_claim)
        if option.eval in ("passed", "failed") and (claim is None or claim.origin != "measured"):
            yield error(
                "PF401",
                f"costs.options[{at}].eval_claim",
                f"The option {named(option.name)} is said to have {option.eval} the eval; no measured claim says so.",
                "Name the measured claim, or call it not_measured.",
            )


def _unknown_references(plan: Plan, claims: Mapping[str, Claim]) -> Iterator[Finding]:
    named_ids = [(f"verdict.because[{i}]", claim) for i, claim in enumerate(plan.verdict.because)]
    named_ids += [(f"fit[{i}].claims", claim) for i, answer in enumerate(plan.fit) for claim in answer.claims]
    named_ids += [
        (path, claim) for path, text in texts(plan) if not path.startswith(_OUTSIDE) for claim in references(text)
    ]
    for path, claim in dict.fromkeys(named_ids):
        if claim not in claims:
            yield error(
                "PF401",
                path,
                f"The plan refers to the claim {claim!r}, which it does not make.",
                "Add that claim with its proof, or remove the reference.",
            )


def _user_words_only(plan: Plan, claims: Mapping[str, Claim]) -> Iterator[Finding]:
    verdict = [*plan.verdict.because, *references(plan.verdict.reason)]
    if plan.verdict.path != "clarify" and _rests_on_user(verdict, claims):
        yield error(
            "PF401",
            "verdict.because",
            "The verdict rests on the user's own words alone.",
            "Add a claim from the corpus, a measurement or a provider fact.",
        )
    elif plan.verdict.path != "clarify" and not verdict:
        yield error("PF401", "verdict.because", "The verdict rests on no claim.", "Name the claims it follows from.")
    for at, gate in enumerate(plan.gates):
        triggers = (*gate.all_of, *gate.any_of)
        support = [trigger.threshold.claim for trigger in triggers if trigger.threshold.claim]
        support += references(f"{gate.title} {gate.on_open} {gate.on_timeout}")
        from_brief = bool(triggers) and all(trigger.threshold.origin == "brief" for trigger in triggers)
        is_heavy = gate.kind == "open" and any(stage.kind in HEAVY_KINDS for _, stage in guarded_by(plan, gate))
        if _rests_on_user(support, claims) or (from_brief and is_heavy and not support):
            yield error(
                "PF401",
                f"gates[{at}]",
                f"The gate {named(gate.title)} rests on the user's own words alone.",
                "Set its threshold by a note, a measurement or a stated project rule.",
            )
    edge = plan.differentiation
    if _rests_on_user(list(references(f"{edge.claim} {edge.because} {edge.indicator} {edge.if_flat}")), claims):
        yield error(
            "PF401",
            "differentiation",
            "The edge rests on the user's own words alone.",
            "Support it by a note or a measurement, or say none_yet with a check date.",
        )


def _not_of_the_brief(plan: Plan) -> Iterator[Finding]:
    for at, answer in enumerate(plan.fit):
        for words in of_brief(answer.reason):
            if not stands_in(plan, words):
                yield error(
                    "PF401",
                    f"fit[{at}].reason",
                    f"The reason quotes the brief with words that do not stand in it: {named(words)}.",
                    "Quote the brief letter for letter, or leave the quote out.",
                )


def _rests_on_user(support: Iterable[str], claims: Mapping[str, Claim]) -> bool:
    origins = {claims[name].origin for name in support if name in claims}
    return origins == {"user_stated"}


@rule(
    "PF402",
    "Every quote occurs at its offsets in its chunk, and that chunk was retrieved for this plan",
    why="rag-design",
)
def quotes_are_verified(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """Missing is an error, moved or stale a warning, a source that is not on this machine not measured."""
    unseen: dict[str, list[str]] = {}
    for at, citation in enumerate(plan.citations):
        path = f"citations[{at}]"
        if citation.chunk not in plan.generator.retrieved:
            yield error(
                "PF402",
                f"{path}.chunk",
                f"The source {_source(citation)} was not retrieved for this plan.",
                "Quote only passages that were retrieved.",
            )
        elif blank(citation.quote):
            yield error("PF402", f"{path}.quote", f"The quote from {_source(citation)} is empty.", "Quote a sentence.")
        else:
            found = find(citation, evidence)
            if found.state == "not_measured":
                unseen.setdefault(found.why or _ELSEWHERE, []).append(citation.note)
            else:
                yield from _told(path, citation, found)
    for why, notes in sorted(unseen.items()):
        yield not_measured(
            "PF402",
            "citations",
            f"{len(notes)} {'quote' if len(notes) == 1 else 'quotes'} could not be checked: "
            f"{', '.join(sorted(set(notes)))}: {why}.",
            "Name the notes with: assistant check plan.json --notes PATH; or review the plan where they are.",
        )


def _told(path: str, citation: Citation, found: Found) -> Iterator[Finding]:
    source = _source(citation)
    if found.state == "moved":
        yield warning(
            "PF402",
            path,
            f"The quote from {source} has moved{_where(citation, found.now)}.",
            "Plan again, or cite it where it stands.",
        )
    elif found.state == "stale":
        yield warning(
            "PF402",
            path,
            f"The note {source} has changed since, and the quote is gone from it.",
            "Read the note as it is now, and plan again.",
        )
    elif found.state == "missing" and found.why:
        yield error(
            "PF402",
            path,
            f"The words quoted from {source} stand nowhere now, for {found.why}: {named(citation.quote)}.",
            "Put the note back, or plan again without it.",
        )
    elif found.state == "missing":
        yield error(
            "PF402",
            path,
            f"The words quoted from {source} do not stand there: {named(citation.quote)}.",
            "Quote its exact words, or call the claim an assumption.",
        )


def _where(citation: Citation, now: KnownChunk | None) -> str:
    if now is None:
        return " within its note, and stands now across two passages"
    place = f" under {named(now.heading)}" if now.heading else ""
    if now.note != citation.note:
        return f" with its note, which is now {named(now.note)}{place}"
    return f" within its note, and stands now{place or ' in another passage'}"


def _source(citation: Citation) -> str:
    return named(citation.title or citation.note or citation.id)


@rule(
    "PF403",
    "A claim's numbers and key terms occur in the quote that is to support it",
    why="failure-statistics",
    severity="warning",
)
def quotes_support_claims(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """A warning: the claim is then quoted, which does not make it supported."""
    quotes = {citation.id: citation for citation in plan.citations}
    for at, claim in enumerate(plan.claims):
        citation = quotes.get(claim.citation)
        if claim.origin != "corpus" or citation is None:
            continue
        missing = lacking(claim, citation)
        if missing:
            yield warning(
                "PF403",
                f"claims[{at}]",
                f"The claim {claim.id} says {', '.join(missing)}, its quote does not: quoted, not supported.",
                "Say what the quote says, or cite the passage that says it.",
            )
