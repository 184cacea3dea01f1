"""Invariant: the report is one file that asks for nothing: no script, no request, no text that could become either.

The policy in its head forbids both once more, should an escape ever fail (CSP level 3, W3C).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from assistant.planning.draft_note import draft_note
from assistant.planning.findings import Finding
from assistant.planning.prose import day, sentence, title
from assistant.planning.renderings.inline import Inline
from assistant.planning.renderings.markup import Markup, join, tag
from assistant.planning.renderings.page_one import page_one
from assistant.planning.renderings.page_two import SOURCES, page_two
from assistant.planning.renderings.styles import CSS
from assistant.planning.schema import Plan

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

_SETTINGS = ((2_600, "roomy"), (3_600, "easy"), (4_500, "full"), (5_200, "snug"), (6_300, "dense"))
"""Letters that page one may have at each size of print and still be one A4 page (measured in Chromium 150)."""

_SETTINGS_OF_TWO = ((4_000, "two-roomy"), (4_500, "two-easy"), (5_400, "two-full"))
"""Letters that page two may have, its drawings and its sources not counted, likewise; sources may take a third page."""


def render(plan: Plan, today: date | None = None, findings: Iterable[Finding] | None = None) -> str:
    """The plan as one HTML document. `today` is marked in the timeline; without it, the day the plan was made.

    A plan with error findings says on top that it is a draft (see `draft_note` for `findings`).
    """
    inline = Inline(plan)
    first = join(page_one(plan, inline, draft_note(plan, findings)))
    second = page_two(plan, inline, today or plan.created_at.date())
    body = tag(
        "body",
        tag("main", tag("div", first, class_="page one"), tag("div", join(second), class_="page two")),
        _foot(plan),
        class_=f"{_setting(first)} {_setting_of_two(second)}",
    )
    return f"<!DOCTYPE html>\n{tag('html', _head(plan), body, lang='en')}\n"


def _head(plan: Plan) -> Markup:
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="robots", content="noindex"),
        tag("link", rel="icon", href="data:,"),
        tag("title", title(plan.title) or "A plan"),
        tag("style", Markup(CSS)),
    )


def _foot(plan: Plan) -> Markup:
    made = [f"Plan of {day(plan.created_at.date())}, revision {plan.revision}.", *plan.generator.notices]
    return tag("footer", *(tag("p", sentence(each)) for each in made))


def _setting(first: str) -> str:
    letters = len(re.sub(r"<[^>]*>", "", first))
    return next((name for most, name in _SETTINGS if letters <= most), "tight")


def _setting_of_two(second: Iterable[Markup]) -> str:
    text = "".join(part for part in second if not part.startswith(SOURCES))
    letters = len(re.sub(r"<svg.*?</svg>|<[^>]*>", "", text, flags=re.S))
    return next((name for most, name in _SETTINGS_OF_TWO if letters <= most), "two-tight")
