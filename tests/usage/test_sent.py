"""What a call was sent can be read to the letter, and what it was told of a forgotten turn is gone with that turn."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.agent import prompts
from assistant.agent.turn import Turn
from assistant.models.base import Message, Tokens
from assistant.usage.backup import backup
from assistant.usage.log import UsageLog
from assistant.usage.sent import FORGOTTEN
from tests.usage import made

SECRET_PLACE = "the bakery behind the old harbour"
TOLD = (Message("user", f"A bot for {SECRET_PLACE}"), Message("assistant", f"I planned a bot for {SECRET_PLACE}."))


@pytest.fixture
def log(tmp_path: Path) -> Iterator[UsageLog]:
    with UsageLog.open(tmp_path / "data", clock=made.noon) as opened:
        yield opened


def after(told: tuple[Message, ...], text: str = "Make it cheaper") -> Turn:
    """A turn whose call was told of earlier turns."""
    call = replace(made.call(text), messages=(*told, *made.call(text).messages), earlier=len(told))
    return replace(made.turn(text), calls=(call,))


def first(log: UsageLog) -> Turn:
    turn = replace(made.turn(TOLD[0].text), status="answered", plan=None, calls=())
    log.record("finished", turn)
    return turn


def bytes_below(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_earlier_turns_stand_before_the_turns_own_messages(log: UsageLog) -> None:
    first(log)
    log.record("finished", after(TOLD))
    (call,) = log.turn().calls
    assert [(said["role"], said["text"]) for said in call.earlier] == [(said.role, said.text) for said in TOLD]
    assert call.messages[0]["text"] == "Make it cheaper"
    assert log.verify() == []


def test_each_call_keeps_the_reply_it_was_given(log: UsageLog) -> None:
    turn = made.turn()
    (asked,) = turn.calls
    said = [f"Step {number}." for number in range(40)]
    calls = tuple(replace(asked, reply=replace(asked.reply, text=text)) for text in said)
    log.record("finished", replace(turn, calls=calls))
    assert [(call.reply or {})["text"] for call in log.turn().calls] == said


def test_what_many_calls_were_told_is_kept_once(log: UsageLog) -> None:
    first(log)
    for number in range(5):
        log.record("finished", after(TOLD, f"Cheaper, {number}"))
    rows = log.store.read(lambda db: db.execute("SELECT COUNT(*), COUNT(DISTINCT turn) FROM told").fetchone())
    assert rows == (2, 1)


def test_forgetting_a_turn_takes_it_out_of_what_later_calls_were_told(log: UsageLog) -> None:
    gone = first(log)
    log.record("finished", after(TOLD))
    log.forget(gone.id)
    kept = backup(log)
    assert SECRET_PLACE.encode() not in bytes_below(log.home)
    assert kept.exists()
    assert log.turn().calls[0].earlier == (FORGOTTEN, FORGOTTEN)
    assert (log.turn().sound, log.verify()) == (True, [])


def test_a_chat_that_still_remembers_a_forgotten_turn_does_not_bring_it_back(log: UsageLog) -> None:
    log.forget(first(log).id)
    log.record("finished", after(TOLD))
    assert SECRET_PLACE.encode() not in bytes_below(log.home)
    assert log.turn().calls[0].earlier == (FORGOTTEN, FORGOTTEN)


def test_what_was_said_without_consent_is_not_kept_by_way_of_a_later_turn(log: UsageLog) -> None:
    log.set_consent("none")
    first(log)
    log.set_consent("local_log")
    log.record("finished", after(TOLD))
    assert SECRET_PLACE.encode() not in bytes_below(log.home)


def test_what_was_said_without_consent_is_kept_in_no_field_of_a_later_turn_of_the_chat(log: UsageLog) -> None:
    log.set_consent("none", session="s1")
    first(log)
    log.set_consent("training", session="s1")
    told = f"The plan is still for {SECRET_PLACE}."
    plan = made.plan(brief=told)
    reply = replace(made.call().reply, text=told)
    turn = replace(after(TOLD), plan=plan, answer=told, variables={"today": told}, error=told)
    log.record("started", made.begun(turn))
    log.record("finished", replace(turn, calls=tuple(replace(call, reply=reply) for call in turn.calls)))
    log.feedback(turn.id, kind="edit", edited_plan=made.plan(brief=told))
    assert SECRET_PLACE.encode() not in bytes_below(log.home)
    assert (log.turn().consent, log.consent("s1").level) == ("none", "training")
    assert (log.turn().tokens.output, log.verify()) == (50, [])
    log.record("finished", made.turn("Another chat", session="s2"))
    assert log.turn().text == "Another chat"


def test_an_earlier_turn_keeps_its_consent_when_some_of_the_chat_was_said_without(log: UsageLog) -> None:
    log.set_consent("training", session="s1")
    before = first(log)
    log.set_consent("none", session="s1")
    log.record("finished", after(TOLD, "Quietly now"))
    log.set_consent("training", session="s1")
    assert (log.turn(before.id).consent, log.turn(before.id).text) == ("training", TOLD[0].text)
    assert log.consent("s1").level == "training"


def test_a_changed_word_of_what_was_told_is_noticed(log: UsageLog) -> None:
    first(log)
    log.record("finished", after(TOLD))
    log.close()
    with closing(sqlite3.connect(log.home / "usage.sqlite3")) as db, db:
        db.execute("UPDATE told SET body = replace(body, 'harbour', 'airport')")
    assert len([fault for fault in log.verify() if fault.startswith("told ")]) == 2


def test_smashed_words_of_an_earlier_turn_keep_no_turn_from_being_read(log: UsageLog) -> None:
    first(log)
    log.record("finished", after(TOLD))
    log.close()
    with closing(sqlite3.connect(log.home / "usage.sqlite3")) as db, db:
        db.execute("UPDATE told SET body = '{\"text\": broken' WHERE role = 'user'")
        db.execute("UPDATE templates SET variables = 'no list'")
    assert log.turn().calls[0].earlier[0] == FORGOTTEN
    assert log.verify() != []


def test_prompts_and_reasoning_are_kept_with_the_turn(log: UsageLog) -> None:
    shipped = prompts.load()
    reply = replace(made.call().reply, tokens=Tokens(100, 20, 5, 50, 30))
    turn = replace(
        made.turn(),
        prompts={name: prompt.fingerprint for name, prompt in shipped.items()},
        templates=tuple(shipped.values()),
        calls=(replace(made.call(), reply=reply), made.call()),
    )
    log.record("finished", turn)
    log.record("finished", replace(made.turn("again"), templates=turn.templates, prompts=turn.prompts))
    stored = log.turn(turn.id)
    assert {template.name: template.body for template in stored.templates} == {
        name: prompt.body for name, prompt in shipped.items()
    }
    assert [call.tokens.reasoning for call in stored.calls] == [30, None]
    assert (stored.tokens.reasoning, stored.tokens.total) == (30, 350)
    count = log.store.read(lambda db: db.execute("SELECT COUNT(*) FROM templates").fetchone()[0])
    assert count == len(shipped)
    assert log.verify() == []
