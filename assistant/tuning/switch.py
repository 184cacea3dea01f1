"""Invariant: nothing is collected for training before the user has seen the words and the redactor has shown it works.

Every move of the switch is an event in the log's journal, with what it rested on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.usage import consent, journal, self_test

if TYPE_CHECKING:
    from assistant.usage.consent import Level
    from assistant.usage.log import UsageLog
    from assistant.usage.self_test import Outcome

COLLECTING = "collecting"


@dataclass(frozen=True)
class Move:
    """One move of the switch: whether it was made, the state after it, the words shown, the self-test when there was
    one, the event in the journal ('' when it was refused or already so), and the consent that holds after it."""

    state: str
    text: str
    self_test: Outcome | None = None
    event: str = ""
    consent: str = ""

    def as_json(self) -> dict[str, Any]:
        """For `tune enable --json` and `tune disable --json`."""
        tested = None if self.self_test is None else self.self_test.as_json() | {"passed": self.self_test.passed}
        told = {"state": self.state, "event": self.event, "consent": self.consent, "consent_text": self.text}
        return told | {"self_test": tested}


def state(log: UsageLog) -> str:
    """Where the switch stands. Raises InputError when the log cannot be read."""
    with log.told():
        return log.store.read(journal.state)


def enable(log: UsageLog, *, actor: str = "user") -> Move:
    """Collecting from the next turn on, with consent to training, when the self-test passes.

    Call it once the user has read `consent.TEXTS["training"]` and said yes. A failed self-test changes nothing.
    """
    tested = self_test.run(log.redactor)
    text = consent.TEXTS["training"]
    if not tested.passed or state(log) == COLLECTING:
        return Move(state(log), text, tested, consent=log.consent().level)
    before = log.consent().level
    given = log.set_consent("training")
    evidence = {
        "consent_text_hash": given.text_hash,
        "consent_text_version": given.text_version,
        "redaction_policy": log.redactor.policy,
        "self_test": tested.as_json(),
        "consent_before": before,
    }
    return Move(COLLECTING, text, tested, _journalled(log, COLLECTING, evidence, actor), given.level)


def disable(log: UsageLog, level: Level | None = None, *, actor: str = "user") -> Move:
    """Nothing more is collected, and what was is withdrawn from exports; consent goes back to `level`.

    Without one it goes back to what held before `enable`, `local_log` where that was training already or is not known.
    """
    before = state(log)
    if log.consent().level == "training":
        log.set_consent(level or _level_before(log))
    held = log.consent().level
    text = consent.TEXTS[held]
    if before == journal.OFF:
        return Move(journal.OFF, text, consent=held)
    return Move(journal.OFF, text, None, _journalled(log, journal.OFF, {"consent": held}, actor), held)


def _level_before(log: UsageLog) -> Level:
    with log.told():
        moves = [event for event in log.store.read(journal.events) if event["to_state"] == COLLECTING]
    before = consent.parse(moves[-1]["evidence"].get("consent_before", consent.DEFAULT)) if moves else consent.DEFAULT
    return consent.DEFAULT if before == "training" else before


def _journalled(log: UsageLog, to_state: str, evidence: dict[str, Any], actor: str) -> str:
    now = log.now()
    with log.told():
        event = log.store.write(
            lambda db: journal.append(db, to_state, evidence=evidence, actor=log.redactor.text(actor), now=now)
        )
    return str(event["id"])
