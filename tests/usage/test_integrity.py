"""The quick spelling of content is the canonical one, and a row's hash is what it always was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.models.base import Message
from assistant.usage import rows
from assistant.usage.integrity import canonical, row_hash, spelled
from assistant.usage.redaction import Redactor
from tests.usage import made

PLAIN = st.one_of(st.just(0.0), st.floats(1e-4, 1e15), st.floats(-1e15, -1e-4))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | PLAIN | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None, database=None)
@given(JSON)
def test_what_is_spelled_quickly_is_spelled_alike(value: object) -> None:
    assert spelled(value) == canonical(value)


@pytest.mark.parametrize("value", ["split \ud83d", 2**70, {1: "a name that is no text"}, ("a", ["b"])])
def test_what_the_quick_way_cannot_hold_is_spelled_the_other_way(value: object) -> None:
    assert spelled(value) == canonical(value)


@pytest.mark.parametrize("number", [1e-5, 0.25, 3e16, -0.0, 0.0001, 1e-300])
def test_the_hash_of_a_row_is_over_its_canonical_spelling_whatever_its_numbers(number: float) -> None:
    row, part = {"id": "1", "cost_usd": number, "gone": None, "row_hash": "x"}, {"rank": 1, "score": number}
    body = canonical([{"id": "1", "cost_usd": number}, [part]])
    assert row_hash(row, [part]) == hashlib.sha256(body.encode("utf-8")).hexdigest()


def test_a_row_with_a_number_that_json_does_not_know_has_no_hash() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        row_hash({"score": float("nan")})


def test_a_reply_that_the_next_call_sends_is_written_down_once(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[object] = []
    encoded = Redactor.encoded

    def noted(redactor: Redactor, value: object, spell: Callable[[object], str] = canonical) -> str:
        written.append(value)
        return encoded(redactor, value, spell)

    monkeypatch.setattr(Redactor, "encoded", noted)
    first = made.call()
    replied = Message("assistant", first.reply.text, first.reply.calls)
    second = replace(first, messages=(*first.messages, replied), reply=replace(first.reply, text="Done.", calls=()))
    made_of = rows.rows_of(replace(made.turn(), calls=(first, second)), Redactor(b"k" * 32))
    bodies = [json.loads(body) for _, role, body in made_of.messages.values() if role == "assistant"]
    assert [said["text"] for said in bodies] == ["", "Here it is.", "Done."]
    assert [said.get("text") for said in written if isinstance(said, dict) and said.get("role") == "assistant"] == [
        "",
        "Here it is.",
        "Done.",
    ]


def test_words_beside_the_same_calls_are_not_taken_for_the_same_reply() -> None:
    first = made.call()
    second = replace(first, reply=replace(first.reply, text="Here is another."))
    made_of = rows.rows_of(replace(made.turn(), calls=(first, second)), Redactor(b"k" * 32))
    said = {json.loads(body)["text"] for _, role, body in made_of.messages.values() if role == "assistant"}
    assert said == {"", "Here it is.", "Here is another."}
