"""The size of an offline plan's eval set is what its kinds of cases add up to."""

from __future__ import annotations

import pytest

from assistant.models.offline.eval_cases import eval_size


@pytest.mark.parametrize(
    ("stated", "cases", "size"),
    [
        (90, ["60 real ones with the document that answers each", "15 on an id", "15 unanswerable", "5 withdrawn"], 95),
        (50, ["5 planted names", "30 marked ones", "10 silent ones"], 45),
        (600, ["a recorded peak hour", "peak load"], 600),
        (220, ["30 that tempt", "15 cases in each language", "150 products"], 220),
        (380, ["100 drawn from the logs", "300 past ones, at least 15 per label", "rare kinds"], 400),
        (70, ["1.5 hours of sound", "20 hour-long sessions"], 70),
        (35, [], 35),
    ],
)
def test_the_kinds_of_cases_add_up_to_the_size(stated: int, cases: list[str], size: int) -> None:
    assert eval_size(stated, cases) == size
