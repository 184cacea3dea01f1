"""The quick look over a whole part never passes what the search of its strings would have replaced."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.usage import pieces, planted
from assistant.usage.expressions import Pattern
from assistant.usage.integrity import canonical
from assistant.usage.log import UsageLog
from assistant.usage.patterns import PATTERNS
from assistant.usage.pieces import Pieces
from assistant.usage.redaction import Redactor
from assistant.usage.screening import may_hold
from tests.usage import made

REDACTOR = Redactor(b"k" * 32)
AROUND = ("{}", "first\r\n{}\tlast", "a\\n{}", "{{'a': '{}'}}", "it is {}.", *planted.WRAPPINGS.values())
QUOTED = (str, repr, canonical, lambda text: canonical({"a": [text]}), lambda text: canonical(canonical(text)))


def pass_alone(text: str) -> Pieces:
    """What remembers every piece of the text that raises no suspicion by itself."""
    seen = Pieces()
    for piece in re.split(r'\\?"}?,{?\\?"', canonical(text)):
        for around in (piece, f'","{piece}","', f'\\","{piece}\\","', f'\\",\\"{piece}\\",\\"'):
            seen.may_hold(around)
    return seen


def interrupted(text: str, seed: str) -> str:
    """The text with the place where one string ends and another begins, thrown in."""
    chance = random.Random(f"{seed} {text!r}")
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(('","', '"},{"')) + text[at:]


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


@pytest.mark.parametrize("kind", planted.KINDS)
def test_what_passed_before_hides_no_secret_that_stands_beside_it(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LONG", 0)
    held = 0
    for around in AROUND:
        for quoted in QUOTED:
            text = quoted(around.format(planted.plant(kind, random.Random(f"{kind} {around}"))))
            for broken in (text, *(interrupted(text, str(seed)) for seed in range(4))):
                if replaced(broken):
                    held += 1
                    assert pass_alone(broken).may_hold(canonical(broken)), broken
    assert held > 25


@pytest.mark.parametrize("pattern", PATTERNS, ids=[f"{at} {found.label}" for at, found in enumerate(PATTERNS)])
def test_whatever_a_pattern_matches_raises_a_suspicion(pattern: Pattern, monkeypatch: pytest.MonkeyPatch) -> None:
    @settings(max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(pattern.regex))
    def holds(text: str) -> None:
        if REDACTOR.fresh().text(text) != text or replaced(text, (pattern,)):
            assert may_hold(canonical(text))
            assert pass_alone(text).may_hold(canonical(text))
        if text and replaced(broken := interrupted(text, "") + "."):
            assert pass_alone(broken).may_hold(canonical(broken))

    monkeypatch.setattr(pieces, "LONG", 0)
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


def test_random_ids_and_hashes_raise_none() -> None:
    assert not may_hold(canonical("01a209b5-93ee-70d7-ba59-de84ba94f046"))
    assert not may_hold(canonical(["00303614313d489ec26d938e7ded5ba2957cf04a", "dda2ee3a"]))


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


@pytest.mark.parametrize("quoted", [canonical, lambda value: canonical(canonical(value))])
def test_only_what_is_new_is_looked_at(quoted: Callable[[object], str], monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def noted(encoded: str) -> bool:
        looked.append(encoded)
        return may_hold(encoded)

    monkeypatch.setattr(pieces, "may_hold", noted)
    seen, texts = Pieces(), [f"sentence {number} of a long plan, as it was" for number in range(100)]
    assert not seen.may_hold(quoted(texts))
    assert all(text in looked[0] for text in texts)
    assert seen.may_hold(quoted([*texts[:50], "write to jane@example.org", *texts[50:]]))
    assert "jane@example.org" in looked[1]
    assert not any(texts[0] in encoded for encoded in looked[1:])
    assert seen.may_hold(quoted([*texts[:50], "write to jane@example.org", *texts[50:]]))


def test_a_process_that_saw_much_forgets_and_looks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "REMEMBERED", 1_000)
    seen = Pieces()
    for number in range(200):
        assert not seen.may_hold(canonical([f"sentence {number} of a long plan"]))
        assert sum(map(len, seen._clean)) <= 1_000
    assert seen.may_hold(canonical(["write to jane@example.org"]))


def test_a_name_with_test_in_it_raises_no_suspicion_where_a_payment_key_does() -> None:
    assert not may_hold(canonical({"id": "back_test_gain_over_last_year", "then": "go_live_date"}))
    assert all(
        may_hold(canonical(f"{kind}_{mode}_a1b2c3d4e5")) for kind in ("sk", "rk", "pk") for mode in ("live", "test")
    )


def test_a_plan_that_calls_something_dearer_or_nearer_raises_no_suspicion_where_a_bearer_does() -> None:
    assert not may_hold(canonical("A dearer one, nearer than 12 months, and a much clearer reader"))
    assert all(may_hold(canonical(f"{word} 6f1e2d3c4b5a69788796")) for word in ("bearer", "Bearer", "BEARER"))
    assert all(may_hold(canonical({f"{word}orization": "Basic abc"})) for word in ("auth", "Auth", "AUTH"))


def test_a_number_with_a_fraction_is_no_card() -> None:
    assert not may_hold(canonical({"maximum": 1_000_000_000_000.0, "minimum": 0.0}))
    assert not may_hold(canonical({"maximum": 4_111_111_111_111_111.5}))
    assert may_hold(canonical({"paid with": 4_111_111_111_111_111, "on": "Monday"}))
    assert may_hold(canonical("I paid with 4111111111111111. Monday"))


def test_a_quoted_password_is_seen_though_what_ends_a_string_stands_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LONG", 0)
    for text in ('kennwort is\r\'"},{"p30p"x\'.', "the password is '\",\"horse 7'."):
        assert replaced(text)
        assert pass_alone(text).may_hold(canonical(text))
