"""Scaling on the strongest model, whose cheap tier nobody has tried: try that first, and tune only if it fails."""

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
    quoted("c1", "cost-and-latency-model", "A smaller model and a cached prompt come before tuning."),
    quoted("c2", "fine-tune-gate", "Tuning waits for volume and for a quality gap that prompting did not close."),
    quoted("c3", "order-of-operations", "A model of one's own is paid for last."),
)


def listings() -> Plan:
    """Three million drafted listings a month; the bill asks for tuning, and the cheap tier answers before that."""
    costs = sums(
        "listing", "Listing writers for shops are sold at $0.02 to $0.10 a listing, above what a call costs here.",
        volume_month=(3_000_000,), calls_per_unit=(1, 1, 1.2), today_unit_cost=(0.05, 0.02, 0.1),
        share_done=(0.55, 0.45, 0.65), tokens_in=(2_000, 1_500, 3_000), tokens_cached=(1_200, 0, 1_500),
        tokens_out=(250, 150, 400), people=(2,), weeks=(3, 2, 5),
    )  # fmt: skip
    return Plan(
        id="0193-listings",
        created_at=NOW,
        title="Cheaper listing drafts",
        stakes="launch",
        phase="scaling",
        brief=Brief(
            text="Our second-hand marketplace drafts 3 million listings a month from photos' captions with the best"
            " model. The bill hurts. Should we fine-tune our own? Two engineers.",
            constraints=(
                Constraint(id="k1", kind="volume", text="3 million listings a month", answered_by="volume_month"),
                Constraint(id="k2", kind="team", text="Two engineers", answered_by="people"),
                Constraint(id="k3", kind="budget", text="The bill hurts", answered_by="costs.tuning"),
            ),
        ),
        answer="Do not tune yet: nobody has tried the cheap tier [c1]. Run it on 400 held-out listings this week; if it"
        " passes, it goes to a tenth of sellers by 11 December and to all in January, and tuning never pays. If it"
        " fails the bar, tuning has a volume that would pay [c2].",
        against="Sellers may notice poorer drafts before our numbers do.",
        verdict=Verdict(
            path="product_first", because=("c1", "c3"), reason="The product stands; its bill has an untried remedy.",
            confidence="high",
        ),
        fit=fit(
            "yes yes yes yes yes yes",
            (
                "Sellers publish 55% of drafts unchanged [c4].",
                "The seller reads the draft before it is published.",
                "A hundred thousand calls a day, in seconds each.",
                "Captions are public once published.",
                "Templates were tried and read like templates.",
                "A bad draft is edited in a minute.",
            ),
        ),
        this_week=(
            action("engineer", 8, "Run 400 held-out listings through both models and the cached prompt.",
                   "One table has both, side by side."),
            action("editor", 6, "Judge the 400 pairs without seeing which is which.", "Each pair has a verdict."),
        ),
        product=Product(
            user="a private seller with one thing to sell",
            job="publish a listing without writing it",
            today=Today(way="a draft by the strong model, edited by the seller"),
            slice="The same draft from the cheap tier, for a tenth of sellers",
            surface="the listing form of the app",
            techniques=("prompting", "deterministic"),
            model_route=("claude-sonnet-5-5", "gpt-6-luna"),
            guardrails=("words of the forbidden-goods list stop a draft",),
            when_model_fails="The form stays empty, with an example.",
            hand_over="The seller writes.",
            coverage=Coverage(share=number(80, "%"), note="A rule of thumb, not a measurement."),
            last_fifth="Cars and flats keep the strong model.",
            ship_by=date(2026, 12, 11),
        ),
        success=Success(
            measures=(
                measure("outcome", "published", "Drafts published unchanged", "55%", number(55, "%"),
                        number(50, "%"), date(2027, 1, 11)),
                measure("cost", "bill", "Bill a month", "$13,000", number(2_000, "USD a month"),
                        number(13_000, "USD a month"), date(2027, 2, 1)),
                measure("guardrail", "reported", "Listings reported by buyers", "0.4%", number(0.4, "%"),
                        number(0.8, "%"), date(2026, 12, 18)),
            ),
            eval_set=EvalSet(
                size=number(400, "cases"), source="listings of October with what sellers published",
                bar="92% judged as good as the seller's text", due=date(2026, 11, 30), before="next_change",
            ),
        ),
        data=DataPlan(
            events=(
                event("drafted", "model", "tokens", "category", consent="terms of sale; not for training", days=60),
                event("published", "edited", "reported"),
            ),
            metrics=(
                metric("published", "Published unchanged", "share of drafts published as drafted", "%", "drafted",
                       "published"),
                metric("good", "As good as the seller's", "share of eval cases judged good", "%", source="eval"),
                metric("bill", "Bill", "dollars a month for model calls", "USD a month", source="bill"),
                metric("reported", "Reported listings", "share reported by buyers", "%", "published"),
                metric("drafts", "Drafts", "calls a month", "calls a month", "drafted"),
            ),
            feedback="What the seller changed.",
            curation="The editor reads fifty edited drafts a week.",
        ),
        model=ModelPlan(
            options=(ModelOption(name="Tune an open model", must_prove="Beats the cheap tier on the 400."),),
            way_back="The strong model stays a setting for each category.",
        ),
        stages=(
            stage("first", "ship", "All sellers have drafts", date(2025, 9, 1), date(2025, 11, 3),
                  "Every seller sees a draft in the listing form", "Half are published unchanged",
                  emits=("drafted", "published"), done_on=date(2025, 11, 3)),
            stage("tenth", "roll_out", "The cheap tier for a tenth of sellers", date(2026, 12, 1), date(2026, 12, 11),
                  "A tenth of sellers see drafts of the cheap tier in the form", "No more reports than the others",
                  depends_on=("first",), gates=("g_cheap",)),
            stage("all", "scale", "The cheap tier for everybody", date(2027, 1, 11), date(2027, 1, 29),
                  "All sellers but those of cars and flats", "The bill is below $2,000",
                  depends_on=("tenth",), gates=("g_all",)),
            stage("tune", "fine_tune", "Tune an open model, should the cheap tier fail", None, None,
                  "A tuned model that beats the cheap tier on held-out listings", "Better by five points",
                  depends_on=("tenth",), gates=("g_tune",)),
        ),
        gates=(
            gate("g_cheap", "The cheap tier passes", ("tenth",), date(2026, 12, 1),
                 trigger("good", ">=", 92, "%", source="eval", n=400, bound="point")),
            gate("g_all", "Sellers publish it as it is", ("all",), date(2027, 1, 11),
                 trigger("published", ">=", 52, "%", n=20_000, bound="lower")),
            gate("g_tune", "The cheap tier failed where volume pays", ("tune",), date(2027, 3, 1),
                 trigger("drafts", ">=", 2_500_000, "calls a month", days=30),
                 trigger("good", "<", 92, "%", source="eval", n=400, bound="upper")),
            gate("g_back", "Buyers report more", (), date(2026, 12, 18),
                 trigger("reported", ">", 0.8, "%", days=7, n=20_000, bound="lower"), kill=True),
        ),
        costs=costs,
        differentiation=Differentiation(
            asset="distribution",
            claim="Drafts stand where the seller is, in the form; what sellers change is seen nowhere else.",
            because="Only this form sees draft and published text side by side.",
            indicator="Share of sellers who come back within a month",
            check_by=date(2027, 4, 1),
            if_flat="Keep the cheap tier and stop working on drafts.",
        ),
        comparison=Comparison(
            other_path="traditional",
            starting_point=row("400 held-out listings", "200,000 listings to learn from"),
            first_milestone=row("the cheap tier judged, this week", "a tuned model in spring"),
            data_matters=row("if the cheap tier fails", "at once"),
            custom_model_matters=row("if the cheap tier fails", "at once"),
            risk_profile=row("a week", "a season and a server"),
            failure_mode=row("poorer drafts for a tenth", "a tuned model as dear as the cheap tier"),
            spend_ours=spent(costs),
            spend_other=spent(costs, "other_spend"),
            other_wins="Choosing the category of a listing: a small classifier does it for nothing.",
        ),
        risks=(
            risk("The cheap tier invents brands", "a brand that is not in the caption", "compare with the caption",
                 "engineer", date(2026, 12, 7)),
        ),
        riskiest_assumption="Four hundred listings show what three million are like [c5].",
        cheapest_test="The cheap tier on 400 listings, for twenty cents.",
        kill_criteria=(KillCriterion(text="Reports double in a week", decided_on=TODAY, gate="g_back"),),
        counter_metrics=(CounterMetric(metric="reported", text="Reports must not rise while the bill falls"),),
        claims=(
            *(claim for claim, _ in SOURCES),
            Claim(id="c4", text="55% of 61,000 drafts of October were published unchanged.", origin="measured",
                  measured="log:9c1d"),
            Claim(id="c5", text="Categories are drawn as they occur.", origin="assumption", range="within 3 points"),
        ),
        citations=tuple(citation for _, citation in SOURCES),
        questions=(
            Question(id="q1", text="Which categories may never get poorer drafts?", default="cars and flats",
                     changes="the second stage"),
        ),
        generator=generator(),
    )  # fmt: skip
