"""Invariant: a scaffold is made of the plan's own words, and nothing in it passes before somebody wrote it.

The plan's evals before launch become a folder that `assistant eval run` runs: a case for each guardrail, risk and
constraint, a scorer for each measure read from an eval and for the guardrails, the gates with the plan's own targets,
and the events the plan wants logged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from assistant.errors import InputError
from assistant.evals.bars import Bar, bar, name
from assistant.evals.products import UNWRITTEN

if TYPE_CHECKING:
    from assistant.planning.course import Event
    from assistant.planning.schema import Plan

_KEEPS = "keeps_its_guardrails"
_OF_THE_PROJECT = frozenset(("deadline", "budget", "team", "volume"))
"""Constraints that bind who builds the product: no answer of it shows whether they are kept."""


def files(plan: Plan) -> dict[str, str]:
    """File name → text. Raises InputError for a plan that says stop: then there is no product to be measured."""
    if plan.verdict.path == "stop":
        reopens = plan.verdict.reopens.strip().rstrip(".")
        raise InputError(
            "The plan says stop, so it has no product to measure",
            fix=f"What would reopen it: {reopens}." if reopens else "Revise the plan first.",
            code="plan_stopped",
        )
    scorers = _scorers(plan)
    return {
        "suite.toml": _suite(plan, scorers),
        "cases.jsonl": "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in _cases(plan, list(scorers))),
        "product.py": _PRODUCT,
        "scorers.py": _scorer_file(scorers),
        "events.py": _event_file(plan),
        "README.md": _readme(plan),
    }


def _scorers(plan: Plan) -> dict[str, Bar]:
    """Scorer → its bar."""
    found: dict[str, Bar] = {}
    for measure in plan.success.measures:
        if measure.kind == "quality":
            found[name(measure.name, (*found, _KEEPS))] = bar(measure)
    if not found:
        found["right"] = Bar("The answer is right.", 0.8, "The plan names no target of quality: write your own")
    if plan.product.guardrails:
        found[_KEEPS] = Bar(" ".join(plan.product.guardrails), 1.0, "A guardrail bears no exception")
    return found


def _suite(plan: Plan, scorers: dict[str, Bar]) -> str:
    asked = f" Bar: {plan.success.eval_set.bar}." if plan.success.eval_set else ""
    lines = [
        f"title = {_toml(f'Before launch: {plan.title}')}",
        f"purpose = {_toml(f'What the plan asks of the product before its first users have it.{asked}')}",
        'reads = "product"',
    ]
    for scorer, asks in scorers.items():
        lines += ["", f"# {' '.join(asks.because.split())}.", "[[gate]]", f"scorer = {_toml(scorer)}"]
        lines.append(f"min_pass_rate = {asks.share:g}")
    return "\n".join(lines) + "\n"


def _cases(plan: Plan, scorers: list[str]) -> Iterator[dict[str, Any]]:
    judged = [scorer for scorer in scorers if scorer != _KEEPS]
    abouts = [("guardrail", text, [_KEEPS]) for text in plan.product.guardrails]
    abouts += [("risk", risk.text, scorers) for risk in plan.risks]
    asked = [each for each in plan.brief.constraints if each.kind not in _OF_THE_PROJECT]
    abouts += [("constraint", constraint.text, judged) for constraint in asked]
    if plan.success.eval_set is not None:
        parts = re.split(r";\s+", plan.success.eval_set.source.rpartition(": ")[2])
        abouts += [("eval-set", part, judged) for part in parts if part.strip()]
    counted: dict[str, int] = {}
    for kind, about, wanted in abouts:
        counted[kind] = counted.get(kind, 0) + 1
        yield {"id": f"{kind}-{counted[kind]:02}", "about": about, "input": "", "expect": {}, "scorers": wanted,
               "tags": [kind]}  # fmt: skip


def _scorer_file(scorers: dict[str, Bar]) -> str:
    parts = ['"""What a good answer shows. Each function gives (passed, reason); None: it could not be measured."""\n']
    for scorer, asked in scorers.items():
        sentence = asked.asks.rstrip(".")
        parts.append(
            f"\n\ndef {scorer}(case, answer):\n"
            f"    {_doc(f'{sentence}. The gate asks for {asked.share * 100:g}% of the cases. {asked.because}.')}\n"
            f'    raise NotImplementedError("{UNWRITTEN}")\n'
        )
    return "".join(parts)


def _event_file(plan: Plan) -> str:
    parts = ['"""The events the plan wants logged from the first day. Each function gives one row for your log."""\n']
    taken: list[str] = []
    for event in plan.data.events:
        taken.append(name(event.name, taken))
        parts.append(_event(event, taken[-1]))
    return "".join(parts)


def _event(event: Event, function: str) -> str:
    fields = list(dict.fromkeys(name(field) for field in event.fields))
    taken = f"*, {', '.join(fields)}" if fields else ""
    row = "".join(f', "{field.rstrip("_")}": {field}' for field in fields)
    kept = f"{event.retention_days.value:g} days" if event.retention_days is not None else "not stated"
    about = f"{event.name}. Consent: {event.consent or 'none needed, it holds no content'}. Kept: {kept}."
    head = f"\n\ndef {function}({taken}):\n    {_doc(about)}\n"
    return head + f'    return {{"event": {json.dumps(event.id)}{row}}}\n'


def _readme(plan: Plan) -> str:
    about = plan.success.eval_set
    asked = f"The plan asks for {about.size.value:g} cases: {about.source} Bar: {about.bar}\n\n" if about else ""
    return (
        f"# Before launch: {plan.title}\n\n{asked}"
        "1. `product.py`: let `answer(text)` call your product.\n"
        "2. `cases.jsonl`: write the input of each case, and add your own; a case without an input is unmeasured.\n"
        "3. `scorers.py`: write each scorer; until then it fails.\n"
        "4. `events.py`: log these events from the first day.\n\n"
        "Run it with `assistant eval run .` in this folder: it passes when every gate of `suite.toml` holds.\n"
    )


def _doc(text: str) -> str:
    flat = " ".join(text.split()).replace("\\", "\\\\").replace('"', "'")
    return f'"""{flat}"""'


def _toml(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


_PRODUCT = '''"""Your product, as the cases see it."""


def answer(text):
    """What your product says to this input. Until it is written, no case passes."""
    raise NotImplementedError("not written yet")
'''
