"""The conversation is about the plan: questions are answered from it, wishes change it, and nothing changes unseen."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from pydantic_core import from_json

from assistant.repl.commands import COMMANDS
from assistant.usage.kept_plans import KeptPlans
from assistant.usage.log import UsageLog
from tests.repl.conftest import Chat

BRIEF = "Support bot for our returns policy; two engineers, eight weeks"
ASKED_FOR = [
    "help",
    "model",
    "plan",
    "edit",
    "why",
    "sources",
    "show",
    "diff",
    "undo",
    "redo",
    "retry",
    "accept",
    "good",
    "bad",
    "note",
    "ask",
    "cost",
    "save",
    "resume",
    "sessions",
    "export",
    "search",
    "gates",
    "check",
    "clear",
    "doctor",
    "quit",
]


@pytest.fixture
def offline(chat: Chat) -> Chat:
    return lambda *lines, args=(): chat(*lines, args=args, model="offline")


def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """An editor that does to the file's JSON, called `body`, what `script` says."""
    path = tmp_path / "editor.py"
    path.write_text(
        "import json, pathlib, sys\n"
        "file = pathlib.Path(sys.argv[1])\n"
        "text = file.read_text()\n"
        f"body = json.loads(text)\n{script}\n"
        "file.write_text(body if isinstance(body, str) else json.dumps(body))\n",
        encoding="utf-8",
    )
    import sys

    monkeypatch.setenv("EDITOR", f"{sys.executable} {path}")
    monkeypatch.delenv("VISUAL", raising=False)


def revisions(home: Path) -> list[int]:
    with UsageLog.open(home) as log:
        return [KeptPlans(log).find("last").revision]


def test_every_command_asked_for_is_there() -> None:
    assert set(ASKED_FOR) <= set(COMMANDS)


def test_a_question_about_the_plan_is_answered_from_it_with_its_sources(offline: Chat, own_home: Path) -> None:
    result = offline(BRIEF, "how much does it cost to build?", "/ask what about stage 4")
    assert "this is what the plan says" in result.stdout
    answers = result.stdout.split("this is what the plan says")
    assert "$40,000" in answers[1]
    assert "Its sources, quoted:" in answers[1]
    assert "4 Curate corrections" in answers[2]
    with UsageLog.open(own_home) as log:
        assert [turn.status for turn in log.turns()] == ["complete", "answered", "answered"]
        assert KeptPlans(log).find("last").revision == 1, "a question changes nothing"


def test_what_the_plan_does_not_say_is_looked_up_in_the_notes(offline: Chat) -> None:
    result = offline(BRIEF, "what did Klarna's chief executive say about quality?")
    assert "[" in result.stdout.rpartition("No language model is at work")[2]


def test_a_wish_shows_its_diff_and_is_applied_on_a_yes_only(offline: Chat, own_home: Path) -> None:
    turned_down = offline(BRIEF, "the text may not leave our network", "n", "/diff")
    assert "Fit, the data may leave: unknown (taken as yes) → no." in turned_down.stdout
    assert "Apply this? y or n" in turned_down.stderr
    assert "as it was drafted" in turned_down.stderr
    assert revisions(own_home) == [1]
    applied = offline("the text may not leave our network", "y", "/diff", args=("-c",))
    assert "applied: revision 2" in applied.stderr
    assert applied.stdout.count("Fit, the data may leave") == 2
    assert revisions(own_home) == [2]


def test_answers_by_number_answer_the_plans_questions(offline: Chat) -> None:
    result = offline(BRIEF, "1 no 2 12 minutes", "y")
    assert "Answered: “May the text of questions leave under contract?”: no." in result.stdout
    assert "applied" in result.stderr


def test_anything_but_yes_is_no_and_is_heard(offline: Chat, own_home: Path) -> None:
    result = offline(BRIEF, "remove stage 6", "why stage 1?")
    assert "Not applied" in result.stderr
    assert revisions(own_home) == [1]


def test_a_command_is_no_answer_and_the_question_is_asked_again(offline: Chat, own_home: Path) -> None:
    result = offline(BRIEF, "remove stage 6", "/check", "/feedback", "y")
    assert "Not applied" not in result.stderr
    assert result.stderr.count("Apply this? y or n") == 3
    assert "There is no command /feedback" in result.stderr
    assert "applied: revision 2" in result.stderr
    assert revisions(own_home) == [2]


def test_a_proposal_is_withdrawn_when_a_command_changed_the_plan_meanwhile(offline: Chat) -> None:
    result = offline(BRIEF, "rename stage 1 to First light", "y", "remove stage 6", "/undo", "y")
    assert "what was proposed before is withdrawn" in result.stderr
    assert "applied: revision 3" not in result.stderr


@pytest.mark.parametrize(
    ("answer", "kept"),
    [("n", [("proposal_applied", 0.0)]), ("", []), ("/feedback", []), ("what does it cost?", [])],
)
def test_a_refusal_is_no_judgement_of_the_plan(
    offline: Chat, own_home: Path, answer: str, kept: list[tuple[str, float]]
) -> None:
    offline(BRIEF, "the text may not leave our network", answer)
    with UsageLog.open(own_home) as log:
        said = [feedback for turn in log.turns() for feedback in turn.feedback]
        counted = log.stats()
    assert [(feedback.metric, feedback.value) for feedback in said] == kept
    assert (counted["bad"], counted["judged"], counted["accept_rate"]) == (0, 0, None)


def test_a_check_between_is_heard(offline: Chat, own_home: Path) -> None:
    result = offline(BRIEF, "remove stage 6", "/check")
    assert "No rule has anything to say." in result.stderr
    assert revisions(own_home) == [1]


def test_a_change_that_breaks_the_order_is_refused_with_its_rule(offline: Chat, own_home: Path) -> None:
    result = offline(BRIEF, "move stage 5 before stage 1", "/check")
    assert "refused: PF101 error" in result.stderr
    assert "/waive PF101" in result.stderr
    assert "Apply this?" not in result.stderr
    assert revisions(own_home) == [1]


def test_somebody_may_answer_for_a_broken_rule_until_a_day(offline: Chat, own_home: Path) -> None:
    offline(BRIEF, "move stage 5 before stage 1", "/waive PF101 founder 2099-03-01 the data is there already", "/check")
    with UsageLog.open(own_home) as log:
        (waiver,) = KeptPlans(log).find("last").waivers
    assert (waiver.rule, waiver.role, waiver.reason) == ("PF101", "founder", "the data is there already")
    assert waiver.expires.year == 2099


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/waive PF101 founder 2001-01-01 old", "has passed"),
        ("/waive PF101 founder soon because", "is no date"),
        ("/waive PF999 founder 2099-01-01 because", "does not break"),
        ("/waive PF101", "needs rule, owner"),
    ],
)
def test_a_waiver_without_its_parts_is_no_waiver(offline: Chat, own_home: Path, line: str, says: str) -> None:
    result = offline(BRIEF, "move stage 5 before stage 1", line)
    assert says in result.stderr
    assert revisions(own_home) == [1]


def test_an_edit_is_checked_applied_and_kept_as_draft_against_yours(
    offline: Chat, own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "body['title'] = 'Ship to the night shift'")
    result = offline(BRIEF, "/edit 1", "/show table")
    assert "is now called “Ship to the night shift”" in result.stdout
    assert "Ship to the night shift" in result.stdout.rpartition("## Stages and gates")[2]
    assert "delete it: assistant usage forget" in result.stderr
    with UsageLog.open(own_home) as log:
        turn = log.turn("last")
    assert [said.kind for said in turn.feedback] == ["edit"]
    assert turn.plan_json is not None
    assert turn.feedback[0].edited_plan is not None
    drafted, edited = (from_json(text)["stages"][0]["title"] for text in (turn.plan_json, turn.feedback[0].edited_plan))
    assert (drafted, edited) == ("Ship to the first people who ask", "Ship to the night shift")
    assert not list((own_home / "edits").iterdir())


def test_an_edit_that_breaks_the_order_is_refused_and_not_lost(
    offline: Chat, own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "body['position'] = 1")
    result = offline(BRIEF, "/edit 5")
    assert "refused: PF101" in result.stderr
    (kept,) = (own_home / "edits").iterdir()
    assert json.loads(kept.read_text(encoding="utf-8"))["position"] == 1
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert revisions(own_home) == [1]


@pytest.mark.parametrize("script", ["body = '{not json'", "body['kind'] = 'magic'", "body['id'] = 'other'"])
def test_an_edit_that_is_no_section_is_one_sentence_and_not_lost(
    offline: Chat, own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    editor(tmp_path, monkeypatch, script)
    result = offline(BRIEF, "/edit 1")
    assert "Your text is kept: /edit 1 opens it again." in result.stderr
    assert "Traceback" not in result.output
    assert len(list((own_home / "edits").iterdir())) == 1


def test_changes_are_taken_back_and_taken_again(offline: Chat, own_home: Path) -> None:
    result = offline(BRIEF, "rename stage 1 to First light", "y", "/undo", "/diff", "/redo", "/diff", "/redo")
    assert "as it was drafted" in result.stderr
    assert "First light" in result.stdout.rpartition("would change")[2]
    assert "Nothing was undone" in result.stderr
    with UsageLog.open(own_home) as log:
        plan = KeptPlans(log).find("last")
    assert (plan.revision, plan.stages[0].title) == (4, "First light")
    assert [entry.reason for entry in plan.history] == ["rename stage 1 to First light", "undo", "redo"]


def test_a_resumed_session_stands_where_it_was_left(offline: Chat, own_home: Path) -> None:
    offline(BRIEF, "rename stage 1 to First light", "y")
    result = offline("/diff", "/undo", "/plan", args=("-c",))
    assert "First light" in result.stdout.partition("#")[0]
    assert "revision 2" in result.stderr
    assert "undone" in result.stderr


def test_a_proposal_that_was_not_decided_on_is_asked_again(offline: Chat, own_home: Path) -> None:
    offline(BRIEF, "the text may not leave our network")
    assert revisions(own_home) == [1]
    result = offline("y", args=("-c",))
    assert "a change had been proposed" in result.stderr
    assert "applied: revision 2" in result.stderr


@pytest.mark.parametrize(
    ("order", "says"),
    [
        ("rename stage 1 to First light", "First light"),
        ("remove stage 6", "5 Fine-tune"),
        ("stage 1 is done", "|done|"),
        ("move stage 3 before stage 2", "2 Mend the commonest failures"),
    ],
)
def test_an_order_nobody_decided_on_is_kept_and_asked_again(
    offline: Chat, own_home: Path, order: str, says: str
) -> None:
    offline(BRIEF, order)
    with UsageLog.open(own_home) as log:
        assert log.turns()[-1].text == order
    result = offline("y", "/show table", args=("-c",))
    assert "a change had been proposed" in result.stderr
    assert "applied: revision 2" in result.stderr
    assert says in result.stdout
    assert revisions(own_home) == [2]
    assert "had been proposed" not in offline("/diff", args=("-c",)).stderr


def test_a_model_that_is_not_there_is_told_at_once_and_changes_nothing(offline: Chat) -> None:
    result = offline("/model nope", "/model")
    assert "nope" in result.stderr
    assert "from the next message on" not in result.stderr
    assert "model offline\n" in result.stderr


def test_a_plan_is_shown_told_and_exported(offline: Chat, tmp_path: Path) -> None:
    page = tmp_path / "plan.html"
    result = offline(
        BRIEF, "/show gantt", "/show money", "/why 4", "/sources", "/gates", "/search fine-tuning pays",
        f"/export {page}", f"/export {page}", "/sessions", "/cost", "/doctor", "/good", "/retry",
    )  # fmt: skip
    assert "waits for its gate" in result.stdout
    assert "## Money" in result.stdout
    assert "opens if: questions truly solved ≥ 25%" in result.stdout
    assert "[order-of-operations]" in result.stdout
    assert "insufficient data" in result.stdout
    assert page.read_text(encoding="utf-8").startswith("<!")
    assert "is not written over" in result.stderr
    assert "data folder" in result.stdout
    assert "kept on this machine: good" in result.stderr


def test_accepting_a_changed_plan_keeps_the_draft_against_yours(offline: Chat, own_home: Path) -> None:
    offline(BRIEF, "/accept", "rename stage 1 to First light", "y", "/accept")
    with UsageLog.open(own_home) as log:
        turn, order = log.turns()
    assert [said.metric for said in order.feedback] == ["proposal_applied"], "an order is no draft to be judged"
    assert [said.kind for said in turn.feedback] == ["accept", "edit", "edit"]
    assert turn.outcome is not None
    assert turn.outcome.kind == "edit"


def test_a_cleared_conversation_is_a_new_session_and_the_old_one_is_kept(offline: Chat, own_home: Path) -> None:
    result = offline(BRIEF, "/clear", "/plan", "when does fine-tuning pay off?")
    assert "a new session" in result.stderr
    assert "There is no answer yet" in result.stderr
    with UsageLog.open(own_home) as log:
        assert len({turn.session for turn in log.turns()}) == 2


def test_gates_in_the_chat_tell_a_firing_and_go_on_telling_it(offline: Chat, tmp_path: Path) -> None:
    fired, other = tmp_path / "fired.csv", tmp_path / "other.csv"
    fired.write_text("metric,value,n\nquestions_truly_solved,2,900\n", encoding="utf-8")
    other.write_text("metric,value,n\ntraces_read,100,100\n", encoding="utf-8")
    result = offline(BRIEF, f"/gates {fired}", "/check", f"/gates {other}", "/gates")
    assert "FIRED: Stop: Questions truly solved" in result.stdout
    assert f'--metrics {fired} --decision "…" --role …' in result.stderr
    assert result.stderr.count("fired in an earlier reading") == 2
    assert "Now: Stop, or record who decides to go on and why." in result.stdout


def test_gates_in_the_chat_tell_the_days_that_are_missing(offline: Chat, tmp_path: Path) -> None:
    days = tmp_path / "days.csv"
    rows = "".join(f"2026-11-{day:02},traces_read,5,5\n" for day in range(1, 21) if day not in (7, 8))
    days.write_text(f"date,metric,value,n\n{rows}", encoding="utf-8")
    result = offline(BRIEF, f"/gates {days}")
    assert "so its window of 28 days is not full yet" in result.stderr
