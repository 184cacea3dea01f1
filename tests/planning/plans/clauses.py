"""Live since May in a law firm: the next change waits for its evals, and the gate to training data is closed."""

from __future__ import annotations

from datetime import date

from assistant.planning.course import DataPlan, ModelOption, ModelPlan
from assistant.planning.elements import Claim, Question
from assistant.planning.purpose import Brief, Constraint, Coverage, EvalSet, Product, Success, Today, Verdict
from assistant.planning.schema import Comparison, CounterMetric, Differentiation, KillCriterion, Plan
from tests.planning.plans.parts import (
    NOW,
    TODAY,
    action,
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
    quoted("c1", "order-of-operations", "A model of one's own is paid for last, after a product is shipped."),
    quoted("c2", "eval-design", "Twenty honest cases before launch tell more than a thousand after it."),
    quoted("c3", "success-metrics-and-guardrails", "A volume that grows can hide quality that falls."),
)
METRICS = "metric,value,n\nkept,41,380\nright,84,120\n"
"""What was read on 23 November: 41% of suggestions were kept, so training data stays closed."""


def clauses() -> Plan:
    """A clause finder that forty lawyers use; 41% of its suggestions are kept where 60% would open the next gate."""
    costs = sums(
        "contract", "Contract tools for firms cost about $60 a seat and month; two were tried and know no Dutch law.",
        volume_month=(600,), today_unit_cost=(90, 60, 140), share_done=(0.3, 0.2, 0.45), people=(1,), weeks=(6, 4, 9),
    )  # fmt: skip
    return Plan(
        id="0193-clauses",
        created_at=NOW,
        title="Clause finder, next release",
        stakes="internal",
        phase="live",
        brief=Brief(
            text="Our clause finder went live in May. Forty lawyers use it on 600 contracts a month; they keep four in"
            " ten suggestions. One engineer. Client text stays in our tenant. Should we train on it now?",
            constraints=(
                Constraint(id="k1", kind="volume", text="600 contracts a month", answered_by="volume_month"),
                Constraint(id="k2", kind="team", text="One engineer", answered_by="people"),
                Constraint(id="k3", kind="privacy", text="Client text stays in our tenant", answered_by="fit[3]"),
            ),
        ),
        answer="Not yet: train nothing [c1]. Four suggestions in ten are kept; six would say that examples are worth"
        " collecting. By 18 December the finder quotes the firm's own precedents beside each suggestion, measured on"
        " 120 past contracts first. Under three in ten in March, we switch it off.",
        against="Lawyers may keep few suggestions because reading them takes as long as drafting.",
        verdict=Verdict(
            path="product_first", because=("c1", "c2"), reason="It ships already; what it lacks is precedents [c1].",
            confidence="high",
        ),
        fit=fit(
            "yes yes yes yes yes partly",
            (
                "The 120 contracts are read right in 84% of cases.",
                "A lawyer reads each clause before it goes out.",
                "Some twenty contracts a day.",
                "The tenant is in the firm's own cloud region, under contract.",
                "Clauses are worded in a hundred ways.",
                "A missed clause hurts; the lawyer signs, not the finder.",
            ),
        ),
        this_week=(
            action("engineer", 10, "Sort the 60 last rejected suggestions by cause.", "Each has one of five causes."),
            action("partner", 2, "Choose 120 past contracts for the evals.", "The list is signed."),
        ),
        product=Product(
            user="a lawyer reviewing a supplier contract",
            job="find the clauses that differ from the firm's standard",
            today=Today(way="reading every page with a checklist, 40 minutes"),
            slice="Beside each suggestion, the precedent of the firm it follows",
            surface="the Word side bar",
            techniques=("prompting", "retrieval"),
            model_route=("claude-sonnet-5-5", "gpt-6-luna"),
            guardrails=("a suggestion without a precedent says so",),
            when_model_fails="The side bar shows the checklist.",
            hand_over="The lawyer marks the clause and asks a partner.",
            coverage=Coverage(share=number(80, "%"), note="A rule of thumb, not a measurement."),
            last_fifth="Annexes and scanned pages.",
            ship_by=date(2026, 12, 18),
            non_goals=("drafting whole contracts",),
        ),
        success=Success(
            measures=(
                measure("outcome", "kept", "Suggestions kept", "41%", number(60, "%"), number(30, "%"),
                        date(2027, 3, 1)),
                measure("quality", "right", "Right on past contracts", "84%", number(90, "%"), number(80, "%"),
                        date(2026, 12, 14)),
                measure("guardrail", "missed", "Clauses a partner found afterwards", "2 a month",
                        number(2, "a month"), number(5, "a month"), date(2027, 1, 15)),
            ),
            eval_set=EvalSet(
                size=number(120, "cases"), source="past contracts chosen by a partner", bar="84%, as today, or better",
                due=date(2026, 12, 11), before="next_change",
            ),
        ),
        data=DataPlan(
            events=(
                event("suggested", "clause", "precedent", "model", consent="engagement letter; no training use",
                      days=180),
                event("judged", "kept", "edited", "reason"),
            ),
            metrics=(
                metric("kept", "Suggestions kept", "share of suggestions kept or edited", "%", "suggested", "judged"),
                metric("right", "Right on past contracts", "share of eval cases right", "%", source="eval"),
                metric("missed", "Missed clauses", "clauses a partner found later", "a month", "judged"),
            ),
            feedback="Keep, edit or reject, with one of five causes.",
            curation="The partner reads twenty rejected suggestions a week.",
        ),
        model=ModelPlan(
            options=(ModelOption(name="Tune an open model", must_prove="Beats the precedents on held-out contracts."),),
            way_back="The release of May stays one setting away.",
        ),
        stages=(
            stage("first", "ship", "Forty lawyers use it", date(2026, 3, 2), date(2026, 5, 4),
                  "Every lawyer has the side bar in Word", "Used on ten contracts a day",
                  emits=("suggested", "judged"), done_on=date(2026, 5, 4)),
            stage("precedents", "add_retrieval", "Precedents beside each suggestion", TODAY, date(2026, 12, 18),
                  "The side bar quotes the firm's precedent", "84% or better on the 120 contracts",
                  depends_on=("first",)),
            stage("keep", "collect", "Collect corrected suggestions as training examples", None, None,
                  "500 corrected suggestions with the client's consent", "A partner agrees with 48 of 50",
                  depends_on=("precedents",), gates=("g_keep",)),
        ),
        gates=(
            gate("g_keep", "Lawyers keep what it suggests", ("keep",), date(2027, 3, 1),
                 trigger("kept", ">=", 60, "%", days=56, n=300, bound="lower")),
            gate("g_off", "Lawyers reject what it suggests", (), date(2027, 3, 1),
                 trigger("kept", "<", 30, "%", days=56, n=300, bound="upper"), kill=True),
        ),
        costs=costs,
        differentiation=Differentiation(
            asset="proprietary_data",
            claim="It answers from the firm's own precedents, which no vendor has.",
            because="Every judged suggestion says which precedent holds today.",
            indicator="Share of kept suggestions that quote a precedent",
            check_by=date(2027, 4, 1),
            if_flat="Buy a contract tool and load the precedents into it.",
        ),
        comparison=Comparison(
            other_path="traditional",
            starting_point=row("the suggestions lawyers reject", "5,000 marked clauses"),
            first_milestone=row("precedents in four weeks", "a classifier in summer"),
            data_matters=row("once six in ten are kept", "at once"),
            custom_model_matters=row("above the break-even", "at once"),
            risk_profile=row("weeks of one engineer", "a year of two"),
            failure_mode=row("suggestions nobody reads", "a score nobody uses"),
            spend_ours=spent(costs),
            spend_other=spent(costs, "other_spend"),
            other_wins="A fixed list of thirty clause types is found by a small classifier for less.",
        ),
        risks=(
            risk("Precedents are out of date", "a partner rejects one twice", "each shows its year", "partner",
                 date(2027, 1, 11)),
        ),
        riskiest_assumption="Lawyers reject suggestions because they cannot see what stands behind them [c4].",
        cheapest_test="The causes of sixty rejected suggestions, read in one day.",
        kill_criteria=(KillCriterion(text="Under 30% kept on 1 March", decided_on=TODAY, gate="g_off"),),
        counter_metrics=(CounterMetric(metric="missed", text="Missed clauses must not rise while more is kept [c3]"),),
        claims=(
            *(claim for claim, _ in SOURCES),
            Claim(id="c4", text="Half the rejections name no precedent.", origin="assumption", range="30 to 70%"),
        ),
        citations=tuple(citation for _, citation in SOURCES),
        questions=(
            Question(id="q1", text="May corrected clauses be kept as examples?", default="no, until clients agree",
                     changes="the gate to examples"),
        ),
        generator=generator(),
    )  # fmt: skip
