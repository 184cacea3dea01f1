"""The gate of tuning shows what holds, what is missing and what nobody measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.tuning.status import NOT_MEASURED_HERE, Condition, Status, Thresholds, judge, status, wilson_lower
from assistant.tuning.switch import enable
from assistant.usage.log import UsageLog
from tests.usage import made

PLENTY: dict[str, Any] = {
    "consent": "training",
    "switch": "collecting",
    "accepted": 200,
    "edited": 120,
    "bad": 80,
    "training_examples": 320,
    "training_edits": 120,
    "by_week": {f"2026-{9 + week // 4:02}-{1 + week % 4 * 7:02}": 40 + week for week in range(8)},
}


def condition(found: Status, name: str) -> Condition:
    return next(entry for entry in found.conditions if entry.name == name)


def test_a_new_log_is_off_and_says_how_to_begin(tmp_path: Path) -> None:
    with UsageLog.open(tmp_path) as log:
        found = status(log)
    assert found.state == "off"
    assert "tune enable" in found.next_step
    assert condition(found, "kept").state == "not_measured"


def test_with_consent_it_collects_and_counts(tmp_path: Path) -> None:
    with UsageLog.open(tmp_path, clock=made.noon) as log:
        assert enable(log).state == "collecting"
        log.record("finished", made.turn())
        log.feedback("last", kind="edit", edited_plan=made.plan("Edited"))
        found = status(log)
    assert found.state == "collecting"
    assert (condition(found, "examples").value, condition(found, "examples").state) == (1, "missing")
    assert condition(found, "examples").missing.startswith("299 more")
    assert (condition(found, "human_share").value, condition(found, "human_share").state) == (1.0, "met")
    assert condition(found, "weeks_of_use").value == 1


def test_what_is_not_measured_never_opens_the_gate() -> None:
    found = judge(PLENTY, Thresholds())
    measured = [entry for entry in found.conditions if entry.state != "not_measured"]
    assert [entry.state for entry in measured] == ["met"] * 5
    assert {entry.name for entry in found.conditions} - {entry.name for entry in measured} == {
        name for name, _ in NOT_MEASURED_HERE
    }
    assert found.state == "collecting"
    assert found.next_step.startswith("Measure")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("weeks_of_use", {"by_week": {"2026-11-16": 300}}),
        ("growing", {"by_week": {f"2026-10-{week:02}": 10 for week in range(1, 9)}}),
        ("kept", {"accepted": 100, "edited": 0, "bad": 100}),
        ("examples", {"training_examples": 299}),
        ("human_share", {"training_edits": 63}),
    ],
)
def test_each_condition_can_fail_and_says_by_how_much(name: str, change: dict[str, Any]) -> None:
    found = condition(judge(PLENTY | change, Thresholds()), name)
    assert found.state == "missing"
    assert found.value is not None
    assert found.threshold is not None
    assert found.value < found.threshold
    assert found.missing


def test_the_bars_can_be_set() -> None:
    found = judge(PLENTY, Thresholds(examples=1000))
    assert condition(found, "examples").missing.startswith("680 more")


def test_the_lower_end_of_the_interval_is_wilsons() -> None:
    assert wilson_lower(0, 0) == 0.0
    assert wilson_lower(0, 10) == 0.0
    assert wilson_lower(8, 10) == pytest.approx(0.4902, abs=1e-4)
    assert wilson_lower(80, 100) == pytest.approx(0.7112, abs=1e-4)


def test_the_status_reads_as_json() -> None:
    body = judge(PLENTY, Thresholds()).as_json()
    assert (body["state"], len(body["conditions"])) == ("collecting", 5 + len(NOT_MEASURED_HERE))
