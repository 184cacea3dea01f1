"""The first session as it should be, key by key on a real terminal: from nothing to an accepted plan, and back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic_core import from_json

from assistant.usage.log import UsageLog
from tests.repl.on_terminal import CTRL_C, CTRL_D, ROOT, OnTerminal

KEY = "sk-ant-api03-" + "k" * 40
BRIEF_LINES = ["Support bot for our returns policy; two engineers, eight weeks.", *[
    f"Remark {number}: customers write by mail and chat." for number in range(2, 41)
]]  # fmt: skip


@pytest.fixture
def opened(own_home: Path, tmp_path: Path) -> Iterator[list[OnTerminal]]:
    sessions: list[OnTerminal] = []
    yield sessions
    for session in sessions:
        session.close()


def editor(tmp_path: Path) -> str:
    """An editor that moves the stage it is given to the front."""
    script = tmp_path / "editor.py"
    script.write_text(
        "import json, pathlib, sys\n"
        "file = pathlib.Path(sys.argv[1])\n"
        "body = json.loads(file.read_text()) | {'position': 1}\n"
        "file.write_text(json.dumps(body))\n",
        encoding="utf-8",
    )
    return f"{sys.executable} {script}"


def test_the_fifteen_steps(own_home: Path, tmp_path: Path, opened: list[OnTerminal]) -> None:
    def start(*args: str, model: str = "offline") -> OnTerminal:
        opened.append(OnTerminal(own_home, *args, model=model, environ={"EDITOR": editor(tmp_path)}))
        return opened[-1]

    # 1 without a key and without a command: a chat, offline, and no stack trace
    first = start()
    first.expect("model offline")
    first.expect("/help")
    first.type(CTRL_D)
    assert first.end() == 0

    # 2 what is set up
    doctor = start("doctor")
    doctor.expect("Nothing stands in the way.")
    assert doctor.end() == 0

    # 3 a key, asked for unseen
    keys = start("keys", "set", "anthropic")
    keys.expect("(not shown)")
    keys.say(KEY)
    assert keys.end() == 0
    assert KEY not in keys.seen

    # 4 one status line, and the key that was found spends nothing
    chat = start("chat")
    chat.expect("notes: corpus · session ")
    chat.expect("$0.00")

    # 5 a brief of forty lines, pasted: one mark, one message
    chat.expect(">")
    chat.paste("\n".join(BRIEF_LINES))
    chat.expect("[pasted 40 lines]")
    chat.say("")

    # 7 progress, then the plan block by block
    chat.expect("searching the notes")
    chat.expect("checking order, gates, costs and citations")
    chat.expect("The answer, for your boss")
    chat.expect("Stages and gates")

    # 6 at most three questions with their defaults; answers by number
    questions = chat.expect("Sources").rpartition("Questions (default taken)")[2]
    assert 1 <= questions.count("Moves:") <= 3
    chat.expect("— complete")
    chat.say("1 no")
    chat.expect("would change:")
    chat.expect("Apply this? y or n")
    chat.say("n")
    chat.expect("Not applied")

    # 8 Ctrl-C stops a reply and keeps it; /retry asks again
    chat.say("/model tests.repl.scripted_session:model")
    chat.expect("from the next message on")
    chat.say("endless")
    chat.expect("Line 1 of an endless reply.")
    chat.type(CTRL_C)
    chat.expect("stopped; kept as turn ")
    chat.say("/retry shorter")
    chat.expect("Line 1 of an endless reply.")
    chat.type(CTRL_C)
    chat.expect("stopped; kept as turn ")
    chat.say("/model offline")
    chat.expect("model offline from the next message on")

    # 9 why, from where, and when
    chat.say("/why 4")
    chat.expect("opens if: ")
    chat.say("/sources")
    chat.expect("[order-of-operations]")
    chat.say("/show gantt")
    chat.expect("waits for its gate")

    # 10 an edit that breaks the order is refused with its rule; one that does not is applied, shown and taken back
    chat.say("/edit 5")
    chat.expect("refused: PF101")
    chat.say("rename stage 1 to First light")
    chat.expect("Apply this? y or n")
    chat.say("y")
    chat.expect("applied: revision 2")
    chat.expect("kept on this machine: edit")
    chat.expect("y or n (Enter means no)")
    chat.say("")
    chat.expect("kept: local_log")
    chat.say("/diff")
    chat.expect("First light")
    chat.say("/undo")
    chat.expect("undone")

    # 11 feedback: where it is, how to see it, how to delete it; the question about use comes once
    chat.say("/accept")
    chat.expect("See it: assistant usage show ")
    told = chat.expect("assistant usage forget ")
    assert "Enter means no" not in told

    # 12 an export names its place and is never written over
    page = tmp_path / "plan.html"
    chat.say(f"/export {page}")
    chat.expect("wrote ")
    chat.say(f"/export {page}")
    chat.expect("is not written over")

    # 13 what it cost, and the way back
    chat.say("/cost")
    chat.expect("4 turns, $0.0000")
    chat.type(CTRL_D)
    chat.expect("resume with: assistant chat --resume ")
    assert chat.end() == 0
    assert "Traceback" not in chat.seen

    # 14 next day, and in scripts
    again = start("chat", "-c")
    again.expect("· the plan: ")
    again.say("how much does it cost to build?")
    again.expect("this is what the plan says")
    again.say("/quit")
    assert again.end() == 0

    # 15 the tool measures itself, and reads its own use
    measured = start("eval", "run", "smoke", "--limit", "3")
    measured.expect("model quality: not measured")
    assert measured.end() == 0
    usage = start("usage")
    usage.expect("plans")
    assert usage.end() == 0
    with UsageLog.open(own_home) as log:
        stats = log.stats()
        assert stats["plans"] >= 1
        assert log.consent().level == "local_log"
        assert KEY not in "".join(turn.text or "" for turn in log.turns(50))


def test_in_scripts_a_brief_comes_through_a_pipe_and_the_plan_is_one_document() -> None:
    command = [sys.executable, "-m", "tests.repl.words_only", "plan", "-", "--json"]
    brief = "\n".join(BRIEF_LINES)
    done = subprocess.run(command, input=brief, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert "Remark 40" in from_json(done.stdout)["brief"]["text"]
