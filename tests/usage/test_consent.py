"""The user says how far content may go; each turn keeps what held when it was made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.usage import consent
from assistant.usage.log import UsageLog
from tests.usage import made
from tests.usage.test_redaction import everything_stored


@pytest.fixture
def log(tmp_path: Path) -> Iterator[UsageLog]:
    with UsageLog.open(tmp_path, clock=made.noon) as opened:
        yield opened


def test_without_a_word_from_the_user_turns_are_kept_here_and_used_for_nothing(log: UsageLog) -> None:
    assert (log.consent().level, log.consent().since) == ("local_log", "")
    log.record("finished", made.turn())
    assert (log.turn().consent, log.turn().text) == ("local_log", made.BRIEF)


def test_a_level_holds_from_the_next_turn_on(log: UsageLog) -> None:
    log.record("finished", made.turn("before"))
    given = log.set_consent("training")
    assert given == log.consent()
    assert given.since == made.NOON.isoformat(timespec="milliseconds")
    log.record("finished", made.turn("after"))
    assert [(turn.text, turn.consent) for turn in log.turns()] == [("before", "local_log"), ("after", "training")]


def test_the_exact_words_agreed_to_can_be_found_again(log: UsageLog) -> None:
    given = log.set_consent("evals")
    assert given.text_hash == consent.text_hash("evals")
    assert consent.TEXTS["evals"] in everything_stored(log)
    assert given.as_json()["text"] == consent.TEXTS["evals"]


def test_what_is_said_for_all_covers_every_session_that_said_nothing(log: UsageLog) -> None:
    log.set_consent("training", session="mine")
    assert (log.consent("mine").level, log.consent("other").level) == ("training", "local_log")
    log.set_consent("none")
    assert (log.consent("mine").level, log.consent("other").level) == ("none", "none")


def test_what_was_said_for_a_session_is_not_raised_by_what_is_said_for_all(log: UsageLog) -> None:
    log.set_consent("none", session="mine")
    log.set_consent("training")
    assert (log.consent("mine").level, log.consent("other").level) == ("none", "training")
    log.record("finished", made.turn("a brief nobody may keep", session="mine"))
    assert (log.turn().consent, log.turn().text) == ("none", None)
    log.set_consent("evals", session="mine")
    assert log.consent("mine").level == "evals"


@pytest.mark.parametrize(("general", "holds"), [("local_log", "local_log"), ("evals", "evals"), ("none", "none")])
def test_what_is_said_later_for_all_lowers_a_session_that_allowed_more(log: UsageLog, general: str, holds: str) -> None:
    log.set_consent("training", session="mine")
    assert log.set_consent(general).level == general
    assert log.consent("mine").level == holds


def test_under_none_only_numbers_are_written(log: UsageLog) -> None:
    log.set_consent("none")
    turn = made.turn("a brief nobody may keep")
    log.record("started", made.begun(turn))
    log.record("finished", turn)
    log.feedback(turn.id, kind="bad", comment="nobody may keep this either")
    stored = log.turn()
    assert (stored.status, stored.tokens, stored.cost_usd) == ("complete", turn.tokens, 0.01)
    assert stored.findings == ({"code": "PF603", "severity": "warning"},)
    assert stored.passages == ()
    assert [feedback.kind for feedback in stored.feedback] == ["bad"]
    written = everything_stored(log)
    for said in ("nobody may keep", "Returns helper", "product first.", "one passage", "Shorten it", "search_notes"):
        assert said not in written
    assert log.verify() == []


def test_consent_taken_back_during_a_turn_covers_that_turn(log: UsageLog) -> None:
    turn = made.turn("a brief nobody may keep")
    log.record("started", made.begun(turn))
    log.set_consent("none")
    log.record("finished", turn)
    stored = log.turn()
    assert (stored.consent, stored.text, stored.calls[0].messages) == ("none", None, ())


def test_consent_given_during_a_turn_does_not_cover_that_turn(log: UsageLog) -> None:
    turn = made.turn()
    log.record("started", made.begun(turn))
    log.set_consent("training")
    log.record("finished", turn)
    assert log.turn().consent == "local_log"


def test_an_unknown_level_names_the_four(log: UsageLog) -> None:
    with pytest.raises(InputError) as refused:
        log.set_consent("everything")
    assert "none, local_log, evals, training" in refused.value.fix
    assert log.consent().level == "local_log"


@pytest.mark.parametrize("given", consent.LEVELS)
@pytest.mark.parametrize("wanted", consent.LEVELS)
def test_each_level_covers_the_ones_before_it(given: consent.Level, wanted: consent.Level) -> None:
    assert consent.allows(given, wanted) == (consent.LEVELS.index(given) >= consent.LEVELS.index(wanted))
    assert consent.lower(given, wanted) in (given, wanted)
    assert consent.allows(given, consent.lower(given, wanted))
