"""A hobby that lives already: a seed-swap list for one allotment, one evening's work at a time."""

from __future__ import annotations

from datetime import date

from assistant.planning.costs import CostOption, Costs, Tuning, Value
from assistant.planning.course import DataPlan, ModelPlan
from assistant.planning.ledger import Ledger
from assistant.planning.purpose import Brief, Coverage, EvalSet, Product, Success, Today, Verdict
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

SOURCES = (quoted("c1", "order-of-operations", "A product is shipped first; what its use shows comes after."),)


def seeds() -> Plan:
    """Thirty gardeners swap seeds by photo of the packet; next it learns to read handwriting, or it is left alone."""
    return Plan(
        id="0193-seeds",
        created_at=NOW,
        title="Seed swap, this winter",
        stakes="hobby",
        phase="live",
        brief=Brief(
            text="My seed-swap page has been running since October: thirty gardeners of our allotment send a photo of a"
            " packet, it writes the line in the list. For fun, weekends only. What next?"
        ),
        answer="Handwriting next, because that is what neighbours correct: one Sunday on the prompt, tried on twenty"
        " old packets first [c1]. Train nothing. If nobody swaps in February, leave the page up and stop.",
        against="A sheet of paper in the shed does the same.",
        verdict=Verdict(path="product_first", because=("c1",), reason="It is used; mend what is corrected."),
        fit=fit(
            "yes yes yes yes partly yes",
            (
                "Printed packets are read right by now.",
                "Whoever sends the photo reads the line.",
                "Three photos a day in season.",
                "A packet is no secret.",
                "For printed packets plain text recognition might do; twenty packets tell.",
                "A wrong sort of bean is a surprise.",
            ),
        ),
        this_week=(action("me", 3, "Try the new prompt on twenty handwritten packets.", "Fifteen lines are right."),),
        product=Product(
            user="a neighbour with too many seeds",
            job="tell others what is to be had",
            today=Today(way="the page, and corrections by hand"),
            slice="A photo of a handwritten packet becomes a line",
            surface="the page on the phone",
            techniques=("prompting",),
            model_route=("gpt-6-luna",),
            when_model_fails="An empty line to type in.",
            hand_over="One asks the neighbour.",
            coverage=Coverage(share=number(75, "%"), note="Fun is enough; a rule of thumb."),
            last_fifth="Left to typing.",
            ship_by=date(2026, 11, 29),
        ),
        success=Success(
            measures=(
                measure("outcome", "swapped", "Packets that changed hands", "11 in October", number(20, "packets"),
                        number(1, "packets"), date(2027, 2, 28)),
            ),
            eval_set=EvalSet(
                size=number(20, "cases"), source="packets in my drawer", bar="15 right", due=date(2026, 11, 28),
                before="next_change",
            ),
        ),
        data=DataPlan(
            events=(event("listed", "sort", "year"), event("swapped", "sort")),
            metrics=(metric("swapped", "Swapped", "packets marked as gone", "packets", "swapped"),),
            feedback="What was corrected in a line.",
        ),
        model=ModelPlan(way_back="Yesterday's prompt."),
        stages=(
            stage("page", "ship", "The page", date(2026, 9, 20), date(2026, 10, 4),
                  "Thirty neighbours have the page on their phone", "Ten packets listed", role="me",
                  emits=("listed", "swapped"), done_on=date(2026, 10, 4)),
            stage("hand", "improve_prompt", "Handwriting", TODAY, date(2026, 11, 29),
                  "Handwritten packets become lines", "15 of 20 right", role="me", depends_on=("page",)),
        ),
        gates=(
            gate("g_stop", "Nobody swaps", (), date(2027, 2, 28),
                 trigger("swapped", "<", 1, "packets", days=28, n=1), kill=True),
        ),
        costs=_pennies(),
        differentiation=Differentiation(
            asset="none_yet", claim="None, and none is needed.", because="It is one allotment.",
            indicator="Neighbours who come back", check_by=date(2027, 5, 1), if_flat="Paper in the shed.",
        ),
        comparison=Comparison(
            other_path="traditional",
            starting_point=row("a photo", "a thousand photos of packets"),
            first_milestone=row("this Sunday", "next winter"),
            data_matters=row("never", "at once"),
            custom_model_matters=row("never", "at once"),
            risk_profile=row("a Sunday", "a winter"),
            failure_mode=row("nobody swaps", "nobody sees it"),
            spend_ours=assumed(1, 0, 3, "USD"),
            spend_other=assumed(60, 20, 200, "USD"),
            other_wins="Telling beans apart by photo, if somebody had ten thousand of them.",
        ),
        risks=(risk("A rare sort is promised twice", "two neighbours at one gate", "the line shows how many are left",
                    "me", date(2026, 12, 6)),),
        riskiest_assumption="Neighbours have seeds left.",
        cheapest_test="Ask at the fence.",
        kill_criteria=(KillCriterion(text="No swap in February", decided_on=TODAY, gate="g_stop"),),
        counter_metrics=(CounterMetric(metric="swapped", text="Lines nobody asks about"),),
        claims=tuple(claim for claim, _ in SOURCES),
        citations=tuple(citation for _, citation in SOURCES),
        generator=generator(),
    )  # fmt: skip


def _pennies() -> Costs:
    book = Ledger()
    book.add("photos", "photos a month", 60, "a month", "assumption", low=20, high=150)
    book.add("call", "a photo read", 0.002, "USD", "assumption", low=0.001, high=0.01)
    book.compute("month", "calls a month", "USD", "product", a="photos", b="call")
    return Costs(
        ledger=book.entries(),
        value=Value(unit="packet", volume="photos"),
        options=(
            CostOption(id="shed", name="Paper in the shed", kind="today", note="free"),
            CostOption(id="luna", name="A small rented model", kind="smaller_model", unit_cost="call", monthly="month",
                       eval="not_measured"),
        ),
        payback_note="It is for fun.",
        stop_note="More than five dollars a month.",
        buy_note="Swap sites are free and far away.",
        tuning=Tuning(against="luna", never_because="twelve cents a month"),
    )  # fmt: skip
