"""Invariant: what these commands show is the plan as it is now, and what they change goes through `changing`."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from assistant import terminal
from assistant.errors import InputError
from assistant.repl import changing, editing
from assistant.repl.showing import show_markdown
from assistant.settings import expanded

if TYPE_CHECKING:
    from datetime import date

    from assistant.planning.gate_readings import Reading
    from assistant.planning.schema import Plan
    from assistant.repl.conversation import Conversation

_SECTIONS = {"table": "## Stages and gates", "money": "## Money"}


def plan(conversation: Conversation, argument: str) -> None:
    """A new plan, or the one there is."""
    if argument:
        conversation.send(argument, want="plan", becomes="new")
        return
    show_markdown(current(conversation).to_markdown())


def edit(conversation: Conversation, argument: str) -> None:
    """A stage by its number, or a part by its name, in the editor."""
    if not argument:
        raise InputError("Say what to edit", fix="For example: /edit 3 for stage 3, or /edit answer")
    editing.edit(conversation, current(conversation), argument)


def show(conversation: Conversation, argument: str) -> None:
    """The plan drawn as a chart of time, the table of its stages, or its money."""
    found = current(conversation)
    if argument == "gantt":
        from assistant.planning.gantt_text import chart

        terminal.show(chart(found))
        return
    if argument not in _SECTIONS:
        raise InputError("Say what to show", fix="/show gantt, /show table or /show money")
    text = found.to_markdown()
    section = text[text.index(_SECTIONS[argument]) :]
    show_markdown(section[: section.find("\n## ", 1)])


def why(conversation: Conversation, argument: str) -> None:
    """The reasons for a stage, or the passages behind the last answer."""
    if argument:
        from assistant.planning.reasons import why as reasons

        terminal.show("\n".join(reasons(current(conversation), argument.split()[-1])))
        return
    turn = conversation.last
    if turn is None:
        raise InputError("There is no answer yet", fix="Say what you want to build.")
    if not turn.passages:
        terminal.say("No note was found for the last turn.")
        return
    citations = turn.plan.citations if turn.plan is not None else ()
    for passage in turn.passages:
        chunk = passage.chunk
        quotes = [f'quoted: "{citation.quote}"' for citation in citations if citation.chunk == chunk.hash]
        terminal.show(f"{passage.cite:<4} {passage.score:.2f}  {chunk.note} › {chunk.heading or chunk.title}")
        terminal.show("\n".join(f"      {line}" for line in quotes or ["found, not quoted"]))


def sources(conversation: Conversation, argument: str) -> None:
    """Every quote of the plan with the note it stands in."""
    del argument
    found = current(conversation)
    if not found.citations:
        terminal.say("The plan quotes no note.")
    for citation in found.citations:
        terminal.show(f"[{citation.note}] {citation.title}\n      “{citation.quote}”")


def diff(conversation: Conversation, argument: str) -> None:
    """What changed since the draft."""
    del argument
    from assistant.planning.plan_diff import in_words

    now, drafted = current(conversation), conversation.trail.drafted
    assert drafted is not None
    words = in_words(drafted, now.model_copy(update={"revision": drafted.revision, "parent": drafted.parent}))
    if not words:
        terminal.say("The plan is as it was drafted.")
        return
    terminal.show("\n".join(f"- {sentence}" for sentence in words))


def undo(conversation: Conversation, argument: str) -> None:
    """One change back."""
    del argument
    trail = conversation.trail
    trail.back(_restored(conversation, trail.before(), "undo"))
    terminal.say(f"undone: the plan is as before, as revision {current(conversation).revision}. /redo does it again")


def redo(conversation: Conversation, argument: str) -> None:
    """What was undone, again."""
    del argument
    trail = conversation.trail
    trail.again(_restored(conversation, trail.undone(), "redo"))
    terminal.say(f"done again, as revision {current(conversation).revision}")


def _restored(conversation: Conversation, wanted: Plan, reason: str) -> Plan:
    from assistant.planning import revising

    proposal = revising.propose(current(conversation), wanted, reason=reason, now=conversation.now())
    if proposal is None:
        return wanted
    changing.keep(conversation, proposal.after)
    return proposal.after


def retry(conversation: Conversation, argument: str) -> None:
    """The last message again, with a word on how."""
    if conversation.asked is None:
        raise InputError("Nothing was asked yet", fix="Say what you want to build.")
    asked, last, found = conversation.asked, conversation.last, conversation.trail.current
    text, want = asked
    worded = f"{text}\n\nThis time: {argument}" if argument else text
    drafted = last is not None and last.plan is not None and last.id == conversation.trail.turn
    if found is None:
        conversation.send(worded, want=want)
    elif drafted or want == "plan":
        conversation.send(worded, want="plan", becomes="change")
    elif last is not None and last.status == "answered":
        conversation.send(worded)
    else:
        from assistant.repl import meaning

        meaning.hear(conversation, worded)
    conversation.asked = asked


def waive(conversation: Conversation, argument: str) -> None:
    """Somebody answers for a rule that the refused change breaks."""
    words = argument.split(maxsplit=3)
    if len(words) < 4:
        raise InputError("A waiver needs rule, owner, last day and reason", fix="/waive PF101 founder 2027-03-01 WHY")
    changing.waive(conversation, *words)


def note(conversation: Conversation, argument: str) -> None:
    """What changed in the world; the plan is drafted again with it."""
    if not argument:
        raise InputError("Say what changed", fix="For example: /note the budget was halved")
    conversation.asked = (argument, "any")
    changing.redraft(conversation, current(conversation), (), (argument,))


def ask(conversation: Conversation, argument: str) -> None:
    """A question about the plan; it changes nothing."""
    if not argument:
        raise InputError("Ask something", fix="For example: /ask why does stage 3 wait")
    current(conversation)
    conversation.send(argument if argument.rstrip().endswith("?") else f"{argument}?")


def gates(conversation: Conversation, argument: str) -> None:
    """Each gate against numbers in a file, or what each waits for; what fired and nobody decided about comes last."""
    from assistant.planning import gate_words
    from assistant.planning.gate_readings import read_gates
    from assistant.planning.progress import undecided
    from assistant.usage.fired_gates import FiredGates

    found, today = current(conversation), conversation.now().date()
    known = FiredGates(conversation.settings.home)
    if not found.gates:
        terminal.say("This plan has no gates.")
        return
    readings, gaps = _read(found, argument, today) if argument else (read_gates(found, {}, today), ())
    if argument:
        known.remember(found, readings, today)
    else:
        terminal.say("Nothing was read; with numbers: /gates FILE (CSV with the header metric,value,n)")
    for reading in readings:
        terminal.show(gate_words.told(found, reading, today))
    for reading in undecided(found, readings, today):
        terminal.say(gate_words.fired_now(found, reading, f"--metrics {quote(argument)}"))
    before = gate_words.earlier(found, known.of(found), readings, today)
    for sentence in (*gaps, *(gate_words.fired_earlier(found, reading) for reading in before)):
        terminal.say(sentence)


def _read(plan: Plan, file: str, today: date) -> tuple[tuple[Reading, ...], tuple[str, ...]]:
    from assistant.planning.gate_readings import judge_gates
    from assistant.planning.metric_rows import read_rows
    from assistant.planning.metric_series import series

    rows = series(plan, read_rows(_text(expanded(file)), where=file), today)
    triggers = [trigger for gate in plan.gates for trigger in (*gate.all_of, *gate.any_of)]
    return judge_gates(plan, rows.seen, today), rows.gaps(triggers)


def check(conversation: Conversation, argument: str) -> None:
    """What the rules say of the plan as it is now."""
    del argument
    from assistant import app

    findings = app.review_plan(current(conversation), settings=conversation.settings)
    if not findings:
        terminal.say("No rule has anything to say.")
    for finding in findings:
        terminal.show(str(finding))


def current(conversation: Conversation) -> Plan:
    """The plan of the conversation. Raises InputError when there is none."""
    if conversation.trail.current is None:
        if conversation.last_id:
            raise InputError("The last answer holds no plan", fix="Ask for one: /plan TEXT")
        raise InputError("There is no answer yet", fix="Say what you want to build.")
    return conversation.trail.current


def _text(path: Path) -> str:
    from assistant.planning.metric_rows import MAX_METRICS_BYTES

    try:
        with path.open("rb") as file:
            return file.read(MAX_METRICS_BYTES + 1).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("The metrics file cannot be read as text", where=str(path), fix="Check the path.") from error
