"""The verdict: every combination of answers leads to exactly one path, and better answers never lead further away."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from assistant.planning.fit import derive, to_check
from assistant.planning.purpose import FitAnswer, FitChoice, Path

CHOICES: tuple[FitChoice, ...] = get_args(FitChoice)
SLICE = "answers about opening hours"


def answers(
    choices: tuple[FitChoice, ...] = ("yes",) * 6, defaults: dict[int, str] | None = None
) -> tuple[FitAnswer, ...]:
    return tuple(
        FitAnswer.model_validate(
            {"question": i, "answer": choice, "reason": "because", "default": (defaults or {}).get(i, "")}
        )
        for i, choice in enumerate(choices, 1)
    )


def with_no(*questions: int) -> tuple[FitChoice, ...]:
    return tuple("no" if i in questions else "yes" for i in range(1, 7))


ALL: tuple[tuple[FitChoice, ...], ...] = tuple(product(CHOICES, repeat=6))
VERDICTS: dict[tuple[tuple[FitChoice, ...], str], Path] = {
    (choices, slice_): derive(answers(choices), unknown=(), low_risk_slice=slice_)
    for choices in ALL
    for slice_ in ("", SLICE)
}


@pytest.mark.parametrize(
    ("no", "slice_", "path"),
    [
        ((), "", "product_first"),
        ((1,), "", "classical"),
        ((5,), "", "classical"),
        ((1, 2, 6), "", "classical"),
        ((2, 6), SLICE, "adapted"),
        ((2, 6), "", "stop"),
        ((2, 6), "   ", "stop"),
        ((2, 3, 4, 6), "", "stop"),
        ((2,), "", "adapted"),
        ((3,), "", "adapted"),
        ((4,), "", "adapted"),
        ((6,), "", "adapted"),
        ((3, 4), "", "adapted"),
    ],
)
def test_the_first_rule_that_matches_wins(no: tuple[int, ...], slice_: str, path: Path) -> None:
    assert derive(answers(with_no(*no)), unknown=(), low_risk_slice=slice_) == path


@pytest.mark.parametrize("unknown", [("user",), ("job",), ("user", "job")])
def test_an_unknown_user_or_job_is_asked_for_before_anything_else(unknown: tuple[str, ...]) -> None:
    for choices in (with_no(), with_no(1), with_no(2, 6)):
        assert derive(answers(choices), unknown=unknown, low_risk_slice="") == "clarify"


def test_an_unknown_that_could_change_the_verdict_is_asked() -> None:
    assert derive(answers(("yes", "yes", "yes", "unknown", "yes", "yes")), unknown=(), low_risk_slice="") == "clarify"


def test_an_unknown_that_changes_nothing_is_not_asked() -> None:
    choices: tuple[FitChoice, ...] = ("no", "yes", "yes", "unknown", "yes", "yes")
    assert derive(answers(choices), unknown=(), low_risk_slice="") == "classical"


@pytest.mark.parametrize(
    ("default", "path"), [("yes", "product_first"), ("partly", "product_first"), ("no", "adapted")]
)
def test_an_unknown_counts_as_its_default(default: str, path: Path) -> None:
    fit = answers(("yes", "yes", "yes", "unknown", "yes", "yes"), {4: default})
    assert derive(fit, unknown=(), low_risk_slice="") == path


def test_a_default_beside_a_known_answer_is_ignored() -> None:
    assert derive(answers(with_no(), {4: "no"}), unknown=(), low_risk_slice="") == "product_first"


def test_a_question_nobody_answered_counts_as_unknown() -> None:
    assert derive((), unknown=(), low_risk_slice="") == "clarify"
    assert derive(answers()[:5], unknown=(), low_risk_slice="") == "clarify"


def test_two_unknowns_that_only_matter_together_are_asked() -> None:
    choices: tuple[FitChoice, ...] = ("yes", "unknown", "no", "yes", "yes", "unknown")
    assert derive(answers(choices), unknown=(), low_risk_slice="") == "clarify"
    assert derive(answers(choices), unknown=(), low_risk_slice=SLICE) == "adapted"


def test_every_combination_of_answers_has_a_verdict() -> None:
    assert len(VERDICTS) == 2 * 5**6
    assert set(VERDICTS.values()) == set(get_args(Path))


def test_a_no_to_the_first_or_fifth_question_is_always_classical() -> None:
    for (choices, _), path in VERDICTS.items():
        if "no" in (choices[0], choices[4]):
            assert path == "classical"
        if path == "classical":
            assert "no" in (choices[0], choices[4])


def test_product_first_needs_that_nothing_is_no_or_open() -> None:
    for (choices, _), path in VERDICTS.items():
        assert (path == "product_first") == (not {"no", "unknown"} & set(choices))


def test_a_better_answer_never_leaves_product_first() -> None:
    for (choices, slice_), path in VERDICTS.items():
        if path == "product_first":
            for i in range(6):
                better = (*choices[:i], "yes", *choices[i + 1 :])
                assert VERDICTS[better, slice_] == "product_first"


def test_partly_and_not_applicable_never_stand_in_the_way() -> None:
    for (choices, slice_), path in VERDICTS.items():
        plain: tuple[FitChoice, ...] = tuple("yes" if c in ("partly", "not_applicable") else c for c in choices)
        assert VERDICTS[plain, slice_] == path


def test_a_low_risk_slice_changes_nothing_but_stop() -> None:
    for choices in ALL:
        with_slice, without = VERDICTS[choices, SLICE], VERDICTS[choices, ""]
        assert with_slice != "stop"
        assert with_slice == without or without in ("stop", "clarify")


def test_clarify_is_said_exactly_when_the_open_answers_disagree() -> None:
    for (choices, slice_), path in VERDICTS.items():
        if choices.count("unknown") == 1:
            i = choices.index("unknown")
            ends = {VERDICTS[(*choices[:i], end, *choices[i + 1 :]), slice_] for end in ("yes", "no")}
            assert (path == "clarify") == (len(ends) == 2)


def test_what_is_half_known_becomes_a_check_this_week() -> None:
    fit = answers(("partly", "yes", "unknown", "unknown", "no", "yes"), {3: "yes"})
    assert to_check(fit) == (1, 3)
