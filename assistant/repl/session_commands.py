"""Invariant: these commands look at the session and its surroundings; none of them changes the plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assistant import saving, terminal
from assistant.errors import InputError
from assistant.repl import resume
from assistant.repl.plan_commands import current
from assistant.repl.showing import billed, marked
from assistant.settings import expanded

if TYPE_CHECKING:
    from assistant.planning.schema import Plan
    from assistant.repl.conversation import Conversation

FORMS = ("html", "json", "md", "mermaid")
_SUFFIXES = {".html": "html", ".htm": "html", ".json": "json", ".md": "md", ".mmd": "mermaid"}
_LAST_TURNS = 200
_SESSIONS_SHOWN = 10


def model(conversation: Conversation, argument: str) -> None:
    """Another model, or which one. Raises InputError or KeyMissing for one that cannot be opened; nothing changes."""
    if argument:
        from assistant.models import registry

        registry.open_model(argument, conversation.settings)
        conversation.use(argument)
    terminal.say(f"model {conversation.settings.model}{' from the next message on' if argument else ''}")


def cost(conversation: Conversation, argument: str) -> None:
    """What each turn of this run cost, and all of them."""
    del argument
    for turn in conversation.heard:
        terminal.show(f"{turn.id[:13]}  {turn.status:<11}  {billed(turn)}")
    is_estimated = any(turn.tokens.estimated for turn in conversation.heard)
    terminal.say(f"{conversation.turns} turns, {marked(conversation.cost_usd, is_estimated=is_estimated)}")
    if conversation.last is not None:
        from assistant.usage import bill

        store, at = conversation.log.store, conversation.last.started_at
        terminal.say(f"today {marked(bill.of_day(store, at), is_estimated=bill.is_estimated(store, at))}")


def save(conversation: Conversation, argument: str) -> None:
    """The plan as .md or .json."""
    plan = current(conversation)
    if not argument:
        raise InputError("Say where to", fix="For example: /save plan.md, or /save plan.json")
    path = expanded(argument)
    form = "json" if path.suffix.lower() == ".json" else "md"
    terminal.say(f"saved {saving.save(path, _rendered(plan, form, conversation)).absolute()}")


def export(conversation: Conversation, argument: str) -> None:
    """The plan in another form, in a file."""
    plan = current(conversation)
    words = argument.split(maxsplit=1)
    form = words[0] if words and words[0] in FORMS else _SUFFIXES.get(Path(argument).suffix.lower(), "")
    if not form:
        raise InputError("Say in which form", fix=f"/export plan.html, or /export FORM PATH with {', '.join(FORMS)}")
    place = words[-1] if words[-1] not in FORMS else f"plan.{ {'mermaid': 'mmd'}.get(form, form) }"
    path = saving.save(expanded(place), _rendered(plan, form, conversation))
    terminal.say(f"wrote {path.absolute()}")


def _rendered(plan: Plan, form: str, conversation: Conversation) -> str:
    from assistant.planning import schema
    from assistant.planning.renderings import html, mermaid

    if form == "json":
        return terminal.json_safe(schema.dump(plan))
    if form == "html":
        return terminal.clean(html.render(plan, conversation.now().date()))
    return terminal.clean(mermaid.render(plan) if form == "mermaid" else plan.to_markdown())


def sessions(conversation: Conversation, argument: str) -> None:
    """The latest sessions, newest last."""
    del argument
    found: dict[str, list[str]] = {}
    for turn in conversation.log.turns(_LAST_TURNS):
        found.setdefault(turn.session, []).append(" ".join((turn.text or "(not kept)").split()))
    if not found:
        terminal.say("No session is kept yet.")
    for session, texts in list(found.items())[-_SESSIONS_SHOWN:]:
        mark = "*" if session == conversation.session else " "
        terminal.show(f"{mark} {session}  {len(texts):>3} turns  {texts[0][:50]}")


def go_on(conversation: Conversation, argument: str) -> None:
    """Another session, where it was left."""
    if not argument:
        raise InputError("Say which session", fix="/sessions lists them; then /resume ID")
    session = resume.session_of(conversation.log, argument)
    conversation.begin(session, resume.messages(conversation.log, session))
    resume.restore(conversation)


def clear(conversation: Conversation, argument: str) -> None:
    """A new session: nothing of what was said is told to the model any more."""
    del argument
    from assistant.agent.ids import uuid7

    before = conversation.session
    conversation.begin(uuid7(), [])
    terminal.say(f"a new session; the one before is kept: /resume {before}")


def search(conversation: Conversation, argument: str) -> None:
    """Passages of the notes."""
    if not argument:
        raise InputError("Say what to look for", fix="For example: /search when does fine-tuning pay")
    found = conversation.assistant().library.index.search(argument, limit=6, asked=True)
    if found.abstained or not found.passages:
        terminal.say("Nothing in the notes answers that.")
        return
    for passage in found.passages:
        chunk = passage.chunk
        terminal.show(f"{passage.score:.2f}  {chunk.note} › {chunk.heading or chunk.title}")
        terminal.show(f"      {' '.join(chunk.text.split())[:400]}")


def doctor(conversation: Conversation, argument: str) -> None:
    """What is set up, and what mends a fault."""
    del argument
    from assistant import examining

    for check in examining.examine(conversation.settings):
        terminal.show(f"{check.state:<8} {check.name:<13} {check.seen}")
        if check.command:
            terminal.show(f"{'':<23}$ {check.command}")


def consent(conversation: Conversation, argument: str) -> None:
    """What this session may be used for."""
    log = conversation.log
    now = log.set_consent(argument, conversation.session) if argument else log.consent(conversation.session)
    terminal.say(f"{now.level}: {now.text}")
    if now.level != "none" and log.consent(conversation.session, words=True).level == "none":
        terminal.say(
            "This chat still tells of what was said under none, so nothing more of it is kept. Begin anew: /clear"
        )
