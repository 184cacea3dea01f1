"""Invariant: only the user ends a conversation: Ctrl-C stops a reply, a failure is one line, all is kept."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from assistant import terminal
from assistant.errors import AssistantError
from assistant.repl import commands, meaning
from assistant.shielding import told_to_end

if TYPE_CHECKING:
    from assistant.repl.conversation import Conversation
    from assistant.repl.lines import Lines

_LEAVE = ("exit", "quit")


def run(conversation: Conversation, lines: Lines) -> int:
    """Reads and answers until the user leaves. Returns the exit code: 0, or a pipe's last failure.

    Raises KeyboardInterrupt only when there is nobody to ask: on a pipe, or when the process is told to end.
    """
    code = 0
    try:
        while True:
            try:
                line = lines.read().strip()
                if line in _LEAVE:
                    break
                with lines.busy():
                    _answer(conversation, line, lines)
            except (EOFError, commands.Leave):
                break
            except KeyboardInterrupt:
                if not lines.interactive or told_to_end():
                    raise
                terminal.say("Ctrl-D or /quit leaves.")
            except AssistantError as error:
                terminal.warn(error.sentence())
                conversation.failed = error
                code = 0 if lines.interactive else error.exit_code
    finally:
        _farewell(conversation)
    return code


def _answer(conversation: Conversation, line: str, lines: Lines) -> None:
    before = conversation.turns
    try:
        if meaning.decide(conversation, line) or not line:
            return
        if meaning.is_command(line):
            _command(conversation, line)
        else:
            meaning.hear(conversation, line.removeprefix("/") if line.startswith("//") else line)
    except KeyboardInterrupt:
        if not lines.interactive or told_to_end():
            raise
        terminal.say("\nstopped")
        return
    stopped = (
        conversation.turns > before and conversation.last is not None and conversation.last.status == "interrupted"
    )
    if stopped and (told_to_end() or not lines.interactive):
        raise KeyboardInterrupt


def _command(conversation: Conversation, line: str) -> None:
    pending, plan = conversation.pending, conversation.trail.current
    try:
        commands.run(conversation, line)
    except AssistantError:
        meaning.ask_again(conversation, pending, plan)
        raise
    meaning.ask_again(conversation, pending, plan)


def _farewell(conversation: Conversation) -> None:
    if conversation.turns > conversation.log.not_recorded:
        with contextlib.suppress(OSError):  # a closed terminal
            terminal.say(f"resume with: assistant chat --resume {conversation.session}")
