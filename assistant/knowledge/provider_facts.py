"""Invariant: a provider fact is dated, sourced and due to expire, or it is refused with its name; none is guessed.

The file is outside text: every fact is validated before anything is computed from it. A price that is not known gives
None, never zero, so that an unpriced call cannot look free.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, StrictFloat, StrictInt, StrictStr, ValidationError, model_validator
from pydantic_core import from_json

from assistant import resources
from assistant.errors import InputError
from assistant.planning import formulas
from assistant.planning.evidence import ProviderFact

FILE = "provider-facts.json"
MAX_BYTES = 1_000_000
_WHERE = f"corpus/{FILE}"
_SNAPSHOT = re.compile(r"-(\d{8}|\d{4}-\d{2}-\d{2})$")

Kind = Literal[
    "price_input",
    "price_cached",
    "price_cache_write",
    "price_output",
    "price_input_long",
    "price_cached_long",
    "price_cache_write_long",
    "price_output_long",
    "long_prompt_above",
    "batch_discount",
    "shutdown_date",
    "tunable",
    "price_bought",
]
"""What a fact states. `*_long` prices hold for a whole request once its prompt exceeds `long_prompt_above` tokens."""


class _FactRow(BaseModel):
    """One row of the file. The id repeats provider, model and kind, so that a copied row cannot keep an old name."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, str_min_length=1)

    id: str
    provider: str
    model: str
    kind: Kind
    value: StrictFloat | StrictInt | StrictStr
    unit: str
    as_of: date
    expires: date
    source: str
    confidence: Literal["high", "medium", "low"]
    serves: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if self.id != f"{self.provider}.{self.model}.{self.kind}":
            raise ValueError("the id is not provider.model.kind")
        if "." in self.provider:
            raise ValueError("the provider holds a dot")
        if self.expires <= self.as_of:
            raise ValueError("it expires before it was seen")
        if self.serves and self.kind != "price_bought":
            raise ValueError("only what can be bought serves a kind of work")
        self._check_value()
        return self

    def _check_value(self) -> None:
        if self.kind == "shutdown_date":
            _check_day(self.value)
        elif self.kind == "tunable":
            if self.value not in ("yes", "no", "closing"):
                raise ValueError("tunable is not yes, no or closing")
        elif isinstance(self.value, str) or self.value < 0:
            raise ValueError("the value is not a number of 0 or more")
        elif self.kind == "batch_discount" and self.value > 1:
            raise ValueError("a discount is a share of 1 at most")


def _check_day(value: object) -> None:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        raise ValueError("the value is not a date like 2027-01-14") from None


def load() -> Mapping[str, ProviderFact]:
    """The shipped facts by id. Raises InputError when the file is missing or a fact in it is bad."""
    try:
        text = resources.folder("corpus").joinpath(FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError("The provider facts are missing", where=_WHERE, fix="Install the package again.") from None
    return parse(text)


def parse(text: str) -> Mapping[str, ProviderFact]:
    """Facts by id from JSON of the form {"facts": [...]}. Raises InputError with the name of the first bad fact."""
    facts: dict[str, ProviderFact] = {}
    for number, row in enumerate(_rows(text), 1):
        fact = _fact(row, number)
        if fact.id in facts:
            raise InputError(f"Provider fact {fact.id!r} stands there twice", where=_WHERE, fix="Remove one of them.")
        facts[fact.id] = fact
    return MappingProxyType(facts)


def price(facts: Mapping[str, ProviderFact], model: str, kind: str) -> ProviderFact | None:
    """The fact of that kind for a model, e.g. `claude-sonnet-5-5`, or None when it is not known.

    `model` may name its provider (`openai:gpt-6-luna`) and may be a dated snapshot (`gpt-6-luna-2026-09-22`); a fact
    on the snapshot itself wins over one on the model.
    """
    provider, mark, name = model.partition(":")
    if not mark:
        provider, name = "", model
    for candidate in dict.fromkeys((name, _SNAPSHOT.sub("", name))):
        for fact in facts.values():
            owner, _, rest = fact.id.partition(".")
            if rest == f"{candidate}.{kind}" and provider in ("", owner):
                return fact
    return None


def call_cost(
    facts: Mapping[str, ProviderFact], model: str, *, input: int, cached: int = 0, written: int = 0, output: int = 0
) -> float | None:
    """US dollars of one call, or None when a price it needs is not known.

    Counts are tokens; `input` is what was neither read from the cache nor written to it, so the prompt is the sum of
    all three. The formula and the line above which the long prices hold are the plan's own (`formulas.call_cost`,
    `formulas.price_tier`).
    """
    prompt = input + cached + written
    suffix = formulas.price_tier(prompt, _number(facts, model, "long_prompt_above"))
    counts = {"price_input": input, "price_cached": cached, "price_cache_write": written, "price_output": output}
    if _number(facts, model, f"price_input{suffix}") is None:
        return None
    rates = {kind: _number(facts, model, kind + suffix) if tokens else 0.0 for kind, tokens in counts.items()}
    fresh, read, wrote, out = rates.values()
    if fresh is None or read is None or wrote is None or out is None:
        return None
    return formulas.call_cost(prompt, cached, output, fresh, read, out, written, wrote)


def expired(facts: Mapping[str, ProviderFact], today: date) -> tuple[ProviderFact, ...]:
    """The facts that may no longer be relied on at `today`; a fact still holds on its last day."""
    return tuple(fact for fact in facts.values() if today > fact.expires)


def _number(facts: Mapping[str, ProviderFact], model: str, kind: str) -> float | None:
    fact = price(facts, model, kind)
    return None if fact is None or isinstance(fact.value, str) else fact.value


def _rows(text: str) -> list[object]:
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise InputError("The provider facts are larger than 1 MB", where=_WHERE, fix="Split or trim the file.")
    try:
        content = from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise InputError(f"The provider facts are not JSON: {error}", where=_WHERE, fix="Mend the file.") from None
    rows = content.get("facts") if isinstance(content, dict) else None
    if not isinstance(rows, list):
        raise InputError('The provider facts lack their "facts" list', where=_WHERE, fix="Mend the file.")
    return rows


def _fact(row: object, number: int) -> ProviderFact:
    try:
        checked = _FactRow.model_validate(row)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        wrong = first["msg"].removeprefix("Value error, ")
        raise InputError(
            f"Provider fact {_name(row, number)} is bad: {field + ': ' if field else ''}{wrong}",
            where=_WHERE,
            fix="Mend that fact.",
        ) from None
    return ProviderFact(
        id=checked.id,
        value=checked.value,
        unit=checked.unit,
        as_of=checked.as_of,
        expires=checked.expires,
        source=checked.source,
        confidence=checked.confidence,
        serves=checked.serves,
    )


def _name(row: object, number: int) -> str:
    name = row.get("id") if isinstance(row, dict) else None
    return repr(name) if isinstance(name, str) and name else f"number {number}"
