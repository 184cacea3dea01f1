"""No reordering that mends a plan is smaller than the one proposed."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.planning.outside.order import fewest_moves, mended

Pairs = list[tuple[int, int]]


def _kept(order: tuple[int, ...], moved: tuple[int, ...]) -> list[int]:
    return [at for at in order if at not in moved]


def _by_trying(count: int, before: Pairs) -> int:
    """The fewest moves, by trying every set of steps to keep."""
    closed = set(before)
    while more := {(a, d) for a, b in closed for c, d in closed if b == c} - closed:
        closed |= more
    for left_out in range(count + 1):
        for kept in combinations(range(count), count - left_out):
            if not any((late, early) in closed for early, late in combinations(kept, 2)):
                return left_out
    raise AssertionError


@st.composite
def _wishes(draw: st.DrawFn) -> tuple[int, Pairs]:
    """Some steps and what must come before what, without a circle: pairs follow a shuffled rank."""
    count = draw(st.integers(1, 8))
    rank = draw(st.permutations(range(count)))
    pairs = draw(st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=12))
    return count, [(a, b) for a, b in pairs if rank[a] < rank[b]]


@given(_wishes())
def test_as_few_move_as_can_be_and_the_order_then_holds(wishes: tuple[int, Pairs]) -> None:
    count, before = wishes
    moved = fewest_moves(count, before)
    assert len(moved) == _by_trying(count, before)
    order = mended(count, before)
    assert sorted(order) == list(range(count))
    assert _kept(order, moved) == sorted(_kept(order, moved))
    assert all(order.index(first) < order.index(second) for first, second in before)


@pytest.mark.parametrize(
    ("count", "before", "moved", "order"),
    [
        (3, [(2, 0), (2, 1)], (2,), (2, 0, 1)),
        (3, [(0, 1)], (), (0, 1, 2)),
        (2, [(1, 0)], (1,), (1, 0)),
        (5, [(3, 1), (4, 3)], (3, 4), (0, 4, 3, 1, 2)),
        (0, [], (), ()),
    ],
    ids=["ship last", "in order", "a tie moves the later one forward", "two moves", "nothing"],
)
def test_what_moves(count: int, before: Pairs, moved: tuple[int, ...], order: tuple[int, ...]) -> None:
    assert fewest_moves(count, before) == moved
    assert mended(count, before) == order
