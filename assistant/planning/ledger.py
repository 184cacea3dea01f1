"""Invariant: an amount enters the ledger once, with its origin; a computed one names its formula and its inputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assistant.planning.elements import Origin, Quantity
from assistant.planning.evidence import ProviderFact
from assistant.planning.formulas import FORMULAS


class Ledger:
    """Collects the quantities of `costs`; every method returns the entry's id, or '' when there is no amount."""

    def __init__(self) -> None:
        self._entries: dict[str, Quantity] = {}

    def entries(self) -> tuple[Quantity, ...]:
        """All entries in the order they were added: inputs come before what is computed from them."""
        return tuple(self._entries.values())

    def value(self, entry: str) -> float | None:
        """The amount of that id, or None."""
        found = self._entries.get(entry)
        return found.value if found else None

    def have(self, entry: str) -> str:
        """The id itself when it has an amount, else ''."""
        return entry if entry in self._entries else ""

    def add(
        self,
        entry: str,
        label: str,
        value: float,
        unit: str,
        origin: Origin,
        *,
        low: float | None = None,
        high: float | None = None,
        claim: str = "",
    ) -> str:
        """Adds a stated amount."""
        self._entries[entry] = Quantity(
            id=entry, label=label, value=value, unit=unit, origin=origin, low=low, high=high, claim=claim
        )
        return entry

    def price(self, entry: str, label: str, fact: ProviderFact | None) -> str:
        """Adds a dated provider fact."""
        if fact is None or isinstance(fact.value, str):
            return ""
        self._entries[entry] = Quantity(
            id=entry, label=label, value=fact.value, unit=fact.unit, origin="provider_fact", fact=fact.id,
            as_of=fact.as_of, expires=fact.expires,
        )  # fmt: skip
        return entry

    def compute(self, entry: str, label: str, unit: str, formula: str, **inputs: str) -> str:
        """Adds a derived amount; '' when an input is missing or the formula has no result."""
        values = {name: self.value(source) for name, source in inputs.items()}
        if any(value is None for value in values.values()):
            return ""
        result = FORMULAS[formula](**values)
        if result is None:
            return ""
        self._entries[entry] = Quantity(
            id=entry, label=label, value=result, unit=unit, origin="computed", formula=formula, inputs=inputs
        )
        return entry


def recompute(
    ledger: Iterable[Quantity], overrides: Mapping[str, float] | None = None, wanted: Iterable[str] | None = None
) -> dict[str, float | None]:
    """Every entry's amount, derived ones computed again from the stated ones (`overrides` replace stated ones).

    An entry whose formula is unknown, whose input is missing, or which depends on itself is None.
    With `wanted` ids, only those entries and what they are computed from.
    """
    entries = {entry.id: entry for entry in ledger}
    done: dict[str, float | None] = {}
    stated = overrides or {}

    def amount(entry: str) -> float | None:
        if entry in done:
            return done[entry]
        quantity = entries.get(entry)
        if quantity is None:
            return None
        if not quantity.formula:
            done[entry] = stated.get(entry, quantity.value)
            return done[entry]
        done[entry] = None  # what asks for it while it is computed depends on itself
        inputs = {name: amount(source) for name, source in quantity.inputs.items()}
        done[entry] = _computed(quantity.formula, inputs)
        return done[entry]

    for entry in entries if wanted is None else wanted:
        amount(entry)
    return done


def _computed(named: str, inputs: Mapping[str, float | None]) -> float | None:
    formula = FORMULAS.get(named)
    if formula is None or None in inputs.values():
        return None
    try:
        return formula(**inputs)
    except (TypeError, ZeroDivisionError, OverflowError):
        return None
