"""Invariant: Enter sends, Ctrl-C clears or hints and never ends, and a paste is one message whatever is in it."""

from __future__ import annotations

from prompt_toolkit.application import get_app
from prompt_toolkit.filters import Condition, is_searching
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys

from assistant.repl.pastes import Pastes


def bindings(pastes: Pastes) -> KeyBindings:
    """The keys of the prompt beside the usual ones (Ctrl-R searches, Ctrl-X Ctrl-E opens the editor, Tab completes)."""
    keys = KeyBindings()
    keys.add(Keys.BracketedPaste)(lambda event: event.current_buffer.insert_text(pastes.mark(event.data)))
    typing = ~is_searching  # in a search Enter takes what was found and Ctrl-C ends the search
    keys.add("enter", filter=typing)(_send)
    keys.add("c-j", filter=typing)(_send)
    keys.add("escape", "enter")(_new_line)
    keys.add("escape", "c-j")(_new_line)
    keys.add("c-@", filter=Condition(lambda: not get_app().current_buffer.text))(_leave)
    keys.add("c-c", filter=typing)(_clear_or_hint)
    keys.add("<sigint>")(_clear_or_hint)
    return keys


def _send(event: KeyPressEvent) -> None:
    buffer = event.current_buffer
    if buffer.document.text_before_cursor.endswith("\\"):
        buffer.delete_before_cursor()
        buffer.insert_text("\n")
    else:
        buffer.validate_and_handle()


def _new_line(event: KeyPressEvent) -> None:
    event.current_buffer.insert_text("\n")


def _leave(event: KeyPressEvent) -> None:
    """A Ctrl-D typed while nobody was reading: the terminal hands it over as NUL (Linux, n_tty)."""
    event.app.exit(exception=EOFError)


def _clear_or_hint(event: KeyPressEvent) -> None:
    if event.current_buffer.text:
        event.current_buffer.reset()
    else:
        event.app.exit(exception=KeyboardInterrupt)
