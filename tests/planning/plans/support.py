"""A launch plan for a billing support assistant: product first, close to what a reader should get."""

from __future__ import annotations

from datetime import date

from assistant.planning.course import DataPlan, Event, Metric, ModelOption, ModelPlan
from assistant.planning.elements import Claim, Question
from assistant.planning.purpose import Brief, Constraint, Coverage, EvalSet, Measure, Product, Success, Today, Verdict
from assistant.planning.schema import Comparison, CounterMetric, Differentiation, KillCriterion, Plan, Risk
from tests.planning.plans.parts import (
    NOW,
    TODAY,
    action,
    assumed,
    fit,
    gate,
    generator,
    number,
    quoted,
    row,
    stage,
    trigger,
)
from tests.planning.plans.support_money import money

BRIEF = (
    "A B2B billing SaaS with 4,000 tickets a month and a 300-page help centre wants an assistant that answers customers"
    " and hands over when unsure. Two engineers, eight weeks."
)
SOURCES = (
    quoted("c1", "order-of-operations", "Ship the product first, collect data from its use, own a model last."),
    quoted("c2", "case-support", "An airline was held to what its bot told a customer about refunds."),
    quoted("c3", "rag-design", "Under 200,000 tokens the whole corpus in the prompt is tried first."),
    quoted("c4", "fine-tune-gate", "Tuning waits for volume, a quality gap and 300 examples with consent."),
    quoted("c5", "ships-but-undifferentiated", "The model of Harvey was overtaken; it was no lasting edge."),
)
CLAIMS = (
    *(claim for claim, _ in SOURCES),
    Claim(
        id="c6", text="The help centre holds the answers to half the tickets.", origin="assumption", range="30 to 70%"
    ),
    Claim(id="c7", text="Customers ask about invoices most.", origin="user_stated"),
)


def support() -> Plan:
    """Ten customers by 18 December, everybody by 15 January, tuning behind its gate."""
    costs = money()
    return Plan(
        id="0193-support",
        created_at=NOW,
        title="Billing support assistant",
        stakes="launch",
        phase="idea",
        brief=Brief(
            text=BRIEF,
            constraints=(
                Constraint(id="k1", kind="deadline", text="eight weeks", answered_by="product.ship_by"),
                Constraint(id="k2", kind="team", text="Two engineers", answered_by="build"),
                Constraint(id="k3", kind="volume", text="4,000 tickets a month", answered_by="costs.value"),
            ),
        ),
        answer=(
            "Ship first, train nothing [c1]. By 18 December ten customers use an assistant that answers from the help"
            " centre on a rented model and hands over when unsure; by 15 January everybody does. If a quarter of the"
            " tickets are truly solved the build is repaid within a year; below 15% we stop."
        ),
        against="A bought bot costs about as much per solved ticket. Build only if it acts on invoices.",
        verdict=Verdict(
            path="product_first", because=("c1", "c2"), reason="Nothing stands in the way [c1].", confidence="medium"
        ),
        fit=fit(
            "yes partly yes unknown yes yes",
            (
                "Bots on rented models answer such questions today.",
                "Refunds and legal terms go to people [c2].",
                "12,000 calls a month are few.",
                "Redacted text may leave under contract; question 2.",
                "Questions come in free text.",
                "Labelled as AI, with a person always one click away.",
            ),
            {4: "yes"},
        ),
        this_week=(
            action(
                "lead", 8, "Label 60 past tickets, 15 of them unanswerable.", "Both engineers agree on every label."
            ),
            action(
                "engineer",
                12,
                "Run the 60 through search, whole context and retrieval [c3].",
                "One table counts right, wrong and handed over.",
            ),
            action("founder", 3, "Get one vendor quote and the provider's data terms.", "Both are filed."),
        ),
        product=product(),
        success=Success(
            measures=(
                Measure(
                    kind="outcome",
                    metric="solved",
                    name="Truly solved",
                    today="0%",
                    target=number(25, "%"),
                    stop=number(15, "%"),
                    read_on=date(2027, 3, 12),
                ),
                Measure(
                    kind="quality",
                    metric="right",
                    name="Right on the 60",
                    today="unknown",
                    target=number(80, "%"),
                    stop=number(50, "%"),
                    read_on=date(2026, 12, 11),
                ),
                Measure(
                    kind="guardrail",
                    metric="satisfaction",
                    name="Satisfaction against agents",
                    today="0",
                    target=number(-3, "points"),
                    stop=number(-8, "points"),
                    read_on=date(2027, 1, 8),
                ),
            ),
            eval_set=EvalSet(
                size=number(60, "cases"),
                source="past tickets, 15 of them unanswerable",
                bar="80% right and no wrong refund statement",
                due=date(2026, 12, 4),
            ),
        ),
        data=data(),
        model=ModelPlan(
            options=(
                ModelOption(
                    name="Fine-tune an open model", must_prove="Beats the strongest untuned option on held-out tickets."
                ),
            ),
            way_back="The untuned prompt stays deployed behind a flag.",
        ),
        stages=(
            stage(
                "ship",
                "ship",
                "Ship to ten customers, measured",
                TODAY,
                date(2026, 12, 18),
                "Ten customers ask billing questions in the help widget",
                "80% right on the 60 eval cases, no wrong refund",
                emits=("answered", "outcome"),
            ),
            stage(
                "everybody",
                "roll_out",
                "Everybody",
                date(2026, 12, 18),
                date(2027, 1, 15),
                "The widget answers every customer",
                "Satisfaction holds for two weeks",
                depends_on=("ship",),
                gates=("g_roll",),
            ),
            stage(
                "better",
                "improve_prompt",
                "Better prompts and one invoice tool",
                date(2027, 1, 15),
                date(2027, 4, 9),
                "Prompts tuned on the failures of the week, one invoice tool",
                "A quarter of tickets truly solved",
                depends_on=("everybody",),
            ),
            stage(
                "curate",
                "collect",
                "Curate training data",
                None,
                None,
                "300 consented and corrected conversations",
                "Every one has consent",
                depends_on=("better",),
                gates=("g_data",),
            ),
            stage(
                "tune",
                "fine_tune",
                "Fine-tune an open model",
                None,
                None,
                "A tuned model that beats the prompt on held-out cases",
                "Better by five points on the eval set",
                depends_on=("curate",),
                gates=("g_tune",),
            ),
        ),
        gates=(
            gate(
                "g_roll",
                "Good enough for everybody",
                ("everybody",),
                date(2026, 12, 18),
                trigger("right", ">=", 80, "%", source="eval", n=60),
                trigger("satisfaction", ">=", -3, "points"),
            ),
            gate(
                "g_data",
                "Use has proved itself",
                ("curate",),
                date(2027, 3, 12),
                trigger("solved", ">=", 25, "%", days=56, n=400, bound="lower"),
            ),
            gate(
                "g_tune",
                "Tuning would pay",
                ("tune",),
                date(2027, 4, 9),
                trigger("calls", ">=", 700_000, "calls a month", days=30),
                trigger("right", "<", 90, "%", source="eval", n=60),
            ),
            gate(
                "g_stop",
                "Too little is solved",
                (),
                date(2027, 3, 12),
                trigger("solved", "<", 15, "%", n=400, bound="upper"),
                kill=True,
            ),
        ),
        costs=costs,
        differentiation=Differentiation(
            asset="feedback_loop",
            claim="It acts on the customer's own invoice, and corrections accrue only with use.",
            because="The model itself is no edge [c5].",
            indicator="Share of solved conversations that needed account data",
            check_by=date(2027, 4, 16),
            if_flat="Buy the bot; keep the eval set and the log.",
        ),
        comparison=Comparison(
            other_path="traditional",
            starting_point=row("a customer's question", "2,000 labelled tickets"),
            first_milestone=row("ten customers in week 4", "a test score in week 14"),
            data_matters=row("after eight good weeks", "on day one, blocking"),
            custom_model_matters=row("above the break-even", "on day one, blocking"),
            risk_profile=row("small money, then more", "much money before the first user"),
            failure_mode=row("easy to copy", "never ships"),
            spend_ours=costs.ledger[[entry.id for entry in costs.ledger].index("build")],
            spend_other=assumed(105_800, 60_000, 160_000, "USD"),
            other_wins="Routing tickets: a small classifier on a few hundred labels does it for less.",
        ),
        risks=(
            Risk(
                text="Instructions hidden in tickets",
                trigger="an answer that obeys a ticket",
                mitigation="quote passages, act on nothing",
                role="engineer",
                check_on=date(2026, 12, 11),
            ),
        ),
        riskiest_assumption="The help centre holds the answers [c6].",
        cheapest_test="Whole help centre in one prompt, 60 tickets, one afternoon.",
        kill_criteria=(KillCriterion(text="Under 15% truly solved on 12 March", decided_on=TODAY, gate="g_stop"),),
        counter_metrics=(CounterMetric(metric="satisfaction", text="Satisfaction must not fall while more is solved"),),
        claims=CLAIMS,
        citations=tuple(citation for _, citation in SOURCES),
        questions=(
            Question(
                id="q1",
                text="Minutes and hourly cost per ticket?",
                default="12 minutes, $35",
                changes="payback and stop line",
            ),
            Question(
                id="q2",
                text="May ticket text leave under contract?",
                default="Yes, redacted",
                changes="no makes it adapted",
            ),
        ),
        generator=generator(),
    )


def product() -> Product:
    """The first slice: answer, quoted passage, a person one click away."""
    return Product(
        user="a billing customer stuck on an invoice",
        job="get the answer now",
        today=Today(way="an agent answers within a day", cost=assumed(7, 2.5, 17, "USD a ticket")),
        slice="Answer, quoted passage and a button to talk to a person",
        surface="the help widget",
        techniques=("prompting", "retrieval", "deterministic"),
        model_route=("Sonnet 5.5", "GPT-6 Luna"),
        guardrails=("refund and legal words go to a person",),
        when_model_fails="The widget opens a ticket.",
        hand_over="When no passage supports the answer, or when asked.",
        coverage=Coverage(share=number(80, "%"), note="A rule of thumb, not a measurement."),
        last_fifth="Another three months of prompts and one tool.",
        ship_by=date(2026, 12, 18),
        non_goals=("voice", "other languages"),
    )


def data() -> DataPlan:
    """What use teaches, from day one."""
    return DataPlan(
        events=(
            Event(
                id="answered",
                name="answered",
                fields=("prompt_version", "passages", "answer"),
                holds_content=True,
                consent="terms of service; training use off by default",
                retention_days=number(90, "days"),
            ),
            Event(id="outcome", name="outcome", fields=("handed_over", "reopened", "score"), holds_content=False),
        ),
        metrics=(
            Metric(
                id="solved",
                name="Truly solved",
                definition="no hand-over and not reopened within 7 days",
                source="event",
                unit="%",
                events=("answered", "outcome"),
            ),
            Metric(
                id="right",
                name="Right on held-out tickets",
                definition="share of eval cases judged right",
                source="eval",
                unit="%",
            ),
            Metric(
                id="satisfaction",
                name="Satisfaction",
                definition="points against agents' tickets",
                source="event",
                unit="points",
                events=("outcome",),
            ),
            Metric(
                id="calls",
                name="Model calls",
                definition="calls a month, growing",
                source="event",
                unit="calls a month",
                events=("answered",),
            ),
        ),
        feedback="Thumbs, corrections by agents, reopened tickets.",
        curation="Two engineers read fifty conversations a week.",
    )
