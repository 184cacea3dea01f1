"""Invariant: one message is what the user meant as one: a paste of many lines, or one line of a pipe.

`read` raises EOFError when there is no more, and KeyboardInterrupt for Ctrl-C on an empty prompt.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant import terminal
from assistant.errors import InputError

if TYPE_CHECKING:
    from prompt_toolkit.history import History
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.output import Output

PROMPT = "> "
_LONGEST_LINE = 1_000_000  # bytes: far above the longest brief, and an endless line still ends


class Lines(Protocol):
    """Where messages come from."""

    interactive: bool

    def read(self) -> str: ...


class Piped:
    """Each line of stdin is a message."""

    interactive = False

    def read(self) -> str:
        """The next line. Raises InputError when it is not text."""
        line = sys.stdin.buffer.readline(_LONGEST_LINE)
        if not line:
            raise EOFError
        try:
            return line.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputError("A line is not UTF-8 text", where="standard input", fix="Send it as UTF-8.") from error


class Plain:
    """A terminal that cannot move its cursor: `input()`, one line a message."""

    interactive = True

    def __init__(self, on_shown: Callable[[], None]) -> None:
        self._on_shown = on_shown

    def read(self) -> str:
        """The next line typed."""
        terminal.write(PROMPT)
        self._on_shown()
        return input()


class Edited:
    """A full terminal: history, editing, Alt-Enter for a new line, a paste of many lines as one message."""

    interactive = True

    def __init__(self, on_shown: Callable[[], None], history: History, words: list[str]) -> None:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.completion import WordCompleter
        from prompt_toolkit.shortcuts import CompleteStyle

        self._session: PromptSession[str] = PromptSession(
            history=history,
            key_bindings=_keys(),
            completer=WordCompleter(words, sentence=True),
            complete_while_typing=False,
            complete_style=CompleteStyle.READLINE_LIKE,
            reserve_space_for_menu=0,
            multiline=True,
            prompt_continuation="… ",
            enable_open_in_editor=True,
            output=_output(),
        )
        self._session.app.after_render += lambda _: on_shown()

    def read(self) -> str:
        """The next message; what the terminal draws first is the prompt, then the loading begins."""
        return self._session.prompt(PROMPT)


def choose(on_shown: Callable[[], None], history: Callable[[], History], words: list[str]) -> Lines:
    """The best way to read here. `on_shown` is called once the prompt stands (and may be called again)."""
    if not sys.stdin.isatty():
        return Piped()
    if not sys.stdout.isatty() or os.environ.get("TERM", "dumb") in ("dumb", ""):
        return Plain(on_shown)
    return Edited(on_shown, history(), words)


def private_history(path: Path, redact: Callable[[str], str]) -> History:
    """What was typed, in a file of mode 0600, without its secrets."""
    from prompt_toolkit.history import FileHistory

    class Private(FileHistory):
        def store_string(self, string: str) -> None:
            super().store_string(redact(string))

    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    path.chmod(0o600)
    return Private(str(path))


def _output() -> Output:
    """The terminal, never asked where its cursor is: half of them answer late or not at all."""
    from prompt_toolkit.output.vt100 import Vt100_Output

    output = Vt100_Output.from_pty(sys.stdout, term=os.environ.get("TERM"))
    output.enable_cpr = False
    return output


def _keys() -> KeyBindings:
    from prompt_toolkit.application import get_app
    from prompt_toolkit.filters import Condition
    from prompt_toolkit.key_binding import KeyBindings

    keys = KeyBindings()

    @keys.add("enter")
    @keys.add("c-j")
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.document.text_before_cursor.endswith("\\"):
            buffer.delete_before_cursor()
            buffer.insert_text("\n")
        else:
            buffer.validate_and_handle()

    @keys.add("escape", "enter")
    @keys.add("escape", "c-j")
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    @keys.add("c-@", filter=Condition(lambda: not get_app().current_buffer.text))
    def _(event: KeyPressEvent) -> None:
        """A Ctrl-D typed while the reply was running: the terminal hands it over as NUL (Linux, n_tty)."""
        event.app.exit(exception=EOFError)

    @keys.add("c-c")
    @keys.add("<sigint>")
    def _(event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            event.app.exit(exception=KeyboardInterrupt)

    return keys
