"""A classical plan for a store demand forecast: an audit and a rule first, boosting behind gates, no language model."""

from __future__ import annotations

from datetime import date

from assistant.planning.costs import CostOption, Costs, Sensitivity, Tuning, Value
from assistant.planning.course import DataPlan, Event, Metric, ModelOption, ModelPlan
from assistant.planning.elements import Claim, Question
from assistant.planning.ledger import Ledger, recompute
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

SOURCES = (
    quoted("c1", "fit-test", "A no to the first or the fifth question means a classical method leads."),
    quoted("c2", "when-classical-wins", "Taking the language model out of three forecasters did not hurt them."),
)
CLAIMS = (
    *(claim for claim, _ in SOURCES),
    Claim(id="c3", text="Waste is recorded per item and day.", origin="assumption", range="80 to 100% of shops"),
)


def forecast() -> Plan:
    """Audit and rule by 18 December, boosting and its shadow behind gates, roll-out by proof."""
    costs = money()
    return Plan(
        id="0193-forecast",
        created_at=NOW,
        title="Store demand forecast",
        stakes="launch",
        phase="idea",
        brief=Brief(
            text="Forecast daily demand for 12,000 items in 300 shops to cut waste.",
            constraints=(
                Constraint(id="k1", kind="volume", text="12,000 items in 300 shops", answered_by="costs.value.volume"),
                Constraint(id="k2", kind="quality", text="cut waste", answered_by="waste"),
            ),
        ),
        answer=(
            "No language model [c2]. Boosting on own sales costs far less, so data work comes first, against our"
            " usual advice. Something still ships before anything is trained: proposals from a simple rule in"
            " five shops by 18 December. It pays if waste falls by about one percent; if not shown by March, we stop."
        ),
        against="Your ordering system may already forecast well, leaving little to gain; week 1 finds out.",
        verdict=Verdict(path="classical", because=("c1", "c2"), reason="No on questions 1 and 5.", confidence="high"),
        fit=fit(
            "no yes no not_applicable no yes",
            (
                "Tables of sales are no language task [c2].",
                "A manager edits the order before it leaves.",
                "3.6 million forecasts a night.",
                "It runs in-house.",
                "Boosting does it.",
                "Proposals only, five shops.",
            ),
        ),
        this_week=(
            action(
                "data owner",
                10,
                "Put two years of sales, waste and prices of 200 perishables in one table.",
                "No unexplained gap.",
            ),
            action("analyst", 8, "Score three rules on the last eight weeks.", "Dollars of waste stand beside each."),
        ),
        product=Product(
            user="a shop manager who orders perishables",
            job="order tomorrow's perishables by noon",
            today=Today(way="habit plus last week", cost=assumed(1_000, 400, 2_500, "USD a shop-week")),
            slice="One list per shop with proposed quantities and a box to change them",
            surface="the order list",
            techniques=("heuristic", "classical_baseline"),
            when_model_fails="Today's order goes out.",
            hand_over="The manager always decides.",
            coverage=Coverage(share=number(80, "%"), note="A rule of thumb, not a measurement."),
            last_fifth="Holidays and promotions.",
            ship_by=date(2026, 12, 18),
        ),
        success=Success(
            measures=(
                Measure(
                    kind="outcome",
                    metric="waste",
                    name="Waste against matched shops",
                    today="0%",
                    target=assumed(-5, -10, -2, "%"),
                    stop=number(-1.1, "%"),
                    read_on=date(2027, 3, 12),
                ),
                Measure(
                    kind="guardrail",
                    metric="availability",
                    name="Availability",
                    today="97%",
                    target=number(0, "points"),
                    stop=number(-0.5, "points"),
                    read_on=date(2027, 1, 8),
                ),
            ),
            eval_set=EvalSet(
                size=number(56, "days"),
                source="the last eight weeks, rolled forward",
                bar="10% cheaper than the best rule",
                due=date(2026, 12, 4),
            ),
        ),
        data=DataPlan(
            events=(
                Event(
                    id="proposed", name="proposed", fields=("item", "quantity", "model_version"), holds_content=False
                ),
                Event(
                    id="ordered", name="ordered", fields=("quantity", "override_reason", "wasted"), holds_content=False
                ),
            ),
            metrics=(
                Metric(
                    id="waste",
                    name="Waste",
                    definition="change of waste against matched shops",
                    source="event",
                    unit="%",
                    events=("ordered",),
                ),
                Metric(
                    id="availability",
                    name="Availability",
                    definition="change of items on the shelf at six",
                    source="event",
                    unit="points",
                    events=("ordered",),
                ),
                Metric(
                    id="overrides",
                    name="Overrides",
                    definition="logged overrides with a reason",
                    source="event",
                    unit="overrides",
                    events=("ordered",),
                ),
                Metric(
                    id="cost",
                    name="Forecast cost",
                    definition="dollars of error against the best rule",
                    source="eval",
                    unit="%",
                ),
            ),
            feedback="Reasons for overrides.",
            curation="The analyst reads the reasons weekly.",
        ),
        model=ModelPlan(
            options=(ModelOption(name="Boosting", must_prove="10% less forecast cost on every item group."),),
            way_back="The rule stays deployed.",
        ),
        stages=STAGES,
        gates=GATES,
        costs=costs,
        differentiation=Differentiation(
            asset="internal",
            claim="Internal use needs no edge; override reasons accrue, which no vendor has.",
            because="Only managers who order know why they override.",
            indicator="Overrides that became features",
            check_by=date(2027, 4, 16),
            if_flat="Buy a forecasting service; keep the back-test.",
        ),
        comparison=Comparison(
            other_path="language_model_first",
            starting_point=row("sales history you own", "a prompt over sales tables"),
            first_milestone=row("a rule in five shops, week 4", "a demo, week 2"),
            data_matters=row("on day one", "on day one anyway"),
            custom_model_matters=row("week 10, small", "never pays"),
            risk_profile=row("stalls on data", "confident and costly"),
            failure_mode=row("never leaves the audit", "no better than the rule"),
            spend_ours=assumed(30_000, 20_000, 45_000, "USD"),
            spend_other=assumed(15_000, 8_000, 25_000, "USD"),
            other_wins="The sooner demo, and explaining numbers in words.",
        ),
        risks=(
            Risk(
                text="A misread problem",
                trigger="buyers ignore the list",
                mitigation="buyers own the target",
                role="buyer",
                check_on=date(2026, 12, 11),
            ),
        ),
        riskiest_assumption="Waste is recorded per item and day [c3].",
        cheapest_test="One table, three rules, one week.",
        kill_criteria=(
            KillCriterion(text="Waste interval reaches -1.1% on 12 March", decided_on=TODAY, gate="g_stop"),
        ),
        counter_metrics=(CounterMetric(metric="availability", text="Empty shelves must not pay for less waste"),),
        claims=CLAIMS,
        citations=tuple(citation for _, citation in SOURCES),
        questions=(
            Question(id="q1", text="Waste per shop-week?", default="$1,000", changes="break-even and stop line"),
        ),
        generator=generator(),
    )


STAGES = (
    stage(
        "audit",
        "audit_data",
        "Audit two years of sales",
        TODAY,
        date(2026, 12, 4),
        "One clean table of sales, waste and prices",
        "No unexplained gap",
        role="data owner",
    ),
    stage(
        "rules",
        "baseline",
        "Score three rules",
        TODAY,
        date(2026, 12, 4),
        "Dollars of waste beside each of three rules",
        "A back-test over eight weeks, rolled forward",
        role="analyst",
    ),
    stage(
        "ship",
        "ship",
        "Ship the best rule to five shops",
        date(2026, 12, 4),
        date(2026, 12, 18),
        "Five managers read proposals in the order list",
        "Four of five open it daily",
        depends_on=("audit", "rules"),
        emits=("proposed", "ordered"),
    ),
    stage(
        "boost",
        "train_classical",
        "Train boosting, back-test it",
        date(2026, 12, 21),
        date(2027, 1, 29),
        "A boosting model over all items",
        "10% less forecast cost",
        role="analyst",
        depends_on=("ship",),
        gates=("g_boost",),
    ),
    stage(
        "beside",
        "shadow",
        "Run it beside the rule",
        date(2027, 1, 29),
        date(2027, 2, 12),
        "Forecasts nobody orders by yet",
        "14 clean days",
        depends_on=("boost",),
    ),
    stage(
        "roll",
        "roll_out",
        "Roll out by fifty shops",
        date(2027, 3, 15),
        None,
        "All shops read its proposals",
        "Availability holds",
        depends_on=("beside",),
        gates=("g_roll",),
    ),
)
GATES = (
    gate(
        "g_boost",
        "Overrides are logged",
        ("boost",),
        date(2026, 12, 21),
        trigger("overrides", ">=", 200, "overrides", days=14, n=50),
    ),
    gate(
        "g_roll",
        "Waste fell beyond doubt",
        ("roll",),
        date(2027, 3, 12),
        trigger("waste", "<=", -1.1, "%", days=28, n=40, bound="upper"),
    ),
    gate(
        "g_stop",
        "Waste did not fall",
        (),
        date(2027, 3, 12),
        trigger("waste", ">", -1.1, "%", days=28, n=40),
        kill=True,
    ),
)


def money() -> Costs:
    """Year one against the waste of today."""
    book = Ledger()
    for name, label, value, low, high, unit in (
        ("shops_weeks", "shop-weeks a month", 1_300, 1_200, 1_400, "a month"),
        ("waste", "waste of a shop-week", 1_000, 400, 2_500, "USD"),
        ("share", "share of waste avoided", 0.05, 0.02, 0.10, "share"),
        ("people", "people", 3, 2, 4, "people"),
        ("weeks", "weeks", 12, 8, 16, "weeks"),
        ("week_cost", "a person-week", 2_500, 1_500, 4_000, "USD"),
        ("run", "compute and upkeep a month", 7_000, 3_000, 12_000, "USD"),
        ("service", "a bought service a month", 20_000, 8_000, 60_000, "USD"),
    ):
        book.add(name, label, value, unit, "assumption", low=low, high=high)
    book.compute("month", "waste a month", "USD", "product", a="shops_weeks", b="waste")
    book.compute("build", "build", "USD", "build_cost", people="people", weeks="weeks", week_cost="week_cost")
    book.compute("gain", "saved a month", "USD", "gain_month", value_month="month", share="share")
    book.compute(
        "payback", "months to repay", "months", "payback_months", build="build", gain_month="gain", run_month="run"
    )
    book.compute("stop", "stop line", "share", "stop_share", build="build", run_month="run", value_month="month")
    entries = book.entries()
    ends = (recompute(entries, {"waste": waste})["payback"] for waste in (400, 2_500))
    low_end, high_end = ends
    return Costs(
        ledger=entries,
        value=Value(unit="shop-week", unit_cost="waste", volume="shops_weeks", monthly="month"),
        options=(
            CostOption(id="now", name="Habit", kind="today", unit_cost="waste", monthly="month"),
            CostOption(id="boosting", name="Boosting", kind="classical", monthly="run", one_off="build"),
            CostOption(id="service", name="A forecasting service", kind="buy", monthly="service"),
        ),
        build="build",
        payback="payback",
        stop_line="stop",
        buy_note="A service is compared each April.",
        tuning=Tuning(never_because="Boosting is cheaper at any volume."),
        sensitivity=(Sensitivity(assumption="waste", result="payback", at_low=low_end, at_high=high_end),),
        priced_on=date(2026, 10, 31),
    )
