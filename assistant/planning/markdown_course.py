"""Invariant: page two shows every stage with its gate, both paths on the same assumptions, an edge that can fail."""

from __future__ import annotations

from datetime import date

from assistant.planning.course import Trigger
from assistant.planning.numbers import amount
from assistant.planning.prose import cell, day, down, sentence, shorten
from assistant.planning.schema import Plan, Row


def stages(plan: Plan) -> str:
    """Stages, what opens them, and what the first ones deliver."""
    gates = {gate.id: gate for gate in plan.gates}
    rows = ["|Stage|When|Opens if|Now|", "|-|-|-|-|"]
    for i, stage in enumerate(plan.stages, 1):
        opens = "; ".join(
            _condition(trigger)
            for gate_id in stage.gates
            if gate_id in gates
            for trigger in (*gates[gate_id].all_of, *gates[gate_id].any_of)
        )
        state = (
            "done" if stage.state == "done" else "active" if stage.state == "active" or not stage.gates else "closed"
        )
        rows.append(f"|{i} {cell(stage.title)}|{_when(stage.when.end, stage.when.text)}|{cell(opens) or '–'}|{state}|")
    exits = [
        f"- **{s.title}:** {sentence(s.deliverable)} *Exit:* {down(sentence(s.exit_test))}" for s in plan.stages[:4]
    ]
    back = f"\n\n**The way back:** {sentence(plan.model.way_back)}" if plan.model.way_back else ""
    later = "".join(f"\n- Later, {o.name}: {sentence(o.must_prove)}" for o in plan.model.options if o.name != "later")
    named = "".join(f"\n- Later: {sentence(o.must_prove)}" for o in plan.model.options if o.name == "later")
    return "## Stages and gates\n\n" + "\n".join(rows) + "\n\n" + "\n".join(exits) + later + named + back


def _condition(trigger: Trigger) -> str:
    name = trigger.metric.replace("_", " ")
    return f"{name} {trigger.op} {amount(trigger.threshold)}{_window(trigger.window_days, trigger.min_n)}"


def _window(days: int | None, n: int | None) -> str:
    parts = [f"over {days} days" if days else "", f"n ≥ {n}" if n and n > 1 else ""]
    inside = ", ".join(part for part in parts if part)
    return f" ({inside})" if inside else ""


def _when(end: date | None, text: str) -> str:
    return f"to {day(end)}" if end else (text or "done")


def beside(plan: Plan) -> str:
    """The six rows beside the other path."""
    rows = plan.comparison
    classical = rows.other_path == "language_model_first"
    heads = ("Classical (ours)", "Language model first") if classical else ("Ours", "Traditional: data, model, product")
    table = [f"|Same assumptions|{heads[0]}|{heads[1]}|", "|-|-|-|"]
    named: tuple[tuple[str, Row], ...] = (
        ("Starts from", rows.starting_point),
        ("First milestone", rows.first_milestone),
        ("Data matters", rows.data_matters),
        ("Own model matters", rows.custom_model_matters),
        ("Risk", rows.risk_profile),
        ("Fails by", rows.failure_mode),
    )
    table += [f"|{name}|{cell(row.ours)}|{cell(row.other)}|" for name, row in named]
    table.append(f"|Spent before the first user|{amount(rows.spend_ours)}|{amount(rows.spend_other)}|")
    other = "product-first" if classical else "tradition"
    return f"## Beside the other path\n\n{chr(10).join(table)}\n\n**Where {other} wins:** {sentence(rows.other_wins)}"


def edge(plan: Plan) -> str:
    """The edge that can fail."""
    edge = plan.differentiation
    check = f" **Check {day(edge.check_by)}.**" if edge.check_by else ""
    return (
        f"## Edge\n\n{sentence(edge.claim)} {sentence(edge.because)} **Indicator:** {down(sentence(edge.indicator))}"
        f"{check} **If flat:** {down(sentence(edge.if_flat))}"
    )


def risks(plan: Plan) -> str:
    """Risks with signal and control."""
    lines = [
        f"**Riskiest assumption:** {sentence(plan.riskiest_assumption)} "
        f"**Cheapest test:** {down(sentence(plan.cheapest_test))}",
        "",
    ]
    lines += [
        f"- {sentence(risk.text)} *Signal:* {down(sentence(risk.trigger))} "
        f"*Control ({risk.role}):* {down(sentence(risk.mitigation))}"
        for risk in plan.risks
    ]
    if plan.counter_metrics:
        lines.append(
            f"- Must not get worse meanwhile: {'; '.join(down(metric.text) for metric in plan.counter_metrics)}."
        )
    return "## Risks\n\n" + "\n".join(lines)


def questions(plan: Plan) -> str:
    """Questions with the default taken, and decisions made for the user."""
    parts = []
    if plan.questions:
        rows = [
            f"{i}. {q.text} *{sentence(q.default)}* Moves: {down(sentence(q.changes))}"
            for i, q in enumerate(plan.questions, 1)
        ]
        parts.append("## Questions (default taken)\n\n" + "\n".join(rows))
    if plan.decisions:
        parts.append("**Decided for you:** " + " ".join(sentence(decision.text) for decision in plan.decisions))
    return "\n\n".join(parts)


def sources(plan: Plan) -> str:
    """Each note cited, with its first quote."""
    seen: dict[str, str] = {}
    for citation in plan.citations:
        seen.setdefault(citation.note, f"- [{citation.note}] {citation.title}: “{shorten(citation.quote)}”")
    return "## Sources\n\n" + "\n".join(seen.values()) if seen else ""
