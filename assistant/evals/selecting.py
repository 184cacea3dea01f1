"""Invariant: a selection that leaves no case is said to measure nothing, before anything runs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.errors import InputError, NotMeasured
from assistant.evals import scripted
from assistant.evals.cases import Placed
from assistant.evals.suites import Suite

FILTERS = ("tag", "group", "id")
MAX_JOBS = 16


@dataclass(frozen=True)
class Selection:
    """What of a suite to run, how often, and on what. `model` takes the place of the offline one; scripts keep theirs.

    `limit` counts cases, not attempts.
    """

    filters: tuple[tuple[str, str], ...] = ()
    limit: int | None = None
    jobs: int = 2
    model: str | None = None
    repeat: int = 1

    @property
    def partial(self) -> bool:
        """Whether it may leave cases out."""
        return bool(self.filters) or self.limit is not None

    def as_json(self) -> dict[str, Any]:
        """For the head of a run."""
        return asdict(self)

    @classmethod
    def from_json(cls, body: Mapping[str, Any], jobs: int) -> Selection:
        """What an earlier run was asked, with `jobs` of now."""
        filters = tuple((str(name), str(value)) for name, value in body["filters"])
        return cls(filters, body["limit"], jobs, body["model"], body["repeat"])

    def contradicted(self, other: Selection, given: Collection[str]) -> str:
        """Of the fields `given`, the first that another selection has otherwise, as an option; empty when none is."""
        for name in given:
            if _option(name, self) != _option(name, other):
                return f"{_option(name, self)}, not {_option(name, other)}"
        return ""


@dataclass(frozen=True)
class Attempt:
    """One of the times a case is run; `number` counts from 1. `model` is the label of what it runs on."""

    placed: Placed
    number: int
    model: str

    @property
    def key(self) -> tuple[str, int]:
        """Tells it from every other attempt of the run."""
        return self.placed.case.id, self.number


def select(suite: Suite, selection: Selection) -> list[Placed]:
    """The cases to run, in the suite's order. Raises NotMeasured when there is none, InputError for a wrong filter."""
    for name, _ in selection.filters:
        if name not in FILTERS:
            raise InputError(f"There is no filter {name!r}", fix=f"Filter by {', '.join(FILTERS)}, as in tag=NAME.")
    groups = sampled(suite, selection) or suite.groups
    fitting = [placed for placed in suite.cases if placed.group in groups]
    chosen = [placed for placed in fitting if all(_has(placed, *each) for each in selection.filters)]
    chosen = chosen[: selection.limit]
    if not chosen:
        raise NotMeasured(
            f"No case of {suite.name!r} is left by {_told(selection)}",
            fix="Widen the selection.",
            code="nothing_selected",
        )
    return chosen


def holding(found: Sequence[Suite], selection: Selection) -> tuple[list[Suite], list[Suite]]:
    """The suites of which the selection leaves a case, and those of which it leaves none.

    Raises NotMeasured when it leaves none at all, InputError for a wrong filter.
    """
    kept, empty = [], []
    refused: NotMeasured | None = None
    for suite in found:
        try:
            select(suite, selection)
            kept.append(suite)
        except NotMeasured as error:
            empty.append(suite)
            refused = error
    if kept or refused is None:
        return kept, empty
    if len(found) == 1:
        raise refused
    raise NotMeasured(
        f"No case of the {len(found)} suites is left by {_told(selection)}",
        fix="Widen the selection.",
        code="nothing_selected",
    )


def attempts(suite: Suite, selection: Selection) -> list[Attempt]:
    """Every attempt of the selection. Raises as `select`."""
    chosen = select(suite, selection)
    return [
        Attempt(placed, number, _model(suite, placed, selection))
        for number in range(1, selection.repeat + 1)
        for placed in chosen
    ]


def _model(suite: Suite, placed: Placed, selection: Selection) -> str:
    own = suite.model_of(placed)
    return selection.model if selection.model is not None and own == scripted.OFFLINE else own


def sampled(suite: Suite, selection: Selection) -> tuple[str, ...]:
    """The only groups a scripted model is run on; none when all are. A filter by group asks for that group."""
    is_scripted = (selection.model or "").partition(":")[0] == scripted.PREFIX
    named = any(name == "group" for name, _ in selection.filters)
    return suite.head.scripted_groups if is_scripted and not named else ()


def _option(name: str, selection: Selection) -> str:
    if name == "filters":
        return " ".join(f"--filter {key}={value}" for key, value in sorted(selection.filters)) or "no --filter"
    value = getattr(selection, name)
    return f"no --{name}" if value is None else f"--{name} {value}"


def _told(selection: Selection) -> str:
    return ", ".join(f"{name}={value}" for name, value in selection.filters) or f"a limit of {selection.limit}"


def _has(placed: Placed, name: str, value: str) -> bool:
    held = {"tag": placed.case.tags, "group": (placed.group,), "id": (placed.case.id,)}
    return value in held[name]
