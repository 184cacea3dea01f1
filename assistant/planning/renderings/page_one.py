"""Invariant: page one answers before it explains: answer, against, this week, fit, what ships, how one knows."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.planning.buying import cheaper_bought
from assistant.planning.draft_note import offline_note
from assistant.planning.fit_evidence import because
from assistant.planning.markdown import (
    PATHS,
    choice,
    decisive,
    job_told,
    logged,
    route,
    today_cost,
)
from assistant.planning.paying import notice
from assistant.planning.prose import day, down, sentence, title, up
from assistant.planning.purpose import FIT_QUESTIONS, FitAnswer
from assistant.planning.renderings.inline import Inline
from assistant.planning.renderings.markup import Markup, join, tag
from assistant.planning.schema import Plan

_KEY = join(
    (
        join([tag("abbr", mark, class_="origin"), f" {words}"])
        for mark, words in (
            ("b", "your brief"),
            ("a", "assumed, with its range"),
            ("c", "computed"),
            ("p", "a dated price"),
            ("1", "a source, quoted at the end"),
        )
    ),
    " · ",
)
_TONES = {"yes": "good", "no": "bad", "partly": "mixed", "unknown": "mixed"}


def page_one(plan: Plan, inline: Inline, draft: str = "") -> tuple[Markup, ...]:
    """The sections of page one, without the empty ones. A plan that stops says what would reopen it in their place.

    `draft` is the sentence that a plan with error findings opens with.
    """
    last = (_reopens,) if plan.verdict.path == "stop" else (_ship, _know)
    made = (section(plan, inline) for section in (_answer, _week, _fit, *last))
    return (_head(plan, draft), *(section for section in made if section))


def section(name: str, heading: str, *parts: Markup) -> Markup:
    """One section with its heading."""
    return tag("section", tag("h2", heading, id=name), *parts, class_=name, aria_labelledby=name)


def table(caption: str, heads: Iterable[str], rows: Iterable[Iterable[Markup]]) -> Markup:
    """A table whose first column names its rows."""
    head = tag("tr", *(tag("th", cell, scope="col") for cell in heads))
    body = [
        tag("tr", *(tag("td", cell) if i else tag("th", cell, scope="row") for i, cell in enumerate(row)))
        for row in rows
    ]
    return tag("table", tag("caption", caption), tag("thead", head), tag("tbody", *body))


def short(words: str) -> Markup:
    """A few words of ours that stay on one line."""
    return tag("span", words, class_="short")


def pairs(rows: Iterable[tuple[Markup | str, Markup]], class_: str = "") -> Markup:
    """Names with what they stand for; empty ones are left out."""
    return tag("dl", *(tag("div", tag("dt", name), tag("dd", what)) for name, what in rows if what), class_=class_)


def _head(plan: Plan, draft: str) -> Markup:
    priced = plan.costs.priced_on
    meta = [day(plan.created_at.date()), f"stakes: {plan.stakes}", f"phase: {plan.phase}"]
    meta += [f"prices as of {day(priced)}"] if priced else []
    return tag(
        "header",
        tag("p", " · ".join(meta), class_="meta"),
        tag("h1", title(plan.title) or "A plan"),
        tag("p", tag("strong", draft), class_="draft", role="status") if draft else Markup(""),
        tag("p", "Where a number comes from: ", _KEY, class_="meta"),
        tag("p", offline_note(plan), class_="notice") if plan.generator.offline else Markup(""),
    )


def _answer(plan: Plan, inline: Inline) -> Markup:
    verdict = plan.verdict
    because = "".join(f"[{claim}]" for claim in verdict.because[:3])
    path = tag(
        "p",
        tag("strong", up(PATHS[verdict.path]), class_="path"),
        " ",
        tag("span", f"confidence: {verdict.confidence}", class_="confidence"),
        " ",
        inline.prose(f"{sentence(decisive(plan))}{because}"),
        class_="verdict",
    )
    unpaid = notice(plan) or cheaper_bought(plan)
    parts = [tag("li", inline.prose(f"{part.part}: **{PATHS[part.path]}**. {part.reason}")) for part in verdict.parts]
    return section(
        "answer",
        "The answer, for your boss",
        tag("p", tag("strong", unpaid), class_="notice") if unpaid else Markup(""),
        tag("p", inline.prose(plan.answer), class_="lead"),
        path,
        tag("ul", *parts) if parts else Markup(""),
        _figures(plan, inline),
        tag("p", tag("strong", "Against it"), " ", inline.prose(plan.against), class_="against"),
    )


def _figures(plan: Plan, inline: Inline) -> Markup:
    costs = plan.costs
    if plan.verdict.path in ("clarify", "stop") or plan.stakes == "hobby":
        return Markup("")
    run = costs.amount("run_llm_month") or costs.amount("run_month")
    build = costs.amount(costs.build) if plan.phase in ("idea", "built") else None
    payback, stop = costs.amount(costs.payback), costs.amount(costs.stop_line)
    shown = [("to build", build), ("a month to run", run), ("to be repaid", payback if build else None)]
    moved = [
        ("a month on the cheap tier, if it passes", "run_cheap_month"),
        ("a month saved by the move", "move_month"),
    ]
    shown += [(name, costs.amount(entry)) for name, entry in moved]
    rows = [(name, inline.quantity(amount)) for name, amount in shown if amount]
    if payback is None and build:
        rows.append(("to be repaid", tag("span", "not at these numbers")))
    if stop and stop.value <= 1:
        rows.append(("of the work done repays it in a year", inline.quantity(stop)))
    return pairs(rows, "figures")


def _week(plan: Plan, inline: Inline) -> Markup:
    items = [
        tag(
            "li",
            tag("p", tag("strong", up(action.role)), " ", inline.quantity(action.hours), class_="who"),
            tag("p", inline.prose(sentence(action.what))),
            tag("p", tag("em", "Done when"), " ", inline.prose(sentence(down(action.done_when))), class_="done-when"),
        )
        for action in plan.this_week
    ]
    return section("week", "This week", tag("ol", *items)) if items else Markup("")


def _fit(plan: Plan, inline: Inline) -> Markup:
    rows = [(tag("span", FIT_QUESTIONS[a.question]), _choice(a), inline.prose(because(plan, a))) for a in plan.fit]
    heads = ("Question", "Answer", "Because")
    return section("fit", "Does product-first fit?", table("The fit test", heads, rows)) if rows else Markup("")


def _choice(answer: FitAnswer) -> Markup:
    return tag("span", choice(answer), class_=f"choice {_TONES.get(answer.answer, 'off')}")


def _ship(plan: Plan, inline: Inline) -> Markup:
    product = plan.product
    by = "" if plan.phase in ("live", "scaling") else f" by {day(product.ship_by)}"
    share = inline.quantity(product.coverage.share)
    rows: list[tuple[Markup | str, str]] = [
        ("Job", job_told(plan)),
        ("User", product.user),
        ("Today", f"{product.today.way.rstrip(chr(46))}{today_cost(plan)}"),
        (f"Slice{by}", product.slice),
        ("Where", product.surface),
        ("Hands over", product.hand_over),
        ("If the model fails", product.when_model_fails),
        ("Guardrails", " ".join(sentence(each) for each in product.guardrails)),
        ("Model", route(plan)),
        ("Logged from day one", logged(plan)),
        (join(["First ", share, " of cases"]), _carried(plan)),
        ("Not now", "; ".join(down(goal).rstrip(".") for goal in product.non_goals)),
    ]
    told = pairs(((name, inline.figures(sentence(up(words)))) for name, words in rows if words.strip()), "facts")
    return section("ship", "What we ship", told)


def _carried(plan: Plan) -> str:
    if plan.verdict.path == "clarify":
        return ""
    return f"{sentence(plan.product.coverage.note)} **The rest:** {down(plan.product.last_fifth)}"


def _reopens(plan: Plan, inline: Inline) -> Markup:
    rows: list[tuple[Markup | str, Markup]] = [
        ("It reopens if", inline.prose(sentence(plan.verdict.reopens))),
        ("The job as described", inline.prose(sentence(plan.product.job))),
    ]
    return section("reopens", "What would reopen it", pairs(rows, "facts"))


def _know(plan: Plan, inline: Inline) -> Markup:
    rows = [
        (inline.prose(m.name), inline.prose(m.today), inline.quantity(m.target), inline.quantity(m.stop),
         short(day(m.read_on)))
        for m in plan.success.measures
    ]  # fmt: skip
    parts = [table("What is measured", ("Measure", "Today", "Target", "Stop", "Read"), rows)] if rows else []
    cases = plan.success.eval_set
    told: list[tuple[Markup | str, Markup]] = []
    if cases is not None:
        when = "the next change" if cases.before == "next_change" else "launch"
        words = join(
            [
                inline.quantity(cases.size),
                ": ",
                inline.prose(f"{sentence(cases.source)} Bar: {down(sentence(cases.bar))}"),
            ]
        )
        told.append((f"Before {when}", words))
    kills = " ".join(sentence(kill.text) for kill in plan.kill_criteria)
    told.append((f"Written down on {day(plan.created_at.date())}", inline.prose(kills)))
    return section("know", "How we know", *parts, pairs(told, "facts wide"))
