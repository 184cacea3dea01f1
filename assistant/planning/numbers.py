"""Invariant: a number is shown one way everywhere: rounded for people, with its unit and its origin."""

from __future__ import annotations

from math import floor, log10

from assistant.planning.elements import Quantity

_FAR, _FAR_MONTHS = "not within ten years", 120
"""From here on a count of months says nothing more to its reader (project rule); the data keeps the number."""
_MARKS = {"brief": "b", "assumption": "a", "computed": "c", "provider_fact": "p", "note": "n", "measured": "m"}


def amount(quantity: Quantity) -> str:
    """`$7 (a: $2.50–17)`, `25% (a: 15–40)`, `12,000 a month (c)`; a project rule carries no mark."""
    shown = plain(quantity.value, quantity.unit)
    mark = _MARKS.get(quantity.origin, "")
    if quantity.origin == "assumption" and quantity.low is not None and quantity.high is not None:
        low, high = bare(quantity.low, quantity.unit), bare(quantity.high, quantity.unit)
        return f"{shown} (a: {low}–{high})" if quantity.low >= 0 else f"{shown} (a: {_minus(low)} to {_minus(high)})"
    return f"{shown} ({mark})" if mark else shown


def repaid(payback: Quantity) -> str:
    """`repaid in 6.5 months (c)`; from ten years on `not repaid within ten years (c)`."""
    shown = amount(payback)
    return f"not repaid{shown.removeprefix('not')}" if shown.startswith(_FAR) else f"repaid in {shown}"


def plain(value: float, unit: str) -> str:
    """A value with its unit, without origin; months from ten years on are told as that, and less than one in days."""
    if unit == "months" and value >= _FAR_MONTHS:
        return _FAR
    if unit == "months" and 0 < value < 1:
        return _in_days(value)
    number = bare(value, unit)
    if unit in ("USD", "share", "%"):
        return _minus({"USD": f"${number}", "share": f"{number}%", "%": f"{number}%"}[unit].replace("$-", "−$"))
    if unit.startswith(("USD/", "USD a ", "USD an ")):
        return f"${bare(value, 'USD')} {_per(unit[3:])}".replace("$-", "−$")
    shown = _minus(number)
    return f"{shown} {_singular(unit) if value == 1 else unit}".strip()


def bare(value: float, unit: str) -> str:
    """A value rounded for people: three figures that matter, thousands set apart, no unit."""
    if unit == "share":
        value *= 100
    size = abs(value)
    if size >= 1_000_000_000:
        return f"{value / 1_000_000_000:,.3g} billion"
    if size >= 1_000_000:
        return f"{value / 1_000_000:,.3g} million"
    if size >= 100:
        return f"{value:,.0f}"
    if unit == "USD" and size >= 0.1:
        return f"{value:,.2f}".removesuffix(".00")
    if size >= 10 or value == int(value):
        return f"{value:,.1f}".removesuffix(".0")
    return f"{value:.2g}" if size >= 1e-4 else f"{value:.{1 - floor(log10(size))}f}"


def _in_days(months: float) -> str:
    """`0.42 months` → `13 days`: nobody thinks in hundredths of a month."""
    days = months * 365 / 12
    return f"{round(days)} {'day' if round(days) == 1 else 'days'}" if days >= 1 else "less than a day"


def _minus(number: str) -> str:
    return number.replace("-", "−")


def _per(unit: str) -> str:
    """`/resolution` → `per resolution`, ` a ticket` → `a ticket`."""
    return f"per {unit[1:].replace('Mtok', 'million tokens')}" if unit.startswith("/") else unit.strip()


def _singular(unit: str) -> str:
    return _ONE.get(unit, unit)


_ONE = {
    "hours": "hour", "weeks": "week", "months": "month", "days": "day", "cases": "case", "points": "point",
    "people": "person", "calls": "call",
}  # fmt: skip
