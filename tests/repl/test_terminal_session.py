"""A conversation on a real (pseudo) terminal: ask, stop a reply, paste, leave. Waits for output, never a clock."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.usage.log import UsageLog

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
"""Seconds until a missing output is a failure; an ordinary run needs three."""

COMMAND = ("-m", "tests.repl.words_only")
CTRL_C, CTRL_D, ENTER, ALT_ENTER = b"\x03", b"\x04", b"\r", b"\x1b\r"


class Session:
    """The command on a pseudo-terminal."""

    def __init__(self, home: Path, *command: str, term: str = "xterm-256color") -> None:
        self._seen = b""
        self.exit_code: int | None = None
        environ = {
            **os.environ,
            "ASSISTANT_HOME": str(home),
            "ASSISTANT_MODEL": "tests.repl.scripted_session:model",
            "PYTHONPATH": str(ROOT),
            "TERM": term,
        }
        self._pid, self._terminal = pty.fork()
        if self._pid == 0:
            os.chdir(ROOT)
            os.execve(sys.executable, [sys.executable, *command], environ)

    def type(self, *keys: bytes) -> None:
        for key in keys:
            os.write(self._terminal, key)

    def expect(self, text: str) -> str:
        """Waits until the text appears after what was seen before, and returns all up to it."""
        wanted = text.encode()
        deadline = time.monotonic() + PATIENCE
        while wanted not in self._seen:
            assert self._read(deadline), f"{text!r} never came; instead: {self._seen.decode(errors='replace')!r}"
        before, _, self._seen = self._seen.partition(wanted)
        return before.decode(errors="replace")

    def end(self) -> int:
        """Waits for the end of the process and returns its exit code."""
        deadline = time.monotonic() + PATIENCE
        while self._read(deadline):
            pass
        assert time.monotonic() < deadline, f"it did not end; instead: {self._seen.decode(errors='replace')!r}"
        _, status = os.waitpid(self._pid, 0)
        self.exit_code = os.waitstatus_to_exitcode(status)
        return self.exit_code

    def close(self) -> None:
        if self.exit_code is None:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._terminal)

    def _read(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._terminal], [], [], max(0.0, deadline - time.monotonic()))
        try:
            piece = os.read(self._terminal, 65_536) if ready else b""
        except OSError:  # Linux says so when the other side is closed
            return False
        self._seen += piece
        return bool(piece)


@pytest.fixture(params=["xterm-256color", "dumb"])
def session(own_home: Path, request: pytest.FixtureRequest) -> Iterator[Session]:
    opened = Session(own_home, *COMMAND, "chat", term=request.param)
    yield opened
    opened.close()


@pytest.fixture
def full(own_home: Path) -> Iterator[Session]:
    """On a terminal with all its abilities, by the bare command."""
    opened = Session(own_home, *COMMAND)
    yield opened
    opened.close()


def test_ask_stop_a_reply_and_leave(session: Session, own_home: Path) -> None:
    session.expect("/help")
    session.expect(">")
    session.type(b"hello", ENTER)
    session.expect("messages so far: 1.")
    session.expect("More to follow.")
    session.expect("answered")
    session.expect(">")
    session.type(b"endless", ENTER)
    session.expect("Line 2 of an endless reply.")
    session.type(CTRL_C)
    kept = session.expect("stopped; kept as turn ")
    assert "Traceback" not in kept
    session.expect(">")
    session.type(b"q")
    session.expect("q")  # the prompt takes keys by now; Ctrl-C clears them, and hints once nothing is written
    session.type(CTRL_C, CTRL_C)
    session.expect("Ctrl-D or /quit leaves.")
    session.expect(">")
    session.type(b"still here", ENTER)
    session.expect("answered")
    session.expect(">")
    session.type(CTRL_D)
    session.expect("resume with: assistant chat --resume ")
    assert session.end() == 0
    with UsageLog.open(own_home) as log:
        turns = log.turns()
    assert [(turn.text, turn.status) for turn in turns] == [
        ("hello", "answered"),
        ("endless", "interrupted"),
        ("still here", "answered"),
    ]
    assert (turns[1].answer or "").startswith("Line 0 of an endless reply.")


def test_a_paste_of_many_lines_is_one_message(full: Session, own_home: Path) -> None:
    full.expect(">")
    full.type(b"\x1b[200~line-1\nline-2\nline-3\x1b[201~", ENTER)
    full.expect("You said 3 lines")
    full.expect("answered")
    full.type(b"line-1", ALT_ENTER, b"line-2\\", ENTER, b"line-3", ENTER)
    full.expect("You said 3 lines")
    full.expect("answered")
    full.type(CTRL_D)
    assert full.end() == 0
    with UsageLog.open(own_home) as log:
        assert [turn.text for turn in log.turns()] == ["line-1\nline-2\nline-3"] * 2


def test_a_half_written_line_is_cleared_by_ctrl_c_and_never_sent(full: Session, own_home: Path) -> None:
    full.expect(">")
    full.type(b"not this one", CTRL_C, b"line-1", ENTER)
    full.expect("You said 1 lines")
    full.expect("answered")
    full.type(b"quit", ENTER)
    assert full.end() == 0
    with UsageLog.open(own_home) as log:
        assert [turn.text for turn in log.turns()] == ["line-1"]


def test_what_was_typed_is_remembered_privately_and_without_keys(full: Session, own_home: Path) -> None:
    full.expect(">")
    full.type(b"/cost sk-ant-api03-", b"q" * 40, ENTER)
    full.expect("0 turns")
    full.type(CTRL_D)
    assert full.end() == 0
    history = own_home / "history"
    assert stat.S_IMODE(history.stat().st_mode) == 0o600
    text = history.read_text(encoding="utf-8")
    assert "/cost" in text
    assert "qqqq" not in text


def test_the_attacks_of_a_model_do_not_reach_the_terminal(full: Session) -> None:
    full.expect(">")
    full.type(b"attack", ENTER)
    shown = full.expect("together")
    assert "52;c" not in shown
    assert "\u202e" not in shown
    assert re.search(r"safe and \[bold\]sound\[/\]", shown)
    full.type(CTRL_D)
    assert full.end() == 0


def test_the_prompt_stands_before_anything_heavy_is_loaded(own_home: Path) -> None:
    script = (
        "import sys\n"
        "from assistant.repl import lines\n"
        "heavy = {'anthropic', 'openai', 'chromadb', 'langchain_core', 'onnxruntime', 'numpy', 'pydantic', 'rich'}\n"
        "def shown():\n"
        "    sys.stderr.write(f'LOADED {sorted(heavy & set(sys.modules))}\\n')\n"
        "chosen = lines.choose\n"
        "lines.choose = lambda on_shown, *rest: chosen(lambda: (shown(), on_shown()), *rest)\n"
        "sys.argv = ['assistant', 'chat']\n"
        "from assistant.cli import entry\n"
        "entry()\n"
    )
    place = own_home.parent / "watched.py"
    place.write_text(script, encoding="utf-8")
    watched = Session(own_home, str(place), term="dumb")
    try:
        watched.expect("LOADED []")
        watched.type(CTRL_D)
        assert watched.end() == 0
    finally:
        watched.close()
