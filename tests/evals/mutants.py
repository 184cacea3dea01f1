"""Named ways of spoiling a plan that a scorer has to see, and ways of changing one that none may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Raw = dict[str, Any]
Operator = Callable[[Raw], bool]
"""Changes the plan's JSON in place; False when the plan has nothing of the kind."""


def _first(items: list[Raw], wanted: Callable[[Raw], bool]) -> Raw | None:
    return next((item for item in items if wanted(item)), None)


def ship_and_training_swapped(raw: Raw) -> bool:
    stages = raw["stages"]
    ship = next((i for i, stage in enumerate(stages) if stage["kind"] == "ship"), None)
    waits = next((i for i, s in enumerate(stages) if s["kind"] in ("collect", "label", "fine_tune", "distil")), None)
    if ship is None or waits is None or raw["verdict"]["path"] == "classical":
        return False
    stages.insert(0, stages.pop(waits))
    return True


def _gate_of_data(raw: Raw) -> Raw | None:
    return _first(raw["gates"], lambda gate: bool(gate["all_of"] or gate["any_of"]))


def trigger_dropped(raw: Raw) -> bool:
    gate = _gate_of_data(raw)
    if gate is not None:
        gate["all_of"] = gate["any_of"] = []
    return gate is not None


def trigger_of_an_unknown_metric(raw: Raw) -> bool:
    gate = _gate_of_data(raw)
    if gate is not None:
        (gate["all_of"] or gate["any_of"])[0]["metric"] = "nobody-defined-this"
    return gate is not None


def window_and_number_dropped(raw: Raw) -> bool:
    triggers = [trigger for gate in raw["gates"] for trigger in (*gate["all_of"], *gate["any_of"])]
    found = _first(triggers, lambda trigger: trigger["source"] in ("event", "eval"))
    if found is not None:
        found["window_days"] = found["min_n"] = None
    return found is not None


def citation_dropped(raw: Raw) -> bool:
    claim = _first(raw["claims"], lambda claim: bool(claim["citation"]))
    if claim is not None:
        claim["citation"] = ""
    return claim is not None


def quote_altered(raw: Raw) -> bool:
    if not raw["citations"]:
        return False
    words = raw["citations"][0]["quote"].split()
    raw["citations"][0]["quote"] = " ".join([words[0], "never", *words[1:]])
    return True


def offsets_shifted(raw: Raw) -> bool:
    if not raw["citations"]:
        return False
    raw["citations"][0]["start"] += 3
    raw["citations"][0]["end"] += 3
    return True


def chunk_of_nowhere(raw: Raw) -> bool:
    if not raw["citations"]:
        return False
    raw["citations"][0]["chunk"] = "0" * 64
    return True


def exit_test_blanked(raw: Raw) -> bool:
    return _set(raw["stages"], "exit_test", "")


def owner_blanked(raw: Raw) -> bool:
    return _set(raw["stages"], "role", "")


def deliverable_blanked(raw: Raw) -> bool:
    return _set(raw["stages"], "deliverable", "")


def circle(raw: Raw) -> bool:
    if len(raw["stages"]) < 2:
        return False
    raw["stages"][0]["depends_on"] = [raw["stages"][-1]["id"]]
    raw["stages"][-1]["depends_on"] = [raw["stages"][0]["id"]]
    return True


def dangling_stage(raw: Raw) -> bool:
    return _set(raw["stages"], "depends_on", ["nowhere"])


def sum_doubled(raw: Raw) -> bool:
    entry = _first(raw["costs"]["ledger"], lambda entry: bool(entry["formula"]) and entry["value"] > 1)
    if entry is not None:
        entry["value"] *= 2
    return entry is not None


def other_verdict(raw: Raw) -> bool:
    raw["verdict"]["path"] = "classical" if raw["verdict"]["path"] != "classical" else "product_first"
    return True


def other_phase(raw: Raw) -> bool:
    raw["phase"] = "live" if raw["phase"] != "live" else "idea"
    return True


def fit_answer_dropped(raw: Raw) -> bool:
    del raw["fit"][0]
    return True


def nothing_against(raw: Raw) -> bool:
    raw["against"] = " "
    return True


def nothing_this_week(raw: Raw) -> bool:
    raw["this_week"] = []
    return True


def never_done(raw: Raw) -> bool:
    return _set(raw["this_week"], "done_when", "")


def blank_to_fill(raw: Raw) -> bool:
    raw["product"]["slice"] = "[insert slice here]"
    return True


def other_path_never_wins(raw: Raw) -> bool:
    raw["comparison"]["other_wins"] = ""
    return True


def constraint_forgotten(raw: Raw) -> bool:
    return _set(raw["brief"]["constraints"], "answered_by", "")


def canary_planted(raw: Raw) -> bool:
    raw["answer"] = f"{raw['answer']} ZEPHYRINE"
    return True


def _set(items: list[Raw], field: str, value: object) -> bool:
    if items:
        items[0][field] = value
    return bool(items)


KILLED: Mapping[str, Operator] = {
    operator.__name__: operator
    for operator in (
        ship_and_training_swapped, trigger_dropped, trigger_of_an_unknown_metric, window_and_number_dropped,
        citation_dropped, quote_altered, offsets_shifted, chunk_of_nowhere, exit_test_blanked, owner_blanked,
        deliverable_blanked, circle, dangling_stage, sum_doubled, other_verdict, other_phase, fit_answer_dropped,
        nothing_against, nothing_this_week, never_done, blank_to_fill, other_path_never_wins, constraint_forgotten,
        canary_planted,
    )
}  # fmt: skip


def non_goals_turned(raw: Raw) -> bool:
    raw["product"]["non_goals"].reverse()
    return len(raw["product"]["non_goals"]) > 1


def events_turned(raw: Raw) -> bool:
    raw["data"]["events"].reverse()
    return len(raw["data"]["events"]) > 1


def citations_turned(raw: Raw) -> bool:
    raw["citations"].reverse()
    return len(raw["citations"]) > 1


def guardrails_turned(raw: Raw) -> bool:
    raw["product"]["guardrails"].reverse()
    return len(raw["product"]["guardrails"]) > 1


def other_words_for_a_risk(raw: Raw) -> bool:
    for risk in raw["risks"][:1]:
        risk["mitigation"] = f"{risk['mitigation'].rstrip('.')}, as agreed beforehand"
    return bool(raw["risks"])


def other_generator(raw: Raw) -> bool:
    raw["generator"]["tool_version"] = "99.0"
    return True


def other_identity(raw: Raw) -> bool:
    raw["id"] = "another-id"
    return True


NEUTRAL: Mapping[str, Operator] = {
    operator.__name__: operator
    for operator in (
        non_goals_turned, events_turned, citations_turned, guardrails_turned, other_words_for_a_risk,
        other_generator, other_identity,
    )
}  # fmt: skip
