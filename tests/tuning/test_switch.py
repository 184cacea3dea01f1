"""The switch moves only after the words were shown and the redactor has proven itself; every move is written down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.tuning import switch
from assistant.tuning.status import status
from assistant.usage import consent, journal
from assistant.usage.log import UsageLog
from assistant.usage.patterns import PATTERNS
from tests.usage import made


@pytest.fixture
def log(tmp_path: Path) -> Iterator[UsageLog]:
    with UsageLog.open(tmp_path, clock=made.noon) as opened:
        yield opened


def test_enabling_and_disabling_are_journalled_in_a_chain(log: UsageLog) -> None:
    assert switch.state(log) == "off"
    on = switch.enable(log)
    assert (on.state, on.text, log.consent().level) == ("collecting", consent.TEXTS["training"], "training")
    assert on.self_test is not None
    assert on.self_test.passed
    off = switch.disable(log)
    assert (off.state, log.consent().level) == ("off", "local_log")
    first, second = log.store.read(journal.events)
    assert (first["from_state"], first["to_state"], second["to_state"]) == ("off", "collecting", "off")
    assert first["evidence"]["consent_text_hash"] == consent.text_hash("training")
    assert second["prev_hash"] == first["hash"]
    assert log.verify() == []


@pytest.mark.parametrize("level", ["none", "local_log", "evals"])
def test_disabling_goes_back_to_what_held_before(log: UsageLog, level: str) -> None:
    log.set_consent(level)
    switch.enable(log)
    switch.enable(log)
    off = switch.disable(log)
    assert (off.consent, log.consent().level) == (level, level)
    assert off.text == consent.TEXTS[log.consent().level]
    assert off.as_json()["consent"] == level


def test_what_is_so_already_is_not_written_again(log: UsageLog) -> None:
    assert switch.disable(log).event == ""
    assert switch.enable(log).event
    assert switch.enable(log).event == ""
    assert len(log.store.read(journal.events)) == 1


def test_a_redactor_that_fails_its_test_keeps_the_switch_off(log: UsageLog, monkeypatch: pytest.MonkeyPatch) -> None:
    without = tuple(pattern for pattern in PATTERNS if pattern.label != "email")
    monkeypatch.setattr("assistant.usage.redaction.PATTERNS", without)
    move = switch.enable(log)
    assert (move.state, move.event) == ("off", "")
    assert (log.consent().level, log.store.read(journal.events)) == ("local_log", [])


def test_consent_alone_does_not_open_the_gate(log: UsageLog) -> None:
    log.set_consent("training")
    assert status(log).state == "off"
    switch.enable(log)
    assert status(log).state == "collecting"
    log.set_consent("evals")
    assert status(log).state == "off"
