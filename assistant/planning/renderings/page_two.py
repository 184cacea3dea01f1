"""Invariant: what follows page one is there to be looked up: stages, money, the other path, edge, risks, sources."""

from __future__ import annotations

from datetime import date

from assistant.planning.course import Stage
from assistant.planning.markdown_course import (
    SPENT,
    already_spent,
    beyond,
    both_paths,
    compared,
    opens,
    standing,
    when_text,
)
from assistant.planning.markdown_money import money_lines, told_options
from assistant.planning.prose import day, down, sentence, up
from assistant.planning.renderings.inline import Inline, Source
from assistant.planning.renderings.markup import Markup, join, tag
from assistant.planning.renderings.page_one import pairs, section, short, table
from assistant.planning.renderings.stage_graph import stage_graph
from assistant.planning.renderings.timeline import timeline
from assistant.planning.schema import Plan

SOURCES = '<section class="sources"'
"""How the last section of page two begins."""


def page_two(plan: Plan, inline: Inline, today: date) -> tuple[Markup, ...]:
    """The sections after page one, without the empty ones."""
    made = [_risks(plan, inline), _questions(plan, inline), _sources(inline)]
    if plan.verdict.path != "stop":
        made = [_stages(plan, inline, today), _money(plan, inline), _beside(plan, inline), _edge(plan, inline), *made]
    return tuple(section for section in made if section)


def _stages(plan: Plan, inline: Inline, today: date) -> Markup:
    if not plan.stages:
        return Markup("")
    rows = [
        (
            inline.prose(f"{i} {stage.title}"),
            short(_until(stage)),
            inline.figures(opens(plan, stage) or "–"),
            inline.prose(stage.exit_test or "–"),
            short(standing(stage)),
        )
        for i, stage in enumerate(plan.stages, 1)
    ]
    heads = ("Stage", "Until", "Opens if", "Ends when", "Now")
    notes: list[tuple[Markup | str, Markup]] = [(name, inline.prose(what)) for name, what in beyond(plan)]
    key = join(
        tag("span", words, class_=f"key {class_}")
        for words, class_ in (("product", "product"), ("data", "data"), ("model", "model"), ("gate", "gate"))
    )
    return section(
        "stages",
        "Stages and gates",
        tag("p", key, class_="keys"),
        tag("figure", timeline(plan, today)),
        tag("figure", stage_graph(plan)),
        table("Every stage with its gate", heads, rows),
        pairs(notes, "facts wide"),
    )


def _until(stage: Stage) -> str:
    return day(stage.when.end) if stage.when.end else when_text(None, stage.when.text)


def _money(plan: Plan, inline: Inline) -> Markup:
    if plan.verdict.path in ("clarify", "stop"):
        return Markup("")
    rows = []
    for option in told_options(plan):
        unit, month = plan.costs.amount(option.unit_cost), plan.costs.amount(option.monthly)
        rows.append(
            (
                inline.prose(option.name),
                inline.quantity(unit) if unit else inline.prose(option.note or "–"),
                inline.quantity(month) if month else inline.prose("–"),
            )
        )
    lines = tag("ul", *(tag("li", inline.figures(line)) for line in money_lines(plan)))
    parts = [table("What each option costs", ("Option", "Per unit or call", "Month"), rows)] if rows else []
    return section("money", "Money", *parts, lines)


def _beside(plan: Plan, inline: Inline) -> Markup:
    ours, theirs, subject = both_paths(plan)
    rows = [(tag("span", name), inline.prose(row.ours), inline.prose(row.other)) for name, row in compared(plan)]
    sums = (plan.comparison.spend_ours, plan.comparison.spend_other)
    told = already_spent(plan)
    ours_spent, theirs_spent = map(inline.prose, told) if told else map(inline.quantity, sums)
    rows.append((tag("span", SPENT), ours_spent, theirs_spent))
    wins = tag("p", tag("strong", f"Where {subject} wins:"), " ", inline.prose(sentence(plan.comparison.other_wins)))
    heads = ("Same assumptions", ours, theirs)
    return section("beside", "Beside the other path", table("Both paths", heads, rows), wins)


def _edge(plan: Plan, inline: Inline) -> Markup:
    edge = plan.differentiation
    rows: list[tuple[Markup | str, Markup]] = [
        ("Indicator", inline.prose(sentence(edge.indicator))),
        ("Check", tag("span", day(edge.check_by)) if edge.check_by else Markup("")),
        ("If flat", inline.prose(sentence(edge.if_flat))),
    ]
    claim = tag("p", inline.prose(f"{sentence(edge.claim)} {sentence(edge.because)}"))
    return section("edge", "Edge", claim, pairs(rows, "facts wide"))


def _risks(plan: Plan, inline: Inline) -> Markup:
    first: list[tuple[Markup | str, Markup]] = [
        ("Riskiest assumption", inline.prose(sentence(plan.riskiest_assumption))),
        ("Cheapest test", inline.prose(sentence(plan.cheapest_test))),
        ("Must not get worse", inline.prose("; ".join(down(metric.text) for metric in plan.counter_metrics))),
    ]
    items = [
        tag(
            "li",
            inline.prose(f"{sentence(risk.text)} *Signal:* {down(sentence(risk.trigger))} "),
            inline.prose(f"*Control:* {down(sentence(risk.mitigation))} ({risk.role}, {day(risk.check_on)})"),
        )
        for risk in plan.risks
    ]
    return section("risks", "Risks", pairs(first, "facts wide"), tag("ul", *items) if items else Markup(""))


def _questions(plan: Plan, inline: Inline) -> Markup:
    items = [
        tag("li", inline.prose(f"{q.text} *{up(sentence(q.default))}* Moves: {down(sentence(q.changes))}"))
        for q in plan.questions
    ]
    decided = " ".join(sentence(decision.text) for decision in plan.decisions)
    parts = [tag("ol", *items)] if items else []
    parts += [tag("p", tag("strong", "Decided for you:"), " ", inline.prose(decided))] if decided else []
    return section("questions", "Questions, with the default taken", *parts) if parts else Markup("")


def _sources(inline: Inline) -> Markup:
    items = [_source(source, inline) for source in inline.sources]
    return section("sources", "What it rests on", tag("ol", *items)) if items else Markup("")


def _source(source: Source, inline: Inline) -> Markup:
    quotes = {citation.id: citation for citation in source.citations}
    told = []
    for claim in source.claims:
        quote = quotes.get(claim.citation)
        spread = f"range {claim.range}" if claim.range else ""
        words = tag("q", quote.quote) if quote else join([spread or claim.text])
        told.append(tag("span", words, id=inline.anchors[claim.id], class_="claim"))
    titles = dict.fromkeys(citation.title for citation in source.citations if citation.title)
    name = join([tag("strong", source.name), *(f" {sentence(each)}" for each in titles), " "])
    return tag("li", name, join(told, " "))
