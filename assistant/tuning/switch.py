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
    one, and the event in the journal ('' when it was refused or already so)."""

    state: str
    text: str
    self_test: Outcome | None = None
    event: str = ""

    def as_json(self) -> dict[str, Any]:
        """For `tune enable --json` and `tune disable --json`."""
        tested = None if self.self_test is None else self.self_test.as_json() | {"passed": self.self_test.passed}
        return {"state": self.state, "event": self.event, "consent_text": self.text, "self_test": tested}


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
        return Move(state(log), text, tested)
    given = log.set_consent("training")
    evidence = {
        "consent_text_hash": given.text_hash,
        "consent_text_version": given.text_version,
        "redaction_policy": log.redactor.policy,
        "self_test": tested.as_json(),
    }
    return Move(COLLECTING, text, tested, _journalled(log, COLLECTING, evidence, actor))


def disable(log: UsageLog, level: Level = "local_log", *, actor: str = "user") -> Move:
    """Nothing more is collected, and what was is withdrawn from exports; consent goes down to `level`."""
    text = consent.TEXTS[level]
    before = state(log)
    if log.consent().level == "training":
        log.set_consent(level)
    if before == journal.OFF:
        return Move(journal.OFF, text)
    return Move(journal.OFF, text, None, _journalled(log, journal.OFF, {"consent": level}, actor))


def _journalled(log: UsageLog, to_state: str, evidence: dict[str, Any], actor: str) -> str:
    now = log.now()
    with log.told():
        event = log.store.write(
            lambda db: journal.append(db, to_state, evidence=evidence, actor=log.redactor.text(actor), now=now)
        )
    return str(event["id"])
