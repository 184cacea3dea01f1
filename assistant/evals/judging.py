"""Invariant: a judge only shows a trend: its word is several votes in both orders, and a yes without evidence is none.

A rubric is a list of questions with yes or no. Each vote is one call of a model: the items forwards, then backwards.
A yes has to quote a passage of what the plan says; one that does not stand there, or carries more questions than a
passage can, makes the vote on that item unmeasured. Nothing gates on it. Where the rubric's plan was labelled by a
person, the agreement with the labels is told beside it (Cohen, 1960).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.resources.abc import Traversable
from typing import Any, Self

from pydantic import Field, ValidationError, model_validator

from assistant.errors import InputError, NotMeasured
from assistant.evals import evidence
from assistant.evals.intervals import wilson
from assistant.models.base import ChatModel, Message, Request
from assistant.planning.elements import Strict

LEAST_VOTES = 3
_MAX_BYTES = 200_000


class Item(Strict):
    """One question with yes or no, and what a yes and a no look like."""

    id: str = Field(pattern=r"^[a-z0-9-]{2,40}$")
    asks: str = Field(min_length=10)
    yes: str = Field(min_length=3)
    no: str = Field(min_length=3)


class Rubric(Strict):
    """What a judge is told and asked. `labels`: item → what a person said of this plan."""

    instruction: str = Field(min_length=20)
    item: tuple[Item, ...] = Field(min_length=1)
    labels: dict[str, bool] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        known = {item.id for item in self.item}
        if len(known) < len(self.item):
            raise ValueError("an item's id stands twice")
        if unknown := sorted(self.labels.keys() - known):
            raise ValueError(f"the label {unknown[0]!r} is of no item; there are {', '.join(sorted(known))}")
        return self


class _Said(Strict):
    id: str
    met: bool
    evidence: str = ""


class _Vote(Strict):
    items: tuple[_Said, ...]


@dataclass(frozen=True)
class Judged:
    """What the votes on one item came to. `met` None: no majority among votes with evidence."""

    item: str
    yes: int
    no: int
    unmeasured: int
    evidence: str

    @property
    def met(self) -> bool | None:
        """The majority of all votes, the unmeasured ones included in the count."""
        half = (self.yes + self.no + self.unmeasured) / 2
        return True if self.yes > half else False if self.no > half else None


@dataclass(frozen=True)
class Trend:
    """A judge's word on one plan. `agreement` is Cohen's kappa with the labels, None without enough of them."""

    model: str
    votes: int
    unreadable: int
    items: tuple[Judged, ...]
    agreement: float | None

    @property
    def share(self) -> float | None:
        """Items met, of those with a majority; None when there is none."""
        decided = [item.met for item in self.items if item.met is not None]
        return sum(decided) / len(decided) if decided else None

    def as_json(self) -> dict[str, Any]:
        """The trend as data."""
        decided = [item.met for item in self.items if item.met is not None]
        low, high = wilson(sum(decided), len(decided))
        items = [asdict(item) | {"met": item.met} for item in self.items]
        body = {"model": self.model, "votes": self.votes, "unreadable": self.unreadable, "gates": False}
        return body | {"share": self.share, "interval": [low, high], "agreement": self.agreement, "items": items}


def read(file: Traversable) -> Rubric:
    """The rubric in a TOML file. Raises InputError."""
    try:
        return Rubric.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        reason = error.errors(include_url=False)[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise InputError(f"The rubric cannot be used: {reason}", where=str(file), fix="Mend it.") from error


def judge(text: str, rubric: Rubric, model: ChatModel, votes: int = LEAST_VOTES + 1) -> Trend:
    """Asks for the votes. Raises InputError for fewer than three, NotMeasured when none could be read.

    Raises what the model raises.
    """
    if votes < LEAST_VOTES:
        raise InputError(f"A judge has at least {LEAST_VOTES} votes", fix="Ask for more.", code="votes")
    found = [_vote(text, rubric, model, backwards=bool(number % 2)) for number in range(votes)]
    said = [vote for vote in found if vote is not None]
    if not said:
        raise NotMeasured("The judge gave no vote that can be read", where=model.name, fix="Try another model.")
    body = evidence.body(text)
    shown = [_shown(vote, body, len(rubric.item)) for vote in said]
    items = tuple(_judged(item.id, said, shown, votes) for item in rubric.item)
    return Trend(model.name, votes, votes - len(said), items, _agreement(items, rubric.labels))


def _vote(text: str, rubric: Rubric, model: ChatModel, *, backwards: bool) -> _Vote | None:
    items = rubric.item[::-1] if backwards else rubric.item
    asked = "\n".join(f"- {item.id}: {item.asks} Yes: {item.yes} No: {item.no}" for item in items)
    message = f"<rubric>\n{asked}\n</rubric>\n<plan>\n{text.replace('</plan>', '')}\n</plan>"
    reply = model.reply(Request(rubric.instruction, (Message("user", text=message),)))
    body = reply.text[reply.text.find("{") : reply.text.rfind("}") + 1]
    if reply.stop != "end" or not body or len(body) > _MAX_BYTES:
        return None
    try:
        return _Vote.model_validate_json(body)
    except ValidationError:
        return None


def _shown(vote: _Vote, body: str, items: int) -> dict[str, str]:
    """The items a vote says yes to and shows: the evidence of each."""
    quoted = {each.id: each.evidence for each in vote.items[:100] if each.met}
    spans = {item: span for item, quote in quoted.items() if (span := evidence.find(quote, body)) is not None}
    return {item: quoted[item] for item in evidence.own(spans, items)}


def _judged(item: str, votes: Sequence[_Vote], shown: Sequence[Mapping[str, str]], asked: int) -> Judged:
    no = sum(_denies(vote, item) for vote in votes)
    quotes = [each[item] for each, vote in zip(shown, votes, strict=True) if item in each and not _denies(vote, item)]
    return Judged(item, len(quotes), no, asked - len(quotes) - no, quotes[0] if quotes else "")


def _denies(vote: _Vote, item: str) -> bool:
    return any(each.id == item and not each.met for each in vote.items[:100])


def _agreement(items: Sequence[Judged], labels: Mapping[str, bool]) -> float | None:
    """Cohen's kappa of the majorities with the labels; None for fewer than two pairs or when chance explains all."""
    pairs = [(item.met, labels[item.item]) for item in items if item.met is not None and item.item in labels]
    if len(pairs) < 2:
        return None
    agreed = sum(ours is theirs for ours, theirs in pairs) / len(pairs)
    ours, theirs = (sum(bool(pair[side]) for pair in pairs) / len(pairs) for side in (0, 1))
    chance = ours * theirs + (1 - ours) * (1 - theirs)
    return None if chance == 1 else round((agreed - chance) / (1 - chance), 4)
