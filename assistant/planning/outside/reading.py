"""Invariant: the rules see a foreign plan as one course: which steps ship, which are data or model work, in what order.

Steps said in passing give way to listed ones, asides are left out, and where every step of the course has a time on
one clock, time decides the order instead of the listing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.planning.outside.conditions import condition_in
from assistant.planning.outside.kinds import HEAVY, Mapped
from assistant.planning.outside.mapping import is_readable, mapped
from assistant.planning.outside.steps import steps

MOST_STEPS = 2_000
"""Steps of one plan that are read (project rule: the longest plan met while building this had 180)."""
_OTHER_ORDER = re.compile(r"^\W*path\W+(?:classical|adapted|clarify|stop)\b", re.I | re.M)


@dataclass(frozen=True)
class Reading:
    """A foreign plan, read. `all_steps` holds every step with what it does; the properties are what rules look at."""

    text: str
    all_steps: tuple[Mapped, ...]
    is_cut: bool = False

    @property
    def is_readable(self) -> bool:
        """Whether its language is one that is mapped."""
        return is_readable(self.text)

    @property
    def other_order(self) -> bool:
        """Whether the plan says itself that its path is another one than product first."""
        return _OTHER_ORDER.search(self.text) is not None

    @cached_property
    def steps(self) -> tuple[Mapped, ...]:
        """The steps of the course in the order they are done."""
        inside = [step for step in self.all_steps if not step.step.is_aside]
        if not any(_is_key(step) for step in inside):
            inside = [step for step in self.all_steps if not step.step.is_elsewhere]
        headed = _speaking_for_headings(inside)
        inside = _without_headings(inside)
        listed = [step for step in inside if step.step.is_listed or step in headed]
        if any(step.is_heavy for step in listed) and any(step.ships for step in listed):
            inside = listed
        return tuple(_in_time(inside))

    @cached_property
    def ships(self) -> tuple[Mapped, ...]:
        """The steps that put something into people's hands; a heading or passing word only when nothing else does."""
        found = [step for step in self.steps if step.ships]
        better = [step for step in found if step.sure == "sure" or step.step.form in ("item", "row")]
        return tuple(better or found)

    @cached_property
    def heavy(self) -> tuple[Mapped, ...]:
        """The steps that are data or model work."""
        return tuple(step for step in self.steps if step.is_heavy)

    @cached_property
    def unsure(self) -> tuple[Mapped, ...]:
        """The steps that may be data or model work, and may not."""
        return tuple(step for step in self.steps if step.kind in HEAVY and not step.counts)

    def place(self, step: Mapped) -> int:
        """The step's place in the order in which things are done."""
        return self._places[id(step)]

    @cached_property
    def _places(self) -> dict[int, int]:
        return {id(step): at for at, step in enumerate(self.steps)}

    def before_shipping(self, found: Iterable[Mapped]) -> tuple[Mapped, ...]:
        """Those of the steps that are done before anything ships."""
        first = min((self.place(ship) for ship in self.ships), default=len(self.steps))
        return tuple(step for step in found if self.place(step) < first)

    def changed(self, new: dict[int, Mapped]) -> Reading:
        """The same plan with other readings of the steps at these places."""
        return replace(self, all_steps=tuple(new.get(step.step.place, step) for step in self.all_steps))


def read(text: str) -> Reading:
    """Reads a plan in Markdown. Never raises."""
    found = steps(text, MOST_STEPS + 1)
    return Reading(text, tuple(mapped(found[:MOST_STEPS], text)), len(found) > MOST_STEPS)


def _is_key(step: Mapped) -> bool:
    return step.is_heavy or step.ships or step.kind in HEAVY


def _without_headings(found: list[Mapped]) -> list[Mapped]:
    """A heading is a step only where nothing below it says the same kind of thing, nor begins with unguarded work.

    What stands under `Ship the product` decides whether anything ships there.
    """
    kept = []
    for at, step in enumerate(found):
        below = [other for other in _under(found, at) if _is_key(other)]
        same = (other for other in below if (other.ships, other.kind in HEAVY) == (step.ships, step.kind in HEAVY))
        labels_first = step.ships and bool(below) and below[0].is_heavy and not condition_in(below[0])
        ships_first = step.is_heavy and bool(below) and below[0].ships
        if not any(same) and not labels_first and not ships_first:
            kept.append(step)
    return kept


def _speaking_for_headings(found: list[Mapped]) -> list[Mapped]:
    """The sentences that a heading of data or model work gives way to: they are its step, not said in passing."""
    spoken: list[Mapped] = []
    for at, step in enumerate(found):
        if step.step.form == "heading" and step.is_heavy:
            spoken += [other for other in _under(found, at) if other.is_heavy and other.step.form == "prose"]
    return spoken


def _under(found: list[Mapped], at: int) -> Iterator[Mapped]:
    top = found[at].step
    if top.form == "heading":
        for other in found[at + 1 :]:
            if other.step.form == "heading" and other.step.depth <= top.depth:
                return
            yield other


def _is_mere_heading(step: Mapped) -> bool:
    """Whether it only has a ship word for a title: `MVP`, above what the product is to do."""
    return step.ships and step.step.form == "heading" and step.sure != "sure"


def _in_time(found: list[Mapped]) -> list[Mapped]:
    keys = [step for step in found if _is_key(step) and step.counts and not _is_mere_heading(step)]
    clocks = {step.step.time.clock if step.step.time else None for step in keys}
    if len(clocks) != 1 or None in clocks:
        return found
    timed = iter(sorted(keys, key=lambda step: step.step.time.start if step.step.time else 0))
    return [next(timed) if step in keys else step for step in found]
