"""Invariant: what each rule asks and why is told in plain words, with one field of a plan that fails and holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class RuleText:
    """`failing` and `mended` are values of the field at `path`; a test puts both into a good plan."""

    what: str
    why: str
    fix: str
    path: str
    failing: object
    mended: object


TEXTS: Mapping[str, RuleText] = {
    "PF101": RuleText(
        "A stage that ships is listed, dated and under way before any stage that audits, collects, labels or"
        " trains. A product stage whose text describes such work counts as what it describes.",
        "The cheapest question is whether anybody wants it. Data and models answered before it are paid for blind.",
        "Move the stage after the ship stage and give it a gate.",
        "stages[3].when.start",
        "2026-11-24",
        None,
    ),
    "PF102": RuleText(
        "Following depends_on from a ship stage, through any number of stages, never meets data or model work.",
        "A dependency is an order in disguise: what ships would wait for the data after all.",
        "Remove the dependency; call a later release of something tuned roll_out.",
        "stages[0].depends_on",
        ["tune"],
        [],
    ),
    "PF103": RuleText(
        "The slice, the model route and the ship stage name nothing that first has to be trained.",
        "Rented models, retrieval, tools, bought products and simple baselines exist today; an own model does not.",
        "Ship on a rented or bought model or a baseline.",
        "product.model_route",
        ["our fine-tuned Llama"],
        ["Sonnet 5.5"],
    ),
    "PF104": RuleText(
        "A data or model stage waits for at least one gate that has a trigger.",
        "Without a gate the expensive part starts because the calendar says so.",
        "Guard it with a gate whose triggers say what use must have proved.",
        "gates[1].all_of",
        [],
        [
            {
                "metric": "solved",
                "source": "event",
                "op": ">=",
                "threshold": {"value": 25, "unit": "%", "origin": "project_rule"},
                "window_days": 56,
                "min_n": 400,
                "bound": "lower",
            }
        ],
    ),
    "PF105": RuleText(
        "A custom model is listed after fine-tuning; a classical model after a baseline that was measured by"
        " a back-test.",
        "Each step is an order of magnitude dearer than the one before, and the cheaper one often suffices.",
        "List the cheaper step first, or add a waiver with role, reason and expiry.",
        "stages[4].kind",
        "custom_model",
        "fine_tune",
    ),
    "PF106": RuleText(
        "Dependencies form no circle, ids are unique, and every stage, gate and event that is named exists.",
        "A course that cannot be walked cannot be gated, dated or rendered.",
        "Correct the id, or remove one dependency of the circle.",
        "stages[1].depends_on",
        ["better"],
        ["ship"],
    ),
    "PF107": RuleText(
        "The gate before collect or label requires an outcome or retention that held for at least a week.",
        "Volume shows that people came, not that it helped them; data on something nobody keeps is waste.",
        "Add a trigger on an outcome, held over a window, to all_of.",
        "gates[1].all_of[0].window_days",
        1,
        56,
    ),
    "PF108": RuleText(
        "A ship stage says who uses it, where and from when, and its title, deliverable and exit test"
        " describe no data or model work. An eval set of up to a thousand cases, examples for a prompt and"
        " logging with consent are product work.",
        "A label is cheap: a stage called ship that labels tickets puts nothing into anybody's hands.",
        "Say what a person can use at its end; move the other work behind a gate.",
        "stages[0].title",
        "Label 10,000 tickets and fine-tune the classifier",
        "Ship to ten customers, measured",
    ),
    "PF201": RuleText(
        "Each metric of a trigger or measure is defined, read from the source it names, and its events are"
        " emitted earlier.",
        "A gate on a number nobody records never opens, or is opened by hand.",
        "Define the metric, and let the ship stage emit its events.",
        "stages[0].emits",
        ["answered"],
        ["answered", "outcome"],
    ),
    "PF202": RuleText(
        "A trigger has a unit; one on events a window and a minimum n, one on evals an n, one on a bill a window.",
        "A share without n and window can be read on the one good day.",
        "State what is missing.",
        "gates[3].all_of[0].min_n",
        None,
        400,
    ),
    "PF203": RuleText(
        "There are kill criteria, dated before the first reading, and counter-metrics.",
        "A stop line chosen after the numbers came in is a story; an outcome alone can be gamed.",
        "Write down today what would make you stop, and what must not get worse.",
        "kill_criteria[0].decided_on",
        "2027-03-12",
        "2026-11-23",
    ),
    "PF204": RuleText(
        "An eval set with size, source and bar stands before launch; when live, before the next change.",
        "Without one, the first users find the mistakes, and no later change can be judged.",
        "Label some dozens of real cases, unanswerable ones among them.",
        "success.eval_set.due",
        "2027-01-31",
        "2026-12-04",
    ),
    "PF205": RuleText(
        "Every event that holds content states its consent and the days it is kept.",
        "What was logged without permission can neither be kept nor learnt from later.",
        "State both, or log no content.",
        "data.events[0].consent",
        "",
        "terms of service; training use off by default",
    ),
    "PF301": RuleText(
        "Every number says where it comes from: an assumption its range, a price its fact, a note's its"
        " claim, a computed one its formula.",
        "A number without an origin is believed or doubted for no reason.",
        "Give the origin what it asks for, or call the number an assumption with a range.",
        "success.eval_set.size.origin",
        "measured",
        "project_rule",
    ),
    "PF302": RuleText(
        "The gates of distil and fine_tune ask for volume and for a gap. Tuning breaks even against the"
        " cheapest untuned option that no eval ruled out, or a gap measured on held-out cases stays that none"
        " of them closes. If it never pays on cost, never_because says so.",
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
        "The money section holds today's way, buying, a payback and a stop line, or says why one of them does"
        " not exist.",
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
        "Six fit questions are answered once each, with reasons, and the verdict is the one that code derives"
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
        "Six rows compare both paths, and one line says where the other path wins.",
        "A comparison that one side always wins is an advertisement.",
        "Fill the cell with what is true of that path.",
        "comparison.failure_mode.other",
        "",
        "never ships",
    ),
    "PF601": RuleText(
        "One to three actions for this week, each with a role and a sign that it is done.",
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
        "The Markdown rendering keeps to 800 words for a hobby, 1,200 inside a company, 1,600 for a launch.",
        "A plan nobody reads to the end decides nothing.",
        "Cut what no decision rests on.",
        "against",
        "A long complaint. " * 300,
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
"""By rule code."""
