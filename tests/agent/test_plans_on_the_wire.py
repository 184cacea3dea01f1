"""`plan()` through both SDKs: tools used, replies streamed, drafts repaired once, and drafts that never hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import respx
from click.testing import CliRunner

from assistant import app
from assistant.agent.turn import Event
from assistant.cli.tree import root
from assistant.models import rungs
from assistant.models.base import Reply, Request
from assistant.planning import schema
from assistant.settings import Secret, Settings
from tests.agent.conftest import NOW
from tests.agent.drafting import BRIEF, Change, Drafter, training_first
from tests.agent.speaking import Provider
from tests.models.wire import KEY, LOCAL_BASE, SHAPES, Shape

pytestmark = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for these tests, so that the corpus is indexed once."""
    home = tmp_path_factory.mktemp("wire")
    rungs.keep(home, rungs.Found(LOCAL_BASE.removeprefix("http://"), "local-8b", "forced", rungs.today()))
    return home


@pytest.fixture(autouse=True)
def words_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Search by words alone: quick, and what it finds is found without a model to load."""
    monkeypatch.setattr("assistant.knowledge.embedding.packaged", lambda: None)


@pytest.fixture
def settings(shape: Shape, home: Path) -> Settings:
    return Settings(
        home=home,
        model=shape.model,
        model_chosen=True,
        anthropic_api_key=Secret(KEY),
        openai_api_key=Secret(KEY),
        openai_base_url=shape.base_url,
    )


@pytest.fixture
def router() -> Iterator[respx.MockRouter]:
    with respx.mock(using="httpcore2") as mocked:
        yield mocked


class Talking(Drafter):
    """Says a word before it searches, as models do."""

    def __init__(self, *changes: Change) -> None:
        super().__init__(*changes)
        self._has_spoken = False

    def __call__(self, request: Request) -> Reply:
        reply = super().__call__(request)
        text, self._has_spoken = "" if self._has_spoken else "Let me look.", True
        return Reply(text, reply.calls, reply.stop)


def errors(plan: schema.Plan, settings: Settings) -> set[str]:
    found = app.review_plan(plan, settings=settings, today=NOW)
    return {finding.code for finding in found if finding.severity == "error"}


def test_a_tool_using_streaming_reply_becomes_a_plan_that_holds(
    shape: Shape, settings: Settings, router: respx.MockRouter
) -> None:
    provider = Provider(shape, Talking())
    router.post(shape.url).mock(side_effect=provider)
    events: list[Event] = []
    plan = app.plan(BRIEF, settings=settings, on_event=events.append, now=lambda: NOW)

    assert errors(plan, settings) == set()
    assert errors(schema.load(schema.dump(plan)), settings) == set()
    assert len(provider.bodies) == 2
    assert len({citation.note for citation in plan.citations}) >= 3
    assert plan.generator.model == shape.model
    assert plan.generator.tokens > 0
    assert not plan.generator.offline
    assert "Let me look." in "".join(event.text for event in events if event.kind == "text")
    tools = json.dumps(provider.bodies[0]["tools"])
    assert all(name in tools for name in ("search_notes", "read_note", "estimate_cost", "submit_plan"))
    assert all(body["stream"] for body in provider.bodies)


def test_every_quote_stands_in_a_passage_that_was_on_the_wire(
    shape: Shape, settings: Settings, router: respx.MockRouter
) -> None:
    provider = Provider(shape, Talking())
    router.post(shape.url).mock(side_effect=provider)
    plan = app.plan(BRIEF, settings=settings, now=lambda: NOW)
    sent = json.dumps(provider.bodies[1], ensure_ascii=False)
    assert plan.citations
    for citation in plan.citations:
        as_sent = json.dumps(json.dumps(citation.quote, ensure_ascii=False)[1:-1], ensure_ascii=False)[1:-1]
        assert as_sent.replace("</", "<\\\\/") in sent


def test_a_reply_that_breaks_a_rule_is_repaired_exactly_once(
    shape: Shape, settings: Settings, router: respx.MockRouter
) -> None:
    provider = Provider(shape, Talking(training_first))
    router.post(shape.url).mock(side_effect=provider)
    plan = app.plan(BRIEF, settings=settings, now=lambda: NOW)

    assert errors(plan, settings) == set()
    assert len(provider.bodies) == 3
    told = json.dumps(provider.bodies[2])
    assert "PF101 error" in told
    assert "Fine-tune a model on the tickets" in told
    assert "PF101 error" not in json.dumps(provider.bodies[1])
    with app.open_log(settings) as log:
        turn = log.turn(plan.id)
    assert (turn.status, turn.repairs) == ("complete", 1)


def test_one_that_never_holds_comes_back_as_a_draft_with_its_findings(
    shape: Shape, settings: Settings, router: respx.MockRouter
) -> None:
    provider = Provider(shape, Talking(*[training_first] * 9))
    router.post(shape.url).mock(side_effect=provider)
    plan = app.plan(BRIEF, settings=settings, now=lambda: NOW)

    assert "PF101" in errors(plan, settings)
    assert len(provider.bodies) == 4, "a search, a draft and two repairs"
    with app.open_log(settings) as log:
        turn = log.turn(plan.id)
    assert (turn.status, turn.repairs) == ("draft", 2)


@pytest.mark.parametrize(("changes", "code"), [((), 0), ((training_first,), 0), ((training_first,) * 9, 1)])
def test_the_command_line_tells_a_draft_by_its_exit_code(
    shape: Shape,
    home: Path,
    router: respx.MockRouter,
    monkeypatch: pytest.MonkeyPatch,
    changes: tuple[Change, ...],
    code: int,
) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(home))
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    if shape.base_url:
        monkeypatch.setenv("OPENAI_BASE_URL", shape.base_url)
    router.post(shape.url).mock(side_effect=Provider(shape, Talking(*changes)))
    result = CliRunner().invoke(root, ["plan", BRIEF, "--json", "--model", shape.model])

    assert result.exit_code == code, result.output
    plan = schema.load(result.stdout)
    assert plan.brief.text == BRIEF
    assert ("PF101" in result.stderr) == bool(code)
    assert KEY not in result.output
