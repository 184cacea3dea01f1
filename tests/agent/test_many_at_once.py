"""Twenty briefs planned at once in one process share one index and one log, and none disturbs another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant import app
from assistant.agent.turn import Turn
from assistant.knowledge import embedding
from assistant.knowledge.index import Index
from assistant.settings import Settings
from tests.usage import made

_JOBS = ("answers customers about returns", "drafts replies for agents", "sorts incoming letters", "summarises calls")
BRIEFS = [
    f"A firm with {200 * number} cases a month wants an assistant that {_JOBS[number % 4]}. Two engineers, 8 weeks."
    for number in range(1, 21)
]


def test_twenty_briefs_at_once(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "packaged", lambda: None)
    settings = Settings(home=own_home)
    indexes: list[Index] = []

    def one(brief: str) -> Turn:
        assistant = app.build(settings, wiring=app.Wiring(log=log, now=made.noon))
        turn = assistant.turn(brief, want="plan")
        indexes.append(assistant.library.index)
        return turn

    with app.open_log(settings) as log:
        with ThreadPoolExecutor(20) as pool:
            turns = list(pool.map(one, BRIEFS))
        assert [turn.status for turn in turns] == ["complete"] * 20
        assert [turn.plan.brief.text for turn in turns if turn.plan] == BRIEFS
        assert len({turn.id for turn in turns}) == 20
        assert len({id(index) for index in indexes}) == 1
        assert (log.stats()["turns"], log.not_recorded) == (20, 0)
        assert {log.turn(turn.id).status for turn in turns} == {"complete"}
