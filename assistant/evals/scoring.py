"""Invariant: a score says what was found and why; where its precondition does not hold it is unmeasured, never a pass.

A scorer sees one context object and gives a bool, a number or a label. Bools and numbers with a bar decide, labels and
other numbers are only told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

if TYPE_CHECKING:
    from assistant.agent.turn import Turn
    from assistant.evals.cases import Case
    from assistant.planning.schema import Plan

Value = bool | float | str | None
Outcome = Literal["pass", "fail", "unmeasured", "told"]


@dataclass(frozen=True)
class Score:
    """One scorer's word on one case. `value` None: unmeasured. `bar` is the least number that passes.

    `broken`: it is unmeasured because the turn or the scorer broke off, not because there was nothing to look at.
    `unwritten` names what the user has still to write before it says anything.
    """

    name: str
    value: Value
    reason: str
    bar: float | None = None
    broken: bool = False
    unwritten: str = ""

    @property
    def outcome(self) -> Outcome:
        """pass or fail for what decides, told for what only informs."""
        if self.value is None:
            return "unmeasured"
        if isinstance(self.value, bool):
            return "pass" if self.value else "fail"
        if isinstance(self.value, str) or self.bar is None:
            return "told"
        return "pass" if self.value >= self.bar else "fail"

    def as_json(self) -> dict[str, Any]:
        """For the stored line of a case."""
        more: dict[str, Any] = {} if self.bar is None else {"bar": self.bar}
        more |= {"broken": True} if self.broken else {}
        more |= {"unwritten": self.unwritten} if self.unwritten else {}
        return {"name": self.name, "outcome": self.outcome, "value": self.value, "reason": self.reason, **more}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Score:
        """A stored score. Raises KeyError when it is none."""
        name, value, reason = body["name"], body["value"], body["reason"]
        return cls(name, value, reason, body.get("bar"), body.get("broken", False), body.get("unwritten", ""))


@dataclass(frozen=True)
class Taken:
    """What a case came to: its last turn, those before it, and what was done with it.

    `twin` is the same brief's turn on the case's clean notes; `fault` the code of the error that ended the turn;
    `lesson` what the case became in a log of its own: `example`, or why it did not.
    """

    turn: Turn
    earlier: tuple[Turn, ...] = ()
    twin: Turn | None = None
    fault: str = ""
    lesson: str = ""


@dataclass(frozen=True)
class Seen:
    """What a scorer looks at. `wanted` is the case's expectation, `others` the briefs of the suite."""

    case: Case
    taken: Taken
    wanted: Any
    others: tuple[str, ...] = ()

    @property
    def turn(self) -> Turn:
        """The turn that came last."""
        return self.taken.turn

    @property
    def plan(self) -> Plan | None:
        """The turn's plan, when it is one for this case: for its brief, or for what was said to change it."""
        plan = self.turn.plan
        if plan is None:
            return None
        said = plan.brief.text
        for_this = said.startswith(self.case.brief) or any(then.say in said for then in self.case.then)
        return plan if for_this else None

    @property
    def is_echo(self) -> bool:
        """Whether the answer holds no word that the brief does not: what was asked, said back, answers nothing."""
        return set(_words(self.turn.answer)) <= set(_words(self.case.brief))

    @property
    def lacks(self) -> str:
        """Why there is no plan to score."""
        return "there is no plan" if self.turn.plan is None else "the plan is for another brief"


Judge = Callable[[Seen], tuple[Value, str]]
Asserts = Callable[[Any], bool]


@dataclass(frozen=True)
class Scorer:
    """A named judge with the type of what a case may want of it.

    `positive`: of what is wanted, whether something has to be there to pass it, so that an empty turn does not. `bar`
    is the least number that passes where a case wants nothing of it.
    """

    name: str
    about: str
    wants: TypeAdapter[Any]
    positive: Asserts
    judge: Judge
    bar: float | None = None

    def __call__(self, seen: Seen) -> Score:
        """The score of one case."""
        value, reason = self.judge(seen)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        bar = self.bar if seen.wanted is None else seen.wanted
        return Score(self.name, value, reason, bar=float(bar) if number and bar is not None else None)

    def read(self, wanted: object) -> Any:  # noqa: ANN401 - each scorer has a type of its own
        """What the case wants, typed. Raises ValueError in one line when it is of another type."""
        try:
            return self.wants.validate_json(to_json(wanted), strict=True)
        except ValidationError as error:
            raise ValueError(error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")) from error

    def asserts(self, wanted: object) -> bool:
        """Whether this expectation asks for something to be there; one that does not is a limit (see `joined`)."""
        return wanted is not False and self.positive(wanted)


def always(wanted: object) -> bool:
    """Of a scorer that something has to be there for, whatever is wanted."""
    del wanted
    return True


def never(wanted: object) -> bool:
    """Of a scorer that only bounds what there is."""
    del wanted
    return False


def joined(asked: Mapping[str, tuple[Scorer, Any]], scores: Sequence[Score]) -> tuple[Score, ...]:
    """The scores of a case: a limit that is kept counts only beside all the case asserts, else it is unmeasured.

    A turn that did nothing of what was asked keeps every limit, and that measures nothing. A limit that is overstepped
    fails whatever else holds.
    """
    asserted = {name for name, (each, wanted) in asked.items() if each.asserts(wanted)}
    lacking = next((score.name for score in scores if score.name in asserted and score.outcome != "pass"), "")
    return tuple(
        replace(score, value=None, reason=f"{score.reason}; a limit counts only where {lacking} holds")
        if lacking and score.outcome == "pass" and score.name not in asserted
        else score
        for score in scores
    )


def scorer(wants: Any, *, positive: Asserts = always) -> Callable[[Judge], Scorer]:  # noqa: ANN401 - any type
    """Makes a scorer of a function; its name is the function's, its description the docstring's first line."""

    def make(judge: Judge) -> Scorer:
        about = (judge.__doc__ or "").strip().partition("\n")[0]
        return Scorer(judge.__name__, about, TypeAdapter(wants), positive, judge)

    return make


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
