"""For each rule, changes to a good plan that make it the only rule with an error (or its finding)."""

from __future__ import annotations

from collections.abc import Callable

from assistant.planning.schema import Plan
from tests.planning.changes import DROP
from tests.planning.plans import adapted, clarify, forecast, hobby, live, scaling, stop, support
from tests.planning.plans.parts import assumed, number, trigger

Case = tuple[str, str, Callable[[], Plan], dict[str, object]]

TRAINING = {
    "id": "early",
    "kind": "instrument",
    "title": "Train the intent classifier on 8,000 messages",
    "when": {"start": None, "end": None, "text": "now"},
    "role": "engineer",
    "deliverable": "it",
    "exit_test": "F1 of 0.9",
}
VOLUME_ONLY = trigger("calls", ">=", 10_000, "calls a month", days=30).model_dump(mode="json")
BARE_CORRECTED = {
    "id": "corrected",
    "name": "Corrected",
    "definition": "share of answers corrected by agents",
    "source": "event",
    "unit": "%",
    "events": ["answered"],
}

ERRORS: tuple[Case, ...] = (
    (
        "PF101",
        "tuning is listed first",
        support,
        {
            "stages[4]!": 0,
            "stages[0].depends_on": [],
            "gates[2].all_of[0].source": "bill",
            "data.metrics[3].source": "bill",
            "data.metrics[3].events": [],
        },
    ),
    (
        "PF101",
        "data is collected before anything ships",
        support,
        {
            "stages[3]!": 0,
            "gates[1].all_of[0].metric": "right",
            "gates[1].all_of[0].source": "eval",
            "success.measures[0].metric": "right",
        },
    ),
    ("PF101", "a stage called instrument trains", support, {"stages[+]": TRAINING, "stages[5]!": 0}),
    ("PF101", "nothing ships", hobby, {"stages[0].kind": "instrument"}),
    ("PF101", "the dates run backwards", support, {"stages[3].when.start": "2026-11-24"}),
    ("PF101", "the tuning is done, the product is not", support, {"stages[4].state": "active"}),
    (
        "PF102",
        "the product waits for the data through another stage",
        support,
        {
            "stages[0].depends_on": ["better"],
            "stages[1].depends_on": [],
            "stages[2].depends_on": ["curate"],
            "stages[3].depends_on": [],
        },
    ),
    (
        "PF102",
        "the product waits for the tuned model",
        support,
        {"stages[0].depends_on": ["tune"], "stages[1].depends_on": []},
    ),
    ("PF103", "the route is an own model", support, {"product.model_route[0]": "our fine-tuned Llama"}),
    ("PF103", "the slice runs on an own model", support, {"product.slice": "Answers from our own language model"}),
    ("PF103", "no technique", support, {"product.techniques": []}),
    ("PF104", "data without a gate", support, {"stages[3].gates": [], "gates[1].guards": []}),
    ("PF104", "a gate without a trigger", support, {"gates[1].all_of": []}),
    ("PF104", "tuning called a better prompt", support, {"stages[2].title": "Fine-tune the model on the tickets"}),
    ("PF105", "a model of its own before tuning", support, {"stages[4].kind": "custom_model"}),
    ("PF105", "boosting before a baseline", forecast, {"stages[1]": DROP, "stages[1].depends_on": ["audit"]}),
    (
        "PF105",
        "a baseline nobody back-tested",
        forecast,
        {"stages[1].title": "Three rules", "stages[1].exit_test": "Dollars for each"},
    ),
    ("PF106", "a circle", support, {"stages[2].depends_on": ["better"]}),
    ("PF106", "a stage that does not exist", support, {"stages[1].depends_on": ["shipp"]}),
    ("PF106", "a gate that does not exist", support, {"stages[1].gates": ["g_rol"]}),
    ("PF106", "an event that does not exist", support, {"stages[0].emits": ["answered", "outcome", "outcomes"]}),
    ("PF106", "two stages of one name", support, {"stages[2].id": "everybody", "stages[3].depends_on": ["everybody"]}),
    ("PF107", "volume alone", support, {"gates[1].all_of": [VOLUME_ONLY]}),
    ("PF107", "an outcome for a day", support, {"gates[1].all_of[0].window_days": 1}),
    (
        "PF107",
        "an outcome or volume",
        support,
        {
            "gates[1].any_of": [VOLUME_ONLY, trigger("solved", ">=", 25, "%").model_dump(mode="json")],
            "gates[1].all_of": [],
        },
    ),
    ("PF108", "labels and tunes", support, {"stages[0].title": "Label 10,000 tickets and fine-tune the classifier"}),
    (
        "PF108",
        "a data set as the deliverable",
        support,
        {"stages[0].deliverable": "Build the training dataset for the widget of our customers"},
    ),
    ("PF108", "no date", support, {"stages[0].when.end": None}),
    ("PF108", "no user", support, {"product.user": " "}),
    (
        "PF108",
        "for nobody in particular",
        support,
        {
            "stages[0].title": "Phase one",
            "stages[0].deliverable": "The first version",
            "stages[0].exit_test": "It works",
        },
    ),
    (
        "PF108",
        "trains in the shadow",
        adapted,
        {"stages[1].deliverable": "Two recruiters train v1 model at their desk"},
    ),
    ("PF201", "a metric nobody defined", support, {"gates[3].all_of[0].metric": "resolved"}),
    ("PF201", "a measure nobody defined", support, {"success.measures[2].metric": "smiles"}),
    ("PF201", "an event nobody emits", support, {"stages[0].emits": ["answered"]}),
    ("PF201", "an event emitted too late", support, {"stages[0].emits": ["answered"], "stages[4].emits": ["outcome"]}),
    ("PF201", "another source", support, {"gates[3].all_of[0].source": "bill"}),
    ("PF201", "events without names", support, {"data.metrics[3].events": []}),
    ("PF202", "no window", support, {"gates[3].all_of[0].window_days": None}),
    ("PF202", "no n", support, {"gates[0].all_of[0].min_n": None}),
    ("PF202", "no unit", support, {"gates[2].all_of[1].threshold.unit": ""}),
    ("PF203", "nothing stops it", support, {"kill_criteria": []}),
    ("PF203", "nothing is watched", support, {"counter_metrics": []}),
    ("PF203", "decided after reading", support, {"kill_criteria[0].decided_on": "2027-03-12"}),
    ("PF203", "an opening gate stops it", support, {"kill_criteria[0].gate": "g_roll"}),
    ("PF204", "no eval set", support, {"success.eval_set": None}),
    ("PF204", "an eval set after launch", support, {"success.eval_set.due": "2027-01-31"}),
    ("PF204", "no bar", support, {"success.eval_set.bar": ""}),
    ("PF204", "no cases", support, {"success.eval_set.size.value": 0}),
    ("PF204", "an eval set after the next change", live, {"success.eval_set.due": "2027-01-31"}),
    ("PF204", "only before a later change", support, {"success.eval_set.before": "next_change"}),
    ("PF205", "no consent", support, {"data.events[0].consent": ""}),
    ("PF205", "kept for ever", support, {"data.events[0].retention_days": None}),
    ("PF301", "an assumption without a range", support, {"comparison.spend_other.low": None}),
    ("PF301", "outside its range", support, {"this_week[0].hours.value": 100}),
    ("PF301", "a price without a fact", support, {"success.measures[0].target.origin": "provider_fact"}),
    ("PF301", "a measured number without a claim", support, {"success.eval_set.size.origin": "measured"}),
    ("PF301", "a note's number without a claim", support, {"product.coverage.share.origin": "note"}),
    ("PF301", "computed from nothing", support, {"success.measures[0].stop.origin": "computed"}),
    ("PF302", "no volume", support, {"gates[2].all_of[0]": DROP}),
    (
        "PF302",
        "examples are no volume",
        support,
        {
            "gates[2].all_of[0].metric": "examples",
            "gates[2].all_of[0].threshold": number(300, "examples").model_dump(),
            "data.metrics[3].id": "examples",
            "data.metrics[3].name": "Examples",
            "data.metrics[3].definition": "consented examples a month",
            "data.metrics[3].unit": "examples",
        },
    ),
    ("PF302", "no gap", support, {"gates[2].all_of[1]": DROP}),
    ("PF302", "never is hidden", support, {"costs.tuning.never_because": ""}),
    (
        "PF302",
        "a gap nobody measures on held-out cases",
        support,
        {
            "gates[2].all_of[1]": trigger("corrected", ">=", 10, "%").model_dump(mode="json"),
            "data.metrics[+]": BARE_CORRECTED,
        },
    ),
    ("PF302", "against the incumbent only", scaling, {"costs.options[2].eval": "not_measured"}),
    ("PF302", "against a bot", scaling, {"costs.tuning.against": "bot"}),
    ("PF302", "no break-even and no never", scaling, {"costs.tuning.break_even": ""}),
    ("PF304", "a wrong sum", support, {"costs.ledger[37].value": 9.0}),
    ("PF304", "an unknown formula", support, {"costs.ledger[28].formula": "magic"}),
    ("PF304", "a dangling input", support, {"costs.ledger[28].inputs.a": "tickets"}),
    ("PF304", "a copy that differs", support, {"comparison.spend_ours.value": 20_000}),
    ("PF304", "a pointer to nothing", support, {"costs.options[0].monthly": "monthly"}),
    ("PF304", "a wrong end of the sensitivity", support, {"costs.sensitivity[0].at_low": 1.0}),
    ("PF305", "no payback", forecast, {"costs.payback": "", "costs.payback_note": ""}),
    ("PF305", "no stop line", support, {"costs.stop_line": ""}),
    ("PF305", "nothing about buying", hobby, {"costs.buy_note": ""}),
    ("PF305", "nothing about today", hobby, {"costs.options[0]": DROP}),
    ("PF401", "a claim without a quote", support, {"claims[0].citation": ""}),
    ("PF401", "a citation that does not exist", support, {"claims[0].citation": "s99"}),
    ("PF401", "an assumption without a range", support, {"claims[5].range": ""}),
    (
        "PF401",
        "a measurement without a hash",
        scaling,
        {
            "claims[7].measured": "",
            "costs.options[2].eval": "not_measured",
            "costs.tuning.never_because": "If it passes: never.",
        },
    ),
    ("PF401", "a claim nobody made", support, {"against": "Bots are cheap [c12]."}),
    ("PF401", "the user says so", support, {"verdict.because": ["c7"], "verdict.reason": "They say so."}),
    ("PF401", "nobody says so", support, {"verdict.because": [], "verdict.reason": "So be it."}),
    ("PF401", "the edge is the user's word", support, {"differentiation.because": "Customers love it [c7]."}),
    ("PF401", "the gate is the user's word", support, {"gates[1].on_open": "As they told us [c7]."}),
    ("PF401", "the user's own threshold opens the data", support, {"gates[1].all_of[0].threshold.origin": "brief"}),
    ("PF401", "two claims of one name", support, {"claims[6].id": "c6"}),
    ("PF402", "words that do not stand there", support, {"citations[0].quote": "Train first and ask later."}),
    ("PF402", "a source that was not retrieved", support, {"citations[0].chunk": "f" * 64}),
    ("PF402", "an empty quote", support, {"citations[0].quote": "", "citations[0].end": 0}),
    ("PF501", "no edge", support, {"differentiation.claim": ""}),
    (
        "PF501",
        "none yet without a date",
        support,
        {"differentiation.asset": "none_yet", "differentiation.check_by": None},
    ),
    ("PF502", "five answers", support, {"fit[5]": DROP}),
    ("PF502", "no reason", support, {"fit[2].reason": ""}),
    ("PF502", "another verdict than the answers'", support, {"fit[5].answer": "no"}),
    ("PF502", "an answer twice", forecast, {"fit[5].question": 5}),
    ("PF502", "asks nothing", clarify, {"questions": []}),
    ("PF502", "offers no slice", clarify, {"product.slice": ""}),
    ("PF502", "stops for ever", stop, {"verdict.reopens": ""}),
    (
        "PF503",
        "nobody answers for it",
        support,
        {"waivers": [{"rule": "PF105", "role": "", "reason": "A cheap try", "expires": "2027-01-01"}]},
    ),
    (
        "PF503",
        "no reason",
        support,
        {"waivers": [{"rule": "PF105", "role": "lead", "reason": " ", "expires": "2027-01-01"}]},
    ),
    (
        "PF503",
        "no such rule",
        support,
        {"waivers": [{"rule": "PF999", "role": "lead", "reason": "A try", "expires": "2027-01-01"}]},
    ),
    (
        "PF503",
        "waives the waivers",
        support,
        {"waivers": [{"rule": "PF503", "role": "lead", "reason": "A try", "expires": "2027-01-01"}]},
    ),
    ("PF504", "one side is empty", support, {"comparison.failure_mode.other": ""}),
    ("PF504", "the other path never wins", support, {"comparison.other_wins": ""}),
    ("PF601", "nothing to do", support, {"this_week": []}),
    (
        "PF601",
        "too much to do",
        clarify,
        {
            "this_week": [
                dict(role="lead", hours=assumed(1, 1, 2, "hours").model_dump(), what="Ask", done_when="asked")
            ]
            * 4
        },
    ),
    ("PF601", "never done", stop, {"this_week[0].done_when": ""}),
    ("PF602", "to be decided", support, {"product.hand_over": "TBD"}),
    ("PF602", "a form nobody filled in", support, {"stages[1].deliverable": "The widget answers <insert user here>"}),
    ("PF602", "an empty phrase", support, {"differentiation.if_flat": "We leverage synergies with partners."}),
    ("PF602", "nothing", support, {"risks[0].mitigation": ""}),
    ("PF604", "unanswered", support, {"brief.constraints[0].answered_by": ""}),
    ("PF604", "answered nowhere", support, {"brief.constraints[0].answered_by": "product.deadline"}),
    (
        "PF604",
        "answered by an empty field",
        clarify,
        {"brief.constraints": [{"id": "k1", "kind": "other", "text": "this quarter", "answered_by": "product.user"}]},
    ),
    ("PF605", "too long", support, {"answer": "word " * 81}),
    ("PF605", "nothing against it", stop, {"against": ""}),
)

WARNINGS: tuple[Case, ...] = (
    ("PF202", "another unit than its metric", support, {"gates[3].all_of[0].threshold.unit": "share"}),
    (
        "PF303",
        "a fact nobody knows",
        support,
        {"claims[6].origin": "provider_fact", "claims[6].fact": "openai.gpt-9.price"},
    ),
    ("PF402", "a quote that moved in its chunk", support, {"citations[0].start": 5, "citations[0].end": 25}),
    (
        "PF403",
        "a number the quote does not say",
        support,
        {"claims[3].text": "Tuning waits for volume, a gap and 5,000 examples with consent."},
    ),
    (
        "PF403",
        "a name the quote does not say",
        support,
        {"claims[4].text": "The model of Klarna was overtaken; it was no lasting edge."},
    ),
    ("PF403", "other words altogether", support, {"claims[0].text": "Meetings cost managers time."}),
    (
        "PF503",
        "a waiver that ran out",
        support,
        {"waivers": [{"rule": "PF105", "role": "lead", "reason": "A try", "expires": "2026-10-01"}]},
    ),
    ("PF603", "three plans in one", support, {"answer": "Ship it.", "against": "word " * 3_000}),
)

NEUTRAL: tuple[tuple[str, Callable[[], Plan], dict[str, object]], ...] = (
    (
        "an eval set is product work",
        support,
        {"stages[0].deliverable": "Label 60 past tickets for the eval set; ten customers use the help widget"},
    ),
    (
        "saying that nothing is trained",
        support,
        {"stages[0].exit_test": "80% right on the 60 eval cases, and nothing was trained"},
    ),
    (
        "consent for later",
        support,
        {"stages[0].deliverable": "Ten customers use the widget; edits are logged as training candidates with consent"},
    ),
    (
        "training people",
        support,
        {"stages[1].deliverable": "The widget answers every customer; staff training in two short sessions"},
    ),
    ("a stop below a bound", support, {"kill_criteria[0].text": "<15% truly solved on 12 March"}),
    ("bounds on both sides", support, {"risks[0].trigger": "latency >2 s or <15% solved on a Monday"}),
    ("a to-do product", support, {"product.job": "sort the TODO list"}),
    ("the brief may say what it wants", support, {"brief.text": "TBD: leverage synergies, <insert product here>"}),
    (
        "an audit is not guarded on a classical path",
        forecast,
        {"stages[0].title": "Audit the sales history and the waste"},
    ),
    (
        "data that exists is labelled on an adapted path",
        adapted,
        {"stages[3].deliverable": "300 existing files marked with their outcome"},
    ),
    (
        "retention is use",
        support,
        {
            "gates[1].all_of[0].metric": "return",
            "data.metrics[+]": {
                "id": "return",
                "name": "Weekly retention",
                "definition": "customers returning after a week",
                "source": "event",
                "unit": "%",
                "events": ["answered"],
            },
        },
    ),
    (
        "a gap in privacy measured on held-out cases",
        support,
        {"costs.tuning.break_even": "", "costs.tuning.never_because": "Never on cost; the text may not leave."},
    ),
    ("a product for Germans", support, {"brief.language": "de"}),
    ("no edge yet, looked at in April", support, {"differentiation.asset": "none_yet"}),
    (
        "a finished model needs no gate",
        live,
        {"stages[2].state": "done", "stages[2].done_on": "2026-11-01", "stages[2].gates": [], "gates[0].guards": []},
    ),
    (
        "a trigger on the calendar has no n",
        support,
        {
            "gates[0].any_of": [
                trigger("day", ">=", 30, "days", source="calendar", days=0, n=0).model_dump(mode="json")
            ],
            "data.metrics[+]": {
                "id": "day",
                "name": "Days",
                "definition": "days since launch",
                "source": "calendar",
                "unit": "days",
            },
        },
    ),
)
