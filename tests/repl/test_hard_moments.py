"""What people do to a terminal: paste too much, stop at bad moments, kill it, resize it, open it twice."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.usage.log import UsageLog
from tests.repl.on_terminal import CTRL_C, CTRL_D, CTRL_R, ENTER, OnTerminal

FORTY = "\n".join(f"line-{number}" for number in range(1, 41))
Start = Callable[..., OnTerminal]
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


@pytest.fixture
def start(own_home: Path) -> Iterator[Start]:
    sessions: list[OnTerminal] = []

    def begin(*args: str, **options: object) -> OnTerminal:
        sessions.append(OnTerminal(own_home, *(args or ("chat",)), **options))  # type: ignore[arg-type]
        return sessions[-1]

    yield begin
    for session in sessions:
        session.close()


def texts(home: Path) -> list[str | None]:
    with UsageLog.open(home) as log:
        return [turn.text for turn in log.turns(50)]


def leave(session: OnTerminal) -> None:
    session.type(CTRL_D)
    assert session.end() == 0
    assert "Traceback" not in session.seen


def test_forty_pasted_lines_are_shown_as_one_mark_and_sent_as_one_message(start: Start, own_home: Path) -> None:
    session = start()
    session.expect(">")
    session.paste(FORTY)
    shown = session.expect("[pasted 40 lines]")
    assert "line-20" not in shown
    session.type(" and one more" + ENTER)
    session.expect("You said 40 lines")
    session.expect("answered")
    leave(session)
    assert texts(own_home) == [f"{FORTY} and one more"]


@pytest.mark.parametrize("marked", [True, False], ids=["marked as a paste", "by a terminal that marks none"])
def test_a_paste_while_a_reply_is_running_is_one_message_afterwards(start: Start, own_home: Path, marked: bool) -> None:
    session = start()
    session.expect(">")
    session.say("slowly")
    session.expect("Step 3.")
    if marked:
        session.paste(FORTY)
        session.type(ENTER)
    else:
        session.type(FORTY.replace("\n", "\r") + ENTER)
    session.expect("Step 40.")
    session.expect("You said 40 lines")
    session.expect("answered")
    leave(session)
    assert texts(own_home) == ["slowly", FORTY]


def test_a_paste_too_large_for_a_terminals_own_buffer_is_whole(start: Start, own_home: Path) -> None:
    many = "\n".join(f"line-{number} {'x' * 60}" for number in range(1, 301))
    session = start()
    session.expect(">")
    session.say("slowly")
    session.expect("Step 3.")
    session.paste(many)
    session.type(ENTER)
    session.expect("You said 300 lines")
    session.expect("answered")
    leave(session)
    assert texts(own_home)[1] == many


def test_lines_that_arrive_together_on_a_dumb_terminal_are_one_message(start: Start, own_home: Path) -> None:
    session = start(term="dumb")
    session.expect(">")
    session.type(FORTY.replace("\n", "\r") + ENTER)
    session.expect("You said 40 lines")
    session.expect("answered")
    assert "\x1b" not in session.seen
    leave(session)
    assert "\x1b" not in session.seen
    assert texts(own_home) == [FORTY]


def test_ctrl_c_at_five_moments_never_ends_the_conversation(start: Start, own_home: Path, tmp_path: Path) -> None:
    waiting = tmp_path / "waiting.py"
    waiting.write_text(
        "import signal, sys, time\n"
        "signal.signal(signal.SIGINT, lambda *_: sys.exit(1))\n"
        "sys.stdout.write('the editor waits')\nsys.stdout.flush()\ntime.sleep(600)\n",
        encoding="utf-8",
    )
    session = start(model="offline", environ={"EDITOR": f"{sys.executable} {waiting}"})
    session.expect(">")
    session.type(CTRL_C)  # 1 at an empty prompt
    session.expect("Ctrl-D or /quit leaves.")
    session.expect(">")
    session.type("half a line" + CTRL_C)  # 2 in a half-written line
    session.say("Support bot for our returns policy; two engineers, eight weeks")
    session.expect("searching the notes")
    session.type(CTRL_C)  # 3 while it searches, indexes or drafts
    session.expect("stopped")
    session.say("/retry")
    session.expect("— complete")
    session.say("/model tests.repl.scripted_session:model")
    session.expect("from the next message on")
    session.say("endless")
    session.expect("Line 2 of an endless reply.")
    session.type(CTRL_C)  # 4 in the middle of a reply
    session.expect("stopped; kept as turn ")
    session.say("/edit 1")
    session.expect("the editor waits")
    session.type(CTRL_C)  # 5 in the editor
    session.expect(">")
    session.say("still here with line-1")
    session.expect("You said 1 lines")
    session.expect("answered")
    leave(session)
    with UsageLog.open(own_home) as log:
        turns = log.turns(50)
    assert "half a line" not in "".join(turn.text or "" for turn in turns)
    endless = next(turn for turn in turns if turn.text == "endless")
    assert endless.status == "interrupted"
    assert (endless.answer or "").startswith("Line 0 of an endless reply.")


def test_a_killed_process_resumes_where_it_was(start: Start, own_home: Path) -> None:
    session = start(model="offline")
    session.expect(">")
    session.say("Support bot for our returns policy; two engineers, eight weeks")
    session.expect("— complete")
    session.say("rename stage 1 to First light")
    session.expect("Apply this? y or n")
    session.say("y")
    session.expect("kept on this machine: edit")
    session.say("/model tests.repl.scripted_session:model")
    session.expect("from the next message on")
    session.say("endless")
    session.expect("Line 2 of an endless reply.")
    session.kill()
    again = start("chat", "-c")
    again.expect("revision 2")
    again.expect("your last message got no answer: “endless”. /retry sends it again")
    again.say("/show table")
    again.expect("First light")
    again.say("how many line-1")
    again.expect("You said 1 lines")
    again.expect("answered")
    leave(again)


def test_a_polite_kill_leaves_the_resume_line_and_the_turn(start: Start, own_home: Path) -> None:
    import os
    import signal

    session = start()
    session.expect(">")
    session.say("endless")
    session.expect("Line 2 of an endless reply.")
    os.kill(session.pid, signal.SIGTERM)
    session.expect("resume with: assistant chat --resume ")
    assert session.end() == 130
    with UsageLog.open(own_home) as log:
        assert log.turn("last").status == "interrupted"


def test_a_resized_window_takes_what_is_typed(start: Start, own_home: Path) -> None:
    session = start()
    session.expect(">")
    session.type("line-1 typed in a wide window ")
    session.resize(10, 30)
    session.type("and in a narrow one")
    session.resize(40, 120)
    session.say("")
    session.expect("You said 1 lines")
    session.expect("answered")
    leave(session)
    assert texts(own_home) == ["line-1 typed in a wide window and in a narrow one"]


def test_two_at_once_keep_their_own_sessions(start: Start, own_home: Path) -> None:
    one, other = start(), start()
    for session in (one, other):
        session.expect(">")
    one.say("line-1 of one")
    other.say("line-1 of the other")
    for session in (one, other):
        session.expect("answered")
    one.say("line-1 again")
    one.expect("messages so far: 3")
    one.expect("answered")
    leave(one)
    leave(other)
    with UsageLog.open(own_home) as log:
        assert sorted(len(log.turns(session=name)) for name in {turn.session for turn in log.turns(50)}) == [1, 2]
        assert log.verify() == []


def test_an_unknown_command_gets_its_nearest_match_and_reaches_no_model(start: Start, own_home: Path) -> None:
    session = start()
    session.expect(">")
    session.say("/acept")
    session.expect("Did you mean /accept?")
    leave(session)
    assert texts(own_home) == []


def test_a_reply_of_a_megabyte_arrives_whole_and_the_prompt_comes_back(start: Start, own_home: Path) -> None:
    session = start()
    session.expect(">")
    session.say("megabyte")
    session.expect("the last line")
    session.expect("answered")
    session.say("line-1")
    session.expect("You said 1 lines")
    session.expect("answered")
    leave(session)
    with UsageLog.open(own_home) as log:
        assert len(log.turns()[0].answer or "") > 900_000


def test_what_was_typed_is_found_again_and_tab_completes(start: Start, own_home: Path) -> None:
    session = start()
    session.expect(">")
    session.say("line-1 to be found")
    session.expect("answered")
    session.expect(">")
    session.type(CTRL_R + "be fou" + ENTER)  # takes what was found
    session.say("")
    session.expect("messages so far: 3")
    session.expect("answered")
    session.type("/sou\t" + ENTER)
    session.expect("The last answer holds no plan")
    leave(session)
    assert texts(own_home) == ["line-1 to be found"] * 2


def test_no_known_sequence_reaches_the_terminal(start: Start) -> None:
    plain = start(term="dumb")
    plain.expect(">")
    plain.say("sequences")
    plain.expect("answered")
    leave(plain)
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", plain.seen)
    assert plain.seen.count("after") >= 40


def test_colour_is_our_own_and_nothing_else(start: Start) -> None:
    full = start(environ={"NO_COLOR": ""})
    full.expect(">")
    full.say("sequences")
    full.expect("answered")
    leave(full)
    escapes = set(ESCAPES.findall(full.seen))
    assert not {code for code in escapes if code.endswith(("n", "c", "t"))}, "nothing asks the terminal to answer"
    assert "\x1b]" not in full.seen
    assert "\x1b_" not in full.seen
    assert "\x1bc" not in full.seen, "nothing resets the terminal"
    assert "\x1b[2J" not in full.seen, "nothing clears what stands there"
    assert not re.search(r"[\x80-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", full.seen)
    assert "?1049h" not in full.seen
    assert "?1003h" not in full.seen
