"""Invariant: the prompt stands before anything heavy loads, on a terminal, on a dumb one and at the end of a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from assistant import settings, terminal
from assistant.errors import InputError

if TYPE_CHECKING:
    from prompt_toolkit.history import History

    from assistant.models.base import Message
    from assistant.repl.conversation import Conversation
    from assistant.repl.typeahead import TypeAhead
    from assistant.settings import Settings
    from assistant.usage.log import UsageLog


@dataclass(frozen=True)
class Ended:
    """How a conversation ended: the exit code, and what it held."""

    code: int
    conversation: Conversation


@click.command(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\b\nExample:\n  assistant chat --model anthropic:claude-sonnet-5-5",
)
@click.option("--model", metavar="MODEL", help="anthropic:NAME, openai:NAME, offline, or package.module:Attr.")
@click.option("-c", "--continue", "go_on", is_flag=True, help="Go on with the last session.")
@click.option("--resume", metavar="ID", help="Go on with the session of that id, or of a turn's id.")
@click.option("--json", "as_json", is_flag=True, help="On a pipe: print one JSON document on stdout, errors too.")
def chat(model: str | None, go_on: bool, resume: str | None, as_json: bool) -> None:
    """Plan in conversation, and give feedback as you go. Each line of a pipe is one message."""
    chosen = settings.load(flags={"ASSISTANT_MODEL": model} if model is not None else {})
    wanted = resume or ("last" if go_on else None)
    if as_json:
        from assistant.repl import document

        code = document.converse(lambda: _converse(chosen, wanted))
    else:
        code = _converse(chosen, wanted).code
    if code:
        raise click.exceptions.Exit(code)


def _converse(chosen: Settings, wanted: str | None) -> Ended:
    from assistant.agent.ids import uuid7
    from assistant.repl import lines

    if wanted is not None:
        return _run(chosen, wanted, "", None)
    session = uuid7()
    terminal.say(_status(chosen, session))
    for notice in chosen.notices():
        terminal.say(notice)
    ahead = lines.stand()
    try:
        return _run(chosen, None, session, ahead)
    finally:
        if ahead is not None:
            ahead.finish()


def _run(chosen: Settings, wanted: str | None, session: str, ahead: TypeAhead | None) -> Ended:
    from assistant import app
    from assistant.repl import commands, lines, loop, offers, resume
    from assistant.repl.conversation import Conversation

    with app.open_log(chosen) as log:
        told: list[Message] = []
        if wanted is not None:
            session = resume.session_of(log, wanted)
            told = resume.messages(log, session)
            for line in (_status(chosen, session), *chosen.notices()):
                terminal.say(line)
        conversation = Conversation(chosen, log, session, told, interactive=sys.stdin.isatty())
        if wanted is not None:
            resume.restore(conversation)
        source = lines.choose(
            conversation.warm,
            lambda expanded: _history(chosen, log, expanded),
            list(commands.COMMANDS),
            lambda name: offers.after(name, conversation),
            ahead,
        )
        conversation.released = source.released
        return Ended(loop.run(conversation, source), conversation)


def _status(chosen: Settings, session: str) -> str:
    from assistant.knowledge import roots

    try:
        count = len(chosen.notes) + len(roots.listed(chosen.home))
        own = f" + {count} place{'s' * (count != 1)} of yours" if count else ""
    except InputError:
        own = " (the list of yours cannot be read: assistant notes list)"
    line = f"model {chosen.model} · notes: corpus{own} · session {session[:13]} · $0.00 · /help · Ctrl-D leaves"
    return f"{line}\nSay what you want to build; Alt-Enter makes a new line, Ctrl-C stops a reply."


def _history(chosen: Settings, log: UsageLog, expanded: Callable[[str], str]) -> History:
    """What was typed before; only in memory when nothing may be kept."""
    if log.consent().level == "none":
        from prompt_toolkit.history import InMemoryHistory

        return InMemoryHistory()
    from assistant.repl.lines import private_history
    from assistant.settings import private_folder

    return private_history(private_folder(chosen.home) / "history", lambda text: log.redactor.text(expanded(text)))
