"""Two parts: the score of who will leave is a classical matter, the letter that is drafted from it is not."""

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
    quoted("c1", "order-of-operations", "A product is shipped first; data comes from its use, a model last."),
    quoted("c2", "when-classical-wins", "A small classifier on 200 to 500 labels beat prompted models."),
    quoted("c3", "success-metrics-and-guardrails", "A volume that grows can hide quality that falls."),
)


def gym() -> Plan:
    """A desk gets ten drafted letters a morning, to members picked by a rule; a score replaces the rule by proof."""
    costs = sums(
        "letter", "Studio software sends mass mails for $120 a month; none reads why a member came.",
        volume_month=(220,), calls_per_unit=(1, 1, 3), today_unit_cost=(6, 3, 10), share_done=(0.8, 0.6, 0.9),
        people=(1,), weeks=(3, 2, 5), review_hours_week=(2, 1, 4), week_cost=(1_200, 800, 2_000),
    )  # fmt: skip
    return Plan(
        id="0193-gym",
        created_at=NOW,
        title="Letters to members who may leave",
        stakes="internal",
        phase="idea",
        brief=Brief(
            text="Our three studios want to know which members will leave, and to send them a personal letter by the"
            " front desk. 4,000 members, about 220 letters a month. Five years of visits are on file.",
            constraints=(
                Constraint(id="k1", kind="volume", text="220 letters a month", answered_by="volume_month"),
                Constraint(id="k2", kind="data", text="Five years of visits are on file", answered_by="score"),
            ),
        ),
        answer="Two jobs, two orders. The letter is product first: from 7 December the desk gets ten drafts a morning"
        " to read, change and send [c1]. Whom to write to starts as a rule, three weeks without a visit; a score is"
        " computed from five years of visits only if it beats that rule [c2]. If letters bring nobody back, stop.",
        against="A phone call by the trainer may bring back more members than any letter.",
        verdict=Verdict(
            path="product_first", because=("c1", "c2"), confidence="medium",
            reason="The letters may go out at once; the score is another kind of work [c2].",
            parts=(
                VerdictPart(part="Who may leave", path="classical",
                            reason="Visits are a table; a rule, then a scorecard, read it best [c2]."),
                VerdictPart(part="The letter", path="product_first",
                            reason="A rented model drafts it today, and the desk reads every one [c1]."),
            ),
        ),
        fit=fit(
            "yes yes yes yes yes yes",
            (
                "Of 20 drafts the desk would have sent 17 [c4].",
                "The desk reads each letter before it goes.",
                "Ten drafts a morning.",
                "First name and last class suffice; both may leave under contract.",
                "Forms were tried, and members saw that they were forms.",
                "An odd letter costs a smile.",
            ),
        ),
        this_week=(
            action("desk lead", 3, "Pick 25 members with the rule; write down what to say to each.", "25 lines."),
            action("student", 6, "Draft the 25 and show them to two desks.", "Each draft is kept, changed or binned."),
        ),
        product=Product(
            user="the front desk of a studio",
            job="write to members before they cancel",
            today=Today(way="nobody writes; cancellations come by post", cost=assumed(6, 3, 10, "USD a letter")),
            slice="Ten drafts a morning with the reason beside each, sent by hand",
            surface="the desk's inbox",
            techniques=("prompting", "heuristic"),
            model_route=("claude-sonnet-5-5", "gpt-6-luna"),
            guardrails=("no word about health or weight", "nobody gets two letters in a quarter"),
            when_model_fails="The list without drafts.",
            hand_over="The desk calls instead.",
            coverage=Coverage(share=number(80, "%"), note="A rule of thumb, not a measurement."),
            last_fifth="Families and company contracts.",
            ship_by=date(2026, 12, 7),
        ),
        success=Success(
            measures=(
                measure("outcome", "back", "Written members who come back within 30 days, above the rest", "unknown",
                        assumed(8, 4, 15, "points"), number(2, "points"), date(2027, 3, 8)),
                measure("quality", "kept", "Drafts the desk sends", "unknown", number(80, "%"), number(50, "%"),
                        date(2027, 1, 11)),
                measure("guardrail", "angry", "Members who complain", "0", number(1, "a month"),
                        number(4, "a month"), date(2027, 1, 11)),
            ),
            eval_set=EvalSet(
                size=number(25, "cases"), source="members picked by the rule", bar="20 of 25 sendable",
                due=date(2026, 12, 4),
            ),
        ),
        data=DataPlan(
            events=(
                event("drafted", "reason", "draft", "model", consent="membership terms; not for training", days=90),
                event("sent", "edited", "visit_after"),
            ),
            metrics=(
                metric("back", "Came back", "points more visits within 30 days than members left alone", "points",
                       "sent"),
                metric("kept", "Sent", "share of drafts sent, changed or not", "%", "drafted", "sent"),
                metric("angry", "Complaints", "members who complain about a letter", "a month", "sent"),
                metric("found", "Leavers found", "share of leavers among the 200 highest, on past months", "%",
                       source="eval"),
            ),
            feedback="Sent, changed or binned, with a reason.",
            curation="The desk lead reads the binned ones on Fridays.",
        ),
        model=ModelPlan(
            options=(ModelOption(name="A scorecard from visits", must_prove="More leavers among 200 than the rule."),),
            way_back="The rule of three weeks.",
        ),
        stages=(
            stage("ship", "ship", "Ten drafts a morning", TODAY, date(2026, 12, 7),
                  "The front desk of one studio reads ten drafts in its inbox", "20 of 25 sendable",
                  role="student", emits=("drafted", "sent")),
            stage("rule", "baseline", "How well the rule of three weeks does", date(2026, 12, 7), date(2026, 12, 18),
                  "Leavers found by the rule in each past month", "A back-test over 24 months, rolled forward",
                  role="student", depends_on=("ship",)),
            stage("score", "train_classical", "Train a scorecard on five years of visits", None, None,
                  "A score for each member, each Monday", "A third more leavers among 200 than by the rule",
                  role="student", depends_on=("rule",), gates=("g_score",)),
            stage("studios", "roll_out", "All three studios", date(2027, 1, 18), date(2027, 1, 29),
                  "Three desks read drafts", "Complaints stay at one", depends_on=("ship",), gates=("g_studios",)),
        ),
        gates=(
            gate("g_studios", "The desk sends what is drafted", ("studios",), date(2027, 1, 11),
                 trigger("kept", ">=", 80, "%", n=80), trigger("angry", "<=", 1, "a month", n=80)),
            gate("g_score", "Letters bring members back", ("score",), date(2027, 3, 8),
                 trigger("back", ">=", 4, "points", days=56, n=150)),
            gate("g_stop", "Letters bring nobody back", (), date(2027, 3, 8),
                 trigger("back", "<", 2, "points", days=56, n=150), kill=True),
        ),
        costs=costs,
        differentiation=Differentiation(
            asset="internal",
            claim="Internal; what counts is that the desk knows its members.",
            because="The reasons come from the desk, not from a table.",
            indicator="Members back in class",
            check_by=date(2027, 4, 5),
            if_flat="Let trainers call.",
        ),
        comparison=Comparison(
            other_path="traditional",
            starting_point=row("ten letters", "a churn score for 4,000 members"),
            first_milestone=row("the desk sends, in two weeks", "a curve on a slide, in three months"),
            data_matters=row("for the score, once letters work", "on day one"),
            custom_model_matters=row("a scorecard, after its back-test", "on day one"),
            risk_profile=row("some odd letters", "a score nobody acts on"),
            failure_mode=row("letters nobody answers", "known leavers who leave"),
            spend_ours=spent(costs),
            spend_other=spent(costs, "other_spend"),
            other_wins="The score itself: visits are on file, and a scorecard reads them better than any prompt.",
        ),
        risks=(
            risk("A letter sounds as if we watched", "two complaints", "name the class, not the weeks away",
                 "desk lead", date(2026, 12, 21)),
        ),
        riskiest_assumption="Members who stay away can be won back by a letter [c5].",
        cheapest_test="Twenty-five letters, and 25 members without one.",
        kill_criteria=(KillCriterion(text="Under two points on 8 March", decided_on=TODAY, gate="g_stop"),),
        counter_metrics=(CounterMetric(metric="angry", text="Complaints stay at one a month [c3]"),),
        claims=(
            *(claim for claim, _ in SOURCES),
            Claim(id="c4", text="17 of 20 drafts were called sendable.", origin="measured", measured="eval:0b77"),
            Claim(id="c5", text="One in twelve comes back.", origin="assumption", range="3 to 15 in a hundred"),
        ),
        citations=tuple(citation for _, citation in SOURCES),
        questions=(
            Question(id="q1", text="May a letter offer a free hour?", default="no", changes="cost and return"),
        ),
        generator=generator(),
    )  # fmt: skip
