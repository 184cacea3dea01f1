"""Invariant: what is typed or pasted while a reply is running arrives at the next prompt, whole and in order.

Meanwhile the terminal neither echoes nor cuts what comes (a cooked one keeps 4,095 bytes), and marks a paste as one;
Ctrl-C keeps interrupting.
"""

from __future__ import annotations

import codecs
import os
import select
import sys
import termios
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prompt_toolkit.key_binding.key_processor import KeyPress

_OPENS, _CLOSES = b"\x1b[200~", b"\x1b[201~"
_MARK_PASTES, _MARK_NO_PASTES = "\x1b[?2004h", "\x1b[?2004l"
_SETTLED = 0.03
"""Seconds without a byte after which a burst is over (project rule: a terminal hands a paste over in far less)."""
_PATIENCE = 2.0
"""Seconds to wait for the end of a paste that has begun."""


class TypeAhead:
    """Collects what arrives at a terminal while nobody reads lines from it."""

    def __init__(self, terminal: int) -> None:
        self._terminal = terminal
        self._bursts: list[bytes] = []
        self._listening: _Listening | None = None

    def begin(self, *, interrupts: bool = True) -> None:
        """Collects from now on; without `interrupts` Ctrl-C is a key like any other, for the prompt to obey."""
        if self._listening is None:
            self._listening = _Listening(self._terminal, self._bursts, interrupts=interrupts)

    def finish(self) -> None:
        """Collects no more; the terminal is as it was."""
        listening, self._listening = self._listening, None
        if listening is not None:
            listening.stop()

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Collects inside the block."""
        self.begin()
        try:
            yield
        finally:
            self.finish()

    @contextmanager
    def released(self) -> Iterator[None]:
        """Inside the block the terminal is another program's, such as an editor's."""
        was_listening = self._listening is not None
        self.finish()
        try:
            yield
        finally:
            if was_listening:
                self.begin()

    def keys(self) -> list[KeyPress]:
        """What arrived, as the keys a prompt understands; each is given out once."""
        from prompt_toolkit.input.vt100_parser import Vt100Parser

        found: list[KeyPress] = []
        parser = Vt100Parser(found.append)
        bursts, self._bursts[:] = list(self._bursts), []
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        parser.feed(decoder.decode(b"".join(_marked(bursts)), final=True))
        parser.flush()
        return found


def _marked(bursts: list[bytes]) -> Iterator[bytes]:
    """The bursts, with a paste from a terminal that marks none marked: several lines in one burst."""
    is_open = False
    for burst in bursts:
        is_text = not any(byte < 32 and byte not in b"\t\n" for byte in burst)
        is_paste = not is_open and is_text and len(burst.split()) > 1 and burst.strip(b"\n").count(b"\n") > 0
        yield _OPENS + burst.rstrip(b"\n") + _CLOSES + b"\n" if is_paste else burst
        is_open = burst.rfind(_OPENS) > burst.rfind(_CLOSES) or (is_open and _CLOSES not in burst)


class _Listening:
    """A thread that reads the terminal until it is told to stop."""

    def __init__(self, terminal: int, bursts: list[bytes], *, interrupts: bool = True) -> None:
        self._terminal, self._bursts = terminal, bursts
        self._before = termios.tcgetattr(terminal)
        mode = termios.tcgetattr(terminal)
        mode[3] &= ~(termios.ICANON | termios.ECHO | (0 if interrupts else termios.ISIG))
        termios.tcsetattr(terminal, termios.TCSANOW, mode)
        sys.stdout.write(_MARK_PASTES)
        sys.stdout.flush()
        self._wake_read, self._wake = os.pipe()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the reading once a burst, or a paste that has begun, is whole; the terminal is as it was."""
        os.write(self._wake, b".")
        self._thread.join()
        os.close(self._wake)
        os.close(self._wake_read)
        sys.stdout.write(_MARK_NO_PASTES)
        sys.stdout.flush()
        termios.tcsetattr(self._terminal, termios.TCSANOW, self._before)

    def _run(self) -> None:
        stopping = False
        while True:
            watched = [self._terminal] if stopping else [self._terminal, self._wake_read]
            patience = None if not stopping else _PATIENCE if self._is_open() else _SETTLED
            ready, _, _ = select.select(watched, [], [], patience)
            if self._terminal in ready:
                if not self._take():
                    return
            elif not ready:
                return
            stopping = stopping or self._wake_read in ready

    def _take(self) -> bool:
        try:
            burst = os.read(self._terminal, 65_536)
            while burst and select.select([self._terminal], [], [], _SETTLED)[0]:
                more = os.read(self._terminal, 65_536)
                if not more:
                    break
                burst += more
        except OSError:  # the terminal is gone
            return False
        if burst:
            self._bursts.append(burst)
        return bool(burst)

    def _is_open(self) -> bool:
        all_of_it = b"".join(self._bursts)
        return all_of_it.rfind(_OPENS) > all_of_it.rfind(_CLOSES)
