"""Changes that can be made to any plan, each with the rules it must make speak there and no others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.planning.course import DATA_KINDS, MODEL_KINDS

Raw = dict[str, Any]
Change = Callable[[Raw], frozenset[str] | None]
"""Changes the plan in place and tells which rules have to speak; None where the plan has nothing to change."""
HEAVY = (DATA_KINDS | MODEL_KINDS) - {"audit_data"}


@dataclass(frozen=True)
class Everywhere:
    """One change, by what it does, and how grave what it breaks is."""

    name: str
    change: Change
    severity: str = "error"


def _set(path: str, value: object, *codes: str) -> Change:
    """Sets one value where the plan has that place."""
    steps: list[str | int] = [int(n) if n.isdecimal() else n for n in re.findall(r"[a-z_]\w*|\d+", path)]

    def change(raw: Raw) -> frozenset[str] | None:
        node: Any = raw
        for step in steps[:-1]:
            if isinstance(step, int) and len(node) <= step:
                return None
            node = node[step]
        if isinstance(node, list) or node is None:
            return None
        node[steps[-1]] = value
        return frozenset(codes)

    return change


def _quantities(node: object) -> Iterator[Raw]:
    if isinstance(node, dict):
        if {"value", "origin"} <= node.keys():
            yield node
        for child in node.values():
            yield from _quantities(child)
    elif isinstance(node, list):
        for child in node:
            yield from _quantities(child)


def _off_by_three_percent(raw: Raw) -> frozenset[str] | None:
    entry = next((e for e in reversed(raw["costs"]["ledger"]) if e["origin"] == "computed" and e["value"]), None)
    if entry is None:
        return None
    entry["value"] *= 1.03
    return frozenset({"PF304"})


def _no_range(raw: Raw) -> frozenset[str] | None:
    next(q for q in _quantities(raw["this_week"]) if q["origin"] == "assumption")["low"] = None
    return frozenset({"PF301"})


def _claim(raw: Raw) -> Raw:
    found: Raw = next(claim for claim in raw["claims"] if claim["origin"] == "corpus")
    return found


def _uncited(raw: Raw) -> frozenset[str] | None:
    _claim(raw)["citation"] = ""
    return frozenset({"PF401"})


def _other_words(raw: Raw) -> frozenset[str] | None:
    _claim(raw)["text"] = "Zebras gallop across 7 savannas."
    return frozenset({"PF403"})


def _unknown_price(raw: Raw) -> frozenset[str] | None:
    entry = next((e for e in raw["costs"]["ledger"] if e["fact"]), None)
    if entry is None:
        return None
    entry["fact"] = "nobody.model-0.price_input"
    return frozenset({"PF303"})


def _without_consent(raw: Raw) -> frozenset[str] | None:
    event = next((e for e in raw["data"]["events"] if e["holds_content"]), None)
    if event is None:
        return None
    event["consent"] = ""
    return frozenset({"PF205"})


def _without_stop_line(raw: Raw) -> frozenset[str] | None:
    raw["costs"] |= {"stop_line": "", "stop_note": ""}
    return frozenset({"PF305"})


def _kill_gate(raw: Raw) -> Raw | None:
    return next((gate for gate in raw["gates"] if gate["kind"] == "kill"), None)


def _unknown_metric(raw: Raw) -> frozenset[str] | None:
    gate = _kill_gate(raw)
    if gate is None:
        return None
    gate["all_of"][0]["metric"] = "never_defined"
    return frozenset({"PF201"})


def _without_unit(raw: Raw) -> frozenset[str] | None:
    gate = _kill_gate(raw)
    if gate is None:
        return None
    gate["all_of"][0]["threshold"]["unit"] = ""
    return frozenset({"PF202"})


def _circle(raw: Raw) -> frozenset[str] | None:
    if not raw["stages"]:
        return None
    raw["stages"][-1]["depends_on"].append(raw["stages"][-1]["id"])
    return frozenset({"PF106"})


def _undated(raw: Raw) -> frozenset[str] | None:
    ship = next((s for s in raw["stages"] if s["kind"] == "ship" and s["state"] != "done"), None)
    if ship is None:
        return None
    ship["when"]["end"] = None
    return frozenset({"PF108"})


def _heavy(raw: Raw) -> Raw | None:
    return next((s for s in raw["stages"] if s["kind"] in HEAVY and s["state"] != "done"), None)


def _ungated(raw: Raw) -> frozenset[str] | None:
    stage = _heavy(raw)
    if stage is None:
        return None
    stage["gates"] = []
    for gate in raw["gates"]:
        gate["guards"] = [name for name in gate["guards"] if name != stage["id"]]
    return frozenset({"PF104", "PF302"} if stage["kind"] in ("distil", "fine_tune") else {"PF104"})


def _called_a_prompt(raw: Raw) -> frozenset[str] | None:
    """The first data or model stage keeps its words, is called a better prompt, and loses its gate."""
    stage = _heavy(raw)
    asked = _ungated(raw)
    if stage is None or asked is None:
        return None
    stage["kind"] = "improve_prompt"
    return asked


def _nothing_ships(raw: Raw) -> frozenset[str] | None:
    ships = [s for s in raw["stages"] if s["kind"] in ("ship", "shadow")]
    for stage in ships:
        stage["kind"] = "instrument"
    return frozenset({"PF101"}) if ships else None


def _unanswered(raw: Raw) -> frozenset[str] | None:
    if not raw["brief"]["constraints"]:
        return None
    raw["brief"]["constraints"][0]["answered_by"] = ""
    return frozenset({"PF604"})


EVERYWHERE: tuple[Everywhere, ...] = (
    Everywhere("nothing is said against it", _set("against", " ", "PF605")),
    Everywhere("the answer does not end", _set("answer", "word " * 90, "PF605")),
    Everywhere("nothing is done this week", _set("this_week", [], "PF601")),
    Everywhere("an action that is never done", _set("this_week.0.done_when", "", "PF601")),
    Everywhere("a fit answer without a reason", _set("fit.5.reason", "", "PF502")),
    Everywhere("a constraint that nothing answers", _unanswered),
    Everywhere("to be decided", _set("product.hand_over", "TBD", "PF602")),
    Everywhere(
        "a waiver nobody answers for",
        _set("waivers", [{"rule": "PF105", "role": "", "reason": "A try", "expires": "2027-01-01"}], "PF503"),
    ),
    Everywhere("a claim nobody makes", _set("cheapest_test", "One afternoon [c98].", "PF401")),
    Everywhere("a claim loses its quote", _uncited),
    Everywhere("a quote that stands nowhere", _set("citations.0.quote", "Train first, ask later.", "PF402")),
    Everywhere("an assumption without a range", _no_range),
    Everywhere("a sum that is three percent off", _off_by_three_percent),
    Everywhere("no eval set", _set("success.eval_set", None, "PF204")),
    Everywhere("nothing stops it", _set("kill_criteria", [], "PF203")),
    Everywhere("nothing is watched", _set("counter_metrics", [], "PF203")),
    Everywhere("content without consent", _without_consent),
    Everywhere("a gate on a metric nobody defined", _unknown_metric),
    Everywhere("a threshold without a unit", _without_unit),
    Everywhere("a stage that waits for itself", _circle),
    Everywhere("a ship stage without a date", _undated),
    Everywhere("data or model work without its gate", _ungated),
    Everywhere("data or model work called a better prompt", _called_a_prompt),
    Everywhere("nothing ships", _nothing_ships),
    Everywhere("made of nothing", _set("product.techniques", [], "PF103")),
    Everywhere("no stop line", _without_stop_line),
    Everywhere("one side of the comparison is empty", _set("comparison.risk_profile.ours", "", "PF504")),
    Everywhere("no indicator of the edge", _set("differentiation.indicator", "", "PF501")),
    Everywhere("a price nobody knows", _unknown_price, "warning"),
    Everywhere("a quote that says something else", _other_words, "warning"),
    Everywhere("three plans in one", _set("against", "word " * 3_000, "PF603"), "warning"),
)

SYNONYMS: Mapping[str, str] = {
    "somebody": "a person", "nobody": "no one", "begin": "start", "wrong": "mistaken", "reads": "looks at",
    "letters": "notes to members", "answers": "replies", "asks": "inquires", "cheap": "inexpensive", "poorer": "weaker",
    "needed": "required", "needs": "requires", "likely": "probable", "help": "assist", "keep": "retain",
    "hides": "conceals", "buy": "purchase", "bought": "purchased", "the desk": "the counter", "leave": "go away",
    "afternoon": "half a day", "Stop": "Cease", "share": "portion", "may": "might", "never": "at no time",
    "than": "compared to", "after": "following", "with": "together with", "before": "ahead of", "only": "just",
}  # fmt: skip
"""Words of free prose and what else one could say."""
FREE_PROSE = re.compile(
    r"^(?:against|riskiest_assumption|cheapest_test|risks\.\d+\.(?:text|trigger|mitigation)|questions\.\d+\.text"
    r"|differentiation\.(?:claim|because|if_flat)|comparison\.\w+(?:\.(?:ours|other))?|product\.(?:last_fifth|hand_over)"
    r"|fit\.\d+\.reason|success\.measures\.\d+\.today|gates\.\d+\.on_timeout)$"
)


def reworded(raw: Raw) -> int:
    """Puts synonyms into the free prose of a plan, in place; how many places changed."""
    return _reworded(raw, "")


def _reworded(node: Any, path: str) -> int:  # noqa: ANN401 - JSON
    members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    count = 0
    for key, value in members:
        place = f"{path}.{key}".lstrip(".")
        if isinstance(value, str) and FREE_PROSE.match(place):
            node[key] = re.sub(r"\b(?:" + "|".join(SYNONYMS) + r")\b", lambda found: SYNONYMS[found[0]], value)
            count += node[key] != value
        else:
            count += _reworded(value, place)
    return count


def turned(node: Any) -> Any:  # noqa: ANN401 - JSON
    """The same JSON with the keys of every object in the opposite order."""
    if isinstance(node, dict):
        return {key: turned(node[key]) for key in reversed(node)}
    return [turned(child) for child in node] if isinstance(node, list) else node
