"""Invariant: what is scored is how the turn went: its end, its repairs, its calls, the length of its answer."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from assistant.agent.limits import Limits
from assistant.agent.turn import Status
from assistant.evals.scoring import Seen, Value, never, scorer
from assistant.planning.rules import RULES

_SUBMIT = "submit_plan"
_LIMITS = Limits()
_MOST_QUESTIONS = 3
"""A plan can hold no more (see `Plan.questions`)."""


def _finds_errors(code: str) -> str:
    if code not in RULES:
        raise ValueError(f"there is no rule {code}")
    if RULES[code].severity != "error":
        raise ValueError(f"rule {code} only warns, so no plan could meet it")
    return code


def _some_plans_between(between: tuple[int, int]) -> tuple[int, int]:
    low, high = between
    if low > high:
        raise ValueError(f"no number lies between {low} and {high}")
    if not low and high >= _MOST_QUESTIONS:
        raise ValueError(f"a plan holds at most {_MOST_QUESTIONS} questions, so none could fail it")
    if low > _MOST_QUESTIONS:
        raise ValueError(f"a plan holds at most {_MOST_QUESTIONS} questions, so none could meet it")
    return between


_Count = Annotated[int, Field(ge=0, le=10_000)]
_Calls = Annotated[int, Field(ge=0, le=_LIMITS.steps)]
_Tools = Annotated[int, Field(ge=0, le=_LIMITS.steps * _LIMITS.calls_of_a_reply)]
_Repairs = Annotated[int, Field(ge=0, le=_LIMITS.repairs)]
_Code = Annotated[
    str,
    AfterValidator(_finds_errors),
    Field(json_schema_extra={"enum": [code for code, rule in RULES.items() if rule.severity == "error"]}),
]
_Codes = Annotated[tuple[_Code, ...], Field(min_length=1)]
_Questions = Annotated[
    tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]], AfterValidator(_some_plans_between)
]
"""More than a turn may use at all (see agent.limits), or than a plan can hold, no turn could fail."""


@scorer(Status, positive=lambda status: status in ("complete", "answered"))
def status_is(seen: Seen) -> tuple[Value, str]:
    """The turn ended as the case says."""
    if seen.turn.plan is not None and seen.plan is None:
        return False, seen.lacks
    if seen.turn.status == "answered" and seen.is_echo:
        return False, "the answer only says the question back"
    why = f" ({seen.turn.error})" if seen.turn.error else ""
    return seen.turn.status == seen.wanted, f"{seen.turn.status}{why}; expected: {seen.wanted}"


@scorer(Annotated[str, StringConstraints(min_length=4)])
def ended_saying(seen: Seen) -> tuple[Value, str]:
    """The reason the turn gives for its end holds these words."""
    if not seen.turn.error:
        return None, "the turn gives no reason"
    return seen.wanted.lower() in seen.turn.error.lower(), seen.turn.error


@scorer(_Codes)
def expected_findings(seen: Seen) -> tuple[Value, str]:
    """Each of these rules finds an error in the plan that came last."""
    if seen.plan is None:
        return None, seen.lacks
    errors = {finding.code for finding in seen.turn.findings if finding.severity == "error"}
    missing = [code for code in seen.wanted if code not in errors]
    return not missing, f"errors: {', '.join(sorted(errors)) or 'none'}; missing: {', '.join(missing) or 'none'}"


@scorer(_Repairs, positive=never)
def repairs_at_most(seen: Seen) -> tuple[Value, str]:
    """The draft was sent back no more often than this."""
    submitted = any(call.name == _SUBMIT for each in seen.turn.calls for call in each.reply.calls)
    if seen.plan is None and (seen.turn.plan is not None or not submitted):
        return None, seen.lacks
    return seen.turn.repairs <= seen.wanted, f"{seen.turn.repairs} repairs"


@scorer(Annotated[_Repairs, Field(ge=1)])
def repairs_at_least(seen: Seen) -> tuple[Value, str]:
    """The draft was sent back at least so often."""
    return seen.turn.repairs >= seen.wanted, f"{seen.turn.repairs} repairs"


@scorer(_Calls, positive=never)
def model_calls_within(seen: Seen) -> tuple[Value, str]:
    """The model was asked no more often than this."""
    if not seen.turn.calls and not seen.taken.fault and seen.wanted:
        return None, "no model was asked"
    return len(seen.turn.calls) <= seen.wanted, f"{len(seen.turn.calls)} model calls"


@scorer(_Tools, positive=never)
def tool_calls_within(seen: Seen) -> tuple[Value, str]:
    """The model asked for no more tools than this."""
    asked = sum(len(call.reply.calls) for call in seen.turn.calls)
    if not asked and seen.wanted:
        return None, "no tool was called"
    return asked <= seen.wanted, f"{asked} tool calls"


@scorer(Annotated[_Count, Field(ge=1)])
def answered_within_words(seen: Seen) -> tuple[Value, str]:
    """A question is answered in prose of at most so many words."""
    words = len(seen.turn.answer.split())
    if seen.turn.status != "answered" or not words:
        return None, f"the turn did not end with an answer: {seen.turn.status}"
    if seen.is_echo:
        return None, "the answer only says the question back"
    return words <= seen.wanted, f"{words} words"


@scorer(Annotated[str, StringConstraints(min_length=2)])
def fails_with(seen: Seen) -> tuple[Value, str]:
    """The turn ends in this kind of failure, told in one sentence, and what had been said is kept."""
    if not seen.taken.fault:
        return False, f"it did not fail: {seen.turn.status}"
    told = seen.turn.status == "failed" and bool(seen.turn.error)
    return told and seen.taken.fault == seen.wanted, f"{seen.taken.fault}: {seen.turn.error}"


@scorer(Annotated[str, StringConstraints(min_length=2)])
def lesson_is(seen: Seen) -> tuple[Value, str]:
    """In a log of its own, under the case's consent and judgement, the turn becomes an example, or says why not."""
    if not seen.taken.lesson:
        return None, "the turn was put into no log"
    if seen.turn.plan is not None and seen.plan is None:
        return None, seen.lacks
    return seen.taken.lesson == seen.wanted, seen.taken.lesson


@scorer(_Questions, positive=lambda between: between[0] > 0)
def questions_between(seen: Seen) -> tuple[Value, str]:
    """The plan asks so many questions, each with the default it took."""
    plan = seen.plan
    if plan is None:
        return None, seen.lacks
    if any(finding.severity == "error" for finding in seen.turn.findings):
        return None, "the plan breaks rules, and what such a plan asks is no question yet"
    low, high = seen.wanted
    bare = [question.id for question in plan.questions if not question.default.strip()]
    return low <= len(plan.questions) <= high and not bare, f"{len(plan.questions)} questions"
