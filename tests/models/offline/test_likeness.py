"""Where no cue decides, a brief is read by its likeness to labelled ones, and the plan says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant import app
from assistant.evals import suites
from assistant.knowledge import embedding
from assistant.models.offline import OfflineModel
from assistant.models.offline.likeness import READ, SURE, fitted, liken, softmax
from assistant.models.offline.recognise import FALLBACK, RECORDS, UNCLEAR, recognise
from assistant.planning.schema import Plan
from assistant.settings import Settings

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
NO_SIGN = "Could something point out to the warden the ponds that want attention, given what the buoys tell?"


class Pointing:
    """An embedder whose every vector speaks for one path, as strongly as it is told."""

    def __init__(self, path: str, strength: float = 50.0, fingerprint: str = "") -> None:
        row = fitted().weights[[str(p) for p in fitted().paths].index(path)]
        self.vector = [strength * weight for weight in row]
        self.fingerprint = fingerprint or fitted().fingerprint
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        self.asked += texts
        return [self.vector for _ in texts]


def test_the_weights_are_those_of_the_packaged_embedder_and_of_the_briefs_there_are() -> None:
    found = suites.find("fit").groups
    assert fitted().fingerprint == embedding.MiniLM.fingerprint
    assert fitted().examples == sum(found[group] for group in fitted().groups)
    assert not {"held", "eighth", "ninth"} & set(fitted().groups)
    assert {len(row) for row in fitted().weights} == {embedding.MiniLM.dimension}


def test_shares_add_up() -> None:
    assert sum(softmax(fitted(), [0.0] * embedding.MiniLM.dimension)) == pytest.approx(1)


@pytest.mark.parametrize(("path", "task"), [("classical", RECORDS), ("clarify", UNCLEAR), ("product_first", FALLBACK)])
def test_likeness_decides_where_no_cue_does(path: str, task: str) -> None:
    found = recognise(NO_SIGN, Pointing(path))
    assert recognise(NO_SIGN).task.id == FALLBACK
    assert found.task.id == task
    assert found.likeness is not None and found.likeness.decides


@pytest.mark.parametrize("path", ["adapted", "stop"])
def test_likeness_never_decides_what_harms_or_must_stay(path: str) -> None:
    assert path not in READ
    assert recognise(NO_SIGN, Pointing(path)).task.id == FALLBACK


def test_an_unsure_likeness_decides_nothing() -> None:
    found = recognise(NO_SIGN, Pointing("classical", strength=0.0))
    assert found.task.id == FALLBACK
    assert found.likeness is not None and found.likeness.share < SURE


@pytest.mark.parametrize(
    "brief",
    [
        "We forecast the demand of 60 shops for tomorrow from five years of sales and the weather.",
        "Answer customers' questions from our 300-page help centre.",
        "No document may leave our own servers; help the clerks with the files.",
    ],
)
def test_where_cues_decide_nothing_is_compared(brief: str) -> None:
    embedder = Pointing("clarify")
    assert recognise(brief, embedder) == recognise(brief)
    assert embedder.asked == []


def test_weights_say_nothing_in_another_embedders_space() -> None:
    assert liken(NO_SIGN, Pointing("classical", fingerprint="another")) is None


def test_a_brief_in_another_language_is_compared_by_its_english_reading() -> None:
    embedder = Pointing("product_first")
    recognise("Der Wart soll sehen, um welche Teiche er sich kümmern muss, je nach dem, was die Bojen sagen.", embedder)
    assert all("must" in text and "muss" not in text for text in embedder.asked)
    assert embedder.asked


@pytest.mark.parametrize(("path", "strength"), [("classical", 50.0), ("classical", 0.0), ("clarify", 50.0)])
def test_a_plan_read_by_likeness_holds_and_says_so(
    path: str, strength: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "packaged", lambda: None)
    model = OfflineModel(embedder=lambda: Pointing(path, strength))
    assistant = app.build(Settings(home=tmp_path), model="offline", wiring=app.Wiring(recorded=False, now=lambda: NOW))
    assistant.model = model
    plan = assistant.turn(NO_SIGN, want="plan").plan
    assert plan is not None
    assert [str(f) for f in app.review_plan(plan, today=NOW) if f.severity == "error"] == []
    assert plan.verdict.path == (path if strength else "product_first")
    assert_told(plan, decided=bool(strength))


def assert_told(plan: Plan, *, decided: bool) -> None:
    """The fit table speaks of likeness, the confidence is low, and what is uncertain is asked with a default."""
    assert plan.verdict.confidence == "low"
    told = "Read by likeness to" if decided else "do not settle it"
    assert told in plan.to_markdown()
    if plan.verdict.path != "clarify":
        assert any(question.text.startswith("Does it need more than a rule") for question in plan.questions)
        assert all(question.default for question in plan.questions)


def test_the_assistant_is_wired_with_the_packaged_embedder(tmp_path: Path) -> None:
    assistant = app.build(Settings(home=tmp_path), model="offline", wiring=app.Wiring(recorded=False))
    assert assistant.model._embedder() is embedding.packaged()  # type: ignore[attr-defined]
