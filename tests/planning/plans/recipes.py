"""Built, and seen by nobody outside: the step is to let ten cooks use it, not to improve what nobody has tried."""

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
    quoted("c1", "order-of-operations", "A product is shipped first; data comes from its use."),
    quoted("c2", "eval-design", "Twenty honest cases before launch tell more than a thousand after it."),
    quoted("c3", "ships-but-undifferentiated", "A model was overtaken by general models; it was no lasting edge."),
)


def recipes() -> Plan:
    """The app works on a test server: ten cooks by 4 December, everybody on the list by 8 January."""
    costs = sums(
        "week of meals", "Meal planners cost households $3 to $8 a month; none reads what is in the fridge.",
        ship_weeks=1.5, volume_month=(2_000, 200, 8_000), calls_per_unit=(2, 1, 4), today_unit_cost=(4, 1, 9),
        share_done=(0.4, 0.2, 0.6), people=(1,), weeks=(7, 5, 10),
    )  # fmt: skip
    return Plan(
        id="0193-recipes",
        created_at=NOW,
        title="Meals from what is in the fridge",
        stakes="launch",
        phase="built",
        brief=Brief(
            text="Our app plans a week of meals from what is in the fridge. It works on a test server, nobody outside"
            " has used it. I am one developer. Next I wanted a model of our own that knows flavours.",
            constraints=(Constraint(id="k1", kind="team", text="one developer", answered_by="people"),),
        ),
        answer="Show it before you improve it [c1]. Ten households cook from it from 4 December, the 300 on the waiting"
        " list from 8 January if half of the ten cook three of its meals. A flavour model is not planned: nobody has"
        " asked for one. If fewer than one in five cook from it by March, stop.",
        against="Ten friends are kind; what they cook in December says little about strangers in March.",
        verdict=Verdict(
            path="product_first", because=("c1",), reason="It is built, and use is what is missing [c1].",
            confidence="medium",
        ),
        fit=fit(
            "yes yes yes yes yes partly",
            (
                "Thirty weeks of meals on the test server were cookable [c4].",
                "The cook reads the recipe before the pan is hot.",
                "Two calls a household and week.",
                "What is in a fridge is nobody's secret, and a household agrees to it.",
                "A table of recipes cannot use up half a cabbage.",
                "An allergy is no early mistake: allergens are matched by a list, not by the model.",
            ),
        ),
        this_week=(
            action("developer", 6, "Ask ten households on the list; install it with each.", "Ten have planned a week."),
            action("developer", 4, "Write down 25 fridges with what a good cook would make.",
                   "Two cooks agree on 20 of 25."),
        ),
        product=Product(
            user="a parent who cooks on weekdays",
            job="decide what to cook without shopping again",
            today=Today(way="the same six meals, and a bin full of greens", cost=assumed(4, 1, 9, "USD a week")),
            slice="A list of what is there becomes five dinners; one tap swaps a dinner",
            surface="the phone app",
            techniques=("prompting", "deterministic"),
            model_route=("claude-sonnet-5-5", "gpt-6-luna"),
            guardrails=("allergens are matched by a list before a meal is shown",),
            when_model_fails="The app shows last week's dinners.",
            hand_over="The cook swaps the meal, or cooks something else.",
            coverage=Coverage(share=number(80, "%"), note="A rule of thumb, not a measurement."),
            last_fifth="Babies' food and big feasts.",
            ship_by=date(2026, 12, 4),
            non_goals=("a shop", "calories"),
        ),
        success=Success(
            measures=(
                measure("outcome", "cooked", "Households that cook three of five dinners", "unknown",
                        assumed(50, 30, 60, "%"), number(20, "%"), date(2027, 3, 1)),
                measure("quality", "fine", "Dinners two cooks call fine", "unknown", number(80, "%"),
                        number(60, "%"), date(2026, 12, 3)),
                measure("guardrail", "allergens", "Meals with a named allergen", "0", number(0, "meals"),
                        number(1, "meals"), date(2026, 12, 7)),
            ),
            eval_set=EvalSet(
                size=number(25, "cases"), source="fridges written down by two cooks [c2]", bar="80% fine, no allergen",
                due=date(2026, 12, 2),
            ),
        ),
        data=DataPlan(
            events=(
                event("planned", "list", "dinners", consent="asked at the first start; never for training", days=60),
                event("cooked", "dinner", "swapped"),
            ),
            metrics=(
                metric("cooked", "Cooked", "share of households that cook three dinners of five", "%", "planned",
                       "cooked"),
                metric("fine", "Fine dinners", "share of eval cases two cooks call fine", "%", source="eval"),
                metric("allergens", "Allergens", "meals shown with a named allergen", "meals", "planned"),
            ),
            feedback="A tap: cooked, swapped, never again.",
            curation="The developer cooks one swapped dinner a week.",
        ),
        model=ModelPlan(
            options=(ModelOption(name="A flavour model", must_prove="That swaps are about flavour, in 200 of them."),),
            way_back="The prompt of the test server.",
        ),
        stages=(
            stage("ship", "ship", "Ten households cook from it", TODAY, date(2026, 12, 4),
                  "Ten parents plan their week in the phone app", "Each has planned twice",
                  emits=("planned", "cooked")),
            stage("list", "roll_out", "Everybody on the waiting list", date(2027, 1, 4), date(2027, 1, 8),
                  "Three hundred households have the app", "No allergen shown in two weeks", depends_on=("ship",),
                  gates=("g_list",)),
            stage("swaps", "improve_prompt", "Fewer swapped dinners", date(2027, 1, 11), date(2027, 2, 19),
                  "Prompts that know why dinners were swapped", "A third fewer swaps", depends_on=("list",)),
        ),
        gates=(
            gate("g_list", "The ten cook from it", ("list",), date(2027, 1, 4),
                 trigger("cooked", ">=", 50, "%", days=21, n=10),
                 trigger("allergens", "<=", 0, "meals", days=21, n=50)),
            gate("g_stop", "Nobody cooks from it", (), date(2027, 3, 1),
                 trigger("cooked", "<", 20, "%", days=28, n=100, bound="upper"), kill=True),
        ),
        costs=costs,
        differentiation=Differentiation(
            asset="none_yet",
            claim="None yet: any chat bot can name five dinners [c3].",
            because="What a household swaps for months might become one.",
            indicator="Households that plan an eighth week",
            check_by=date(2027, 4, 30),
            if_flat="Leave it as a free tool.",
        ),
        comparison=Comparison(
            other_path="traditional",
            starting_point=row("ten fridges", "a table of 50,000 rated recipes"),
            first_milestone=row("ten households, in eleven days", "a flavour model, in summer"),
            data_matters=row("when swaps show a pattern", "at once"),
            custom_model_matters=row("not in this plan", "at once"),
            risk_profile=row("a few evenings", "half a year without a cook"),
            failure_mode=row("liked and not cooked", "never seen"),
            spend_ours=spent(costs),
            spend_other=spent(costs, "other_spend"),
            other_wins="Rating how well two ingredients go together, once thousands of dinners are rated.",
        ),
        risks=(
            risk("An allergen slips through", "one report", "match the list again after the model", "developer",
                 date(2026, 12, 7)),
        ),
        riskiest_assumption="People will say what is in the fridge.",
        cheapest_test="Ten households, one Sunday evening.",
        kill_criteria=(KillCriterion(text="Under a fifth cook from it on 1 March", decided_on=TODAY, gate="g_stop"),),
        counter_metrics=(CounterMetric(metric="allergens", text="Allergens stay at none while more is cooked"),),
        claims=(
            *(claim for claim, _ in SOURCES),
            Claim(id="c4", text="27 of 30 weeks of meals were cookable.", origin="measured", measured="eval:30b2"),
        ),
        citations=tuple(citation for _, citation in SOURCES),
        questions=(
            Question(id="q1", text="Free, or paid by month?", default="free until March", changes="payback"),
        ),
        generator=generator(),
    )  # fmt: skip
