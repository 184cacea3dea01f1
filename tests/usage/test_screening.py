"""The quick look over a whole part never passes what the search of its strings would have replaced."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.usage import planted
from assistant.usage.expressions import Pattern
from assistant.usage.integrity import canonical
from assistant.usage.log import UsageLog
from assistant.usage.patterns import PATTERNS
from assistant.usage.redaction import Redactor
from assistant.usage.screening import may_hold
from tests.usage import made

REDACTOR = Redactor(b"k" * 32)
AROUND = ("{}", "first\r\n{}\tlast", "a\\n{}", "{{'a': '{}'}}", "it is {}.", *planted.WRAPPINGS.values())
QUOTED = (str, repr, canonical, lambda text: canonical({"a": [text]}), lambda text: canonical(canonical(text)))


def replaced(text: str, patterns: tuple[Pattern, ...] = PATTERNS) -> bool:
    """Whether one of the patterns finds something to replace in the text itself."""
    return any(pattern.accept(match.group("v")) for pattern in patterns for match in pattern.regex.finditer(text))


@pytest.mark.parametrize("kind", planted.KINDS)
def test_a_planted_secret_raises_a_suspicion_however_it_is_quoted(kind: str) -> None:
    held = 0
    for around in AROUND:
        for quoted in QUOTED:
            text = quoted(around.format(planted.plant(kind, random.Random(f"{kind} {around}"))))
            if replaced(text):
                held += 1
                assert may_hold(canonical(text)), text
    assert held > 25


@pytest.mark.parametrize("pattern", PATTERNS, ids=[f"{at} {found.label}" for at, found in enumerate(PATTERNS)])
def test_whatever_a_pattern_matches_raises_a_suspicion(pattern: Pattern) -> None:
    @settings(max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(pattern.regex))
    def holds(text: str) -> None:
        if REDACTOR.fresh().text(text) != text or replaced(text, (pattern,)):
            assert may_hold(canonical(text))

    holds()


@pytest.mark.parametrize(
    "text",
    ["card ٤١١١ ١١١١ ١١١١ ١١١١", "TO\u212aEN = abcdef123", "pa\u017fsword: 'hunter22'", "split \ud83d", "a\x08b"],
)
def test_letters_and_digits_of_other_scripts_raise_a_suspicion(text: str) -> None:
    assert may_hold(canonical(text))


def test_names_of_secrets_are_seen_as_keys_too() -> None:
    assert may_hold(canonical({"headers": {"apiKey": "plain words"}}))
    assert not may_hold(canonical({"headers": {"monkey": "plain words", "tokens": 3}}))


def test_an_ordinary_turn_is_passed_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[str] = []
    search = Redactor._pass

    def noted(redactor: Redactor, text: str) -> str:
        searched.append(text)
        return search(redactor, text)

    monkeypatch.setattr(Redactor, "_pass", noted)
    with UsageLog.open(tmp_path / "data", clock=made.noon) as log:
        log.record("finished", made.turn())
        assert (log.not_recorded, searched) == (0, [])
        log.record("finished", made.turn("write to jane.doe@example.org"))
    assert searched
    assert all("jane.doe@example.org" in text or "«email:" in text for text in searched)
