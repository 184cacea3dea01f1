"""Suites written by hand in a folder, and an assistant that answers at once with a turn that was made up for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from assistant.agent.assistant import Assistant
from assistant.agent.turn import Turn
from assistant.evals import suites
from assistant.evals.cases import Case
from assistant.evals.scorers import SCORERS
from assistant.evals.scoring import Score, Seen, Taken
from assistant.evals.suites import Suite
from assistant.models.base import ChatModel
from assistant.planning.findings import Finding
from assistant.planning.schema import Plan
from tests.planning.plans import support
from tests.usage import made

BRIEF = "A shop gets 2,600 questions a month about returns and wants a bot; two engineers, ten weeks"
HEAD = 'title = "Mine"\npurpose = "What I ask of it."\n'
GATE = '[[gate]]\nscorer = "case"\n'


def case(id: str = "one", **more: object) -> dict[str, object]:
    """A case as its line would have it; it expects a verdict."""
    return {"id": id, "brief": BRIEF, "accept": ["product_first"], **more}


def written(folder: Path, *cases: dict[str, object] | str, head: str = HEAD + GATE, file: str = "cases.jsonl") -> Path:
    """A suite on the disk."""
    folder.mkdir(exist_ok=True)
    (folder / "suite.toml").write_text(head, encoding="utf-8")
    lines = [each if isinstance(each, str) else json.dumps(each) for each in cases]
    (folder / file).write_text("\n".join(lines), encoding="utf-8")
    return folder


def suite(folder: Path, *cases: dict[str, object] | str, head: str = HEAD + GATE) -> Suite:
    """A suite, read from the disk."""
    return suites.find(str(written(folder, *cases, head=head)))


def planned(plan: Plan | None = None, *codes: str, **more: Any) -> Turn:  # noqa: ANN401 - fields of a turn
    """A turn that ended with a plan in which these rules find errors."""
    findings = tuple(Finding(code, "error", "stages", "It is wrong.", "Mend it.") for code in codes)
    turn = replace(made.turn(status="draft" if codes else "complete"), plan=plan or support(), findings=findings)
    return replace(turn, **more)


def asked(turn: Turn, brief: str) -> Turn:
    """The turn with its plan for this brief, as the product writes it into every plan."""
    if turn.plan is None:
        return turn
    stated = turn.plan.brief.model_copy(update={"text": brief})
    return replace(turn, plan=turn.plan.model_copy(update={"brief": stated}))


def empty(**more: Any) -> Turn:  # noqa: ANN401 - fields of a turn
    """A turn that came to nothing."""
    return replace(made.turn(status="failed"), calls=(), findings=(), **more)


def score(name: str, turn: Turn | Taken, wanted: object, *, brief: str = "", others: tuple[str, ...] = ()) -> Score:
    """What a scorer says of a turn; the case's brief is the plan's own when none is given."""
    taken = turn if isinstance(turn, Taken) else Taken(turn)
    own = taken.turn.plan.brief.text if taken.turn.plan is not None else BRIEF
    about = Case.model_validate({"id": "one", "brief": brief or own, "expect": {name: wanted}})
    return SCORERS[name](Seen(about, taken, about.expectations[name], others))


@dataclass
class Bench:
    """Gives out assistants that do what they were told to; remembers what was asked of it."""

    answer: Callable[[str], Turn] = lambda text: planned(text=text)
    models: list[str] = field(default_factory=list)
    notes: list[tuple[Path, ...]] = field(default_factory=list)

    def __call__(self, model: str | ChatModel, notes: tuple[Path, ...]) -> Assistant:
        self.models.append(model if isinstance(model, str) else model.name)
        self.notes.append(notes)
        return cast("Assistant", _Answering(self.answer))


@dataclass
class _Answering:
    answer: Callable[[str], Turn]

    def turn(self, text: str, on_event: object = None, *, want: str = "any", shows_text: bool = True) -> Turn:
        del on_event, want
        return asked(self.answer(text), text)
