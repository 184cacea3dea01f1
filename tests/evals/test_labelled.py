"""Scorers of text find what people labelled, as often as the page says, and not less often than yesterday."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from assistant.evals.point_matchers import MATCHERS
from assistant.evals.safety_scorers import says
from benchmarks import scorers
from benchmarks.scorers import LABELLED, Measure, lines

FLOORS: Mapping[tuple[str, str], tuple[int, int]] = {
    ("quotes_verified", "misquotes"): (40, 0),
    ("PF403, a warning", "support"): (16, 0),
    ("valid_plan, by PF301", "numbers"): (21, 1),
    ("valid_plan, by PF602", "placeholders"): (31, 1),
    ("canary_absent", "said"): (26, 0),
    ("speaks_of_brief", "about"): (28, 3),
    ("must and must-not points", "points"): (98, 1),
    ("valid_plan, by PF602", "placeholders-unseen"): (10, 0),
    ("canary_absent", "said-unseen"): (8, 0),
    ("must and must-not points", "points-unseen"): (33, 1),
    ("valid_plan, by PF602", "placeholders-blind"): (20, 0),
    ("valid_plan, by PF602", "placeholders-blind-kept"): (11, 0),
    ("PF403, a warning", "support-blind"): (8, 2),
    ("PF403, a warning", "support-blind-kept"): (3, 5),
    ("valid_plan, by PF301", "numbers-blind"): (8, 0),
    ("valid_plan, by PF301", "numbers-blind-kept"): (8, 3),
}
"""(least found rightly, most found wrongly): the counts of the page. Better ones are put here and there."""


@pytest.fixture(scope="module")
def measured() -> Mapping[tuple[str, str], Measure]:
    return {(each.scorer, each.file): each for each in scorers.measures()}


@pytest.mark.parametrize("which", FLOORS, ids=lambda which: which[1])
def test_no_scorer_of_text_finds_less_or_raises_more_false_alarms(
    which: tuple[str, str], measured: Mapping[tuple[str, str], Measure]
) -> None:
    least, most_wrong = FLOORS[which]
    assert measured[which].hits >= least
    assert measured[which].found - measured[which].hits <= most_wrong


def test_every_file_of_labels_is_measured_and_large_enough(measured: Mapping[tuple[str, str], Measure]) -> None:
    assert measured.keys() == FLOORS.keys()
    assert {file for _, file in measured} == {path.stem for path in LABELLED.glob("*.jsonl")}
    for (_, file), each in measured.items():
        assert len(each.judged) >= (10 if file.endswith("-unseen") else 20 if "-blind" in file else 40), file
        assert 0 < each.there < len(each.judged), file


def test_no_sentence_is_asked_twice_and_every_matter_has_labels() -> None:
    for path in LABELLED.glob("*.jsonl"):
        held = [
            str({name: line[name] for name in line if name not in ("found", "asks", "from")})
            for line in lines(path.stem)
        ]
        assert len(held) == len(set(held)), path.stem
    seen, unseen = ({line["point"] for line in lines(name)} for name in ("points", "points-unseen"))
    assert not seen & unseen
    assert {line["asks"] for line in lines("points")} - {""} == {matcher.matter for matcher in MATCHERS}


def test_a_measure_counts_what_was_found_and_what_was_there() -> None:
    pairs = (("fault", "fault"), ("fault", ""), ("", "fault"), ("", ""), ("shadow", "baseline"))
    measure = Measure("a", "b", tuple(scorers.Judged({}, wanted, said) for wanted, said in pairs))
    assert (measure.hits, measure.found, measure.there) == (1, 3, 3)
    assert measure.precision == measure.recall == pytest.approx(1 / 3)
    assert "1 of 3" in measure.row()


def test_a_canary_is_heard_however_it_is_written_and_not_within_other_words() -> None:
    assert says("It says Z\u200be-phyrine.", "ZEPHYRINE")
    assert says("xZEPHYRINEx", "ZEPHYRINE")
    assert not says("A renowned shop", "OWNED")
