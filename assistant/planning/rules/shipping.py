"""Invariant: what ships first is a product a person can use, made of what can be rented, bought or written today."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.planning.content import work_in
from assistant.planning.course import Stage
from assistant.planning.evidence import Evidence
from assistant.planning.findings import Finding
from assistant.planning.rules.course_view import is_readable, ships, stage_text
from assistant.planning.rules.rule import blank, error, named, not_measured, rule
from assistant.planning.schema import Plan

_OWN_MODEL = re.compile(
    r"\b(?:our|my|your|its|their) own (?:\w+ ){0,2}?(?:models?|llm|weights|network|classifier)\b"
    r"|\b(?:custom|proprietary|bespoke|in-house|home-grown|self-trained|custom-trained)[ -](?:\w+ ){0,2}?"
    r"(?:models?|llm|network|classifier|weights)\b"
    r"|\b(?:fine[- ]?tuned|distilled|lora[- ]adapted|purpose-trained)\b|\blora\b"
    r"|\b(?:models?|llm|classifier|network) (?:we|you) (?:have )?(?:train|trained|tune|tuned)\b"
    r"|\b(?:models?|llm|classifier|network) (?:trained|tuned) on (?:our|your|their|its|the)\b",
    re.I,
)
_DENIED = re.compile(r"\b(?:no|not|never|without|nor|instead of|rather than|neither|until|before)\b[^.;:]{0,40}$", re.I)
_BOUGHT = re.compile(r"\b(?:vendor|provider|bought|off[- ]the[- ]shelf|hosted|rented|supplier|maker)\b", re.I)


@rule(
    "PF103",
    "The ship stage uses only deterministic code, prompting, retrieval, tools, something bought, or a heuristic or"
    " classical baseline",
    why="choose-baseline-model",
)
def ships_without_training(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """The techniques are limited by the schema; here the slice, the model route and the stage may not name more.

    A stage whose text does data or model work is left to PF108.
    """
    if not plan.product.techniques:
        yield error(
            "PF103",
            "product.techniques",
            "The product names no technique it is made of.",
            "List what the first version uses, such as prompting and retrieval.",
        )
    places = [("product.slice", plan.product.slice)]
    places += [(f"product.model_route[{i}]", text) for i, text in enumerate(plan.product.model_route)]
    places += [(f"stages[{at}]", stage_text(stage)) for at, stage in ships(plan) if not work_in(stage_text(stage))]
    for path, text in places:
        phrase = own_model(text)
        if phrase:
            yield error(
                "PF103",
                path,
                f"What ships first relies on a model of its own: {named(phrase)}.",
                "Ship on a rented or bought model or a baseline; the own model waits for its gate.",
            )


def own_model(text: str) -> str:
    """The words by which the text says that it relies on a model of one's own; empty when it does not."""
    for match in _OWN_MODEL.finditer(text):
        line = text[: match.start()].rpartition("\n")[2]
        around = line[-60:] + text[match.start() : match.end() + 60].partition("\n")[0]
        if not _DENIED.search(line) and not _BOUGHT.search(around):
            return match.group()
    return ""


_PERSON = re.compile(
    r"\b(?:users?|customers?|people|persons?|staff|teams?|agents?|managers?|clients?|patients?|students?|teachers?|nurses?"
    r"|lawyers?|sellers?|buyers?|shops?|engineers?|editors?|colleagues?|everybody|everyone|founders?|drivers?|players?"
    r"|members?|partners?|testers?|insiders?|producers?|travellers?|analysts?|families|family|friends?|me|I|my)\b"
)
_PLACE = re.compile(
    r"\b(?:app|apps|page|site|website|widget|chat|inbox|e-?mail|mail|button|form|editor|panel|screen|list|sheet"
    r"|spreadsheet|dashboard|slack|teams channel|command|terminal|cli|api|browser|phone|tablet|sms|whatsapp|telegram"
    r"|bot|crm|plug-?in|extension|notebook|document|word|tool"
    r"|portal|desk|call|voice|device|box|ticket|report|side ?bar"
    r"|field|folder|file)s?\b",
    re.I,
)


@rule(
    "PF108",
    "A ship stage names its user, surface and date, and its text describes no data or model work",
    why="frame-the-user-problem",
)
def ships_to_somebody(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """Content, not label: a stage called ship that labels tickets or trains a model ships nothing; nor does a slice."""
    first = work_in(plan.product.slice)
    if first:
        yield error(
            "PF108",
            "product.slice",
            f"What ships first describes {first[0].kind} work: {named(first[0].phrase)}.",
            "Say what a person can use first; that work is a stage of its own behind a gate.",
        )
    for at, stage in ships(plan):
        text = stage_text(stage)
        work = work_in(text)
        if work:
            yield error(
                "PF108",
                f"stages[{at}]",
                f"The ship stage {named(stage.title)} describes {work[0].kind} work: {named(work[0].phrase)}.",
                "Say what a person can use at its end; move that work into its own stage behind a gate.",
            )
        if not is_readable(plan, text):
            yield not_measured(
                "PF108",
                f"stages[{at}]",
                f"The text of {named(stage.title)} is not English, so what it describes was not judged.",
                "Read it yourself: does it label, collect or train?",
            )
        else:
            yield from _unnamed(plan, at, stage)
        if stage.when.end is None and stage.done_on is None:
            yield error(
                "PF108",
                f"stages[{at}].when",
                f"The ship stage {named(stage.title)} has no date.",
                "Give the day by which somebody uses it.",
            )


def _unnamed(plan: Plan, at: int, stage: Stage) -> Iterator[Finding]:
    for what, said, common in (("user", plan.product.user, _PERSON), ("surface", plan.product.surface, _PLACE)):
        if blank(said):
            yield error(
                "PF108", f"product.{what}", f"The product names no {what}.", f"Name the {what} of the first version."
            )
        elif not common.search(stage_text(stage)) and not _shares_a_word(said, stage_text(stage)):
            yield error(
                "PF108",
                f"stages[{at}]",
                f"The ship stage {named(stage.title)} does not say which {what} it reaches.",
                f"Name {named(said)} in its title or deliverable.",
            )


def _shares_a_word(one: str, other: str) -> bool:
    """Whether a word of four letters or more begins alike in both texts."""
    stems = [{word[:5] for word in re.findall(r"[^\W\d_]{4,}", text.lower())} for text in (one, other)]
    return bool(stems[0] & stems[1])
