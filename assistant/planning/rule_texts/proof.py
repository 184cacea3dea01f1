"""Invariant: each rule of money, proof and candour is told in plain words, with one field that fails and holds."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.planning.rule_texts.text import RuleText
from assistant.planning.rules.reading import WORD_BUDGET

_BUDGETS = ", ".join(f"{words:,} words at {stakes} stakes" for stakes, words in WORD_BUDGET.items())

PROOF: Mapping[str, RuleText] = {
    "PF301": RuleText(
        "Every number says where it comes from: an assumption its range (of money, wider than one point), a price its"
        " fact, a note's its claim, a computed one its formula.",
        "A number without an origin is believed or doubted for no reason.",
        "Give the origin what it asks for, or call the number an assumption with a range.",
        "success.eval_set.size.origin",
        "measured",
        "project_rule",
    ),
    "PF302": RuleText(
        "The gates of distil and fine_tune ask for volume and for a gap above nought. Tuning breaks even against the"
        " cheapest untuned option that passes the eval, computed from its cost; while none is measured to pass, against"
        " the cheapest that leaves a saving. Or a gap measured on held-out cases stays that none of them closes. If it"
        " never pays on cost, never_because says so; a never on a condition comes with the break-even for the rest.",
        "Compared with the incumbent almost any tuning looks cheap; compared with a smaller model most of it"
        " never pays.",
        "Add the trigger that is missing, compare with the strongest untuned option, and state never where it"
        " is never.",
        "costs.tuning.never_because",
        "",
        "If GPT-6 Luna passes the eval: never.",
    ),
    "PF303": RuleText(
        "Every provider fact used is known on this machine and has not passed its expiry date.",
        "Prices and models change within months, and conclusions change with them.",
        "Look the fact up again, and plan again.",
        "costs.ledger[21].fact",
        "anthropic.claude-2.price_input",
        "anthropic.claude-sonnet-5-5.price_input",
    ),
    "PF304": RuleText(
        "Each derived amount follows from its formula and inputs within half a percent, in the ledger, in its"
        " copies and at both ends of each sensitivity.",
        "A sum that a model wrote is a guess; one that recomputes can be argued with.",
        "Compute it again from its inputs.",
        "comparison.spend_ours.value",
        20000,
        40000,
    ),
    "PF305": RuleText(
        "The money section holds today's way, a bought option with its price, a payback and a stop line, or says why"
        " one of them does not exist; and how far the assumption that moves the result most moves it.",
        "Against nothing, every build pays.",
        "Add the option or the note.",
        "costs.stop_line",
        "",
        "stop",
    ),
    "PF401": RuleText(
        "A corpus claim has a citation, a fact its id, a measurement its hash, an assumption its range;"
        " claims referred to exist. Verdict, gates and edge rest on more than what the user said.",
        "The brief is what is to be tested. It cannot be the proof of itself.",
        "Cite, measure, or call it an assumption.",
        "verdict.because",
        ["c99"],
        ["c1", "c2"],
    ),
    "PF402": RuleText(
        "A quote stands at its offsets in a chunk that was retrieved for this plan. Missing is an error,"
        " moved or stale a warning, a note that is not on this machine not measured.",
        "A model can invent a source as easily as a sentence; only code can tell.",
        "Quote the exact words of a retrieved passage.",
        "citations[1].quote",
        "Train first, ask later.",
        "An airline was held to what its support bot had told a customer about refunds.",
    ),
    "PF403": RuleText(
        "The numbers and names of a claim, and a quarter of its longer words, stand in the quote.",
        "A true quote beside a larger claim makes it look proved. It is then quoted, not supported.",
        "Say what the quote says, or quote what says it.",
        "claims[4].text",
        "Klarna and Harvey lost 40% of their users to better models.",
        "The model of Harvey was overtaken; it was no lasting edge.",
    ),
    "PF501": RuleText(
        "The edge names what only use builds, its indicator, and what to do if that stays flat; none yet has"
        " a check date.",
        "Product first fails by shipping something anybody can copy.",
        "Name an indicator that can disappoint you, or a date to look again.",
        "differentiation.if_flat",
        "",
        "Buy the bot; keep the eval set and the log.",
    ),
    "PF502": RuleText(
        "Six fit questions are answered once each, with reasons that say more than yes or no again,"
        " and the verdict is the one that code derives"
        " from them.",
        "A path chosen first finds its reasons; derived, it can be wrong in a place one can point at.",
        "Correct the answer that is wrong, or take the verdict.",
        "fit[5].answer",
        "no",
        "yes",
    ),
    "PF503": RuleText(
        "A waiver names a rule, who answers for it, why, and until when.",
        "An exception without an owner and an end is a new rule.",
        "Name role and reason, set a date.",
        "waivers",
        [{"rule": "PF105", "role": "", "reason": "A cheap try", "expires": "2027-01-01"}],
        [{"rule": "PF105", "role": "lead", "reason": "A cheap try", "expires": "2027-01-01"}],
    ),
    "PF504": RuleText(
        "Six rows compare both paths, none with a stroke or “n/a”, and one line says where the other path wins.",
        "A comparison that one side always wins is an advertisement.",
        "Fill the cell with what is true of that path.",
        "comparison.failure_mode.other",
        "",
        "never ships",
    ),
    "PF601": RuleText(
        "One to three actions for this week, each with a role and a sign that it is done; “done” is no sign.",
        "A plan that starts next month does not start.",
        "Keep the actions that tell most, and say how one sees that each is done.",
        "this_week[0].done_when",
        "",
        "Both engineers agree on every label.",
    ),
    "PF602": RuleText(
        "No text is a placeholder, an unfilled form or a phrase that says nothing; what must be said is said.",
        "It reads as finished and is not.",
        "Say what is meant, with its number or name.",
        "product.hand_over",
        "TBD",
        "When no passage supports the answer, or when asked.",
    ),
    "PF603": RuleText(
        f"The Markdown rendering, its sources left out, keeps to {_BUDGETS}.",
        "A plan nobody reads to the end decides nothing.",
        "Cut what no decision rests on.",
        "against",
        "A long complaint. " * 1_000,
        "A bought bot needs no build.",
    ),
    "PF604": RuleText(
        "Each constraint found in the brief points at the part of the plan that answers it.",
        "Deadlines, budgets and privacy are what plans forget first.",
        "Name an id or a path of the plan.",
        "brief.constraints[0].answered_by",
        "product.deadline",
        "product.ship_by",
    ),
    "PF605": RuleText(
        "The answer takes at most 80 words, and the strongest case against the plan is there.",
        "Whoever decides reads this much; and trusts it more for the second part.",
        "Cut the answer to the decision, its date and its stop line.",
        "against",
        "",
        "A bought bot needs no build.",
    ),
}
"""PF301 to PF605."""
