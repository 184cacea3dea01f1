"""Invariant: what starts with a slash is for the chat and never reaches a model; `//` sends a slash."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import saving, terminal
from assistant.errors import InputError

if TYPE_CHECKING:
    from assistant.agent.turn import Turn
    from assistant.planning.schema import Plan
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
        "//text sends a text that starts with a slash. Alt-Enter: new line. Ctrl-C: stop the reply. Ctrl-D: leave."
    )


def _plan(conversation: Conversation, argument: str) -> None:
    if argument:
        conversation.send(argument, want="plan")
        return
    from assistant.planning.markdown import render

    terminal.show(render(_last_plan(conversation)))


def _accept(conversation: Conversation, argument: str) -> None:
    _feedback(conversation, "accept", argument)


def _bad(conversation: Conversation, argument: str) -> None:
    if not argument:
        raise InputError("Say what was bad", fix="For example: /bad the budget is ignored")
    _feedback(conversation, "bad", argument)


def _feedback(conversation: Conversation, kind: str, comment: str) -> None:
    turn = _last_turn(conversation)
    conversation.log.feedback(turn.id, kind=kind, comment=comment)
    terminal.say(f"kept on this machine: {kind} for turn {turn.id[:13]}. See it: assistant usage show {turn.id[:13]}")


def _save(conversation: Conversation, argument: str) -> None:
    from assistant.planning.markdown import render
    from assistant.planning.schema import dump

    plan = _last_plan(conversation)
    if not argument:
        raise InputError("Say where to", fix="For example: /save plan.md, or /save plan.json")
    path = Path(argument).expanduser()
    text = terminal.json_safe(dump(plan)) if path.suffix.lower() == ".json" else terminal.clean(render(plan))
    terminal.say(f"saved {saving.save(path, text).absolute()}")


def _why(conversation: Conversation, argument: str) -> None:
    turn = _last_turn(conversation)
    if not turn.passages:
        terminal.say("No note was found for the last turn.")
        return
    citations = turn.plan.citations if turn.plan is not None else ()
    for passage in turn.passages:
        chunk = passage.chunk
        quotes = [f'quoted: "{citation.quote}"' for citation in citations if citation.chunk == chunk.hash]
        terminal.show(f"{passage.cite:<4} {passage.score:.2f}  {chunk.note} › {chunk.heading or chunk.title}")
        terminal.show("\n".join(f"      {line}" for line in quotes or ["found, not quoted"]))


def _model(conversation: Conversation, argument: str) -> None:
    if argument:
        conversation.use(argument)
    terminal.say(f"model {conversation.settings.model}{' from the next message on' if argument else ''}")


def _cost(conversation: Conversation, argument: str) -> None:
    total = "price unknown" if conversation.cost_usd is None else f"${conversation.cost_usd:.4f}"
    terminal.say(f"{conversation.turns} turns, {total}")


def _consent(conversation: Conversation, argument: str) -> None:
    log = conversation.log
    now = log.set_consent(argument, conversation.session) if argument else log.consent(conversation.session)
    terminal.say(f"{now.level}: {now.text}")


def _quit(conversation: Conversation, argument: str) -> None:
    raise Leave


COMMANDS: Mapping[str, tuple[Command, str]] = {
    "help": (_help, "this list"),
    "plan": (_plan, "TEXT: ask for a plan; without a text, show the last one again"),
    "accept": (_accept, "the last plan is used as it is"),
    "bad": (_bad, "WHY: the last answer is not used"),
    "save": (_save, "PATH: the last plan as .md or .json"),
    "why": (_why, "the passages behind the last answer"),
    "model": (_model, "NAME: another model; without a name, which one"),
    "cost": (_cost, "turns and dollars of this session"),
    "consent": (_consent, "none, local_log, evals or training: what this session may be used for"),
    "quit": (_quit, "leave; so do exit, quit and Ctrl-D"),
}
_ALSO = {"exit": "quit", "q": "quit", "sources": "why"}


def _unknown(name: str) -> InputError:
    from difflib import get_close_matches

    near = [_ALSO[name]] if name in _ALSO else get_close_matches(name, COMMANDS, n=1, cutoff=0.5)
    fix = f"Did you mean /{near[0]}?" if near else "See /help, or start with // to send it."
    return InputError(f"There is no command /{name}", fix=fix, code="usage")


def _last_turn(conversation: Conversation) -> Turn:
    if conversation.last is None:
        raise InputError("There is no answer yet", fix="Say what you want to build.")
    return conversation.last


def _last_plan(conversation: Conversation) -> Plan:
    plan = _last_turn(conversation).plan
    if plan is None:
        raise InputError("The last answer holds no plan", fix="Ask for one: /plan TEXT")
    return plan
