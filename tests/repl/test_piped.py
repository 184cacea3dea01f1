"""A conversation over a pipe: each line is a message, slash commands work, and everything is kept in one session."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic_core import from_json

from assistant.cli.tree import root
from assistant.knowledge import roots
from assistant.usage.log import UsageLog
from tests.repl.conftest import Chat
from tests.usage import made


def test_each_line_is_a_message_of_one_session(chat: Chat, own_home: Path) -> None:
    result = chat("hello", "", "line-2", "exit", "never sent")
    assert result.exit_code == 0
    assert "messages so far: 1.\n\nMore to follow.\n" in result.stdout
    assert "messages so far: 3." in result.stdout
    assert "searching the notes" in result.stderr
    assert "searching" not in result.stdout
    with UsageLog.open(own_home) as log:
        turns = log.turns()
    assert [turn.text for turn in turns] == ["hello", "line-2"]
    assert len({turn.session for turn in turns}) == 1
    assert result.stderr.splitlines()[-1] == f"resume with: assistant chat --resume {turns[0].session}"


def test_the_first_line_counts_the_notes_that_were_added(chat: Chat, own_home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("A note.\n")
    roots.add(own_home, [tmp_path / "a.md"])
    assert "notes: corpus + 1 place of yours · session" in chat("").stderr
    (own_home / roots.FILE).write_text("{")
    assert "notes: corpus (the list of yours cannot be read: assistant notes list)" in chat("").stderr


def test_a_session_that_could_not_be_recorded_is_not_offered_again(
    chat: Chat, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with UsageLog.open(own_home) as log:
        log.record("finished", made.turn())
    plain = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK and plain(path, mode))
    result = chat("hello")
    assert "messages so far: 1." in result.stdout
    assert result.stderr.count("not recorded: the log is read-only") == 1
    assert "resume with" not in result.stderr


def test_a_session_can_be_resumed_by_the_printed_line(chat: Chat, own_home: Path) -> None:
    first = chat("hello")
    session = first.stderr.split()[-1]
    for args in (("--resume", session), ("-c",)):
        again = chat("and more", args=args)
        assert again.exit_code == 0
        assert again.stderr.split()[-1] == session
    assert "messages so far: 5." in again.stdout
    with UsageLog.open(own_home) as log:
        assert len(log.turns(session=session)) == 3


def test_resuming_what_is_not_there_is_one_sentence(chat: Chat) -> None:
    result = chat("hello", args=("--resume", "ffffffff"))
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


def test_a_session_that_kept_nothing_cannot_be_resumed(chat: Chat) -> None:
    first = chat("/consent none", "hello")
    result = chat("hello", args=("--resume", first.stderr.split()[-1]))
    assert result.exit_code == 2
    assert "kept no words" in result.stderr


def test_feedback_is_kept_and_said_in_one_line(chat: Chat, own_home: Path) -> None:
    result = chat("hello", "/bad too vague\x1b[2J", "/accept")
    with UsageLog.open(own_home) as log:
        turn = log.turn("last")
    assert [(entry.kind, entry.comment, entry.stands) for entry in turn.feedback][-1][0] == "accept"
    assert "too vague" in turn.feedback[0].comment
    kept = [line for line in result.stderr.splitlines() if line.startswith("kept on this machine")]
    assert [line.split(":")[1].split()[0] for line in kept] == ["bad", "accept"]
    assert all(turn.id[:13] in line for line in kept)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/hlep", "Did you mean /help?"),
        ("/acept", "Did you mean /accept?"),
        ("/exit", "Did you mean /quit?"),
        ("/xyzzy", "See /help"),
        ("/", "See /help"),
        ("/bad", "Say what was bad"),
        ("/accept", "no answer yet"),
        ("/plan", "no answer yet"),
        ("/why", "no answer yet"),
        ("/save plan.md", "no answer yet"),
        ("/consent all", "local_log"),
    ],
)
def test_a_command_that_cannot_be_done_says_why_and_reaches_no_model(
    chat: Chat, own_home: Path, line: str, says: str
) -> None:
    result = chat(line)
    assert says in result.stderr.splitlines()[-1]
    assert result.exit_code == 2
    with UsageLog.open(own_home) as log:
        assert log.turns() == []


def test_help_names_every_command(chat: Chat) -> None:
    result = chat("/help")
    for name in ("help", "plan", "accept", "bad", "save", "why", "model", "cost", "consent", "quit"):
        assert f"/{name} " in result.stderr
    assert result.exit_code == 0


def test_two_slashes_send_one(chat: Chat, own_home: Path) -> None:
    assert chat("//help me with line-1", "/quit", "unsent").exit_code == 0
    with UsageLog.open(own_home) as log:
        assert [turn.text for turn in log.turns()] == ["/help me with line-1"]


def test_why_shows_the_passages(chat: Chat) -> None:
    result = chat("when does fine-tuning of a language model pay off", "/why")
    assert "found, not quoted" in result.stdout
    assert " › " in result.stdout


def test_cost_model_and_consent_answer(chat: Chat, own_home: Path) -> None:
    result = chat("hello", "/cost", "/model", "/consent evals", "/model offline")
    lines = result.stderr.splitlines()
    assert "1 turns, $0.0000" in lines
    assert "model tests.repl.scripted_session:model" in lines
    assert any(line.startswith("evals: ") for line in lines)
    assert "model offline from the next message on" in lines
    with UsageLog.open(own_home) as log:
        assert log.consent(log.turn("last").session).level == "evals"
        assert log.consent().level == "local_log"


def test_what_rests_on_estimated_tokens_is_marked_in_every_bill(chat: Chat) -> None:
    counted = chat("hello", "/cost")
    assert "estimated" not in counted.stdout + counted.stderr
    guessed = chat("uncounted hello", "hello", "/cost")
    shown = [line for line in guessed.stdout.splitlines() if line.endswith(("$0.0000", "$0.0000 (estimated)"))]
    assert [line.endswith("(estimated)") for line in shown] == [True, False]
    said = guessed.stderr.splitlines()
    assert "2 turns, $0.0000 (estimated)" in said
    assert "today $0.0000 (estimated)" in said
    assert any(line.startswith("— answered") and "15 tokens (estimated) · $0.0000 (estimated)" in line for line in said)


def test_a_failing_provider_is_one_line_and_the_conversation_goes_on(chat: Chat) -> None:
    result = chat("please fail", "hello")
    assert "The provider is overloaded" in result.stderr
    assert "You said 0 lines" in result.stdout
    assert result.exit_code == 4


def test_a_model_that_cannot_be_opened_is_one_line(chat: Chat) -> None:
    result = chat("hello", model="cluade")
    assert result.exit_code == 2
    assert "cluade" in result.stderr
    assert "Traceback" not in result.output


def test_what_a_model_says_cannot_drive_the_terminal(chat: Chat) -> None:
    result = chat("attack")
    assert "safe and [bold]sound[/].\n\n```\nkept\n\ntogether\n" in result.stdout
    assert "\x1b" not in result.output


def test_a_turn_that_is_not_recorded_is_said_once(chat: Chat, own_home: Path) -> None:
    own_home.mkdir(parents=True)
    (own_home / "usage.sqlite3").mkdir()
    result = chat("hello", "again")
    assert result.exit_code == 0
    assert result.stdout.count("You said") == 2
    assert "not recorded:" in result.stderr


def test_bytes_that_are_no_text_are_refused_and_the_next_line_is_read(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_MODEL", "tests.repl.scripted_session:model")
    result = CliRunner().invoke(root, ["chat"], input=b"caf\xe9\nhello\n")
    assert "UTF-8" in result.stderr
    assert "You said" in result.stdout
    assert result.exit_code == 2


def test_a_conversation_over_a_pipe_can_be_one_document(chat: Chat) -> None:
    result = chat("hello", "/bad", "line-1", args=("--json",))
    document = from_json(result.stdout)
    assert result.exit_code == 2
    assert document["error"]["message"] == "Say what was bad"
    assert [turn["text"] for turn in document["turns"]] == ["hello", "line-1"]
    assert "You said 1 lines" in document["turns"][1]["answer"]
    refused = chat("hello", args=("--json", "--resume", "ffffffff"))
    assert set(from_json(refused.stdout)) == {"error"}


def test_what_was_said_without_consent_stays_unkept_until_a_new_chat(chat: Chat, own_home: Path) -> None:
    said = "/plan a bot that reads the tide tables of Crowharbour aloud to eleven boat owners"
    result = chat(
        "/consent none", said, "/consent local_log", "shorten it", "/clear", "/consent local_log", "good morning"
    )
    assert result.stderr.count("nothing more of it is kept. Begin anew: /clear") == 1
    kept = b"".join(path.read_bytes() for path in own_home.rglob("*") if path.is_file())
    assert b"crowharbour" not in kept.lower()
    with UsageLog.open(own_home) as log:
        assert [turn.text for turn in log.turns()][-1] == "good morning"
