"""Invariant: what a page quotes of the review is what the review says of its failing example; a test compares them."""

from __future__ import annotations

from collections.abc import Mapping

SAYS: Mapping[str, str] = {
    "PF101": (
        "The stage “Curate training data” is collect work, and starts before “Ship to ten customers, "
        "measured” has shipped. Let it wait for its gate, or start it after the ship stage ends."
    ),
    "PF102": (
        "The ship stage “Ship to ten customers, measured” depends on “Fine-tune an open model”, which is fine"
        " tune work. Remove the dependency that leads to “Fine-tune an open model”; call a later release "
        "roll_out."
    ),
    "PF103": (
        "What ships first relies on a model of its own: “fine-tuned”. Ship on a rented or bought model or a "
        "baseline; the own model waits for its gate."
    ),
    "PF104": (
        "The stage “Curate training data” is guarded by “Use has proved itself”, which has no trigger. Give "
        "that gate a trigger with metric, threshold, window and minimum n."
    ),
    "PF105": (
        "The custom model “Fine-tune an open model” comes before any fine-tuning. List a gated fine_tune "
        "stage before it, or add a waiver for PF105."
    ),
    "PF106": (
        "The stages wait for each other in a circle: “Everybody” → “Better prompts and one invoice tool” → "
        "“Everybody”. Remove one dependency."
    ),
    "PF107": (
        "The gate “Use has proved itself” opens “Curate training data” without an outcome that held. Add a "
        "trigger on an outcome of `success`, held for at least 7 days, to all_of."
    ),
    "PF108": (
        "The ship stage “Label 10,000 tickets and fine-tune the classifier” describes data work: “label "
        "10,000 tickets”. Say what a person can use at its end; move that work into its own stage behind a "
        "gate."
    ),
    "PF201": (
        "The gate “Good enough for everybody” needs the event 'outcome', which no earlier stage emits. Let "
        "the ship stage, or another stage listed before, emit it."
    ),
    "PF202": "A trigger of “Too little is solved” on 'solved' has no minimum n. State its minimum n.",
    "PF203": (
        "The kill criterion “Under 15% truly solved on 12 March” is dated 2027-03-12, the reading 2026-12-11."
        " Decide it before that reading."
    ),
    "PF204": "The eval set is due on 2027-01-31, after launch on 2026-12-18. Let it stand by 2026-12-18.",
    "PF205": (
        "The event “answered” holds content, but nothing says who consents to what. State the consent it is kept under."
    ),
    "PF301": (
        "The number “success.eval_set.size” comes from a measurement that no claim names. Name the claim that"
        " carries it, or call it an assumption with a range."
    ),
    "PF302": (
        "The stage “Fine-tune an open model” has no finite break-even against “GPT-6 Luna with retrieval” nor"
        " says never. Compute that break-even, or state never and why in never_because."
    ),
    "PF303": (
        "The provider fact 'anthropic.claude-2.price_input' is not among the facts on this machine. Plan "
        "again with today's facts, or correct the id."
    ),
    "PF304": "The number “build” says 20000, its ledger entry 40000. Copy the ledger's amount.",
    "PF305": (
        "The money section says nothing about a stop line. State the stop line that follows, or why there is none."
    ),
    "PF401": (
        "The plan refers to the claim 'c99', which it does not make. Add that claim with its proof, or remove"
        " the reference."
    ),
    "PF402": (
        "The words quoted from “case support” do not stand there: “Train first, ask later.”. Quote its exact "
        "words, or call the claim an assumption."
    ),
    "PF403": (
        "The claim c5 says 40, its quote does not: quoted, not supported. Say what the quote says, or cite "
        "the passage that says it."
    ),
    "PF501": "The edge says nothing under if flat. Say it in one sentence that can turn out wrong.",
    "PF502": (
        "The verdict is product_first, but the fit answers lead to adapted. Set the verdict to adapted, or "
        "correct the answer that is wrong."
    ),
    "PF503": "The waiver of PF105 has no role. Name its role.",
    "PF504": "The comparison says nothing about failure mode on the other path. Fill it in.",
    "PF601": "Action 1 of this week has no done-when. State its done-when.",
    "PF602": (
        "The plan says “TBD”, which is a placeholder or an empty phrase. Say what is meant, with its number or name."
    ),
    "PF603": (
        "The plan has 4,076 words; at launch stakes a plan is read whole up to 2,000. "
        "Cut 2,076 words on which no decision rests."
    ),
    "PF604": (
        "The constraint “eight weeks” is said to be answered by 'product.deadline', which does not exist. "
        "Name an id or a path of this plan."
    ),
    "PF605": "Nothing is said against the plan. State the strongest case against it.",
}
