"""Two parts under a classical verdict: a score of missed appointments, and a text message that moves them."""

from __future__ import annotations

from datetime import date

from assistant.planning.course import DataPlan, ModelOption, ModelPlan
from assistant.planning.elements import Claim, Question
from assistant.planning.purpose import (
    Brief,
    Constraint,
    Coverage,
    EvalSet,
    Product,
    Success,
    Today,
    Verdict,
    VerdictPart,
)  # fmt: skip
from assistant.planning.schema import Comparison, CounterMetric, Differentiation, KillCriterion, Plan
from tests.planning.plans.parts import (
    NOW,
    TODAY,
    action,
    assumed,
    event,
    fit,
    gate,
    generator,
    measure,
    metric,
    number,
    quoted,
    risk,
    row,
    stage,
    trigger,
)  # fmt: skip
from tests.planning.plans.sums import spent, sums

SOURCES = (
    quoted("c1", "fit-test", "A no to the first question means that a classical method leads."),
    quoted("c2", "when-classical-wins", "On 200 to 500 labels a small classifier beat prompted models."),
)


def no_shows() -> Plan:
    """The clinic calls the forty likeliest to stay away, first by a rule; messages that move a date come after."""
    costs = sums(
        "appointment", "Reminder services cost about $0.08 a message and remind everybody alike.", shape="classical",
        ship_weeks=3, volume_month=(5_200,), today_unit_cost=(9, 5, 15), share_done=(0.06, 0.03, 0.1), people=(2,),
        weeks=(8, 6, 12), run_month=(900, 400, 1_800),
    )  # fmt: skip
    return Plan(
        id="0193-no-shows",
        created_at=NOW,
        title="Fewer missed appointments",
        stakes="internal",
        phase="idea",
        brief=Brief(
            text="One in nine of 5,200 appointments a month is missed at our eye clinic. Predict who stays away, and"
            " let an assistant move dates by text message. Four years of appointments are in the booking system."
            " Two of us build it.",
            constraints=(
                Constraint(id="k1", kind="volume", text="5,200 appointments a month", answered_by="volume_month"),
                Constraint(id="k2", kind="data", text="Four years of appointments", answered_by="audit"),
            ),
        ),
        answer="The score is classical: four years of bookings, a rule first, a small model only if it beats the rule"
        " [c1]. From 14 December two clerks call the forty likeliest of the next day. Moving dates by message is the"
        " other part, product first, and waits until calls have shown what patients answer. No fewer misses by March:"
        " stop.",
        against="Overbooking by five percent would fill the gaps tomorrow, at the price of longer waits.",
        verdict=Verdict(
            path="classical", because=("c1", "c2"), confidence="high",
            reason="A language model does not know who stays away [c1].",
            parts=(
                VerdictPart(part="Who will stay away", path="classical",
                            reason="Bookings are a table with known outcomes [c2]."),
                VerdictPart(part="Moving a date by message", path="product_first",
                            reason="A rented model reads such replies today, and the clerk confirms each."),
            ),
        ),
        fit=fit(
            "no yes yes yes no yes",
            (
                "Prompted with a booking, a model guesses no better than one in nine [c3].",
                "A call that was not needed costs two minutes.",
                "Forty calls a day.",
                "Dates and ages stay in the clinic anyway.",
                "A scorecard on past bookings does it [c2].",
                "Nobody loses an appointment by a call.",
            ),
        ),
        this_week=(
            action("clerk", 6, "List the last 300 missed appointments with lead time and earlier misses.",
                   "No row without an outcome."),
            action("analyst", 6, "Score three rules on the last two months.", "Misses among forty stand beside each."),
        ),
        product=Product(
            user="a clerk at the booking desk",
            job="fill tomorrow's hours",
            today=Today(way="a reminder to everybody, two days before", cost=assumed(9, 5, 15, "USD a booking")),
            slice="A list of forty patients to call, with the reason beside each",
            surface="the list in the booking system",
            techniques=("heuristic", "classical_baseline"),
            guardrails=("no call to patients who asked for none",),
            when_model_fails="The list in order of lead time.",
            hand_over="The clerk decides whom to call.",
            coverage=Coverage(share=number(80, "%"), note="A rule of thumb, not a measurement."),
            last_fifth="First visits, of whom little is known.",
            ship_by=date(2026, 12, 14),
        ),
        success=Success(
            measures=(
                measure("outcome", "missed", "Missed appointments among those called", "29%", number(20, "%"),
                        number(27, "%"), date(2027, 3, 15)),
                measure("guardrail", "annoyed", "Patients who ask not to be called", "unknown", number(2, "%"),
                        number(5, "%"), date(2027, 1, 11)),
            ),
            eval_set=EvalSet(
                size=number(400, "cases"), source="two months of bookings, rolled forward, never shuffled",
                bar="a fifth more misses among forty than the best rule", due=date(2026, 12, 11),
            ),
        ),
        data=DataPlan(
            events=(event("listed", "rank", "rule_version"), event("visited", "called", "came", "moved")),
            metrics=(
                metric("missed", "Missed", "share of called patients who did not come", "%", "listed", "visited"),
                metric("annoyed", "No more calls", "share who ask not to be called", "%", "visited"),
                metric("found", "Misses found", "misses among the forty likeliest, on past months", "%", source="eval"),
            ),
            feedback="Came, moved, did not answer.",
            curation="The analyst reads the unanswered ones each week.",
        ),
        model=ModelPlan(
            options=(ModelOption(name="Boosted trees", must_prove="A fifth more misses among forty than the rule."),),
            way_back="The rule stays in the booking system.",
        ),
        stages=(
            stage("audit", "audit_data", "Read four years of bookings", TODAY, date(2026, 12, 4),
                  "A table of bookings with what came of them", "Fewer than one in fifty without an outcome",
                  role="analyst"),
            stage("rules", "baseline", "Score three rules", TODAY, date(2026, 12, 11),
                  "Misses among forty for each rule", "A back-test over two months, rolled forward", role="analyst"),
            stage("ship", "ship", "Two clerks call forty patients a day", date(2026, 12, 7), date(2026, 12, 14),
                  "Clerks see the list in the booking system", "Forty calls on five days in a row",
                  depends_on=("audit", "rules"), emits=("listed", "visited")),
            stage("trees", "train_classical", "Train boosted trees", date(2027, 1, 18), date(2027, 2, 12),
                  "A score for each booking of the next day", "A fifth more misses among forty", role="analyst",
                  depends_on=("ship",), gates=("g_trees",)),
            stage("sms", "add_tools", "Move a date by message", date(2027, 3, 22), date(2027, 4, 30),
                  "A patient answers and the clerk confirms the new date", "Nine of ten moves need no call",
                  depends_on=("ship",), gates=("g_sms",)),
        ),
        gates=(
            gate("g_trees", "Called patients come", ("trees",), date(2027, 1, 18),
                 trigger("missed", "<=", 24, "%", days=21, n=300)),
            gate("g_sms", "Patients want to move dates", ("sms",), date(2027, 3, 15),
                 trigger("missed", "<=", 20, "%", days=56, n=1_000, bound="upper"),
                 trigger("annoyed", "<=", 2, "%", days=56, n=1_000)),
            gate("g_stop", "Calls change nothing", (), date(2027, 3, 15),
                 trigger("missed", ">", 27, "%", days=56, n=1_000, bound="lower"), kill=True),
        ),
        costs=costs,
        differentiation=Differentiation(
            asset="internal",
            claim="Internal use needs no edge; filled hours are the return.",
            because="Only the clinic knows who came.",
            indicator="Filled hours a week",
            check_by=date(2027, 4, 19),
            if_flat="Overbook by five percent on Mondays.",
        ),
        comparison=Comparison(
            other_path="language_model_first",
            starting_point=row("four years of bookings", "a prompt over one booking"),
            first_milestone=row("forty calls a day, in three weeks", "a demo of the messages, in one"),
            data_matters=row("on day one", "never asked"),
            custom_model_matters=row("in January, small", "never pays"),
            risk_profile=row("a season of calls", "messages to the wrong patients"),
            failure_mode=row("a rule nobody beats", "polite and no better than chance"),
            spend_ours=spent(costs),
            spend_other=assumed(9_000, 5_000, 16_000, "USD"),
            other_wins="Moving a date in words: no scorecard reads a reply.",
        ),
        risks=(
            risk("Some patients are called more for where they live", "a district stands out",
                 "the place is no input", "analyst", date(2026, 12, 21)),
        ),
        riskiest_assumption="A call moves those who would have stayed away [c4].",
        cheapest_test="Forty calls by the rule, forty patients without, one week.",
        kill_criteria=(KillCriterion(text="Over 27% of called patients missed", decided_on=TODAY, gate="g_stop"),),
        counter_metrics=(CounterMetric(metric="annoyed", text="Patients who want no calls stay below 2%"),),
        claims=(
            *(claim for claim, _ in SOURCES),
            Claim(id="c3", text="On 200 bookings a prompted model found 12% of misses.", origin="measured",
                  measured="eval:6e10"),
            Claim(id="c4", text="A third of those called come after all.", origin="assumption", range="15 to 45%"),
        ),
        citations=tuple(citation for _, citation in SOURCES),
        questions=(
            Question(id="q1", text="What does an empty hour cost?", default="$80, nine minutes of it a booking",
                     changes="payback"),
        ),
        generator=generator(),
    )  # fmt: skip
