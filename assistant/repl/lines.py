"""Invariant: one message is what the user meant as one: a paste of many lines, or one line of a pipe.

`read` raises EOFError when there is no more, and KeyboardInterrupt for Ctrl-C on an empty prompt. `busy` is entered
while nobody reads, `released` while another program has the terminal.
"""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant import terminal
from assistant.errors import InputError
from assistant.repl.pastes import Pastes

if TYPE_CHECKING:
    from prompt_toolkit.history import History
    from prompt_toolkit.output import Output

    from assistant.repl.completing import Offers
    from assistant.repl.typeahead import TypeAhead

PROMPT = "> "
_BURST = 0.05
"""Seconds within which the next line of a paste follows; a hand is slower (project rule)."""
_LONGEST_LINE = 1_000_000  # bytes: far above the longest brief, and an endless line still ends


class Lines(Protocol):
    """Where messages come from."""

    interactive: bool

    def read(self) -> str: ...

    def busy(self) -> AbstractContextManager[None]: ...

    def released(self) -> AbstractContextManager[None]: ...


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

    def busy(self) -> AbstractContextManager[None]:
        """Nothing to do: a pipe waits."""
        return nullcontext()

    released = busy


class Plain:
    """A terminal that cannot move its cursor: a line is a message, and lines that arrive together are one."""

    interactive = True

    def __init__(self, on_shown: Callable[[], None]) -> None:
        self._on_shown = on_shown

    def read(self) -> str:
        """The next line typed, or the lines of a paste."""
        terminal.write(PROMPT)
        self._on_shown()
        source = sys.stdin.fileno()
        data = os.read(source, _LONGEST_LINE)
        if not data:
            raise EOFError
        while select.select([source], [], [], _BURST)[0] and (more := os.read(source, _LONGEST_LINE)):
            data += more
        return data.decode("utf-8", "replace")

    def busy(self) -> AbstractContextManager[None]:
        """Nothing to do: the terminal keeps what is typed."""
        return nullcontext()

    released = busy


class Edited:
    """A full terminal: history, editing, completion, Alt-Enter for a new line, a paste of many lines as one message."""

    interactive = True

    def __init__(
        self,
        on_shown: Callable[[], None],
        history: Callable[[Callable[[str], str]], History],
        names: list[str],
        offers: Offers,
        ahead: TypeAhead | None = None,
    ) -> None:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.shortcuts import CompleteStyle

        from assistant.repl.completing import CommandCompleter
        from assistant.repl.keys import bindings
        from assistant.repl.typeahead import TypeAhead

        self._pastes = Pastes()
        self._ahead = ahead or TypeAhead(sys.stdin.fileno())
        self._stands = ahead is not None
        self._session: PromptSession[str] = PromptSession(
            history=history(self._pastes.expanded),
            key_bindings=bindings(self._pastes),
            completer=CommandCompleter(names, offers),
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
        from prompt_toolkit.input.typeahead import store_typeahead

        self._ahead.finish()
        if self._stands:
            self._stands = False
            sys.stdout.write("\r")  # the prompt that stood while we loaded is drawn over
        if keys := self._ahead.keys():
            store_typeahead(self._session.app.input, keys)
        return self._pastes.expanded(self._session.prompt(PROMPT))

    def busy(self) -> AbstractContextManager[None]:
        """Collects what is typed meanwhile."""
        return self._ahead.collecting()

    def released(self) -> AbstractContextManager[None]:
        """Leaves the terminal to another program."""
        return self._ahead.released()


def choose(
    on_shown: Callable[[], None],
    history: Callable[[Callable[[str], str]], History],
    names: list[str],
    offers: Offers,
    ahead: TypeAhead | None = None,
) -> Lines:
    """The best way to read here. `on_shown` is called once the prompt stands (and may be called again).

    `ahead` is what `stand` gave when it put up the first prompt.
    """
    if not sys.stdin.isatty():
        return Piped()
    return Edited(on_shown, history, names, offers, ahead) if _is_full() else Plain(on_shown)


def stand() -> TypeAhead | None:
    """Puts up the prompt before anything that reads it is loaded, and collects what is typed; None elsewhere."""
    if not _is_full():
        return None
    from assistant.repl.typeahead import TypeAhead

    ahead = TypeAhead(sys.stdin.fileno())
    ahead.begin(interrupts=False)
    terminal.write(PROMPT)
    return ahead


def _is_full() -> bool:
    is_dumb = os.environ.get("TERM", "dumb") in ("dumb", "")
    return sys.stdin.isatty() and sys.stdout.isatty() and not is_dumb


def private_history(path: Path, kept: Callable[[str], str]) -> History:
    """What was typed, in a file of mode 0600; `kept` makes of a text what may be kept."""
    from prompt_toolkit.history import FileHistory

    class Private(FileHistory):
        def store_string(self, string: str) -> None:
            super().store_string(kept(string))

    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    path.chmod(0o600)
    return Private(str(path))


def _output() -> Output:
    """The terminal, never asked where its cursor is: half of them answer late or not at all."""
    from prompt_toolkit.output.color_depth import ColorDepth
    from prompt_toolkit.output.vt100 import Vt100_Output

    depth = None if terminal.uses_colour() else ColorDepth.DEPTH_1_BIT
    output = Vt100_Output.from_pty(sys.stdout, term=os.environ.get("TERM"), default_color_depth=depth)
    output.enable_cpr = False
    return output
