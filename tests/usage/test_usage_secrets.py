"""Secrets planted in conversations cannot be read in the log's files, and our own documents are left as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.usage.patterns import PATTERNS
from benchmarks import usage_secrets


def test_secrets_in_questions_tools_and_exceptions_are_in_no_file(tmp_path: Path) -> None:
    found = usage_secrets.recorded(tmp_path / "data", seeds=1)
    assert (found.planted.total(), len(found.planted)) == (145, 29)
    assert (found.missed.total(), found.share, found.worst) == (0, 1.0, 1.0)


def test_a_lost_pattern_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without = tuple(pattern for pattern in PATTERNS if pattern.label != "iban")
    monkeypatch.setattr("assistant.usage.redaction.PATTERNS", without)
    monkeypatch.setattr("assistant.usage.planted.KINDS", ("iban", "email"))
    found = usage_secrets.recorded(tmp_path / "data", seeds=1)
    assert found.missed["iban"] >= 3, "one or two may look like a card as well"
    assert (found.missed["email"], found.worst < usage_secrets.WORST_KIND) == (0, True)


def test_our_own_documents_are_left_as_they_are() -> None:
    hits, lines = usage_secrets.false_hits()
    assert lines > 1_000
    assert hits * usage_secrets.LINES_A_HIT <= lines
