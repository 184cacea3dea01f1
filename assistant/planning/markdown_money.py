"""Invariant: the money section shows each option, each derived amount and its inputs, never a bare sum."""

from __future__ import annotations

from assistant.planning.buying import bought_for_less
from assistant.planning.costs import CostOption, Costs
from assistant.planning.elements import Quantity
from assistant.planning.markdown_tuning import priced, tuning
from assistant.planning.numbers import amount, bare, plain, repaid
from assistant.planning.prose import cell
from assistant.planning.running import moved
from assistant.planning.schema import Plan


def money(plan: Plan) -> str:
    """The section `Money` of a plan, or '' under clarify and stop, where no amount means anything yet.

    A hobby reads what it costs and at which volume; what it is worth to nobody but its owner is not computed for show.
    """
    if plan.verdict.path in ("clarify", "stop"):
        return ""
    costs = plan.costs
    rows = ["|Option|Per unit or call|Month|", "|-|-|-|"]
    hobby = plan.stakes == "hobby"
    for option in told_options(plan):
        unit = shown(costs, option.unit_cost) or option.note or "–"
        rows.append(f"|{cell(option.name)}|{cell(unit)}|{shown(costs, option.monthly) or '–'}|")
    lines = (_inputs(costs),) if hobby else _lines(plan, _build(plan), moving=2)
    return "## Money\n\n" + "\n".join(rows) + "\n\n" + "\n".join(f"- {line}" for line in lines if line)


def told_options(plan: Plan) -> tuple[CostOption, ...]:
    """The options of the table; a hobby's are what it may pay for, not what its owner's evenings would be worth."""
    left_out = ("buy", "today") if plan.stakes == "hobby" else ()
    return tuple(option for option in plan.costs.options if option.kind not in left_out)


def money_lines(plan: Plan) -> tuple[str, ...]:
    """What the amounts mean, one line each, opening with a label in bold."""
    if plan.stakes == "hobby":
        return tuple(line for line in (_inputs(plan.costs), priced(plan.costs)) if line)
    return tuple(line for line in (*_lines(plan, _payback(plan), moving=3), priced(plan.costs)) if line)


def _lines(plan: Plan, build: str, *, moving: int) -> tuple[str, ...]:
    costs = plan.costs
    return _inputs(costs), _value(costs), build, _buy(costs), tuning(plan), _moves(costs, moving)


def in_numbers(plan: Plan) -> str:
    """One computed line for page one, or '' where no amount means anything yet."""
    costs = plan.costs
    if plan.verdict.path in ("clarify", "stop") or plan.stakes == "hobby":
        return ""
    run = costs.amount("run_llm_month") or costs.amount("run_month")
    build, payback, stop = (costs.amount(name) for name in (costs.build, costs.payback, costs.stop_line))
    parts = [f"build {amount(build)}" if build and plan.phase in ("idea", "built") else ""]
    parts.append(moved(costs) or (f"running {amount(run)} a month" if run else ""))
    if _runs(plan):
        parts.append("what was spent so far is not stated")
    else:
        parts.append(repaid(payback) if payback else "not repaid at these numbers")
    if stop and not _runs(plan):
        parts.append(_repaid_from(costs, stop))
    return f"\n\n**In numbers:** {'; '.join(part for part in parts if part)}."


def _inputs(costs: Costs) -> str:
    volume, calls = costs.amount("volume_month"), costs.amount("calls_per_unit")
    names = ("tokens_in", "tokens_cached", "tokens_out")
    tokens = [entry for name in names if (entry := costs.amount(name))]
    if volume is None:
        return ""
    text = f"**Volume:** {amount(volume)}"
    if any(option.kind == "prompting" for option in costs.options) and calls and len(tokens) == 3:
        text += (
            f" × {amount(calls)}; per call {bare(tokens[0].value, '')} tokens in, {bare(tokens[1].value, '')} of them "
            f"cached, {bare(tokens[2].value, '')} out ({'b' if tokens[0].origin == 'brief' else 'a'})."
        )
    return text


def _value(costs: Costs) -> str:
    month, share = costs.amount(costs.value.monthly), costs.amount("share_done")
    done = costs.amount("unit_cost_done")
    if month is None or share is None:
        return ""
    text = f"**Worth:** {amount(share)} of today's {amount(month)} a month"
    if done is None or costs.option("classical"):  # a model that trims each unit's cost does none of them wholly
        return f"{text} saved."
    return f"{text} saved, at {amount(done)} per {costs.value.unit} truly done."


def _payback(plan: Plan) -> str:
    costs = plan.costs
    payback, stop = costs.amount(costs.payback), costs.amount(costs.stop_line)
    if not (made := _made_of(costs)):
        return ""
    months = repaid(payback) if payback else costs.payback_note
    line = f"; {_on_page_two(plan, stop)}." if stop else f"; {costs.stop_note}."
    what = "**Next step:** what was spent so far is not stated; this one costs" if _runs(plan) else "**Build:**"
    return f"{what} {made}; {months}{line}"


def _build(plan: Plan) -> str:
    """The build where page one has told when it is repaid; a live product's step is told whole."""
    costs = plan.costs
    if _runs(plan) or not (costs.amount(costs.payback) and costs.amount(costs.stop_line)):
        return _payback(plan)
    return f"**Build:** {made}." if (made := _made_of(costs)) else ""


def _made_of(costs: Costs) -> str:
    build = costs.amount(costs.build)
    if build is None:
        return ""
    people, weeks, week = (costs.amount(name) for name in ("people", "weeks", "week_cost"))
    made = f" ({' × '.join(amount(q) for q in (people, weeks, week) if q)})" if people and weeks and week else ""
    return f"{amount(build)}{made}"


def _on_page_two(plan: Plan, stop: Quantity) -> str:
    """The share that repays the build in a year; what follows from it stands on page one."""
    share = plan.costs.amount("share_done")
    if share is None or stop.value <= share.value or _runs(plan):
        return _repaid_from(plan.costs, stop, runs=_runs(plan))
    return "no share of the work repays it in a year" if stop.value > 1 else f"a year takes {amount(stop)} of it"


def _runs(plan: Plan) -> bool:
    return plan.phase in ("live", "scaling")


def _repaid_from(costs: Costs, stop: Quantity, *, runs: bool = False) -> str:
    """What share of the work repays the build in a year, and what follows when more is needed than is assumed.

    It is a condition for building at all, beside the one stop value of the outcome; it is not a second one.
    """
    share = costs.amount("share_done")
    if share is None or stop.value <= share.value:
        return f"a year repays it from {amount(stop)} of the work done"
    if runs:
        return "at the assumed volume a year does not repay this step: take its cheapest part first"
    if stop.value > 1:
        return "no share of the work done repays it in a year: buy, or measure the volume first"
    return (
        f"a year repays it only from {amount(stop)} of the work done, {amount(share)} is assumed: buy, or measure the "
        "volume first"
    )


def _buy(costs: Costs) -> str:
    limit = costs.amount(costs.buy_line)
    over = f" Building pays within two years only above {amount(limit)} per {costs.value.unit} bought." if limit else ""
    cheaper = f" At {amount(price)} buying wins." if (price := bought_for_less(costs)) else ""
    return f"**Build or buy:** {costs.buy_note}{over}{cheaper}"


def _moves(costs: Costs, most: int) -> str:
    """The assumptions that move the result furthest, `most` of them; the ledger orders them so."""
    rows = []
    for row in costs.sensitivity[:most]:
        assumption, result = costs.amount(row.assumption), costs.amount(row.result)
        if assumption is not None and result is not None:
            ends = [_end(end, result.unit) for end in (row.at_low, row.at_high)]
            rows.append(f"{assumption.label} ({ends[0]} to {ends[1]})")
    label = "payback" if costs.payback else "the stop line"
    return f"**What moves {label}:** {'; '.join(rows)}." if rows else ""


def _end(value: float | None, unit: str) -> str:
    """One end of a result; a share of the work above all of it is told as that."""
    if value is None:
        return "never"
    return "more than all the work" if unit == "share" and value > 1 else plain(value, unit)


def shown(costs: Costs, entry: str) -> str:
    """The ledger entry with its origin, or '' when there is none."""
    quantity = costs.amount(entry)
    return amount(quantity) if quantity else ""
