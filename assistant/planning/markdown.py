"""Invariant: the Markdown is for a reader: two pages, real dates, each number with its origin; ids stay in JSON.

Origins: **b** the brief, **a** an assumption with its range, **c** computed, **p** a dated price, [note] a source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from assistant.planning.buying import cheaper_bought
from assistant.planning.draft_note import OFFLINE, draft_note, lines_from
from assistant.planning.findings import Finding
from assistant.planning.fit_evidence import because, stands_in
from assistant.planning.markdown_course import beside, edge, questions, risks, sources, stages, unasked
from assistant.planning.markdown_money import in_numbers, money
from assistant.planning.markdown_tuning import priced
from assistant.planning.neutral import neutral
from assistant.planning.numbers import amount
from assistant.planning.paying import notice
from assistant.planning.prose import cell, day, down, listed, sentence, title, up
from assistant.planning.purpose import FIT_QUESTIONS, FitAnswer, Measure
from assistant.planning.schema import Plan

_CLAIM = re.compile(r"\s*\[((?:c\d{1,2})(?:,\s*c\d{1,2})*)\]")
PATHS = {
    "product_first": "product first",
    "adapted": "product first, adapted",
    "classical": "classical: data first, no language model at the core",
    "clarify": "clarify first",
    "stop": "stop",
}


Section = Callable[[Plan], str]


def render(plan: Plan, findings: Iterable[Finding] | None = None) -> str:
    """The plan as Markdown, ending in a newline; a draft says so on top (see `draft_note` for `findings`)."""
    heading, _, rest = body(plan).partition("\n")
    note = draft_note(plan, findings)
    return "\n".join([heading, *(["", f"> **{note}**"] if note else []), rest])


def body(plan: Plan) -> str:
    """The plan as Markdown without saying whether it is a draft."""
    plan = neutral(plan)
    page_one = (_head, _answer, _this_week, _fit, _ship, _know)
    page_two = (stages, money, beside, edge, risks, questions, sources, _made)
    stopped = (_head, _answer, _this_week, _fit, _reopen, risks, questions, sources, _made)
    chosen: tuple[Section, ...] = stopped if plan.verdict.path == "stop" else (*page_one, *page_two)
    text = "\n\n".join(part for section in chosen if (part := section(plan)))
    return _resolve(text, plan) + "\n"


def _head(plan: Plan) -> str:
    lines = [f"# {title(plan.title)}", ""]
    priced = plan.costs.priced_on
    prices = f" · prices as of {day(priced)}" if priced else ""
    lines.append(f"{day(plan.created_at.date())} · stakes: {plan.stakes} · phase: {plan.phase}{prices}.")
    lines.append(
        "Origins: **b** your brief, **a** assumption (range), **c** computed, **p** dated price, [note] source."
    )
    if plan.generator.offline:
        lines += ["", f"*{OFFLINE}*"]
    return "\n".join(lines)


def _made(plan: Plan) -> str:
    """Where the amounts and the lines come from: after all that is for the reader, for whoever checks them."""
    told = [priced(plan.costs)] if plan.verdict.path not in ("clarify", "stop") else []
    told += [" ".join(sentence(each) for each in unasked(plan))]
    told += [lines_from(plan)] if plan.generator.offline else []
    told += [f"*{sentence(notice)}*" for notice in plan.generator.notices]
    return "\n\n".join(each for each in told if each)


def _answer(plan: Plan) -> str:
    verdict = plan.verdict
    parts = "".join(f"\n- {part.part}: **{PATHS[part.path]}**. {part.reason}" for part in verdict.parts)
    because = "".join(f"[{claim}]" for claim in verdict.because[:3])
    reason = f" {sentence(decisive(plan))} {because}".rstrip()
    return (
        f"## The answer, for your boss\n\n{_unpaid(plan)}{plan.answer}{in_numbers(plan)}\n\n"
        f"**Against it:** {plan.against}\n\n"
        f"Path: **{PATHS[verdict.path]}**. Confidence: {verdict.confidence}.{reason}{parts}"
    )


def _unpaid(plan: Plan) -> str:
    told = notice(plan) or cheaper_bought(plan)
    return f"**{told}**\n\n" if told else ""


def decisive(plan: Plan) -> str:
    """What decided the path."""
    refused = [str(answer.question) for answer in plan.fit if "no" in (answer.answer, answer.default)]
    if plan.verdict.path == "product_first":
        return "No fit question is answered no"
    if not refused:
        return _only_here(plan)
    return f"Decided by fit question{'s' if refused[1:] else ''} {listed(refused)}"


def _only_here(plan: Plan) -> str:
    """The reason of the verdict without the sentences that the fit table says too; whole when it says them all."""
    below = " ".join(answer.reason for answer in plan.fit)
    said = [each for each in re.split(r"(?<=[.!?]) ", plan.verdict.reason) if each not in below]
    return " ".join(said) or plan.verdict.reason


def _this_week(plan: Plan) -> str:
    rows = [
        f"{i}. **{up(action.role)}, {amount(action.hours)}:** {sentence(action.what)} "
        f"*Done when* {down(action.done_when)}"
        for i, action in enumerate(plan.this_week, 1)
    ]
    return "## This week\n\n" + "\n".join(sentence(row) for row in rows)


def _fit(plan: Plan) -> str:
    rows = ["|Question|Answer|Because|", "|-|-|-|"]
    rows += [f"|{FIT_QUESTIONS[a.question]}|{choice(a)}|{cell(because(plan, a))}|" for a in plan.fit]
    return "## Does product-first fit?\n\n" + "\n".join(rows)


def choice(answer: FitAnswer) -> str:
    """A fit answer in words, with the default taken."""
    words = answer.answer.replace("_", " ").capitalize()
    return f"{words} (default {answer.default})" if answer.answer == "unknown" and answer.default else words


def _ship(plan: Plan) -> str:
    product = plan.product
    by = "" if plan.phase in ("live", "scaling") else f" (by {day(product.ship_by)})"
    lines = [
        f"**Job:** {job_told(plan)}",
        f"**User:** {product.user}. **Today:** {down(product.today.way).rstrip('.')}{today_cost(plan)}",
        f"**Slice{by}:** {sentence(product.slice)} **Where:** {down(product.surface)}",
        f"**Hands over:** {product.hand_over}",
        f"**If the model fails:** {product.when_model_fails}",
        f"**Guardrails:** {' '.join(sentence(g) for g in product.guardrails)}",
        f"**Model:** {route(plan)}",
        f"**Logged from day one:** {logged(plan)}",
        _first(plan),
    ]
    if product.non_goals:
        lines.append(f"**Not now:** {'; '.join(down(goal) for goal in product.non_goals)}.")
    return "## What we ship\n\n" + "\n".join(f"{sentence(line)}  " for line in lines if line)


def _first(plan: Plan) -> str:
    if plan.verdict.path == "clarify" or plan.phase != "idea":  # what is built has its demo behind it
        return ""
    share, note = plan.product.coverage.share, sentence(plan.product.coverage.note)
    return f"**First {amount(share)} of cases:** {note} **The rest:** {plan.product.last_fifth}"


def _reopen(plan: Plan) -> str:
    what = sentence(plan.verdict.reopens)
    return f"## What would reopen it\n\n{what} **The job as described:** {plan.product.job}"


def job_told(plan: Plan) -> str:
    """The job; where it is a sentence of a brief in another language than the page's, as the quote that it is."""
    job = plan.product.job.strip()
    return f"in your words: “{job}”" if plan.brief.language != "en" and stands_in(plan, job) else job


def today_cost(plan: Plan) -> str:
    """What one unit of today's way costs, or ''."""
    cost = plan.costs.amount(plan.costs.value.unit_cost)
    return "" if cost is None else f"; one {plan.costs.value.unit} costs {amount(cost)}"


def route(plan: Plan) -> str:
    """Techniques and models, the strong one first."""
    techniques = ", ".join(technique.replace("_", " ") for technique in plan.product.techniques)
    if plan.verdict.path == "clarify":
        return "chosen once the job is."
    if not plan.product.model_route:
        return f"none at the core; {techniques}."
    strong, *rest = plan.product.model_route
    then = f", then the smallest that passes the same eval ({', '.join(rest)})" if rest else ""
    if plan.phase in ("live", "scaling"):
        first = (rest or [strong])[-1]
        return f"{techniques}; today's model until another passes the same eval; first to try: {first}."
    if plan.verdict.path == "adapted" and _at_hand(plan):
        return f"{techniques}; an open-weights model where it is used; a rented one ({strong}) only on made-up cases."
    return f"{techniques}; a strong rented model first (priced as {strong}){then}."


def _at_hand(plan: Plan) -> bool:
    """Whether the data may not leave, or no call can be made where it is used."""
    return any(answer.question in (3, 4) and answer.answer == "no" for answer in plan.fit)


def logged(plan: Plan) -> str:
    """What is recorded from day one, with consent and retention."""
    first, *rest = plan.data.events or (None,)
    if first is None:
        return plan.data.feedback
    kept = [f"{first.name} ({', '.join(first.fields)})", *(event.name for event in rest if event)]
    content = next((event for event in plan.data.events if event.holds_content and event.consent), None)
    days = f", {amount(content.retention_days)} kept" if content and content.retention_days else ""
    consent = f" Content: {down(content.consent)}{days}." if content else ""
    feedback = "" if plan.stakes == "hobby" else f" {plan.data.feedback}"
    return f"{'; '.join(kept)}.{consent}{feedback}"


def _know(plan: Plan) -> str:
    rows = ["|Measure|Today|Target|Stop|Read|", "|-|-|-|-|-|"]
    rows += [_measure(measure) for measure in plan.success.measures]
    cases = plan.success.eval_set
    text = "## How we know\n\n" + "\n".join(rows)
    if cases is not None:
        when = "the next change" if cases.before == "next_change" else "launch"
        text += (
            f"\n\n**Before {when}:** {amount(cases.size)}: {sentence(cases.source)} Bar: {down(sentence(cases.bar))}"
        )
    kills = " ".join(sentence(k.text) for k in plan.kill_criteria)
    if not kills or plan.stakes == "hobby":  # a hobby's stop stands in its answer and in the table
        return text
    return f"{text}\n\n**Written down now ({day(plan.created_at.date())}):** {kills}"


def _measure(measure: Measure) -> str:
    return (
        f"|{cell(measure.name)}|{cell(measure.today)}|{amount(measure.target)}|{amount(measure.stop)}"
        f"|{day(measure.read_on)}|"
    )


def _resolve(text: str, plan: Plan) -> str:
    citations = {citation.id: citation.note for citation in plan.citations}
    marks = {claim.id: citations.get(claim.citation) or _mark(claim.origin, claim.range) for claim in plan.claims}

    def replace(match: re.Match[str]) -> str:
        names = dict.fromkeys(marks.get(claim.strip(), "unknown source") for claim in match[1].split(","))
        return " " + " ".join(f"[{name}]" for name in names)

    return re.sub(r"(\[[\w-]+\])(?: \1)+", r"\1", _CLAIM.sub(replace, text))


def _mark(origin: str, spread: str) -> str:
    words = {"assumption": f"assumption{f': {spread}' if spread else ''}", "user_stated": "your brief"}
    return words.get(origin, origin.replace("_", " "))
