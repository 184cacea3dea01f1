"""Invariant: a plan whose product is given up says so first, keeps what was learned, and asks nobody to go on.

The verdict stays what the fit answers derive: giving up is somebody's decision, not a judgement of the plan.
"""

from __future__ import annotations

import re
from datetime import date

from assistant.planning.elements import Decision, Quantity
from assistant.planning.prose import day
from assistant.planning.purpose import Action
from assistant.planning.schema import Plan

STOPPED = "stopped-"
"""How the id of the decision to stop begins; the day follows."""
_WHAT = (
    r"(?:the |our |this )?(?:whole )?"
    r"(?:product|project|plan|work|assistant|bot|pilot|build|idea|thing|it|everything|this|all of it)"
)
_GONE = (
    r"(?:cancell?ed|killed|stopped|dropped|scrapped|abandoned|dead|called off|shut down|given up|axed|terminated|over)"
)
_STOPS = re.compile(
    rf"{_WHAT} (?:is|was|has been|got|will be|gets) (?:now )?{_GONE}"
    rf"|(?:we|they|management|the board|the founders?)(?: have| has| are| will|['’]ve|['’]re)? (?:now )?"
    rf"(?:decided to |going to )?(?:cancel\w*|kill\w*|stop\w*|drop\w*|scrap\w*|abandon\w*|call\w* off|"
    rf"shut\w* down|giv\w+ up|gave up|pull\w* the plug)(?: on)?(?: {_WHAT})?(?: off| down| up)?"
    rf"|(?:we|they)(?: have| are| will)? (?:shut\w*|call\w*|giv\w*) {_WHAT} (?:down|off|up)"
    rf"|(?:cancel|kill|stop|drop|scrap|abandon) {_WHAT}"
    rf"|(?:cancell?ed|killed|stopped|scrapped|abandoned)",
    re.I,
)
_WHY = re.compile(r"(?:,|;|:| because| since| as| for| by| until| -| –).*", re.I)
_WIND_DOWN = (
    ("product owner", 2, "Tell everybody who uses or awaits it, with the day and what they do instead.",
     "the message is sent and today's way works for each of them"),
    ("engineer", 3, "Switch off what runs, cancel its bills, and export eval set, log and corrections.",
     "no bill runs on and the export is in one place"),
    ("product owner", 1, "Write half a page: what was learned, what it cost, and what would reopen it.",
     "the page lies beside this plan"),
)  # fmt: skip


def is_stop(text: str) -> bool:
    """Whether the words say that the product is given up, and perhaps why."""
    words = " ".join(text.split()).rstrip(".!")
    return bool(_STOPS.fullmatch(_WHY.sub("", words, count=1)))


def stopped(plan: Plan, text: str, today: date) -> Plan | None:
    """The plan with the decision to stop, a week of winding down, and nothing under way; None for any other text."""
    if not is_stop(text):
        return None
    words = " ".join(text.split()).rstrip(".!")
    note = Decision(
        id=f"{STOPPED}{today.isoformat()}",
        text=f"Stop on {day(today)}, by your word: “{words}”.",
        alternative="go on from the revision before this one",
        inferred=False,
    )
    actions = tuple(
        Action(role=role, hours=_hours(hours), what=what, done_when=done) for role, hours, what, done in _WIND_DOWN
    )
    stages = tuple(
        each.model_copy(update={"state": "planned"}) if each.state == "active" else each for each in plan.stages
    )
    kept = tuple(decision for decision in plan.decisions if decision.id != note.id)
    return plan.model_copy(
        update={
            "answer": f"Stopped on {day(today)}. Nothing further is built or bought; this week winds down what there "
            "is. What was learned stays: the eval set, the log and this plan with its gates. It reopens from the "
            "revision before this one, when whoever stopped it takes that back.",
            "this_week": actions,
            "stages": stages,
            "decisions": (*kept, note),
        }
    )


def still_stopped(before: Plan, after: Plan) -> Plan:
    """`after` with the answer and the week of a plan that somebody stopped: a new draft does not take that back."""
    if not any(not decision.inferred and decision.id.startswith(STOPPED) for decision in before.decisions):
        return after
    return after.model_copy(update={"answer": before.answer, "this_week": before.this_week})


def _hours(value: float) -> Quantity:
    return Quantity(value=value, unit="hours", origin="assumption", low=value / 2, high=value * 2)
