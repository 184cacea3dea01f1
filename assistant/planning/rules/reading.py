"""Invariant: a plan can be read and acted on this week; it says what it means and no more than its stakes deserve."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from assistant.planning.brief_reader import read_brief
from assistant.planning.evidence import Evidence
from assistant.planning.findings import Finding
from assistant.planning.purpose import Stakes
from assistant.planning.rules.course_view import ships
from assistant.planning.rules.hollow import stroke, unmade
from assistant.planning.rules.rule import blank, error, named, rule, warning
from assistant.planning.rules.walk import exists, texts
from assistant.planning.schema import Plan

_MERELY_DONE = re.compile(
    r"\W*(?:(?:it|this|that|all)(?:['’]s| is)? )?(?:ok(?:ay)?|done|yes|finished|completed?|ready|good|true)\W*", re.I
)
ANSWER_WORDS = 80
_WORD = re.compile(r"[^\W_]+(?:[.,:'’/%-][^\W_]+)*")
WORD_BUDGET: dict[Stakes, int] = {"hobby": 1_400, "internal": 2_000, "launch": 2_000}
"""Words of the Markdown rendering before its sources (project rule: what is read whole in ten minutes)."""


@rule("PF601", "This week has 1 to 3 actions, each with a done-when", why="team-and-staffing")
def this_week_is_doable(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """Each says what, who and how one sees that it is done."""
    if not 1 <= len(plan.this_week) <= 3:
        yield error(
            "PF601",
            "this_week",
            f"This week has {len(plan.this_week)} actions instead of one to three.",
            "Keep the one to three that tell most.",
        )
    for at, action in enumerate(plan.this_week):
        for field, what in (("what", "task"), ("role", "role"), ("done_when", "done-when")):
            said = getattr(action, field)
            if blank(said) or (field == "done_when" and _MERELY_DONE.fullmatch(said)):
                yield error(
                    "PF601",
                    f"this_week[{at}].{field}",
                    f"Action {at + 1} of this week has no {what}.",
                    f"State its {what}.",
                )


_PLACEHOLDER = re.compile(
    r"(?<!\bthe )\b(?:TBD|TBC|TBA|FIXME|XXX+)\b|\bTODO\b(?![ -](?:list|app|item|apps|lists|items))"
    r"|\blorem ipsum\b|\bto be (?:determined|decided|defined|confirmed|announced|filled in)\b"
    r"(?! (?:[\w'’]+ ){0,4}?(?:in|by|on|before|during|until) (?:the )?(?:week|day|first|month|\d))(?! this week)"
    r"|\bcoming soon\b"
    r"|\bdetails (?:will|to) follow\b|\bmore details to come\b|\bfill in later\b|:\s*placeholder\s*$"
    r"|[\[(<{]\s*insert\b[^\])>}]*[\])>}]|\binsert (?:[\w']+ ){0,4}here\b(?! and there)"
    r"|\byour (?:product|company|user|name|text|app|feature|metric|goal)s?(?: name)? here\b(?! (?:is|are|was)\b)"
    r"|(?<![\w<])<(?!(?:[abip]|br|div|span|h\d|li|ul|ol|td|tr|th|img|table|code|pre|em"
    r"|strong)>)(?:[A-Za-z][\w'-]*)(?: [\w'-]+){0,6}>(?!\w)|\{\{[^}]*\}\}|\{[a-z][a-z_ ]*\}"
    r"|\[(?:your|company|product|name|date|number|user|metric|placeholder|fill|x|n|\.{3}|…)\b[^\]]*\]|\[(?:\.{3}|…)\]"
    r"|(?<!\w)\$?[XN]{1,3}\s?%|\$[XN]+\b|_{3,}",
    re.I,
)
_TOO_LOUD = frozenset(("xxx", "tbd", "tbc", "tba", "fixme", "todo"))
_EMPTY = re.compile(
    r"\bsynerg\w+|\bbest[- ]in[- ](?:class|breed)\b|\bworld[- ]class\b|\bcutting[- ]edge\b|\bgame[- ]chang\w+"
    r"|\bparadigm shift\w*|\bmove the needle\b|\bunlock(?:s|ing)? (?:the |its |new |full )*(?:power|potential|value)\b"
    r"|\bharness(?:es|ing)? the power\b|\b(?:leverage|leveraging) (?:ai|the power|cutting|best|our strengths)\b"
    r"|\brevolutioni[sz]\w+|\bto the next level\b|\bseamless(?:ly)? (?:experience|integrat\w+|user)\b"
    r"|\bdelightful experience\b|\bholistic (?:approach|solution)\b|\bthink outside the box\b|\blow-hanging fruit\b"
    r"|\brobust and scalable\b|\bnext-gen(?:eration)? (?:ai|solution|platform)\b|\bmission-critical synerg\w+",
    re.I,
)
_NOTHING = re.compile(
    r"\s*(?:\.{2,}|…|-+|–|—|\?+|n/?a|none|xxx|tb[dc]|todo|etc|placeholder|sample text)\s*\.?\s*", re.I
)
_NOT_PROSE = ("brief", "citations", "generator", "history", "id", "parent")
_MUST_SPEAK = re.compile(
    r"^(?:title|riskiest_assumption|cheapest_test|stages\[\d+\]\.(?:title|role|deliverable|exit_test)"
    r"|gates\[\d+\]\.(?:title|on_open|on_timeout)|risks\[\d+\]\.\w+|claims\[\d+\]\.text|questions\[\d+\]\.(?:text"
    r"|default)"
    r"|kill_criteria\[\d+\]\.text|counter_metrics\[\d+\]\.text|success\.measures\[\d+\]\.(?:name|today)"
    r"|data\.metrics\[\d+\]\.definition)$"
)


@rule("PF602", "No placeholder or empty phrase (quotes and the brief excluded)", why="order-of-operations")
def says_something(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """Also: what has to be said is said. The user's own claims are the brief's, and so is the job in its words."""
    own = {f"claims[{at}].text" for at, claim in enumerate(plan.claims) if claim.origin == "user_stated"}
    if plan.product.job.strip() and plan.product.job.rstrip(" …") in " ".join(plan.brief.text.split()):
        own.add("product.job")
    for path, text in texts(plan):
        if path.split(".")[0].split("[")[0] in _NOT_PROSE or path in own:
            continue
        phrase = _hollow(text)
        if phrase:
            yield error(
                "PF602",
                path,
                f"The plan says {named(phrase)}, which is a placeholder or an empty phrase.",
                "Say what is meant, with its number or name.",
            )
        elif (blank(text) or stroke(text)) and _MUST_SPEAK.match(path):
            yield error("PF602", path, f"The plan says nothing at {path}.", "Fill it in, or remove the entry.")


@lru_cache(maxsize=4096)  # plans of one kind say much alike, and each is reviewed again and again
def _hollow(text: str) -> str:
    if _NOTHING.fullmatch(text):
        return "" if text.strip().lower() in ("none", "-", "n/a", "—", "–") else text.strip()
    for match in _PLACEHOLDER.finditer(text):
        word = match.group()
        if word.lower() not in _TOO_LOUD or word.isupper():
            return word
    empty = _EMPTY.search(text)
    return empty.group() if empty else unmade(text)


def word_count(text: str) -> int:
    """How many words a reader meets; a number with its unit, or a word with an apostrophe or a hyphen, is one."""
    return len(_WORD.findall(text))


@rule("PF603", "Length within the budget of its stakes", why="team-and-staffing", severity="warning")
def fits_its_stakes(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """Words of the Markdown rendering before its sources; table rules count for nothing."""
    from assistant.planning.markdown import body

    words = word_count(body(plan).partition("\n## Sources")[0])
    budget = WORD_BUDGET[plan.stakes]
    if words > budget:
        yield warning(
            "PF603",
            "",
            f"The plan has {words:,} words; at {plan.stakes} stakes a plan is read whole up to {budget:,}.",
            f"Cut {words - budget:,} words on which no decision rests.",
        )


@rule("PF604", "Each constraint of the brief is answered", why="frame-the-user-problem")
def constraints_are_answered(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """`answered_by` is an id or a path of the plan that exists and says something."""
    for at, constraint in enumerate(plan.brief.constraints):
        path, what = f"brief.constraints[{at}].answered_by", f"The constraint {named(constraint.text)}"
        if blank(constraint.answered_by):
            yield error("PF604", path, f"{what} is answered nowhere.", "Name the part of the plan that answers it.")
        elif not exists(plan, constraint.answered_by):
            yield error(
                "PF604",
                path,
                f"{what} is said to be answered by {constraint.answered_by!r}, which does not exist.",
                "Name an id or a path of this plan.",
            )
    yield from _late(plan)


def _late(plan: Plan) -> Iterator[Finding]:
    """What ships first after the brief's deadline, unless it has shipped."""
    deadline = read_brief(plan.brief.text, plan.created_at.date()).deadline
    shipping = [(at, stage) for at, stage in ships(plan)][:1]
    if deadline is None or not shipping or shipping[0][1].state == "done":
        return
    at, stage = shipping[0]
    for path, day in (("product.ship_by", plan.product.ship_by), (f"stages[{at}].when.end", stage.when.end)):
        if day is not None and day > deadline:
            yield error(
                "PF604",
                path,
                f"The brief asks for it by {deadline}; {named(stage.title)} ends on {day}.",
                "Ship less by the deadline.",
            )


@rule("PF605", "The answer stays within 80 words; the case against is present", why="order-of-operations")
def answers_first(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """References to claims are not counted."""
    words = len(re.sub(r"\[c\d+\]", "", plan.answer).split())
    if words == 0 or words > ANSWER_WORDS:
        how = f"{words} words, {ANSWER_WORDS} at most" if words else "empty"
        yield error("PF605", "answer", f"The answer for the boss is {how}.", "Say the plan in 80 words.")
    if blank(plan.against):
        yield error("PF605", "against", "Nothing is said against the plan.", "State the strongest case against it.")
