"""Invariant: what the offline drafter knows of kinds of work is data in `corpus/patterns/`, phrased by property.

A task pattern says what a kind of work needs; a circumstance pattern says what one property of a brief adds. The
format is told in `corpus/patterns/FORMAT.md`; a malformed file is refused by name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources.abc import Traversable
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant import resources
from assistant.errors import InputError
from assistant.models.offline.cues import Cues
from assistant.models.offline.support import Said, Support
from assistant.planning.purpose import FitChoice, Technique

P = TypeVar("P", "Task", "Circumstance", "Base")
Family = Literal["language", "classical", "code"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Fit(_Part):
    """An answer to one fit question."""

    question: int = Field(ge=1, le=6)
    answer: FitChoice
    reason: str
    default: Literal["yes", "partly", "no", ""] = ""


class Week(_Part):
    """An action of this week; lower `order` first."""

    role: str
    hours: float
    what: str
    done_when: str
    order: int = 5


class Measured(_Part):
    """A measure; `read_after` weeks after shipping."""

    kind: Literal["outcome", "quality", "cost", "guardrail"]
    name: str
    today: str = "not measured"
    target: float
    low: float | None = None
    high: float | None = None
    stop: float
    unit: str = "%"
    read_after: float = 8
    definition: str
    source: Literal["event", "eval", "bill"] = "event"


class Logged(_Part):
    """An event to record."""

    name: str
    fields: tuple[str, ...] = ()
    holds_content: bool = False
    consent: str = ""
    retention_days: int | None = None


class RiskItem(_Part):
    """A risk."""

    text: str
    trigger: str
    mitigation: str
    role: str = "product owner"


class Asked(_Part):
    """A question; lower `order` first. It is not asked for what the brief gives of the numbers it `settles`.

    `about` names the fit question it settles; `yes` and `no` what such an answer brings: `circumstance:ID`,
    `without:ID`, `technique:NAME`, `drop:WORDS` of a non-goal.
    """

    text: str
    default: str
    changes: str
    order: int = 5
    settles: tuple[Literal["volume_month", "today_unit_cost"], ...] = ()
    about: str = ""
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


class Evidence(_Part):
    """What to look up: the note expected to answer and the words to search; texts refer to it as `{e:key}`."""

    key: str
    note: str
    query: str


class Edge(_Part):
    """The edge that can fail."""

    asset: Literal[
        "workflow", "proprietary_data", "feedback_loop", "distribution", "integration", "trust", "internal", "none_yet"
    ]
    claim: str
    because: str
    indicator: str
    if_flat: str


class Eval(_Part):
    """The eval set before launch."""

    size: int
    source: str
    bar: str


class Additions(_Part):
    """What any pattern may bring; the composer merges circumstances first, then the task."""

    fit: tuple[Fit, ...] = ()
    week: tuple[Week, ...] = ()
    measure: tuple[Measured, ...] = ()
    event: tuple[Logged, ...] = ()
    guardrail: tuple[str, ...] = ()
    risk: tuple[RiskItem, ...] = ()
    question: tuple[Asked, ...] = ()
    non_goal: tuple[str, ...] = ()
    decision: tuple[str, ...] = ()
    eval_case: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    numbers: dict[str, tuple[float, float, float]] = Field(default_factory=dict)
    low_risk_slice: str = ""


class Base(Additions):
    """What any plan may rest on, whatever its task."""

    said: tuple[Said, ...] = ()
    support: tuple[Support, ...] = ()


class Task(Additions):
    """A kind of work."""

    id: str
    family: Family
    property: str
    cues: Cues
    title: str
    unit: str
    units: str = ""
    counts_own_units: bool = False
    course: str = ""
    user: str
    roles: str = ""
    slice: str
    surface: str
    today: str
    techniques: tuple[Technique, ...]
    exit_test: str
    when_model_fails: str
    hand_over: str
    last_fifth: str
    feedback: str
    curation: str
    riskiest_assumption: str
    cheapest_test: str
    against: str
    other_wins: str
    buy_note: str
    buy_fact: str = ""
    later: str
    edge: Edge
    eval: Eval


class Circumstance(Additions):
    """A property of the brief and what it changes. `families` limits it; `priority` 1 is most important."""

    id: str
    property: str
    cues: Cues
    families: tuple[Family, ...] = ("language", "classical", "code")
    priority: int = 5
    slice: str = ""
    surface: str = ""
    no_milder_slice: bool = False
    edge: Edge | None = None
    stage: str = ""


@lru_cache(maxsize=1)
def tasks() -> tuple[Task, ...]:
    """All task patterns. Raises InputError naming a malformed file."""
    return tuple(_read(item, Task) for item in _files("tasks"))


@lru_cache(maxsize=1)
def circumstances() -> tuple[Circumstance, ...]:
    """All circumstance patterns, most important first. Raises InputError naming a malformed file."""
    found = [_read(item, Circumstance) for item in _files("circumstances")]
    return tuple(sorted(found, key=lambda pattern: (pattern.priority, pattern.id)))


@lru_cache(maxsize=1)
def base() -> Base:
    """What holds for any plan. Raises InputError naming a malformed file."""
    return _read(resources.folder("corpus") / "patterns" / "base.toml", Base)


@lru_cache(maxsize=1)
def base_evidence() -> Mapping[str, Evidence]:
    """What any plan may rest on, by key. Raises InputError naming a malformed file."""
    return {evidence.key: evidence for evidence in base().evidence}


def _files(kind: str) -> Iterator[Traversable]:
    folder = resources.folder("corpus") / "patterns" / kind
    yield from sorted((item for item in folder.iterdir() if item.name.endswith(".toml")), key=lambda item: item.name)


def _read(item: Traversable, kind: type[P]) -> P:
    try:
        return kind.model_validate(tomllib.loads(item.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError, UnicodeDecodeError) as error:
        raise InputError(
            f"The pattern is malformed: {error}", where=item.name, fix="Mend it as FORMAT.md tells."
        ) from error
