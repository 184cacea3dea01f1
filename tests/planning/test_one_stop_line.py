"""What a plan says of repaying a build never reads as a second stop beside the one of its outcome."""

from __future__ import annotations

import pytest

from assistant.planning.costs import Costs
from assistant.planning.draft import DraftNumber
from assistant.planning.markdown_money import _repaid_from
from assistant.planning.money import costs


def priced(volume: float) -> Costs:
    numbers = [DraftNumber(name="volume_month", value=volume, origin="brief")]
    return costs(numbers, None, shape="language_model", work_unit="ticket", ship_weeks=4, buy_note="", buy_fact="")


@pytest.mark.parametrize(
    ("volume", "says", "not_said"),
    [
        (20_000, "a year repays it from", "buy, or measure"),
        (1_200, "a year repays it only from", "we stop"),
        (100, "no share of the work done repays it", "assumed"),
    ],
)
def test_repaying_the_build_is_told_as_one_story(volume: float, says: str, not_said: str) -> None:
    found = priced(volume)
    stop = found.amount(found.stop_line)
    assert stop is not None
    told = _repaid_from(found, stop)
    assert says in told
    assert not_said not in told and "we stop" not in told
