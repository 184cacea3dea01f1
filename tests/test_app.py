"""The parts wired together, as Python callers see them: plan, aplan, check, build, and many threads at once."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic_core import to_json

import assistant
from assistant import app, settings
from assistant.errors import BriefError, InputError, KeyMissing, PlanFileError
from assistant.knowledge.index import Index
from assistant.models.base import OnText, Reply, Request
from assistant.models.scripted import ScriptedModel, say
from assistant.planning import schema
from assistant.settings import Settings
from tests.agent.drafting import BRIEF, Drafter, invented_quote, training_first

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for these tests, so that the corpus is indexed once."""
    return tmp_path_factory.mktemp("app")


@pytest.fixture(autouse=True)
def words_only(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Search by words alone, in the folder of this module."""
    monkeypatch.setattr("assistant.knowledge.embedding.packaged", lambda: None)
    monkeypatch.setenv("ASSISTANT_HOME", str(home))


def codes(found: tuple[Any, ...]) -> set[str]:
    return {finding.code for finding in found if finding.severity == "error"}


def plan_of(*changes: Any) -> assistant.Plan:  # noqa: ANN401
    return app.plan(BRIEF, model=ScriptedModel(Drafter(*changes)), now=lambda: NOW)


def test_a_plan_is_one_call_and_its_dates_count_from_the_given_day(home: Path) -> None:
    plan = plan_of()
    assert isinstance(plan, assistant.Plan)
    assert plan.created_at == NOW
    assert date(2026, 11, 23) < plan.product.ship_by <= date(2026, 11, 23) + timedelta(weeks=8)
    assert codes(app.review_plan(plan, today=NOW)) == set()
    with app.open_log(Settings(home=home)) as log:
        assert log.turn(plan.id).status == "complete"


def test_without_a_chosen_model_the_offline_drafter_plans_for_free() -> None:
    plan = app.plan(BRIEF)
    assert plan.generator.offline
    assert plan.generator.cost_usd == 0.0
    assert codes(assistant.check(plan)) == set()


def test_aplan_lets_other_work_go_on() -> None:
    async def both() -> tuple[assistant.Plan, str]:
        async def tick() -> str:
            await asyncio.sleep(0)
            return "ticked"

        plan, ticked = await asyncio.gather(app.aplan(BRIEF, model=ScriptedModel(Drafter()), now=lambda: NOW), tick())
        return plan, ticked

    plan, ticked = asyncio.run(both())
    assert (plan.brief.text, ticked) == (BRIEF, "ticked")


class FakeChat(BaseChatModel):
    """A LangChain chat model that answers with what a function says; it cannot bind tools."""

    answer: Any

    @property
    def _llm_type(self) -> str:
        return "fake"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: Any = None,  # noqa: ANN401  (LangChain's signature)
        **kwargs: Any,  # noqa: ANN401  (LangChain's signature)
    ) -> ChatResult:
        message = AIMessage(content=self.answer(messages))
        return ChatResult(generations=[ChatGeneration(message=message)])


def test_any_langchain_chat_model_plans_also_one_without_tools() -> None:
    draft = draft_without_quotes()

    def answer(messages: list[BaseMessage]) -> str:
        assert "submit_plan" in str(messages[0].content), "the tools are told in words"
        return to_json({"name": "submit_plan", "arguments": draft}).decode()

    plan = app.plan(BRIEF, model=FakeChat(answer=answer), now=lambda: NOW)
    assert plan.generator.model == "langchain:FakeChat"
    assert plan.title == draft["title"]
    assert "PF402" not in codes(app.review_plan(plan, today=NOW)), "nothing was retrieved for quotes to be wrong about"


def draft_without_quotes() -> dict[str, Any]:
    """The arguments of a draft that rests on assumptions alone."""
    wiring = app.Wiring(recorded=False, now=lambda: NOW)
    turn = app.build(settings.load(), model=ScriptedModel(Drafter()), wiring=wiring).turn(BRIEF, want="plan")
    draft = dict(turn.calls[-1].reply.calls[0].arguments or {})
    assumed = {"origin": "assumption", "range": "one to three months", "passage": "", "quote": ""}
    return draft | {"claims": [claim | assumed for claim in draft["claims"]]}


def test_a_plan_that_breaks_rules_is_returned_and_check_says_so() -> None:
    plan = plan_of(*[training_first] * 9)
    assert "PF101" in codes(app.review_plan(plan, today=NOW))


def test_an_invented_quote_is_still_found_in_the_saved_plan(tmp_path: Path) -> None:
    plan = plan_of(*[invented_quote] * 9)
    path = plan.save(tmp_path / "plan.json")
    found = [finding for finding in assistant.check(path) if finding.severity == "error"]
    assert [(finding.code, finding.path) for finding in found] == [("PF401", "claims[0]")]


def test_check_takes_a_plan_a_path_or_a_name(tmp_path: Path) -> None:
    plan = plan_of()
    path = plan.save(tmp_path / "plan.json")
    assert assistant.check(plan) == assistant.check(path) == assistant.check(str(path))
    with pytest.raises(PlanFileError, match="cannot be read"):
        assistant.check(tmp_path / "none.json")
    (tmp_path / "other.json").write_text('{"a": 1}', encoding="utf-8")
    with pytest.raises(PlanFileError):
        assistant.check(tmp_path / "other.json")


def test_a_quote_changed_in_the_file_is_found(tmp_path: Path) -> None:
    plan = plan_of()
    told = plan.citations[0]
    forged = told.model_copy(update={"quote": "Nine of ten teams that train first are happy."})
    changed = plan.model_copy(update={"citations": (forged, *plan.citations[1:])})
    assert "PF402" in codes(app.review_plan(changed, today=NOW))


@pytest.mark.parametrize(
    ("brief", "model", "error"),
    [
        ("", "offline", BriefError),
        (3, "offline", BriefError),
        (None, "offline", BriefError),
        ("x\x00", "offline", BriefError),
        (BRIEF, "nonsense", InputError),
        (BRIEF, "anthropic:claude-sonnet-5-5", KeyMissing),
        (BRIEF, "openai:gpt-6.1-sol", KeyMissing),
        (BRIEF, object(), InputError),
    ],
)
def test_what_cannot_be_planned_is_one_error_of_ours(brief: Any, model: object, error: type[Exception]) -> None:  # noqa: ANN401
    with pytest.raises(error):
        app.plan(brief, model=model)


@pytest.mark.parametrize("subject", [3, None, ["plan.json"]])
def test_what_is_no_plan_cannot_be_checked(subject: Any) -> None:  # noqa: ANN401
    with pytest.raises(PlanFileError, match="is no plan"):
        app.check(subject)


def test_no_plan_and_an_interruption_are_told_apart() -> None:
    with pytest.raises(PlanFileError, match="prose"):
        app.plan(BRIEF, model=ScriptedModel([say("No."), say("No.")]))

    class Stopped:
        name = "scripted"

        def reply(self, request: Request, on_text: OnText | None = None) -> Reply:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        app.plan(BRIEF, model=Stopped())


def test_a_cap_given_to_plan_is_kept() -> None:
    model = ScriptedModel(Drafter(), name="anthropic:claude-sonnet-5-5")
    with pytest.raises(PlanFileError, match="cost cap"):
        app.plan(BRIEF, model=model, max_cost_usd=0.0001)
    assert model.requests == []


def test_own_notes_are_searched_and_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "tariffs.md").write_text("# Tariffs\n\nThe zeppelin tariff is 40 crowns.\n", encoding="utf-8")
    (notes / "broken.md").symlink_to(tmp_path / "nowhere.md")
    skipped: list[str] = []
    wiring = app.Wiring(notes=(notes,), recorded=False, on_skipped=skipped.append)
    found = app.library(settings.load(), wiring).search("zeppelin tariff", 3)
    assert found.passages[0].chunk.source == "notes"
    assert any("broken.md" in line for line in skipped)


def test_eight_threads_share_one_index_and_one_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "fresh"
    monkeypatch.setenv("ASSISTANT_HOME", str(home))
    opened: list[Index] = []
    really_open = Index.open

    def counted(*args: Any, **options: Any) -> Index:  # noqa: ANN401
        opened.append(really_open(*args, **options))
        return opened[-1]

    monkeypatch.setattr(Index, "open", counted)
    plans: list[assistant.Plan] = []
    failures: list[BaseException] = []
    barrier = threading.Barrier(8)

    def work() -> None:
        barrier.wait()
        try:
            plans.append(app.plan(BRIEF, model=ScriptedModel(Drafter()), now=lambda: NOW))
        except BaseException as error:  # noqa: BLE001 - told below, in the thread that asserts
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(opened) == 1, "each thread opened an index of its own"
    assert len({plan.id for plan in plans}) == 8
    with app.open_log(Settings(home=home)) as log:
        recorded = {turn.plan_id for turn in log.turns(100)}
        assert {plan.id for plan in plans} <= recorded
        assert log.verify() == []


def test_a_log_that_cannot_be_written_costs_no_plan(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    def full(self: object, work: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assistant.usage.store.Store.write", full)
    assert codes(app.review_plan(plan_of(), today=NOW)) == set()


def test_plans_are_saved_whole_as_what_their_name_says(tmp_path: Path) -> None:
    plan = plan_of()
    assert schema.load(plan.save(tmp_path / "plan.json").read_bytes()) == plan
    assert plan.save(str(tmp_path / "plan.md")).read_text(encoding="utf-8") == plan.to_markdown()
    assert plan.to_markdown().startswith("# ")
    with pytest.raises(InputError, match=r"\.json or \.md"):
        plan.save(tmp_path / "plan.txt")
    before = (tmp_path / "plan.json").read_bytes()
    with pytest.raises(InputError, match="exists"):
        plan.save(tmp_path / "plan.json")
    other = plan.model_copy(update={"title": "Another \x1b[31m title"})
    other.save(tmp_path / "plan.json", force=True)
    assert (tmp_path / "plan.json").read_bytes() != before
    assert schema.load((tmp_path / "plan.json").read_bytes()) == other
    other.save(tmp_path / "plan.md", force=True)
    assert "\x1b" not in (tmp_path / "plan.md").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["plan.json", "plan.md"]


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        plan_of().save(tmp_path / "missing" / "plan.json")
    assert "plan.json" in refused.value.sentence()
