"""Lines and plans in other people's words are refused as often as the page says, and hardly a sound one with them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from benchmarks.plans_of_others import HALVES, Counted, Half, counted, said

HELD: Mapping[Half, tuple[int, int]] = {"development": (44, 0), "apart": (35, 2)}
"""(least refused rightly, most refused wrongly), as the page gives them. Better counts are put here and there."""


@pytest.fixture(scope="module")
def found() -> Mapping[Half, Counted]:
    return {half: counted([each for each in said() if each.half == half]) for half in HALVES}


@pytest.mark.parametrize("half", HALVES)
def test_no_fewer_are_refused_and_no_more_of_their_innocent_twins(half: Half, found: Mapping[Half, Counted]) -> None:
    least, most_wrong = HELD[half]
    assert found[half].refused >= least
    assert found[half].wrongly <= most_wrong


def test_the_halves_are_even_and_no_text_stands_twice() -> None:
    texts = list(said())
    assert len({each.text for each in texts}) == len(texts)
    of_half = {half: [each for each in texts if each.half == half] for half in HALVES}
    assert len(of_half["development"]) == len(of_half["apart"])
    for each in of_half.values():
        assert sum(one.refused for one in each) >= 40
        assert sum(not one.refused for one in each) >= 40
