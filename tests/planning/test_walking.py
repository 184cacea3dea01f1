"""A review looks through a plan once for all its rules, and never takes one plan's parts for another's."""

from __future__ import annotations

import pytest

from assistant.planning.ledger import recompute
from assistant.planning.review import review
from assistant.planning.rules import walk
from tests.planning.plans import GOOD, stop, support
from tests.planning.plans.parts import EVIDENCE


def test_a_review_gathers_the_plan_once(monkeypatch: pytest.MonkeyPatch) -> None:
    gathered: list[str] = []
    own = walk._gathered

    def counting(node: object, path: str) -> tuple[tuple[str, object], ...]:
        gathered.append(path or type(node).__name__)
        return own(node, path)

    monkeypatch.setattr(walk, "_gathered", counting)
    review(support(), EVIDENCE)
    assert gathered.count("Plan") == 1


def test_plans_walked_in_turn_keep_their_own_parts() -> None:
    one, other = support(), stop()
    for plan in (one, other, one, one.model_copy(update={"title": "Another title"})):
        assert ("title", plan.title) in walk.texts(plan)
        assert dict(walk.walk(plan))["brief.text"] == plan.brief.text
        assert {path for path, _ in walk.quantities(plan)} <= {path for path, _ in walk.walk(plan)}


@pytest.mark.parametrize("build", GOOD)
def test_one_entry_recomputes_alone_as_among_all(build: object) -> None:
    assert callable(build)
    ledger = build().costs.ledger
    whole = recompute(ledger)
    for entry in ledger:
        assert recompute(ledger, wanted=(entry.id,))[entry.id] == whole[entry.id]
