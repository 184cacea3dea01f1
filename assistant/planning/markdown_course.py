"""Invariant: page two shows every stage with its gate, both paths on the same assumptions, an edge that can fail."""

from __future__ import annotations

from datetime import date

from assistant.planning.clarifying import NOT_ASKED
from assistant.planning.course import Stage, Trigger
from assistant.planning.gate_readings import OPS, said_unit
from assistant.planning.numbers import amount
from assistant.planning.prose import cell, day, down, sentence, shorten, up
from assistant.planning.schema import Plan, Row

_ENDS_WHOLE = 2
"""Stages whose end is told whole; of later ones the Markdown tells the first condition, and of those without a day only
what opens them: how they end is read when they begin, in the JSON and the HTML (project rule)."""

SPENT = "Spent before the first user"


def stages(plan: Plan) -> str:
    """Stages: what opens each, what ends it, and where it stands; '' for a plan without any."""
    if not plan.stages:
        return ""
    rows = ["|Stage|When|Opens if|Ends when|Now|", "|-|-|-|-|-|"]
    for i, stage in enumerate(plan.stages, 1):
        when = cell(when_text(stage.when.end, stage.when.text))
        ends = _ends(stage, whole=i <= _ENDS_WHOLE)
        rows.append(f"|{i} {cell(stage.title)}|{when}|{cell(opens(plan, stage)) or '–'}|{ends}|{standing(stage)}|")
    told = beyond(plan)[-1:] if plan.stakes == "hobby" else beyond(plan)  # what tuning must prove is none of a hobby's
    notes = [f"**{name}:** {what}" for name, what in told]
    return "## Stages and gates\n\n" + "\n".join(rows) + "\n\n" + " ".join(notes)


def opens(plan: Plan, stage: Stage) -> str:
    """What opens a stage: the conditions of its gates, else the end of the stages that it waits for; '' for neither."""
    guards = [gate for gate in plan.gates if gate.id in stage.gates]
    told = "; ".join(condition(trigger) for gate in guards for trigger in (*gate.all_of, *gate.any_of))
    if told or stage.state != "planned":
        return told
    before = [str(i) for i, each in enumerate(plan.stages, 1) if each.id in stage.depends_on]
    return f"stage {' and '.join(before)} has ended" if before else ""


def _ends(stage: Stage, *, whole: bool) -> str:
    if not whole and stage.when.end is None and stage.gates and stage.state == "planned":
        return "–"
    first, more, _ = stage.exit_test.partition("; ")
    told = stage.exit_test if whole else first + (", and more" if more else "")
    return down(cell(told)).rstrip(".") or "–"


def beyond(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Each option beyond prompting by its name with what it must prove, and the way back."""
    told = [(up(cell(option.name)), sentence(option.must_prove)) for option in plan.model.options]
    return (*told, ("The way back", sentence(plan.model.way_back)))


def standing(stage: Stage) -> str:
    """Where a stage stands today."""
    if stage.state == "planned":
        return "closed" if stage.gates or stage.depends_on else "start"
    return stage.state


def condition(trigger: Trigger) -> str:
    """A trigger: `solved ≥ 25% (56 days, n ≥ 400)`; a unit that the metric's name already says is not said again."""
    name = trigger.metric.replace("_", " ")
    threshold = trigger.threshold.model_copy(update={"unit": said_unit(trigger)})
    return f"{name} {OPS[trigger.op]} {amount(threshold)}{_window(trigger.window_days, trigger.min_n)}"


def _window(days: int | None, n: int | None) -> str:
    parts = [f"{days} days" if days else "", f"n ≥ {n:,}" if n and n > 1 else ""]
    inside = ", ".join(part for part in parts if part)
    return f" ({inside})" if inside else ""


def when_text(end: date | None, text: str) -> str:
    """Until when a stage runs, or what it waits for."""
    return f"to {day(end)}" if end else (text or "done")


def already_spent(plan: Plan) -> tuple[str, str] | None:
    """The last row of both paths in words, for a live product: what made it is spent, and new to neither path.

    None before the first user, where the amounts stand.
    """
    if plan.phase not in ("live", "scaling"):
        return None
    return "behind us, the amount not stated", "behind it too; from here both spend on the next step"


def beside(plan: Plan) -> str:
    """The six rows beside the other path."""
    rows = plan.comparison
    heads = both_paths(plan)
    table = [f"|Same assumptions|{heads[0]}|{heads[1]}|", "|-|-|-|"]
    told = [(name, row) for name, row in compared(plan) if plan.stakes != "hobby" or name != "Risk"]
    table += [f"|{name}|{cell(row.ours)}|{cell(row.other)}|" for name, row in told]
    spent = already_spent(plan) or (amount(rows.spend_ours), amount(rows.spend_other))
    table.append(f"|{SPENT}|{cell(spent[0])}|{cell(spent[1])}|")
    return (
        f"## Beside the other path\n\n{chr(10).join(table)}\n\n**Where {heads[2]} wins:** {sentence(rows.other_wins)}"
    )


def both_paths(plan: Plan) -> tuple[str, str, str]:
    """Our path and the other one as table heads, and the other one as the subject of a sentence."""
    if plan.comparison.other_path == "language_model_first":
        return "Classical (ours)", "Language model first", "product-first"
    return "Ours", "Traditional: data, model, product", "tradition"


def compared(plan: Plan) -> tuple[tuple[str, Row], ...]:
    """The six rows with their names."""
    rows = plan.comparison
    return (
        ("Starts from", rows.starting_point),
        ("First milestone", rows.first_milestone),
        ("Data matters", rows.data_matters),
        ("Own model matters", rows.custom_model_matters),
        ("Risk", rows.risk_profile),
        ("Fails by", rows.failure_mode),
    )


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
    read = {measure.name.lower() for measure in plan.success.measures}
    if any(metric.text.lower() not in read for metric in plan.counter_metrics):
        lines.append(
            f"- Must not get worse meanwhile: {'; '.join(down(metric.text) for metric in plan.counter_metrics)}."
        )
    return "## Risks\n\n" + "\n".join(lines)


def questions(plan: Plan) -> str:
    """Questions with the default taken, and decisions made for the user."""
    parts = []
    if plan.questions:
        rows = [
            f"{i}. {q.text} *{up(sentence(q.default))}* Moves: {down(sentence(q.changes))}"
            for i, q in enumerate(plan.questions, 1)
        ]
        parts.append("## Questions (default taken)\n\n" + "\n".join(rows))
    if made := [sentence(each.text) for each in plan.decisions if not each.text.startswith(NOT_ASKED)]:
        parts.append("**Decided for you:** " + " ".join(made))
    return "\n\n".join(parts)


def unasked(plan: Plan) -> tuple[str, ...]:
    """Questions for which page two has no room, each with the default taken: they stand at the foot."""
    return tuple(decision.text for decision in plan.decisions if decision.text.startswith(NOT_ASKED))


def sources(plan: Plan) -> str:
    """Each note cited, with one quote: the one that the first fit answer of *no* stands on, else its first."""
    stands_on = [name for answer in plan.fit if answer.answer == "no" for name in answer.claims]
    of = {claim.id: claim.citation for claim in plan.claims}
    deciding = [of[name] for name in stands_on if name in of]
    seen: dict[str, str] = {}
    for citation in sorted(plan.citations, key=lambda c: deciding.index(c.id) if c.id in deciding else len(deciding)):
        seen.setdefault(citation.note, f"- [{citation.note}] {citation.title}: “{shorten(citation.quote)}”")
    if not seen:
        return ""
    opened = "Each quote was checked word for word against its note; `assistant notes search` opens them."
    return "## Sources\n\n" + opened + "\n\n" + "\n".join(seen.values())
