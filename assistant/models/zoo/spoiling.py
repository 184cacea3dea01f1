"""Invariant: each function here spoils one thing of a good draft, and leaves the rest as it was."""

from __future__ import annotations

from typing import Any

Draft = dict[str, Any]


def unchanged(draft: Draft) -> Draft:
    """The draft as it is."""
    return draft


def data_and_training_first(draft: Draft) -> Draft:
    """Labelling and training before anything ships, and the ship stage after them."""
    collect = {
        "id": "collect_first", "kind": "collect", "title": "Collect and label 20,000 past cases", "role": "data team",
        "start_week": 0, "end_week": 8, "deliverable": "A labelled data set of 20,000 cases",
        "exit_test": "Two annotators agree on nine labels in ten",
    }  # fmt: skip
    train = {
        "id": "train_first", "kind": "fine_tune", "title": "Fine-tune our own model on the labels", "role": "ML team",
        "start_week": 8, "end_week": 16, "after": ["collect_first"], "deliverable": "A tuned model",
        "exit_test": "F1 of 0.9 on the test split",
    }  # fmt: skip
    stages = [
        {**stage, "after": [*stage["after"], "train_first"]} if stage["kind"] == "ship" else stage
        for stage in draft["stages"]
    ]
    return {**draft, "stages": [collect, train, *stages]}


def false_quotes(draft: Draft) -> Draft:
    """Every quote replaced by words that stand nowhere."""
    false = "Nine out of ten such projects pay back within six days"
    return {**draft, "claims": [{**claim, "quote": false, "text": false} for claim in draft["claims"]]}


def invented_numbers(draft: Draft) -> Draft:
    """Numbers said to be the brief's that the brief does not hold."""
    invented = [
        {"name": "volume_month", "value": 731_000, "origin": "brief", "words": "731,000 cases a month"},
        {"name": "today_unit_cost", "value": 93.5, "origin": "brief", "words": "$93.50 a case"},
    ]
    names = [number["name"] for number in invented]
    return {**draft, "numbers": [*(n for n in draft["numbers"] if n["name"] not in names), *invented]}


def placeholders(draft: Draft) -> Draft:
    """Blanks to be filled in by somebody else."""
    return {**draft, "slice": "[insert slice here]", "edge": {**draft["edge"], "claim": "TBD"}}


def contradictions(draft: Draft) -> Draft:
    """The first fit question answered both ways, and a claim that exists twice."""
    first = draft["fit"][0]
    other = {**first, "answer": "no" if first["answer"] != "no" else "yes", "reason": "On the other hand it is not so."}
    return {**draft, "fit": [*draft["fit"], other], "claims": [*draft["claims"], draft["claims"][0]]}


def no_questions(draft: Draft) -> Draft:
    """Nothing is unknown, and nothing is asked."""
    return {**draft, "unknown": [], "questions": []}


def nothing_this_week(draft: Draft) -> Draft:
    """No action."""
    return {**draft, "this_week": []}


def unchecked_answer(draft: Draft) -> Draft:
    """An answer that says nothing at length, and nothing against it."""
    return {**draft, "answer": " ".join(["word"] * 120), "against": ""}
