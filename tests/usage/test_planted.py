"""The redactor proves on made-up secrets that it works, detectors of others can be put beside it, and it remembers."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant import app
from assistant.errors import InputError
from assistant.settings import Settings
from assistant.usage import planted, self_test
from assistant.usage.expressions import Pattern
from assistant.usage.patterns import PATTERNS, policy_hash
from assistant.usage.presidio import Hit, PresidioDetector
from assistant.usage.redaction import PSEUDONYM, Redactor, Span

KEY = b"k" * 32


def test_twenty_nine_kinds_can_be_made_up_and_no_two_are_the_same() -> None:
    assert len(planted.KINDS) == 29
    for kind in planted.KINDS:
        assert len({planted.plant(kind, random.Random(seed)) for seed in range(20)}) == 20


def test_the_self_test_passes_here() -> None:
    outcome = self_test.run(Redactor(KEY), seeds=3)
    assert sum(outcome.planted.values()) == 29 * 5 * 3
    assert (outcome.share, outcome.missed, outcome.passed) == (1.0, {}, True)


def test_the_self_test_fails_when_a_pattern_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    without = tuple(pattern for pattern in PATTERNS if pattern.label != "iban")
    monkeypatch.setattr("assistant.usage.redaction.PATTERNS", without)
    outcome = self_test.run(Redactor(KEY))
    assert not outcome.passed
    assert set(outcome.missed) == {"iban"}


def test_an_empty_self_test_has_not_passed() -> None:
    assert not self_test.Outcome().passed


def test_a_secret_right_after_an_escaped_line_break_is_found() -> None:
    for kind in planted.KINDS:
        secret = planted.plant(kind, random.Random(7))
        assert not self_test.comes_through(Redactor(KEY), kind, secret, "first line\n{}\nlast")


@dataclass(frozen=True)
class Capitals:
    name: str = "capitals 1"

    def find(self, text: str) -> Iterator[Span]:
        return (Span(*match.span(), "Some PERSON") for match in re.finditer(r"\b[A-Z][a-z]+ [A-Z][a-z]+\b", text))


def test_a_detector_finds_what_patterns_cannot_and_changes_the_policy() -> None:
    redactor = Redactor(KEY, detectors=[Capitals()])
    clean = redactor.text("Jane Doe (jane@acme.com) wrote to John Roe; Jane Doe waits")
    names = [match for match in PSEUDONYM.findall(clean) if "some_person" in match]
    assert len(names) == 3
    assert names[0] == names[2] != names[1]
    assert "«email:" in clean
    assert redactor.text(clean) == clean
    assert redactor.policy != policy_hash()


@dataclass
class Found:
    start: int
    end: int
    score: float
    entity_type: str


class Analyzer:
    """What presidio's analyzer looks like from outside."""

    def analyze(self, text: str, language: str, entities: list[str] | None = None) -> Iterable[Hit]:
        assert entities is not None and "PERSON" in entities
        at = text.find("Jane")
        return [Found(at, at + 4, 0.85, "PERSON"), Found(0, 3, 0.2, "LOCATION")] if at >= 0 else []


def test_presidio_can_be_put_beside_the_patterns() -> None:
    redactor = Redactor(KEY, detectors=[PresidioDetector(Analyzer())])
    clean = redactor.text("ask Jane")
    assert clean.startswith("ask «person:")


def test_without_presidio_asking_for_it_is_one_sentence() -> None:
    with pytest.raises(InputError, match="presidio is not installed"):
        PresidioDetector()


def test_a_text_that_was_seen_is_not_searched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    redactor, text = Redactor(KEY), "a long brief that mentions jane@acme.com " * 10
    first = redactor.text(text)
    monkeypatch.setattr("assistant.usage.redaction.PATTERNS", tuple[Pattern, ...]())
    assert redactor.text(text) == first
    assert "jane@acme.com" in redactor.text(text + "!")


class CaseNumbers:
    """A detector as the page on the log shows one."""

    name = "case numbers 1"

    def find(self, text: str) -> list[Span]:
        return [Span(found.start(), found.end(), "case") for found in re.finditer("CASE-[0-9]{6}", text)]


def test_a_detector_of_ones_own_is_plugged_in_from_python(tmp_path: Path) -> None:
    assistant = app.build(Settings(home=tmp_path), wiring=app.Wiring(detectors=(CaseNumbers(),)))
    turn = assistant.turn("What about CASE-123456 and its refund?", want="plan")
    with app.open_log(Settings(home=tmp_path)) as log:
        stored = log.turn(turn.id)
        assert stored.text is not None
        assert "«case:" in stored.text
        assert stored.redaction_policy != log.redactor.policy
    files = b"".join(file.read_bytes() for file in tmp_path.glob("usage*"))
    assert b"CASE-123456" not in files
