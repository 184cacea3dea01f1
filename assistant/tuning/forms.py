"""Invariant: one example has one small pure rendering per form, and no form says more than somebody stood behind.

`chat-jsonl`: a demonstration, `{"messages": [system, …, assistant]}`. `preferences`: of an edit, the edited plan over
the first one. `labels`: an unpaired good or bad for KTO. `eval-cases`: a case for `assistant eval run`. The first
three are the conversational forms of TRL (its dataset formats page, read 2026-11), which Axolotl, Together and
Fireworks read too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from assistant.tuning.examples import Example, Uses
from assistant.usage.stored import from_text

Form = Literal["chat-jsonl", "preferences", "labels", "eval-cases"]
Row = dict[str, Any]


@dataclass(frozen=True)
class Rendering:
    """How one form makes rows of an example, and what it may use."""

    rows: Callable[[Example], list[Row]]
    uses: Uses = field(default_factory=Uses)


def chat(example: Example) -> list[Row]:
    """The whole exchange, ending with the answer somebody stood behind."""
    return [{"messages": example.messages()}]


def preference(example: Example) -> list[Row]:
    """The edited answer over the one it replaced; nothing for an answer taken as it was."""
    if not example.instead_of:
        return []
    return [
        {
            "prompt": example.prompt(),
            "chosen": [_said(example.assistant)],
            "rejected": [_said(example.instead_of)],
        }
    ]


def labels(example: Example) -> list[Row]:
    """Each answer on its own, good or bad; an edit gives one of each."""
    judged = [(example.assistant, example.source != "bad")]
    judged += [(example.instead_of, False)] if example.instead_of else []
    return [{"prompt": example.prompt(), "completion": [_said(answer)], "label": is_good} for answer, is_good in judged]


def eval_case(example: Example) -> list[Row]:
    """The question with the verdict and the phase of the plan that was kept, or with what must not come again.

    Turns that built on an earlier exchange make no case: a case is one brief.
    """
    if example.before:
        return []
    plan = from_text(example.assistant)
    case: Row = {
        "id": f"turn-{example.turn}",
        "brief": example.user,
        "expect": {"valid_plan": True},
        "tags": ["from-use", example.source],
    }
    if example.source == "bad":
        return [case | {"must_not": [example.because]}]
    return [case | {"accept": [plan["verdict"]["path"]], "phase": plan["phase"]}]


def _said(answer: str) -> dict[str, str]:
    return {"role": "assistant", "content": answer}


FORMS: dict[Form, Rendering] = {
    "chat-jsonl": Rendering(chat),
    "preferences": Rendering(preference),
    "labels": Rendering(labels, Uses(bad=True)),
    "eval-cases": Rendering(eval_case, Uses(level="evals", bad=True)),
}
