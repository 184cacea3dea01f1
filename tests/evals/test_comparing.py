"""Two runs are compared pair by pair, and only what chance does not explain is called a drop."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.errors import NotMeasured
from assistant.evals import baselines, comparing, comparison_table
from assistant.evals.intervals import bootstrap, detectable, mcnemar
from assistant.evals.results import Result
from assistant.evals.scoring import Score, Value


def results(values: Sequence[Value], *, bar: float | None = None, name: str = "valid_plan") -> list[Result]:
    return [Result(f"c{i}", "g", "offline", (Score(name, value, "", bar),)) for i, value in enumerate(values)]


@pytest.mark.parametrize(
    ("gained", "lost", "p"), [(0, 0, 1.0), (1, 0, 1.0), (0, 6, 0.03125), (2, 8, 0.109375), (5, 5, 1.0)]
)
def test_mcnemar_is_the_exact_binomial_test(gained: int, lost: int, p: float) -> None:
    """Two-sided tails of a fair coin, counted by hand: 2/64 for 0 of 6, 2·56/1024 for 2 of 10."""
    assert mcnemar(gained, lost) == pytest.approx(p)


def test_the_bootstrap_holds_the_mean_and_is_the_same_each_time() -> None:
    differences = [0.1, 0.2, 0.15, 0.05, 0.12, 0.18]
    low, high = bootstrap(differences)
    assert low < sum(differences) / 6 < high
    assert (low, high) == bootstrap(differences)
    assert low > 0
    with pytest.raises(ValueError, match="nothing"):
        bootstrap([])


def test_few_cases_show_only_large_differences() -> None:
    few, many = detectable(5, 10), detectable(500, 1000)
    assert few is not None
    assert many is not None
    assert few == pytest.approx(0.63, abs=0.02)
    assert many == pytest.approx(0.0626, abs=0.002)
    assert (detectable(10, 10) or 0) > 0.3
    assert detectable(0, 0) is None


def test_a_drop_is_told_with_its_cases_and_an_equal_run_shows_nothing() -> None:
    before, after = results([True] * 12), results([True] * 5 + [False] * 7)
    found = comparing.compare(before, after, ("a", "b"))
    by_name = {each.scorer: each for each in found.differences}
    assert by_name["valid_plan"].change == by_name["case"].change == "worse"
    assert by_name["valid_plan"].lost == tuple(f"c{i}" for i in range(5, 12))
    assert found.dropped
    same = comparing.compare(before, before, ("a", "a"))
    assert not same.dropped
    assert {each.change for each in same.differences} == {"no difference shown"}
    assert comparing.compare(after, before, ("b", "a")).differences[0].change == "better"


def test_one_lost_case_of_twelve_is_named_but_is_no_drop() -> None:
    found = comparing.compare(results([True] * 12), results([True] * 11 + [False]), ("a", "b"))
    assert not found.dropped
    assert "no longer c11" in comparison_table.render(found)


def test_numbers_are_compared_by_their_paired_differences() -> None:
    before = results([0.8, 0.7, 0.9, 0.85, 0.75, 0.8], bar=0.1, name="swap_test")
    after = results([0.5, 0.42, 0.61, 0.55, 0.44, 0.48], bar=0.1, name="swap_test")
    found = comparing.compare(before, after, ("a", "b"))
    (numbers,) = [each for each in found.differences if each.scorer == "swap_test"]
    assert (numbers.change, numbers.p) == ("worse", None)
    assert numbers.interval is not None
    assert numbers.interval[1] < 0


def test_five_numbers_that_all_fell_are_still_chance() -> None:
    """As for yes or no: five of five one way have p 0.06, and a bootstrap of one number has no width at all."""
    for count in (1, 5):
        before, after = results([0.8] * count, bar=0.1), results([0.2] * count, bar=0.1)
        assert not comparing.compare(before, after, ("a", "b")).dropped


def repeated(values: Sequence[Sequence[Value]]) -> list[Result]:
    """A case for each row, with its attempts."""
    return [
        Result(f"c{i}", "g", "offline", (Score("valid_plan", value, ""),), n=n)
        for i, row in enumerate(values)
        for n, value in enumerate(row, 1)
    ]


def test_copies_of_one_case_are_one_case() -> None:
    found = comparing.compare(repeated([[True] * 30]), repeated([[False] * 30]), ("a", "b"))
    by_name = {each.scorer: each for each in found.differences}
    assert (by_name["case"].pairs, by_name["case"].lost, by_name["case"].p) == (1, ("c0",), 1.0)
    assert not found.dropped
    assert comparison_table.render(found).count("c0") == 2


def test_cases_that_pass_less_often_are_lost_and_more_often_gained() -> None:
    before = repeated([[True, True], [True, False], [False, False], [True, True]])
    after = repeated([[True, False, True], [True, True, True], [False, True, True], [True, True, True]])
    (found,) = [each for each in comparing.compare(before, after, ("a", "b")).differences if each.scorer != "case"]
    assert (found.gained, found.lost, found.pairs) == (2, ("c0",), 4)
    assert (found.before, found.after) == (0.625, 0.8333)


def test_cases_that_became_unmeasured_are_said_and_are_not_measured() -> None:
    before, after = results([True] * 15), results([True] * 9 + [None] * 6)
    found = comparing.compare(before, after, ("a", "b"))
    assert (found.unmeasured, found.absent, found.common) == (tuple(f"c{i}" for i in range(9, 15)), (), 9)
    assert (found.dropped, found.verdict) == (False, "not_measured")
    assert "lost, measured before and not now: 6 cases: c9, c10" in comparison_table.render(found)
    assert comparing.compare(before, after, ("a", "b"), subset=True).verdict == "not_measured"
    assert comparing.compare(after, before, ("b", "a")).verdict == "passed"
    partly = comparing.compare(repeated([[True] * 3]), repeated([[True, None, True]]), ("a", "b"))
    assert (partly.unmeasured, partly.verdict) == (("c0",), "not_measured")


def test_cases_that_are_not_there_any_more_are_lost_unless_fewer_were_meant() -> None:
    before, after = results([True] * 15), results([True])
    found = comparing.compare(before, after, ("a", "b"))
    assert (len(found.absent), found.common, found.verdict) == (14, 1, "not_measured")
    text = comparison_table.render(found)
    assert "lost, not in the later run at all: 14 cases: c1, c2" in text
    assert "--subset" in text
    meant = comparing.compare(before, after, ("a", "b"), subset=True)
    assert meant.verdict == "passed"
    assert "compared: the 1 case both have measured" in comparison_table.render(meant)
    more = comparing.compare(after, before, ("b", "a"))
    assert (more.added, more.verdict) == (found.absent, "passed")
    assert "only in the later run: 14 cases" in comparison_table.render(more)
    dropped = comparing.compare(results([True] * 12), results([False] * 11), ("a", "b"))
    assert dropped.verdict == "failed"


def test_what_only_one_run_has_is_counted_and_nothing_in_common_is_not_measured() -> None:
    found = comparing.compare(results([True, True, None]), results([True, True, True]), ("a", "b"))
    assert found.unpaired == 2
    with pytest.raises(NotMeasured) as nothing:
        comparing.compare(results([None]), results([True]), ("a", "b"))
    assert nothing.value.exit_code == 5


def test_the_shipped_baselines_can_be_compared_with() -> None:
    assert baselines.names() == ["fit"]
    name, kept = baselines.read(Path("nowhere"), "fit", "fit")
    assert name == "baseline fit"
    assert {result.group for result in kept} == {"given", "own", "paraphrased"}
    assert not comparing.compare(kept, kept, (name, name)).dropped
