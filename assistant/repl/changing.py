"""Invariant: no change of the plan takes hold unseen: its words are shown first, its rules are checked, and it is kept.

A change that breaks a rule the plan kept is refused with that rule; somebody may answer for it by a waiver.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from assistant import terminal
from assistant.errors import AssistantError, InputError
from assistant.repl.conversation import Pending, Refused
from assistant.repl.showing import Show

if TYPE_CHECKING:
    from assistant.planning.findings import Finding
    from assistant.planning.revising import Answer, Proposal
    from assistant.planning.schema import Plan
    from assistant.repl.conversation import Conversation

BY_ORDER = "order"
"""The model of a turn in which the user named a stage and what becomes of it: none was at work."""
PROPOSAL_APPLIED = "proposal_applied"
"""The metric of a proposed change: true when the user applied it, false when they said no; no rate reads it."""


def redraft(conversation: Conversation, plan: Plan, answers: Sequence[Answer], notes: Sequence[str]) -> None:
    """Drafts the plan again with answers and notes, and offers what would change."""
    from assistant.agent import redrafting
    from assistant.planning import revising

    _not_past_a_fired_gate(conversation, plan)
    show = Show()
    assistant = replace(conversation.assistant(show))
    try:
        turn, after = redrafting.redraft(
            assistant, plan, answers, notes, record=conversation.log.record, now=conversation.now(), on_event=show.event
        )
    finally:
        show.finish()
    conversation.took(turn)
    if after is None:
        terminal.say(f"stopped; the plan stays as it is. What there was is kept as turn {turn.id}")
        return
    reasons = [revising.answer_line(answer.question, answer.words) for answer in answers]
    reasons += [revising.change_line(note) for note in notes]
    offer(conversation, after, reason="; ".join(reasons), turn=turn.id, answers=answers)
    conversation.tell_of_the_log()


def _not_past_a_fired_gate(conversation: Conversation, plan: Plan) -> None:
    from assistant.planning.progress import undecided
    from assistant.usage.fired_gates import FiredGates

    fired = undecided(plan, FiredGates(conversation.settings.home).of(plan), conversation.now().date())
    if fired:
        raise InputError(
            f"“{fired[0].title}” fired when it was last read, and a plan does not go on past it in silence",
            fix=f'Outside the chat: assistant revise {plan.id} --decision "…" --role founder.',
        )


def merged(before: Plan, drafted: Plan) -> Plan:
    """A model's revision taken over into the plan: its identity, progress and decisions stay."""
    from assistant.planning import revising

    return revising.merge(before, drafted, (), drafted.brief.text)


def order(conversation: Conversation, after: Plan, text: str) -> None:
    """Offers what an order about a stage makes of the plan; the order and its proposal are kept before that."""
    from assistant.agent.ids import uuid7
    from assistant.agent.turn import Turn

    before = conversation.trail.current
    assert before is not None
    proposed = after.model_copy(update={"parent": before.id, "revision": before.revision + 1})
    turn = Turn(
        id=uuid7(),
        session=conversation.session,
        started_at=conversation.now().isoformat(),
        text=text,
        status="complete",
        model=BY_ORDER,
        plan=proposed,
    )
    missed = conversation.log.not_recorded
    conversation.log.record("started", replace(turn, status="interrupted", plan=None))
    conversation.log.record("finished", turn)
    conversation.asked = (text, "any")
    offer(conversation, after, reason=text, turn=turn.id if conversation.log.not_recorded == missed else "")
    conversation.tell_of_the_log()


def offer(
    conversation: Conversation, after: Plan, *, reason: str, turn: str = "", answers: Sequence[Answer] = ()
) -> None:
    """Shows what would change and asks; refuses what breaks a rule."""
    proposal = _proposal(conversation, after, reason, answers)
    if proposal is None:
        terminal.say("Nothing in the plan would change by that. To plan something else: /plan TEXT")
        return
    _show(proposal)
    if _refused(conversation, proposal, turn):
        return

    conversation.ask(
        Pending(
            "Apply this? y or n",
            yes=lambda: apply(conversation, proposal, turn),
            no=lambda: terminal.say("Not applied; the plan stays as it is."),
            declined=lambda: _decided(conversation, turn, applied=False),
        )
    )


def put(conversation: Conversation, after: Plan, *, reason: str) -> bool:
    """Applies what the user has written themselves, unless it breaks a rule; says whether it took hold."""
    proposal = _proposal(conversation, after, reason, ())
    if proposal is None:
        terminal.say("Nothing was changed.")
        return True
    _show(proposal)
    if _refused(conversation, proposal, ""):
        return False
    apply(conversation, proposal, "")
    return True


def waive(conversation: Conversation, rule: str, owner: str, until: str, why: str) -> None:
    """Applies the refused change, with somebody who answers for the rule it breaks until a day. Raises InputError."""
    from assistant.planning.elements import Waiver

    refused = conversation.refused
    if refused is None:
        raise InputError(
            "No change was refused, so there is nothing to waive", fix="Change the plan first, with /edit."
        )
    rules = sorted({finding.code for finding in refused.broken})
    if rule.upper() not in rules:
        raise InputError(f"The change does not break {rule}", fix=f"It breaks {', '.join(rules)}.", code="waiver")
    waiver = Waiver(rule=rule.upper(), role=owner, reason=why, expires=_day(until, conversation.now().date()))
    after = refused.after.model_copy(update={"waivers": (*refused.after.waivers, waiver)})
    conversation.refused = None
    reason = f"{refused.reason}; {waiver.rule} waived by {owner} until {waiver.expires.isoformat()}: {why}"
    put(conversation, after, reason=reason)


def apply(conversation: Conversation, proposal: Proposal, turn: str) -> None:
    """The change takes hold: the decision is stored, then the revision, then it is the plan."""
    if turn:
        if conversation.log.turn(turn).model != BY_ORDER:
            conversation.log.feedback(turn, kind="accept")
        _decided(conversation, turn, applied=True)
    keep(conversation, proposal.after)
    conversation.trail.step(proposal.after)
    terminal.say(f"applied: revision {proposal.after.revision} of {proposal.after.id[:13]}. /undo takes it back")
    _remember_edit(conversation)


def _decided(conversation: Conversation, turn: str, *, applied: bool) -> None:
    """Keeps what became of the proposal as a metric of its own: declining a change is no judgement of its plan."""
    if turn:
        conversation.log.feedback(turn, kind="outcome", outcome=f"{PROPOSAL_APPLIED}={str(applied).lower()}")


def keep(conversation: Conversation, plan: Plan) -> None:
    """Keeps the revision on this machine, unless nothing may be kept; a disk that refuses costs no change."""
    from assistant.usage.kept_plans import KeptPlans

    if conversation.log.consent(conversation.session, words=True).level == "none":
        return
    try:
        KeptPlans(conversation.log).keep(plan)
    except AssistantError as error:
        terminal.say(f"in force, but not kept: {error.sentence()}")


def _remember_edit(conversation: Conversation) -> None:
    from assistant.repl import feedback

    trail = conversation.trail
    if trail.turn and trail.current is not None and trail.current != trail.drafted:
        feedback.give(conversation, "edit", edited=trail.current)


def _proposal(conversation: Conversation, after: Plan, reason: str, answers: Sequence[Answer]) -> Proposal | None:
    from assistant.planning import revising

    before = conversation.trail.current
    assert before is not None
    return revising.propose(before, after, reason=reason, now=conversation.now(), answers=answers)


def _show(proposal: Proposal) -> None:
    from assistant.planning import impact

    terminal.show(f"Revision {proposal.after.revision} of “{proposal.before.title}” would change:")
    terminal.show("\n".join(f"- {sentence}" for sentence in proposal.words))
    told = impact.in_words(proposal.impact)
    if told:
        terminal.show("What rests on that, so look at it again:")
        terminal.show("\n".join(f"- {sentence}" for sentence in told))


def _refused(conversation: Conversation, proposal: Proposal, turn: str) -> bool:
    broken = _newly_broken(conversation, proposal)
    conversation.refused = Refused(proposal.after, proposal.reason, broken, turn) if broken else None
    for finding in broken:
        terminal.say(f"refused: {finding}")
    if broken:
        terminal.say(
            f"The plan stays as it is. Somebody may answer for it: /waive {broken[0].code} OWNER YYYY-MM-DD WHY"
        )
    return bool(broken)


def _newly_broken(conversation: Conversation, proposal: Proposal) -> tuple[Finding, ...]:
    from assistant import app

    settings = conversation.settings
    had = {(f.code, f.message) for f in app.review_plan(proposal.before, settings=settings)}
    found = app.review_plan(proposal.after, settings=settings)
    return tuple(f for f in found if f.severity == "error" and (f.code, f.message) not in had)


def _day(text: str, today: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{text!r} is no date", fix="Write it as 2027-03-01.", code="waiver") from error
    if found < today:
        raise InputError(f"{text} has passed", fix="A waiver ends on a day to come.", code="waiver")
    return found
