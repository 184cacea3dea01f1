"""Invariant: a case is data that was checked before anything ran; what it expects is typed and says something.

A case holds a brief and what a good turn on it shows. `accept` and `phase` are the labels of a brief and stand for the
expectations `verdict_in` and `phase_is`; `must` and `must_not` are points of which code decides what it can.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, get_args

from pydantic import Field, JsonValue, ValidationError
from pydantic_core import from_json

from assistant.evals import scripted
from assistant.evals.scorers import SCORERS
from assistant.evals.scoring import Scorer
from assistant.evals.scripts import Edit, ScriptedReply, Then
from assistant.planning.elements import Strict
from assistant.planning.purpose import Path, Phase
from assistant.usage.consent import Level

Judged = Literal["accept", "bad", "good"]


class Case(Strict):
    """One line of a suite. `model` '' stands for the suite's; notes are paths below the suite's folder.

    `replies`, or `edits` and `then`, are the case's own script. `twin_notes` are the clean notes of a second turn that
    is compared with the first. `priced_as` names the model whose prices the script's tokens have; `max_cost_usd` caps
    the turn. `consent` and `judged` say what is done with the turn in a log of its own.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,79}$")
    brief: str = Field(min_length=1, max_length=40_000)
    want: Literal["plan", "any"] = "plan"
    notes: tuple[str, ...] = ()
    twin_notes: tuple[str, ...] | None = None
    model: str = ""
    replies: tuple[ScriptedReply, ...] = ()
    edits: tuple[Edit, ...] = ()
    then: tuple[Then, ...] = ()
    priced_as: str = ""
    max_cost_usd: float | None = Field(default=None, gt=0)
    consent: Level | None = None
    judged: Judged | None = None
    expect: dict[str, JsonValue] = Field(default_factory=dict)
    tags: tuple[str, ...] = ()
    domain: str = ""
    kind: str = ""
    accept: tuple[Path, ...] = ()
    phase: Phase | None = None
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()

    @cached_property
    def expectations(self) -> Mapping[str, Any]:
        """Scorer → what is wanted of it, typed; labels and `expect` together. Raises ValueError for a wrong one."""
        named: dict[str, JsonValue] = {}
        if self.accept:
            named["verdict_in"] = list(self.accept)
        if self.phase is not None:
            named["phase_is"] = self.phase
        named |= self.expect
        return {name: SCORERS[name].read(wanted) for name, wanted in named.items()}


@dataclass(frozen=True)
class Placed:
    """A case with where it came from: its group (the file's name) and its place for messages.

    `own` are the scorers of a suite that brings its own.
    """

    case: Case
    group: str
    where: str
    own: Mapping[str, Scorer] | None = None

    @property
    def asked(self) -> Mapping[str, tuple[Scorer, Any]]:
        """Scorer's name → the scorer and what is wanted of it; `own` scorers are told nothing but the case."""
        if self.own is not None:
            return {name: (scorer, None) for name, scorer in self.own.items()}
        return {name: (SCORERS[name], wanted) for name, wanted in self.case.expectations.items()}


def read_lines(text: str, group: str, file: str) -> tuple[list[Placed], list[str]]:
    """The cases of a JSON Lines file, and one sentence for each line that is none."""
    found: list[Placed] = []
    problems: list[str] = []
    for line_number, line in enumerate(text.splitlines(), 1):
        where = f"{file}:{line_number}"
        if not line.strip():
            continue
        try:
            found.append(Placed(Case.model_validate_json(_checked(line), strict=True), group, where))
        except ValidationError as error:
            problems.append(f"{where}: {first_of(error)}")
        except ValueError as error:
            problems.append(f"{where}: this is not JSON: {error}")
    return found, problems


def first_of(error: ValidationError) -> str:
    """The first thing that is wrong with a line: the field and what it lacks."""
    first = error.errors(include_url=False)[0]
    return f"{'.'.join(str(part) for part in first['loc']) or 'case'}: {first['msg']}"


def problems_of(placed: Placed, default_model: str) -> list[str]:
    """What is wrong with a case that reads well: unknown scorers and models, wrong wants, nothing asserted."""
    case, where = placed.case, f"{placed.where} ({placed.case.id})"
    unknown = [name for name in case.expect if name not in SCORERS]
    found = [f"{where}: there is no scorer {name!r}; there are {', '.join(SCORERS)}" for name in unknown]
    model, is_edited = case.model or default_model, bool(case.edits or case.then)
    found += [f"{where}: {reason}" for reason in scripted.problems(model, len(case.replies), is_edited)]
    found += [f"{where}: {name} wants something else: {reason}" for name, reason in _misfits(case)]
    found += [] if found else [f"{where}: {reason}" for reason in _unheld(case)]
    if not found and set(case.expectations.get("verdict_in", ())) == set(get_args(Path)):
        found.append(f"{where}: verdict_in accepts every verdict, so no plan could fail it")
    if not found and not any(SCORERS[name].asserts(wanted) for name, wanted in case.expectations.items()):
        found.append(f"{where}: it asserts nothing that has to be there, so an empty answer would pass")
    return found


def _unheld(case: Case) -> list[str]:
    """Words that log_hides and log_keeps look for and nobody said: the first could not be measured, the second fail."""
    said = "\n".join([case.brief, *(then.say for then in case.then), *(reply.text for reply in case.replies)])
    held = {"log_hides": case.brief, "log_keeps": said}
    lacking = [(name, word) for name in held for word in case.expectations.get(name, ()) if word not in held[name]]
    return [f"{name} looks for {word!r}, which the case does not hold" for name, word in lacking]


def _misfits(case: Case) -> list[tuple[str, str]]:
    found = []
    for name, wanted in case.expect.items():
        if name in SCORERS:
            try:
                SCORERS[name].read(wanted)
            except ValueError as error:
                found.append((name, str(error)))
    return found


def _checked(line: str) -> str:
    from_json(line, allow_inf_nan=False)
    return line
