"""What is past its date is told with its day: notes, provider facts, and the stored plans that cite such a note."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from assistant.knowledge import own_notes
from assistant.settings import Settings
from assistant.usage.log import UsageLog
from assistant.usage.overdue import overdue, told
from tests.usage import made

EARLY, LATE = date(2026, 11, 23), date(2030, 1, 1)
OWN = "---\nid: fares\ntitle: Fares\nreview_by: 2026-05-01\n---\n# Fares\n\nA ride is 40 crowns.\n"


def test_on_the_day_it_was_written_nothing_is_overdue(own_home: Path) -> None:
    found = overdue(own_home, own_notes.read(own_home), EARLY)
    assert (found.notes, found.facts, found.plans, found.sentence()) == ({}, {}, {}, "")


def test_years_later_notes_prices_and_the_plans_on_them_are_named(own_home: Path) -> None:
    with UsageLog.open(own_home) as log:
        turn = made.turn()
        assert turn.plan is not None
        log.record("finished", replace(turn, plan=turn.plan.model_copy(update={"id": turn.id})))
    before = sorted(path.name for path in own_home.iterdir())
    found = overdue(own_home, own_notes.read(own_home), LATE)
    assert found.notes["cost-and-latency-model"] < LATE
    assert found.facts
    assert list(found.plans.values()) == [("order-of-operations",)]
    for part in ("notes past review_by: ", "provider facts expired: ", "1 stored plan citing such a note: "):
        assert part in found.sentence()
    assert sorted(path.name for path in own_home.iterdir()) == before


def test_a_note_of_ones_own_has_its_date_too(own_home: Path, tmp_path: Path) -> None:
    note = tmp_path / "fares.md"
    note.write_text(OWN)
    found = overdue(own_home, own_notes.read(own_home, [note]), EARLY)
    assert found.notes == {"fares.md": date(2026, 5, 1)}
    state, seen, command = told(Settings(home=own_home, notes=(note,)))
    assert state == "warning"
    assert "fares.md (2026-05-01)" in seen
    assert command.startswith(("assistant notes list", "pip install"))


def test_a_log_that_cannot_be_read_is_said(own_home: Path) -> None:
    with UsageLog.open(own_home) as log:
        log.record("finished", made.turn())
        path = log.store.path
    path.write_bytes(b"no database" * 100)
    assert "could not be looked at" in overdue(own_home, own_notes.read(own_home), LATE).unread
