"""Invariant: the thirty rules stand here once, in the order of their codes; nothing else decides what is checked."""

from __future__ import annotations

from assistant.planning.rules import (
    candour,
    eval_sets,
    guards,
    measuring,
    money,
    order,
    proof,
    reading,
    recompute,
    shipping,
    tuning,
)
from assistant.planning.rules.rule import Rule

RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        order.ship_first,
        order.ship_waits_for_no_data,
        shipping.ships_without_training,
        guards.guarded,
        order.cheaper_first,
        order.no_cycle,
        guards.use_before_data,
        shipping.ships_to_somebody,
        measuring.metrics_exist,
        measuring.triggers_complete,
        measuring.stopping_is_decided_first,
        eval_sets.evals_stand_first,
        measuring.content_has_consent,
        money.numbers_have_origins,
        tuning.tuning_is_paid_for,
        money.facts_are_fresh,
        recompute.derived_numbers_recompute,
        money.building_is_compared,
        proof.claims_are_proved,
        proof.quotes_are_verified,
        proof.quotes_support_claims,
        candour.edge_can_fail,
        candour.verdict_follows,
        candour.waivers_are_owned,
        candour.other_path_is_shown,
        reading.this_week_is_doable,
        reading.says_something,
        reading.fits_its_stakes,
        reading.constraints_are_answered,
        reading.answers_first,
    )
}
"""Rules by code."""
