"""The command on a real (pseudo) terminal, driven key by key with pexpect. Waits for output, never for a clock."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pexpect

ROOT = Path(__file__).parents[2]
PATIENCE = 60
"""Seconds until a missing output is a failure; an ordinary wait is far below one."""
CTRL_C, CTRL_D, CTRL_R, ENTER = "\x03", "\x04", "\x12", "\r"
PASTE, PASTED = "\x1b[200~", "\x1b[201~"


class OnTerminal:
    """A process on a terminal of 24 lines by 100 columns; `seen` is all it has written so far."""

    def __init__(
        self,
        home: Path,
        *args: str,
        model: str = "tests.repl.scripted_session:model",
        term: str = "xterm-256color",
        environ: Mapping[str, str] | None = None,
        module: str = "tests.repl.words_only",
    ) -> None:
        env = {
            **os.environ,
            "ASSISTANT_HOME": str(home),
            "ASSISTANT_MODEL": model,
            "PYTHONPATH": str(ROOT),
            "TERM": term,
            "NO_COLOR": "1",
            "COLUMNS": "",
            "LINES": "",
            **(environ or {}),
        }
        command = ["-m", module, *args]
        self.seen = ""
        self._child: Any = pexpect.spawn(
            sys.executable, command, cwd=str(ROOT), env=env, dimensions=(24, 100), encoding="utf-8",
            codec_errors="replace", timeout=PATIENCE,
        )  # fmt: skip
        self._child.delaybeforesend = None

    @property
    def pid(self) -> int:
        """The process."""
        return int(self._child.pid)

    def expect(self, text: str) -> str:
        """Waits for the text and returns what came before it."""
        self._child.expect_exact(text)
        self.seen += self._child.before + text
        return str(self._child.before)

    def type(self, keys: str) -> None:
        """Types keys as they are."""
        self._child.send(keys)

    def say(self, line: str) -> None:
        """Types a line and Enter, when the prompt stands."""
        self.type(line + ENTER)

    def paste(self, text: str) -> None:
        """Pastes as a terminal does: the lines between the marks of a paste."""
        self.type(PASTE + text.replace("\n", "\r") + PASTED)

    def resize(self, rows: int, columns: int) -> None:
        """Changes the size of the window."""
        self._child.setwinsize(rows, columns)

    def kill(self) -> None:
        """kill -9."""
        self._child.kill(9)
        self._child.expect(pexpect.EOF)
        self._child.close()

    def end(self) -> int:
        """Waits for the end and returns the exit code."""
        self._child.expect(pexpect.EOF)
        self.seen += self._child.before
        self._child.close()
        return int(self._child.exitstatus if self._child.exitstatus is not None else -self._child.signalstatus)

    def close(self) -> None:
        """Ends the process if it still runs."""
        self._child.close(force=True)
