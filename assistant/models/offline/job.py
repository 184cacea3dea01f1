"""Invariant: circumstances speak before the task, and every list is cut to what two pages hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from assistant.models.offline.evidence import Claims, Hit
from assistant.models.offline.patterns import Additions, Circumstance, Fit, Task, base_evidence
from assistant.models.offline.phrases import says_the_same
from assistant.models.offline.recognise import Recognised
from assistant.models.offline.words import Slots, ask, replace_evidence, slots
from assistant.planning.brief_reader import BriefFacts
from assistant.planning.fit import derive
from assistant.planning.purpose import FitAnswer, FitChoice, Path

_RANK: dict[FitChoice, int] = {"no": 4, "partly": 3, "yes": 2, "not_applicable": 2, "unknown": 1}
_LEFT_OPEN = 5
"""What a brief leaves open, or says both ways, weighs more than either way of reading it (project rule)."""

_OF_THE_KIND = (1, 5)
"""The questions whose answer the kind of work settles."""
_DEPENDS = "It depends on the kind of work, which nothing but likeness tells; 20 real cases would show it."

_RUNNING = ("live", "retire", "scale")
_NEXT = "The next release mends the commonest fault found in the log, behind a switch, for part of the traffic."


@dataclass(frozen=True)
class Job:
    """A recognised brief with its slots and claims: everything the composer draws on."""

    facts: BriefFacts
    today: date
    recognised: Recognised
    claims: Claims
    ship_week: float
    noted: tuple[Hit, ...] = ()
    """Passages of the user's own notes that were found for what the brief asks."""
    spare: bool = False
    """Whether its lists are kept shorter than usual."""

    @property
    def task(self) -> Task:
        """The main task pattern."""
        return self.recognised.task

    @cached_property
    def slots(self) -> Slots:
        """The brief's words for the slots."""
        return slots(self.facts, self.task, self.today + timedelta(days=round(self.ship_week * 7)))

    @property
    def sources(self) -> tuple[Additions, ...]:
        """Where list entries come from, most important first."""
        return (*self.recognised.circumstances, self.task)

    @property
    def asked(self) -> str:
        """The brief's own sentence that says what is wanted."""
        return ask(self.facts.text)

    def has(self, stage: str) -> bool:
        """Whether a circumstance asks for that shape of course."""
        return any(c.stage == stage for c in self.recognised.circumstances)

    def text(self, template: str, source: Additions | None = None) -> str:
        """A template filled with slots and evidence; the keys of `source` (default: the task) go before any plan's."""
        keys = {**base_evidence(), **{wanted.key: wanted for wanted in (source or self.task).evidence}}
        filled = self.slots.fill(template)
        used = {key: self.claims.claim(wanted) for key, wanted in keys.items() if "{e:" + key + "}" in filled}
        return replace_evidence(filled, used)

    def texts(self, name: str, limit: int) -> list[str]:
        """Up to `limit` filled texts, circumstances first in turn, half the places kept for the task's own.

        A line that says what an earlier one said is left out.
        """
        added = self._interleaved(name, self.recognised.circumstances)
        own = self._interleaved(name, (self.task,))
        kept = min(len(own), max(limit // 2, limit - len(added)))
        found: list[str] = []
        for room, entries in ((limit - kept, added), (limit, own), (limit, added)):
            for source, template in entries:
                filled = self.text(template, source)
                if len(found) < room and not any(says_the_same(filled, earlier) for earlier in found):
                    found.append(filled)
        return found

    @staticmethod
    def _interleaved(name: str, sources: Sequence[Additions]) -> list[tuple[Additions, str]]:
        columns: list[list[tuple[Additions, str]]] = [[(s, item) for item in getattr(s, name)] for s in sources]
        rows: list[tuple[Additions, str]] = []
        for depth in range(max((len(column) for column in columns), default=0)):
            rows += [column[depth] for column in columns if len(column) > depth]
        return rows

    def fit(self) -> list[tuple[Additions, Fit]]:
        """Six answers: the most careful circumstance's, else the task's."""
        return [self._answer(question) for question in range(1, 7)]

    def _answer(self, question: int) -> tuple[Additions, Fit]:
        own = next((f for f in self.task.fit if f.question == question), None)
        own = own or Fit(question=question, answer="unknown", default="yes", reason="The brief does not say.")
        stated = [(c, f) for c in self.recognised.circumstances for f in c.fit if f.question == question]
        if own.answer == "no" or not stated:
            return self.task, self._likened(own)
        return max(stated, key=lambda pair: _LEFT_OPEN if _open(pair[1]) else _RANK[pair[1].answer])

    def _likened(self, own: Fit) -> Fit:
        """The task's own answer; where likeness found the task, what it leaves open is unknown with a default."""
        likeness = self.recognised.likeness
        if likeness is None or own.question not in _OF_THE_KIND:
            return own
        if own.question == 1:
            open_too = {"answer": "unknown", "default": "yes", "reason": _DEPENDS} if own.answer == "no" else {}
            return own.model_copy(update=open_too)
        told = {"reason": f"{likeness.told} {own.reason}"}
        if own.answer == "no":
            return own.model_copy(update={**told, "answer": "unknown", "default": "no"})
        return own.model_copy(update=told if likeness.decides else {**told, "answer": "unknown", "default": "yes"})

    @property
    def next_release(self) -> str:
        """What a product that runs already ships next, as its circumstance tells; '' for anything new."""
        if self.facts.phase not in ("live", "scaling"):
            return ""
        told = (self.text(c.slice, c) for c in self.recognised.circumstances if c.stage in _RUNNING and c.slice)
        return next(told, _NEXT)

    def low_risk_slice(self) -> str:
        """A slice whose mistakes hurt nobody, or '' when the brief rejects any."""
        if any(c.no_milder_slice for c in self.recognised.circumstances):
            return ""
        for source in (*self.recognised.circumstances, self.task):
            if source.low_risk_slice:
                return self.text(source.low_risk_slice, source)
        return ""

    def path(self) -> Path:
        """The verdict, derived exactly as code will derive it from the draft."""
        answers = [
            FitAnswer(question=f.question, answer=f.answer, reason=f.reason, default=f.default) for _, f in self.fit()
        ]
        unknown = ("user", "job") if self.recognised.unclear else ()
        return derive(answers, unknown=unknown, low_risk_slice=self.low_risk_slice())

    def lead(self, kind: str) -> str:
        """The texts a circumstance adds to the task's `slice` or `surface`, most important first."""
        parts: Sequence[tuple[Circumstance, str]] = [(c, getattr(c, kind)) for c in self.recognised.circumstances]
        return " ".join(self.text(text, c) for c, text in parts[:8] if text)


def _open(fit: Fit) -> bool:
    """Whether the brief leaves the answer open and no default is sensible."""
    return fit.answer == "unknown" and not fit.default
