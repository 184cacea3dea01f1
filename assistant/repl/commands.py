"""Invariant: what starts with a slash is for the chat and never reaches a model; `//` sends a slash."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from assistant import terminal
from assistant.errors import InputError
from assistant.repl import feedback, plan_commands, session_commands

if TYPE_CHECKING:
    from assistant.repl.conversation import Conversation

Command = Callable[["Conversation", str], None]


class Leave(Exception):
    """The user wants to go; a signal, not a failure."""


def run(conversation: Conversation, line: str) -> None:
    """Runs `/name argument`. Raises InputError for what cannot be done, Leave for /quit."""
    name, _, argument = line[1:].strip().partition(" ")
    if name not in COMMANDS:
        raise _unknown(name)
    COMMANDS[name][0](conversation, argument.strip())


def _help(conversation: Conversation, argument: str) -> None:
    """What can be typed."""
    for name, (_, line) in COMMANDS.items():
        terminal.say(f"/{name:<9} {line}")
    terminal.say(
        "//text sends a text that starts with a slash. Alt-Enter: new line. Tab: complete. Ctrl-R: search."
        "\nCtrl-X Ctrl-E: write in your editor. Ctrl-C: stop the reply. Ctrl-D: leave."
    )


def _quit(conversation: Conversation, argument: str) -> None:
    raise Leave


COMMANDS: Mapping[str, tuple[Command, str]] = {
    "help": (_help, "this list"),
    "model": (session_commands.model, "NAME: another model; without a name, which one"),
    "plan": (plan_commands.plan, "TEXT: ask for a plan; without a text, show it as it is now"),
    "edit": (plan_commands.edit, "N or PART: a stage or a part in your editor, checked when you save"),
    "waive": (plan_commands.waive, "RULE OWNER YYYY-MM-DD WHY: answer for a rule the refused change breaks"),
    "why": (plan_commands.why, "N: the reasons for stage N; without a number, the passages behind the last answer"),
    "sources": (plan_commands.sources, "every quote of the plan and where it stands"),
    "show": (plan_commands.show, "gantt, table or money: that part of the plan"),
    "diff": (plan_commands.diff, "what changed since the draft"),
    "undo": (plan_commands.undo, "one change of the plan back"),
    "redo": (plan_commands.redo, "what was undone, again"),
    "retry": (plan_commands.retry, "HOW: the last message again, for example /retry shorter"),
    "accept": (feedback.accept, "the plan is used, as it was drafted or as you changed it"),
    "good": (feedback.good, "a kind word for the last answer"),
    "bad": (feedback.bad, "WHY: the last answer is not used"),
    "note": (plan_commands.note, "TEXT: what changed in the world; shows what changes in the plan"),
    "ask": (plan_commands.ask, "QUESTION: about the plan, answered from it; changes nothing"),
    "cost": (session_commands.cost, "dollars of each turn and of this session"),
    "save": (session_commands.save, "PATH: the plan as .md or .json"),
    "resume": (session_commands.go_on, "ID: go on with another session"),
    "sessions": (session_commands.sessions, "the latest sessions"),
    "export": (session_commands.export, "PATH: the plan as .html, .json, .md or .mmd"),
    "search": (session_commands.search, "WORDS: passages of the notes"),
    "gates": (plan_commands.gates, "FILE: each gate against the numbers in a CSV"),
    "check": (plan_commands.check, "what the rules say of the plan as it is now"),
    "clear": (session_commands.clear, "a new session; what was said is no longer told to the model"),
    "doctor": (session_commands.doctor, "what is set up, and the command that mends each fault"),
    "consent": (session_commands.consent, "none, local_log, evals or training: what this session may be used for"),
    "quit": (_quit, "leave; so do exit, quit and Ctrl-D"),
}
_ALSO = {"exit": "quit", "q": "quit", "revise": "note", "rule": "check"}


def _unknown(name: str) -> InputError:
    from difflib import get_close_matches

    near = [_ALSO[name]] if name in _ALSO else get_close_matches(name, COMMANDS, n=1, cutoff=0.5)
    fix = f"Did you mean /{near[0]}?" if near else "See /help, or start with // to send it."
    return InputError(f"There is no command /{name}", fix=fix, code="usage")
