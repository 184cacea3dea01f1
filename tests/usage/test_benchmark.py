"""What the benchmark of the log measures is content that was not seen before."""

from __future__ import annotations

import pytest

from benchmarks import usage


def test_every_turn_of_the_benchmark_has_a_brief_of_its_own() -> None:
    found = usage.briefs(60)
    assert len(set(found)) == 60
    assert all(brief.strip() for brief in found)


def test_more_turns_than_there_are_briefs_are_refused() -> None:
    with pytest.raises(SystemExit, match="ask for fewer turns"):
        usage.briefs(100_000)
