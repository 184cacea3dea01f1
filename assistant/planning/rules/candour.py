"""Invariant: the plan owns up: to its edge, its fit, its deviations and to where the other path is better."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.planning.evidence import Evidence
from assistant.planning.findings import Finding
from assistant.planning.fit import derive
from assistant.planning.purpose import FIT_QUESTIONS
from assistant.planning.rules.hollow import no_reason, says_nothing
from assistant.planning.rules.rule import blank, error, named, rule, warning
from assistant.planning.schema import Plan

ROWS = ("starting_point", "first_milestone", "data_matters", "custom_model_matters", "risk_profile", "failure_mode")
"""The six rows of the comparison (corpus note `product-first`)."""


@rule("PF501", "Differentiation is not empty; none yet only with a check date", why="ships-but-undifferentiated")
def edge_can_fail(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """An edge has an indicator that can stay flat, and something to do if it does."""
    edge = plan.differentiation
    for field in ("claim", "because", "indicator", "if_flat"):
        if blank(getattr(edge, field)):
            yield error(
                "PF501",
                f"differentiation.{field}",
                f"The edge says nothing under {field.replace('_', ' ')}.",
                "Say it in one sentence that can turn out wrong.",
            )
    if edge.asset == "none_yet" and edge.check_by is None:
        yield error(
            "PF501",
            "differentiation.check_by",
            "There is no edge yet, and no day on which that is looked at again.",
            "Set a check date.",
        )


@rule("PF502", "Six fit answers with reasons; the verdict is the one they derive", why="fit-test")
def verdict_follows(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """A clarify verdict asks something and offers a slice; a stop says why, what would reopen it, and a cheap test."""
    asked = [answer.question for answer in plan.fit]
    for number, question in FIT_QUESTIONS.items():
        if asked.count(number) != 1:
            how = "is not answered" if number not in asked else "is answered more than once"
            yield error("PF502", "fit", f"The fit question {named(question)} {how}.", "Answer each question once.")
    for at, answer in enumerate(plan.fit):
        if no_reason(answer.reason):
            yield error(
                "PF502",
                f"fit[{at}].reason",
                f"The answer to {named(FIT_QUESTIONS[answer.question])} has no reason"
                + (f": it says {named(answer.reason)}." if answer.reason.strip() else "."),
                "Say why in one sentence.",
            )
    path = derive(plan.fit, unknown=plan.verdict.unknown, low_risk_slice=plan.verdict.low_risk_slice)
    if path != plan.verdict.path:
        yield error(
            "PF502",
            "verdict.path",
            f"The verdict is {plan.verdict.path}, but the fit answers lead to {path}.",
            f"Set the verdict to {path}, or correct the answer that is wrong.",
        )
    yield from _open_verdict(plan)


def _open_verdict(plan: Plan) -> Iterator[Finding]:
    needed: tuple[tuple[str, bool, str], ...] = ()
    if plan.verdict.path == "clarify":
        needed = (
            ("questions", any(not blank(q.text, q.default) for q in plan.questions), "a question with a default"),
            ("product.slice", not blank(plan.product.slice), "a smallest slice"),
        )
    elif plan.verdict.path == "stop":
        needed = (
            ("verdict.reason", not blank(plan.verdict.reason), "its reasons"),
            ("verdict.reopens", not blank(plan.verdict.reopens), "what would reopen it"),
            ("cheapest_test", not blank(plan.cheapest_test), "the cheapest test"),
        )
    for path, is_there, what in needed:
        if not is_there:
            yield error("PF502", path, f"The verdict {plan.verdict.path} comes without {what}.", f"Add {what}.")


@rule("PF503", "A waiver has role, reason and expiry", why="regulated-and-safety-critical")
def waivers_are_owned(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """An expired waiver excuses nothing and is a warning; this rule itself cannot be waived."""
    from assistant.planning.rules import RULES

    for at, waiver in enumerate(plan.waivers):
        for field in ("role", "reason"):
            if blank(getattr(waiver, field)):
                yield error(
                    "PF503",
                    f"waivers[{at}].{field}",
                    f"The waiver of {waiver.rule} has no {field}.",
                    f"Name its {field}.",
                )
        if waiver.rule not in RULES or waiver.rule == "PF503":
            yield error(
                "PF503",
                f"waivers[{at}].rule",
                f"The waiver names {waiver.rule!r}, which no waiver can excuse.",
                "Name the code of one rule.",
            )
        if waiver.expires < evidence.today:
            yield warning(
                "PF503",
                f"waivers[{at}].expires",
                f"The waiver of {waiver.rule} expired on {waiver.expires}.",
                "Renew it with a reason, or remove it.",
            )


@rule("PF504", "The six comparison rows are filled for both paths", why="product-first")
def other_path_is_shown(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """Also: where the other path honestly wins."""
    for row in ROWS:
        sides = getattr(plan.comparison, row)
        for side in ("ours", "other"):
            if says_nothing(getattr(sides, side)):
                whose = "our path" if side == "ours" else "the other path"
                yield error(
                    "PF504",
                    f"comparison.{row}.{side}",
                    f"The comparison says nothing about {row.replace('_', ' ')} on {whose}.",
                    "Fill it in.",
                )
    if says_nothing(plan.comparison.other_wins):
        yield error(
            "PF504",
            "comparison.other_wins",
            "The comparison does not say where the other path wins.",
            "Name the case in which it is the better choice.",
        )
