"""Invariant: each rule of order, gates and measures is told in plain words, with one field that fails and holds."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.planning.rule_texts.text import RuleText

COURSE: Mapping[str, RuleText] = {
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
        "A data or model stage waits for at least one gate that has a trigger, and is called what its text says it is.",
        "Without a gate the expensive part starts because the calendar says so; under another label it slips past.",
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
        " a back-test. A model made from scratch counts as custom, whatever its stage is called.",
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
        "The gate before collecting or labelling requires an outcome or retention that held for at least a week, on its"
        " better side; what the stage says it does counts, not its kind.",
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
        "A trigger has a threshold and a unit. One that reads events needs a window in days and a smallest number of"
        " cases (min_n); one that reads an eval, a smallest number above one; one that reads a bill, a window."
        " It can be missed, and the one of a"
        " kill gate can be met.",
        "A share without n and window can be read on the one good day.",
        "State what is missing.",
        "gates[3].all_of[0].min_n",
        None,
        400,
    ),
    "PF203": RuleText(
        "There are kill criteria, dated before the first reading, and counter-metrics. A measure's stop value is worse"
        " than its target.",
        "A stop line chosen after the numbers came in is a story; an outcome alone can be gamed.",
        "Write down today what would make you stop, and what must not get worse.",
        "kill_criteria[0].decided_on",
        "2027-03-12",
        "2026-11-23",
    ),
    "PF204": RuleText(
        "A set of test cases is ready before launch, with its size (more than one), its source and the bar to reach."
        " A product that is"
        " live already needs it before its prompt, model or index is changed again.",
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
}
"""PF101 to PF205."""
