"""Invariant: a stored plan is judged by the documents as they are today, never by an index of them."""

from __future__ import annotations

from datetime import date

from assistant import resources
from assistant.agent.shelf import chunks_of
from assistant.knowledge import absence, provider_facts
from assistant.knowledge.documents import NotesRead, corpus_documents
from assistant.planning.checked import Checked
from assistant.planning.evidence import Evidence
from assistant.planning.review import review
from assistant.planning.rules.quotations import quotations
from assistant.planning.schema import Plan


def checked(plan: Plan, notes: NotesRead, today: date) -> Checked:
    """The plan's findings and the state of its citations today."""
    known = evidence(plan, notes, today)
    return Checked(review(plan, known), citations=quotations(plan, known))


def evidence(plan: Plan, notes: NotesRead, today: date) -> Evidence:
    """What is known today of this plan's sources: the shipped notes, the user's `notes`, the dated prices."""
    corpus = corpus_documents(resources.folder("corpus"))
    shipped = {part for document in corpus for part in (document.id, document.path)}
    cited = [citation for citation in plan.citations if citation.path]
    places = {citation.path for citation in cited if not shipped & {citation.note, citation.path}}
    return Evidence(
        today=today,
        facts=provider_facts.load(),
        chunks=chunks_of((*corpus, *notes.documents)),
        absent=absence.absent(notes, places),
    )
