"""Invariant: a question asks only for numbers the brief does not give, and its default is the number the money uses.

A pattern's question names the numbers that make it moot (`settles`). What the brief gives is not asked for
again; of a brief that gives minutes alone, only the hour's cost is asked.
"""

from __future__ import annotations

from collections.abc import Mapping

from assistant.models.offline.patterns import Asked
from assistant.planning.draft import DraftNumber
from assistant.planning.numbers import plain

HOUR = 35.0
"""Dollars an hour of office work, assumed when a brief names only minutes (project rule; range in the plan)."""
HOUR_ASKED = Asked(
    text="What does an hour of that work cost today?", default=f"${HOUR:g}", changes="payback and stop line"
)
"""What is left to ask of a brief that gives the minutes alone."""
_ALONE = {
    "volume_month": "How many {units} come a month?",
    "today_unit_cost": "How many minutes does one {unit} take today, and what does an hour cost?",
}
"""What is asked when only one of a question's numbers is missing."""
_DEFAULTS = {"volume_month": "{units} a month", "today_unit_cost": "a {unit}"}


def forms(asked: Asked) -> tuple[Asked, ...]:
    """The question as its pattern has it, and each form in which it may be put."""
    left = [asked.model_copy(update={"text": text}) for name, text in _ALONE.items() if name in asked.settles]
    return (asked, *left, HOUR_ASKED) if asked.settles else (asked,)


def put(asked: Asked, numbers: Mapping[str, DraftNumber]) -> Asked | None:
    """The question as it is to be put over these numbers; None when the brief answers it whole."""
    if not asked.settles:
        return asked
    missing = [name for name in asked.settles if not _given(numbers.get(name))]
    if not missing:
        unit = numbers.get("today_unit_cost")
        minutes_alone = "today_unit_cost" in asked.settles and unit is not None and unit.origin != "brief"
        return HOUR_ASKED.model_copy(update={"order": asked.order}) if minutes_alone else None
    text = asked.text if len(missing) == len(asked.settles) else _ALONE[missing[0]]
    defaults = [_default(name, numbers[name]) for name in missing if name in numbers]
    return asked.model_copy(update={"text": text, "default": ", ".join(defaults) or asked.default})


def about(asked: Asked) -> str:
    """The number that the question settles first, '' for none."""
    return "today_unit_cost" if "today_unit_cost" in asked.settles or asked.text == HOUR_ASKED.text else asked.about


def _given(number: DraftNumber | None) -> bool:
    """Whether the brief says the number, or the words it is worked out from."""
    return number is not None and (number.origin == "brief" or bool(number.words))


def _default(name: str, number: DraftNumber) -> str:
    minutes = number.value / HOUR * 60
    if name == "today_unit_cost" and minutes == round(minutes) and minutes <= 90:
        return f"{minutes:g} minutes at ${HOUR:g} an hour"
    return f"{plain(number.value, 'USD' if name == 'today_unit_cost' else '')} {_DEFAULTS[name]}"
